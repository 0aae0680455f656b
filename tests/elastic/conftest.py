"""An office that searches with Elasticsearch: its store, the node of the suite, a node to kill and freeze."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.database import open_store
from tests.conftest import ELASTICSEARCH
from tests.elastic.office import DOCUMENTS, Office
from tests.search.corpus import random_documents
from tests.services.elasticsearch import ElasticNode


@pytest.fixture(scope="session")
def node() -> str:
    """The URL of the suite's node; the marker leaves a test out where there is none."""
    return ELASTICSEARCH


@pytest.fixture(scope="session")
def victim_node(node: str) -> Iterator[ElasticNode]:
    # Not below pytest's own folder, which the server's user may not enter.
    folder = Path(tempfile.gettempdir()) / f"reformwatch-victim-{uuid.uuid4().hex[:8]}"
    victim = ElasticNode(folder, {"thread_pool.write.size": 1, "thread_pool.write.queue_size": 1})
    try:
        victim.start()
        yield victim
    finally:
        victim.remove()


@pytest.fixture
def victim(victim_node: ElasticNode) -> ElasticNode:
    """A node that a test may kill, freeze and empty; it runs when the test begins."""
    if not victim_node.answers():
        victim_node.kill()
        victim_node.start()
    return victim_node


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with DOCUMENTS documents and no index."""
    home = tmp_path_factory.mktemp("filled")
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        for document in random_documents(DOCUMENTS):
            store.documents.save(document)
    # One file, so that it can be copied.
    connection = sqlite3.connect(home / "reformwatch.sqlite")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return home


@pytest.fixture
def office_at(filled: Path, tmp_path: Path) -> Iterator[Callable[[str], Office]]:
    """Makes an office of its own with DOCUMENTS documents; takes the URL of the node that keeps its index."""
    made: list[Office] = []

    def make(url: str) -> Office:
        home = tmp_path / f"office-{len(made)}"
        shutil.copytree(filled, home)
        made.append(Office(home, url, f"test-{uuid.uuid4().hex[:12]}"))
        return made[-1]

    yield make
    for office in made:
        office.close()


@pytest.fixture
def office(office_at: Callable[[str], Office], node: str) -> Office:
    """One whose index the suite's node keeps."""
    return office_at(node)

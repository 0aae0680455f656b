"""A process killed while it writes leaves every document whole or not there at all."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from store.database import Store, open_store
from store.records import Document
from tests import forks
from tests.store.child import VERSIONS, document, run

forks.preload("tests.store.child")


def kill_while_saving(url: str, first: int, chance: random.Random) -> set[tuple[int, int]]:
    """The documents and versions that a writer had told when it was killed."""
    heard, says = forks.processes.Pipe(duplex=False)
    child = forks.processes.Process(target=run, args=(says, "save", url, str(first)))
    child.start()
    says.close()
    lines = os.fdopen(os.dup(heard.fileno()), encoding="ascii")
    heard.close()
    told = [lines.readline()]
    begun, saves = time.perf_counter(), chance.randint(2, 25)
    told += [lines.readline() for _ in range(saves)]
    # A random moment within the next save, which takes as long as these did.
    until = time.perf_counter() + chance.uniform(0, (time.perf_counter() - begun) / saves)
    while time.perf_counter() < until:
        pass
    child.kill()
    with lines:
        told += lines
    child.join()
    assert child.exitcode == -signal.SIGKILL
    return {(int(number), int(version)) for number, version in (line.split() for line in told)}


def assert_whole(found: Document) -> None:
    number, version = int(found.key[1:]), len(found.versions) - 1
    assert replace(found, versions=()) == document(number, version)
    assert [each.sha256 for each in found.versions] == [
        document(number, each).fingerprint() for each in range(version + 1)
    ]


def assert_sound(store: Store, url: str, acknowledged: set[tuple[int, int]]) -> int:
    documents = {int(found.key[1:]): found for found in store.documents.find()}
    for found in documents.values():
        assert_whole(found)
    for number, version in acknowledged:
        assert len(documents[number].versions) > version, f"document {number} lost version {version}"
    changes = store.documents.changed_since(0, 1_000_000)
    assert {item.id for _, item in changes} == {found.id for found in documents.values()}
    assert max((revision for revision, _ in changes), default=0) == store.documents.latest_revision()
    if url.startswith("sqlite"):
        check_sqlite(url)
    return len(documents)


def check_sqlite(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).all() == [("ok",)]
        assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    engine.dispose()


@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.slow)])
@pytest.mark.timeout(600)
@pytest.mark.case("S2", guard="transactions")
def test_a_killed_writer_leaves_whole_documents(store_url: str, kills: int) -> None:
    chance = random.Random(20240530)
    open_store(store_url).close()
    acknowledged: set[tuple[int, int]] = set()
    for attempt in range(kills):
        acknowledged |= kill_while_saving(store_url, attempt * 1000, chance)
    with open_store(store_url) as store:
        assert assert_sound(store, store_url, acknowledged) >= kills
    assert len(acknowledged) >= kills * VERSIONS


def test_no_row_is_left_without_its_document(
    store_url: str, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    open_store(store_url).close()
    kill_while_saving(store_url, 0, random.Random(7))
    for table in ("codes", "attachments", "versions"):
        orphans = f"SELECT count(*) FROM {table} t LEFT JOIN documents d ON d.id = t.document_id"
        assert rows(f"{orphans} WHERE d.id IS NULL") == [(0,)]
    counted = "SELECT document_id, count(*) FROM codes GROUP BY document_id"
    assert {count for _, count in rows(counted)} == {5}

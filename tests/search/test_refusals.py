"""Documents that an index cannot take: set aside with the reason, tried again, and never forgotten."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from search import indexer
from store.database import Store
from store.records import identity
from tests.search.corpus import make, published, random_documents
from tests.search.test_indexer import save, total


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


BAD = replace(make("x", "tin cải cách"), id="khong-phai-hexa!")


def refusals(store: Store) -> list[tuple[str, int]]:
    return [(one.id, one.revision) for one in store.indexing.refusals("embedded")]


def test_a_document_that_no_index_can_hold_stops_no_other(
    store: Store, root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(store, "a")
    indexer.rebuild(store, root)
    store.documents.save(BAD)
    save(store, "b", "c")
    report = indexer.sync(store, root)
    assert (report.written, report.documents, [one.id for one in report.refused]) == (2, 3, [BAD.id])
    assert BAD.id in caplog.text
    assert "16 hex digits" in caplog.text
    again = indexer.rebuild(store, root)
    assert (again.written, len(again.refused), total(root, "cải cách")) == (3, 1, 3)


def test_a_refused_document_is_known_until_it_is_deleted(store: Store, root: Path) -> None:
    for write in (indexer.sync, indexer.rebuild, indexer.sync):
        store.documents.save(BAD)
        write(store, root)
        status = indexer.status(store, root)
        assert (status.behind, status.as_json()["refused"]) == (0, 1)
        assert "16 hex digits" in status.refused[0].reason
        assert refusals(store) == [(BAD.id, store.documents.revisions([BAD.id])[BAD.id])]
    store.documents.delete(BAD.id)
    assert indexer.status(store, root).behind == 1
    indexer.sync(store, root)
    assert refusals(store) == []


def test_a_refused_document_is_tried_again_when_it_changes(store: Store, root: Path) -> None:
    indexer.rebuild(store, root)
    store.documents.save(make("a", published=published("2024-05-29", "sáng")))
    indexer.sync(store, root)
    (before,) = refusals(store)
    assert indexer.sync(store, root).refused == ()
    store.documents.save(make("a", published=published("2024-05-29", "chiều")))
    indexer.sync(store, root)
    (after,) = refusals(store)
    assert (after[0], after[1] > before[1]) == (before[0], True)
    store.documents.save(make("a", published=published("2024-05-29", "08:15")))
    indexer.sync(store, root)
    assert (refusals(store), total(root)) == ([], 1)


def test_a_rebuild_forgets_what_only_the_old_index_refused(store: Store, root: Path) -> None:
    save(store, "a")
    indexer.rebuild(store, root)
    store.indexing.settle("embedded", {identity("a"): 1}, {identity("a"): "as an older program saw it"})
    indexer.rebuild(store, root)
    assert refusals(store) == []


def test_what_is_mended_while_a_rebuild_reads_is_not_refused(store: Store, root: Path) -> None:
    save(store, *(f"d{number}" for number in range(120)))
    store.documents.save(make("a", published=published("2024-05-29", "sáng")))

    def meanwhile(done: int) -> None:
        if done == 121:
            store.documents.save(make("a", published=published("2024-05-29", "08:15")))

    report = indexer.rebuild(store, root, meanwhile)
    assert (report.refused, report.documents, refusals(store)) == ((), 121, [])


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["settled", "index noted", "between the steps"])
def test_a_sync_that_dies_anywhere_is_run_again(store: Store, root: Path, moment: str) -> None:
    indexer.rebuild(store, root)
    store.documents.save(BAD)
    for document in random_documents(520):
        store.documents.save(document)
    script = (
        "import os, signal, sys; from pathlib import Path; from search import indexer;"
        "from search.engines.folders import EmbeddedHome; from store.database import open_store;"
        "die = lambda *_: os.kill(os.getpid(), signal.SIGKILL); moment = sys.argv[3];"
        "store = open_store(sys.argv[1]);"
        "owner, name = {'settled': (EmbeddedHome, 'reached'), 'index noted': (store.indexing, 'reached'),"
        "'between the steps': (None, '')}[moment];"
        "setattr(owner, name, die) if owner else None;"
        "indexer.sync(store, Path(sys.argv[2]), None if owner else die)"
    )
    arguments = [sys.executable, "-c", script, store.url, str(root), moment]
    killed = subprocess.run(arguments, cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    assert len(refusals(store)) == 1
    indexer.sync(store, root)
    assert (total(root), indexer.status(store, root).behind, len(refusals(store))) == (520, 0, 1)


def test_what_the_index_held_of_a_refused_document_is_removed(store: Store, root: Path) -> None:
    store.documents.save(make("a", "tin cũ", published=published("2024-05-29", "08:15")))
    indexer.rebuild(store, root)
    store.documents.save(make("a", "tin mới", published=published("2024-05-29", "sáng")))
    (refused,) = indexer.sync(store, root).refused
    assert "'sáng'" in refused.reason
    assert total(root) == 0

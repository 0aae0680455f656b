"""Store → index on real files: rebuilds, syncs, kills and whoever comes second."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from search import indexer
from search.engines.folders import EmbeddedHome
from search.errors import IndexBusy, IndexMissing, IndexOutdated, IndexUnreachable
from search.index import IndexState, SearchRequest
from search.query import parse
from store.database import Store, open_store
from store.records import identity
from tests.search.corpus import make, random_documents


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


def save(store: Store, *names: str, text: str = "tin cải cách") -> None:
    for name in names:
        store.documents.save(make(name, text, name))


def total(root: Path, query: str = "") -> int:
    return indexer.open_index(root).search(SearchRequest(parse(query))).total


def versions(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("v-*"))


def test_rebuild_serves_every_document_of_the_store(store: Store, root: Path) -> None:
    for document in random_documents(450):
        store.documents.save(document)
    seen: list[int] = []
    report = indexer.rebuild(store, root, seen.append)
    assert (report.documents, report.engine, seen[-1]) == (450, "embedded", 450)
    assert total(root) == 450
    assert indexer.status(store, root).as_json() == {
        "engine": "embedded", "documents": 450, "behind": 0, "error": None, "refused": 0,
    }  # fmt: skip


def test_without_an_index_search_and_status_say_what_to_do(store: Store, root: Path) -> None:
    save(store, "a", "b")
    with pytest.raises(IndexMissing, match="index rebuild"):
        indexer.open_index(root)
    status = indexer.status(store, root)
    assert (status.documents, status.behind) == (None, 2)
    assert "index rebuild" in str(status.error)


def test_sync_builds_the_first_index_and_then_follows_the_store(store: Store, root: Path) -> None:
    save(store, "a", "b", "c")
    assert indexer.sync(store, root).rebuilt
    save(store, "b", text="bản mới")
    save(store, "d")
    store.documents.delete(identity("a"))
    assert indexer.status(store, root).behind == 3
    report = indexer.sync(store, root)
    assert (report.rebuilt, report.written, report.removed, report.documents) == (None, 2, 1, 3)
    assert (total(root, "cải cách"), total(root, '"bản mới"')) == (2, 1)
    assert indexer.status(store, root).behind == 0
    assert indexer.sync(store, root).written == 0


def test_behind_counts_a_document_once_however_often_it_changed(store: Store, root: Path) -> None:
    save(store, "a", "b")
    indexer.rebuild(store, root)
    for text in ("một", "hai", "ba"):
        save(store, "a", text=text)
    assert indexer.status(store, root).behind == 1


class Away(EmbeddedHome):
    """An engine that does not answer, asked anything."""

    def state(self) -> IndexState | None:
        raise IndexUnreachable("The server does not answer.")


def test_an_engine_that_is_away_is_not_rebuilt_but_waited_for(store: Store, root: Path) -> None:
    save(store, "a", "b")
    indexer.rebuild(store, root)
    save(store, "c")
    away = Away(root)
    status = indexer.status(store, away)
    assert (status.documents, status.behind, status.error) == (None, 1, "The server does not answer.")
    with pytest.raises(IndexUnreachable):
        indexer.sync(store, away)
    assert versions(root) == ["v-1", "v-1.json"]
    assert indexer.sync(store, root).written == 1


@pytest.mark.slow
def test_sync_takes_more_changes_than_one_commit_holds(store: Store, root: Path) -> None:
    indexer.rebuild(store, root)
    for document in random_documents(1100):
        store.documents.save(document)
    assert indexer.sync(store, root).written == 1100
    assert total(root) == 1100


def test_what_changes_while_a_rebuild_reads_is_not_lost(store: Store, root: Path) -> None:
    save(store, *(f"d{number}" for number in range(300)))

    def meanwhile(done: int) -> None:
        if done == 250:
            save(store, "0-moi", "z-moi", text="vừa đăng")
            save(store, "d0", text="vừa sửa")
            store.documents.delete(identity("d1"))

    indexer.rebuild(store, root, meanwhile)
    assert (total(root), total(root, "vừa"), indexer.status(store, root).behind) == (301, 3, 0)


def test_the_old_index_serves_until_the_new_one_is_complete(store: Store, root: Path) -> None:
    save(store, "a")
    indexer.rebuild(store, root)
    save(store, "b")
    open_before = indexer.open_index(root)
    during: list[int] = []
    indexer.rebuild(store, root, lambda _: during.append(total(root)))
    assert during == [1, 1]
    assert total(root) == 2
    assert open_before.search(SearchRequest(parse("tin"))).total == 1


def test_a_killed_rebuild_leaves_the_old_index_and_the_next_one_cleans_up(store: Store, root: Path) -> None:
    save(store, *(f"d{number}" for number in range(50)))
    indexer.rebuild(store, root)
    script = (
        "import os, signal, sys; from pathlib import Path; from search import indexer;"
        "from store.database import open_store;"
        "die = lambda done: os.kill(os.getpid(), signal.SIGKILL) if done == 30 else None;"
        "indexer.rebuild(open_store(sys.argv[1]), Path(sys.argv[2]), die)"
    )
    project = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", script, store.url, str(root)], cwd=project, check=False)
    assert killed.returncode == -9
    assert versions(root) == ["v-1", "v-1.json", "v-2"]
    assert (total(root), indexer.status(store, root).error) == (50, None)
    save(store, "sau")
    assert indexer.sync(store, root).documents == 51
    indexer.rebuild(store, root)
    assert len(versions(root)) == 2
    assert total(root) == 51


def test_a_second_writer_is_busy_while_searches_go_on(store: Store, root: Path) -> None:
    save(store, "a")
    indexer.rebuild(store, root)
    with EmbeddedHome(root).lock():
        for write in (indexer.rebuild, indexer.sync):
            with pytest.raises(IndexBusy):
                write(store, root)
        assert total(root) == 1
    assert indexer.sync(store, root).written == 0


def test_a_reader_that_a_rebuild_overtakes_opens_the_new_version(store: Store, root: Path) -> None:
    class Overtaken(EmbeddedHome):
        def state(self) -> IndexState | None:
            found = super().state()
            if found is not None and found.version == "v-1":
                indexer.rebuild(store, root)
            return found

    save(store, "a")
    indexer.rebuild(store, root)
    assert Overtaken(root).open().count() == 1
    assert versions(root) == ["v-2", "v-2.json"]


def test_an_index_of_another_program_is_refused_and_built_anew_by_sync(store: Store, root: Path) -> None:
    save(store, "a")
    indexer.rebuild(store, root)
    note = root / "v-1.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"fingerprint": "other"}))
    with pytest.raises(IndexOutdated, match="index rebuild"):
        indexer.open_index(root)
    status = indexer.status(store, root)
    assert status.documents is None
    assert "another version" in str(status.error)
    assert indexer.sync(store, root).rebuilt
    assert total(root) == 1


def test_an_index_newer_than_its_store_is_built_anew(store: Store, root: Path, tmp_path: Path) -> None:
    save(store, "a")
    with (
        closing(sqlite3.connect(tmp_path / "store.sqlite")) as source,
        closing(sqlite3.connect(tmp_path / "restored.sqlite")) as copy,
    ):
        source.backup(copy)
    save(store, "b", "c")
    indexer.rebuild(store, root)
    with open_store(f"sqlite:///{tmp_path / 'restored.sqlite'}") as restored:
        assert "newer than the store" in str(indexer.status(restored, root).error)
        assert indexer.sync(restored, root).rebuilt
        assert total(root) == 1


@pytest.mark.parametrize("damage", ["meta.json", "note", "folder"])
def test_a_damaged_index_is_said_and_built_anew_by_sync(store: Store, root: Path, damage: str) -> None:
    save(store, "a")
    indexer.rebuild(store, root)
    if damage == "folder":
        for file in (root / "v-1").iterdir():
            file.unlink()
    else:
        (root / "v-1.json" if damage == "note" else root / "v-1" / "meta.json").write_text("{")
    status = indexer.status(store, root)
    assert status.documents is None
    assert "index rebuild" in str(status.error)
    assert indexer.sync(store, root).rebuilt
    assert total(root) == 1


def test_a_deleted_index_comes_back_with_equal_counts(store: Store, root: Path) -> None:
    for document in random_documents(60):
        store.documents.save(document)
    indexer.rebuild(store, root)
    before = total(root, "cải OR chính")
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    indexer.sync(store, root)
    assert (total(root), total(root, "cải OR chính")) == (60, before)

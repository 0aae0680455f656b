"""Every file of an index, damaged in every way: one plain sentence, and a rebuild mends it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search import indexer
from search.engines.embedded import EmbeddedIndex
from search.errors import IndexDamaged
from search.index import FACETS, SearchRequest
from search.query import parse
from store.database import Store, open_store
from store.documents import Deleted
from tests.search.corpus import numbered, random_documents

DOCUMENTS = random_documents(200)
SUFFIXES = ("json", "del", "fast", "fieldnorm", "idx", "pos", "store", "term")
_FOOTER = 110  # bytes at the end of each file that say what it is


def _flip(data: bytes, places: int) -> bytes:
    body = max(1, len(data) - _FOOTER)
    changed = {body * number // (places + 1) for number in range(1, places + 1)}
    return bytes(byte ^ 0xFF if place in changed else byte for place, byte in enumerate(data))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "without its end": lambda data: data[:-2],
    "zeros": lambda data: bytes(len(data)),
    "garbled": lambda data: bytes((byte * 7 + 13) % 256 for byte in data),
    "garbled body": lambda data: bytes(byte ^ 0x5A for byte in data[:-_FOOTER]) + data[-_FOOTER:],
    "one byte": lambda data: _flip(data, 1),
    "five bytes": lambda data: _flip(data, 5),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments with deletions."""
    folder = tmp_path_factory.mktemp("whole") / "v-1"
    index = EmbeddedIndex.create(folder)
    for start in range(0, len(DOCUMENTS), 70):
        index.update(numbered(DOCUMENTS[start : start + 70]))
    index.update(numbered([Deleted(DOCUMENTS[0].id), Deleted(DOCUMENTS[100].id)]))
    return folder


def _use(folder: Path) -> None:
    index = EmbeddedIndex(folder)
    index.count()
    for text, sort in (("cải", "relevance"), ('"cải cách"', "newest"), ("title:hoà OR -kế", "oldest")):
        index.search(SearchRequest(parse(text), sort=sort, facets=FACETS))  # type: ignore[arg-type]
    list(index.ids(SearchRequest()))


def _write(folder: Path) -> None:
    EmbeddedIndex(folder).update(numbered(random_documents(30, 9)))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damage_is_a_sentence_and_never_a_panic(
    whole: Path, tmp_path: Path, suffix: str, damage: str
) -> None:
    folder = tmp_path / "v-1"
    shutil.copytree(whole, folder)
    files = list(folder.glob(f"*.{suffix}"))
    assert files
    for file in files:
        file.write_bytes(DAMAGES[damage](file.read_bytes()))
    with pytest.raises(IndexDamaged, match="run `reformwatch index rebuild`"):
        EmbeddedIndex(folder).check()
    for work in (_use, _write):
        try:
            work(folder)
        except IndexDamaged as problem:
            assert "reformwatch index rebuild" in str(problem)  # noqa: PT017 - nothing but it is allowed


def test_a_whole_index_passes_the_check(whole: Path) -> None:
    EmbeddedIndex(whole).check()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    for document in DOCUMENTS[:40]:
        store.documents.save(document)
    return store


@pytest.mark.parametrize("suffix", ["idx", "term", "fast", "json"])
def test_a_rebuild_mends_what_status_finds(store: Store, tmp_path: Path, suffix: str) -> None:
    root = tmp_path / "index"
    indexer.rebuild(store, root)
    assert indexer.status(store, root, thorough=True).error is None
    for file in (root / "v-1").glob(f"*.{suffix}"):
        data = file.read_bytes()
        file.unlink()  # a new file: threads of tantivy may still have the old one mapped into memory
        file.write_bytes(_flip(data, 3))
    status = indexer.status(store, root, thorough=True)
    assert status.documents is None
    assert "index rebuild" in str(status.error)
    indexer.rebuild(store, root)
    assert indexer.status(store, root, thorough=True).error is None
    assert indexer.open_index(root).count() == 40


def test_a_sync_that_meets_damage_builds_anew(store: Store, tmp_path: Path) -> None:
    root = tmp_path / "index"
    indexer.rebuild(store, root)
    meta = root / "v-1" / "meta.json"
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"opstamp": "x"}))
    assert "cannot be read" in str(indexer.sync(store, root).rebuilt)
    assert indexer.status(store, root, thorough=True).as_json() == {
        "engine": "embedded", "documents": 40, "behind": 0, "error": None, "refused": 0,
    }  # fmt: skip

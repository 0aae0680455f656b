"""The embedded engine: the contract, and what is its own."""

from __future__ import annotations

import datetime as dt
import math
import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.engines.embedded import EmbeddedIndex
from search.engines.embedded_schema import newness
from search.errors import IndexBusy, IndexUnreachable
from search.index import SearchIndex, SearchRequest
from search.query import parse
from tests.search import oracle
from tests.search.contract import DOCUMENTS, IndexContract, found
from tests.search.corpus import make, numbered, published, random_documents


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    return EmbeddedIndex.create(tmp_path / "v-1")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    # Several commits, hence several segments: ties and counts must not depend on them.
    made = EmbeddedIndex.create(tmp_path_factory.mktemp("full"))
    for start in range(0, len(DOCUMENTS), 40):
        made.update(numbered(DOCUMENTS[start : start + 40]))
    return made


class TestEmbeddedContract(IndexContract):
    """The contract, unchanged."""


def test_a_second_writer_is_busy_and_changes_nothing(tmp_path: Path) -> None:
    index = EmbeddedIndex.create(tmp_path)
    other = EmbeddedIndex(tmp_path)

    def changes() -> Iterator[object]:
        yield make("a", "một")
        with pytest.raises(IndexBusy):
            other.update(numbered([make("b", "hai")]))

    index.update(numbered(changes()))  # type: ignore[arg-type]
    assert other.count() == 1
    assert other.update(numbered([make("b", "hai")])).done == 1


def test_a_failed_update_leaves_nothing_and_frees_the_index(tmp_path: Path) -> None:
    index = EmbeddedIndex.create(tmp_path)

    def changes() -> Iterator[object]:
        yield make("a", "một")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.update(numbered(changes()))  # type: ignore[arg-type]
    assert index.count() == 0
    assert index.update(numbered([make("b", "hai")])).done == 1


def test_what_another_handle_wrote_is_found_at_once(tmp_path: Path) -> None:
    reader, writer = EmbeddedIndex.create(tmp_path), EmbeddedIndex(tmp_path)
    writer.update(numbered([make("a", "tin mới")]))
    assert len(found(reader, "tin")) == 1


def test_many_small_writes_leave_no_files_behind(tmp_path: Path) -> None:
    first, second = EmbeddedIndex.create(tmp_path), EmbeddedIndex(tmp_path)
    for number, document in enumerate(random_documents(40)):
        (first, second)[number % 2].update(numbered([document]))
    assert len(list(tmp_path.iterdir())) < 150


@pytest.mark.parametrize("damage", ["meta.json", "segments"])
def test_damaged_files_are_one_plain_sentence(tmp_path: Path, damage: str) -> None:
    EmbeddedIndex.create(tmp_path).update(numbered([make("a", "tin")]))
    if damage == "meta.json":
        (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    else:
        for file in [f for f in tmp_path.iterdir() if f.suffix in {".term", ".fast", ".idx"}]:
            file.unlink()
    with pytest.raises(IndexUnreachable, match="index rebuild"):
        EmbeddedIndex(tmp_path).search(SearchRequest())


@pytest.mark.parametrize("there", [True, False])
def test_opening_an_index_that_is_not_there_makes_none(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "v-1"
    if there:
        folder.mkdir()
    with pytest.raises(IndexUnreachable, match="index rebuild"):
        EmbeddedIndex(folder)
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])


def test_readers_are_never_disturbed_by_a_writer(tmp_path: Path) -> None:
    index, documents = EmbeddedIndex.create(tmp_path), random_documents(60)
    index.update(numbered(documents[:20]))
    done = threading.Event()

    def read() -> list[int]:
        reader, totals = EmbeddedIndex(tmp_path), []
        while not done.is_set():
            totals.append(reader.search(SearchRequest(parse("cải OR chính OR -cải"), facets=("kind",))).total)
        return totals

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for document in documents[20:]:
            index.update(numbered([document]))
        done.set()
        seen = [future.result() for future in readers]
    # Each reader sees whole commits, and never fewer documents than before.
    assert all(totals == sorted(totals) for totals in seen)


@pytest.mark.shared
def test_five_real_documents_are_found_however_they_are_typed(shared: Path, tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    documents = [make(f"seed-{number}", text) for number, text in enumerate(texts)]
    index = EmbeddedIndex.create(tmp_path)
    index.update(numbered(documents))
    forms = ["cai cach hanh chinh", "CẢI CÁCH HÀNH CHÍNH", '"cải cách hành chính"']
    forms.append(unicodedata.normalize("NFD", forms[1]))
    answers = [sorted(found(index, form)) for form in forms]
    assert answers == [sorted(document.id for document in documents)] * 4
    for query in ("dang uy", '"một cửa" -title:tin', '"tuyên hành"~8', "kế OR (dịch vụ) -họp"):
        request = SearchRequest(parse(query))
        expected = [document.id for document in oracle.hits(documents, request)]
        assert [hit.id for hit in index.search(request).hits] == expected


def test_a_page_that_ends_within_a_day_of_many_hits_is_in_order(tmp_path: Path) -> None:
    index = EmbeddedIndex.create(tmp_path)
    times = [f"{number // 60:02}:{number % 60:02}" for number in range(200)]
    documents = [
        make(f"tin-{number}", "tin mới", published=published("2024-05-06", time))
        for number, time in enumerate(times)
    ]
    index.update(numbered([*documents[::2], *documents[1::2]]))
    newest = [document.id for document in reversed(documents)]
    assert found(index, "tin", limit=5) == newest[:5]
    assert found(index, "tin", limit=150) == newest[:150]


def test_no_published_day_outweighs_a_level() -> None:
    days = [None, *(dt.date(year, 12, 31) for year in (1700, 1900, 1950, 2024, 2025, 2180, 9999))]
    given = [newness(day.toordinal() if day else None) for day in days]
    assert given == sorted(given)
    assert len(set(given[2:6])) == 4
    assert all(7 * math.log2(2 + one) < 8 for one in given)

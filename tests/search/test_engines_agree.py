"""Forty queries as people ask them, over whole collections: each engine finds what a linear scan finds.

The samples are read by everybody; the seeds and the saved portals where they lie beside the project.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from search import indexer
from search.engines.elastic_home import ElasticHome
from search.engines.folders import EmbeddedHome
from search.index import FACETS, SearchIndex, SearchRequest, Sort
from search.query import parse
from store.database import open_store
from store.filters import Filters
from store.records import Document
from tests.search import collections_of_pages as collections
from tests.search import oracle
from tests.search.contract import pages
from tests.search.elastic_node import connection, remove


@dataclass(frozen=True)
class Asked:
    text: str = ""
    filters: Filters = Filters()  # noqa: RUF009 - frozen
    sort: Sort = "relevance"


DAY = dt.date
ASKED = [
    # words, toned and untoned, numbers, other letters
    Asked("cải cách hành chính"), Asked("cai cach hanh chinh", sort="newest"), Asked("một cửa"),
    Asked("mot cua", sort="oldest"), Asked("đảng ủy"), Asked("Đảng uỷ"), Asked("dịch vụ công trực tuyến"),
    Asked("2024"), Asked("UBND tỉnh"), Asked("khongcotunay"),
    # phrases, also across punctuation, and proximity
    Asked('"một cửa"'), Asked('"thủ tục hành chính"', sort="newest"), Asked('"chuyển đổi số"'),
    Asked('"KH UBND"'), Asked('"hành, chính"'), Asked('"cải chính"~2'),
    Asked('"kế cải cách"~6', sort="newest"), Asked('"ủy nhân dân"~1'),
    # fields
    Asked("title:cải"), Asked('title:"kế hoạch"', sort="oldest"), Asked("number:KH"), Asked("issuer:UBND"),
    Asked("kind:tin_bai"), Asked("theme:tthc", sort="newest"), Asked("year:2024 thủ tục"),
    Asked("reform:yes"),
    # OR, -not, brackets
    Asked("một cửa OR điện tử"), Asked("cải cách -hành"), Asked("(số OR điện) (tử OR hoá) -title:tin"),
    Asked('-"một cửa"', sort="newest"), Asked("thông báo OR kế hoạch công khai", sort="oldest"),
    # filters and dates
    Asked("", Filters(reform=True)), Asked("", Filters(level=("district",)), "newest"),
    Asked("công", Filters(kind=("tin_bai", "ke_hoach")), "oldest"), Asked("", Filters(theme=("tthc",))),
    Asked("tỉnh", Filters(since=DAY(2020, 1, 1), until=DAY(2024, 6, 30))),
    Asked("", Filters(year=(2022, 2024))),
    Asked("xã", Filters(reform=False, since=DAY(2018, 1, 1)), "newest"),
    # all that there is
    Asked(), Asked("", sort="newest"),
]  # fmt: skip
_AT_ONCE = 9

ENGINES = [
    "embedded",
    pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
]
COLLECTIONS = ["samples", pytest.param("saved", marks=pytest.mark.shared)]


@dataclass(frozen=True)
class Collection:
    name: str
    documents: list[Document]
    url: str


@pytest.fixture(scope="module", params=COLLECTIONS)
def collection(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Collection]:
    """A store with one collection, read as a crawl or an ingest reads it."""
    read: Callable[[], Iterator[Document]] = collections.samples
    if request.param == "saved":
        shared: Path = request.getfixturevalue("shared")
        read = lambda: collections.saved(shared)  # noqa: E731 - a choice of two
    url = f"sqlite:///{tmp_path_factory.mktemp(request.param) / 'store.sqlite'}"
    with open_store(url) as store:
        for document in read():
            store.documents.save(document)
        yield Collection(request.param, list(store.documents.find()), url)


@pytest.fixture(scope="module", params=ENGINES)
def index(
    request: pytest.FixtureRequest, collection: Collection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchIndex]:
    """The collection's index in one engine."""
    with open_store(collection.url) as store:
        if request.param == "embedded":
            root = tmp_path_factory.mktemp("index")
            indexer.rebuild(store, root)
            yield EmbeddedHome(root).open()
            shutil.rmtree(root)
            return
        there = connection(shards=2)
        report = indexer.rebuild(store, ElasticHome(there))
        assert (report.documents, report.refused) == (len(collection.documents), ())
        yield ElasticHome(there).open()
        remove(there)


def test_there_are_forty_queries_and_most_find_something(collection: Collection) -> None:
    assert len(ASKED) == 40
    found = [oracle.hits(collection.documents, SearchRequest(parse(one.text), one.filters)) for one in ASKED]
    assert len(collection.documents) > 70
    assert sum(bool(documents) for documents in found) >= 34
    assert sum(0 < len(documents) < len(collection.documents) for documents in found) >= 30


@pytest.mark.parametrize("asked", ASKED, ids=lambda one: f"{one.text}|{one.sort}")
def test_totals_ids_and_counts_are_those_of_a_linear_scan(
    index: SearchIndex, collection: Collection, asked: Asked
) -> None:
    request = SearchRequest(parse(asked.text), asked.filters, _AT_ONCE, None, asked.sort, FACETS)
    expected = oracle.hits(collection.documents, request)
    first = index.search(request)
    for name in FACETS:
        counts = [(count.value, count.count) for count in first.facets[name]]
        assert counts == oracle.facet(name, expected), name
    answers = list(pages(index, request))
    assert [hit.id for answer in answers for hit in answer.hits] == [document.id for document in expected]
    assert {answer.total for answer in answers} == {len(expected)} == {first.total}
    assert sorted(index.ids(request)) == sorted(document.id for document in expected)

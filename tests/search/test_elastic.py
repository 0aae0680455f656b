"""Elasticsearch: the contract, and what is its own. Everything here asks a real node."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest

from search.engines import elastic
from search.engines.connection import ElasticConnection
from search.engines.elastic_client import Node
from search.engines.elastic_home import ElasticHome
from search.index import FACETS, SearchIndex, SearchRequest
from search.query import parse
from tests.conftest import ELASTICSEARCH
from tests.search import oracle
from tests.search.contract import DOCUMENTS, IndexContract
from tests.search.corpus import numbered, random_documents

pytestmark = [
    pytest.mark.elasticsearch,
    pytest.mark.skipif(not ELASTICSEARCH, reason="no node is named by REFORMWATCH_TEST_ELASTICSEARCH"),
]


def connection(**options: object) -> ElasticConnection:
    prefix = f"test-{secrets.token_hex(4)}"
    return ElasticConnection(ELASTICSEARCH, prefix=prefix, retry_base=0.01, **options)  # type: ignore[arg-type]


def remove(made: ElasticConnection) -> None:
    node = Node(made)
    for name in node.ask("GET", f"/{made.prefix}*/_mapping", params={"expand_wildcards": "all"}):
        node.ask("DELETE", f"/{name}", wait=30)


@pytest.fixture
def here() -> Iterator[ElasticConnection]:
    made = connection()
    yield made
    remove(made)


@pytest.fixture
def index(here: ElasticConnection) -> SearchIndex:
    return ElasticHome(here).create()[1]


@pytest.fixture(scope="module")
def full() -> Iterator[SearchIndex]:
    # Several shards and several segments: order, ties and counts must not depend on them.
    made = connection(shards=3)
    index = ElasticHome(made).create()[1]
    for start in range(0, len(DOCUMENTS), 40):
        index.update(numbered(DOCUMENTS[start : start + 40]))
    yield index
    remove(made)


class TestElasticContract(IndexContract):
    """The contract, unchanged."""


def test_lists_longer_than_one_answer_are_whole(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic, "_PAGE", 7)
    documents = random_documents(50, 9)
    index.update(numbered(documents))
    for sort in ("relevance", "oldest", "newest"):
        request = SearchRequest(parse("cải OR chính OR kế"), limit=10**12, sort=sort, facets=FACETS)
        expected = oracle.hits(documents, request)
        answer = index.search(request)
        assert [hit.id for hit in answer.hits] == [document.id for document in expected]
        assert (answer.total, answer.next) == (len(expected), None)
        assert list(index.ids(request)) == sorted(document.id for document in expected)
        first = index.search(replace(request, limit=15))
        assert index.search(replace(request, cursor=first.next)).hits == answer.hits[15:]

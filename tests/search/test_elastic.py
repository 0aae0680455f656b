"""Elasticsearch: the contract, and what is its own. Everything here asks a real node."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from search.engines import elastic
from search.engines.connection import ElasticConnection
from search.engines.elastic_home import ElasticHome
from search.errors import IndexFull, IndexMissing, IndexUnreachable
from search.index import FACETS, SearchIndex, SearchRequest, Sort, Updated, Versioned
from search.query import parse
from store.documents import Deleted
from store.records import identity
from tests.conftest import ELASTICSEARCH
from tests.search import oracle
from tests.search.contract import DOCUMENTS, IndexContract, found, search
from tests.search.corpus import make, numbered, random_documents
from tests.search.elastic_node import asked, connection, remove
from tests.services.elastic_gate import Asked, Forward, Gate, Reply, refusal
from tests.services.elastic_steps import lose_answers, refuse_items, refuse_requests

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def index(here: ElasticConnection) -> SearchIndex:
    return ElasticHome(here).create()[1]


@pytest.fixture
def gate(here: ElasticConnection) -> Iterator[Gate]:
    with Gate(ELASTICSEARCH) as gate:
        yield gate


@pytest.fixture
def beyond(here: ElasticConnection, gate: Gate) -> SearchIndex:
    """An index that is reached through the gate."""
    return ElasticHome(replace(here, url=gate.url)).create()[1]


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


def test_a_list_goes_on_when_the_server_has_forgotten_its_place(
    beyond: SearchIndex, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic, "_PAGE", 10)
    documents = random_documents(35, 9)
    beyond.update(numbered(documents))

    def forget(asked_for: Asked, forward: Forward) -> Reply:
        reply = forward(asked_for)
        if asked_for.path.startswith("/_search"):
            point = json.loads(reply.body).get("pit_id")
            forward(Asked("DELETE", "/_pit", asked_for.headers, json.dumps({"id": point}).encode()))
        return reply

    gate.step = forget
    assert list(beyond.ids(SearchRequest())) == sorted(document.id for document in documents)
    assert len(beyond.search(SearchRequest(limit=1000)).hits) == len(documents)


def test_facets_of_very_many_values_are_counted_to_the_last_on_several_shards(
    full: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elastic, "_MOST_VALUES", 1)
    request = SearchRequest(parse("cải"), limit=0, facets=FACETS)
    expected = oracle.hits(DOCUMENTS, request)
    answer = full.search(request)
    for name in FACETS:
        counts = [(count.value, count.count) for count in answer.facets[name]]
        assert counts == oracle.facet(name, expected)


def test_proximity_of_repeated_words_is_that_of_a_linear_scan(index: SearchIndex) -> None:
    source = random.Random(5)
    documents = [make(f"lap-{n}", " ".join(source.choices("abcd", k=12))) for n in range(60)]
    index.update(numbered(documents))
    for _ in range(60):
        words, slop = " ".join(source.choices("abcd", k=source.randint(2, 5))), source.randint(0, 4)
        request = SearchRequest(parse(f'"{words}"~{slop}'), limit=100)
        expected = [document.id for document in oracle.hits(documents, request)]
        assert [hit.id for hit in index.search(request).hits] == expected, (words, slop)


def test_queries_of_more_words_than_a_server_takes_are_asked_in_parts(index: SearchIndex) -> None:
    words = [f"từ{n}" for n in range(6_000)]
    some = make("một-phần", " ".join(words[:3000]))
    index.update(numbered([make("tất-cả", " ".join(words)), some, make("khác", "việc khác")]))
    every = " ".join(words)
    assert found(index, every) == [identity("tất-cả")]
    assert found(index, f"{every} OR khác") == [identity("tất-cả")]
    assert sorted(found(index, f"-({every})")) == sorted(map(identity, ("một-phần", "khác")))
    pairs = [f'"{first} {second}"' for first, second in pairwise(words)]
    either = " OR ".join(pairs)
    assert sorted(found(index, either)) == sorted(map(identity, ("tất-cả", "một-phần")))
    assert found(index, " ".join(f"-{pair}" for pair in pairs)) == [identity("khác")]
    assert list(index.ids(SearchRequest(parse(every)))) == [identity("tất-cả")]


def test_brackets_as_deep_as_the_parser_reads_are_answered(full: SearchIndex) -> None:
    text = "cải"
    for depth in range(12):
        text = (f"(chính ({text} OR -hành)) OR kế", f"-(uỷ {text})", f"xã OR -(hoà OR {text})")[depth % 3]
    request = SearchRequest(parse(text), limit=200)
    expected = [document.id for document in oracle.hits(DOCUMENTS, request)]
    assert [hit.id for hit in full.search(request).hits] == expected


def test_letters_of_two_units_are_counted_as_one(index: SearchIndex) -> None:
    index.update(numbered([make("dai", "\U00020000" * 300 + " hết"), make("ngan", "\U00020000" * 126)]))
    assert found(index, "\U00020000" * 300) == [identity("dai")]
    assert found(index, "\U00020000" * 126) == [identity("ngan")]


def test_an_older_version_never_wins(index: SearchIndex) -> None:
    index.update([Versioned(7, make("a", "bản mới")), Versioned(8, Deleted(identity("b")))])
    late = [
        Versioned(6, make("a", "bản cũ")),
        Versioned(5, make("b", "bản cũ")),
        Versioned(4, Deleted("a" * 16)),
    ]
    assert index.update(late) == Updated(3)
    assert index.update([Versioned(6, Deleted(identity("a")))]).done == 1
    assert (found(index, "mới"), found(index, "cũ"), index.count()) == ([identity("a")], [], 1)


def test_sent_twice_it_is_held_once(index: SearchIndex) -> None:
    changes = list(numbered(random_documents(30)))
    assert index.update(changes) == index.update(changes) == Updated(30)
    assert index.count() == 30


def test_a_document_that_the_server_refuses_is_set_aside_with_the_reason(index: SearchIndex) -> None:
    index.update([Versioned(1, make("b", "bản cũ"))])
    poison = make("b", "bản mới", flags=("x" * 40_000,))
    done, refused = index.update(
        [Versioned(2, make("a", "tin")), Versioned(3, poison), Versioned(4, make("c", "tin"))]
    )
    assert (done, [one.id for one in refused]) == (2, [poison.id])
    assert "immense term" in refused[0].reason
    assert len(refused[0].reason) < 400
    assert sorted(found(index, "")) == sorted(map(identity, "ac"))
    assert index.update([Versioned(5, make("b", "bản lành"))]) == Updated(1)
    assert found(index, "lành") == [identity("b")]


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_turned_away_is_sent_again(beyond: SearchIndex, gate: Gate, status: int) -> None:
    documents = random_documents(450)
    gate.step = refuse_requests(status, 4)
    assert beyond.update(numbered(documents)) == Updated(450)
    assert beyond.count() == 450


def test_items_that_are_turned_away_are_sent_again_alone(beyond: SearchIndex, gate: Gate) -> None:
    documents = random_documents(60)
    gate.step = refuse_items(lambda name: name[0] in "0123", times=3)
    assert beyond.update(numbered(documents)) == Updated(60)
    assert beyond.count() == 60
    sizes = [one.body.count(b'"_id"') for one in gate.asked if one.is_bulk]
    assert sizes[0] == 60
    assert sizes[1:] == [sum(document.id[0] in "0123" for document in documents)] * 3


def test_a_request_without_an_answer_is_sent_again(beyond: SearchIndex, gate: Gate) -> None:
    gate.step = lose_answers(2)
    assert beyond.update(numbered(random_documents(250))) == Updated(250)
    assert beyond.count() == 250


def test_waiting_for_a_server_ends_with_a_sentence(beyond: SearchIndex, gate: Gate) -> None:
    gate.step = refuse_requests(429, 10_000)
    with pytest.raises(IndexUnreachable, match="overloaded"):
        beyond.update(numbered(random_documents(2)))
    assert 10 <= sum(one.is_bulk for one in gate.asked) <= 13
    gate.step = lose_answers(10_000)
    with pytest.raises(IndexUnreachable, match="cannot be reached"):
        beyond.update(numbered(random_documents(2)))


def test_what_is_too_large_is_sent_in_smaller_parts(beyond: SearchIndex, gate: Gate) -> None:
    def narrow(asked_for: Asked, forward: Forward) -> Reply:
        too_large = asked_for.is_bulk and len(asked_for.body) > 20_000
        return (
            Reply(413, b"<h1>Too large</h1>", {"Content-Type": "text/html"})
            if too_large
            else forward(asked_for)
        )

    gate.step = narrow
    huge = make("to", "cải cách " * 5000)
    done, refused = beyond.update(numbered([*random_documents(60), huge]))
    assert (done, [one.id for one in refused], beyond.count()) == (60, [huge.id], 60)


@pytest.mark.parametrize("part", ["shards", "time"])
def test_an_answer_in_part_is_an_error_and_no_smaller_number(
    beyond: SearchIndex, gate: Gate, part: str
) -> None:
    def partly(asked_for: Asked, forward: Forward) -> Reply:
        reply = forward(asked_for)
        said = json.loads(reply.body)
        if part == "time":
            said["timed_out"] = True
        elif "_shards" in said:
            said["_shards"] |= {"failed": 1, "total": 2}
        return replace(reply, body=json.dumps(said).encode())

    beyond.update(numbered(random_documents(5)))
    gate.step = partly
    for ask in (beyond.count, lambda: search(beyond, "cải"), lambda: list(beyond.ids(SearchRequest()))):
        with pytest.raises(IndexUnreachable, match="in part"):
            ask()


def test_every_search_asks_for_a_whole_answer_in_time(beyond: SearchIndex, gate: Gate) -> None:
    list(beyond.ids(SearchRequest()))
    search(beyond, "cải")
    searches = [one.path for one in gate.asked if "_search" in one.path]
    assert searches
    assert all("allow_partial_search_results=false" in path and "timeout=10s" in path for path in searches)


def test_writing_to_an_index_that_is_gone_makes_no_other(here: ElasticConnection, index: SearchIndex) -> None:
    remove(here)
    with pytest.raises(IndexMissing, match="index rebuild"):
        index.update(numbered(random_documents(3)))
    with pytest.raises(IndexMissing, match="index rebuild"):
        index.search(SearchRequest())
    assert asked(here, "GET", f"/{here.prefix}*/_mapping") == {}


@pytest.mark.parametrize("block", ["read_only_allow_delete", "read_only", "write"])
def test_an_index_that_is_read_only_says_so(here: ElasticConnection, index: SearchIndex, block: str) -> None:
    index.update(numbered(random_documents(3)))
    name = f"{here.prefix}-v1"
    asked(here, "PUT", f"/{name}/_settings", {"index.blocks." + block: True})
    with pytest.raises(IndexFull, match="nearly full" if "delete" in block else "blocked"):
        index.update(numbered(random_documents(3)))
    assert index.count() == 3
    asked(here, "PUT", f"/{name}/_settings", {"index.blocks." + block: None})
    assert index.update(numbered(random_documents(3))) == Updated(3)


def test_a_flood_stage_in_a_single_item_stops_the_update(beyond: SearchIndex, gate: Gate) -> None:
    block = {
        "type": "cluster_block_exception",
        "reason": "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];",
    }
    gate.step = lambda asked_for, forward: (
        Reply(
            200, json.dumps({"errors": True, "items": [{"index": {"status": 429, "error": block}}]}).encode()
        )
        if asked_for.is_bulk
        else forward(asked_for)
    )
    with pytest.raises(IndexFull, match="free some space"):
        beyond.update(numbered([make("a", "tin")]))
    assert sum(one.is_bulk for one in gate.asked) == 1


def test_an_error_of_the_server_is_one_short_sentence(beyond: SearchIndex, gate: Gate) -> None:
    long = "x" * 5000
    gate.step = lambda *_: refusal(400, "illegal_argument_exception", f"no\n{long}")
    with pytest.raises(IndexUnreachable) as caught:
        beyond.count()
    assert re.fullmatch(
        r"Elasticsearch at http://127.0.0.1:\d+ refuses a request \(400: .*\)\.", str(caught.value)
    )
    assert len(str(caught.value)) < 450


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_what_others_put_into_the_index_is_no_hit(
    here: ElasticConnection, index: SearchIndex, sort: Sort
) -> None:
    index.update(numbered(DOCUMENTS[:20]))
    for stray in ({}, {"title": "lạ", "order": 5}):
        asked(here, "POST", f"/{here.prefix}-v1/_doc", stray, refresh="true")
    request = SearchRequest(sort=sort, limit=50, facets=FACETS)
    found = index.search(request)
    assert (found.total, len(found.hits), len(list(index.ids(request)))) == (20, 20, 20)
    assert index.count() == 22


@pytest.mark.parametrize(
    "answer", [[], None, "x", {}, {"_shards": 1}, {"_shards": {"failed": 0, "total": 1}, "hits": []}]
)
def test_an_answer_of_another_form_is_told(beyond: SearchIndex, gate: Gate, answer: object) -> None:
    gate.step = lambda *_: Reply(200, json.dumps(answer).encode())
    for use in (
        beyond.count,
        lambda: beyond.search(SearchRequest()),
        lambda: list(beyond.ids(SearchRequest())),
        lambda: beyond.update(numbered(DOCUMENTS[:1])),
    ):
        with pytest.raises(IndexUnreachable):
            use()


def test_people_find_readable_fields_beside_the_tokens(here: ElasticConnection, index: SearchIndex) -> None:
    index.update(numbered(DOCUMENTS[:20]))
    hits = asked(here, "POST", f"/{here.prefix}-v1/_search", {"size": 20})["hits"]["hits"]
    held = {hit["_id"]: hit["_source"] for hit in hits}
    for document in DOCUMENTS[:20]:
        shown = held[document.id]
        place, day = document.locality, document.published
        assert (shown["title"], shown.get("text", ""), shown["url"]) == (
            document.title,
            document.text,
            document.url,
        )
        assert shown.get("act_number") == (document.act.number if document.act else None)
        assert shown.get("published") == (day.date.isoformat() if day else None)
        assert shown.get("locality_name") == (place.name if place else None)

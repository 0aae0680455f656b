"""The node refuses requests or single items, or answers get lost: nothing lost, nothing doubled, all told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from search import indexer
from search.errors import IndexFull, IndexProblem
from search.index import SearchRequest, Versioned
from search.query import parse
from store.documents import Deleted
from store.records import identity
from tests.elastic.office import DOCUMENTS, Office
from tests.search.corpus import make
from tests.services.elastic_gate import Asked, Forward, Gate, Reply, Step
from tests.services.elastic_steps import (
    items,
    lines,
    lose_answers,
    refuse_items,
    refuse_requests,
    target,
)

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(300)]

_BUSY = pytest.mark.case("S6", guard="bulk-answers")
BUSY: dict[str, Callable[[], Step]] = {
    "every third item": lambda: refuse_items(lambda name: int(name, 16) % 3 == 0),
    "few items again and again": lambda: refuse_items(lambda name: int(name, 16) % 200 == 7, times=4),
    "all items": lambda: refuse_items(lambda _: True),
    "requests with 429": lambda: refuse_requests(429, 3),
    "requests with 503": lambda: refuse_requests(503, 3),
    "lost answers": lambda: lose_answers(3),
}


_KINDS = [
    # What was lost on the way back has arrived all the same: sending it once is enough for this one.
    pytest.param(kind, marks=pytest.mark.case("S7") if kind == "lost answers" else _BUSY)
    for kind in BUSY
]


@pytest.mark.parametrize("kind", _KINDS)
def test_what_a_busy_node_refuses_is_sent_again(office: Office, node: str, kind: str) -> None:
    with Gate(node, BUSY[kind]()) as gate, office.store() as store:
        office.through = gate.url
        report = indexer.rebuild(store, office.index())
    assert (report.documents, report.refused) == (DOCUMENTS, ())
    office.assert_whole()
    assert office.held() == office.stored()


def test_writers_at_the_same_time_leave_one_whole_index(office: Office) -> None:
    homes = [office.index() for _ in range(2)]
    with office.store() as store:
        indexer.rebuild(store, homes[0])
    office.save(*map(str, range(300)))
    index, others = homes[0].open(), homes[1].open()
    with office.store() as store:
        changes = [Versioned(*one) for one in store.documents.changed_since(0, 10_000)]
    threads = [threading.Thread(target=part.update, args=(changes,)) for part in (index, others) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.assert_whole()
    assert office.held() == office.stored()


@pytest.mark.case("S7", guard="revisions")
def test_an_older_revision_never_wins(office: Office) -> None:
    with office.store() as store:
        indexer.rebuild(store, office.index())
    index = office.index().open()
    new, old = make("tin", "bản mới"), make("tin", "bản cũ")
    assert index.update([Versioned(5000, new)]).refused == ()
    assert index.update([Versioned(4000, old)]).refused == ()
    assert index.update([Versioned(4500, Deleted(new.id))]).refused == ()
    assert [hit.id for hit in index.search(SearchRequest(parse('"bản mới"'))).hits] == [new.id]
    assert index.search(SearchRequest(parse('"bản cũ"'))).total == 0
    assert office.held()[new.id] == 5000
    # The same revision may come again, as it does when an answer was lost.
    assert index.update([Versioned(5000, new)]).refused == ()
    assert index.update([Versioned(6000, Deleted(new.id))]).refused == ()
    assert index.update([Versioned(5000, new)]).refused == ()
    assert new.id not in office.held()


def poison(names: set[str]) -> Step:
    """Gives documents a field that the strict mapping of the real index does not have."""

    def spoilt(one: tuple[dict[str, object], bytes]) -> tuple[dict[str, object], bytes]:
        if one[1] and target(one) in names:
            return one[0], json.dumps(json.loads(one[1]) | {"strange": 1}).encode()
        return one

    def step(asked: Asked, forward: Forward) -> Reply:
        if not asked.is_bulk:
            return forward(asked)
        return forward(replace(asked, body=lines([spoilt(one) for one in items(asked.body)])))

    return step


@pytest.mark.case("S5")
@pytest.mark.case("S8")
def test_a_document_that_the_mapping_refuses_is_set_aside_and_shown(office: Office, node: str) -> None:
    bad = identity("doc")
    office.save("doc", "lành")
    with Gate(node, poison({bad})) as gate:
        office.through = gate.url
        done = office.call("index", "rebuild")
        assert done.code == 3, done.err
        assert bad in done.err
        assert "strange" in done.err
        assert office.call("search", "", "--json").json["total"] == DOCUMENTS + 1
        shown = office.call("index", "status")
        assert bad in shown.out
        assert "strange" in shown.out
        office.save("khac")
        assert office.call("index", "sync").code == 0  # it is not tried again before it changes
        assert set(office.held()) == set(office.stored()) - {bad}
        assert bad in office.call("index", "status").out
    office.through = node
    office.save("doc", text="bản đã sửa")
    assert office.call("index", "sync").code == 0
    office.assert_whole()
    assert bad not in office.call("index", "status").out


@pytest.mark.case("S5", guard="bulk-answers")
@pytest.mark.case("S8", guard="strict-fields")
def test_a_refused_document_is_tried_again_by_a_rebuild(office: Office, node: str) -> None:
    office.save("doc")
    with Gate(node, poison({identity("doc")})) as gate, office.store() as store:
        office.through = gate.url
        report = indexer.rebuild(store, office.index())
        assert [one.id for one in report.refused] == [identity("doc")]
    office.through = node
    with office.store() as store:
        assert indexer.rebuild(store, office.index()).refused == ()
    office.assert_whole()


def test_a_replaced_document_that_is_refused_leaves_nothing_of_its_old_self(
    office: Office, node: str
) -> None:
    office.save("doc", text="bản cũ")
    with office.store() as store:
        indexer.rebuild(store, office.index())
    office.save("doc", text="bản mới")
    with Gate(node, poison({identity("doc")})) as gate, office.store() as store:
        office.through = gate.url
        assert [one.id for one in indexer.sync(store, office.index()).refused] == [identity("doc")]
    assert identity("doc") not in office.held()


@pytest.mark.case("S6")
def test_a_read_only_index_is_told_plainly_and_catches_up_later(office: Office) -> None:
    with office.store() as store:
        indexer.rebuild(store, office.index())
        office.save("a", "b", "c")
        block = {"index.blocks.read_only_allow_delete": True}
        office.ask("PUT", f"/{office.prefix}/_settings", block)
        with pytest.raises(IndexFull, match="full"):
            indexer.sync(store, office.index())
        assert indexer.status(store, office.index()).behind == 3
        assert indexer.open_index(office.index()).search(SearchRequest()).total == DOCUMENTS
        office.ask("PUT", f"/{office.prefix}/_settings", {"index.blocks.read_only_allow_delete": None})
        assert indexer.sync(store, office.index()).written == 3
    office.assert_whole()


def test_a_missing_alias_is_told_and_mended(office: Office) -> None:
    with office.store() as store:
        indexer.rebuild(store, office.index())
    [version] = office.serving()
    office.ask("DELETE", f"/{version}/_alias/{office.prefix}")
    found = office.call("search", "cải cách")
    assert (found.code, found.out) == (1, "")
    assert "index rebuild" in found.err
    assert office.call("index", "status", "--json").json["documents"] is None
    done = office.call("index", "sync")
    assert done.code == 0, done.err
    office.assert_whole()


def test_an_index_of_somebody_else_that_has_our_name_stops_us(office: Office) -> None:
    office.ask("PUT", f"/{office.prefix}/_doc/1?refresh=true", {"theirs": "a"})
    with office.store() as store:
        for act in (indexer.rebuild, indexer.sync):
            with pytest.raises(IndexProblem, match="REFORMWATCH_INDEX_PREFIX"):
                act(store, office.index())
    found = office.call("search", "")
    assert (found.code, found.out) == (1, "")
    assert office.ask("GET", f"/{office.prefix}/_doc/1")["_source"] == {"theirs": "a"}


def test_indices_of_somebody_else_beside_ours_are_left_alone(office: Office) -> None:
    theirs = [f"{office.prefix}-v1", f"{office.prefix}-v7", f"{office.prefix}-other"]
    for name in theirs:
        office.ask("PUT", f"/{name}/_doc/1?refresh=true", {"theirs": "a"})
    with office.store() as store:
        for _ in range(2):
            indexer.rebuild(store, office.index())
    assert set(office.held()) == set(office.stored())
    assert len(set(office.serving()) - set(theirs)) == 1
    for name in theirs:
        assert office.ask("GET", f"/{name}/_doc/1")["_source"] == {"theirs": "a"}


@pytest.mark.case("S8", guard="one-swap")
def test_searches_during_rebuilds_never_fail(office: Office) -> None:
    with office.store() as store:
        indexer.rebuild(store, office.index())
    stop, totals, faults = threading.Event(), [], []

    def totals_of(queries: Iterator[str]) -> None:
        for text in queries:
            try:
                totals.append(indexer.open_index(office.index()).search(SearchRequest(parse(text))).total)
            except IndexProblem as problem:
                faults.append(str(problem))

    def forever() -> Iterator[str]:
        while not stop.is_set():
            yield ""

    searcher = threading.Thread(target=totals_of, args=(forever(),))
    searcher.start()
    for _ in range(3):
        with office.store() as store:
            indexer.rebuild(store, office.index())
    stop.set()
    searcher.join()
    assert faults == []
    assert set(totals) == {DOCUMENTS}
    assert len(totals) > 10
    office.assert_whole()

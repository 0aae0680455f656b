"""The node is killed, frozen or comes back empty: plain words, and afterwards index and store are equal."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from search import indexer
from search.index import Versioned
from tests.elastic.office import DOCUMENTS, Office, wait_for
from tests.services.elastic_gate import Asked, Forward, Gate, Reply
from tests.services.elastic_steps import Hold
from tests.services.elasticsearch import ElasticNode

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(900)]


@pytest.fixture
def indexed(office_at: Callable[[str], Office], victim: ElasticNode) -> Office:
    """An office whose index is whole, on the node that may be harmed."""
    office = office_at(victim.url)
    with office.store() as store:
        indexer.rebuild(store, office.index())
    return office


def test_a_node_killed_during_a_rebuild_comes_back_with_the_old_index(
    indexed: Office, victim: ElasticNode
) -> None:
    old = indexed.serving()
    hold = Hold(1)
    with Gate(victim.url, hold) as gate:
        indexed.through = gate.url
        process = indexed.begin("index", "rebuild")
        wait_for(hold.reached, process)
        victim.kill()
        hold.go.set()
        _, err = process.communicate(timeout=400)
    indexed.through = victim.url
    assert process.returncode == 1
    assert err.decode().count("\n") == 1
    assert gate.url.removeprefix("http://") in err.decode()
    victim.start()
    assert indexed.serving() == old
    assert indexed.call("search", "", "--json").json["total"] == DOCUMENTS
    done = indexed.call("index", "rebuild")
    assert done.code == 0, done.err
    indexed.assert_whole()


def test_a_frozen_node_is_told_of_within_15_seconds(indexed: Office, victim: ElasticNode) -> None:
    victim.freeze()
    try:
        for words in (["search", "cải cách"], ["search", "", "--json"]):
            started = time.monotonic()
            found = indexed.call(*words)
            assert time.monotonic() - started < 15
            assert (found.code, found.out) == (1, "")
            assert found.err.startswith("Error: Elasticsearch at ")
            assert found.err.count("\n") == 1
        told = indexed.call("status", "--json")
        assert told.code == 0
        assert told.json["index"]["documents"] is None
        assert "does not answer" in told.json["index"]["error"]
        assert told.json["store"]["documents"] == DOCUMENTS
    finally:
        victim.thaw()
    assert indexed.call("search", "", "--json").json["total"] == DOCUMENTS


def test_a_rebuild_outlives_a_node_that_is_frozen_for_a_while(indexed: Office, victim: ElasticNode) -> None:
    hold = Hold(1)
    with Gate(victim.url, hold) as gate:
        indexed.through = gate.url
        process = indexed.begin("index", "rebuild")
        wait_for(hold.reached, process)
        victim.freeze()
        hold.go.set()
        time.sleep(3)
        victim.thaw()
        _, err = process.communicate(timeout=400)
    indexed.through = victim.url
    assert process.returncode == 0, err.decode()
    indexed.assert_whole()


@pytest.mark.case("S6")
def test_a_node_whose_write_queue_is_full_takes_everything_in_the_end(
    indexed: Office, victim: ElasticNode
) -> None:
    """The queue is the node's own; see the settings of the fixture."""
    refused: list[bytes] = []
    together = threading.Barrier(8)

    def watch(asked: Asked, forward: Forward) -> Reply:
        if asked.is_bulk:
            with suppress(threading.BrokenBarrierError):
                together.wait(5)
        reply = forward(asked)
        if asked.is_bulk and b"es_rejected_execution_exception" in reply.body:
            refused.append(reply.body)
        return reply

    with indexed.store() as store:
        changes = [Versioned(*one) for one in store.documents.changed_since(0, 10_000)]
    with Gate(victim.url, watch) as gate, ThreadPoolExecutor(4) as pool:
        indexed.through = gate.url
        writers = [indexed.index().open() for _ in range(4)]
        done = list(pool.map(lambda index: index.update(changes), writers))
    assert refused
    assert [part.refused for part in done] == [()] * 4
    indexed.assert_whole()
    assert indexed.held() == indexed.stored()


def test_a_node_that_comes_back_empty_is_filled_by_the_next_sync(
    indexed: Office, victim: ElasticNode
) -> None:
    victim.restart(empty=True)
    found = indexed.call("search", "cải cách")
    assert (found.code, found.out) == (1, "")
    assert "index rebuild" in found.err
    status = indexed.call("status", "--json").json["index"]
    assert (status["documents"], status["behind"]) == (None, DOCUMENTS)
    done = indexed.call("index", "sync")
    assert done.code == 0, done.err
    indexed.assert_whole()
    assert indexed.call("search", "", "--json").json["total"] == DOCUMENTS

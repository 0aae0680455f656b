"""What is kept of an engine's refusals and of how far its index has come."""

from __future__ import annotations

from collections.abc import Callable

from store.database import Store, open_store

Rows = Callable[[str], list[tuple[object, ...]]]


def refused(store: Store, engine: str = "embedded") -> list[tuple[str, int, str]]:
    return [(one.id, one.revision, one.reason) for one in store.indexing.refusals(engine)]


def test_refusals_are_kept_by_engine_until_the_document_is_taken(store: Store, store_url: str) -> None:
    store.indexing.settle("embedded", {"a": 1, "b": 2, "c": 3}, {"b": "too long", "c": "no day\x00"})
    store.indexing.settle("elasticsearch", {"b": 2}, {"b": "other"})
    store.indexing.settle("embedded", {"c": 5, "a": 4}, {"a": "new"})
    with open_store(store_url) as again:
        assert refused(again) == [("a", 4, "new"), ("b", 2, "too long")]
        assert refused(again, "elasticsearch") == [("b", 2, "other")]
        assert again.indexing.count_refusals("embedded") == 2


def test_a_refusal_that_comes_again_replaces_the_older_one(store: Store) -> None:
    for revision, reason in ((1, "first"), (7, "second")):
        store.indexing.settle("embedded", {"a": revision}, {"a": reason})
    assert refused(store) == [("a", 7, "second")]


def test_a_replaced_index_takes_its_refusals_along(store: Store) -> None:
    given = {f"{number:016x}": number for number in range(1200)}
    store.indexing.settle("embedded", given, dict.fromkeys(given, "no"))
    store.indexing.settle("elasticsearch", given, {f"{5:016x}": "no"})
    store.indexing.keep_only("embedded", {f"{7:016x}"})
    assert refused(store) == [(f"{7:016x}", 7, "no")]
    assert store.indexing.count_refusals("elasticsearch") == 1


def test_how_far_an_index_has_come_is_known_without_it(store: Store) -> None:
    assert store.indexing.mark("elasticsearch") == 0
    for revision in (4, 9, 9, 2):
        store.indexing.reached("elasticsearch", revision)
        assert store.indexing.mark("elasticsearch") == revision
    assert store.indexing.mark("embedded") == 0

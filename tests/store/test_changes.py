from __future__ import annotations

import multiprocessing
from dataclasses import replace

from store.database import Store, open_store
from store.documents import Deleted
from store.records import Document
from tests.store.samples import later, make


def ids(changes: list[tuple[int, Document | Deleted]]) -> list[tuple[int, str]]:
    return [(revision, item.id) for revision, item in changes]


def test_changes_come_oldest_first_and_once_for_each_document(store: Store) -> None:
    for key in "abc":
        store.documents.save(make(key))
    store.documents.save(make("a", kind="ke_hoach"))
    store.documents.save(make("b"))
    changes = store.documents.changed_since(0, 10)
    assert ids(changes) == [(2, make("b").id), (3, make("c").id), (4, make("a").id)]
    assert ids(store.documents.changed_since(3, 10)) == [(4, make("a").id)]
    assert store.documents.changed_since(4, 10) == []
    assert store.documents.latest_revision() == 4
    assert changes[2][1] == store.documents.get(make("a").id)


def test_changes_are_read_in_parts(store: Store) -> None:
    for number in range(250):
        store.documents.save(make(f"k{number}"))
    seen, revision = [], 0
    while part := store.documents.changed_since(revision, 40):
        assert len(part) <= 40
        seen += [item.id for _, item in part]
        revision = part[-1][0]
    assert sorted(seen) == sorted(make(f"k{number}").id for number in range(250))
    assert revision == store.documents.latest_revision()


def test_a_deletion_is_a_change_until_the_document_comes_back(store: Store) -> None:
    store.documents.save(make("a"))
    store.documents.save(make("b"))
    store.documents.delete(make("a").id)
    store.documents.save(make("b", kind="ke_hoach"))
    assert ids(store.documents.changed_since(0, 10)) == [(3, make("a").id), (4, make("b").id)]
    assert store.documents.changed_since(2, 1) == [(3, Deleted(make("a").id))]
    store.documents.save(make("a", fetched_at=later()))
    changes = store.documents.changed_since(0, 10)
    assert ids(changes) == [(4, make("b").id), (5, make("a").id)]
    assert not any(isinstance(item, Deleted) for _, item in changes)


def test_what_is_pending_counts_each_document_once(store: Store) -> None:
    for key in "abc":
        store.documents.save(make(key))
    for kind in ("ke_hoach", "bao_cao"):
        store.documents.save(make("a", kind=kind))
    store.documents.delete(make("b").id)
    assert store.documents.latest_revision() == 6
    assert [store.documents.pending(revision) for revision in (0, 3, 5, 6)] == [3, 2, 1, 0]


def _save_many(url: str, name: str, n: int) -> None:
    with open_store(url) as store:
        for number in range(n):
            store.documents.save(make(f"{name}{number}"))
            store.documents.save(replace(make(f"shared{number}"), section=name))


def test_a_reader_beside_several_writers_misses_no_change(store: Store, store_url: str) -> None:
    """Were revisions committed out of order, one that comes late would be stepped over for ever."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_save_many, args=(store_url, name, 40)) for name in "ab"]
    for writer in writers:
        writer.start()
    seen: set[str] = set()
    revision = 0
    while True:
        alive = any(writer.is_alive() for writer in writers)
        part = store.documents.changed_since(revision, 7)
        seen |= {item.id for _, item in part}
        revision = part[-1][0] if part else revision
        if not part and not alive:
            break
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    expected = {make(f"{name}{number}").id for name in ("a", "b", "shared") for number in range(40)}
    assert seen == expected
    assert revision == store.documents.latest_revision()


def _save_same(url: str, name: str) -> None:
    with open_store(url) as store:
        for number in range(60):
            store.documents.save(replace(make(f"same{number}"), section=name))


def test_two_writers_of_one_document_do_not_stumble(store: Store, store_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_save_same, args=(store_url, name)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert store.documents.count() == store.documents.count_versions() == 60

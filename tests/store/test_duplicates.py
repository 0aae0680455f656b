from __future__ import annotations

from dataclasses import replace

from store.database import Store
from tests.store.samples import TEXT, TITLE, later, make, published


def original(store: Store, key: str) -> str | None:
    found = store.documents.get(make(key).id)
    assert found is not None
    return found.duplicate_of


def test_the_later_of_two_equal_documents_points_to_the_earlier(store: Store) -> None:
    store.documents.save(make("b", title=TITLE))
    store.documents.save(
        make("a", title=TITLE.upper(), text=f"  {TEXT.replace(' ', '  ')}\n", fetched_at=later())
    )
    assert (original(store, "b"), original(store, "a")) == (None, make("b").id)


def test_all_later_ones_point_to_the_first(store: Store) -> None:
    for day, key in enumerate(("c", "a", "b")):
        store.documents.save(make(key, title=TITLE, fetched_at=later(day)))
    assert [original(store, key) for key in ("c", "a", "b")] == [None, make("c").id, make("c").id]


def test_another_portal_day_or_text_is_no_duplicate(store: Store) -> None:
    store.documents.save(make("a", title=TITLE))
    store.documents.save(make("b", title=TITLE, portal="xa"))
    store.documents.save(make("c", title=TITLE, published=published("2024-05-01")))
    store.documents.save(make("d", title=TITLE, text="Khác"))
    assert [original(store, key) for key in "abcd"] == [None] * 4


def test_acts_without_text_are_never_duplicates(store: Store) -> None:
    store.documents.save(make("a", title="Về việc tinh giản biên chế", text="", codes=()))
    store.documents.save(make("b", title="Về việc tinh giản biên chế", text=" \n", codes=()))
    assert (original(store, "a"), original(store, "b")) == (None, None)


def test_when_the_first_one_changes_the_next_becomes_the_original(store: Store) -> None:
    for day, key in enumerate("abc"):
        store.documents.save(make(key, title=TITLE, fetched_at=later(day)))
    before = store.documents.latest_revision()
    store.documents.save(make("a", title="Khác hẳn", fetched_at=later(4)))
    assert [original(store, key) for key in "abc"] == [None, None, make("b").id]
    changed = {item.id for _, item in store.documents.changed_since(before, 10)}
    assert changed == {make(key).id for key in "abc"}, "the index hears of every change"


def test_when_the_first_one_is_deleted_the_next_becomes_the_original(store: Store) -> None:
    for day, key in enumerate("abc"):
        store.documents.save(make(key, title=TITLE, fetched_at=later(day)))
    store.documents.delete(make("a").id)
    assert [original(store, key) for key in "bc"] == [None, make("b").id]


def test_a_document_that_becomes_equal_points_to_the_earlier(store: Store) -> None:
    store.documents.save(make("a", title=TITLE))
    store.documents.save(make("b", fetched_at=later(0.5)))
    changed = replace(make("b"), title=TITLE, fetched_at=later())
    result = store.documents.save(changed)
    assert original(store, "b") == make("a").id
    assert store.documents.changed_since(result.revision - 1, 10)[0][1].id == changed.id
    assert store.documents.save(replace(changed, fetched_at=later(2))).revision == result.revision

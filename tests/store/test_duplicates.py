from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from store.database import Store, open_store
from store.engine import Database
from store.migrations import MIGRATIONS
from store.records import Document, FileFacts
from tests.store.samples import TEXT, TITLE, later, make, published

SAME = "3" * 64


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


def file_of(key: str, sha256: str, **changes: Any) -> Document:
    return make(key, file=FileFacts("ke-hoach.pdf", "application/pdf", 9, sha256), **changes)


def loose(sha256: str = SAME, **changes: Any) -> Document:
    """A file that somebody had: no address, no page, no portal, no day."""
    return file_of("tep", sha256, url=None, parent=None, portal=None, published=None, **changes)


def offered(key: str = "tep-cua-trang", sha256: str = SAME, **changes: Any) -> Document:
    return file_of(key, sha256, parent=make("trang").id, title="Tệp của trang", **changes)


@pytest.mark.parametrize("first", ["loose", "offered"])
def test_a_loose_file_is_a_copy_of_the_same_bytes_of_a_page(store: Store, first: str) -> None:
    both = [loose(fetched_at=later(1)), offered(fetched_at=later(2))]
    for document in both if first == "loose" else reversed(both):
        store.documents.save(document)
    assert (original(store, "tep"), original(store, "tep-cua-trang")) == (offered().id, None)
    kept = store.documents.get(loose().id)
    assert kept is not None
    assert kept.parent is None, "where it came from stays"
    assert {item.id for _, item in store.documents.changed_since(0, 10)} == {loose().id, offered().id}


def test_other_bytes_are_no_copy(store: Store) -> None:
    store.documents.save(offered())
    store.documents.save(loose("2" * 64))
    assert original(store, "tep") is None


def test_the_copy_follows_the_bytes_that_pages_offer(store: Store) -> None:
    store.documents.save(loose())
    store.documents.save(offered("a", fetched_at=later(1)))
    store.documents.save(offered("b", fetched_at=later(2)))
    assert original(store, "tep") == make("a").id
    store.documents.save(offered("a", "2" * 64, text="Một tệp khác hẳn.", fetched_at=later(3)))
    assert original(store, "tep") == make("b").id
    store.documents.delete(make("b").id)
    assert original(store, "tep") is None


def test_a_loose_file_is_never_the_original_of_what_a_portal_has(store: Store) -> None:
    store.documents.save(loose())
    same = offered(portal=None, published=None, fetched_at=later())
    store.documents.save(replace(same, title=loose().title))
    assert (original(store, "tep"), original(store, "tep-cua-trang")) == (same.id, None)


def test_an_older_store_learns_which_files_are_copies(store_url: str) -> None:
    with open_store(store_url) as store:
        store.documents.save(offered())
        store.documents.save(loose())
    before = next(number for number, step in enumerate(MIGRATIONS) if step.__name__ == "_bytes")
    database = Database(store_url)
    with database.write() as connection:
        connection.execute(text("DROP TABLE file_bytes"))
        connection.execute(text("UPDATE documents SET duplicate_of = NULL"))
        connection.execute(text(f"UPDATE schema_version SET version = {before}"))
    database.close()
    with open_store(store_url) as store:
        assert original(store, "tep") == offered().id

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from store.database import Store, open_store
from store.errors import StoreFull
from store.records import Listed, ListSource, PageKind, WarcRef, identity
from tests.store.samples import NOON, later, make, page

KEY = "huyen.example/tin/1"


def test_the_state_of_a_page_is_what_its_last_fetch_said(store: Store) -> None:
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    second = page(headers=(), fetched_at=later(), url="https://huyen.example/tin/1/", warc=WarcRef("s", 1))
    store.pages.record("run-2", second, PageKind.REGISTER, None, None)
    state = store.pages.known("huyen", [KEY])[KEY]
    assert (state.kind, state.reason, state.status) == (PageKind.REGISTER, None, 200)
    assert (state.first_seen, state.last_fetched) == (NOON, later())
    assert (state.etag, state.last_modified) == (None, None)
    assert (state.url, state.warc) == ("https://huyen.example/tin/1/", WarcRef("s", 1))
    assert store.pages.count() == 1


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (200, PageKind.UNREADABLE, "extract_timeout"),
        (200, PageKind.STUB, None),
        (200, PageKind.ARTICLE, "out_of_window"),
        (404, PageKind.SOFT_404, "gone"),
        (503, PageKind.UNREADABLE, "http_503"),
    ],
)
def test_an_answer_that_was_not_read_is_nothing_to_compare_with(
    store: Store, status: int, kind: PageKind, reason: str | None
) -> None:
    """Else a 304 would confirm it for ever. The record of what was read last stays."""
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    second = page(status=status, headers=(("etag", '"a2"'),), fetched_at=later(), warc=WarcRef("s", 1))
    store.pages.record("run-2", second, kind, reason, None)
    state = store.pages.known("huyen", [KEY])[KEY]
    assert (state.kind, state.reason, state.status) == (kind, reason, status)
    assert (state.etag, state.last_modified) == (None, None)
    assert state.warc == page().warc
    store.pages.record("run-2", replace(second, id=identity("k"), key="k"), kind, reason, None)
    assert store.pages.known("huyen", ["k"])["k"].warc is None


def test_a_304_changes_nothing_but_the_day(store: Store) -> None:
    store.documents.save(make())
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, make().id)
    before = store.pages.known("huyen", [KEY])[KEY]
    confirmed = page(status=304, headers=(), fetched_at=later(), warc=WarcRef("s", 1), listed=None)
    store.pages.record("run-2", confirmed, PageKind.UNREADABLE, None, None)
    assert store.pages.known("huyen", [KEY])[KEY] == replace(before, last_fetched=later())
    shown = replace(confirmed, listed=Listed(ListSource.LISTING, "Tin đã sửa"))
    store.pages.record("run-3", shown, PageKind.ARTICLE, None, None)
    assert store.pages.known("huyen", [KEY])[KEY].listed_title == "Tin đã sửa"


def test_documents_that_were_not_found_once_are_missing_until_they_are_gone(store: Store) -> None:
    store.documents.save(make())
    store.pages.record("run-1", page(status=404), PageKind.UNREADABLE, "http_404", make().id)
    store.pages.record("run-1", page("k", status=404), PageKind.UNREADABLE, "http_404", identity("k"))
    store.pages.record("run-1", page("led", status=404), PageKind.UNREADABLE, "redirected", make().id)
    assert [state.key for state in store.pages.missing("huyen")] == [KEY]
    assert store.pages.missing("xa") == []
    store.documents.mark_gone(make().id, later(), 404)
    assert store.pages.missing("huyen") == []


def test_what_the_lists_of_a_run_named_is_told_by_id(store: Store) -> None:
    store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.SITEMAP)
    store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.LISTING)
    store.pages.discovered("run-2", "k", "https://k", ListSource.FEED)
    assert store.pages.named("run-1") == {identity(KEY)}
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    assert [state.key for state in store.pages.by_ids("huyen", store.pages.named("run-1"))] == [KEY]
    assert list(store.pages.by_ids("xa", [identity(KEY)])) == []


def test_headers_and_lists_are_kept_for_the_next_visit(store: Store) -> None:
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    state = store.pages.known("huyen", [KEY])[KEY]
    assert (state.etag, state.last_modified) == ('"a1"', "Wed, 29 May 2024 08:00:00 GMT")
    assert (state.listed_title, state.listed_published, state.listed_lastmod) == (
        "Tin một", "29/05/2024", "2024-05-29",
    )  # fmt: skip


def test_what_a_list_said_stays_until_a_list_says_something_else(store: Store) -> None:
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    store.pages.record("run-2", page(listed=None), PageKind.ARTICLE, None, None)
    assert store.pages.known("huyen", [KEY])[KEY].listed_title == "Tin một"
    renamed = page(listed=Listed(ListSource.LISTING, "Tin đã sửa"))
    store.pages.record("run-3", renamed, PageKind.ARTICLE, None, None)
    state = store.pages.known("huyen", [KEY])[KEY]
    assert (state.listed_title, state.listed_published) == ("Tin đã sửa", None)


def test_a_page_names_its_document_only_where_that_is_stored(store: Store) -> None:
    """A run killed between the two must not make the next one skip the article."""
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, make().id)
    assert store.pages.known("huyen", [KEY])[KEY].document_id is None
    store.documents.save(make())
    assert store.pages.known("huyen", [KEY])[KEY].document_id == make().id


def test_pages_of_another_portal_are_not_known(store: Store) -> None:
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    store.pages.record("run-1", page(portal="xa"), PageKind.LISTING, None, None)
    assert store.pages.known("tinh", [KEY]) == {}
    assert store.pages.known("xa", [KEY])[KEY].kind is PageKind.LISTING
    assert store.pages.count() == 2


def test_many_keys_are_asked_at_once(store: Store) -> None:
    for number in range(3):
        store.pages.record("run-1", page(f"k{number}"), PageKind.ARTICLE, None, None)
    asked = [f"k{number}" for number in range(1300)]
    assert set(store.pages.known("huyen", asked)) == {"k0", "k1", "k2"}
    assert store.pages.known("huyen", []) == {}


def test_very_long_and_odd_addresses_are_kept(store: Store) -> None:
    key = "huyen.example/?q=" + "ế" * 5000
    odd = page(key, headers=(("etag", "\x00\udcff"),), listed=Listed(ListSource.LISTING, "a\x00b"))
    store.pages.record("run-1", odd, PageKind.ARTICLE, None, None)
    state = store.pages.known("huyen", [key])[key]
    assert (state.key, state.etag, state.listed_title) == (key, "\ufffd\ufffd", "a\ufffdb")


def test_discoveries_are_written_with_the_next_page(
    store: Store, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.SITEMAP)
    store.pages.discovered("run-1", KEY, f"http://{KEY}", ListSource.LISTING)
    store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.SITEMAP)
    assert rows("SELECT count(*) FROM discoveries") == [(0,)]
    store.pages.record("run-1", page(), PageKind.ARTICLE, None, None)
    assert rows("SELECT page_id, source, url FROM discoveries ORDER BY source") == [
        (identity(KEY), "listing", f"http://{KEY}"),
        (identity(KEY), "sitemap", f"https://{KEY}"),
    ]


def test_discoveries_do_not_pile_up_in_memory(
    store: Store, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    for number in range(1001):
        store.pages.discovered("run-1", f"k{number}", f"https://k{number}", ListSource.LINK)
    assert rows("SELECT count(*) FROM discoveries") == [(1000,)]
    assert store.pages.sources("run-1") == {ListSource.LINK: 1001}
    assert store.pages.sources("run-2") == {}


def test_closing_the_store_writes_what_waits(
    store_url: str, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    with open_store(store_url) as store:
        store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.FEED)
    assert rows("SELECT source FROM discoveries") == [("feed",)]


def test_discoveries_that_could_not_be_written_wait_on(
    store: Store, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.FEED)
    with pytest.raises(StatementError, match="no zone"):
        store.pages.record("run-1", page(fetched_at=NOON.replace(tzinfo=None)), PageKind.ARTICLE, None, None)
    assert store.pages.count() == 0
    store.pages.flush()
    assert rows("SELECT source FROM discoveries") == [("feed",)]


def test_the_first_error_is_the_one_that_is_told(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.engine._PRAGMAS", ("busy_timeout=50",))
    open_store(sqlite_url).close()
    other = sqlite3.connect(tmp_path / "only.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFull), open_store(sqlite_url) as store:  # noqa: PT012 leaving is what is tested
        store.pages.discovered("run-1", KEY, f"https://{KEY}", ListSource.FEED)
        raise StoreFull("full")
    other.close()

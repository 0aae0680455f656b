"""What a run fetches again, seen from the portal's side, and what remains of what it learned."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from store.database import Store, open_store
from store.pages import PageState
from store.records import PageKind
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, robots

HOST = "thu.example"


def _open(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'store.sqlite'}")


def _state(home: Path, path: str) -> PageState:
    with _open(home) as store:
        (state,) = store.pages.known("thu", [f"{HOST}{path}"]).values()
    return state


def _later(home: Path) -> None:
    """As if the last run had been two days ago."""
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("update pages set last_fetched = datetime(last_fetched, '-2 days')")
        connection.execute("update removals set missing_at = datetime(missing_at, '-2 days')")
    connection.close()


def _again(site: Site, home: Path, **options: object) -> list[str]:
    """The paths that one more run asks for, the ever-present ones left out."""
    asked = len(site.hits)
    crawl(home, portal(), site.connect_to(HOST), **options)
    return sorted({hit.path for hit in site.hits[asked:]} - {"/", "/robots.txt", "/sitemap.xml"})


def _tagged(body: Callable[[], str]) -> Callable[[Site, Hit], Answer]:
    """A page whose ETag is its content."""

    def page(site: Site, hit: Hit) -> Answer:
        tag = f'"{hash(body())}"'
        headers = {"ETag": tag, "Last-Modified": "Wed, 29 May 2024 08:00:00 GMT"}
        if hit.headers.get("if-none-match") == tag:
            return Answer("", 304, headers)
        return Answer(body(), 200, headers)

    return page


def _old(count: int) -> dict[str, Page]:
    """Articles of days long past, the last one the newest."""
    items = {f"/a{n}": f"2020-01-{n + 1:02}" for n in range(count)}
    return {"/": listing(items), **{path: article(f"Bài {path}", day) for path, day in items.items()}}


def test_an_article_whose_reading_failed_is_read_again(tmp_path: Path) -> None:
    shown = [article("Bài một", "2024-11-20")]
    with Site({"/": listing({"/a1": ""}), "/a1": _tagged(lambda: shown[0])}) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        sound = _state(tmp_path, "/a1")
        shown[0] = "<html>chưa đọc được</html>"
        for _ in range(2):
            crawl(tmp_path, portal(), site.connect_to(HOST))
            unread = _state(tmp_path, "/a1")
            assert (unread.kind, unread.status, unread.etag) == (PageKind.UNREADABLE, 200, None)
            assert (unread.warc, unread.document_id) == (sound.warc, sound.document_id)
        shown[0] = article("Bài một", "2024-11-20")
        crawl(tmp_path, portal(), site.connect_to(HOST))
        read = _state(tmp_path, "/a1")
        crawl(tmp_path, portal(), site.connect_to(HOST))
    assert [hit.status for hit in site.hits if hit.path == "/a1"] == [200, 200, 200, 200, 304]
    assert (read.kind, read.etag, read.last_modified) == (PageKind.ARTICLE, sound.etag, sound.last_modified)
    confirmed = _state(tmp_path, "/a1")
    assert (confirmed.kind, confirmed.status, confirmed.warc) == (read.kind, 200, read.warc)
    assert (confirmed.etag, confirmed.last_modified) == (read.etag, read.last_modified)


def test_an_old_article_that_could_not_be_read_is_asked_for_again_after_a_day(tmp_path: Path) -> None:
    with Site(_old(20)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/"] = listing(
            {f"/a{n}": f"2020-01-{n + 1:02}" for n in range(1, 20)} | {"/a0": "2020-02-01"}
        )
        site.pages["/a0"] = Answer("", 500)
        assert "/a0" in _again(site, tmp_path)
        assert "/a0" not in _again(site, tmp_path)
        site.pages["/a0"] = article("Bài sửa", "2020-01-01")
        _later(tmp_path)
        assert "/a0" in _again(site, tmp_path)
    with _open(tmp_path) as store:
        assert "Bài sửa" in [document.title for document in store.documents.find()]


def test_an_address_that_redirects_to_an_article_is_asked_once(tmp_path: Path) -> None:
    pages = _old(20) | {
        "/": listing({f"/a{n}": "" for n in range(1, 20)} | {"/cu": "", "/cu-hon": ""}),
        "/cu": Answer("", 301, {"Location": "/a0"}),
        "/cu-hon": Answer("", 302, {"Location": "/a0"}),
    }
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
        assert done.run["new"] == 20
        again = _again(site, tmp_path)
        _later(tmp_path)
        later = _again(site, tmp_path)
    assert {"/cu", "/cu-hon", "/a0"} & {*again, *later} == set()
    target = _state(tmp_path, "/a0")
    for path in ("/cu", "/cu-hon"):
        state = _state(tmp_path, path)
        assert (state.reason, state.etag, state.document_id) == ("redirected", None, target.document_id)
        assert state.url == f"https://{HOST}{path}"


def test_an_article_that_redirects_to_the_home_page_keeps_its_document(tmp_path: Path) -> None:
    with Site(_old(1)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        before = _state(tmp_path, "/a0")
        site.pages["/a0"] = Answer("", 302, {"Location": "/"})
        crawl(tmp_path, portal(), site.connect_to(HOST))
    assert before.document_id is not None
    assert _state(tmp_path, "/a0").document_id == before.document_id
    assert _state(tmp_path, "/a0").reason == "redirected"
    assert _state(tmp_path, "/").document_id is None


def test_a_list_behind_a_redirect_is_read_at_every_run(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/": listing({}, nav=("/muc-cu",)),
        "/muc-cu": Answer("", 301, {"Location": "/muc"}),
        "/muc": listing({"/a1": ""}),
        "/a1": article("Một", "2020-01-01"),
    }
    with Site(pages) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages |= {"/muc": listing({"/a1": "", "/a2": ""}), "/a2": article("Hai", "2020-01-01")}
        assert {"/muc-cu", "/muc", "/a2"} <= set(_again(site, tmp_path))


def test_a_dead_short_address_does_not_bury_the_article_that_it_led_to(tmp_path: Path) -> None:
    pages = _old(1) | {"/": listing({"/ngan": "2020-01-01"}), "/ngan": Answer("", 302, {"Location": "/a0"})}
    with Site(pages) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/ngan"] = Answer("", 410)
        site.pages["/"] = listing({"/ngan": "2020-01-05"})
        assert "/ngan" in _again(site, tmp_path)
    with _open(tmp_path) as store:
        (document,) = store.documents.find()
    assert document.gone is None


def test_an_article_behind_a_redirect_to_an_error_page_is_gone_after_two_days(tmp_path: Path) -> None:
    with Site(_old(1)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages |= {"/a0": Answer("", 302, {"Location": "/loi"}), "/loi": Answer("", 404)}
        gone = []
        for _ in range(2):
            _later(tmp_path)
            crawl(tmp_path, portal(), site.connect_to(HOST))
            with _open(tmp_path) as store:
                (document,) = store.documents.find()
            gone.append(document.gone is not None)
    assert gone == [False, True]


def test_a_condition_is_not_sent_on_to_another_page(tmp_path: Path) -> None:
    with Site({"/": listing({"/a1": ""}), "/a1": _tagged(lambda: article("Một", "2024-01-01"))}) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages |= {"/a1": Answer("", 302, {"Location": "/moi"}), "/moi": article("Hai", "2024-01-02")}
        crawl(tmp_path, portal(), site.connect_to(HOST))
    asked = {hit.path: "if-none-match" in hit.headers for hit in site.hits}
    assert asked["/a1"]
    assert not asked["/moi"]


def test_the_newest_are_looked_at_again_though_no_list_names_them(tmp_path: Path) -> None:
    pages = _old(20)
    pages["/a19"] = _tagged(lambda: article("Bài mới nhất", "2020-01-20"))
    with Site(pages) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/"] = listing({f"/a{n}": "" for n in range(1, 18)})
        first = _again(site, tmp_path)
        assert site.hits[-1].status in (200, 304)
        assert [hit.status for hit in site.hits if hit.path == "/a19"] == [200, 304]
        second = _again(site, tmp_path)
    assert {"/a18", "/a19"} <= set(first)
    assert second == ["/a19"]


def test_an_article_that_left_all_lists_is_looked_at_once_and_gone_after_two_days(tmp_path: Path) -> None:
    with Site(_old(20)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        rest = {f"/a{n}": "" for n in range(20) if n not in (3, 4)}
        site.pages |= {"/": listing(rest), "/a3": Answer("", 404)}
        assert {"/a3", "/a4"} <= set(_again(site, tmp_path))
        assert {"/a3", "/a4"} & set(_again(site, tmp_path)) == set()
        _later(tmp_path)
        asked = set(_again(site, tmp_path))
        assert {"/a3", "/a4"} & asked == {"/a3"}
        _later(tmp_path)
        assert "/a3" not in _again(site, tmp_path)
    with _open(tmp_path) as store:
        gone = [document.url for document in store.documents.find() if document.gone]
    assert gone == [f"https://{HOST}/a3"]


def test_what_a_list_that_was_not_read_would_name_has_not_left_it(tmp_path: Path) -> None:
    with Site(_old(20) | {"/muc": listing({"/b1": ""}), "/b1": article("Khác", "2019-01-01")}) as site:
        order = portal(sections=[{"path": "/muc", "name": "Mục"}])
        crawl(tmp_path, order, site.connect_to(HOST))
        site.pages["/muc"] = Answer("", 500)
        asked = len(site.hits)
        crawl(tmp_path, order, site.connect_to(HOST))
    assert "/b1" not in [hit.path for hit in site.hits[asked:]]


def test_what_is_outside_the_window_has_not_left_its_list(tmp_path: Path) -> None:
    with Site(_old(20)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/"] = listing({"/a19": "2020-01-20"})
        asked = _again(site, tmp_path, since="2020-01-17")
    assert asked == ["/a16", "/a17", "/a18", "/a19"]


def test_old_articles_that_are_still_there_do_not_make_an_empty_portal_good(tmp_path: Path) -> None:
    with Site(_old(20)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/"] = listing({})
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert (done.run["verdict"], done.run["reason"], done.run["seen"]) == ("broken", "no_items", 0)


def test_a_tenth_of_the_pages_of_a_run_is_left_for_what_is_looked_at_again(tmp_path: Path) -> None:
    with Site(_old(20)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        menus = tuple(f"/muc{n}" for n in range(30))
        site.pages |= {"/": listing({}, nav=menus), **{path: listing({}, nav=menus) for path in menus}}
        asked = _again(site, tmp_path, max_pages=20)
    assert "/a19" in asked
    assert len(asked) <= 20


def test_a_portal_that_closes_is_not_asked_for_its_old_articles(tmp_path: Path) -> None:
    with Site(_old(20)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/robots.txt"] = robots("Disallow: /")
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert done.run["verdict"] == "blocked"
    assert {failure["url"] for failure in done.run["failed"]} == {f"https://{HOST}/"}

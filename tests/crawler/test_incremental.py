"""Run after run: how little of an unchanged portal is asked for, and that in the end all of it is."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from pathlib import Path

import pytest

from crawler.recheck import newest_share
from store.archive import read_record
from store.database import Store, open_store
from store.records import Document, ListSource, identity
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, sitemap

HOST = "thu.example"


def _open(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'store.sqlite'}")


def _shift(home: Path, days: float) -> None:
    """As if all that was done had been done so many days earlier."""
    moved = {"pages": ["last_fetched"], "runs": ["started_at", "finished_at"], "removals": ["missing_at"]}
    with sqlite3.connect(home / "store.sqlite") as connection:
        for table, columns in moved.items():
            for column in columns:
                connection.execute(f"update {table} set {column} = datetime({column}, ?)", (f"{-days} days",))
    connection.close()


def _archive_of(articles: int, on_page: int = 25) -> dict[str, Page]:
    """A portal whose articles, years old, stand on pages of a list that lead to each other."""
    days = [dt.date(2016, 1, 1) + dt.timedelta(days=3 * n) for n in range(articles)]
    items = {f"/a{n}": days[n].isoformat() for n in reversed(range(articles))}
    pages: dict[str, Page] = {path: article(f"Bài {path}", day) for path, day in items.items()}
    parts = [dict(list(items.items())[start : start + on_page]) for start in range(0, articles, on_page)]
    for number, part in enumerate(parts):
        following = (f"/?trang={number + 1}",) if number + 1 < len(parts) else ()
        pages["/" if number == 0 else f"/?trang={number}"] = listing(part, pager=following)
    return pages


def _run(site: Site, home: Path, **options: object) -> list[str]:
    """One more run, which must be ok: the articles that it asked for."""
    asked = len(site.hits)
    done = crawl(home, portal(), site.connect_to(HOST), **options)
    assert done.run["verdict"] == "ok", done.run
    return [hit.path for hit in site.hits[asked:] if hit.path.startswith("/a")]


def _document(home: Path, path: str) -> Document:
    with _open(home) as store:
        found = store.documents.get(identity(f"{HOST}{path}"))
    assert found is not None
    return found


def _day(home: Path, path: str) -> dt.date | None:
    published = _document(home, path).published
    return published.date if published else None


@pytest.mark.parametrize(("documents", "lists"), [(400, 20), (400, 3), (300, 12), (5000, 100)])
def test_lists_and_newest_documents_are_a_tenth_together(documents: int, lists: int) -> None:
    newest = newest_share(documents, lists)
    assert newest >= documents / 20
    assert newest + lists <= (documents + lists) / 10 or newest == documents / 20


def test_a_second_run_of_an_unchanged_portal_asks_for_a_tenth(tmp_path: Path) -> None:
    with Site(_archive_of(300)) as site:
        assert len(_run(site, tmp_path)) == 300
        first = len(site.hits)
        newest = _run(site, tmp_path)
        second = len(site.hits) - first
    assert second <= first / 10
    assert len(newest) == 16
    assert set(newest) == {f"/a{n}" for n in range(284, 300)}


def test_old_documents_are_asked_for_again_within_a_month_and_a_half(tmp_path: Path) -> None:
    pages = _archive_of(60) | {"/a0": article("Không ngày"), "/a1": article("Không ngày nữa")}
    with Site(pages) as site:
        _run(site, tmp_path)
        left = {f"/a{n}" for n in range(60)}
        for day in range(6, 43, 6):
            _shift(tmp_path, 6)
            asked = set(_run(site, tmp_path))
            # A fifth of a month has passed: a fifth of 60 documents; the newest 3 are asked for anyway.
            assert len(asked) <= 13 + 3
            assert day > 15 or len(asked) == 3
            left -= asked
    assert left == set()


def test_the_longest_unasked_comes_first_and_the_budget_bounds_it(tmp_path: Path) -> None:
    with Site(_archive_of(60)) as site:
        _run(site, tmp_path)
        _shift(tmp_path, 40)
        with sqlite3.connect(tmp_path / "store.sqlite") as connection:
            connection.execute("update pages set last_fetched = datetime(last_fetched, '-9 days') "
                               "where url like '%/a7' or url like '%/a8'")  # fmt: skip
        connection.close()
        asked = _run(site, tmp_path, max_pages=100)
    assert {"/a7", "/a8"} <= set(asked)
    assert len(asked) == 3 + 10


@pytest.mark.case("T8", guard="monthly-look")
def test_a_change_that_no_list_shows_is_found(tmp_path: Path) -> None:
    with Site(_archive_of(40)) as site:
        _run(site, tmp_path)
        site.pages["/a3"] = article("Bài /a3 đã sửa", "2016-01-10")
        _shift(tmp_path, 31)
        _run(site, tmp_path)
    changed = _document(tmp_path, "/a3")
    assert (changed.title, len(changed.versions)) == ("Bài /a3 đã sửa", 2)


@pytest.mark.case("O5")
def test_a_clock_set_back_neither_fetches_all_again_nor_loses(tmp_path: Path) -> None:
    with Site(_archive_of(40)) as site:
        _run(site, tmp_path)
        _shift(tmp_path, -1)
        site.pages["/a40"] = article("Mới", "2024-11-20")
        site.pages["/"] = str(site.pages["/"]).replace("<html>", '<html><a class="item" href="/a40">Mới</a>')
        asked = _run(site, tmp_path)
    assert sorted(asked) == ["/a38", "/a39", "/a40"]
    assert _document(tmp_path, "/a40").title == "Mới"
    with _open(tmp_path) as store:
        assert store.documents.count() == store.documents.count_versions() == 41


def test_a_run_that_ended_badly_moves_no_watermark(tmp_path: Path) -> None:
    with Site(_archive_of(40)) as site:
        _run(site, tmp_path)
        with _open(tmp_path) as store:
            (good,) = store.runs.last("thu", 5)
            before = store.runs.last_success("thu")
        site.pages["/"] = str(site.pages["/"]).replace("<html>", '<html><a class="item" href="/a40">Mới</a>')
        site.pages |= {"/a40": article("Mới", "2024-11-20"), "/?trang=1": Answer("", 500)}
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
        with _open(tmp_path) as store:
            assert done.run["verdict"] == "partial"
            assert store.runs.last_success("thu") == before == good.started_at
            assert store.runs.last_successes() == {"thu": before}


def test_a_day_that_only_a_list_shows_stays_when_the_page_is_asked_for_unnamed(tmp_path: Path) -> None:
    pages = {"/": listing({"/a1": "2024-11-20"}), "/a1": article("Một")}
    with Site(pages) as site:
        _run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader")
        site.pages["/"] = listing({"/a2": "2024-11-21"})
        site.pages["/a2"] = article("Hai")
        _shift(tmp_path, 3)
        asked = _run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader")
    assert "/a1" in asked
    document = _document(tmp_path, "/a1")
    assert document.published is not None
    assert document.published.date == dt.date(2024, 11, 20)
    assert len(document.versions) == 1


def test_a_day_that_only_a_later_page_of_a_list_shows_is_kept(tmp_path: Path) -> None:
    def slow(site: Site, hit: object) -> Answer:
        time.sleep(0.3)
        return Answer(listing({"/a2": "2024-11-20"}))

    pages: dict[str, Page] = {
        "/sitemap.xml": sitemap(f"https://{HOST}/a1", f"https://{HOST}/a2"),
        "/": listing({"/a1": "2024-11-21"}, pager=("/?trang=1",)),
        "/?trang=1": slow,
        **{f"/a{n}": article(f"Bài {n}") for n in (1, 2)},
    }
    with Site(pages) as site:
        assert len(_run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader")) == 2
    assert [_day(tmp_path, path) for path in ("/a1", "/a2")] == [dt.date(2024, 11, 21), dt.date(2024, 11, 20)]


def test_a_day_that_a_list_shows_after_its_article_was_read_is_kept(tmp_path: Path) -> None:
    """The home page's block shows no days; the list that shows them is three steps away."""
    pages: dict[str, Page] = {
        "/": listing({"/a1": "", "/a2": ""}, nav=("/muc",)),
        "/muc": listing({}, nav=("/muc/tin",)),
        "/muc/tin": listing({"/a1": "2024-11-20", "/a2": "2024-11-21"}),
        "/a1": article("Một"),
        "/a2": article("Hai", "2024-11-21"),
    }
    with Site(pages) as site:
        fetched = _run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader")
    assert sorted(fetched) == ["/a1", "/a1", "/a2"]
    assert _day(tmp_path, "/a1") == dt.date(2024, 11, 20)
    assert len(_document(tmp_path, "/a1").versions) == 1  # the page itself is what it was


def test_a_document_without_a_date_is_read_again_when_a_list_shows_one(tmp_path: Path) -> None:
    def tagged(site: Site, hit: Hit) -> Answer:
        is_known = hit.headers.get("if-none-match") == '"mot"'
        return Answer("", 304) if is_known else Answer(article("Một"), headers={"ETag": '"mot"'})

    pages: dict[str, Page] = {"/": listing({"/a1": ""}), "/a1": tagged}
    with Site(pages) as site:
        _run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader")
        assert _document(tmp_path, "/a1").published is None
        _shift(tmp_path, 0.5)
        assert _run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader") == []
        site.pages["/"] = listing({"/a1": "2024-11-20"})
        assert _run(site, tmp_path, reader="tests.crawler.plain_reader.ListedReader") == ["/a1"]
    assert _day(tmp_path, "/a1") == dt.date(2024, 11, 20)


def test_every_list_that_names_an_address_is_kept(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/": listing({"/a1": "", "/a2": ""}),
        "/sitemap.xml": sitemap(f"https://{HOST}/a1", f"https://{HOST}/a3"),
        **{f"/a{n}": article(f"Bài {n}") for n in (1, 2, 3)},
    }
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    with _open(tmp_path) as store:
        assert store.pages.sources(done.run["id"]) == {ListSource.LISTING: 2, ListSource.SITEMAP: 2}


@pytest.mark.case("T8")
def test_a_removal_is_kept_with_the_answers_that_show_it_and_the_return_too(tmp_path: Path) -> None:
    with Site(_archive_of(30)) as site:
        _run(site, tmp_path)
        id_ = identity(f"{HOST}/a29")
        kept = site.pages["/a29"]
        site.pages["/a29"] = Answer("không còn", 404)
        _run(site, tmp_path)
        with _open(tmp_path) as store:
            (passing,) = store.removals.of(id_)
        assert passing.gone is None
        _shift(tmp_path, 2)
        _run(site, tmp_path)
        assert _document(tmp_path, "/a29").gone is not None
        assert _document(tmp_path, "/a29").text == "Nội dung Bài /a29"
        site.pages["/a29"] = kept
        _shift(tmp_path, 31)
        _run(site, tmp_path)
    assert _document(tmp_path, "/a29").gone is None
    with _open(tmp_path) as store:
        (removal,) = store.removals.of(id_)
    assert removal.gone is not None
    assert removal.returned is not None
    bodies = {}
    for name in ("missing", "gone", "returned"):
        answer = getattr(removal, name)
        bodies[name] = (answer.status, read_record(tmp_path / "warc", answer.warc).status)
    assert bodies == {"missing": (404, 404), "gone": (404, 404), "returned": (200, 200)}

"""Which pages a run fetches, seen from the portal's side."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.database import open_store
from tests.crawler.crawling import Crawled, crawl, portal
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, robots, sitemap

HOST = "thu.example"


def _crawl(home: Path, pages: dict[str, Page], **options: object) -> tuple[Crawled, list[str]]:
    keys = options.pop("keys", {})
    assert isinstance(keys, dict)
    with Site(pages) as site:
        return crawl(home, portal(**keys), site.connect_to(HOST), **options), site.paths()


def _titles(home: Path) -> list[str]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        return sorted(document.title for document in store.documents.find())


def test_every_article_is_stored_once_from_sitemap_and_lists(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/robots.txt": robots("Sitemap: https://thu.example/ban-do.xml"),
        "/ban-do.xml": sitemap(f"https://{HOST}/a1", f"https://{HOST}/a2"),
        "/": listing({"/a2": "", "/a3": ""}, nav=("/tin-tuc",)),
        "/tin-tuc": listing({"/a4": ""}),
        **{f"/a{n}": article(f"Bài {n}", "2024-05-01") for n in range(1, 5)},
    }
    done, paths = _crawl(tmp_path, pages)
    assert (done.run["verdict"], done.run["new"], done.run["seen"]) == ("ok", 4, 4)
    assert paths[0] == "/robots.txt"
    paths = [path for path in paths if not path.startswith("/khong-co-")]  # crawler.placeholders
    assert sorted(paths) == sorted({"/sitemap.xml", *pages})


def test_every_kind_of_declared_list_is_read(tmp_path: Path) -> None:
    feed = "<rss><channel><item><title>Năm</title><link>/a5</link></item></channel></rss>"
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>/con.xml</loc></sitemap></sitemapindex>"
    )
    pages: dict[str, Page] = {
        "/rss.xml": feed,
        "/muc-luc.xml": index,
        "/con.xml": sitemap("/a6"),
        "/": listing({}),
        "/rieng": listing({"/a7": ""}),
        **{f"/a{n}": article(f"Bài {n}") for n in (5, 6, 7)},
    }
    keys = {
        "feeds": ["/rss.xml"],
        "sitemaps": ["/muc-luc.xml"],
        "sections": [{"path": "/rieng", "name": "Riêng"}],
    }  # fmt: skip
    done, _ = _crawl(tmp_path, pages, keys=keys)
    assert done.run["verdict"] == "ok"
    assert _titles(tmp_path) == ["Bài 5", "Bài 6", "Bài 7"]


def _paged(count: int, size: int = 5, *, after_end: int = 40) -> dict[str, Page]:
    """`count` articles, the newest first; past the end the last page is shown again."""
    pages: dict[str, Page] = {f"/a{n}": article(f"Bài {n}", "2024-05-01") for n in range(count)}
    last = -(-count // size)
    for page in range(1, last + after_end):
        first = (min(page, last) - 1) * size
        items = {f"/a{n}": "" for n in range(first, min(first + size, count))}
        pages["/" if page == 1 else f"/?page={page}"] = listing(items, pager=(f"/?page={page + 1}",))
    return pages


def test_a_paged_list_is_read_to_its_end_and_two_pages_further(tmp_path: Path) -> None:
    done, paths = _crawl(tmp_path, _paged(62))
    assert done.run["new"] == 62
    assert done.run["verdict"] == "ok"
    assert done.run["complete_lists"] is True
    asked = {path for path in paths if path.startswith("/?page=")}
    assert asked == {f"/?page={n}" for n in range(2, 13 + 2 + 1)}


def test_a_list_that_moves_while_it_is_read_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """One article is put on top each time a page of the list is asked for."""

    def page_of(number: int) -> object:
        def page(site: Site, hit: Hit) -> str:
            added = sum(1 for path in site.paths() if path == "/" or path.startswith("/?page="))
            order = [f"/m{n}" for n in range(added, 0, -1)] + [f"/a{n}" for n in range(40)]
            items = dict.fromkeys(order[(number - 1) * 5 : number * 5], "")
            return listing(items, pager=(f"/?page={number + 1}",) if number * 5 < len(order) else ())

        return page

    pages: dict[str, Page] = {f"/a{n}": article(f"Bài {n}") for n in range(40)}
    pages |= {f"/m{n}": article(f"Mới {n}") for n in range(1, 40)}
    pages |= {"/" if n == 1 else f"/?page={n}": page_of(n) for n in range(1, 30)}  # type: ignore[dict-item]
    _, paths = _crawl(tmp_path, pages)
    assert {f"/a{n}" for n in range(40)} <= set(paths)
    assert all(paths.count(path) == 1 for path in set(paths))
    titles = _titles(tmp_path)
    assert len(titles) == len(set(titles))


def test_pages_beyond_depth_eight_of_a_list_are_read(tmp_path: Path) -> None:
    done, _ = _crawl(tmp_path, _paged(75, after_end=1))
    assert done.run["new"] == 75


def test_an_article_has_one_document_whatever_address_it_was_reached_by(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/": listing({"/a1": "", "/a1?utm_source=x": "", "/A1": "", "//thu.example/a1#top": "", "/cu": ""}),
        "/cu": Answer("", 301, {"Location": "/a1"}),
        "/a1": article("Một"),
    }
    done, paths = _crawl(tmp_path, pages)
    assert done.run["new"] == 1
    assert paths.count("/a1") <= 2  # once by its address, once as the end of the redirect


def test_links_inside_articles_are_followed_and_dead_ones_change_no_verdict(tmp_path: Path) -> None:
    links = (
        '<a class="body" href="/chet">x</a><a class="body" href="/hong">x</a><a class="item" href="/a2">x</a>'
    )
    pages: dict[str, Page] = {
        "/": listing({"/a1": ""}),
        "/a1": article("Một", links=links),
        "/a2": article("Hai"),
        "/hong": Answer("", 500),
    }
    done, paths = _crawl(tmp_path, pages)
    assert {"/a2", "/chet", "/hong"} <= set(paths)
    assert done.run["verdict"] == "ok"
    assert _titles(tmp_path) == ["Hai", "Một"]


def test_other_hosts_are_not_asked(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/robots.txt": robots("Sitemap: https://khac.example/ban-do.xml"),
        "/": listing({"https://khac.example/a1": "", "/a1": ""}, nav=("https://khac.example/",)),
        "/a1": article("Một"),
    }
    with Site(pages) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST, "khac.example"))
    assert {hit.host for hit in site.hits} == {HOST}


@pytest.mark.parametrize(
    ("trap", "limit"),
    [
        (lambda n: f"/lich/{2026 - n // 12}/{n % 12 + 1}", 60),  # a calendar without an end
        (lambda n: f"/loc?f={n}", 25),  # facets
        (lambda n: f"/phien?sid={n}", 3),  # session ids
        (lambda n: "/" + "a/" * (n + 1), 12),  # a path that repeats itself
    ],
)
def test_a_trap_costs_a_bounded_number_of_requests(tmp_path: Path, trap: object, limit: int) -> None:
    assert callable(trap)
    pages: dict[str, Page] = {
        "/": listing({"/a1": ""}, nav=(*(trap(n) for n in range(3)), "/tin-tuc")),
        "/tin-tuc": listing({"/a2": ""}),
        "/a1": article("Một"),
        "/a2": article("Hai"),
    }
    for n in range(400):
        pages[trap(n)] = listing({}, nav=tuple(trap(m) for m in range(n, n + 12)))
    done, paths = _crawl(tmp_path, pages)
    assert len(paths) - 5 <= limit
    assert _titles(tmp_path) == ["Hai", "Một"]
    assert done.run["verdict"] == "ok"


def test_a_sitemap_that_names_itself_ends(tmp_path: Path) -> None:
    def loop(site: Site, hit: Hit) -> str:
        nested = "".join(
            f"<sitemap><loc>/sitemap.xml?n={len(site.hits)}{n}</loc></sitemap>" for n in range(3)
        )
        return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{nested}</sitemapindex>'

    pages: dict[str, Page] = {"/sitemap.xml": loop, "/": listing({"/a1": ""}), "/a1": article("Một")}
    for n in range(1000):
        pages[f"/sitemap.xml?n={n}"] = loop
    done, paths = _crawl(tmp_path, pages)
    assert sum(path.startswith("/sitemap.xml") for path in paths) <= 1 + 3 + 9
    assert done.run["verdict"] == "ok"


def test_a_budget_is_kept_and_said(tmp_path: Path) -> None:
    done, paths = _crawl(tmp_path, _paged(62), max_pages=10)
    assert len([path for path in paths if path not in ("/robots.txt", "/sitemap.xml")]) == 10
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "page_budget")
    assert done.run["complete_lists"] is False


def test_sections_alone_are_walked_where_the_portal_says_so(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/": listing({"/a1": ""}),
        "/so-y-te": listing({"/a2": ""}, nav=("/", "/so-y-te/hai", "/so-khac")),
        "/so-y-te/hai": listing({"/a3": ""}),
        "/so-khac": listing({"/a4": ""}),
        **{f"/a{n}": article(f"Bài {n}") for n in range(1, 5)},
    }
    keys = {"scope": "sections", "sections": [{"path": "/so-y-te", "name": "Sở Y tế"}]}
    _crawl(tmp_path, pages, keys=keys)
    assert _titles(tmp_path) == ["Bài 2", "Bài 3"]


def test_the_date_window_saves_requests_and_keeps_the_rest_out(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/sitemap.xml": sitemap("/cu-1", lastmod="2019-03-01"),
        "/": listing({"/a1": "10/05/2024", "/cu-2": "10/05/2020", "/tre": "10/05/2025", "/khong-ngay": ""}),
        "/a1": article("Trong", "2024-05-10"),
        "/khong-ngay": article("Cũ nhưng danh sách không nói", "2020-01-01"),
        "/cu-1": article("Cũ", "2019-03-01"),
        "/cu-2": article("Cũ", "2020-05-10"),
        "/tre": article("Sau", "2025-05-10"),
    }
    window = {"since": "2024-01-01", "until": "2024-12-31"}
    done, paths = _crawl(tmp_path, pages, **window)
    assert not {"/cu-1", "/cu-2", "/tre"} & set(paths)
    assert _titles(tmp_path) == ["Trong"]
    assert done.run["verdict"] == "ok"
    assert done.run["reached_back"] is None  # nothing was learnt of the time after the window
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        (state,) = store.pages.known("thu", ["thu.example/khong-ngay"]).values()
    assert (state.reason, state.document_id) == ("out_of_window", None)
    # The second run remembers the day of what no list dates.
    _, again = _crawl(tmp_path, pages, **window)
    assert "/khong-ngay" not in again
    # A wider window brings back what was left out.
    wide, _ = _crawl(tmp_path, pages, since="2019-01-01")
    assert (wide.run["reached_back"], wide.run["complete_lists"]) == ("2019-01-01", False)
    assert len(_titles(tmp_path)) == 5


def test_a_list_is_left_two_pages_after_the_window(tmp_path: Path) -> None:
    pages: dict[str, Page] = {}
    for page in range(1, 20):
        items = {f"/a{page}-{n}": f"{n:02}/{page % 12 + 1:02}/{2026 - page}" for n in range(1, 4)}
        pages["/" if page == 1 else f"/?page={page}"] = listing(items, pager=(f"/?page={page + 1}",))
        pages |= {url: article(url) for url in items}
    _, paths = _crawl(tmp_path, pages, since="2023-01-01")
    assert max(int(path.partition("=")[2]) for path in paths if "page=" in path) <= 6

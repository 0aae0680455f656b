"""Pages that pretend: soft 404, gates, firewalls in the middle of a run; told, not stored, not got round."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crawler.blocking import is_challenge
from crawler.placeholders import nowhere
from store.database import open_store
from tests.crawler.crawling import Crawled, crawl, portal
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, robots

HOST = "thu.example"
ERROR = article("Rất tiếc", links='<a class="nav" href="/">về trang chủ</a>')
GATE = (
    "<html><head><title>Cổng</title></head><body><div id='a'></div><script>kiemTra({})</script></body></html>"
)


class SoftSite(Site):
    """Answers every address that is not there with 200 and one page."""

    def answer(self, host: str, path: str, headers: Any) -> Answer:
        if path not in self.pages and path != "/robots.txt" and not path.endswith(".xml"):
            self.pages[path] = self.pages["*"]
        return super().answer(host, path, headers)

    def probes(self) -> list[str]:
        return [path for path in self.paths() if "khong-co-" in path]


def _pages(**more: Page) -> dict[str, Page]:
    items = {"/tin/a1.html": "", "/tin/a2.html": "", "/tin/mat.html": ""}
    pages: dict[str, Page] = {"/": listing(items), "*": ERROR}
    return {
        **pages,
        "/tin/a1.html": article("Một", "2024-05-01"),
        "/tin/a2.html": article("Hai", "2024-05-02"),
        **more,
    }


def _kinds(home: Path) -> dict[str, tuple[str, str | None]]:
    """Name of a page → its kind and reason."""
    with contextlib.closing(sqlite3.connect(home / "store.sqlite")) as connection:
        rows = connection.execute("select url, kind, reason from pages").fetchall()
    return {url.rpartition("/")[2]: (kind, reason) for url, kind, reason in rows}


def _titles(home: Path) -> list[str]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        return sorted(document.title for document in store.documents.find())


def _crawl(home: Path, site: Site, **options: Any) -> Crawled:
    return crawl(home, portal(), site.connect_to(HOST), **options)


@pytest.mark.case("T5")
def test_a_page_like_the_error_page_is_no_document(tmp_path: Path) -> None:
    with SoftSite(_pages()) as site:
        done = _crawl(tmp_path, site)
    assert _titles(tmp_path) == ["Hai", "Một"]
    assert _kinds(tmp_path)["mat.html"] == ("soft_404", "soft_404")
    assert len(site.probes()) == 1
    assert site.probes()[0].startswith("/tin/khong-co-")
    assert site.probes()[0].endswith(".html")
    lists = [path for path in site.paths() if path.endswith((".txt", ".xml"))]
    assert done.run["pages"] == len(site.hits) - len(lists)


@pytest.mark.case("T5")
def test_an_error_page_never_takes_the_place_of_a_document(tmp_path: Path) -> None:
    with SoftSite(_pages()) as site:
        _crawl(tmp_path, site)
        site.pages["/tin/a2.html"] = ERROR
        asked = site.paths().count("/tin/a2.html")
        done = _crawl(tmp_path, site)
        assert site.paths().count("/tin/a2.html") == asked + 1
    assert _titles(tmp_path) == ["Hai", "Một"]
    assert (done.run["new"], done.run["updated"]) == (0, 0)


def test_a_host_with_true_errors_is_asked_once_and_loses_nothing(tmp_path: Path) -> None:
    pages = _pages()
    del pages["*"]
    pages["/tin/mat.html"] = ERROR
    with Site(pages) as site:
        _crawl(tmp_path, site)
    assert _titles(tmp_path) == ["Hai", "Một", "Rất tiếc"]
    assert len([path for path in site.paths() if "khong-co-" in path]) == 1


def test_no_probe_goes_where_robots_forbid(tmp_path: Path) -> None:
    pages = _pages(**{"/robots.txt": robots("Disallow: /tin/", "Allow: /tin/a", "Allow: /tin/mat")})
    with SoftSite(pages) as site:
        _crawl(tmp_path, site)
    assert site.probes() == []
    assert len(_titles(tmp_path)) == 3


@pytest.mark.parametrize("budget", [2, 3, 4])
def test_the_probe_counts_as_a_page_of_the_budget(tmp_path: Path, budget: int) -> None:
    with SoftSite(_pages()) as site:
        done = _crawl(tmp_path, site, max_pages=budget)
    assert len([path for path in site.paths() if not path.endswith((".txt", ".xml"))]) <= budget
    assert len(site.probes()) == (budget >= 3)
    assert "Rất tiếc" not in _titles(tmp_path)
    assert done.run["verdict"] == "partial"


def test_a_broken_probe_is_asked_once_and_says_nothing_of_the_host(tmp_path: Path) -> None:
    with SoftSite(_pages(**{"*": Answer("", 503), "/tin/mat.html": article("Ba")})) as site:
        done = _crawl(tmp_path, site)
    assert len(site.probes()) == 1
    assert (done.run["verdict"], done.run["new"]) == ("ok", 3)


@pytest.mark.case("T6")
def test_one_short_page_of_script_for_all_addresses_is_a_gate(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(30)}
    gate = Answer(GATE.format("x" * 700))
    with Site({"/": listing(items), "/a0": article("Bài"), **dict.fromkeys(list(items)[1:], gate)}) as site:
        done = _crawl(tmp_path, site)
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "challenge")
    assert _titles(tmp_path) == ["Bài"]
    assert len(site.hits) <= 12


def test_short_pages_of_script_that_differ_are_no_gate(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(8)}
    pages: dict[str, Page] = {path: Answer(GATE.format(path + "x" * 700)) for path in items}
    with Site({"/": listing({**items, "/b": ""}), "/b": article("Bài"), **pages}) as site:
        done = _crawl(tmp_path, site)
    assert set(items) <= set(site.paths())
    assert done.run["reason"] == "items_failed"


@pytest.mark.case("T6")
def test_a_firewall_in_the_middle_of_a_run_ends_it(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(60)}

    def until_ten(site: Site, hit: Hit) -> Answer | str:
        return Answer("cấm", 403) if len(site.hits) > 10 else article(f"Bài {hit.path}")

    with Site({"/": listing(items), **dict.fromkeys(items, until_ten)}) as site:
        done = _crawl(tmp_path, site)
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "blocked")
    assert len([hit for hit in site.hits if hit.status == 403]) <= 11
    assert len(_titles(tmp_path)) == done.run["new"] > 0


def test_an_article_behind_a_login_is_missing(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/": listing({"/a1": "", "/a2": ""}),
        "/a1": article("Bài"),
        "/a2": Answer("", 302, {"Location": "/login?next=/a2"}),
        "/login?next=/a2": "<form><input type='password'></form>",
    }
    with Site(pages) as site:
        done = _crawl(tmp_path, site)
    assert (done.run["verdict"], done.run["reason"], done.run["new"]) == ("partial", "items_failed", 1)
    assert [failure["reason"] for failure in done.run["failed"]] == ["login"]


@pytest.mark.case("N8")
def test_a_host_that_was_down_is_on_trial_at_the_next_run(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(20)}
    pages: dict[str, Page] = {"/": listing(items), **dict.fromkeys(items, Answer("", 500))}
    with Site(pages) as site:
        first = _crawl(tmp_path, site)
        before = len(site.hits)
        site.pages |= {"/": Answer("", 500), "/sitemap.xml": Answer("", 500)}
        second = _crawl(tmp_path, site)
        asked = [hit.path for hit in site.hits[before:]]
        site.pages |= {
            "/": pages["/"], "/sitemap.xml": Answer("", 404), **dict.fromkeys(items, article("Bài"))
        }  # fmt: skip
        third = _crawl(tmp_path, site)
    assert first.run["reason"] == second.run["reason"] == "host_down"
    assert asked == ["/robots.txt", "/sitemap.xml", "/"]  # one look at a page that once was well
    failed = [failure for failure in first.run["failed"] if failure["reason"] == "http_500"]
    assert 0 < len(failed) < 5
    assert third.run["new"] == 20 - len(failed)  # what failed in the first run is asked again after a day


COOKIE = "<script>document.cookie='k='+tinh(1);window.location.reload()</script>" + "<!--" + "x" * 900 + "-->"
MENU = "".join(f"<a href='/m{n}'>Mục {n}</a>" for n in range(9))


@pytest.mark.parametrize(
    "body",
    [
        f"<html><head>{COOKIE}</head><body><noscript>Hãy bật JavaScript</noscript></body></html>",
        "<p>Bạn không phải là robot?</p><script src='x.js'></script><div class='box g-recaptcha'></div>",
        "<body><script>x()</script><form><img src='/captcha.jpg'><input name='captcha_code'></form></body>",
    ],
)
def test_a_gate_is_known_by_what_it_does(body: str) -> None:
    assert is_challenge(body.encode())


@pytest.mark.parametrize(
    "body",
    [
        f"<body>{MENU}<h1>Tin</h1><p>Ngắn.</p><script>x()</script><div class='g-recaptcha'></div></body>",
        f"<body>{MENU}<h1>Tin</h1><p>Ngắn.</p>{COOKIE}</body>",
        f"<body><h1>Tin</h1><p>{'Bài viết dài. ' * 40}</p>{COOKIE}<input name='captcha'></body>",
        "<body><script>theoDoi()</script><h1>Thông báo</h1><p>Nghỉ lễ.</p></body>",
    ],
)
def test_a_page_with_content_is_no_gate(body: str) -> None:
    assert not is_challenge(body.encode())


def test_an_address_of_nothing_has_the_shape_of_its_neighbour() -> None:
    first, second = (nowhere("https://thu.example/tin/bai-1.aspx?id=7#a") for _ in range(2))
    assert first.startswith("https://thu.example/tin/khong-co-")
    assert first.endswith(".aspx")
    assert first != second
    assert "." not in nowhere("https://thu.example/tin/bai-1").rpartition("/")[2]

"""What a run does when a portal misbehaves; asserted on the requests it sent, not only on what it stored."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.crawler.crawling import Crawled, crawl, portal
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, robots


def _drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.1)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def _short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(article("Bài cụt").encode())
    handler.close_connection = True


def _flap(site: Site, hit: Hit) -> Answer | str:
    earlier = [each for each in site.hits if (each.host, each.path) == (hit.host, hit.path)]
    return Answer("", 503) if len(earlier) < 2 else article("Bài chập chờn")


BAD: dict[str, Page] = {
    "cham": Answer(then=_drip),
    "dut": Answer(then=_reset),
    "cut": Answer(then=_short),
    "loi": Answer("", 500),
    "to": Answer(b"x" * (17 * 1024 * 1024)),
    "bom": Answer(gzip.compress(b"x" * (64 * 1024 * 1024)), headers={"Content-Encoding": "gzip"}),
    "dau": Answer(article("Bài"), headers={f"X-{n}": "y" * 8000 for n in range(40)}),
    "vong": Answer("", 302, {"Location": "/xau"}),
    "ra-ngoai": Answer("", 302, {"Location": "https://khac.example/"}),
    "tap-tin": Answer("", 302, {"Location": "file:///etc/passwd"}),
    "ve-cam": Answer("", 302, {"Location": "/kin/a"}),
    "mat": Answer("", 404),
    "thach-thuc": '<html><script>document.cookie="D1N=abc";location.reload()</script></html>',
}  # fmt: skip
REASONS = {
    "cham": "timeout", "dut": "conn_reset", "cut": "truncated", "loi": "http_500", "to": "too_large",
    "bom": "too_large", "dau": "bad_headers", "vong": "redirect_loop", "ra-ngoai": "off_site",
    "tap-tin": "http_302", "ve-cam": "robots_disallowed", "thach-thuc": "challenge",
}  # fmt: skip


def _host(name: str) -> str:
    return f"{name}.example"


def _id(name: str) -> str:
    return name.replace("-", "_")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Crawled]]:
    """One host for each fault, with a good article before and after the bad one; all in one crawl."""
    pages: dict[str, Page] = {
        "/robots.txt": robots("Disallow: /kin/"),
        "/": listing({"/a1": "", "/xau": "", "/a2": ""}),
        "/a1": article("Bài một"),
        "/a2": article("Bài hai"),
        **{f"{_host(name)}/xau": page for name, page in BAD.items()},
        f"{_host('chap-chon')}/xau": _flap,
    }
    names = [*BAD, "chap-chon"]
    with Site(pages) as site:
        portals = [portal(_id(name), _host(name)) for name in names]
        yield (
            site,
            crawl(tmp_path_factory.mktemp("faults"), portals, site.connect_to(*map(_host, names)), timeout=3),
        )


@pytest.mark.parametrize("name", sorted(REASONS))
def test_a_fault_has_its_reason_and_costs_nothing_else(run: tuple[Site, Crawled], name: str) -> None:
    _, done = run
    found = done.runs[_id(name)]
    assert [failure["reason"] for failure in found["failed"]] == [REASONS[name]]
    assert (found["verdict"], found["reason"]) == ("partial", "items_failed")
    assert found["new"] == 2


@pytest.mark.parametrize("name", ["cham", "dut", "cut", "loi"])
def test_what_may_pass_is_tried_three_times(run: tuple[Site, Crawled], name: str) -> None:
    site, _ = run
    assert site.paths(_host(name)).count("/xau") == 3


@pytest.mark.parametrize("name", ["to", "bom", "dau", "ra-ngoai", "tap-tin", "ve-cam", "thach-thuc", "mat"])
def test_what_stays_is_tried_once(run: tuple[Site, Crawled], name: str) -> None:
    site, _ = run
    assert site.paths(_host(name)).count("/xau") == 1


def test_a_redirect_loop_ends_after_five_hops(run: tuple[Site, Crawled]) -> None:
    site, _ = run
    assert site.paths(_host("vong")).count("/xau") == 6


def test_redirects_lead_to_nothing_that_is_not_allowed(run: tuple[Site, Crawled]) -> None:
    site, _ = run
    assert "/kin/a" not in site.paths()
    assert "khac.example" not in {hit.host for hit in site.hits}


def test_an_article_that_is_gone_is_no_failure(run: tuple[Site, Crawled]) -> None:
    _, done = run
    found = done.runs["mat"]
    assert (found["verdict"], found["failed"], found["new"]) == ("ok", [], 2)


def test_an_answer_after_two_failures_is_stored_once_and_waits_grow(run: tuple[Site, Crawled]) -> None:
    site, done = run
    assert done.runs["chap_chon"]["new"] == 3
    assert done.runs["chap_chon"]["verdict"] == "ok"
    times = [hit.at for hit in site.hits if (hit.host, hit.path) == (_host("chap-chon"), "/xau")]
    assert len(times) == 3
    assert times[1] - times[0] >= 0.05
    assert times[2] - times[1] >= 0.1


def test_retry_after_holds_the_whole_host(tmp_path: Path) -> None:
    def busy(site: Site, hit: Hit) -> Answer | str:
        if "/a1" in site.paths():
            return article("Bài")
        return Answer("", 429, {"Retry-After": "2"})

    pages: dict[str, Page] = {
        "/": listing({"/a1": "", "/a2": "", "/a3": ""}),
        "/a1": busy,
        "/a2": article("2"),
        "/a3": article("3"),
    }  # fmt: skip
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to("thu.example"))
    times = [hit.at for hit in site.hits]
    refused = next(index for index, hit in enumerate(site.hits) if hit.status == 429)
    assert times[refused + 1] - times[refused] >= 1.95
    assert done.run["verdict"] == "ok"
    assert done.run["new"] == 3


def test_a_host_that_wants_more_than_an_hour_is_left_until_the_next_run(tmp_path: Path) -> None:
    pages: dict[str, Page] = {"/": Answer("", 503, {"Retry-After": "7200"})}
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to("thu.example"))
    assert (done.run["verdict"], done.run["reason"]) == ("blocked", "retry_after")
    assert site.paths().count("/") == 1
    assert done.seconds < 10


@pytest.mark.case("N7", guard="refusals")
def test_a_host_that_refuses_everything_is_blocked_within_ten_requests(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(40)}
    pages: dict[str, Page] = {"/rss.xml": _feed(items), "/": Answer("", 403)}
    pages |= dict.fromkeys(items, Answer("", 403))
    with Site(pages) as site:
        done = crawl(tmp_path, portal(feeds=["/rss.xml"]), site.connect_to("thu.example"))
    assert (done.run["verdict"], done.run["reason"]) == ("blocked", "blocked")
    assert len(site.hits) <= 10


def test_a_host_that_dies_gets_few_requests_and_others_go_on(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(30)}
    dead = dict.fromkeys((f"chet.example{path}" for path in items), Answer(then=_reset))
    pages: dict[str, Page] = {"/": listing(items), **{path: article(path) for path in items}, **dead}
    with Site(pages) as site:
        portals = [portal("chet", "chet.example"), portal("song", "song.example")]
        done = crawl(tmp_path, portals, site.connect_to("chet.example", "song.example"))
    assert (done.runs["chet"]["verdict"], done.runs["chet"]["reason"]) == ("partial", "host_down")
    assert len([path for path in site.paths("chet.example") if path.startswith("/a")]) <= 8
    assert (done.runs["song"]["verdict"], done.runs["song"]["new"]) == ("ok", 30)


def test_a_host_without_a_server_is_blocked(tmp_path: Path) -> None:
    with Site({}) as site:
        nowhere = site.connect_to("thu.example")
    done = crawl(tmp_path, portal(), nowhere)
    assert (done.run["verdict"], done.run["reason"]) == ("blocked", "robots_unreachable")


def test_challenges_in_a_row_end_the_run(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(20)}
    wall = "<html><head><title>Just a moment...</title></head><body></body></html>"
    pages: dict[str, Page] = {"/": listing(items), **dict.fromkeys(items, wall)}
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to("thu.example"))
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "challenge")
    assert done.run["new"] == 0
    assert len(site.hits) <= 12


def _feed(items: dict[str, str]) -> Answer:
    rows = "".join(f"<item><title>Tin {url}</title><link>{url}</link></item>" for url in items)
    return Answer(f"<rss><channel>{rows}</channel></rss>", headers={"Content-Type": "text/xml"})

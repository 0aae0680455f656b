"""How hosts are treated, seen from their side: robots.txt, pauses, one connection, an honest name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawler.crawling import Crawled, crawl, portal
from tests.crawler.site import Answer, Page, Site, article, listing, robots

# host → its robots.txt
ROBOTS: dict[str, Page] = {
    "mo.example": robots("Disallow:"),
    "cam-mot-phan.example": robots("Disallow: /kin"),
    "cam-het.example": robots("Disallow: /"),
    "cam-rieng.example": Answer("User-agent: reformwatch\nDisallow: /\n\nUser-agent: *\nDisallow:\n"),
    "dong-la.example": Answer("User-agent: khac\nX-La: 1\nUser-agent: *\nDisallow: /kin\n"),
    "robots-403.example": Answer("", 403),
    "robots-404.example": Answer("", 404),
    "robots-503.example": Answer("", 503),
    "robots-429.example": Answer("", 429),
    "robots-html.example": Answer("<html><h1>Trang chủ</h1>Disallow: /</html>"),
    "robots-to.example": Answer(b"User-agent: *\nDisallow: /kin\n" + b"#" * 600 * 1024 + b"\nDisallow: /\n"),
    "robots-chuyen.example": Answer("", 302, {"Location": "/khac/robots.txt"}),
    "robots-vong.example": Answer("", 302, {"Location": "/robots.txt"}),
    "cho-lau.example": robots("Crawl-delay: 3600"),
    "cho-it.example": robots("Crawl-delay: 0.4"),
}  # fmt: skip
UNTOUCHED = {"robots-503.example", "robots-429.example", "robots-vong.example", "cho-lau.example"}
FORBIDDEN = {"cam-het.example", "cam-rieng.example"}
CLOSED_PART = {"cam-mot-phan.example", "dong-la.example", "robots-to.example", "robots-chuyen.example"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Crawled]]:
    home = tmp_path_factory.mktemp("robots")
    pages: dict[str, Page] = {f"{host}/robots.txt": page for host, page in ROBOTS.items()}
    pages |= {
        "/khac/robots.txt": robots("Disallow: /kin"),
        "/": listing({"/a1": "", "/a2": "", "/kin/a3": ""}),
        **{path: article(path) for path in ("/a1", "/a2", "/kin/a3")},
    }
    with Site(pages) as site:
        portals = [portal(host.partition(".")[0].replace("-", "_"), host) for host in ROBOTS]
        yield site, crawl(home, portals, site.connect_to(*ROBOTS))


def _verdict(done: Crawled, host: str) -> tuple[str, str | None, str]:
    found = done.runs[host.partition(".")[0].replace("-", "_")]
    return found["verdict"], found["reason"], found["robots"]


@pytest.mark.parametrize("host", sorted(set(ROBOTS) - UNTOUCHED - FORBIDDEN - CLOSED_PART))
def test_an_open_host_is_read_as_a_whole(run: tuple[Site, Crawled], host: str) -> None:
    site, done = run
    assert {"/", "/a1", "/a2", "/kin/a3"} <= set(site.paths(host))
    assert _verdict(done, host) == ("ok", None, "allowed")


@pytest.mark.parametrize("host", sorted(CLOSED_PART))
def test_a_closed_part_is_not_asked_for(run: tuple[Site, Crawled], host: str) -> None:
    site, done = run
    assert {"/", "/a1", "/a2"} <= set(site.paths(host))
    assert "/kin/a3" not in site.paths(host)
    assert _verdict(done, host) == ("partial", "items_failed", "allowed")


@pytest.mark.parametrize("host", sorted(UNTOUCHED))
def test_nothing_is_asked_of_a_host_whose_robots_cannot_be_had(run: tuple[Site, Crawled], host: str) -> None:
    site, done = run
    assert set(site.paths(host)) == {"/robots.txt"}
    reason = "crawl_delay" if host == "cho-lau.example" else "robots_unreachable"
    assert _verdict(done, host)[:2] == ("blocked", reason)


@pytest.mark.parametrize("host", sorted(FORBIDDEN))
def test_a_host_that_forbids_us_is_left_alone(run: tuple[Site, Crawled], host: str) -> None:
    site, done = run
    assert set(site.paths(host)) == {"/robots.txt"}
    assert _verdict(done, host) == ("blocked", "robots_disallowed", "disallowed")


def test_unreachable_robots_are_asked_three_times(run: tuple[Site, Crawled]) -> None:
    site, _ = run
    assert len(site.paths("robots-503.example")) == 3


def test_a_crawl_delay_is_kept(run: tuple[Site, Crawled]) -> None:
    site, _ = run
    times = [hit.at for hit in site.hits if hit.host == "cho-it.example"]
    assert len(times) >= 5
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.4


def test_every_request_says_who_asks(run: tuple[Site, Crawled]) -> None:
    site, _ = run
    assert {hit.agent.partition("/")[0] for hit in site.hits} == {"reformwatch"}


@pytest.mark.case("O1")
def test_one_request_at_a_time_with_a_pause_and_an_address_to_write_to(tmp_path: Path) -> None:
    busy: list[int] = [0]
    most: list[int] = [0]

    def slow(site: Site, hit: object) -> str:
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        time.sleep(0.05)
        busy[0] -= 1
        return article("Bài")

    items = {f"/a{n}": "" for n in range(6)}
    # Two portals share the host: sections of one site, say.
    with Site({"/": listing(items), "/hai": listing({}), **dict.fromkeys(items, slow)}) as site:
        portals = [portal(), portal("hai", url="https://thu.example/hai")]
        crawl(tmp_path, portals, site.connect_to("thu.example"), delay=0.15, contact="nghien.cuu@thu.example")
    times = [hit.at for hit in site.hits]
    assert len(times) >= 10
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.15
    assert most[0] == 1
    assert {hit.agent for hit in site.hits} == {"reformwatch/0.1.0 (+nghien.cuu@thu.example)"}

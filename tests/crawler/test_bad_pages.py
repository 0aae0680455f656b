"""Pages that always fail, beside good ones: they keep none of those away, however many stand in a row."""

from __future__ import annotations

from collections import Counter
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

from crawler.politeness import CIRCUIT, LAST_STRAW
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Page, Site, article, listing, sitemap

HOST = "thu.example"


def _reset(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


BAD = {f"/x{n}": f"2024-06-{n + 1:02}" for n in range(12)}  # newer than all good ones, so asked for first
GOOD = {f"/a{n}": f"2024-05-{n + 1:02}" for n in range(8)}
PAGES: dict[str, Page] = {
    "/": listing(BAD | GOOD),
    **{path: article(path, day) for path, day in GOOD.items()},
    **dict.fromkeys(BAD, Answer(then=_reset)),
}


def test_articles_after_bad_ones_are_fetched_in_one_of_the_next_runs(tmp_path: Path) -> None:
    with Site(PAGES) as site:
        runs = [crawl(tmp_path, portal(), site.connect_to(HOST)).run for _ in range(5)]
    assert (runs[0]["verdict"], runs[0]["reason"]) == ("partial", "host_down")
    assert sum(run["new"] for run in runs) == len(GOOD)
    assert (runs[-1]["verdict"], runs[-1]["reason"]) == ("partial", "items_failed")


def test_what_failed_before_is_asked_last_once_and_in_turn(tmp_path: Path) -> None:
    with Site(PAGES) as site:
        for _ in range(5):
            crawl(tmp_path, portal(), site.connect_to(HOST))
        asked = []
        for _ in range(3):
            before = len(site.hits)
            crawl(tmp_path, portal(), site.connect_to(HOST))
            asked.append([hit.path for hit in site.hits[before:] if hit.path in BAD])
    assert all(len(paths) <= LAST_STRAW and max(Counter(paths).values()) == 1 for paths in asked)
    assert {path for paths in asked for path in paths} == set(BAD)


def test_a_host_that_was_down_is_read_though_its_sitemap_is_bad(tmp_path: Path) -> None:
    with Site(PAGES) as site:
        first = crawl(tmp_path, portal(), site.connect_to(HOST)).run
    good: dict[str, Page] = {"/": listing(GOOD), "/sitemap.xml": Answer("hỏng", 500)}
    with Site(PAGES | good) as site:
        second = crawl(tmp_path, portal(), site.connect_to(HOST)).run
    assert first["reason"] == "host_down"
    assert second["new"] == len(GOOD)


def test_a_host_that_is_down_costs_eight_requests(tmp_path: Path) -> None:
    everything = {"/": listing(GOOD), "/sitemap.xml": sitemap(*GOOD)}
    with Site(everything | dict.fromkeys(GOOD, Answer("hỏng", 500))) as site:
        run = crawl(tmp_path, portal(), site.connect_to(HOST)).run
        failed = site.paths()[-LAST_STRAW - 1 :]
    assert run["reason"] == "host_down"
    assert len([path for path in site.paths() if path in GOOD]) == LAST_STRAW
    assert failed[CIRCUIT] == "/"


def test_the_pause_before_a_retry_holds_for_all_requests_of_the_host(tmp_path: Path) -> None:
    with Site(PAGES | {"/": listing({"/x0": "2024-06-01"} | GOOD)}) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST), retry_delay=0.5)
    hits = site.hits
    waits = [later.at - earlier.at for earlier, later in pairwise(hits) if earlier.path == "/x0"]
    assert len(waits) == 3
    assert waits[0] >= 0.5
    assert waits[1] >= 1

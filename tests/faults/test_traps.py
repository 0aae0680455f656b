"""Portals without end: a bounded number of requests, every article that is there, the trap named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sitemaps import MAX_ENTRIES, MAX_FILES
from tests.faults.golden import GOLDEN, piece, pieces
from tests.faults.running import Faulty, Result, assert_published, crawl, declared, faulty_portal

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

MODES = {
    "lich.example": {"menu": ["/calendar/2026/1"]},
    "phong.example": {"menu": ["/rooms/1"]},
    "loc.example": {"menu": ["/facet"]},
    "phien.example": {"menu": ["/session"]},
    "sau.example": {"menu": ["/deep/"]},
    "so-do.example": {"sitemap": "/sitemap-self"},
    "troi.example": {"menu": ["/listing"]},
    "lap.example": {"menu": ["/lastpage"]},
}  # fmt: skip
# What the proof of a guard needs of them; all else would only make it wait.
NEEDED = {
    "branches": "lich.example", "variants": "loc.example", "sessions": "phien.example",
    "echoes": "sau.example", "sitemaps": "so-do.example", "barren": "lap.example",
}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, without: str) -> Iterator[tuple[Result, Faulty]]:
    home = tmp_path_factory.mktemp("traps")
    sections = {"troi.example": "/listing", "lap.example": "/lastpage"}
    with faulty_portal(home) as faulty:
        faulty.change_hosts(MODES)
        hosts, most = ([NEEDED[without]], 80) if without else ([GOLDEN, *MODES], 400)
        portals = []
        for host in hosts:
            parts = [{"path": sections[host], "name": "Tin"}] if host in sections else []
            portals.append(declared(host, sections=parts, crawl={"max_pages": most}))
        yield crawl(home / "home", portals, faulty.connect_to(*hosts), without=without), faulty


def asked(run: tuple[Result, Faulty], host: str, start: str = "/") -> list[str]:
    return [hit.path for hit in run[1].hits(host) if hit.path.startswith(start)]


@pytest.mark.case("T1", guard="branches")
def test_a_calendar_is_left_at_the_next_year(run: tuple[Result, Faulty]) -> None:
    pages = asked(run, "lich.example", "/calendar/")
    assert 0 < len(pages) <= 51
    assert max(int(path.split("/")[2]) for path in pages) <= max(2026, dt.datetime.now(dt.UTC).year + 1)
    assert_published(run[0], "lich.example", pieces("lich.example", 3))


@pytest.mark.case("T1")
def test_rooms_behind_rooms_end(run: tuple[Result, Faulty]) -> None:
    assert len(asked(run, "phong.example", "/rooms/")) <= 51
    assert run[0].runs["phong"]["verdict"] == "ok"
    assert run[0].runs["phong"]["reason"] in ("trap", "limits")


@pytest.mark.case("T2", guard="variants")
def test_filters_are_tried_a_few_times_only(run: tuple[Result, Faulty]) -> None:
    assert len(asked(run, "loc.example", "/facet")) <= 21
    assert run[0].runs["loc"]["reason"] in ("trap", "limits")


@pytest.mark.case("T2", guard="sessions")
def test_a_session_number_makes_no_new_page(run: tuple[Result, Faulty]) -> None:
    assert len(asked(run, "phien.example", "/session")) <= 2
    assert len(asked(run, "phien.example", "/tin/bai-")) == 3
    assert_published(run[0], "phien.example", pieces("phien.example", 3))


@pytest.mark.case("T3", guard="echoes")
def test_a_path_that_echoes_itself_is_dropped(run: tuple[Result, Faulty]) -> None:
    pages = asked(run, "sau.example", "/deep/")
    assert 0 < len(pages) <= 40
    assert max(path.count("a/") for path in pages) <= 2


@pytest.mark.case("T4", guard="sitemaps")
def test_a_sitemap_of_itself_ends(run: tuple[Result, Faulty]) -> None:
    assert 0 < len(asked(run, "so-do.example", "/sitemap")) <= 1 + 3 + 9
    assert_published(run[0], "so-do.example", pieces("so-do.example", 3))


@pytest.mark.case("T4", guard="sitemaps")
def test_sitemaps_are_read_up_to_a_number(tmp_path: Path, faulty: Faulty, without: str) -> None:
    """A number made smaller here, of files and of the addresses that they name."""
    host = "so-do-nhieu.example"
    assert (MAX_FILES, MAX_ENTRIES) == (500, 50_000)
    faulty.change_hosts({host: {"sitemap": "/sitemaps"}})
    shrunk = {"crawler.spiders.base.PortalSpider.most_list_files": 20, "crawler.listfiles.MAX_ENTRIES": 12}
    portal = declared(host, crawl={"max_pages": 40})
    targets = faulty.connect_to(host)
    result = crawl(tmp_path, [portal], targets, without=without, extra={"shrunk": shrunk})
    asked = [hit.path for hit in faulty.hits(host)]
    assert sum(path.startswith("/sitemaps?n=") for path in asked) == 20
    assert sum(path.startswith("/khong/") for path in asked) == 12
    assert (result.runs["so-do-nhieu"]["verdict"], result.runs["so-do-nhieu"]["new"]) == ("partial", 3)


@pytest.mark.case("T7")
def test_a_list_that_moves_while_it_is_read_loses_and_doubles_nothing(run: tuple[Result, Faulty]) -> None:
    found = run[0].documents("troi.example")
    wanted = {piece("troi.example", number).path for number in range(1, 31)}
    assert wanted <= set(found)
    assert len({document.title for document in found.values()}) == len(found)
    paths = asked(run, "troi.example", "/tin/")
    assert len(paths) == len(set(paths))


@pytest.mark.case("T7", guard="barren")
def test_a_list_whose_last_page_repeats_is_left_after_two(run: tuple[Result, Faulty]) -> None:
    assert len(asked(run, "lap.example", "/lastpage")) == 4
    assert_published(run[0], "lap.example", pieces("lap.example", 20))


def test_the_golden_portal_is_complete(run: tuple[Result, Faulty]) -> None:
    assert_published(run[0], GOLDEN, pieces(GOLDEN))
    assert run[0].runs["vang"]["verdict"] == "ok"

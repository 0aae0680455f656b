"""Hours of the day in which a portal may be crawled: not begun outside them, ended with them."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest

from commands.crawl import exit_code, totals
from crawler.hours import is_open, seconds_left
from crawler.listdates import VIETNAM
from crawler.portal import Window
from store.records import Run
from tests.cli.conftest import call
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Hit, Site, article, listing

NIGHT = Window(dt.time(22), dt.time(5))
DAY = Window(dt.time(8), dt.time(17, 30))


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-22T{text}").replace(tzinfo=VIETNAM).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("window", "clock", "opened", "left"),
    [
        (NIGHT, "22:00", True, 7 * 3600), (NIGHT, "23:59", True, 5 * 3600 + 60),
        (NIGHT, "00:00", True, 5 * 3600),
        (NIGHT, "04:59:30", True, 30), (NIGHT, "05:00", False, 0), (NIGHT, "12:00", False, 0),
        (DAY, "08:00", True, 34200), (DAY, "17:29", True, 60), (DAY, "17:30", False, 0),
        (DAY, "02:00", False, 0),
    ],
)  # fmt: skip
def test_hours_are_those_of_vietnam_also_over_midnight(
    window: Window, clock: str, opened: bool, left: float
) -> None:
    assert is_open(window, _at(clock)) is opened
    if opened:
        assert seconds_left(window, _at(clock)) == left


def test_without_hours_it_is_always_open() -> None:
    assert is_open(None, _at("12:00"))


def _hours(begin: float, end: float) -> list[str]:
    """Hours that begin and end so many seconds from now."""
    now = dt.datetime.now(VIETNAM)
    return [(now + dt.timedelta(seconds=each)).time().isoformat() for each in (begin, end)]


def test_outside_its_hours_a_portal_is_not_begun_and_no_other_is_kept_from_it(tmp_path: Path) -> None:
    pages = {"/": listing({"/a1": ""}), "/a1": article("Bài")}
    with Site({**pages}) as site:
        portals = [
            portal("dong", "dong.example", raw_window=_hours(3600, 7200)),
            portal("mo", "mo.example", raw_window=_hours(-3600, 3600)),
        ]
        done = crawl(tmp_path, portals, site.connect_to("dong.example", "mo.example"))
    assert site.paths("dong.example") == []
    assert list(done.runs) == ["mo"]
    assert (done.runs["mo"]["verdict"], done.runs["mo"]["new"]) == ("ok", 1)
    assert [event["what"] for event in done.events if event["portal"] == "dong"] == ["outside_hours"]


@pytest.mark.slow
def test_a_run_ends_with_its_hours_and_says_so(tmp_path: Path) -> None:
    def slow(site: Site, hit: Hit) -> str:
        time.sleep(0.3)
        return article(f"Bài {hit.path}")

    items = {f"/a{n}": "" for n in range(400)}
    with Site({"/": listing(items), **dict.fromkeys(items, slow)}) as site:
        done = crawl(tmp_path, portal(raw_window=_hours(-60, 20)), site.connect_to("thu.example"), timeout=9)
        assert len(site.hits) < 200
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "out_of_hours")
    assert done.run["new"] > 0
    assert done.seconds < 50


def test_a_portal_that_waits_is_told_and_no_success() -> None:
    now = dt.datetime.now(dt.UTC)
    good = Run("r", "mo", now, now, "ok")
    assert exit_code([good], []) == 0
    assert exit_code([good], [], ["dong"]) == 3
    assert exit_code([], [], ["dong"]) == 3
    assert exit_code([], ["ban"], []) == 75
    assert totals([good], [], ["dong"])["waiting"] == 1
    assert totals([good], [], ["dong"])["portals"] == 2


def test_the_command_says_who_waits(tmp_path: Path) -> None:
    now = dt.datetime.now(VIETNAM)
    begin, end = ((now + dt.timedelta(hours=hours)).strftime("%H:%M") for hours in (2, 3))
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "thu.yml").write_text(
        "id: thu\nname: Cổng thử\nurl: https://thu.example/\nplatform: generic\nlocality: P63:46\n"
        f'crawl:\n  window: "{begin}-{end}"\n',
        encoding="utf-8",
    )
    done = call(tmp_path, "crawl", "thu", env={"REFORMWATCH_CONTACT": "a@thu.example"})
    assert done.code == 3
    assert "outside the hours" in done.out


@pytest.mark.parametrize("contact", ["", " ", "nghiên cứu", "a@b", "thu.example", "http://"])
def test_nobody_is_asked_without_a_contact_that_leads_somewhere(tmp_path: Path, contact: str) -> None:
    done = crawl(tmp_path, portal(), {}, contact=contact)
    assert done.error is not None
    assert done.error.startswith("ContactMissing")

"""When jobs are due: in Vietnam's time, by each portal's rhythm, spread over days and hours."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest

from crawler.portal import CrawlRules, Expects, Portal, Window, portal_from_mapping
from scheduler import ZONE, Job, jobs, local

NOW = dt.datetime(2026, 11, 22, 1, 30, tzinfo=dt.UTC)


def portal(name: str, gap: int = 7, **fields: object) -> Portal:
    found = portal_from_mapping({"id": name, "name": name, "url": f"https://{name}.example/",
                                 "platform": "generic", "locality": "P63:46"})  # fmt: skip
    return replace(found, expects=Expects(gap_days=gap), **fields)


def crawl(*given: object, **fields: object) -> Job:
    return jobs([portal(*given, **fields)])[0]


def test_each_enabled_portal_is_crawled_and_the_index_follows_every_hour() -> None:
    planned = jobs([portal("a"), portal("b", enabled=False)])
    assert [job.command for job in planned] == [("crawl", "a", "--no-index", "--json"), ("index", "sync")]
    first = planned[1].next(NOW)
    assert planned[1].next(first) - first == dt.timedelta(hours=1)


@pytest.mark.parametrize("gap", [1, 3, 7, 30])
def test_slots_follow_each_other_by_the_rhythm_of_the_portal(gap: int) -> None:
    job = crawl("a", gap)
    first = job.next(NOW)
    assert dt.timedelta(0) < first - NOW <= dt.timedelta(gap)
    assert job.next(first) - first == dt.timedelta(gap)
    assert job.newest(NOW) == first - dt.timedelta(gap)
    assert job.newest(first) == first


def test_portals_are_spread_over_the_days_and_the_hours() -> None:
    slots = [job.next(NOW) for job in jobs(portal(f"p{number}") for number in range(300))[:-1]]
    by_day = [sum(slot.astimezone(ZONE).weekday() == day for slot in slots) for day in range(7)]
    by_hour = [sum(slot.astimezone(ZONE).hour == hour for slot in slots) for hour in range(24)]
    assert min(by_day) > 20
    assert min(by_hour) > 2


@pytest.mark.parametrize("hours", [("22:00", "05:00"), ("01:00", "04:30")])
def test_a_crawl_starts_in_the_first_half_of_its_window(hours: tuple[str, str]) -> None:
    window = Window(*map(dt.time.fromisoformat, hours))
    for number in range(50):
        slot = crawl(f"p{number}", crawl=CrawlRules(window=window)).next(NOW).astimezone(ZONE)
        assert window.contains(slot.time())
        assert window.contains((slot + dt.timedelta(hours=1)).time())


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_zone_of_the_host_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = crawl("a").next(NOW)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert crawl("a").next(NOW) == crawl("a").next(NOW.astimezone()) == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def test_moments_are_told_in_local_time_with_the_name_of_the_day() -> None:
    assert local(NOW) == "Sun 22 Nov 2026 08:30 (Hà Nội)"

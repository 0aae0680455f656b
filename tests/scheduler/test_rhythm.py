"""How often a portal is crawled: as often as it has news, spread, within its hours, and before the digest."""

from __future__ import annotations

import datetime as dt

import pytest

from commands.jobs.rhythm import (
    CrawlTimes,
    Rhythm,
    after_failures,
    closing_minute,
    minute_of,
    rhythm_of,
)
from commands.jobs.times import ZONE
from crawler.portal import Window
from tests.scheduler.homes import at

DIGEST = 7 * 60


def news(*pauses: int, items: int = 3) -> list[tuple[dt.date, int]]:
    """Days with news, with so many days between them."""
    days = [dt.date(2024, 3, 1)]
    for pause in pauses:
        days.append(days[-1] + dt.timedelta(days=pause))
    return [(day, items) for day in days]


@pytest.mark.parametrize(
    ("published", "gap", "wanted"),
    [
        (news(1, 1, 1, 3, 1, 1), 7, Rhythm(1)),  # working days
        (news(3, 4, 3, 4, 3), 7, Rhythm(3)),
        (news(20, 20, 20, 20), 7, Rhythm(7)),  # the declaration is the bound
        (news(1, 1), 5, Rhythm(5)),  # too little to tell
        ([], 30, Rhythm(30)),
        (news(1, 1, 1, 1, items=25), 7, Rhythm(1, 2)),
        (news(1, 1, 1, 1, items=80), 7, Rhythm(1, 4)),
        (
            [*news(1, 1, 1, 1, 1), (dt.date(2024, 5, 1), 3000)],
            7,
            Rhythm(1),
        ),  # one stamp that many pages share
    ],
)
def test_a_portal_is_crawled_as_often_as_it_has_news(
    published: list[tuple[dt.date, int]], gap: int, wanted: Rhythm
) -> None:
    assert rhythm_of(published, gap, has_window=False) == wanted


def test_hours_allow_one_crawl_a_day() -> None:
    assert rhythm_of(news(1, 1, 1, 1, items=80), 7, has_window=True) == Rhythm(1)


def test_a_portal_that_failed_is_asked_again_sooner_and_then_less_and_less() -> None:
    weekly = Rhythm(7)
    assert [after_failures(weekly, n).days for n in range(6)] == [7, 1, 2, 4, 7, 7]
    assert after_failures(Rhythm(1, 4), 1) == Rhythm(1)


@pytest.mark.parametrize("rhythm", [Rhythm(1), Rhythm(3), Rhythm(30), Rhythm(1, 2), Rhythm(1, 4)])
def test_slots_follow_each_other_by_the_rhythm(rhythm: Rhythm) -> None:
    times = CrawlTimes(minute_of("a", None), rhythm, at(0, 3), None)
    first = times.next(at(0, 3))
    assert first is not None
    assert rhythm.every <= first - at(0, 3) < rhythm.every + dt.timedelta(days=1)
    second = times.next(first)
    assert second is not None
    assert second - first == rhythm.every
    assert times.slots(at(0, 3), second) == [first, second]
    assert times.slots(at(-30), at(0, 3)) == []  # what was before the last run is not due again


def test_a_rhythm_that_changes_makes_nothing_due_twice() -> None:
    """The slot that was run last is what all others follow from."""
    ran = CrawlTimes(600, Rhythm(7), at(0, 10), None).next(at(0, 10))
    assert ran == at(7, 10)
    for rhythm in (Rhythm(1), Rhythm(1, 4), Rhythm(3)):
        following = CrawlTimes(600, rhythm, ran, None).next(ran)
        assert following is not None
        assert following - ran >= rhythm.every


def test_a_portal_that_was_never_crawled_is_due_at_once() -> None:
    times = CrawlTimes(600, Rhythm(30), None, None)
    assert times.slots(at(1), at(2, 12))[-1] == at(2, 10)


def test_portals_are_spread_over_the_hours_and_the_closing_ones_before_the_digest() -> None:
    names = [f"p{number}" for number in range(300)]
    hours = [minute_of(name, None) // 60 for name in names]
    assert min(hours.count(hour) for hour in range(24)) > 2
    closing = [closing_minute(name, None, DIGEST) for name in names]
    assert all(minute is not None and 0 <= minute <= 5 * 60 for minute in closing)
    assert (
        min(sum(minute // 60 == hour for minute in closing if minute is not None) for hour in range(5)) > 30
    )


def test_every_portal_has_a_closing_run_each_monday_whatever_its_rhythm() -> None:
    for rhythm in (Rhythm(1), Rhythm(30)):
        slots = CrawlTimes(900, rhythm, at(0, 2), closing=125).slots(at(0, 2), at(21, 7))
        assert [at(day, 2, 5) for day in (0, 7, 14, 21)] == [slot for slot in slots if slot.hour == 2]


@pytest.mark.parametrize("hours", [("22:00", "05:00"), ("01:00", "04:30")])
def test_a_crawl_begins_in_the_first_half_of_its_hours(hours: tuple[str, str]) -> None:
    window = Window(*map(dt.time.fromisoformat, hours))
    for number in range(50):
        minute = minute_of(f"p{number}", window)
        closing = closing_minute(f"p{number}", window, DIGEST)
        assert closing is not None
        for found in (minute, closing):
            begin = dt.datetime(2024, 5, 13, found // 60, found % 60, tzinfo=ZONE)
            assert window.contains(begin.time())
            assert window.contains((begin + dt.timedelta(hours=1)).time())


def test_hours_that_open_after_the_digest_allow_no_closing_run() -> None:
    assert closing_minute("a", Window(dt.time(12), dt.time(14)), DIGEST) is None

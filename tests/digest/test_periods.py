"""Periods of digests: their names, their bounds in Vietnam's time, and which one is the last."""

from __future__ import annotations

import datetime as dt

import pytest

from search.digest.periods import Period, Rhythm
from search.measures.periods import VIETNAM


@pytest.mark.parametrize(
    ("key", "rhythm", "first", "last", "before"),
    [
        ("2026-11-30", "day", "2026-11-30", "2026-11-30", "2026-11-29"),
        ("2026-W47", "week", "2026-11-16", "2026-11-22", "2026-W46"),
        ("2027-W01", "week", "2027-01-04", "2027-01-10", "2026-W53"),  # a year of 53 weeks
        ("2024-02", "month", "2024-02-01", "2024-02-29", "2024-01"),
        ("2026-12", "month", "2026-12-01", "2026-12-31", "2026-11"),
    ],
)
def test_key_names_its_days(key: str, rhythm: Rhythm, first: str, last: str, before: str) -> None:
    period = Period.parse(key)
    assert (period.key, period.rhythm) == (key, rhythm)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.before().key == before
    assert period.before().end == period.start


def test_period_begins_at_midnight_of_vietnam() -> None:
    week = Period.parse("2026-W47")
    assert week.start == dt.datetime(2026, 11, 15, 17, tzinfo=dt.UTC)
    assert week.end == dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "key",
    ["", "2026", "2026-W54", "2026-13", "2026-02-30", "2026-W1", "0001-01-01", "2026-W47 ", "２０２６-11"],
)
def test_other_texts_name_no_period(key: str) -> None:
    with pytest.raises(ValueError, match="is not a period: a day"):
        Period.parse(key)


@pytest.mark.parametrize(
    ("rhythm", "now", "key"),
    [
        # 17:00 UTC is midnight in Vietnam: the week ends there and not in London.
        ("week", dt.datetime(2026, 11, 22, 16, 59, tzinfo=dt.UTC), "2026-W46"),
        ("week", dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC), "2026-W47"),
        ("day", dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC), "2026-11-22"),
        ("month", dt.datetime(2026, 11, 30, 23, 0, tzinfo=VIETNAM), "2026-10"),
        ("month", dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC), "2026-11"),
    ],
)
def test_last_full_period_has_ended_in_vietnam(rhythm: Rhythm, now: dt.datetime, key: str) -> None:
    period = Period.last_full(rhythm, now)
    assert period.key == key
    assert period.has_ended(now)

"""Periods by their names and by their days."""

from __future__ import annotations

import datetime as dt

import pytest

from search.measures.periods import PERIODS, Period, bounds, period_of

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("period", PERIODS)
def test_the_bounds_of_a_period_are_its_first_and_last_day(period: Period) -> None:
    for day in (dt.date(2020, 1, 1) + DAY * number for number in range(0, 800, 13)):
        name = period_of(day, "day", period)
        assert name is not None
        first, last = bounds(name)
        assert first <= day <= last
        assert {period_of(first, "day", period), period_of(last, "day", period)} == {name}
        assert name not in {period_of(first - DAY, "day", period), period_of(last + DAY, "day", period)}

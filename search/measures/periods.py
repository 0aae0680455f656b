"""Periods of a series: which one a date falls into, and how it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from store.records import Precision

Period: TypeAlias = Literal["week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("week", "month", "quarter", "year")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_WEEK = dt.timedelta(days=7)
_FINEST: dict[Precision, tuple[Period, ...]] = {
    "day": PERIODS,
    "month": ("month", "quarter", "year"),
    "quarter": ("quarter", "year"),
    "year": ("year",),
}


def period_of(day: dt.date, precision: Precision | None, period: Period) -> str | None:
    """`2022-W21` (ISO week), `2022-05`, `2022-Q2` or `2022`; None for a date less precise than the period."""
    if period not in _FINEST[precision or "day"]:
        return None
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if period == "month":
        return f"{day.year}-{day.month:02d}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if period == "quarter" else str(day.year)


def weeks(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The Mondays of the weeks from that of `first` to that of `last`."""
    monday = first - dt.timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += _WEEK


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in Vietnam."""
    return dt.datetime.combine(day, dt.time(), VIETNAM)

"""Periods of a series: which one a date falls into, and how it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
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


def monday_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())


@lru_cache(maxsize=8192)
def bounds(period: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a period as `period_of` writes it."""
    year, _, part = period.partition("-")
    first = dt.date(int(year), 1, 1)
    if part.startswith("W"):
        monday = dt.date.fromisocalendar(int(year), int(part[1:]), 1)
        return monday, monday + dt.timedelta(days=6)
    if not part:
        return first, dt.date(int(year), 12, 31)
    months = 3 if part.startswith("Q") else 1
    month = (int(part[1:]) - 1) * 3 + 1 if part.startswith("Q") else int(part)
    following = month + months
    end = dt.date(int(year) + (following > 12), following - 12 * (following > 12), 1)
    return first.replace(month=month), end - dt.timedelta(days=1)


def weeks(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The Mondays of the weeks from that of `first` to that of `last`."""
    monday = monday_of(first)
    while monday <= last:
        yield monday
        monday += _WEEK


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in Vietnam."""
    return dt.datetime.combine(day, dt.time(), VIETNAM)

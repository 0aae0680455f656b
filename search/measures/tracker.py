"""Tasks of plans against time: which are due, and what came later than a plan.

A task without a report (`search.measures.reported`) may have been done and told elsewhere. Whoever shows one
says so.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from store.arrivals import Words
from store.records import Plan, Precision, Task


class Open(NamedTuple):
    """A task of the plan in a document, with the last day on which it is in time."""

    document: str
    task: Task
    last: dt.date
    precision: Precision


def open_tasks(document: str, plan: Plan, first: dt.date, last: dt.date) -> Iterator[Open]:
    """The tasks that fall due between two days; those that recur or have no day never do."""
    for task in plan.tasks:
        end = due_by(task)
        if end is not None and first <= end <= last and task.due and task.due.precision:
            yield Open(document, task, end, task.due.precision)


def due_by(task: Task) -> dt.date | None:
    """The last day on which a task is in time; None where it recurs or names no day."""
    due = task.due
    if due is None or due.date is None or due.precision is None or due.recurring:
        return None
    return last_day(due.date, due.precision)


def last_day(first: dt.date, precision: Precision) -> dt.date:
    """The last day of the month, quarter or year that begins on `first`; of a day itself."""
    if precision == "day":
        return first
    month = {"month": first.month, "quarter": (first.month + 2) // 3 * 3, "year": 12}[precision]
    return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])


def beginnings(first: dt.date, last: dt.date) -> list[str]:
    """How the dates are written that may fall due between two days: `2026-11-`, and `2026-01-` for a year."""
    months = {day.replace(day=1) for day in _days(first, last)}
    for month in list(months):
        months |= {month.replace(month=(month.month + 2) // 3 * 3 - 2), month.replace(month=1)}
    return sorted(f"{month:%Y-%m-}" for month in months)


def after(found: Sequence[Words], plan: str, day: dt.date | None) -> list[Words]:
    """What came later than a plan: neither the plan nor its files, nothing of the day itself."""
    return [one for one in found if plan not in (one.id, one.parent) and (day is None or one.day > day)]


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)

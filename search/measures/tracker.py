"""Tasks of plans against time: which are due, and which later documents may tell that one was done.

What is found shares words with a task and is nothing more: no person has looked at it, and a task without it
may have been done and told elsewhere. Whoever shows it says so.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.words import folded_tokens
from store.arrivals import Words
from store.records import Plan, Precision, Task

LEAST_SHARE = 0.6  # of the pairs of neighbouring words of a task that a document must have
_LEAST_PAIRS = 5  # a task of fewer words is found everywhere
MOST_EVIDENCE = 3


class Open(NamedTuple):
    """A task of the plan in a document, with the last day on which it is in time."""

    document: str
    task: Task
    last: dt.date
    precision: Precision


class Evidence(NamedTuple):
    """A later document with the share of the task's pairs of words that it has."""

    id: str
    share: float


def open_tasks(document: str, plan: Plan, first: dt.date, last: dt.date) -> Iterator[Open]:
    """The tasks that fall due between two days; those that recur or have no day never do."""
    for task in plan.tasks:
        due = task.due
        if due is None or due.date is None or due.precision is None or due.recurring:
            continue
        if first <= (end := last_day(due.date, due.precision)) <= last:
            yield Open(document, task, end, due.precision)


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


def evidence(task: str, later: Iterable[tuple[str, frozenset[tuple[str, str]]]]) -> list[Evidence]:
    """The documents that share most of a task's words, the best first; none for a task of few words."""
    wanted = pairs(task)
    if len(wanted) < _LEAST_PAIRS:
        return []
    shares = (Evidence(id_, len(wanted & found) / len(wanted)) for id_, found in later)
    likely = [one for one in shares if one.share >= LEAST_SHARE]
    return sorted(likely, key=lambda one: (-one.share, one.id))[:MOST_EVIDENCE]


def pairs(text: str) -> frozenset[tuple[str, str]]:
    """The neighbouring words of a text, without marks: one syllable alone says little in Vietnamese."""
    words = folded_tokens(text)
    return frozenset(pairwise(words))


def after(found: Sequence[Words], plan: str, day: dt.date | None) -> list[Words]:
    """What came later than a plan: neither the plan nor its files, nothing of the day itself."""
    return [one for one in found if plan not in (one.id, one.parent) and (day is None or one.day > day)]


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)

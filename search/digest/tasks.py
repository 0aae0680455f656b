"""The tasks of stored plans that fall due around a period, with what was found of them since."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from search.digest.periods import Period
from search.measures.reported import REPORTS, Evidence, Reading, evidence
from search.measures.tracker import Open, after, beginnings, open_tasks
from store.arrivals import Words
from store.database import Store
from store.documents import CodedDocument

_MOST = 300  # documents of a locality that are compared: the newest


class Tracked(NamedTuple):
    """`family` is what copies of one plan share, and a page with its files."""

    open: Open
    row: CodedDocument
    evidence: tuple[Evidence, ...]

    @property
    def family(self) -> str:
        return self.row.first or self.row.parent or self.row.id


def tracked(store: Store, period: Period, now: dt.datetime) -> list[Tracked]:
    """The tasks whose last day lies in a period or in as many days after it, by that day."""
    first, last = period.first, period.last + (period.end - period.start)
    found = [
        task
        for id_, plan in store.arrivals.plans_naming(beginnings(first, last))
        for task in open_tasks(id_, plan, first, last)
    ]
    rows = {row.id: row for row in store.measuring.coded(sorted({task.document for task in found}))}
    told = [(task, rows[task.document]) for task in found if task.document in rows]
    by_place: dict[str | None, list[tuple[Open, CodedDocument]]] = defaultdict(list)
    for task, row in told:
        by_place[row.locality].append((task, row))
    done = [one for place, tasks in by_place.items() for one in _searched(store, place, tasks, now)]
    return sorted(done, key=lambda one: (one.open.last, one.open.document, one.open.task.order))


def _searched(
    store: Store, place: str | None, tasks: list[tuple[Open, CodedDocument]], now: dt.datetime
) -> Iterator[Tracked]:
    later: list[Words] = []
    if place is not None:
        first = min((row.published for _, row in tasks if row.published), default=None)
        earliest = min(task.last for task, _ in tasks) - dt.timedelta(days=365)
        begin = {place: max(first, earliest) if first else earliest}
        later = [words for _, words in store.arrivals.words_of(begin, now, _MOST, REPORTS)]
    known = {one.id: Reading(one.title, one.text) for one in later}
    for task, row in tasks:
        whose = row.parent or row.id
        since = [one for one in after(later, whose, row.published) if one.id != row.id]
        shared = evidence(task.task.text, ((one.id, known[one.id]) for one in since))
        yield Tracked(task, row, tuple(shared))

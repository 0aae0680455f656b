"""Which weeks of a portal its runs observed (design §5.7), kept as spans of weeks of one state.

A week is observed when a run that was ok finished after its end and its discovery reached back past its
start. Otherwise it is partial where some run reached into it, and blocked or down where the next failed run
after its start began in it or in the week that follows: of a later failure nobody knows how the portal was
then. Weeks in no span were seen by no run.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, func, insert, select

from store.engine import Database
from store.records import Run
from store.tables import coverage, runs

State: TypeAlias = Literal["observed", "partial", "down", "blocked", "not_covered"]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_WEEK = dt.timedelta(days=7)
_FIRST = dt.date(1990, 1, 1)  # a Monday; no document of the store has an earlier date (faults.md E6)
_DISTANT_PAST = dt.datetime.min.replace(tzinfo=dt.UTC)
_FAILED: dict[str | None, State] = {"blocked": "blocked", "broken": "down"}


class Span(NamedTuple):
    """The weeks from the Monday `first` to the Monday `last`."""

    first: dt.date
    last: dt.date
    state: State


class Coverage:
    def __init__(self, database: Database) -> None:
        self._database = database

    def spans(self) -> dict[str, list[Span]]:
        """What the runs of every portal observed, by portal, in the order of time."""
        found: dict[str, list[Span]] = {}
        statement = select(coverage).order_by(coverage.c.portal, coverage.c.first)
        with self._database.read() as connection:
            for row in connection.execute(statement):
                found.setdefault(row.portal, []).append(Span(row.first, row.last, row.state))
        return found

    def first_runs(self) -> dict[str, dt.date]:
        """The day on which the first run of each portal began that has ended."""
        statement = (
            select(runs.c.portal, func.min(runs.c.started_at).label("first"))
            .where(runs.c.finished_at.is_not(None))
            .group_by(runs.c.portal)
        )
        with self._database.read() as connection:
            found = connection.execute(statement).all()
        return {row.portal: row.first.astimezone(VIETNAM).date() for row in found}


class PortalHistory:
    """What the finished runs of one portal saw."""

    def __init__(self, ended: Iterable[Run | Row[Any]]) -> None:
        done = [run for run in ended if run.finished_at is not None and run.verdict is not None]
        self._ok = _Reach([run for run in done if run.verdict == "ok"])
        self._read = _Reach([run for run in done if run.verdict in {"ok", "partial"}])
        self._windows = [run for run in done if run.verdict in {"ok", "partial"} and run.until and run.since]
        self._failures = sorted((run for run in done if run.verdict in _FAILED), key=_finished)
        self._done = done

    def state(self, monday: dt.date) -> State:
        """The state of the week that begins on `monday`."""
        return self.between(monday, monday + _WEEK)

    def between(self, first: dt.date, following: dt.date) -> State:
        """The state of the days from `first` to the one before `following`, by the rule of a week."""
        start, end = midnight(first), midnight(following)
        last = following - dt.timedelta(days=1)
        if self._ok.last_finish(first) >= end:
            return "observed"
        if self._read.last_finish(last) > start or self._is_in_window(first, last):
            return "partial"
        failed = bisect_right(self._failures, start, key=_finished)
        if failed < len(self._failures) and self._failures[failed].started_at < end + _WEEK:
            return _FAILED[self._failures[failed].verdict]
        return "not_covered"

    def spans(self) -> Iterator[Span]:
        """The weeks that some run tells of, joined where the state is the same."""
        if not self._done:
            return
        last = max(_finished(run) for run in self._done).astimezone(VIETNAM).date()
        mondays = [_FIRST + _WEEK * number for number in range((last - _FIRST) // _WEEK + 1)]
        for state, group in groupby(mondays, self.state):
            weeks = list(group)
            if state != "not_covered":
                yield Span(weeks[0], weeks[-1], state)

    def _is_in_window(self, first: dt.date, last: dt.date) -> bool:
        """Whether a run that was asked for past days only was asked for some of these."""
        return any(run.since <= last and first <= run.until for run in self._windows)  # type: ignore[operator]


class _Reach:
    """Runs by how far back their discovery reached."""

    def __init__(self, ended: list[Run | Row[Any]]) -> None:
        reached = sorted((_reached_back(run), _finished(run)) for run in ended)
        self._back = [back for back, _ in reached]
        self._finish = list(accumulate((finish for _, finish in reached), max))

    def last_finish(self, day: dt.date) -> dt.datetime:
        """When the last of the runs finished that reached back to `day` or past it."""
        count = bisect_right(self._back, day)
        return self._finish[count - 1] if count else _DISTANT_PAST


def spans_of(ended: Iterable[Run]) -> dict[str, list[Span]]:
    """The spans of each portal that these runs tell of."""
    by_portal: dict[str, list[Run]] = {}
    for run in ended:
        by_portal.setdefault(run.portal, []).append(run)
    return {portal: list(PortalHistory(found).spans()) for portal, found in by_portal.items()}


def observe(connection: Connection, portal: str) -> None:
    """Computes a portal's spans anew, after one of its runs ended or was judged in another way."""
    names = ("started_at", "finished_at", "verdict", "reached_back", "complete_lists", "since", "until")
    ended = select(*(runs.c[name] for name in names)).where(runs.c.portal == portal)
    spans = list(PortalHistory(connection.execute(ended).all()).spans())
    connection.execute(delete(coverage).where(coverage.c.portal == portal))
    if spans:
        connection.execute(insert(coverage), [{"portal": portal, **span._asdict()} for span in spans])


def state_in(spans: Sequence[Span], monday: dt.date) -> State:
    """The state of the week that begins on `monday`."""
    before = bisect_right(spans, monday, key=lambda span: span.first)
    if before and monday <= spans[before - 1].last:
        return spans[before - 1].state
    return "not_covered"


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), VIETNAM)


def _reached_back(run: Run | Row[Any]) -> dt.date:
    if run.complete_lists:
        return dt.date.min
    back: dt.date = run.reached_back or run.started_at.astimezone(VIETNAM).date()
    return back


def _finished(run: Run | Row[Any]) -> dt.datetime:
    assert run.finished_at is not None
    return run.finished_at

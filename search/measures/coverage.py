"""Coverage: which weeks of a locality were observed, from the runs of its portals (design §5.7).

A week is observed when a run that was ok finished after its end and its discovery reached back past its
start. Otherwise it is partial where some run reached into it, and blocked or down where the next failed run
after its start began in it or in the week that follows: of a later failure nobody knows how the portal was
then. A locality with several portals is observed only if all of them are, else partial.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import accumulate

from crawler.portal import LocalitySpan, Portal
from search.measures.periods import VIETNAM, midnight, period_of, weeks
from search.measures.results import CoverageRow, State
from store.records import Run

_WEEK = dt.timedelta(days=7)
_DISTANT_PAST = dt.datetime.min.replace(tzinfo=dt.UTC)
_FAILED: dict[str | None, State] = {"blocked": "blocked", "broken": "down"}


class PortalHistory:
    """What the finished runs of one portal saw."""

    def __init__(self, runs: Iterable[Run]) -> None:
        done = [run for run in runs if run.finished_at is not None and run.verdict is not None]
        self._ok = _Reach([run for run in done if run.verdict == "ok"])
        self._read = _Reach([run for run in done if run.verdict in {"ok", "partial"}])
        self._failures = sorted((run for run in done if run.verdict in _FAILED), key=_finished)

    def state(self, monday: dt.date) -> State:
        """The state of the week that begins on `monday`."""
        start, end = midnight(monday), midnight(monday + _WEEK)
        if self._ok.last_finish(monday) >= end:
            return "observed"
        if self._read.last_finish(_sunday(monday)) > start:
            return "partial"
        following = bisect_right(self._failures, start, key=_finished)
        if following < len(self._failures) and self._failures[following].started_at < end + _WEEK:
            return _FAILED[self._failures[following].verdict]
        return "not_covered"


class _Reach:
    """Runs by how far back their discovery reached."""

    def __init__(self, runs: list[Run]) -> None:
        reached = sorted((_reached_back(run), _finished(run)) for run in runs)
        self._back = [back for back, _ in reached]
        self._finish = list(accumulate((finish for _, finish in reached), max))

    def last_finish(self, day: dt.date) -> dt.datetime:
        """When the last of the runs finished that reached back to `day` or past it."""
        count = bisect_right(self._back, day)
        return self._finish[count - 1] if count else _DISTANT_PAST


def coverage(
    portals: Iterable[Portal],
    runs: Iterable[Run],
    days: tuple[dt.date, dt.date],
    named: Callable[[str], str | None],
    also: Collection[str] = (),
    *,
    existed: Callable[[str, dt.date], bool] = lambda code, day: True,
) -> tuple[CoverageRow, ...]:
    """One row for each locality and week of `days` in which it `existed`, by locality and week.

    `named` gives the code under which a declared locality is shown, None to leave it out. Localities of
    portals that never ran are left out unless they are in `also`.
    """
    by_portal: dict[str, list[Run]] = {}
    for run in runs:
        by_portal.setdefault(run.portal, []).append(run)
    speakers = _speakers(portals, named, by_portal.keys(), also)
    histories = {
        portal: PortalHistory(by_portal.get(portal, ())) for spans in speakers.values() for portal in spans
    }
    mondays = list(weeks(*days))
    return tuple(
        CoverageRow(locality, _week(monday), _joined(speakers.get(locality, {}), histories, monday))
        for locality in sorted({*speakers, *also})
        for monday in mondays
        if existed(locality, monday) or existed(locality, _sunday(monday))
    )


def _speakers(
    portals: Iterable[Portal],
    named: Callable[[str], str | None],
    ran: Collection[str],
    also: Collection[str],
) -> dict[str, dict[str, list[LocalitySpan]]]:
    """For each locality shown: the portals that speak for it, and when."""
    found: dict[str, dict[str, list[LocalitySpan]]] = {}
    for portal in portals:
        spans = [*portal.localities, *(span for section in portal.sections for span in section.localities)]
        for span in spans:
            locality = named(span.code)
            if locality is not None and (portal.id in ran or locality in also):
                found.setdefault(locality, {}).setdefault(portal.id, []).append(span)
    return found


def _joined(
    speakers: Mapping[str, list[LocalitySpan]], histories: Mapping[str, PortalHistory], monday: dt.date
) -> State:
    states = {
        histories[portal].state(monday)
        for portal, spans in speakers.items()
        if any(span.covers(monday) or span.covers(_sunday(monday)) for span in spans)
    }
    if len(states) < 2:
        return states.pop() if states else "not_covered"
    # Not one portal was read, though for different reasons: nothing is partial about that.
    for state in ("down", "blocked"):
        if state in states and not states & {"observed", "partial"}:
            return state
    return "partial"


def _reached_back(run: Run) -> dt.date:
    if run.complete_lists:
        return dt.date.min
    return run.reached_back or run.started_at.astimezone(VIETNAM).date()


def _finished(run: Run) -> dt.datetime:
    assert run.finished_at is not None
    return run.finished_at


def _sunday(monday: dt.date) -> dt.date:
    return monday + dt.timedelta(days=6)


def _week(monday: dt.date) -> str:
    return period_of(monday, "day", "week") or ""

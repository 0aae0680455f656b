"""Coverage: which weeks of a locality were observed, from what its portals' runs saw (design §5.7).

The store keeps the weeks of each portal (store/coverage.py has the rule). A locality with several portals is
observed only if all of them are, else partial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from crawler.portal import LocalitySpan, Portal
from search.measures.periods import period_of, weeks
from search.measures.results import CoverageRow, State
from store.coverage import Span, state_in

_WEEK = dt.timedelta(days=7)


def coverage(
    portals: Iterable[Portal],
    seen: Mapping[str, Sequence[Span]],
    days: tuple[dt.date, dt.date],
    named: Callable[[str], str | None],
    also: Collection[str] = (),
    *,
    existed: Callable[[str, dt.date], bool] = lambda code, day: True,
) -> tuple[CoverageRow, ...]:
    """One row for each locality and week of `days` in which it `existed`, by locality and week.

    `seen` holds the weeks of the portals that ever ran, as `store.coverage.spans()` gives them.
    `named` gives the code under which a declared locality is shown, None to leave it out. Localities of
    portals that never ran are left out unless they are in `also`.
    """
    speakers = _speakers(portals, named, seen.keys(), also)
    mondays = list(weeks(*days))
    return tuple(
        CoverageRow(locality, _week(monday), _joined(speakers.get(locality, {}), seen, monday))
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
    speakers: Mapping[str, list[LocalitySpan]], seen: Mapping[str, Sequence[Span]], monday: dt.date
) -> State:
    states = {
        state_in(seen.get(portal, ()), monday)
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


def _sunday(monday: dt.date) -> dt.date:
    return monday + dt.timedelta(days=6)


def _week(monday: dt.date) -> str:
    return period_of(monday, "day", "week") or ""

"""Coverage: which weeks of a locality were observed, from what its portals' runs saw (design §5.7).

The store keeps the weeks of each portal (store/coverage.py has the rule). A locality with several portals is
observed only if all of them are, else partial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set

from crawler.portal import LocalitySpan, Portal
from search.measures.periods import monday_of
from search.measures.results import State, Stretch
from store.coverage import Span, state_in

_WEEK = dt.timedelta(days=7)
_Days = tuple[dt.date | None, dt.date | None]  # inclusive, None is open


def stretches(
    portals: Iterable[Portal],
    seen: Mapping[str, Sequence[Span]],
    days: tuple[dt.date, dt.date],
    named: Callable[[str], str | None],
    also: Collection[str] = (),
    *,
    lived: Callable[[str], _Days] = lambda code: (None, None),
) -> Iterator[Stretch]:
    """The weeks of `days` of each locality, in their order, those of one state that follow each other joined.

    `seen` holds the weeks of the portals that ever ran, as `store.coverage.spans()` gives them. `named` gives
    the code under which a declared locality is shown, None to leave it out. Localities of portals that never
    ran are left out unless they are in `also`. A locality has the weeks with a day on which it `lived`.
    """
    speakers = _speakers(portals, named, seen.keys(), also)
    for locality in sorted({*speakers, *also}):
        first, last = _clipped(days, lived(locality))
        mine = speakers.get(locality, {})
        edges = sorted({first, *(edge for edge in _edges(mine, seen) if first < edge <= last)})
        for edge, following in zip(edges, [*edges[1:], last + _WEEK], strict=True):
            if edge < following:
                yield Stretch(locality, edge, following - _WEEK, _joined(mine, seen, edge))


def _clipped(days: tuple[dt.date, dt.date], lived: _Days) -> tuple[dt.date, dt.date]:
    """The first and the last Monday of weeks with a day on which the locality lived."""
    first, last = map(monday_of, days)
    since, until = lived
    return max(first, monday_of(since)) if since else first, min(last, monday_of(until)) if until else last


def _edges(
    speakers: Mapping[str, list[LocalitySpan]], seen: Mapping[str, Sequence[Span]]
) -> Iterator[dt.date]:
    """The Mondays on which something may change."""
    for portal, spans in speakers.items():
        for span in spans:
            if span.since:
                yield monday_of(span.since)
            if span.until:
                yield monday_of(span.until) + _WEEK
        for weeks in seen.get(portal, ()):
            yield weeks.first
            yield weeks.last + _WEEK


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
    return joined(
        {
            state_in(seen.get(portal, ()), monday)
            for portal, spans in speakers.items()
            if any(span.covers(monday) or span.covers(_sunday(monday)) for span in spans)
        }
    )


def joined(states: Set[State]) -> State:
    """The state of a locality by those of its portals."""
    if len(states) < 2:
        return next(iter(states), "not_covered")
    # Not one portal was read, though for different reasons: nothing is partial about that.
    for state in ("down", "blocked"):
        if state in states and not states & {"observed", "partial"}:
            return state
    return "partial"


def _sunday(monday: dt.date) -> dt.date:
    return monday + dt.timedelta(days=6)

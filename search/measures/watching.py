"""How long localities were watched without a break: what a locality without an act is censored at."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache

from crawler import gazetteer
from crawler.gazetteer import Unit
from crawler.portal import Portal
from search.measures.coverage import stretches
from search.measures.periods import VIETNAM
from search.measures.superiors import is_below
from store.coverage import Span
from store.filters import Filters
from store.records import Level

_Days = tuple[dt.date, dt.date]


class Watch:
    """What was observed, from the day `first` on, of the localities that portals speak for.

    Localities are those of their time, as an act names them, whatever geography a measure is shown in; the
    filters leave out portals, places and levels.
    """

    def __init__(
        self,
        portals: Mapping[str, Portal],
        seen: Mapping[str, Sequence[Span]],
        filters: Filters,
        first: dt.date,
        now: dt.datetime,
    ) -> None:
        self._seen, self._filters, self._first = seen, filters, first
        self._last = min(filters.until or dt.date.max, now.astimezone(VIETNAM).date())
        self._speakers: dict[str, list[Portal]] = {}
        for portal in portals.values():
            if portal.id in seen and (not filters.portal or portal.id in filters.portal):
                for code in _spoken_for(portal):
                    self._speakers.setdefault(code, []).append(portal)
        self._known: dict[str, list[_Days]] = {}
        self._eras: dict[tuple[str, Level, int], frozenset[str]] = {}

    @property
    def speaking(self) -> Set[str]:
        """The localities that portals which ever ran speak for."""
        return self._speakers.keys()

    def below(self, superior: str, level: Level, day: dt.date) -> frozenset[str]:
        """The localities of a level that have to follow an act of `superior` and existed on a day."""
        units, edges = _below(superior, level)
        era = (superior, level, bisect_right(edges, day))
        if era not in self._eras:
            self._eras[era] = frozenset(
                unit.code for unit in units if unit.existed(day) and _is_asked(unit, self._filters)
            )
        return self._eras[era]

    def until(self, code: str, day: dt.date) -> dt.date | None:
        """The last day up to which a locality was observed without a break since `day`; None: not on it."""
        if code not in self._known:
            self._known[code] = self._observed(code) if code in self._speakers else []
        found = next((last for first, last in self._known[code] if first <= day <= last), None)
        return None if found is None or day > self._last else min(found, self._last)

    def _observed(self, code: str) -> list[_Days]:
        """The days of unbroken observation, from the Monday of the first week to the Sunday of the last."""
        days = (self._first, self._last)
        named = {code: code}.get
        return [
            (each.first, each.last + dt.timedelta(days=6))
            for each in stretches(self._speakers[code], self._seen, days, named)
            if each.state == "observed"
        ]


def _spoken_for(portal: Portal) -> set[str]:
    spans = [*portal.localities, *(span for section in portal.sections for span in section.localities)]
    return {span.code for span in spans}


def _is_asked(unit: Unit, filters: Filters) -> bool:
    if filters.level and unit.level not in filters.level:
        return False
    holding = {unit.code, unit.province, unit.today}
    return all(not codes or holding & set(codes) for codes in (filters.province, filters.locality))


@lru_cache(maxsize=3)
def _of_level(level: Level) -> tuple[Unit, ...]:
    known = gazetteer.load()
    if level == "province":
        return (*known.provinces("P63"), *known.provinces("P34"))
    return known.districts() if level == "district" else known.communes()


@lru_cache(maxsize=1024)
def _below(superior: str, level: Level) -> tuple[tuple[Unit, ...], list[dt.date]]:
    """The units of a level below a superior, and the days from which on there were others."""
    units = tuple(unit for unit in _of_level(level) if is_below(unit.code, superior))
    edges = {unit.since for unit in units if unit.since}
    edges |= {unit.until + dt.timedelta(days=1) for unit in units if unit.until}
    return units, sorted(edges)

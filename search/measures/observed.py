"""The coverage that goes with a measure: of which localities and weeks its rows speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial

from crawler import gazetteer
from crawler.portal import Portal
from search.measures.coverage import coverage
from search.measures.periods import VIETNAM
from search.measures.publications import Publication
from search.measures.results import CoverageRow
from store.database import Store
from store.filters import Filters


def observed(
    store: Store,
    portals: Mapping[str, Portal],
    filters: Filters,
    found: list[Publication],
    now: dt.datetime,
) -> tuple[CoverageRow, ...]:
    """Coverage of what the filters leave: localities of `found`, those named, those ever crawled."""
    days = _days(filters, found, now.astimezone(VIETNAM).date())
    if days is None:
        return ()
    chosen = [portal for portal in portals.values() if not filters.portal or portal.id in filters.portal]
    named = partial(_named, filters)
    asked = {_shown(code, filters) for code in (*filters.locality, *filters.province)}
    also = {one.locality for one in found if one.locality} | asked
    seen = store.coverage.spans()
    return coverage(chosen, seen, days, named, also, existed=partial(_existed, filters))


def _days(filters: Filters, found: list[Publication], today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The days that the rows speak of: those asked for, else those of the dated publications."""
    dated = [one.published for one in found if one.dated and one.published]
    first, last = min(dated, default=None), max(dated, default=None)
    if filters.year:
        first, last = dt.date(min(filters.year), 1, 1), dt.date(max(filters.year), 12, 31)
    first, last = filters.since or first, min(filters.until or last or today, today)
    return (first, last) if first and first <= last else None


def _named(filters: Filters, code: str) -> str | None:
    """The code under which a portal's locality is shown; None if the filters leave it out."""
    unit = gazetteer.load().unit(code)
    if unit is None or (filters.level and unit.level not in filters.level):
        return None
    holding = {unit.code, unit.province, unit.today}
    for codes in (filters.province, filters.locality):
        if codes and not holding & set(codes):
            return None
    return _shown(code, filters)


def _existed(filters: Filters, code: str, day: dt.date) -> bool:
    """Whether weeks of a day can be those of a locality: what did not exist published nothing, not zero.

    In today's geography a province of today is its territory, which was always there.
    """
    unit = gazetteer.load().unit(code)
    if unit is None or (filters.geography == "today" and unit.code == unit.today):
        return True
    return unit.existed(day)


def _shown(code: str, filters: Filters) -> str:
    unit = gazetteer.load().unit(code)
    if unit is None or filters.geography == "then" or unit.level == "commune":
        return code
    return unit.today

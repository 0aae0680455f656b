"""The coverage that goes with a measure: of which localities and weeks its rows speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial

from crawler import gazetteer
from crawler.portal import Portal
from search.measures.beside import Observation
from search.measures.coverage import stretches
from search.measures.periods import VIETNAM, Period
from search.measures.publications import Publication
from search.measures.results import Stretch
from store.database import Store
from store.filters import Filters


def observed(
    store: Store,
    portals: Mapping[str, Portal],
    filters: Filters,
    found: Sequence[Publication],
    now: dt.datetime,
) -> tuple[Stretch, ...]:
    """Coverage of what the filters leave: localities of `found`, those named, those ever crawled.

    Of the days asked for, else of those of the dated publications; never of days to come.
    """
    first, last = asked_days(filters)
    dated = {one.published for one in found if one.dated and one.published}
    first = first or min(dated, default=None)
    last = min(last or max(dated, default=dt.date.max), now.astimezone(VIETNAM).date())
    return _between(store, portals, filters, found, (first, last)) if first and first <= last else ()


def observation(
    store: Store,
    portals: Mapping[str, Portal],
    filters: Filters,
    found: Sequence[Publication],
    now: dt.datetime,
    *,
    period: Period,
) -> Observation:
    """The coverage by the keys of rows.

    It reaches from the first day asked for, else from the first publication of the locality itself, else
    from its first run, to the last whole week: what others published changes nothing of it.
    """
    first, last = asked_days(filters)
    today = now.astimezone(VIETNAM).date()
    end = min(last or today, today - dt.timedelta(days=today.weekday() + 1))
    starts = {} if first else _starts(store, portals, filters, found)
    begin = first or min(starts.values(), default=None)
    rows: tuple[Stretch, ...] = ()
    if begin and begin <= end:
        rows = _between(store, portals, filters, found, (begin, end))
    by_portal = store.coverage.spans()
    return Observation(rows, starts, by_portal, (first, end), period=period, geography=filters.geography)


def asked_days(filters: Filters) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day asked for."""
    first, last = filters.since, filters.until
    if filters.year:
        begin, end = dt.date(min(filters.year), 1, 1), dt.date(max(filters.year), 12, 31)
        first, last = max(first or begin, begin), min(last or end, end)
    return first, last


def _starts(
    store: Store, portals: Mapping[str, Portal], filters: Filters, found: Sequence[Publication]
) -> dict[str, dt.date]:
    """By locality and by portal: the day of its first publication; of those without any, of the first run."""
    starts: dict[str, dt.date] = {}
    for one in found:
        day = one.published
        if day is None or not one.dated:
            continue
        for name in (one.locality, one.portal):
            if name and (name not in starts or day < starts[name]):
                starts[name] = day
    silent: dict[str, dt.date] = {}
    for portal, day in store.coverage.first_runs().items():
        spans = portals[portal].localities if portal in portals else ()
        for name in (portal, *(_named(filters, span.code) for span in spans)):
            if name and name not in starts:
                silent[name] = min(silent.get(name, day), day)
    return silent | starts


def _between(
    store: Store,
    portals: Mapping[str, Portal],
    filters: Filters,
    found: Sequence[Publication],
    days: tuple[dt.date, dt.date],
) -> tuple[Stretch, ...]:
    chosen = [portal for portal in portals.values() if not filters.portal or portal.id in filters.portal]
    named = partial(_named, filters)
    asked = {_shown(code, filters) for code in (*filters.locality, *filters.province)}
    also = {one.locality for one in found if one.locality} | asked
    seen = store.coverage.spans()
    return tuple(stretches(chosen, seen, days, named, also, lived=partial(_lived, filters)))


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


def _lived(filters: Filters, code: str) -> tuple[dt.date | None, dt.date | None]:
    """When a locality was there: what did not exist published nothing, not zero.

    In today's geography a province of today is its territory, which was always there.
    """
    unit = gazetteer.load().unit(code)
    if unit is None or (filters.geography == "today" and unit.code == unit.today):
        return None, None
    return unit.since, unit.until


def _shown(code: str, filters: Filters) -> str:
    unit = gazetteer.load().unit(code)
    if unit is None or filters.geography == "then" or unit.level == "commune":
        return code
    return unit.today

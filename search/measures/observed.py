"""The coverage that goes with a measure: of which localities and weeks its rows speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from crawler import gazetteer
from crawler.portal import Portal
from search.measures.beside import Observation
from search.measures.coverage import stretches
from search.measures.periods import VIETNAM, Period
from search.measures.publications import Speakers
from search.measures.results import Stretch
from store.coverage import Span
from store.database import Store
from store.filters import Filters


def observed(
    store: Store,
    seen: Mapping[str, Sequence[Span]],
    portals: Mapping[str, Portal],
    filters: Filters,
    found: Speakers,
    *,
    now: dt.datetime,
) -> tuple[Stretch, ...]:
    """Coverage of what the filters leave: localities of `found`, those named, those ever crawled.

    `seen` is what the portals' runs observed (`store.coverage.spans()`).

    Of the days asked for, else from the first dated publication or run to this week: every week that a row
    counts stands in it (`observation`). Never of days to come.
    """
    first, last = asked_days(filters)
    today = now.astimezone(VIETNAM).date()
    if first is None:
        runs = store.coverage.first_runs().items()
        seen_first = {day for portal, day in runs if _is_asked(portal, portals, filters)}
        first = min((day for day in {*found.days, *seen_first} if day), default=None)
    last = min(last or today, today)
    return _between(seen, portals, filters, found, (first, last)) if first and first <= last else ()


def observation(
    store: Store,
    seen: Mapping[str, Sequence[Span]],
    portals: Mapping[str, Portal],
    filters: Filters,
    found: Speakers,
    *,
    now: dt.datetime,
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
        rows = _between(seen, portals, filters, found, (begin, end))
    return Observation(rows, starts, seen, (first, end), period=period, geography=filters.geography)


def asked_days(filters: Filters) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day asked for."""
    first, last = filters.since, filters.until
    if filters.year:
        begin, end = dt.date(min(filters.year), 1, 1), dt.date(max(filters.year), 12, 31)
        first, last = max(first or begin, begin), min(last or end, end)
    return first, last


def _starts(
    store: Store, portals: Mapping[str, Portal], filters: Filters, found: Speakers
) -> dict[str, dt.date]:
    """By locality and by portal: the day of its first publication; of those without any, of the first run."""
    together: dict[tuple[str | None, str | None], dt.date] = {}  # a portal mostly speaks for one locality
    for both, day in zip(zip(found.localities, found.portals, strict=True), found.days, strict=True):
        if day is not None and together.get(both, day) >= day:
            together[both] = day
    starts: dict[str, dt.date] = {}
    for both, day in together.items():
        starts |= {name: min(starts.get(name, day), day) for name in both if name}
    silent: dict[str, dt.date] = {}
    for name, day in _first_runs(store, portals, filters):
        if name not in starts:
            silent[name] = min(silent.get(name, day), day)
    return silent | starts


def _first_runs(
    store: Store, portals: Mapping[str, Portal], filters: Filters
) -> Iterator[tuple[str, dt.date]]:
    """Each portal, and each locality shown that one of them speaks for, with the day of the first run."""
    for portal, day in store.coverage.first_runs().items():
        yield portal, day
        for span in portals[portal].localities if portal in portals else ():
            if name := _named(filters, span.code):
                yield name, day


def _is_asked(portal: str, portals: Mapping[str, Portal], filters: Filters) -> bool:
    """Whether the filters leave a portal: what was read of others changes nothing of what is observed."""
    if filters.portal and portal not in filters.portal:
        return False
    spans = portals[portal].localities if portal in portals else ()
    is_anywhere = not (filters.level or filters.province or filters.locality)
    return is_anywhere or any(_named(filters, span.code) for span in spans)


def _between(
    seen: Mapping[str, Sequence[Span]],
    portals: Mapping[str, Portal],
    filters: Filters,
    found: Speakers,
    days: tuple[dt.date, dt.date],
) -> tuple[Stretch, ...]:
    chosen = [portal for portal in portals.values() if not filters.portal or portal.id in filters.portal]
    named = partial(_named, filters)
    asked = {_shown(code, filters) for code in (*filters.locality, *filters.province)}
    also = {locality for locality in {*found.localities} if locality} | asked
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

"""How much was observed of what each row speaks of, and rows of localities of which there is nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from crawler import gazetteer
from search.measures.periods import Period, bounds, monday_of, period_of, weeks
from search.measures.publications import ATTRIBUTES
from search.measures.results import KeyName, MeasureRow, Seen, Stretch
from store.coverage import Span, state_in
from store.filters import Geography

_SIX_DAYS = dt.timedelta(days=6)
NOT_OBSERVED, NOTHING_PUBLISHED, NOTHING_TO_MEASURE = (
    "not_observed",  # none was found, and not every week was observed
    "nothing_published",  # every week was observed, and nothing of the kind was published
    "nothing_to_measure",  # what was published lacks what the measure needs
)


class Observation:
    """What was observed, asked by the keys of a measure's rows.

    `days` are the first day asked for, if any, and the last one. Without a first one, the `stretches` of a
    locality, and the `spans` of a portal, are read from its day in `starts` on; one that has none there has
    no weeks. A week belongs to every period that has a day in it.
    """

    def __init__(
        self,
        stretches: Iterable[Stretch],
        starts: Mapping[str, dt.date],
        spans: Mapping[str, Sequence[Span]],
        days: tuple[dt.date | None, dt.date],
        *,
        period: Period,
        geography: Geography,
    ) -> None:
        self._period, self._geography, self._starts = period, geography, starts
        self._spans, self._days = spans, days
        self._places: dict[str, list[Stretch]] = {}
        self._names: dict[tuple[str, ...], tuple[KeyName, ...]] = {}  # by the keys of a row, those it goes by
        self._known: dict[tuple[tuple[KeyName, ...], tuple[str | None, ...]], Seen | None] = {}
        for stretch in stretches:
            start = days[0] or starts.get(stretch.locality)
            if start is not None and monday_of(start) <= stretch.last:
                mine = stretch._replace(first=max(stretch.first, monday_of(start)))
                self._places.setdefault(stretch.locality, []).append(mine)

    def localities(self, *, with_period: bool) -> Iterator[tuple[str, str | None]]:
        """Each locality; or each of those that were ever looked at, with every period in which it existed."""
        for locality, stretches in self._places.items():
            if not with_period:
                yield locality, None
            elif any(stretch.state != "not_covered" for stretch in stretches):
                names = (name for stretch in stretches for name in _periods(stretch, self._period))
                yield from ((locality, name) for name in dict.fromkeys(names))

    def of(self, key: Mapping[str, str | None]) -> Seen | None:
        """What was observed of a row's weeks; None where its place or period is not known."""
        named = tuple(key)
        if named not in self._names:
            self._names[named] = tuple(name for name in ATTRIBUTES if name in key and name != "kind")
        names = self._names[named]
        asked = (names, tuple([key[name] for name in names]))
        if asked not in self._known:
            self._known[asked] = self._of(dict(zip(*asked, strict=True)))
        return self._known[asked]

    def _of(self, asked: Mapping[str, str | None]) -> Seen | None:
        if any(value is None for value in asked.values()):
            return None
        period, portal, locality = asked.get("period"), asked.get("portal"), asked.get("locality")
        if portal is not None:
            found: Iterable[Stretch] = self._of_portal(portal)
        elif locality is not None:
            found = self._places.get(locality, ())
        else:
            found = (
                one for place in self._places if self._is_in(place, asked) for one in self._places[place]
            )
        return _seen(found, period)

    def _is_in(self, locality: str, asked: Mapping[str, str | None]) -> bool:
        level, province, today = _place(locality)
        holding = today if self._geography == "today" else province
        return asked.get("province") in (None, holding) and asked.get("level") in (None, level)

    def _of_portal(self, portal: str) -> Iterator[Stretch]:
        first, last = self._days[0] or self._starts.get(portal), self._days[1]
        for monday in weeks(first, last) if first else ():
            yield Stretch(portal, monday, monday, state_in(self._spans.get(portal, ()), monday))


def with_coverage(
    rows: Iterable[MeasureRow], observation: Observation, least: float | None
) -> Iterator[MeasureRow]:
    """Each row with what was observed of its weeks, and whether that is enough to compare it.

    Where none was found and not every week was observed, a zero is taken back.
    """
    for row in rows:
        seen = observation.of(row.key)
        enough = least is None or (seen is not None and (seen.share or 0.0) >= least)
        is_zero = row.n == 0 and row.value == 0
        told = row if not is_zero or (seen is not None and seen.whole) else _taken_back(row)
        yield told.beside(seen, compared=enough)


def _taken_back(row: MeasureRow) -> MeasureRow:
    return replace(row, value=None, low=None, high=None, flags=(*row.flags, NOT_OBSERVED))


def absent(
    rows: Iterable[MeasureRow],
    by: Sequence[KeyName],
    observation: Observation,
    nothing: float | None,
    published: Callable[[], frozenset[tuple[str | None, ...]]],
) -> Iterator[MeasureRow]:
    """A row for each locality (and period) that was to be observed and is in no row.

    Its value is `nothing` where every week was observed. `published` gives the localities (and periods) with
    publications. Where other attributes are asked for nobody can say what is missing: there are none.
    """
    if "locality" not in by or set(by) & {"province", "portal", "level", "kind"}:
        return
    having: frozenset[tuple[str | None, ...]] = frozenset()
    with_period = "period" in by
    known = {_where(row.key, with_period=with_period) for row in rows}
    for place in sorted(
        observation.localities(with_period=with_period), key=lambda two: (two[0], two[1] or "")
    ):
        where = place if with_period else place[:1]
        if where in known:
            continue
        having = having or published()
        key = _key(by, *place)
        seen = observation.of(key)
        whole = seen is not None and seen.whole
        flag = NOTHING_PUBLISHED if whole else NOT_OBSERVED
        yield MeasureRow(
            key=key,
            value=nothing if whole else None,
            n=0,
            denominator=0,
            flags=(NOTHING_TO_MEASURE if where in having else flag,),
        )


def in_place(
    rows: Sequence[MeasureRow], missing: Iterable[MeasureRow], by: Sequence[KeyName]
) -> list[MeasureRow]:
    """`absent` rows among the others, in the order of localities and periods in which `rows` stand."""
    found = [*rows, *missing]
    if len(found) == len(rows):
        return found
    names = [name for name in by if name in {"locality", "period"}]
    return sorted(found, key=lambda row: [(row.key[name] is None, row.key[name] or "") for name in names])


def _key(by: Sequence[KeyName], locality: str, period: str | None) -> dict[str, str | None]:
    values: dict[str, str | None] = {"locality": locality, "period": period}
    return {name: values.get(name) for name in by}


def _where(key: Mapping[str, str | None], *, with_period: bool) -> tuple[str | None, ...]:
    return (key["locality"], key["period"]) if with_period else (key["locality"],)


def _seen(stretches: Iterable[Stretch], period: str | None) -> Seen:
    """The weeks of these stretches, of those that have a day in the period."""
    first, last = map(monday_of, bounds(period)) if period else (dt.date.min, dt.date.max)
    counts: Counter[str] = Counter()
    for stretch in stretches:
        _, begin, end, state = stretch
        if (days := (min(end, last) - max(begin, first)).days) >= 0:
            counts[state] += days // 7 + 1
    missing = {state: count for state, count in sorted(counts.items()) if count and state != "observed"}
    return Seen(counts["observed"], counts.total(), missing)


def _periods(stretch: Stretch, period: Period) -> Iterator[str]:
    """The periods with a day in these weeks."""
    day, end = stretch.first, stretch.last + _SIX_DAYS
    while day <= end:
        name = period_of(day, "day", period)
        assert name is not None
        yield name
        day = bounds(name)[1] + dt.timedelta(days=1)


@lru_cache(maxsize=8192)
def _place(code: str) -> tuple[str | None, str | None, str | None]:
    unit = gazetteer.load().unit(code)
    return (unit.level, unit.province, unit.today) if unit else (None, None, None)

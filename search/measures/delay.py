"""Posting delay: how long after its date an act is posted, and whether the norm of the time was kept.

Working days are the days from Monday to Friday after the day of the act; public holidays are not taken off,
so that around them a posting in time may count as late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median, quantiles
from typing import Any, NamedTuple, TypeAlias

from pipelines.evaluation.intervals import wilson
from search.measures.citation_figures import medians
from search.measures.material import Material
from search.measures.pooled import Interval, clusters, how
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import KeyName, MeasureRow
from search.statistics.bootstrap import over_places
from store.measuring import Issued

# Art. 17 of 43/2011/NĐ-CP; what replaced it on 15 August 2022 knows no number of days.
NORM = "43/2011/NĐ-CP"
_IN_FORCE = (dt.date(2011, 10, 1), dt.date(2022, 8, 14))
_Place: TypeAlias = tuple[str | None, str | None]  # a document's locality and province
_OWN, _SUPERIOR = 2, 10  # working days, for acts of the office itself and of bodies above it
_WEEK, _WORKING = 7, 5


class _Posting(NamedTuple):
    publication: Publication
    days: int | None  # None: one of its two days is not known, or its files are several acts
    allowed: int | None  # working days; None: no norm was in force, or it is not known whose act it is
    working: int | None


def working_days(first: dt.date, last: dt.date) -> int:
    """The days from Monday to Friday after `first` up to `last`."""
    weeks, rest = divmod((last - first).days, _WEEK)
    over = ((first + dt.timedelta(days=number)).weekday() for number in range(1, rest + 1))
    return weeks * _WORKING + sum(day < _WORKING for day in over)


def _rows(material: Material) -> Iterator[MeasureRow]:
    acts = material.store.measuring.acts()
    asked = material.documents
    places = dict(
        zip(asked.ids, zip(asked.column("locality"), asked.column("province"), strict=True), strict=True)
    )
    found = [one for one in material.publications if _acts_of(one, acts)]
    for group, members in grouped(found, material.by, material.period):
        postings = [_posting(one, acts, places) for one in members]
        counted = [one for one in postings if one.days is not None and one.days >= 0]
        days = sorted(one.days for one in counted if one.days is not None)
        interval, how_made = _interval(counted, material.by)
        yield MeasureRow(
            key=group,
            value=float(median(days)) if days else None,
            low=interval[0] if interval else None,
            high=interval[1] if interval else None,
            n=len(counted),
            denominator=len(members),
            documents=tuple(one.publication.id for one in counted),
            flags=(*unknown(group, members), *(() if days else ("no_days",))),
            more={
                **_quartiles(days),
                **_in_time(counted),
                "before_issue": sum(one.days is not None and one.days < 0 for one in postings),
                "days_unknown": sum(one.days is None for one in postings),
                **how_made,
            },
        )


def _interval(counted: Sequence[_Posting], by: Sequence[KeyName]) -> tuple[Interval, dict[str, Any]]:
    """Of the median, where a row pools localities."""
    days = {one.publication.id: one.days for one in counted if one.days is not None}
    pool = clusters([one.publication for one in counted], by)
    found = over_places(len(pool), medians([[days[one.id] for one in each] for each in pool]))
    return found, how(pool, found)


def _acts_of(one: Publication, acts: Mapping[str, Issued]) -> list[Issued]:
    """The act of the page itself, else those of its files and copies."""
    own = acts.get(one.id)
    return [own] if own else [acts[id_] for id_ in one.members if id_ in acts]


def _posting(one: Publication, acts: Mapping[str, Issued], places: Mapping[str, _Place]) -> _Posting:
    issued = {act.day: act for act in _acts_of(one, acts)}
    if len(issued) != 1 or None in issued or not one.dated or one.precision != "day":
        return _Posting(one, None, None, None)
    (act,) = issued.values()
    assert act.day is not None
    assert one.published is not None
    place = places.get(one.id) or places[one.members[0]]
    allowed = _allowed(act, *place) if _IN_FORCE[0] <= act.day <= _IN_FORCE[1] else None
    return _Posting(one, (one.published - act.day).days, allowed, working_days(act.day, one.published))


def _allowed(act: Issued, locality: str | None, province: str | None) -> int | None:
    if act.locality is None or locality is None:
        return None
    if act.locality == locality:
        return _OWN
    return _SUPERIOR if act.locality in {"VN", province} else None


def _quartiles(days: Sequence[int]) -> dict[str, float | None]:
    if len(days) < 2:
        return {"q1": None, "q3": None}
    first, _, third = quantiles(days, n=4, method="inclusive")
    return {"q1": first, "q3": third}


def _in_time(counted: Iterable[_Posting]) -> dict[str, Any]:
    """The share posted in time, of the acts that a norm in force set a time for."""
    judged = [
        one.working <= one.allowed for one in counted if one.allowed is not None and one.working is not None
    ]
    low, high = wilson(sum(judged), len(judged)) or (None, None)
    share = sum(judged) / len(judged) if judged else None
    return {
        "in_time": share,
        "in_time_low": low,
        "in_time_high": high,
        "judged": len(judged),
        "norm": NORM if judged else None,
    }


MEASURE = Measure(
    name="delay",
    about="how many days after its date an act is posted, the median",
    formula="P = date(posted) − date(issued); in time: P ≤ 2 working days (own acts) or 10 (acts from above)",
    source="Norm: Art. 17 of 43/2011/NĐ-CP, 1 October 2011 to 14 August 2022; afterwards no days are set",
    keys=ATTRIBUTES,
    by=("locality",),
    rows=_rows,
    unit="days",
)

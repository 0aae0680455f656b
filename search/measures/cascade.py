"""Cascade lag: how many days after a superior act the localities below it followed with one of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from search.measures.lags import Cascade, Lag, cascades
from search.measures.material import Material
from search.measures.registry import Measure
from search.measures.results import MeasureRow
from search.measures.watching import Watch
from search.statistics.survival import Median, Step, kaplan_meier, median
from store.relations import Link, OwnAct

_LAG, _STEP = (tuple(field.name for field in fields(record)) for record in (Lag, Step))


def found_cascades(material: Material) -> Iterator[Cascade]:
    """The cascades of what was asked for, over its `implements` links."""
    publications = {each: one.id for one in material.publications for each in one.members}
    links = material.store.relations.links(material.filters, ("implements",))
    acts = material.store.relations.acts(
        {link.document for link in links} | {link.target for link in links if link.target}
    )
    first = _first_day(links, acts)
    watch = Watch(
        material.portals, material.spans, material.filters, first or material.now.date(), material.now
    )
    return cascades(links, acts, publications, material.localities, watch)


def _first_day(links: list[Link], acts: dict[str, OwnAct]) -> dt.date | None:
    days = [each.issued for each in links] + [each.issued for each in acts.values()]
    return min((day for day in days if day), default=None)


def _rows(material: Material) -> Iterator[MeasureRow]:
    one_each = "locality" in material.by
    for found in found_cascades(material):
        yield from (
            (_of_locality(found, lag, material) for lag in found.lags)
            if one_each
            else [_of_superior(found, material)]
        )


def _of_superior(found: Cascade, material: Material) -> MeasureRow:
    days = [lag.days for lag in found.lags]
    curve = kaplan_meier(days, found.watched.values())
    half = median(curve)
    more: dict[str, Any] = {
        "followed": len(days),
        "watched_without": len(found.watched),
        "not_observed": found.not_observed,
        "undated": found.undated,
        "before": found.before,
        "superior": _told(found),
        "lags": [_json(lag) for lag in found.lags],
        "watched": dict(found.watched),
        "curve": [_plain(step) for step in curve],
    }
    return MeasureRow(
        key=_key(found, None, material),
        value=half.day,
        low=half.low,
        high=half.high,
        n=len({lag.publication for lag in found.lags}),
        denominator=len(days) + len(found.watched),
        documents=tuple(sorted({lag.publication for lag in found.lags})),
        flags=tuple(_flags(found, half)),
        more=more,
    )


def _of_locality(found: Cascade, lag: Lag, material: Material) -> MeasureRow:
    return MeasureRow(
        key=_key(found, lag.locality, material),
        value=lag.days,
        n=1,
        denominator=1,
        documents=(lag.publication,),
        flags=("date_disagrees",) if found.superior.disagree else (),
        more={"superior": _told(found), "lag": _json(lag)},
    )


def _key(found: Cascade, locality: str | None, material: Material) -> dict[str, str | None]:
    values = {"superior": found.superior.label, "level": found.level, "locality": locality}
    return {name: values[name] for name in material.by}


def _told(found: Cascade) -> dict[str, Any]:
    one = found.superior
    issued = one.issued.isoformat() if one.issued else None
    return {
        "number": one.number, "issuer": one.issuer, "locality": one.locality, "issued": issued,
        "document": one.document,
    }  # fmt: skip


def _json(lag: Lag) -> dict[str, Any]:
    return _plain(lag) | {"issued": lag.issued.isoformat()}


def _plain(record: Lag | Step) -> dict[str, Any]:
    """What `asdict` gives, which copies each of thirty thousand flat records deeply."""
    return {name: getattr(record, name) for name in (_LAG if isinstance(record, Lag) else _STEP)}


def _flags(found: Cascade, half: Median) -> Iterator[str]:
    """Why there is no median, and what stands against it."""
    if found.superior.issued is None:
        yield "superior_undated"
    elif not found.lags:
        yield "no_dated_act"
    elif half.day is None:
        yield "median_not_reached"
    if found.superior.disagree:
        yield "date_disagrees"
    if found.lags and not found.watched:
        # Nobody was seen not to follow: the lags are those of the localities that did.
        yield "followers_only"


MEASURE = Measure(
    name="cascade",
    about="how many days after a superior act the localities below it followed with one of their own",
    formula=(
        "L = date(first act of the locality that implements it) - date(superior act), in days; its median by"
        " S(t) = Π_{t_i ≤ t} (1 - d_i/n_i). Localities watched without such an act are censored where"
        " observation first breaks off, those not watched from the superior's day on are left out"
    ),
    source="Kaplan and Meier, JASA 53, 1958; interval: Brookmeyer and Crowley, Biometrics 38, 1982",
    keys=("superior", "level", "locality"),
    by=("superior", "level"),
    requires=("superior", "level"),
    copies="portal",
    rows=_rows,
    is_of_weeks=False,
    unit="days",
)

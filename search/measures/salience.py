"""Reform salience: how much of all that a locality publishes is about reform."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import attrgetter, not_
from typing import Any

from crawler.portal import Portal
from pipelines.evaluation.intervals import wilson
from search.measures.material import Material
from search.measures.pooled import Interval, clusters, how, intervals
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureError, MeasureRow


def _rows(material: Material) -> Iterator[MeasureRow]:
    """One row for each group of all publications; a filter of theme or query narrows the reform ones only."""
    if material.filters.reform is False:
        raise MeasureError("salience counts reform among all publications: leave --not-reform out.")
    asked = set(material.documents.ids)
    everything = material.everything
    of_reform = map(not_, map(asked.isdisjoint, map(attrgetter("members"), everything)))
    reform = set(compress(map(attrgetter("id"), everything), of_reform))
    for group, members in grouped(everything, material.by, material.period):
        holding = [one for one in members if one.id in reform]
        reasons = _unknown_whole(members, material.portals)
        interval, more = (None, {}) if reasons else _interval(members, len(holding), reform, material)
        low, high = interval or (None, None)
        yield MeasureRow(
            key=group,
            value=None if reasons else len(holding) / len(members),
            low=low,
            high=high,
            n=len(holding),
            denominator=len(members),
            documents=tuple(one.id for one in holding),
            flags=(*reasons, *unknown(group, members)),
            more=more,
        )


def _interval(
    members: Sequence[Publication], hits: int, reform: Collection[str], material: Material
) -> tuple[Interval, dict[str, Any]]:
    """Wilson's, unless the row pools localities: of a share of 0 or 1 their samples would claim certainty."""
    pool = clusters(members, material.by) if 0 < hits < len(members) else []

    def counts(cluster: Sequence[Publication]) -> tuple[int, int]:
        return sum(one.id in reform for one in cluster), len(cluster)

    drawn = intervals(pool, counts, lambda sums: [sums[0] / sums[1]])
    if drawn:
        return drawn[0], how(pool, drawn[0])
    return wilson(hits, len(members)), {}


def _unknown_whole(members: Iterable[Publication], portals: Mapping[str, Portal]) -> tuple[str, ...]:
    """Why nobody knows all that was published: the denominator would be made of a choice."""
    found = {one.portal for one in members}
    flags = {
        "no_portal": None in found,
        "portal_not_declared": any(name and name not in portals for name in found),
        "scope_sections": any(name in portals and portals[name].scope != "all" for name in found if name),
    }
    return tuple(flag for flag, holds in flags.items() if holds)


MEASURE = Measure(
    name="salience",
    about="the share of reform in all that a locality publishes",
    formula="S_lt = N_lt / N^all_lt with its 95 % Wilson interval, where every portal declares scope: all;"
    " from 5 localities in a row: interval over localities drawn again",
    source="Intervals: Wilson, Journal of the American Statistical Association 22(158), 1927; bootstrap over"
    " localities, Davison and Hinkley 1997",
    keys=ATTRIBUTES,
    by=("locality",),
    rows=_rows,
    counts="all",
)

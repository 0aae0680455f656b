"""Reform salience: how much of all that a locality publishes is about reform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from crawler.portal import Portal
from pipelines.evaluation.intervals import wilson
from search.measures.material import Material
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureError, MeasureRow


def _rows(material: Material) -> Iterator[MeasureRow]:
    """One row for each group of all publications; a filter of theme or query narrows the reform ones only."""
    if material.filters.reform is False:
        raise MeasureError("salience counts reform among all publications: leave --not-reform out.")
    reform = {row.id for row in material.documents}
    for group, members in grouped(material.everything, material.by, material.period):
        holding = [one for one in members if not reform.isdisjoint(one.members)]
        reasons = _unknown_whole(members, material.portals)
        interval = None if reasons else wilson(len(holding), len(members))
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
        )


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
    formula="S_lt = N_lt / N^all_lt with its 95 % Wilson interval, where every portal declares scope: all",
    source="Interval: Wilson, Journal of the American Statistical Association 22(158), 1927",
    keys=ATTRIBUTES,
    by=("locality",),
    rows=_rows,
    counts="all",
)

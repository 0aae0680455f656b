"""Completeness: how many documents there are in all, beside how many are held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import not_
from typing import Any

from search.measures.asked import asked_portals, changes_nothing, narrowing
from search.measures.material import Material
from search.measures.parameters import Parameter, whole
from search.measures.registry import Measure
from search.measures.results import MeasureRow
from search.measures.series import Series, SeriesKey, series
from search.statistics.capture import chapman
from store.lists import TwoLists


def _rows(material: Material) -> Iterator[MeasureRow]:
    if "series" in material.by:
        yield from _by_series(material)
    else:
        yield from _by_portal(material)


# --- Two lists ---------------------------------------------------------------------------------------


def _by_portal(material: Material) -> Iterator[MeasureRow]:
    asked = asked_portals(material)
    held, lists = material.store.facts.held(), material.store.lists.newest_of(asked)
    for portal in asked:
        yield of_lists(portal, held.get(portal, 0), lists.get(portal))


def of_lists(portal: str, held: int, lists: TwoLists | None) -> MeasureRow:
    """The total of a portal's articles from what its feeds and site maps name and what its pages list."""
    if lists is None:
        return MeasureRow({"portal": portal}, None, held, held, flags=("no_lists",))
    more: dict[str, Any] = {
        "n1": lists.first,
        "n2": lists.second,
        "m": lists.both,
        "unread": lists.unread,
        "run": lists.run,
    }
    if not lists.first or not lists.second:
        return MeasureRow({"portal": portal}, None, held, held, flags=("one_list_only",), more=more)
    found = chapman(lists.first, lists.second, lists.both)
    return MeasureRow(
        key={"portal": portal},
        value=found.total,
        low=None if found.high is None else found.low,
        high=found.high,
        n=held,
        denominator=found.seen,
        flags=() if lists.both else ("lists_share_nothing",),
        more=more | {"held_share": min(1.0, held / found.total)},
    )


# --- Numbers -----------------------------------------------------------------------------------------


def _by_series(material: Material) -> Iterator[MeasureRow]:
    publications = {each: one.id for one in material.publications for each in one.members}
    acts = material.store.relations.acts(publications)
    originals = material.documents.where(map(not_, material.documents.column("duplicate_of")))
    cited = material.store.relations.unmet(originals.ids)
    least = material.setting("least")
    for key, found in series(acts.values(), cited, publications).items():
        if len(found.held) + len(found.unseen) >= least:
            yield _of_series(key, found)


def _of_series(key: SeriesKey, found: Series) -> MeasureRow:
    """`value` is the highest number: no fewer acts than that were given one."""
    held = set().union(*found.held.values())
    return MeasureRow(
        key={"series": key.label},
        value=found.highest,
        n=len(held),
        denominator=found.highest,
        flags=("cited_never_seen",) if found.unseen else (),
        more={
            "held": len(found.held),
            "held_share": len(found.held) / found.highest,
            "cited_never_seen": found.unseen,
            "gaps": [list(gap) for gap in found.gaps],
        },
    )


def _says(material: Material, rows: Sequence[MeasureRow]) -> Iterator[str]:
    if "series" not in material.by:
        yield from changes_nothing(material)
    elif names := narrowing(material):
        yield (
            "Gaps are of the numbers that these documents tell of:"
            f" what {names} leaves out counts as not held."
        )


MEASURE = Measure(
    name="completeness",
    about="how many documents there are in all, beside how many are held",
    formula=(
        "N̂ = (n1+1)(n2+1)/(m+1) - 1 from the addresses that feeds and site maps (n1), listings (n2) and both"
        " (m) of one run name; by series: the highest number of one issuer, kind and year. n: documents held"
    ),
    source="Chapman 1951; interval: exact, hypergeometric. Numbers: 30/2020/NĐ-CP, Art. 15",
    keys=("portal", "series"),
    by=("portal",),
    rows=_rows,
    is_of_weeks=False,
    says=_says,
    unit="number",
    counts="portals",
    parameters=(
        Parameter("least", 1, "by series: least count of numbers that are held or cited", whole(1)),
    ),
)  # fmt: skip

"""Citations: how often superior acts are cited, and what share of links points up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.evaluation.intervals import wilson
from search.measures.citation_figures import FIGURES, Figure
from search.measures.material import Material
from search.measures.network import Citing, citing, direction
from search.measures.parameters import Parameter, one_of
from search.measures.publications import ATTRIBUTES, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureError, MeasureRow
from search.measures.superiors import Superior, superiors
from search.statistics.bootstrap import METHOD, over_places


def _rows(material: Material) -> Iterator[MeasureRow]:
    found = network(material)
    if "superior" not in material.by:
        yield from _figures(material, found)
    elif len(material.by) > 1:
        raise MeasureError("citations counts by superior alone: it takes no other key beside it.")
    else:
        yield from _in_degrees(material, found)


def network(material: Material) -> list[Citing]:
    """The publications asked for with what they cite."""
    links = material.store.relations.links(material.filters)
    acts = material.store.relations.acts(material.documents.ids)
    return citing(material.publications, links, acts, material.localities)


# --- In-degree of superior acts --------------------------------------------------------------------------


def _in_degrees(material: Material, found: Sequence[Citing]) -> Iterator[MeasureRow]:
    """One row for each act that a locality below its issuer cites, the most cited first."""
    links = [
        link
        for one in found
        for link in one.links
        if link.locality and direction(one.locality, link.locality) == "vertical"
    ]
    owners = {each: one.publication.id for one in found for each in one.publication.members}
    citers = sum(bool(one.links) for one in found)
    targets = material.store.relations.acts({link.target for link in links if link.target})
    counted = [
        (superior, sorted({owners[link.document] for link in group}), group)
        for superior, group in superiors(links, targets)
    ]
    for superior, ids, group in sorted(counted, key=lambda each: (-len(each[1]), each[0].label)):
        relations: dict[str, int] = defaultdict(int)
        for link in group:
            relations[link.relation] += 1
        yield MeasureRow(
            key={"superior": superior.label},
            value=len(ids),
            n=len(ids),
            denominator=citers,
            documents=tuple(ids),
            flags=tuple(_flags(superior)),
            more={
                "kind": group[0].kind,
                "issued": superior.issued.isoformat() if superior.issued else None,
                "document": superior.document,
                "relations": dict(sorted(relations.items())),
            },
        )


def _flags(superior: Superior) -> Iterator[str]:
    if superior.year is None:
        yield "year_unknown"  # citations that do not tell it may mean several acts
    if superior.disagree:
        yield "date_disagrees"


# --- Shares and ages ---------------------------------------------------------------------------------


def _figures(material: Material, found: Sequence[Citing]) -> Iterator[MeasureRow]:
    name = str(material.settings["figure"])
    figure = FIGURES[name]
    by_id = {one.publication.id: one for one in found}
    asked = [one.publication for one in found if figure.among(one)]
    for group, members in grouped(asked, material.by, material.period):
        those = [by_id[one.id] for one in members]
        holding = [one.publication.id for one in those if figure.hits(one)]
        interval, how = _interval(name, figure, those, len(holding))
        more: dict[str, Any] = {"figure": name, "interval": how}
        if name == "vertical":
            ways = [each for one in those for each in one.directions]
            more |= {way: ways.count(way) for way in ("vertical", "own", "horizontal", "unknown")}
        yield MeasureRow(
            key={**group},
            value=figure.value(those),
            low=interval[0] if interval else None,
            high=interval[1] if interval else None,
            n=len(holding),
            denominator=len(those),
            documents=tuple(holding),
            flags=unknown(group, members),
            more=more,
        )


def _interval(
    name: str, figure: Figure, those: Sequence[Citing], hits: int
) -> tuple[tuple[float, float] | None, str | None]:
    """Over localities where there are enough of them; a share of publications has Wilson's otherwise."""
    clusters: dict[str, list[Citing]] = defaultdict(list)
    for one in those:
        clusters[one.publication.locality or ""].append(one)
    known = [clusters[locality] for locality in sorted(clusters) if locality]
    found = over_places(len(known), figure.drawn(known))
    if found:
        return found, f"bootstrap over {len(known)} localities, {METHOD}"
    return (wilson(hits, len(those)), "Wilson") if name == "basis" else (None, None)


MEASURE = Measure(
    name="citations",
    about="how often superior acts are cited, and which share of citations points up",
    formula=(
        "by superior: in-degree, the publications that cite an act of a body above them; else, by figure:"
        " basis = plans that name a legal basis / plans; vertical = links to bodies above / links whose two"
        " ends are known; age = median days from the cited act to the citing one"
    ),
    source=(
        "Objects as in Chen, Liao and Yi, Journal of Public Policy, 2025; intervals: bootstrap over"
        " localities, Davison and Hinkley 1997; Wilson 1927"
    ),
    keys=("superior", *ATTRIBUTES),
    by=("superior",),
    copies="portal",
    rows=_rows,
    unit="number",
    parameters=(
        Parameter("figure", "vertical", "without superior among the keys: basis, vertical or age",
                  one_of(*sorted(FIGURES))),
    ),
)  # fmt: skip

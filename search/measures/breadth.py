"""Breadth: how many of the themes a locality touches; plan coverage: how many of those of a superior plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from search.measures.material import Material
from search.measures.parameters import Parameter, whole
from search.measures.publications import ATTRIBUTES, Publication, grouped, key_value, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureError, MeasureRow

_THREE = 3


def _rows(material: Material) -> Iterator[MeasureRow]:
    pairs = {"plan", "superior"} & set(material.by)
    if len(pairs) == 1:
        raise MeasureError("plan and superior go together: --by locality,plan,superior is plan coverage.")
    return _plan_coverage(material) if pairs else _breadth(material)


def _breadth(material: Material) -> Iterator[MeasureRow]:
    least, themes = material.setting("m"), material.themes
    for group, members in grouped(material.coded, material.by, material.period):
        counts = Counter(theme for one in members for theme in one.weights)
        reached = [theme for theme in themes if counts[theme] >= least]
        yield MeasureRow(
            key=group,
            value=len(reached) / len(themes),
            n=len(members),
            denominator=len(members),
            documents=tuple(one.id for one in members),
            flags=unknown(group, members),
            more={
                "m": least,
                "of_themes": len(themes),
                "at_three": sum(counts[theme] >= _THREE for theme in themes) / len(themes),
                "themes": reached,
            },
        )


def _plan_coverage(material: Material) -> Iterator[MeasureRow]:
    """One row for each plan that implements one of the store: C(l|s) = |K_l ∩ K_s| / |K_s|."""
    asked = {id_: one for one in material.publications for id_ in one.members}
    links = [pair for pair in material.store.citations.linked("implements") if pair[0] in asked]
    superiors = material.whole([target for _, target in links])
    pairs = {
        (asked[citing].id, superiors[target].id): (asked[citing], superiors[target])
        for citing, target in links
        if target in superiors
    }
    rows = [_plan_row(material, *pairs[ids]) for ids in sorted(pairs) if ids[0] != ids[1]]
    return iter(sorted(rows, key=lambda row: [(value is None, value or "") for value in row.key.values()]))


def _plan_row(material: Material, plan: Publication, superior: Publication) -> MeasureRow:
    wanted = set(superior.weights)
    taken, missing = sorted(wanted & set(plan.weights)), sorted(wanted - set(plan.weights))
    pair = {"plan": plan.id, "superior": superior.id}
    values: dict[str, str | None] = {
        name: pair.get(name) or key_value(plan, name, material.period) for name in material.by
    }
    return MeasureRow(
        key=values,
        value=len(taken) / len(wanted) if wanted else None,
        n=1,
        denominator=1,
        documents=(plan.id,),
        flags=(*unknown(values, [plan]), *(() if wanted else ("superior_not_coded",))),
        more={"of_themes": len(wanted), "themes": taken, "missing": missing},
    )


MEASURE = Measure(
    name="breadth",
    about="how many of the themes a locality touches; by plan and superior: of those of the superior plan",
    formula="B_lt = |{k: n_lkt ≥ m}| / K; plan coverage C(l|s) = |K_l ∩ K_s| / |K_s|",
    source="Counting rule of this project; plans are linked by what they say they implement",
    keys=(*ATTRIBUTES, "plan", "superior"),
    by=("locality",),
    rows=_rows,
    parameters=(Parameter("m", 1, "fewest publications with which a theme counts as touched", whole(1)),),
    nothing=0.0,
)

"""Theme attention share: how a locality divides its talk about reform among the themes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from math import fsum
from typing import Any

from crawler.portal import Portal
from search.measures.computing import compute
from search.measures.material import Material
from search.measures.periods import Period
from search.measures.pooled import Interval, clusters, how, intervals
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import KeyName, MeasureResult, MeasureRow
from store.database import Store
from store.filters import Filters


def attention(store: Store, portals: Mapping[str, Portal], filters: Filters, **asked: Any) -> MeasureResult:
    """The measure for callers in Python; `asked` as in `search.measures.computing.compute`."""
    return compute(MEASURE, store, portals, filters, **asked)


def shares(weights: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The share of each theme in all weights, of which the sums are not rounded before they are divided."""
    whole = fsum(chain.from_iterable(weights.values()))
    return {theme: fsum(each) / whole for theme, each in weights.items()}


def attention_rows(
    found: Sequence[Publication],
    by: Sequence[KeyName],
    period: Period = "year",
    zeros: Callable[[Mapping[str, str | None]], Collection[str]] = lambda group: (),
) -> Iterator[MeasureRow]:
    """The shares of publications that all carry themes; `by` holds `theme`.

    The shares of one group of the other keys sum to 1; `zeros` gives the themes that have a row there even
    if nobody speaks of them.
    """
    for group, members in grouped(found, by, period):
        holding: dict[str, list[Publication]] = {
            theme: []
            for theme in sorted({theme for one in members for theme in one.weights}.union(zeros(group)))
        }
        for one in members:
            for theme in one.weights:
                holding[theme].append(one)
        values = shares({theme: [one.weights[theme] for one in each] for theme, each in holding.items()})
        pool = clusters(members, by)
        bounds = _bounds(pool)
        for theme, having in holding.items():
            key: dict[str, str | None] = {**group, "theme": theme}
            interval = bounds.get(theme)
            yield MeasureRow(
                key={name: key[name] for name in by},
                value=values[theme],
                low=interval[0] if interval else None,
                high=interval[1] if interval else None,
                n=len(having),
                denominator=len(members),
                documents=tuple(one.id for one in having),
                flags=unknown(group, having),
                more=how(pool, interval),
            )


def _bounds(pool: Sequence[Sequence[Publication]]) -> dict[str, Interval]:
    """The interval of the share of each theme that anybody speaks of."""
    themes = sorted({theme for cluster in pool for one in cluster for theme in one.weights})

    def counts(cluster: Sequence[Publication]) -> list[float]:
        return [fsum(one.weights.get(theme, 0.0) for one in cluster) for theme in themes]

    def shares(sums: Sequence[float]) -> list[float]:
        whole = sum(sums)
        return [part / whole for part in sums]

    return dict(zip(themes, intervals(pool, counts, shares), strict=False))


def _rows(material: Material) -> Iterator[MeasureRow]:
    def zeros(group: Mapping[str, str | None]) -> tuple[str, ...]:
        return material.themes if material.may_say_zero(group) else ()

    return attention_rows(material.coded, material.by, material.period, zeros)


MEASURE = Measure(
    name="attention",
    about="how a locality divides its talk about reform among the themes",
    formula="a_lkt = Σ_d w_dk / Σ_d Σ_k w_dk, with w_dk = (1/U_d) Σ_u [k ∈ u] / m_u",
    source="Share of the agenda: Boydstun, Bevan and Thomas, Policy Studies Journal 42(2), 2014",
    keys=(*ATTRIBUTES[:5], "theme", "period"),
    by=("locality", "theme"),
    requires=("theme",),
    rows=_rows,
    corrects=True,
)

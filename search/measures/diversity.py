"""Attention diversity: over how many themes a locality spreads what it says about reform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import exp, fsum, log

from search.measures.material import Material
from search.measures.pooled import Interval, clusters, how, intervals
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureRow


def entropy(shares: Iterable[float]) -> float:
    """Shannon's H in nats of shares that sum to 1."""
    return -fsum(share * log(share) for share in shares if share > 0) or 0.0


def shares_of(members: Iterable[Publication]) -> dict[str, float]:
    """The shares of attention of publications that all carry themes."""
    weights: dict[str, list[float]] = {}
    for one in members:
        for theme, weight in one.weights.items():
            weights.setdefault(theme, []).append(weight)
    whole = fsum(weight for found in weights.values() for weight in found)
    return {theme: fsum(weights[theme]) / whole for theme in sorted(weights)}


def _rows(material: Material) -> Iterator[MeasureRow]:
    themes = len(material.themes)
    for group, members in grouped(material.coded, material.by, material.period):
        h = entropy(shares_of(members).values())
        pool = clusters(members, material.by)
        interval = _interval(pool, material.themes)
        yield MeasureRow(
            key=group,
            value=h,
            low=interval[0] if interval else None,
            high=interval[1] if interval else None,
            n=len(members),
            denominator=len(members),
            documents=tuple(one.id for one in members),
            flags=unknown(group, members),
            more={
                "normalised": h / log(themes) if themes > 1 else None,
                "effective": exp(h),
                "themes": themes,
                **how(pool, interval),
            },
        )


def _interval(pool: Sequence[Sequence[Publication]], themes: Sequence[str]) -> Interval:
    """Of H over localities drawn again."""

    def counts(cluster: Sequence[Publication]) -> list[float]:
        return [fsum(one.weights.get(theme, 0.0) for one in cluster) for theme in themes]

    def h(sums: Sequence[float]) -> list[float | None]:
        whole = sum(sums)
        return [entropy(part / whole for part in sums) if whole else None]

    return next(iter(intervals(pool, counts, h)), None)


MEASURE = Measure(
    name="diversity",
    about="over how many themes a locality spreads what it says about reform",
    formula="H = −Σ_k a_k ln a_k; normalised H' = H / ln K; effective themes exp(H)",
    source="Boydstun, Bevan and Thomas, Policy Studies Journal 42(2), 2014: H and H' before Herfindahl",
    keys=ATTRIBUTES,
    by=("locality",),
    rows=_rows,
    unit="nats",
)

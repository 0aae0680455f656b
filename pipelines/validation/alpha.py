"""Krippendorff's alpha for nominal data: any number of coders, missing values, an interval by bootstrap.

K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011, University of Pennsylvania), with the
coincidences of each unit kept apart: the n_u values of a unit that several coders coded give

    o_u = (number of ordered pairs of its values that differ) / (n_u - 1)
    alpha = 1 - (n - 1) · Σ_u o_u / (n² - Σ_c n_c²)

where n_c counts the value c over those units and n = Σ_c n_c. Units with fewer than two values say nothing of
agreement and are left out. As the sums go by unit, a resample of units is a sum of weighted rows; the
interval holds the middle 95 % of 1,000 (A. Zapf et al., BMC Medical Research Methodology 16:93, 2016).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from pipelines.evaluation.intervals import SAMPLES, SEED, percentiles

Reason: TypeAlias = Literal["nothing_coded", "one_coder", "no_pairs", "no_variation"]
REASONS: Mapping[Reason, str] = {
    "nothing_coded": "nobody coded it",
    "one_coder": "one coder alone coded it",
    "no_pairs": "no document was coded by two coders",
    "no_variation": "all coders gave the same value to every document: nothing could have differed",
}


@dataclass(frozen=True, slots=True)
class Alpha:
    """`value` is None for a `reason`; `units` are those with two values or more, `pairs` compared values."""

    value: float | None
    low: float | None = None
    high: float | None = None
    units: int = 0
    pairs: int = 0
    coders: int = 0
    reason: Reason | None = None


class _Part(NamedTuple):
    """What a cluster of units adds to the sums."""

    counts: frozenset[tuple[Hashable, int]]
    disagreement: float


def alpha(units: Iterable[Mapping[str, Hashable | None]]) -> Alpha:
    """Alpha of units, each the value by coder; None and absent coders are missing values."""
    return clustered_alpha([unit] for unit in units)


def clustered_alpha(clusters: Iterable[Sequence[Mapping[str, Hashable | None]]]) -> Alpha:
    """The same where units come in clusters (the themes of one document), which are resampled whole."""
    kept = [[_known(unit) for unit in cluster] for cluster in clusters]
    units = list(chain.from_iterable(kept))
    coders = {coder for unit in units for coder in unit}
    paired = [unit for unit in units if len(unit) > 1]
    pairs = sum(len(unit) * (len(unit) - 1) // 2 for unit in paired)
    made = partial(Alpha, units=len(paired), pairs=pairs, coders=len(coders))
    reason = _degenerate(coders, paired)
    if reason:
        return made(None, reason=reason)
    parts = [part for part in map(_part, kept) if part.counts]
    kinds = Counter(parts)
    low, high = percentiles([_value(sample) for sample in _resamples(kinds)]) or (None, None)
    return made(_value(kinds), low, high)


def _known(unit: Mapping[str, Hashable | None]) -> dict[str, Hashable]:
    return {coder: value for coder, value in unit.items() if value is not None}


def _degenerate(coders: set[str], paired: list[dict[str, Hashable]]) -> Reason | None:
    if not coders:
        return "nothing_coded"
    if not paired:
        return "one_coder" if len(coders) == 1 else "no_pairs"
    values = {value for unit in paired for value in unit.values()}
    return "no_variation" if len(values) == 1 else None


def _part(cluster: Sequence[Mapping[str, Hashable]]) -> _Part:
    counts: Counter[Hashable] = Counter()
    disagreement = 0.0
    for unit in cluster:
        size = len(unit)
        if size < 2:
            continue
        own = Counter(unit.values())
        counts.update(own)
        disagreement += (size * size - sum(n * n for n in own.values())) / (size - 1)
    return _Part(frozenset(counts.items()), disagreement)


def _resamples(kinds: Counter[_Part]) -> Iterator[Mapping[_Part, int]]:
    """Samples of as many clusters, drawn with replacement. The same for the same clusters in any order."""
    source = random.Random(SEED)  # noqa: S311 no secret: a seed that everybody may know
    known = sorted(kinds, key=lambda part: (part.disagreement, sorted(map(repr, part.counts))))
    counts = [kinds[part] for part in known]
    for _ in range(SAMPLES):
        drawn = Counter(source.choices(range(len(known)), counts, k=kinds.total()))
        yield {known[place]: times for place, times in drawn.items()}


def _value(kinds: Mapping[_Part, int]) -> float | None:
    """None where a resample holds one value only."""
    counts: Counter[Hashable] = Counter()
    observed = 0.0
    for part, times in kinds.items():
        observed += times * part.disagreement
        for value, count in part.counts:
            counts[value] += times * count
    total = counts.total()
    expected = total * total - sum(n * n for n in counts.values())
    return 1 - (total - 1) * observed / expected if expected else None

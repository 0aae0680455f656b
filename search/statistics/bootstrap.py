"""How sure an aggregate over localities is: localities are drawn again with replacement.

Documents of one locality resemble each other, so that localities, not documents, are what is drawn (A. C.
Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, ch. 3.8). The interval is that
of percentiles of 1,000 samples drawn with a fixed seed: the same clusters in the same order give the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice, repeat
from math import floor
from operator import mul
from typing import TypeVar

from pipelines.evaluation.intervals import SAMPLES, SEED, percentiles

T = TypeVar("T")
METHOD = f"percentiles of {SAMPLES} samples, seed {SEED}"
FEWEST = 5  # clusters: with fewer, a sample is mostly the same one again


def over_clusters(
    clusters: Sequence[T], figure: Callable[[Sequence[T]], float | None]
) -> tuple[float, float] | None:
    """The 95 % interval of `figure` over clusters drawn again; None below `FEWEST` clusters.

    `figure` says None for a sample of which it is undefined; where half are, there is no interval.
    """
    return over_places(len(clusters), lambda places: figure([clusters[place] for place in places]))


def over_places(size: int, figure: Callable[[Sequence[int]], float | None]) -> tuple[float, float] | None:
    """`over_clusters` of a figure that is told the places of the drawn clusters."""
    return None if size < FEWEST else percentiles(list(map(figure, draws(size))))


def over_sums(
    counts: Sequence[Sequence[float]], figures: Callable[[Sequence[float]], Sequence[float | None]]
) -> list[tuple[float, float] | None]:
    """The 95 % interval of each of several figures that the sums of the clusters' counts tell.

    `counts` has the same numbers of every cluster, `figures` makes of their sums the same figures each time;
    no interval at all below `FEWEST` clusters.
    """
    if len(counts) < FEWEST:
        return []
    columns = [list(column) for column in zip(*counts, strict=True)]
    drawn = [
        figures([sum(map(column.__getitem__, places)) for column in columns]) for places in draws(len(counts))
    ]
    return [percentiles(values) for values in zip(*drawn, strict=True)]


@lru_cache(maxsize=8)
def draws(size: int) -> tuple[tuple[int, ...], ...]:
    """The places of the clusters of each sample: the same for the same number of clusters."""
    # What `random.choices` of the places draws; by the hundred thousand, without a step of Python for each.
    source = random.Random(SEED)  # noqa: S311 no secret: a seed that everybody may know
    drawn = map(floor, map(mul, iter(source.random, None), repeat(float(size))))
    places = map(list(range(size)).__getitem__, drawn)  # each number once in memory
    return tuple(tuple(islice(places, size)) for _ in range(SAMPLES))

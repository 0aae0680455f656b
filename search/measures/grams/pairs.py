"""Which of many texts have 5-grams in common: all pairs of a few texts, likely ones of many.

Of more than `ALL` texts those pairs are compared that share two or more grams of a sample of one in `ONE_IN`
(`pipelines.shingles.sample`). Two texts of 1,000 syllables of which a tenth of one stands in the other share
six of their samples on average, and fewer than two once in sixty times. Grams of the sample that more than
`MOST_HOLDERS` texts have make no pair: they are set phrases.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import polars as pl

from search.measures.grams.columns import joined

ALL = 300
ONE_IN = 16
MOST_HOLDERS = 100
_LEAST_SHARED = 2
_TOGETHER = 1000  # texts that are looked at at once: memory


class Pair(NamedTuple):
    """Places of two texts, `one` before `other`."""

    one: int
    other: int


def pairs(texts: Sequence[pl.Series], most: int) -> list[Pair]:
    """The pairs to compare, in order: all of them, or the `most` that share most of their samples.

    What they share is a part of the smaller sample.
    """
    if len(texts) <= ALL:
        return [Pair(*two) for two in combinations(range(len(texts)), 2)]
    samples = _samples(texts)
    sizes = samples.group_by("text").len("size")
    held = pl.len().over("gram")
    rare = samples.filter(held.is_between(2, MOST_HOLDERS))
    best = pl.DataFrame(schema={"one": pl.UInt32, "other": pl.UInt32, "share": pl.Float64})
    for start in range(0, len(texts), _TOGETHER):
        own = rare.filter(pl.col("text").is_between(start, start + _TOGETHER, closed="left"))
        best = pl.concat([best, _likely(rare, own, sizes)])
        best = best.sort("share", "one", "other", descending=[True, False, False]).head(most)
    return sorted(Pair(one, other) for one, other in best.select("one", "other").iter_rows())


def _samples(texts: Sequence[pl.Series]) -> pl.DataFrame:
    """The `text` and `gram` of all samples, each gram of a text once."""
    made = [pl.DataFrame(schema={"text": pl.UInt32, "gram": pl.Int64})]
    for start in range(0, len(texts), _TOGETHER):
        some = joined(texts[start : start + _TOGETHER], "text", start)
        made.append(some.filter(pl.col("gram") & (ONE_IN - 1) == 0).unique())
    return pl.concat(made)


def _likely(rare: pl.DataFrame, own: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one text before one of `own`, with the share of the smaller sample that the larger one has."""
    shared = (
        own.rename({"text": "other"})
        .join(rare.rename({"text": "one"}), on="gram")
        .filter(pl.col("one") < pl.col("other"))
        .group_by("one", "other")
        .len("count")
        .filter(pl.col("count") >= _LEAST_SHARED)
    )
    for name in ("one", "other"):
        shared = shared.join(sizes.rename({"text": name, "size": f"of_{name}"}), on=name)
    smaller = pl.min_horizontal("of_one", "of_other")
    return shared.select("one", "other", share=pl.col("count") / smaller)

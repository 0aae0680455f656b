"""Set phrases: 5-grams that stand in the publications of more than a fifth of all localities.

Grams are first looked for in a hundred localities drawn with a fixed seed; those that two of them have are
counted in all. Of grams that more than a fifth have, fewer than one in a hundred million is in fewer than two
of the hundred.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import polars as pl

from search.measures.grams.columns import joined

FEWEST_LOCALITIES = 20  # with fewer, a fifth is a handful, and what two of them share would be gone
SHARE = 0.2
_DRAWN = 100
_SEED = 20260101
_TOGETHER = 50  # localities that are looked at at once: memory


def boilerplate(texts: Mapping[str, Sequence[pl.Series]], wanted: pl.Series) -> frozenset[int] | None:
    """Those of the `wanted` grams that are set phrases, by the texts of each locality.

    None where the localities are too few to tell.
    """
    if len(texts) < FEWEST_LOCALITIES:
        return None
    source = random.Random(_SEED)  # noqa: S311 no secret: a seed that everybody may know
    drawn = source.sample(sorted(texts), min(_DRAWN, len(texts)))
    likely = _held_by_more([texts[locality] for locality in drawn], wanted, 1)
    return frozenset(_held_by_more(list(texts.values()), likely, SHARE * len(texts)).to_list())


def _held_by_more(texts: Sequence[Sequence[pl.Series]], asked: pl.Series, than: float) -> pl.Series:
    """Those of the grams that stand in the texts of more localities than so many."""
    wanted = asked.unique().implode()
    counts = []
    for start in range(0, len(texts), _TOGETHER):
        held = joined([pl.concat(one) for one in texts[start : start + _TOGETHER]], "locality")
        counts.append(held.filter(pl.col("gram").is_in(wanted)).unique().group_by("gram").len())
    summed = pl.concat(counts).group_by("gram").agg(pl.col("len").sum())
    return summed.filter(pl.col("len") > than)["gram"]

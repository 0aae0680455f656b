"""Set phrases: 5-grams that stand in the publications of more than a fifth of all localities.

Grams are first looked for in a hundred localities drawn with a fixed seed; those that two of them have are
counted in all. Of grams that more than a fifth have, fewer than one in a hundred million is in fewer than two
of the hundred.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Mapping, Sequence, Set

FEWEST_LOCALITIES = 20  # with fewer, a fifth is a handful, and what two of them share would be gone
SHARE = 0.2
_DRAWN = 100
_SEED = 20260101
_TOGETHER = 50  # localities that are looked at at once: memory


def boilerplate(texts: Mapping[str, Sequence[array[int]]], wanted: Set[int]) -> frozenset[int] | None:
    """Those of the `wanted` grams that are set phrases, by the texts of each locality.

    None where the localities are too few to tell.
    """
    if len(texts) < FEWEST_LOCALITIES:
        return None
    source = random.Random(_SEED)  # noqa: S311 no secret: a seed that everybody may know
    drawn = source.sample(sorted(texts), min(_DRAWN, len(texts)))
    likely = _held_by_more([texts[locality] for locality in drawn], wanted, 1)
    return _held_by_more(list(texts.values()), likely, SHARE * len(texts))


def _held_by_more(texts: Sequence[Sequence[array[int]]], asked: Set[int], than: float) -> frozenset[int]:
    """Those of the grams that stand in the texts of more localities than so many.

    A country's texts have tens of millions of grams: to look at each as an object of its own takes four times
    as long.
    """
    import polars as pl  # noqa: PLC0415 heavy, and of the measures only reuse needs it

    wanted = pl.Series("gram", list(asked), dtype=pl.Int64).implode()
    counts = []
    for start in range(0, len(texts), _TOGETHER):
        held = [_joined(one) for one in texts[start : start + _TOGETHER]]
        places = [pl.repeat(place, len(one), eager=True) for place, one in enumerate(held)]
        columns = [pl.Series("gram", one, dtype=pl.Int64) for one in held]
        frame = pl.DataFrame({"place": pl.concat(places), "gram": pl.concat(columns)})
        found = frame.filter(pl.col("gram").is_in(wanted)).unique()
        counts.append(found.group_by("gram").len())
    summed = pl.concat(counts).group_by("gram").agg(pl.col("len").sum())
    return frozenset(summed.filter(pl.col("len") > than)["gram"].to_list())


def _joined(texts: Iterable[array[int]]) -> array[int]:
    found = array("q")
    for text in texts:
        found.extend(text)
    return found

"""Set phrases: 5-grams that stand in the publications of more than a fifth of all localities."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from itertools import chain

FEWEST_LOCALITIES = 20  # with fewer, a fifth is a handful, and what two of them share would be gone
SHARE = 0.2


def boilerplate(texts: Mapping[str, Sequence[array[int]]], wanted: Set[int]) -> frozenset[int] | None:
    """Those of the `wanted` grams that are set phrases, by the texts of each locality.

    None where the localities are too few to tell.
    """
    if len(texts) < FEWEST_LOCALITIES:
        return None
    least = SHARE * len(texts)
    asked = frozenset(wanted)
    counts = Counter[int]()
    for held in texts.values():
        counts.update(asked.intersection(chain.from_iterable(held)))
    return frozenset(gram for gram, count in counts.items() if count > least)

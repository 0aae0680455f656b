"""Which of many texts have 5-grams in common: all pairs of a few texts, likely ones of many.

Of more than `ALL` texts those pairs are compared that share two or more grams of a sample of one in `ONE_IN`
(`pipelines.shingles.sample`). Two texts of 1,000 syllables of which a tenth of one stands in the other share
six of their samples on average, and fewer than two once in sixty times. Grams of the sample that more than
`MOST_HOLDERS` texts have make no pair: they are set phrases.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from pipelines.shingles import sample

ALL = 300
ONE_IN = 16
MOST_HOLDERS = 100
_LEAST_SHARED = 2


class Pair(NamedTuple):
    """Places of two texts, `one` before `other`."""

    one: int
    other: int


def pairs(texts: Sequence[array[int]], most: int) -> list[Pair]:
    """The pairs to compare, in order: all of them, or the `most` that share most of their samples."""
    if len(texts) <= ALL:
        return [Pair(*two) for two in combinations(range(len(texts)), 2)]
    found = ((share, -one, -other) for one, other, share in _likely(texts))
    return sorted(Pair(-one, -other) for _, one, other in heapq.nlargest(most, found))


def _likely(texts: Sequence[array[int]]) -> Iterator[tuple[int, int, float]]:
    """Pairs with the share of the smaller sample that stands in the larger one."""
    samples = [frozenset(sample(text, ONE_IN)) for text in texts]
    holders: dict[int, array[int]] = {}
    held = Counter[int]()
    for drawn in samples:
        held.update(drawn)
    for place, drawn in enumerate(samples):
        shared = Counter[int]()
        for gram in drawn:
            if 1 < held[gram] <= MOST_HOLDERS:
                before = holders.setdefault(gram, array("l"))
                shared.update(before)
                before.append(place)
        for other, count in shared.items():
            if count >= _LEAST_SHARED:
                yield other, place, count / min(len(drawn), len(samples[other]))

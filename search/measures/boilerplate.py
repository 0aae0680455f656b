"""Set phrases: 5-grams that stand in the publications of more than a fifth of all localities."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

FEWEST_LOCALITIES = 20  # with fewer, a fifth is a handful, and what two of them share would be gone
SHARE = 0.2
_BUCKETS = 1 << 24
_MOST = 65535  # localities that a bucket counts


def boilerplate(texts: Mapping[str, Sequence[array[int]]]) -> frozenset[int] | None:
    """The set phrases among the texts of each locality; None where the localities are too few.

    Counted in two passes: the first one adds up buckets of grams, which no frequent gram can be missing from,
    the second one counts those grams whose bucket is full enough. Memory stays that of the buckets.
    """
    if len(texts) < FEWEST_LOCALITIES:
        return None
    least = SHARE * len(texts)
    buckets = array("H", bytes(2 * _BUCKETS))
    for held in _by_locality(texts):
        for gram in held:
            bucket = gram & (_BUCKETS - 1)
            if buckets[bucket] < _MOST:
                buckets[bucket] += 1
    counts = Counter[int]()
    for held in _by_locality(texts):
        counts.update(gram for gram in held if buckets[gram & (_BUCKETS - 1)] > least)
    return frozenset(gram for gram, count in counts.items() if count > least)


def _by_locality(texts: Mapping[str, Sequence[array[int]]]) -> Iterator[set[int]]:
    for held in texts.values():
        yield set().union(*held)

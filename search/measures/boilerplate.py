"""Set phrases: 5-grams that stand in the publications of more than a fifth of all localities.

Grams are first looked for in a hundred localities drawn with a fixed seed; those that two of them have are
counted in all. Of grams that more than a fifth have, fewer than one in a hundred million is in fewer than two
of the hundred.
"""

from __future__ import annotations

import random
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain

FEWEST_LOCALITIES = 20  # with fewer, a fifth is a handful, and what two of them share would be gone
SHARE = 0.2
_DRAWN = 100
_SEED = 20260101


def boilerplate(texts: Mapping[str, Sequence[array[int]]], wanted: Set[int]) -> frozenset[int] | None:
    """Those of the `wanted` grams that are set phrases, by the texts of each locality.

    None where the localities are too few to tell.
    """
    if len(texts) < FEWEST_LOCALITIES:
        return None
    source = random.Random(_SEED)  # noqa: S311 no secret: a seed that everybody may know
    drawn = source.sample(sorted(texts), min(_DRAWN, len(texts)))
    seen = _counts((texts[locality] for locality in drawn), frozenset(wanted))
    likely = frozenset(gram for gram, count in seen.items() if count > 1)
    counts = _counts(texts.values(), likely)
    return frozenset(gram for gram, count in counts.items() if count > SHARE * len(texts))


def _counts(texts: Iterable[Sequence[array[int]]], asked: frozenset[int]) -> Counter[int]:
    """In the texts of how many localities each of the grams stands."""
    counts = Counter[int]()
    for held in texts:
        counts.update(asked.intersection(chain.from_iterable(held)))
    return counts

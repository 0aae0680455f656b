"""How sure a figure is: bootstrap over documents for F1, Wilson's interval for plain shares.

A bootstrap of a share that is 0 or 1 says [0, 0] or [1, 1], as if nine documents could prove a rate: Wilson's
interval (E. B. Wilson, JASA 22, 1927) does not. F1 has no such form; its interval is that of percentiles
(B. Efron, Annals of Statistics 7, 1979) of 1,000 samples of documents, drawn with a fixed seed.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence

SAMPLES = 1000
SEED = 20260101
_Z = 1.959964  # two-sided 95 %
_TAIL = 0.025


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    if not of:
        return None
    share, square = hits / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def resamples(size: int) -> Iterator[list[int]]:
    """How often each of `size` documents is in each sample. The same for the same size."""
    source = random.Random(SEED)  # noqa: S311 no secret: a seed that everybody may know
    for _ in range(SAMPLES):
        drawn = Counter(source.choices(range(size), k=size))
        yield [drawn[place] for place in range(size)]


def percentiles(values: Sequence[float | None]) -> tuple[float, float] | None:
    """The middle 95 %; None where the figure is undefined in half of the samples or more."""
    known = sorted(value for value in values if value is not None)
    if not known or 2 * len(known) <= len(values):
        return None
    return known[int(_TAIL * len(known))], known[math.ceil((1 - _TAIL) * len(known)) - 1]

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
    """The 95 % interval of a share of counted things; None of no things at all."""
    return wilson_at(hits / of, of) if of else None


def wilson_at(share: float, size: float) -> tuple[float, float]:
    """Wilson's interval of a share at a size above 0 that need not be whole.

    It ends at 0 for a share of 0 and at 1 for a share of 1: said outright, as sums miss both by a bit.
    """
    square = _Z * _Z
    middle = (share + square / (2 * size)) / (1 + square / size)
    half = _Z * math.sqrt(share * (1 - share) / size + square / (4 * size * size)) / (1 + square / size)
    return (max(0.0, middle - half) if share > 0 else 0.0, min(1.0, middle + half) if share < 1 else 1.0)


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

"""How many there are in all, from two lists made independently of each other.

N̂ = (n1 + 1)(n2 + 1) / (m + 1) - 1 for n1 on the first list, n2 on the second, m on both (D. G. Chapman,
University of California Publications in Statistics 1, 1951). Its variance is
(n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)²(m + 2)) (G. A. F. Seber, Estimation of Animal Abundance, 1982).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seen` on either list; `low` is never below it, as what was seen is there."""

    total: float
    low: float
    high: float
    seen: int


def chapman(first: int, second: int, both: int) -> Estimate:
    """The estimate for two lists of `first` and `second` items, `both` of which are on both.

    Raises ValueError for numbers that no two lists can have.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"two lists of {first} and {second} cannot share {both}")
    seen = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    spread = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    half = _Z * math.sqrt(spread)
    return Estimate(total, max(float(seen), total - half), total + half, seen)

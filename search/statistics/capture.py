"""How many there are in all, from two lists made independently of each other.

N̂ = (n1 + 1)(n2 + 1) / (m + 1) - 1 for n1 on the first list, n2 on the second, m on both (D. G. Chapman,
University of California Publications in Statistics 1, 1951). Its variance is
(n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)²(m + 2)) (G. A. F. Seber, Estimation of Animal Abundance, 1982).
Where all of one list is on the other, that is 0, which is no sign of certainty: the normal approximation has
nothing to go by. There the end is that of the exact interval, the largest N at which so many shared items are
no rarer than once in 40: m given n1, n2 and N is hypergeometric (Chapman 1951; for intervals of this kind
C. J. Clopper and E. S. Pearson, Biometrika 26, 1934).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # two-sided 95 %
_TAIL = 0.025  # on each side
_ROUNDING = 1e-9  # of logarithms: what is 1 in 40 by the numbers is no less


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
    if not first or not second:
        raise ValueError("an empty list tells nothing of what the other one lacks")
    seen = first + second - both
    total = (first + 1) * (second + 1) / (both + 1) - 1
    spread = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    half = _Z * math.sqrt(spread)
    high = total + half if spread else float(_most(max(first, second), both))
    return Estimate(total, max(float(seen), total - half), max(total, high), seen)


def _most(longer: int, shorter: int) -> int:
    """The largest N at which a list of `longer` items holds all of a shorter one as often as 1 in 40:
    C(longer, shorter) / C(N, shorter) ≥ 0.025."""
    least, beyond = longer, math.floor(longer / _TAIL) + 1
    known = _log_ways(longer, shorter)
    while beyond - least > 1:
        middle = (least + beyond) // 2
        if known - _log_ways(middle, shorter) >= math.log(_TAIL) - _ROUNDING:
            least = middle
        else:
            beyond = middle
    return least


def _log_ways(of: int, chosen: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)

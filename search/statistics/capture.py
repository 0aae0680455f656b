"""How many there are in all, from two lists made independently of each other.

N̂ = (n1 + 1)(n2 + 1) / (m + 1) - 1 for n1 on the first list, n2 on the second, m on both (D. G. Chapman,
University of California Publications in Statistics 1, 1951). m given n1, n2 and N is hypergeometric; the
interval is the exact one of that distribution: all N at which so many shared items, and at which so few, are
no rarer than once in 40 (of the kind of C. J. Clopper and E. S. Pearson, Biometrika 26, 1934). The usual
interval of N̂ and its variance (G. A. F. Seber, Estimation of Animal Abundance, 1982) is too short where one
list holds nearly all of the other, or nearly nothing, and has no length at all where it holds all.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_TAIL = 0.025 - 1e-9  # on each side; what is 1 in 40 by the numbers is no less
_NOTHING = 1e-13  # of a sum: what comes after such a term no longer counts


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seen` on either list. `low` is never below it, as what was seen is there; `high` is None where the
    lists share nothing, which any number would explain."""

    total: float
    low: float
    high: float | None
    seen: int


def chapman(first: int, second: int, both: int) -> Estimate:
    """The estimate for two lists of `first` and `second` items, `both` on both, with a 95 % interval.

    Raises ValueError for numbers that no two lists can have.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"two lists of {first} and {second} cannot share {both}")
    if not first or not second:
        raise ValueError("an empty list tells nothing of what the other one lacks")
    lists = _Lists(first, second, both)
    total = (first + 1) * (second + 1) / (both + 1) - 1
    low = _first_where(lambda whole: lists.as_few(whole) >= _TAIL, lists.seen)
    if not both:
        return Estimate(total, min(total, low), None, lists.seen)
    high = _first_where(lambda whole: lists.as_many(whole) < _TAIL, lists.seen) - 1
    return Estimate(total, min(total, low), max(total, high), lists.seen)


@dataclass(frozen=True, slots=True)
class _Lists:
    first: int
    second: int
    both: int

    @property
    def seen(self) -> int:
        return self.first + self.second - self.both

    def as_many(self, whole: int) -> float:
        """The chance that two lists of these lengths share as many items or more, of `whole` in all."""
        return 1 - self._below(whole, self.both) if self._is_few(whole) else self._from(whole, self.both)

    def as_few(self, whole: int) -> float:
        """The chance that they share as many items or fewer."""
        after = self.both + 1
        return self._below(whole, after) if self._is_few(whole) else 1 - self._from(whole, after)

    def _is_few(self, whole: int) -> bool:
        """Whether they would mostly share more: chances fall from there on to either side."""
        return self.both * whole < self.first * self.second

    def _from(self, whole: int, shared: int) -> float:
        rest, chances = whole - self.first - self.second, [self._exactly(whole, shared)]
        for k in range(shared, min(self.first, self.second)):
            ratio = (self.first - k) * (self.second - k) / ((k + 1) * (rest + k + 1))
            chances.append(chances[-1] * ratio)
            if chances[-1] < _NOTHING:
                break
        return math.fsum(chances)

    def _below(self, whole: int, shared: int) -> float:
        rest, last = whole - self.first - self.second, shared - 1
        chances = [self._exactly(whole, last)]
        for k in range(last, max(0, -rest), -1):
            ratio = k * (rest + k) / ((self.first - k + 1) * (self.second - k + 1))
            chances.append(chances[-1] * ratio)
            if chances[-1] < _NOTHING:
                break
        return math.fsum(chances)

    def _exactly(self, whole: int, shared: int) -> float:
        if not max(0, self.first + self.second - whole) <= shared <= min(self.first, self.second):
            return 0.0
        ways = _log_ways(self.first, shared) + _log_ways(whole - self.first, self.second - shared)
        return math.exp(ways - _log_ways(whole, self.second))


def _first_where(holds: Callable[[int], bool], least: int) -> int:
    """The smallest whole number from `least` on of which something holds that then holds of all."""
    if holds(least):
        return least
    step = 1
    while not holds(least + step):
        step *= 2
    below, found = least + step // 2, least + step
    while found - below > 1:
        middle = (below + found) // 2
        below, found = (below, middle) if holds(middle) else (middle, found)
    return found


def _log_ways(of: int, chosen: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)

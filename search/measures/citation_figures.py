"""Figures of citing publications, of all of them and of localities drawn again and again.

A sample of a thousand is drawn from counts that each locality has once, not from its publications: of six
hundred localities these are made into one list a thousand times else.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from search.measures.network import Citing

Drawn: TypeAlias = Callable[[Sequence[int]], float | None]  # of the clusters of these places


class Figure(NamedTuple):
    """`value` of some publications, `hits` those that show it, `among` those that it is about.

    `drawn` gives the same value of clusters, by their places: one may come several times.
    """

    value: Callable[[Sequence[Citing]], float | None]
    hits: Callable[[Citing], bool]
    among: Callable[[Citing], bool]
    drawn: Callable[[Sequence[Sequence[Citing]]], Drawn]


def share(
    count: Callable[[Sequence[Citing]], tuple[int, int]],
) -> tuple[Callable[[Sequence[Citing]], float | None], Callable[[Sequence[Sequence[Citing]]], Drawn]]:
    """`value` and `drawn` of a share, by a function that counts its part and its whole."""

    def value(found: Sequence[Citing]) -> float | None:
        part, whole = count(found)
        return part / whole if whole else None

    def drawn(clusters: Sequence[Sequence[Citing]]) -> Drawn:
        counts = [count(cluster) for cluster in clusters]
        parts, wholes = ([each[which] for each in counts] for which in (0, 1))

        def of(places: Sequence[int]) -> float | None:
            part, whole = (sum(map(each.__getitem__, places)) for each in (parts, wholes))
            return part / whole if whole else None

        return of

    return value, drawn


def medians(clusters: Sequence[Sequence[int]]) -> Drawn:
    """The median of the numbers of drawn clusters, `statistics.median` of them in one list."""
    ordered = [sorted(cluster) for cluster in clusters]
    values = sorted(set(chain.from_iterable(ordered)))

    @cache
    def up_to(place: int) -> list[int]:
        return [bisect_right(cluster, values[place]) for cluster in ordered]

    def of(places: Sequence[int]) -> float | None:
        whole = sum(len(ordered[place]) for place in places)
        if not whole:
            return None

        def ranked(rank: int) -> int:
            count = lambda place: sum(map(up_to(place).__getitem__, places))  # noqa: E731 short
            return values[bisect_right(range(len(values)), rank, key=count)]

        upper = ranked(whole // 2)
        return upper if whole % 2 else (ranked(whole // 2 - 1) + upper) / 2

    return of


def _basis(found: Sequence[Citing]) -> tuple[int, int]:
    return sum(one.names_basis for one in found), len(found)


def _vertical(found: Sequence[Citing]) -> tuple[int, int]:
    known = [each for one in found for each in one.directions if each != "unknown"]
    return known.count("vertical"), len(known)


def _ages(found: Sequence[Citing]) -> list[int]:
    return [age for one in found for age in one.ages()]


def _age(found: Sequence[Citing]) -> float | None:
    ages = _ages(found)
    return statistics.median(ages) if ages else None


_BASIS, _VERTICAL = share(_basis), share(_vertical)
FIGURES = {
    "basis": Figure(_BASIS[0], lambda one: one.names_basis, lambda one: one.is_plan, _BASIS[1]),
    "vertical": Figure(
        _VERTICAL[0],
        lambda one: "vertical" in one.directions,
        lambda one: any(each != "unknown" for each in one.directions),
        _VERTICAL[1],
    ),
    "age": Figure(
        _age,
        lambda one: bool(one.ages()),
        lambda one: bool(one.ages()),
        lambda clusters: medians([_ages(cluster) for cluster in clusters]),
    ),
}

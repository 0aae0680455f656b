"""Intervals of rows that pool several localities: these are drawn again, not their publications.

Publications of one locality resemble each other: an interval that takes each for a witness of its own is too
narrow. Those whose locality is not known are together one more. Breadth has none: a sample of localities can
only lose themes, so that its percentiles would lie below the value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from search.measures.publications import Publication
from search.measures.results import KeyName
from search.statistics.bootstrap import FEWEST, METHOD, over_sums

Interval = tuple[float, float] | None


def clusters(members: Sequence[Publication], by: Sequence[KeyName]) -> list[list[Publication]]:
    """The publications of each locality; none where the rows are of single localities, or of too few."""
    if "locality" in by:
        return []
    found: dict[str, list[Publication]] = defaultdict(list)
    for one in members:
        found[one.locality or ""].append(one)
    return [found[locality] for locality in sorted(found)] if len(found) >= FEWEST else []


def intervals(
    found: Sequence[Sequence[Publication]],
    counts: Callable[[Sequence[Publication]], Sequence[float]],
    figures: Callable[[Sequence[float]], Sequence[float | None]],
) -> list[Interval]:
    return over_sums([counts(cluster) for cluster in found], figures)


def how(found: Sequence[Sequence[Publication]], interval: Interval) -> dict[str, Any]:
    """What stands beside an interval: how it was made."""
    return {"interval": f"bootstrap over {len(found)} localities, {METHOD}"} if interval else {}

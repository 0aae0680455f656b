"""How a limit is divided among groups, so that the first ones do not take it all."""

from __future__ import annotations

from collections.abc import Sequence


def fair(counts: Sequence[int], most: int) -> list[int]:
    """How many of each group are shown, `most` in all: small groups whole, large ones alike.

    What cannot be divided evenly goes to the first of the large groups.
    """
    given = [0] * len(counts)
    left = most
    while left > 0:
        hungry = [at for at, count in enumerate(counts) if given[at] < count]
        if not hungry:
            break
        each = max(left // len(hungry), 1)
        for at in hungry:
            more = min(each, counts[at] - given[at], left)
            given[at] += more
            left -= more
    return given

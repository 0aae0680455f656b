"""Bulk stamps: dates that say when a portal was rebuilt, not when its pages were published.

On two saved portals of one province 88 of 135 and 45 of 75 pages show one and the same stamp.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from store.documents import Documents, Stamp

_FEWEST = 20  # pages; what an office can publish at once by hand
_OF_A_MINUTE, _OF_A_DAY = 0.20, 0.40  # of the portal's dated pages

_TIME = re.compile(r"(\d\d?):(\d\d)")


def bulk_stamps_of(documents: Documents) -> frozenset[Stamp]:
    """Those of a store; portals that never date so many documents to one day need not be looked at."""
    return bulk_stamps(documents.stamps(_FEWEST + 1))


def bulk_stamps(counts: Mapping[Stamp, int]) -> frozenset[Stamp]:
    """The stamps of `counts` that too many of their portal's dated pages share.

    Too many are more than 20 pages that are also more than 20 % of all that carry the same minute or minutes
    next to each other, or more than 40 % that carry the same day and no time.
    """
    dated: Counter[str] = Counter()
    for stamp, count in counts.items():
        dated[stamp.portal] += count
    return frozenset(
        stamp
        for portal, group, share in _groups(counts)
        if sum(counts[stamp] for stamp in group) > max(_FEWEST, share * dated[portal])
        for stamp in group
    )


def _groups(counts: Mapping[Stamp, int]) -> Iterator[tuple[str, list[Stamp], float]]:
    """The stamps that one rebuild may have made, each with the share that would give it away."""
    days: dict[tuple[str, dt.date], list[Stamp]] = defaultdict(list)
    for stamp in counts:
        days[stamp.portal, stamp.day].append(stamp)
    for (portal, _), stamps in days.items():
        if (
            sum(counts[stamp] for stamp in stamps) <= _FEWEST
        ):  # as nearly all days: no group of it can be more
            continue
        yield portal, [stamp for stamp in stamps if _minute(stamp) is None], _OF_A_DAY
        for group in _neighbours(stamps):
            yield portal, group, _OF_A_MINUTE


def _neighbours(stamps: list[Stamp]) -> list[list[Stamp]]:
    """A rebuild may take a while: the timed stamps of a day by runs of minutes that follow each other."""
    found: list[list[Stamp]] = []
    last = -1
    for minute, stamp in sorted((minute, stamp) for stamp in stamps if (minute := _minute(stamp))):
        if minute > last + 1 or not found:
            found.append([])
        found[-1].append(stamp)
        last = minute
    return found


def _minute(stamp: Stamp) -> int | None:
    """The minute of the day; None for a stamp without a time, and at midnight, which means the same."""
    found = _TIME.match(stamp.time or "")
    return (int(found[1]) * 60 + int(found[2]) or None) if found else None

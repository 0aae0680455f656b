"""What is news of a period: all that was seen first after the news of the one before, up to its closing runs.

A week is told of on Monday morning, and what Sunday brought is found by the runs of that morning: it is news
of that week. So the news end when the digest is first written, not with the period; where they ended is
noted, and the next digest begins there. Each document is news of one period of a rhythm, whenever digests
are written.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from search.digest.periods import Period
from store.cuts import Cut
from store.database import Store

_LONGEST = dt.timedelta(days=1)  # after the end of a period: what a digest that is written late still takes


@dataclass(frozen=True, slots=True)
class Window:
    period: Period
    since: Cut
    until: Cut

    def holds(self, at: dt.datetime, portal: str | None) -> bool:
        return self.since.of(portal) <= at < self.until.of(portal)


def window(store: Store, period: Period, now: dt.datetime, *, is_kept: bool = False) -> Window:
    """The news of a period, as noted before; `is_kept`: what was not is noted from now on."""
    before = _noted(store, period.before(), Cut(period.start), is_kept=is_kept)
    standing = store.cuts.get(period.key)
    until = standing or _noted(store, period, _cut(store, period, now, before), is_kept=is_kept)
    return Window(period, before, until)


def _noted(store: Store, period: Period, cut: Cut, *, is_kept: bool) -> Cut:
    if is_kept:
        return store.cuts.note(period.key, cut)
    return store.cuts.get(period.key) or cut


def _cut(store: Store, period: Period, now: dt.datetime, before: Cut) -> Cut:
    """Up to now; of a portal that is being read up to the begin of that run, as more of it may come."""
    latest = period.end + min(_LONGEST, (period.end - period.start) / 2)
    everywhere = max(before.everywhere, min(now, latest))
    reading = store.cuts.being_read().items()
    return Cut(everywhere, {id_: max(before.of(id_), at) for id_, at in reading if at < everywhere})

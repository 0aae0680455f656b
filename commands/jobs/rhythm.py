"""How often a portal is crawled: as often as it has news, and once between Monday 00:00 and the digest.

A slot lies on a grid: one minute of the day that follows from the portal's id, or two or four of them. Which
are wanted follows from the slot that was run last, so that a rhythm may change and nothing is due twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from commands.jobs.times import DAY, ZONE, midnight
from crawler.portal import Window

LOOKED_BACK = dt.timedelta(days=90)
_MINUTES = 24 * 60
_LEAST_DAYS = 4  # days with news that tell a rhythm
_BUSY = ((50, 4), (20, 2))  # items on a usual day with news → crawls a day
_BEFORE_DIGEST = 120  # minutes that the last closing run has to end in


@dataclass(frozen=True, slots=True)
class Rhythm:
    """So many days between two crawls, or so many crawls a day."""

    days: int
    times: int = 1

    @property
    def every(self) -> dt.timedelta:
        return self.days * DAY / self.times


def rhythm_of(published: Sequence[tuple[dt.date, int]], gap_days: int, *, has_window: bool) -> Rhythm:
    """The rhythm of a portal that published so many items on these days, ascending.

    The median pause between two days with news, a day at least and `gap_days` at most; `gap_days` where there
    are too few of them. A portal with many items every day is crawled twice or four times a day, unless its
    crawls are bound to hours.
    """
    if len(published) < _LEAST_DAYS:
        return Rhythm(gap_days)
    pause = median((later - earlier).days for (earlier, _), (later, _) in pairwise(published))
    days = min(max(math.floor(pause), 1), gap_days)
    if days > 1 or has_window:
        return Rhythm(days)
    usual = median(count for _, count in published)
    return Rhythm(1, next((times for least, times in _BUSY if usual >= least), 1))


def after_failures(rhythm: Rhythm, failures: int) -> Rhythm:
    """A portal that failed is asked again the next day, then after 2, 4, 8 …, never later than usual."""
    if not failures:
        return rhythm
    return Rhythm(min(rhythm.days, 2 ** min(failures - 1, 10)))


@dataclass(frozen=True, slots=True)
class CrawlTimes:
    """The slots of one portal's crawl."""

    minute: int  # of the day
    rhythm: Rhythm
    last: dt.datetime | None  # the slot that was run last; None: each slot of the grid is wanted
    closing: int | None  # minute of each Monday

    def slots(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        after = max(after, self.last or after)
        return sorted({*self._regular(after, until), *self._closing(after, until)})

    def next(self, after: dt.datetime) -> dt.datetime | None:
        until = max(after, self.last or after) + self.rhythm.every + 2 * DAY
        return min(self.slots(after, until), default=None)

    def _regular(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        every = DAY / self.rhythm.times if self.last is None else self.rhythm.every
        slot = self._on_grid(after if self.last is None else self.last + every)
        if slot <= after:
            slot += ((after - slot) // every + 1) * every
        found = []
        while slot <= until:
            found.append(slot)
            slot += every
        return found

    def _on_grid(self, moment: dt.datetime) -> dt.datetime:
        """The first slot of the grid that is not earlier."""
        start = midnight(moment.astimezone(ZONE).date()) + dt.timedelta(minutes=self.minute) - DAY
        step = DAY / self.rhythm.times
        return start + math.ceil((moment - start) / step) * step

    def _closing(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        if self.closing is None:
            return []
        day = after.astimezone(ZONE).date()
        monday = midnight(day - dt.timedelta(days=day.weekday())) + dt.timedelta(minutes=self.closing)
        mondays = [monday + number * 7 * DAY for number in range((until - after) // (7 * DAY) + 2)]
        return [slot for slot in mondays if after < slot <= until]


def minute_of(portal: str, window: Window | None) -> int:
    """The portal's minute of the day, in the first half of its hours: the other half is there to end in."""
    first, length = 0, _MINUTES
    if window is not None:
        first = window.start.hour * 60 + window.start.minute
        length = max((window.end.hour * 60 + window.end.minute - first) % _MINUTES // 2, 1)
    return (first + _spread(portal) % length) % _MINUTES


def closing_minute(portal: str, window: Window | None, digest: int) -> int | None:
    """The minute of Monday at which the portal is crawled before the digest of minute `digest`.

    None where its hours do not open before: the digest then says until when the portal was seen.
    """
    last = max(digest - _BEFORE_DIGEST, digest // 2, 1)
    fitting = [
        minute
        for minute in range(last)
        if window is None or window.contains(dt.time(minute // 60, minute % 60))
    ]
    if window is not None:
        fitting = fitting[: (len(fitting) + 1) // 2]  # the other half is there to end in
    return fitting[_spread(portal) % len(fitting)] if fitting else None


def _spread(portal: str) -> int:
    return int.from_bytes(hashlib.sha256(portal.encode()).digest()[:8], "big")

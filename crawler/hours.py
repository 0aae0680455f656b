"""The hours of the day, in Vietnam, in which a portal may be crawled (`crawl.window` of its file)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

from crawler.listdates import VIETNAM
from crawler.portal import Window

OUT_OF_HOURS = "out_of_hours"  # why a run ended before its work was done


def is_open(window: Window | None, now: dt.datetime) -> bool:
    return window is None or window.contains(now.astimezone(VIETNAM).time())


def seconds_left(window: Window, now: dt.datetime) -> float:
    """How long an open window stays open; Vietnam has no summer time."""
    local = now.astimezone(VIETNAM)
    end = local.replace(
        hour=window.end.hour, minute=window.end.minute, second=window.end.second,
        microsecond=window.end.microsecond,
    )  # fmt: skip
    return (end - local).total_seconds() % dt.timedelta(days=1).total_seconds()


class Curfew:
    """Ends a run with its hours."""

    def __init__(self, window: Window | None, halt: Callable[[str], None]) -> None:
        self._timer: asyncio.TimerHandle | None = None
        if window is not None:
            now = dt.datetime.now(dt.UTC)  # the run may have waited since it was let in
            seconds = seconds_left(window, now) if is_open(window, now) else 0
            self._timer = asyncio.get_running_loop().call_later(seconds, halt, OUT_OF_HOURS)

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

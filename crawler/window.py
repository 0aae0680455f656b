"""The days of publication that a run is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crawler.listdates import list_day
from store.records import Listed


@dataclass(frozen=True, slots=True)
class DateWindow:
    """Inclusive days of publication; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None

    def excludes(self, day: dt.date | None) -> bool:
        """Whether something published on `day` is surely outside; what has no date is not."""
        if day is None:
            return False
        return bool((self.since and day < self.since) or (self.until and day > self.until))

    def excludes_listed(self, listed: Listed) -> bool:
        """The same from what a list shows; nothing is published after it was last modified."""
        modified = list_day(listed.lastmod)
        too_old = bool(self.since and modified and modified < self.since)
        return too_old or self.excludes(list_day(listed.published))

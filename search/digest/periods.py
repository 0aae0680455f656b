"""The days, weeks and months that digests tell of: what they are called and when they begin, in Vietnam.

Vietnam's time has no daylight saving, so that every day is 24 hours long, whatever the zone of the host.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias, get_args

from search.measures.periods import VIETNAM, midnight, monday_of, period_of

Rhythm: TypeAlias = Literal["day", "week", "month"]
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)

_KEY = re.compile(r"((?:19|20|21)\d{2})-(?:W(?P<week>\d{2})|(?P<month>\d{2})(?:-(?P<day>\d{2}))?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A day (`2026-11-30`), an ISO week (`2026-W47`) or a month (`2026-11`): the moments in [start, end)."""

    key: str
    start: dt.datetime
    end: dt.datetime

    @classmethod
    def parse(cls, key: str) -> Self:
        """The period that a key names. Raises ValueError, with a sentence, for any other text."""
        found = _KEY.fullmatch(key)
        wrong = f"{key!r} is not a period: a day (2026-11-30), a week (2026-W47) or a month (2026-11)"
        if found is None:
            raise ValueError(wrong)
        try:
            if found["week"]:
                return cls.of("week", dt.date.fromisocalendar(int(found[1]), int(found["week"]), 1))
            day = dt.date(int(found[1]), int(found["month"]), int(found["day"] or 1))
        except ValueError:
            raise ValueError(wrong) from None
        return cls.of("day" if found["day"] else "month", day)

    @classmethod
    def of(cls, rhythm: Rhythm, day: dt.date) -> Self:
        """The period of a rhythm that a day lies in."""
        first, last = _days(rhythm, day)
        key = period_of(day, "day", rhythm) if rhythm != "day" else day.isoformat()
        assert key is not None  # a day is as fine as any of these
        return cls(key, midnight(first), midnight(last + dt.timedelta(days=1)))

    @classmethod
    def last_full(cls, rhythm: Rhythm, now: dt.datetime) -> Self:
        """The last period of a rhythm that has ended by `now`, which knows its zone."""
        return cls.of(rhythm, now.astimezone(VIETNAM).date()).before()

    @property
    def rhythm(self) -> Rhythm:
        if "W" in self.key:
            return "week"
        return "day" if self.key.count("-") == 2 else "month"

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return self.start.astimezone(VIETNAM).date()

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.end.astimezone(VIETNAM).date() - dt.timedelta(days=1)

    def before(self) -> Self:
        """The period of the same rhythm that ended when this one began."""
        return type(self).of(self.rhythm, self.first - dt.timedelta(days=1))

    def has_ended(self, now: dt.datetime) -> bool:
        return self.end <= now


def _days(rhythm: Rhythm, day: dt.date) -> tuple[dt.date, dt.date]:
    if rhythm == "day":
        return day, day
    if rhythm == "week":
        return monday_of(day), monday_of(day) + dt.timedelta(days=6)
    following = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return day.replace(day=1), following - dt.timedelta(days=1)

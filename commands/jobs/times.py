"""When a job is due: crontab lines with named weekdays, always in Vietnam's time whatever the host's zone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OFF = "off"
DAY = dt.timedelta(days=1)

_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TICK = dt.timedelta(microseconds=1)


class When(Protocol):
    """The moments at which something is due, its slots."""

    def slots(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        """Those in (after, until], ascending."""

    def next(self, after: dt.datetime) -> dt.datetime | None:
        """The first one later than `after`."""


@dataclass(frozen=True, slots=True)
class Cron:
    """The slots of a crontab line that `read_cron` has checked."""

    line: str

    def slots(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        found = []
        slot = self.next(after)
        while slot is not None and slot <= until:
            found.append(slot)
            slot = self.next(slot)
        return found

    def next(self, after: dt.datetime) -> dt.datetime | None:
        slot: dt.datetime | None = _trigger(self.line).get_next_fire_time(None, after + _TICK)
        return slot


def read_cron(text: str) -> Cron | None:
    """`minute hour day month weekday`, None for `off`. Raises ValueError that says what is wrong.

    Numbers of weekdays are refused: Monday is 1 to cron and 0 to APScheduler, and nobody notices.
    """
    line = " ".join(text.lower().split())
    if line == OFF:
        return None
    fields = line.split(" ")
    if len(fields) != 5:
        raise ValueError(
            f"{text!r} is not five fields, minute hour day month weekday, such as '0 7 * * mon', or '{OFF}'"
        )
    if any(letter.isdigit() for letter in fields[4]):
        raise ValueError(f"{text!r} gives a weekday by number: name it, {', '.join(_DAY_NAMES)}")
    if fields[2] != "*" and fields[4] != "*":
        raise ValueError(f"{text!r} gives a day of the month and a weekday: give one of the two")
    try:
        found = Cron(line)
        never = found.next(dt.datetime(2024, 1, 1, tzinfo=ZONE)) is None
    except ValueError as error:
        raise ValueError(f"{text!r} is no time of a crontab: {error}") from error
    if never:
        raise ValueError(f"{text!r} never comes")
    return found


@lru_cache(maxsize=64)
def _trigger(line: str) -> CronTrigger:
    from apscheduler.triggers.cron import CronTrigger

    return CronTrigger.from_crontab(line, timezone=ZONE)


def local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%a %d %b %Y %H:%M} (Hà Nội)"


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)

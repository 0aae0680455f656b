"""Dates as lists write them: only a whole, unmistakable day counts, everything else is None.

The date of a document is read from its page by the pipelines; this decides only what a list need not fetch.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?!\d)")


def list_moment(text: str | None) -> dt.datetime | None:
    """The instant of a feed's or sitemap's date with a time and a zone, else midnight of its day there."""
    if not text:
        return None
    moment = _from_iso(text) or _from_mail_date(text) or _from_day(_written_day(text))
    if moment is None:
        return None
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment


def list_day(text: str | None) -> dt.date | None:
    """The day in Vietnam that a list gives for an entry: RFC 822, ISO 8601 or day first."""
    moment = list_moment(text)
    return moment.astimezone(VIETNAM).date() if moment else None


def _from_iso(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _from_mail_date(text: str) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None


def _written_day(text: str) -> tuple[int, int, int] | None:
    found = _ISO.match(text)
    if found:
        return int(found[1]), int(found[2]), int(found[3])
    days = {(int(year), int(month), int(day)) for day, month, year in _DAY_FIRST.findall(text[:200])}
    return days.pop() if len(days) == 1 else None


def _from_day(day: tuple[int, int, int] | None) -> dt.datetime | None:
    if day is None:
        return None
    try:
        return dt.datetime(*day, tzinfo=VIETNAM)
    except ValueError:
        return None

"""Dates beside acts: always day before month, as precise as they are written, never completed.

`ngày tháng năm 2023`, the blank of an unsigned copy, is the year 2023. A day that no calendar has and a year
outside 1945 to `LAST_YEAR` are no date: such slips (30/01/203, 06/02/2104) are common in real texts.
"""

from __future__ import annotations

import datetime as dt
import re

from store.records import PartialDate

FIRST_YEAR, LAST_YEAR = 1945, 2050
_YEAR_REACH = 16  # characters behind a day that may name its year

_OF_YEAR = r"[\s,(]*năm\s*"
# `ngày 5/3 năm 2009`, `ngày 5 tháng 3 (năm 2009)`; without `ngày` a slash may part other numbers.
_LONG = (
    r"(?:(?:ngày\s*)?(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})|"
    rf"(?:ngày\s*|(?<=ngày )|(?<=ngày, ))(?P<d5>\d{{1,2}})\s?/\s?(?P<m5>\d{{1,2}})){_OF_YEAR}(?P<y>\d{{4}})"
)
_SHORT = r"(?<![\d/.-])(?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})\s?[/.-]\s?(?P<y2>\d{4})(?![\d/])"
_BLANK = r"ngày\s*[.…_]*\s*tháng\s*(?P<m3>\d{1,2})?\s*[.…_]*\s*năm\s*(?P<y3>\d{4})"
_MONTH = r"tháng\s*(?P<m4>\d{1,2})\s*(?:năm\s*|/)(?P<y4>\d{4})"
DATE = re.compile(rf"(?<!\w)(?:{_LONG}|{_SHORT}|{_BLANK}|{_MONTH})", re.IGNORECASE)
# After a number the word `ngày` may touch it or carry a stray letter: `vngày`, `ngày, 5/6/2020`.
_AFTER = re.compile(r"[\s,(]*(?:ký |ban hành |đề )?(?:\w?ngày)?\s*,?\s*", re.IGNORECASE)
# Behind a day and a month: no year is told, not even one in words (`năm ngoái`).
WITHOUT_YEAR = r"(?![\d/]|[-–.]\d|[\s,(]*(?:của\s+)?năm(?!\w))"
_DAY_MONTH = re.compile(
    rf"(?<!\w)(?<!\d[/.])(?P<d>\d{{1,2}})(?:/|\s+tháng\s+)(?P<m>\d{{1,2}}){WITHOUT_YEAR}", re.IGNORECASE
)


def read_date(found: re.Match[str]) -> PartialDate | None:
    """The date of a match of `DATE`; None for one that cannot be."""
    part = found.groupdict()
    year = int(part["y"] or part["y2"] or part["y3"] or part["y4"])
    month = part["m"] or part["m5"] or part["m2"] or part["m3"] or part["m4"]
    day = part["d"] or part["d5"] or part["d2"]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        date = dt.date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    return PartialDate(date, "day" if day else "month" if month else "year")


def date_after(text: str, position: int) -> tuple[PartialDate | None, int]:
    """The date that directly follows `position`, and where it ends (`position` where there is none)."""
    gap = _AFTER.match(text, position)
    found = DATE.match(text, gap.end() if gap else position) or (
        DATE.match(text, gap.end() - len(gap.group().lstrip())) if gap else None
    )
    return (read_date(found), found.end()) if found else (None, position)


def last_date(text: str, start: int, end: int) -> PartialDate | None:
    """The last full date in `text[start:end]`."""
    found = list(DATE.finditer(text, start, end))
    return read_date(found[-1]) if found else None


def day_without_year(text: str, start: int, end: int, on: dt.date) -> PartialDate | None:
    """`Ngày 14/6`, `14 tháng 6` in a text published on `on`: the last such day until then."""
    # What stands behind `end` is looked at too: the year may.
    found = _DAY_MONTH.search(text, start, end + _YEAR_REACH)
    if not found or found.end() > end:
        return None
    for year in (on.year, on.year - 1):
        try:
            date = dt.date(year, int(found["m"]), int(found["d"]))
        except ValueError:
            return None
        if date <= on:
            return PartialDate(date)
    return None

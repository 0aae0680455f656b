"""When a portal says it published: the formats that portals use, and no guess beyond them.

Rules: faults.md E6. Day first; what names no day gets no day; impossible, future and pre-1990 dates are
refused; relative dates count from the fetch, in Vietnam's time.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from store.records import Precision, Published

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
EARLIEST = dt.date(1990, 1, 1)
MAX_INPUT = 200  # characters; a date stands in a short text, longer ones are cut

Source = Literal["selector", "meta", "url", "text", "feed"]


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date, "HH:MM" or None, and how much of it the text names."""

    date: dt.date
    time: str | None
    precision: Precision


_ISO = re.compile(
    r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_DAY = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s?([/.-]|\s)\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d|/|\.\d|-\d{1,2}-)"
)
_WORDS = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*(?:,|năm|/|-)?\s*(\d{4})(?!\d)", re.IGNORECASE
)
_MONTH = re.compile(
    r"tháng\s*(\d{1,2})\s*(?:/|-|,|năm|\s)\s*(?:năm\s*)?(\d{4})(?!\d)|^\W*(\d{1,2})[/-](\d{4})\W*$",
    re.IGNORECASE,
)
_BLANK_DAY = re.compile(r"ngày[\s.…_]*tháng[\s.…_]*năm\s*(\d{4})(?!\d)", re.IGNORECASE)  # an unsigned copy
_QUARTER = re.compile(
    r"quý\s*(IV|III|II|I|[1-4])\s*(?:/|-|,|năm|\s)\s*(?:năm\s*)?(\d{4})(?!\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{1,2})(?!\d)(?:\s*(?::|phút)?\s*\d{1,2}(?!\d|[/.-]))?"
    r"\s*:?\s*(AM|PM|SA|CH)?(?![^\W\d_])",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r"\s*(?:(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+)?,?\s*(\d{4})(?!\d)",
    re.IGNORECASE,
)
_ENGLISH_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_AGO = re.compile(r"(\d{1,3})\s*(giây|phút|giờ|tiếng|ngày|tuần)\s*trước", re.IGNORECASE)
_UNITS = {
    "giây": "seconds", "phút": "minutes", "giờ": "hours", "tiếng": "hours", "ngày": "days", "tuần": "weeks",
}  # fmt: skip
_NAMED_DAYS = {"hôm nay": 0, "vừa xong": 0, "hôm qua": 1, "hôm kia": 2}
_AROUND_STAMP = 40  # characters
_BRACKETED = re.compile(r"\s*\(([^()]{8,60})\)\W*$")
_TIMED = re.compile(r"\d[T ]\s*\d{1,2}\s*[:h]\s*\d{2}")
_FOUR_DIGITS = re.compile(r"\d(?:\D*\d){3}")  # no day is written with fewer; most texts of a page have none
# What a pattern that ignores case takes for an i or an s.
_LETTERS = str.maketrans({"İ": "I", "ı": "i", "ſ": "s"})
_LETTER = re.compile(r"[^\W\d_]")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def parse_published(raw: str, fetched_at: dt.datetime) -> ParsedDate | None:
    """The date that `raw` names; None where it is unreadable, impossible, in the future, before 1990.

    `fetched_at` is aware; relative dates ("hôm qua, 3 giờ trước") count back from it. Never raises.
    """
    text = unicodedata.normalize("NFC", raw)[:MAX_INPUT].translate(_LETTERS)
    now = fetched_at.astimezone(VIETNAM)
    for read in (_iso, _words, _day, _english, _quarter, _month, _relative):
        found = read(text, now)
        if found is not None:
            return found if found is not _IMPOSSIBLE and _is_plausible(found, now) else None
    found = _by_library(text, now)
    return found if found is not None and _is_plausible(found, now) else None


def published(raw: str, fetched_at: dt.datetime, source: Source) -> Published | None:
    """`parse_published` as the record of a document; `raw` is kept as it stood, in one line."""
    found = parse_published(raw, fetched_at)
    if found is None:
        return None
    shown = " ".join(raw.split())[:MAX_INPUT]
    return Published(found.date, found.time, found.precision, source, shown)


def is_stamp(text: str) -> bool:
    """Whether a text is little more than a date ("Ngày đăng 09/07/2015 | Lượt xem: 4"), no sentence."""
    for pattern in (_ISO, _WORDS, _DAY, _ENGLISH) if _FOUR_DIGITS.search(text) else ():
        found = pattern.search(text)
        if found:
            return len(text) - len(found.group()) <= _AROUND_STAMP
    return len(text) <= _AROUND_STAMP and bool(_AGO.search(text) or text.lower() in _NAMED_DAYS)


def split_stamp(headline: str) -> tuple[str, str | None]:
    """A headline and the time stamp that some skins set behind it in brackets, "Tin mới (26.07.2019 14:14)".

    Only a stamp with a time of day: a day alone in brackets belongs to the headline.
    """
    found = _BRACKETED.search(headline)
    if found and _TIMED.search(found[1]) and is_stamp(found[1]):
        return headline[: found.start()].rstrip(), found[1].strip()
    return headline, None


_IMPOSSIBLE = ParsedDate(dt.date.min, None, "day")


def _is_plausible(found: ParsedDate, now: dt.datetime) -> bool:
    return EARLIEST <= found.date <= now.date() + dt.timedelta(days=1)


def _made(year: int, month: int, day: int, time: str | None, precision: Precision = "day") -> ParsedDate:
    try:
        return ParsedDate(dt.date(year, month, day), time, precision)
    except ValueError:
        return _IMPOSSIBLE


def _iso(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _ISO.search(text)
    if not found:
        return None
    year, month, day = map(int, found.groups()[:3])
    if not found[4]:
        return _made(year, month, day, _time(text[found.end() :]))
    zone = "+00:00" if found[6] == "Z" else found[6]
    try:
        instant = dt.datetime(year, month, day, int(found[4]), int(found[5]))  # noqa: DTZ001
        if zone:
            offset = dt.datetime.strptime(zone.replace(":", ""), "%z").tzinfo
            instant = instant.replace(tzinfo=offset).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        return _IMPOSSIBLE
    return ParsedDate(instant.date(), f"{instant:%H:%M}", "day")


def _words(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _WORDS.search(text)
    return _made(int(found[3]), int(found[2]), int(found[1]), _time(text)) if found else None


def _day(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _DAY.search(text)
    if not found:
        return None
    year = int(found[4])
    if len(found[4]) == 2:
        if found[2].isspace():
            return None
        year += 2000 if 2000 + year <= now.year + 1 else 1900
    rest = f"{text[: found.start()]} | {text[found.end() :]}"
    return _made(year, int(found[3]), int(found[1]), _time(rest))


def _english(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _ENGLISH.search(text)
    if not found:
        return None
    month = _ENGLISH_MONTHS.index(found[2].lower()) + 1
    day = found[1] or found[3]
    if not day:
        return _made(int(found[4]), month, 1, None, "month")
    return _made(int(found[4]), month, int(day), _time(text))


def _quarter(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _QUARTER.search(text)
    if not found:
        return None
    number = _ROMAN.get(found[1].upper()) or int(found[1])
    return _made(int(found[2]), 3 * number - 2, 1, None, "quarter")


def _month(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _MONTH.search(text)
    if found:
        return _made(int(found[2] or found[4]), int(found[1] or found[3]), 1, None, "month")
    year = _YEAR.fullmatch(text.strip()) or _BLANK_DAY.search(text)
    return _made(int(year[1]), 1, 1, None, "year") if year else None


def _relative(text: str, now: dt.datetime) -> ParsedDate | None:
    found = _AGO.search(text)
    if found:
        then = now - dt.timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
        exact = found[2].lower() not in {"ngày", "tuần"}
        return ParsedDate(then.date(), f"{then:%H:%M}" if exact else None, "day")
    lower = text.lower()
    for words, days in _NAMED_DAYS.items():
        if words in lower:
            return ParsedDate((now - dt.timedelta(days=days)).date(), _time(text), "day")
    return None


def _time(text: str) -> str | None:
    found = _TIME.search(text)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").upper()
    if half in {"PM", "CH"} and hour < 12:
        hour += 12
    elif half in {"AM", "SA"} and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _by_library(text: str, now: dt.datetime) -> ParsedDate | None:
    """What is written in other words; digits alone are never handed over, they would be guessed at."""
    if not _LETTER.search(text) or not any(char.isdigit() for char in text):
        return None
    import dateparser  # noqa: PLC0415  # 100 ms, and hardly any page needs it

    settings = {
        "DATE_ORDER": "DMY",
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PREFER_DATES_FROM": "past",
        "STRICT_PARSING": True,
        "PARSERS": ["relative-time", "absolute-time"],
    }
    try:
        found = dateparser.parse(text.strip(), languages=["vi", "en"], settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    if found is None:
        return None
    return ParsedDate(found.date(), _time(text), "day")

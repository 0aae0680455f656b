"""Times in plans: days, months, quarters, half-years, years, rhythms; as precise as they are written.

A day without a year takes the plan's and says so; a day that no calendar has is no date. Of a period the end
counts. Whether a time is a deadline is decided by the words before it; in a column of times it always is.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import NamedTuple

from pipelines.plans.deadlines import is_deadline, is_hour_of_event, may_be_deadline
from pipelines.plans.marks import Marks
from pipelines.words import LOWER
from store.records import Precision

FIRST_YEAR, LAST_YEAR = 1990, 2060
YEAR_FROM_PLAN = "year_from_plan"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}

# Each with the letters that it may begin with, `0` for a digit.
_RHYTHMS = (
    ("tlqh", r"thường xuyên|liên tục|quanh năm|hằng năm|hàng năm"),
    (
        "n",
        (
            r"ngày\s+\d{1,2}(?:\s*/\s*\d{1,2}|\s+tháng\s+\d{1,2})?(?:\s+(?:của\s+)?tháng)?\s*,?\s*(?:của\s+)?"
            r"(?:cuối\s+(?:cùng\s+(?:của\s+)?)?|đầu\s+)?(?:mỗi\s+|các\s+)?(?:(?:hằng|hàng|"
            r"mỗi)\s+(?:tháng|quý|năm)|quý(?!\s*[IiVv\d])|"
            r"cuối\s+quý)"
        ),
    ),
    ("hm", r"(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý)"),
    ("đ", r"định\s+kỳ(?:\s+(?:hằng|hàng|mỗi|\d+|sáu|ba)?\s*(?:ngày|tuần|tháng|quý|năm))?"),
    ("0sb", r"(?:\d{1,2}|sáu|ba)\s+tháng\s*(?:/|một\s+|mỗi\s+|1\s+|01\s+)\s*lần"),
    ("t", r"theo\s+định\s+kỳ"),
)
# Behind two numbers these are what is counted, no day is meant: `trước 3-5 ngày`, `2/3 số hộ`.
_UNITS = (
    r"ngày|tháng(?!\s+\d)|tuần|giờ|năm(?!\s+\d)|quý|lần|lượt|tiếng|buổi|phút|giây|bản|người|đợt|ca|bữa|trang|"
    r"số|tổng số|thành viên|đại biểu|chỉ tiêu|tiêu chí|nhiệm vụ|khối lượng|thời gian|điểm|km|kg|mét|lít|tấn|"
    r"đồng(?! chí| thời)|tỷ|triệu|nghìn"
)
_NO_UNIT = rf"(?!\s*%|[^\S\t]*(?-i:{_UNITS})(?!\w))"
# `trước 15-11` without `ngày` is a day only where nothing stands behind it that may be counted.
_NOTHING_COUNTED = rf"(?!\s+(?!(?:để|về|cho|và|hoặc|qua|gửi|theo|tại|các|năm\s+\d)(?!\w))(?-i:[{LOWER}\d]))"
# Before a day with a dash or a dot: `mỗi ngày 8-10 tiếng` says how much, `các ngày 5-7` which days.
_ON_DAY = r"(?<=ngày )" + "".join(
    rf"(?<!{before}ngày )" for before in ("mỗi ", "hằng ", "hàng ", "một ", "các ", r"\d ", "/")
)
# `tuần 3 tháng 4`, `bản tin số 2 tháng 5`: the number is of the week or the issue, and the time a month.
_NO_COUNT = "".join(
    f"(?<!{word} )" for word in ("tuần", "tuần thứ", "đợt", "lần", "kỳ", "số", "khóa", "vòng", "lớp")
)
_OF_YEAR = r"(?:\s+|\s*\(\s*)năm\s+"
_NEXT_YEAR = re.compile(r"\s+(?:của\s+)?năm\s+(?:sau|tới|kế tiếp|tiếp theo)(?!\w)", re.IGNORECASE)
_QUARTERS = r"(?:IV|III|II|I|[1-4])(?![\w])"
_FORMS = (
    (
        "0n",
        (
            rf"(?<![\w/.,-]){_NO_COUNT}(?:ngày\s*(?:\d{{1,2}}\s?[-–]\s?)?)?(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})(?!\d)"
            r"(?:\s*(?:,\s*)?(?:năm\s+|/\s*)(?P<y>\d{2,5})(?!\d))?"
        ),
    ),
    (
        "0n",
        r"(?<![\w/.,-])(?:ngày\s*)?(?:\d{1,2}\s?[-–]\s?(?=\d{1,2}\s?/))?(?P<d2>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m2>\d{1,2})\s?(?P=sep)\s?(?P<y2>\d{2,5})(?![\d/])",
    ),
    (
        "0n",
        (
            r"(?<![\w/.,-])(?P<named>ngày\s*)?(?:\d{1,2}\s?[-–]\s?(?=\d{1,2}\s?/))?(?P<d3>\d{1,2})\s?/\s?(?P<m3>\d{1,2})(?![\d/%]|"
            rf"[.,]\d|\s*(?:[-–]\s*)?(?-i:(?!(?:UBND|HĐND)\s)[A-ZĐ]{{2}}))(?(named)|{_NO_UNIT})(?:{_OF_YEAR}(?P<y3>\d{{4}})(?!\d))?"
        ),
    ),
    (
        "0",
        (
            rf"(?:{_ON_DAY}|(?<=trước )(?=\d+[-.]\d+{_NOTHING_COUNTED}))"
            rf"(?P<d4>\d{{1,2}})[-.](?P<m4>\d{{1,2}})(?![\d/-]|[.,]\d){_NO_UNIT}(?:{_OF_YEAR}(?P<y9>\d{{4}})(?!\d))?"
        ),
    ),
    (
        "q",
        (
            rf"(?<!\w)(?:qu[ýí]\s*|Q\.?\s?(?=[IV1-4]))(?P<q>{_QUARTERS})(?P<more>(?:\s*(?:,|và|-|–|đến|"
            rf"/)\s*(?:quý\s*)?{_QUARTERS})*)"
            r"(?:\s*(?:/|,?\s*năm\s+|-\s*)\s*(?P<y4>\d{4})(?!\d))?"
        ),
    ),
    (
        "0sn",
        r"(?<!\w)(?:(?:6|06|sáu)\s+tháng|nửa)\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<y5>\d{4})(?!\d))?",
    ),
    (
        "t",
        (
            r"(?<!\w)(?:tháng\s*|(?<![^\W\d_])T)(?P<m6>\d{1,2})(?![\d/]*/\d{1,2}/)(?P<months>(?:\s*(?:,|"
            r"và|-|–|đến)\s*(?:tháng\s*)?\d{1,2}"
            r"(?!\d|/(?!(?:19|20)\d\d)|\.\d|\s*(?:tháng|ngày|nội|văn|đơn|xã)))*)(?:\s*(?:/|-|,?\s*năm\s+)\s*(?P<y6>\d{4})(?!\d))?"
        ),
    ),
    ("0", r"(?<![\w/.,-])(?P<m7>\d{1,2})\s?/\s?(?P<y7>(?:19|20)\d\d)(?![\d/-])"),
    ("n", r"(?<!\w)năm\s+(?P<y8>(?:19|20)\d\d)(?!\d|\s*[-–]\s*(?:20)?\d)"),
    (
        "tcđh",
        r"(?<!\w)(?P<year>(?:trong|cả|cuối|đầu|hết)\s+năm)(?!\s*(?:\d|học|tới|sau|qua|trước))(?!\w)",
    ),
)
_GROUP = re.compile(r"\(\?P<(\w+)>")


def _core(first: str | None = None) -> re.Pattern[str]:
    """All forms, or those alone that may begin with this letter: most of a hundred need not be tried."""
    rhythms = "|".join(words for letters, words in _RHYTHMS if first is None or first in letters)
    forms = [rf"(?P<rhythm>(?<!\w)(?:{rhythms})(?!\w))"] if rhythms else []
    forms += [form for letters, form in _FORMS if first is None or first in letters]
    names = {name for _, form in _FORMS for name in _GROUP.findall(form)} | {"rhythm"}
    absent = "".join(f"(?P<{name}>)" for name in sorted(names - set(_GROUP.findall("".join(forms)))))
    return re.compile("|".join((*forms, f"(?!){absent}")), re.IGNORECASE)


_CORE = _core()
_CORES = {sign: core for first in "tlqhnmđsbc" for core in (_core(first),) for sign in (first, first.upper())}
_CORES |= dict.fromkeys("0123456789", _core("0"))
_RANGE = re.compile(
    r"\s*(?:(?:cho\s+)?(?:đến|tới)|-|–)\s*(?:hết\s+)?"
    r"(?:\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{0,2}\s*(?:phút)?),?\s*)?(?=[\dtqn])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"đến|[-–]")  # between two months or quarters
_MEMBER = re.compile(r"(?:(?:quý|tháng)\s*|(?<![^\W\d_])T)?(IV|III|II|I|\d{1,2})", re.IGNORECASE)
_QUARTER, _MONTH = re.compile(r"IV|III|II|I|[1-4]", re.IGNORECASE), re.compile(r"\d{1,2}")
_DECEMBER = 12
_ALSO = re.compile(r"\s*(?:,|và|;|hoặc)\s*(?:trước\s+)?$", re.IGNORECASE)
_LONGEST_RANGE = 3  # years; what is longer is an anniversary or a term


class Time(NamedTuple):
    """`text[start:end]` names it. `date` None: a rhythm, or no day of any calendar (`date_impossible`)."""

    start: int
    end: int
    date: dt.date | None
    precision: Precision | None
    recurring: bool = False
    has_year: bool = True
    is_range: bool = False
    flags: tuple[str, ...] = ()
    goes_on: bool = False  # a later time of the same list follows

    @property
    def is_impossible(self) -> bool:
        return "date_impossible" in self.flags


class Times:
    """All times of a text, in order; those without a year are of `year`. `since`: the day of the act."""

    def __init__(self, text: str, year: int | None, marks: Marks, since: dt.date | None = None) -> None:
        self._text = text
        self._is_own = marks.is_own
        self._since = since
        self._told: list[tuple[int, int]] = []
        self._all = _all(text, year, marks)
        self._starts = [time.start for time in self._all]
        self._judged: dict[int, bool] = {}

    def between(self, start: int, end: int) -> list[Time]:
        starts = self._starts
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] >= end:
            return []
        return self._all[first : bisect_left(starts, end, first)]

    def deadlines(self, start: int, end: int) -> list[Time]:
        """Those by which something is to be done, as the words around them say."""
        found = self.between(start, end)
        return [time for time in found if self._is_deadline(time)] if found else found

    def _is_deadline(self, time: Time) -> bool:
        known = self._judged.get(time.start)
        if known is None:
            known = self._judged[time.start] = not time.recurring and (
                self._is_led_to(time) or self._is_also(time)
            )
        return known

    def _is_led_to(self, time: Time) -> bool:
        """Whether the words around it make it a deadline."""
        if self._since is None and not time.is_range and not may_be_deadline(self._text, time.start):
            return False
        is_own = self._is_ordered(time)
        return is_deadline(
            self._text,
            time,
            is_own=is_own,
            is_ahead=is_own and self._since is not None,
            is_over=self.is_over(time),
        )

    def tell(self, spans: Iterable[tuple[int, int]]) -> None:
        """Takes the parts of an act, in order, that say how things went: as news does."""
        self._told = list(spans)

    def _is_ordered(self, time: Time) -> bool:
        place = bisect_right(self._told, (time.start, len(self._text) + 1)) - 1
        is_told = place >= 0 and time.start < self._told[place][1]
        return self._is_own and not is_told and not self.is_over(time)

    def is_over(self, time: Time) -> bool:
        """Whether it had ended when the act was issued."""
        return self._since is not None and time.date is not None and _last_day(time) < self._since

    def is_hour_of_event(self, time: Time) -> bool:
        return is_hour_of_event(self._text, time)

    def _is_also(self, time: Time) -> bool:
        """`trước ngày 20/6 và ngày 20/11`: what makes the first a deadline makes the second one."""
        place = bisect_left(self._starts, time.start) - 1
        before = self._all[place] if place >= 0 else None
        if before is None or before.is_range or time.start - before.end > 16:
            return False
        return _ALSO.match(self._text[before.end : time.start]) is not None and self._judged.get(
            before.start, False
        )


def _last_day(time: Time) -> dt.date:
    """Of a time with a date."""
    date = time.date or dt.date.max
    months = {"month": 1, "quarter": 3, "year": _DECEMBER}.get(time.precision or "day", 0)
    if not months:
        return date
    years, month = divmod(date.month - 1 + months, _DECEMBER)
    return dt.date(date.year + years, month + 1, 1) - dt.timedelta(days=1)


def has_time(words: str) -> bool:
    return _CORE.search(words) is not None


def _all(text: str, year: int | None, marks: Marks) -> list[Time]:
    found: list[Time] = []
    joined, reached = -1, 0  # where the end of a range begins: it takes the place of what began it
    for at in marks.of("time"):
        core = _CORES.get(text[at], _CORE).match(text, at) if at >= reached else None
        time = _READERS[core.lastgroup or ""](core, year) if core else None
        if core is None or time is None:
            continue
        first = found.pop() if found and core.start() == joined else None
        if first is None or _is_near(first, time):
            found += [time._replace(start=first.start, is_range=True)] if first else _listed(core, time)
        reached = core.end()
        gap = _RANGE.match(text, reached)
        joined = gap.end() if gap and found and not time.recurring else -1
    return found


def _listed(core: re.Match[str], time: Time) -> list[Time]:
    """`Quý II, quý IV` are two times; months or quarters that follow each other are one, whose end counts."""
    rest, step = ("more", 3) if core["q"] else ("months", 1)
    if time.date is None or time.is_range or not core[rest]:
        return [time]
    named = list(_MEMBER.finditer(core.string, core.start(), core.end(rest)))
    months = [_first_month(one[1]) if core["q"] else int(one[1]) for one in named]
    follow = all(later - earlier == step for earlier, later in pairwise(months))
    if follow or not all(1 <= month <= _DECEMBER for month in months):
        return [time]
    last = len(named) - 1
    return [
        time._replace(
            start=one.start(),
            end=time.end if place == last else one.end(),
            date=time.date.replace(month=month),
            goes_on=place < last,
        )
        for place, (one, month) in enumerate(zip(named, months, strict=True))
    ]


def _is_near(first: Time, last: Time) -> bool:
    if first.is_impossible or last.is_impossible or not (first.date and last.date):
        return not first.is_impossible
    return last.date.year - first.date.year <= _LONGEST_RANGE


def _rhythm(core: re.Match[str], _: int | None) -> Time:
    return Time(core.start(), core.end(), None, None, recurring=True, has_year=False)


def _day(core: re.Match[str], year: int | None) -> Time | None:
    """Any of the forms of a day."""
    for day, month, written in (("d", "m", "y"), ("d2", "m2", "y2"), ("d3", "m3", "y3"), ("d4", "m4", "y9")):
        if core[day]:
            return _time(core, _int(core[written]), year, int(core[month]), int(core[day]))
    return None


def _quarter(core: re.Match[str], year: int | None) -> Time | None:
    said = _QUARTER.findall(f"{core['q']} {core['more'] or ''}")
    time = _time(core, _int(core["y4"]), year, _first_month(said[-1]), None, precision="quarter")
    return time._replace(is_range=True) if time and _SPAN.search(core["more"] or "") else time


def _first_month(quarter: str) -> int:
    return 3 * _ROMAN[quarter.upper().replace("İ", "I")] - 2  # a pattern without case takes İ for an i


def _half(core: re.Match[str], year: int | None) -> Time | None:
    """A half-year ends with a quarter."""
    return _time(
        core, _int(core["y5"]), year, 4 if core["half"].lower() == "đầu" else 10, None, precision="quarter"
    )


def _month(core: re.Match[str], year: int | None) -> Time | None:
    if core["m6"]:
        last = _MONTH.findall(core["months"] or "") or [core["m6"]]
        time = _time(core, _int(core["y6"]), year, int(last[-1]), None, precision="month")
        return time._replace(is_range=True) if time and _SPAN.search(core["months"] or "") else time
    return _time(core, _int(core["y7"]), year, int(core["m7"]), None, precision="month")


def _year(core: re.Match[str], year: int | None) -> Time | None:
    if core["y8"]:
        return _time(core, _int(core["y8"]), year, 1, None, precision="year")
    return _time(core, None, year, 1, None, precision="year")


# By the last part of a form that is there.
_READERS: dict[str, Callable[[re.Match[str], int | None], Time | None]] = {
    name: reader
    for reader, names in (
        (_rhythm, "rhythm"),
        (_day, "d m y d2 sep m2 y2 named d3 m3 y3 d4 m4 y9"),
        (_quarter, "q more y4"),
        (_half, "half y5"),
        (_month, "m6 months y6 m7 y7"),
        (_year, "y8 year"),
    )
    for name in names.split()
}


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _time(
    core: re.Match[str],
    written: int | None,
    base: int | None,
    month: int | None,
    day: int | None,
    *,
    precision: Precision = "day",
) -> Time | None:
    year = written if written is not None else base
    span = (core.start(), core.end())
    if year is None:
        return Time(*span, None, None, has_year=False, flags=("year_unknown",))
    if written is None and _NEXT_YEAR.match(core.string, core.end()):
        year += 1
    flags = () if written is not None else (YEAR_FROM_PLAN,)
    try:
        date = dt.date(year, month or 1, day or 1) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        date = None
    if date is None:
        return Time(*span, None, None, has_year=written is not None, flags=("date_impossible",))
    return Time(*span, date, precision, has_year=written is not None, flags=flags)

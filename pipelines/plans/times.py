"""Times in plans: days, months, quarters, half-years, years, rhythms; as precise as they are written.

A day without a year takes the plan's and says so; a day that no calendar has is no date. Of a period the end
counts. Whether a time is a deadline is decided by the words before it; in a column of times it always is.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from pipelines.plans.marks import Marks
from store.records import Precision

FIRST_YEAR, LAST_YEAR = 1990, 2060
YEAR_FROM_PLAN = "year_from_plan"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_RHYTHM = (
    r"thường xuyên|liên tục|quanh năm|hằng năm|hàng năm|"
    r"ngày\s+\d{1,2}(?:\s*/\s*\d{1,2}|\s+tháng\s+\d{1,2})?(?:\s+(?:của\s+)?tháng)?\s*,?\s*(?:của\s+)?"
    r"(?:cuối\s+(?:cùng\s+(?:của\s+)?)?|đầu\s+)?(?:mỗi\s+|các\s+)?(?:(?:hằng|hàng|"
    r"mỗi)\s+(?:tháng|quý|năm)|quý(?!\s*[IiVv\d])|"
    r"cuối\s+quý)|"
    r"(?:hằng|hàng|mỗi)\s+(?:ngày|tuần|tháng|quý)|định\s+kỳ(?:\s+(?:hằng|hàng|mỗi|\d+|sáu|"
    r"ba)?\s*(?:ngày|tuần|tháng|quý|năm))?|"
    r"(?:\d{1,2}|sáu|ba)\s+tháng\s*(?:/|một\s+|mỗi\s+|1\s+|01\s+)\s*lần|theo\s+định\s+kỳ"
)
_QUARTERS = r"(?:IV|III|II|I|[1-4])(?![\w])"
_CORE = re.compile(
    rf"(?P<rhythm>(?<!\w)(?:{_RHYTHM})(?!\w))"
    r"|(?<![\w/.,-])(?:ngày\s*)?(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?!\d)(?:\s*(?:,\s*)?(?:năm\s+|"
    r"/\s*)(?P<y>\d{2,5})(?!\d))?"
    r"|(?<![\w/.,-])(?:ngày\s*)?(?P<d2>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m2>\d{1,2})\s?(?P=sep)\s?(?P<y2>\d{2,5})(?![\d/])"
    r"|(?<![\w/.,-])(?P<named>ngày\s*)?(?P<d3>\d{1,2})\s?/\s?(?P<m3>\d{1,2})(?![\d/%]|"
    r"[.,]\d|\s*[-–]?\s*[A-ZĐ]{2})"
    rf"|(?<!\w)quý\s*(?P<q>{_QUARTERS})(?P<more>(?:\s*(?:,|và|-|–|đến|/)\s*(?:quý\s*)?{_QUARTERS})*)"
    r"(?:\s*(?:/|,?\s*năm\s+|-\s*)\s*(?P<y4>\d{4})(?!\d))?"
    r"|(?<!\w)(?:(?:6|06|sáu)\s+tháng|nửa)\s+(?P<half>đầu|cuối)\s+năm(?:\s+(?P<y5>\d{4})(?!\d))?"
    r"|(?<!\w)(?:tháng\s*|(?<![^\W\d_])T)(?P<m6>\d{1,2})(?![\d/]*/\d{1,2}/)(?P<months>(?:\s*(?:,|"
    r"và|-|–|đến)\s*(?:tháng\s*)?\d{1,2}"
    r"(?![\d/.]|\s*(?:tháng|ngày|nội|văn|đơn|xã)))*)(?:\s*(?:/|-|,?\s*năm\s+)\s*(?P<y6>\d{4})(?!\d))?"
    r"|(?<![\w/.,-])(?P<m7>\d{1,2})\s?/\s?(?P<y7>(?:19|20)\d\d)(?![\d/-])"
    r"|(?<!\w)năm\s+(?P<y8>(?:19|20)\d\d)(?!\d|\s*[-–]\s*(?:20)?\d)"
    r"|(?<!\w)(?P<year>(?:trong|cả|cuối|đầu|hết)\s+năm)(?!\s*(?:\d|học|tới|sau|qua|trước))(?!\w)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\s*(?:(?:cho\s+)?(?:đến|tới)|-|–)\s*(?:hết\s+)?"
    r"(?:\d{1,2}\s*(?:giờ|h|g)\s*(?:\d{0,2}\s*(?:phút)?),?\s*)?(?=[\dtqn])",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}\s*(?:giờ|h(?=\d|\s)|g(?=\d))\s*(?:\d{1,2})?(?:\s*phút)?,?\s*", re.IGNORECASE)
_ALSO = re.compile(r"\s*(?:,|và|;|hoặc)\s*(?:trước\s+)?$", re.IGNORECASE)
_LONGEST_RANGE = 3  # years; what is longer is an anniversary or a term


@dataclass(frozen=True, slots=True)
class Time:
    """`text[start:end]` names it. `date` None: a rhythm, or no day of any calendar (`date_impossible`)."""

    start: int
    end: int
    date: dt.date | None
    precision: Precision | None
    recurring: bool = False
    has_year: bool = True
    is_range: bool = False
    flags: tuple[str, ...] = ()

    @property
    def is_impossible(self) -> bool:
        return "date_impossible" in self.flags


class Times:
    """All times of a text, in order; those without a year are of `year`."""

    def __init__(self, text: str, year: int | None, marks: Marks) -> None:
        self._text = text
        self._all = _all(text, year, marks)
        self._starts = [time.start for time in self._all]
        self._judged: dict[int, bool] = {}

    def between(self, start: int, end: int) -> list[Time]:
        return self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def deadlines(self, start: int, end: int) -> list[Time]:
        """Those by which something is to be done, as the words around them say."""
        return [time for time in self.between(start, end) if self._is_deadline(time)]

    def _is_deadline(self, time: Time) -> bool:
        known = self._judged.get(time.start)
        if known is None:
            known = self._judged[time.start] = not time.recurring and (
                is_deadline(self._text, time) or self._is_also(time)
            )
        return known

    def _is_also(self, time: Time) -> bool:
        """`trước ngày 20/6 và ngày 20/11`: what makes the first a deadline makes the second one."""
        place = bisect_left(self._starts, time.start) - 1
        before = self._all[place] if place >= 0 else None
        if before is None or before.is_range or time.start - before.end > 16:
            return False
        return _ALSO.match(self._text[before.end : time.start]) is not None and self._judged.get(
            before.start, False
        )


def has_time(words: str) -> bool:
    return _CORE.search(words) is not None


def _all(text: str, year: int | None, marks: Marks) -> list[Time]:
    found: list[Time] = []
    joined, reached = -1, 0  # where the end of a range begins: it takes the place of what began it
    for at in marks.of("time"):
        core = _CORE.match(text, at) if at >= reached else None
        time = _read(core, year) if core else None
        if core is None or time is None:
            continue
        first = found.pop() if found and core.start() == joined else None
        if first is None or _is_near(first, time):
            found.append(replace(time, start=first.start, is_range=True) if first else time)
        reached = core.end()
        gap = _RANGE.match(text, reached)
        joined = gap.end() if gap and found and not time.recurring else -1
    return found


def _is_near(first: Time, last: Time) -> bool:
    if first.is_impossible or last.is_impossible or not (first.date and last.date):
        return not first.is_impossible
    return last.date.year - first.date.year <= _LONGEST_RANGE


def _read(core: re.Match[str], year: int | None) -> Time | None:
    part = core.groupdict()
    if part["rhythm"]:
        return Time(core.start(), core.end(), None, None, recurring=True, has_year=False)
    for reader in (_day, _quarter, _half, _month, _year):
        time = reader(core, part, year)
        if time is not None:
            return time
    return None


_Parts = dict[str, str | None]


def _day(core: re.Match[str], part: _Parts, year: int | None) -> Time | None:
    for day, month, written in (("d", "m", "y"), ("d2", "m2", "y2"), ("d3", "m3", "")):
        if part[day]:
            return _time(
                core, _int(part[written]) if written else None, year, _int(part[month]), _int(part[day])
            )
    return None


def _quarter(core: re.Match[str], part: _Parts, year: int | None) -> Time | None:
    if not part["q"]:
        return None
    said = re.findall(r"IV|III|II|I|[1-4]", f"{part['q']} {part['more'] or ''}", re.IGNORECASE)
    month = 3 * _ROMAN[said[-1].lower()] - 2
    return _time(core, _int(part["y4"]), year, month, None, precision="quarter")


def _half(core: re.Match[str], part: _Parts, year: int | None) -> Time | None:
    """A half-year ends with a quarter."""
    if not part["half"]:
        return None
    return _time(
        core, _int(part["y5"]), year, 4 if part["half"].lower() == "đầu" else 10, None, precision="quarter"
    )


def _month(core: re.Match[str], part: _Parts, year: int | None) -> Time | None:
    if part["m6"]:
        last = re.findall(r"\d{1,2}", part["months"] or "") or [part["m6"]]
        return _time(core, _int(part["y6"]), year, int(last[-1]), None, precision="month")
    if part["m7"]:
        return _time(core, _int(part["y7"]), year, int(part["m7"]), None, precision="month")
    return None


def _year(core: re.Match[str], part: _Parts, year: int | None) -> Time | None:
    if part["y8"]:
        return _time(core, _int(part["y8"]), year, 1, None, precision="year")
    return _time(core, None, year, 1, None, precision="year") if part["year"] else None


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
    flags = () if written is not None else (YEAR_FROM_PLAN,)
    try:
        date = dt.date(year, month or 1, day or 1) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        date = None
    if date is None:
        return Time(*span, None, None, has_year=written is not None, flags=("date_impossible",))
    return Time(*span, date, precision, has_year=written is not None, flags=flags)


# --- Which of them are deadlines -------------------------------------------------------------------------

_BY = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|không quá|không muộn hơn|(?:thời )?hạn(?: cuối| chót|"
    r" nộp| gửi)?|xong|hoàn thành|hoàn tất|"
    r"kết thúc)(?:\s+(?:là|vào|đến|trong|trước|hết|cuối|ngày|thời gian|thời điểm|tháng|mốc))*\s*:?\s*$",
    re.IGNORECASE,
)
_IN = re.compile(
    r"(?:trong|vào|đến|đến hết|hết|cuối|đầu|thời gian)(?:\s+(?:là|khoảng|hết|cuối|đầu|"
    r"ngày|thời gian|kỳ họp|tuần|tuần thứ|"
    r"thứ|nhất|hai|ba|tư|của|thượng tuần|hạ tuần))*\s*:?\s*$",
                 re.IGNORECASE)  # fmt: skip
_AT = re.compile(r"vào\s+$", re.IGNORECASE)
_PERIOD_LABEL = re.compile(
    r"(?:thời gian|thời hạn|tiến độ|lộ trình)(?: [^\W\d_]+){0,6}\s*:\s*(?:từ\s*)?$", re.IGNORECASE
)
_DONE = re.compile(
    r"(?<!\w)(?:đã|vừa|tính đến|đến nay|phát sinh|số liệu|từ khi|nhiệm kỳ|kể từ|hiệu lực|sinh)(?!\w)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!\w)(?:đã|vừa|phát sinh|hiệu lực|sinh(?= (?:ngày|năm|trước|từ)))(?!\w)", re.IGNORECASE
)
_COMING = re.compile(r"[\s,]+(?:[^\s,.;]+\s+){0,9}(?:sẽ|phải|cần|hoàn thành)\s")
# `Đến hết quý II, hoàn thành …`: a clause that opens with its time
_OPENS = re.compile(r"[\s+\-–•*“\"(]*(?:trong|đến hết|chậm nhất đến|hết|trước|đến)(?: (?:ngày|tháng|quý))*\s*", re.IGNORECASE)
_DO = re.compile(
    r"[\s,:]+(?:phải |cần |sẽ |cơ bản )?(?:thực hiện|hoàn thành|triển khai|tổ chức|xây dựng|ban hành|"
    r"rà soát|trình|gửi|báo cáo)(?!\w)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?<!\w)được\s+(?!hoàn|gửi|nộp|trình)[^\W\d_]+(?:\s+[^\W\d_]+){0,3}\s+trước\s+(?:ngày\s*)?$",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"(?<!\w)(?:hoàn thành|hoàn thiện|xong|trình|gửi|nộp|báo cáo|ban hành|phê duyệt|"
    r"tổng kết|sơ kết|đăng ký|hoàn tất|công bố)(?!\w)",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"(?<!\w)(?:tiến hành|triển khai|tổ chức|thực hiện|kiểm tra|phát động|tiếp nhận|nhận|"
    r"khảo sát|điều tra|thời gian|"
    r"rà soát|tập huấn|hoàn thành|kéo dài|mở|xây dựng|cập nhật|đánh giá|lấy ý kiến|chuẩn bị|"
    r"cung cấp|bố trí|phối hợp|tham mưu|giám sát|hướng dẫn|cử|lập|xử lý|sửa chữa|chi trả|"
    r"đề xuất|tuyên truyền|treo|đăng|trả lời|"
    r"khắc phục|bàn giao|nghiệm thu|vận hành|kết nối|số hóa|mua|mua sắm|nâng cấp|lắp|"
    r"thẩm định|bồi dưỡng|đào tạo|phát hành|thăm|"
    r"cuộc thi|dự thi|bài thi|bình chọn)(?!\w)",
    re.IGNORECASE,
)
_YEARLY = re.compile(r"(?<!\w)(?:hằng|hàng|mỗi|các) (?:năm|quý|tháng)(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?](?=\s)|\n\s*\n|\n(?=\s*(?:[-–•+*]|\d{1,2}[.)]\s))|\t")
_REACH, _TRIGGER = 240, 80  # characters of a clause, and of the words that may lead to a time


def is_deadline(text: str, time: Time) -> bool:
    before = _clause_before(text, time.start)
    after = _clause_after(text, time.end)
    if not time.has_year and (_YEARLY.search(after[:45]) or _YEARLY.search(before)):
        return False
    near = before.rpartition(",")[2] if len(before.rpartition(",")[2].split()) > 3 else before
    if time.is_range:
        return _WORK.search(before + after) is not None and not _DONE.search(before[-80:])
    trigger = before[-_TRIGGER:]
    if _BY.search(trigger):
        return not _PAST.search(near) and not _PASSIVE.search(before)
    return _PERIOD_LABEL.search(trigger) is not None or _is_within(time, trigger, near, after)


def _is_within(time: Time, trigger: str, near: str, after: str) -> bool:
    """Whether something is to be done in the time named: `trình trong quý II`, `mở lớp trong tháng 5`."""
    strictly = _DUTY.search(near) is not None
    if _OPENS.fullmatch(trigger) and _DO.match(after):
        return time.precision != "year"
    if _DONE.search(near) or not _IN.search(trigger):
        return False
    if time.precision == "year":
        ends = _is_due(near) and not after.strip(" ./;,")
        return trigger.rstrip().lower().endswith("trong") and (strictly or ends)
    if _AT.search(trigger):
        return strictly
    return _is_due(near) or _COMING.match(after) is not None


def _is_due(clause: str) -> bool:
    return _DUTY.search(clause) is not None or _WORK.search(clause) is not None


def _clause_before(text: str, at: int) -> str:
    before = text[max(0, at - _REACH) : at]
    ends = [found.end() for found in _SENTENCE_END.finditer(before)]
    return " ".join(_CLOCK.sub("", before[ends[-1] if ends else 0 :]).split()) + " "


def _clause_after(text: str, at: int) -> str:
    after = text[at : at + 80]
    stop = _SENTENCE_END.search(after)
    return after[: stop.start()] if stop else after

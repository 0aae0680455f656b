"""From a title, a text and the act it holds to what the plan says. Pure; any text gives a plan or None."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipelines.plans.drafts import Draft, drafts
from pipelines.plans.lines import Line, lines
from pipelines.plans.marks import Marks
from pipelines.plans.scope import PLANS, assignments, base_year, rank, year_of_plan
from pipelines.plans.times import Time, Times
from pipelines.slips import mended, said
from pipelines.words import exact_tokens, lowered
from store.records import Act, Deadline, Due, Passage, Plan, Task

_REPORT = re.compile(
    r"(?<!\w)(?:chế độ (?:thông tin,? )?báo cáo|(?:gửi|tổng hợp,?|định kỳ|,) báo cáo|"
    r"báo cáo (?:kết quả|về|UBND|Ủy ban|định kỳ|tình hình|bằng))",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"(?<!\w)mục đích(?!\w)|(?:kế hoạch|chương trình)[^.;]{0,80}?(?:nhằm|với mục tiêu|hướng tới)",
    re.IGNORECASE,
)
_NO_CONTENT = ("legal_basis", "recipients", "chrome")
# In a sentence `thường xuyên` and `hàng năm` are mostly said of something else than the task's time.
_RHYTHM = re.compile(r"định kỳ|ngày|(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý)|\d+ tháng", re.IGNORECASE)
# `thường xuyên` of what is done, not of staff or of a kind of work.
_STEADY = re.compile(
    r"(?<!\w)thường xuyên[\s,]+(?:kiểm tra|tuyên truyền|đôn đốc|theo dõi|rà soát|cập nhật|báo cáo|giám sát|"
    r"hướng dẫn|tổ chức|trao đổi|thông tin)(?!\w)",
    re.IGNORECASE,
)
_LEADS_TO = re.compile(
    r"(?:(?:hoàn thành|xong|trước|chậm nhất|muộn nhất|không quá|hạn|là|vào|trong|đến|hết|"
    r"ngày|từ|cuối|đầu)\s+)+$",
    re.IGNORECASE,
)
_LEADING = tuple("thành xong trước nhất quá hạn là vào trong đến hết ngày từ cuối đầu".split())  # noqa: SIM905
_LEADING_PARTS = (*_LEADING, "hoàn", "chậm", "muộn", "không")
_STOP = re.compile(r"[.;](?=\s)\s*")
_LONGEST = 2000  # characters of a sentence
_MOST = 600  # tasks, and deadlines, of one plan


def read_plan(title: str, text: str, act: Act | None, published: dt.date | None) -> Plan | None:
    """The plan that a document is or announces, or another act's assignments; None where it is neither."""
    text = mended(text, lowered(text))  # to be matched; what the plan says is cut out of what is written
    level = rank(title, text, act, published)
    if level == "none":
        return None
    year, period, flags = year_of_plan(title, text, act, published)
    # A plan of several years says nothing of the year of a day: that is the act's, or the publication's.
    base = (None if period else year) or base_year(act, published) or year
    is_own = act is not None and act.status == "self" and level != "reports"
    marks = Marks(text, is_own=is_own, issuer=act.issuer if act else None)
    times = Times(text, base, marks, act.issued.date if act and act.issued else None)
    if level == "directs" and all(time.recurring for time in times.between(0, len(text))):
        return None
    found = lines(text) if level != "reports" else assignments(text, lines(text), marks)
    times.tell((line.start, line.end) for line in found if line.tells)
    read = drafts(text, found, marks, times)[:_MOST]
    if act and act.status == "announced" and act.issuer and act.kind not in PLANS:
        read = [draft for draft in read if _without(draft, act.issuer)]
    tasks = tuple(_task(number, draft, times, text, year) for number, draft in enumerate(read, start=1))
    timed = _deadlines(found, read, times)
    if not tasks and (level == "reports" or (level == "assigns" and not timed)):
        return None
    if level == "directs" and not timed:
        return None
    dated = tuple(_deadline(time, text, year) for time in timed)
    deadlines = tuple(one for one in dated if one is not None)[:_MOST]
    undated = [time.flags for time in timed if time.date is None]
    return Plan(
        year=year,
        period=period,
        tasks=tasks,
        deadlines=deadlines,
        purposes=_purposes(text, found, marks),
        funding=tuple(_passage(text, line) for line in found if line.zone == "funding"),
        reports=_sentences(text, found, marks.of("report"), _REPORT),
        unread_dates=_unread(text, timed),
        flags=_flags(tasks, deadlines, flags, undated),
    )


def _without(draft: Draft, issuer: str) -> bool:
    """Takes the issuer out of those who are told by its own act; False where nothing of the task is left."""
    said = bool(draft.lead)
    draft.lead = [body for body in draft.lead if exact_tokens(body.name) != exact_tokens(issuer)]
    return bool(draft.lead or draft.with_ or draft.due or not said)


# --- Tasks ------------------------------------------------------------------------------------------


def _task(order: int, draft: Draft, times: Times, text: str, year: int | None) -> Task:
    due, flags = _due(draft, text, times)
    flags = tuple(dict.fromkeys((*draft.flags, *flags)))
    if due and due.date and year and due.date.year < year:
        flags += ("deadline_other_year",)
    return Task(
        order=order,
        text=draft.words or said(text, draft.start, draft.end),
        lead=tuple(dict.fromkeys(body.name for body in draft.lead)),
        with_=tuple(dict.fromkeys(body.name for body in draft.with_)),
        due=due,
        products=tuple(draft.products),
        section=draft.section,
        start=draft.start,
        end=draft.end,
        flags=flags,
    )


def _due(draft: Draft, text: str, times: Times) -> tuple[Due | None, tuple[str, ...]]:
    if draft.due is not None:
        return _labelled_due(text, *draft.due, times)
    found = times.deadlines(draft.start, draft.end)
    if found:
        first = next((time for time in found if time.date and not time.goes_on), found[0])
        raw = said(text, _raw_start(text, first.start, draft.start), first.end)
        return Due(first.date, first.precision, raw, recurring=False), first.flags
    for time in times.between(draft.start, draft.end):
        if time.recurring and (
            _RHYTHM.match(text, time.start, time.end) or _STEADY.match(text, time.start, draft.end)
        ):
            return Due(None, None, said(text, time.start, time.end), recurring=True), ()
    return None, ()


def _labelled_due(text: str, start: int, end: int, times: Times) -> tuple[Due | None, tuple[str, ...]]:
    raw = said(text, start, end)
    if not raw.strip():
        return None, ()
    found = times.between(start, end)
    dated = next((time for time in found if time.date and not time.goes_on), None)
    recurring = any(time.recurring for time in found)
    flags = tuple(flag for time in found for flag in time.flags)
    if dated is None:
        return Due(None, None, raw, recurring), flags or (() if recurring else ("due_unread",))
    return Due(dated.date, dated.precision, raw, recurring), flags


def _raw_start(text: str, at: int, least: int) -> int:
    """With the words that make the time a deadline."""
    reach = max(least, at - 60)
    before = text[reach:at]
    if not before.rstrip().lower().endswith(_LEADING):  # most stand behind something else
        return at
    found = _LEADS_TO.search(before, _least_lead(before))
    return reach + found.start() if found else at


def _least_lead(before: str) -> int:
    """Where `_LEADS_TO` may begin at the earliest: at the first of the last words that may be its own."""
    at = len(before)
    for word in reversed(before.split()):
        if not word.lower().endswith(_LEADING_PARTS):
            break
        at = before.rfind(word, 0, at)
    return at


# --- Deadlines ----------------------------------------------------------------------------------------


def _deadlines(found: Sequence[Line], read: Sequence[Draft], times: Times) -> list[Time]:
    """In order and once: those of running text, those of columns and labels."""
    timed: dict[int, Time] = {}
    spans = [draft.due for draft in read if draft.due is not None]
    for start, end in spans:
        for time in times.between(start, end):
            if not time.recurring and not times.is_hour_of_event(time):
                timed[time.start] = time
    for line in found:
        if line.zone in _NO_CONTENT or line.is_row:
            continue
        for time in times.deadlines(line.body, line.end):
            timed.setdefault(time.start, time)
    for draft in read:
        for time in times.deadlines(draft.start, draft.end) if draft.is_row else ():
            timed.setdefault(time.start, time)
    return [timed[start] for start in sorted(timed)]


def _deadline(time: Time, text: str, year: int | None) -> Deadline | None:
    if time.date is None or time.precision is None:
        return None
    start = _raw_start(text, time.start, 0)
    flags = (*time.flags, *(("deadline_other_year",) if year and time.date.year < year else ()))
    return Deadline(time.date, time.precision, said(text, start, time.end), start, time.end, flags)


def _unread(text: str, timed: Iterable[Time]) -> tuple[Passage, ...]:
    return tuple(
        Passage(said(text, time.start, time.end), time.start, time.end) for time in timed if time.date is None
    )


# --- Purposes, funding, reports ----------------------------------------------------------------------


def _purposes(text: str, found: Sequence[Line], marks: Marks) -> tuple[Passage, ...]:
    below = [
        line
        for line in found
        if line.is_purpose and not line.is_heading and line.zone is None and not line.is_row
    ]
    return (
        tuple(_passage(text, line) for line in below)
        if below
        else _sentences(text, found, marks.of("purpose"), _PURPOSE)[:3]
    )


def _sentences(
    text: str, found: Sequence[Line], places: Sequence[int], pattern: re.Pattern[str]
) -> tuple[Passage, ...]:
    """The sentences that hold one of the `places` and the pattern."""
    passages: dict[int, Passage] = {}
    starts = [line.start for line in found]
    reached = 0
    for at in places[:_MOST]:
        if at < reached:
            continue
        line = found[max(0, bisect_right(starts, at) - 1)] if found else None
        if line is None or line.zone in _NO_CONTENT or line.is_row or not line.body <= at < line.end:
            continue
        start, end = _sentence(text, at, line)
        reached = end
        if pattern.search(text, start, end):
            passages[start] = Passage(said(text, start, end), start, end)
    return tuple(passages[start] for start in sorted(passages))


def _sentence(text: str, at: int, line: Line) -> tuple[int, int]:
    before = [found.end() for found in _STOP.finditer(text, max(line.body, at - _LONGEST), at)]
    after = _STOP.search(text, at, line.end)
    start = before[-1] if before else max(line.body, at - _LONGEST)
    return start + len(text[start:at]) - len(
        text[start:at].lstrip()
    ), after.start() + 1 if after else line.end


def _passage(text: str, line: Line) -> Passage:
    return Passage(said(text, line.start, line.end), line.start, line.end)


def _flags(
    tasks: Sequence[Task],
    deadlines: Sequence[Deadline],
    year_flags: tuple[str, ...],
    undated: Sequence[tuple[str, ...]],
) -> tuple[str, ...]:
    flags = list(year_flags)
    if not tasks:
        flags.append("no_tasks_read")
    of_deadlines = {flag for one in deadlines for flag in one.flags}
    if "deadline_other_year" in of_deadlines or any("deadline_other_year" in one.flags for one in tasks):
        flags.append("deadline_other_year")
    if "year_from_plan" in of_deadlines:
        flags.append("year_from_plan")
    flags += [flag for flag in ("date_impossible", "year_unknown") if any(flag in one for one in undated)]
    return tuple(flags)

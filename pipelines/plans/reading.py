"""From a title, a text and the act it holds to what the plan says. Pure; any text gives a plan or None."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.kinds import by_words
from pipelines.plans.drafts import Draft, drafts
from pipelines.plans.lines import Line, lines
from pipelines.plans.times import Time, deadlines, times
from store.records import Act, Deadline, Due, Passage, Plan, Task

_PLANS = {"ke_hoach", "chuong_trinh", "de_an", "phuong_an"}
_ASSIGNS = {
    "cong_van", "chi_thi", "quyet_dinh", "thong_bao", "huong_dan", "cong_dien", "thong_tri", "ket_luan", "nghi_quyet",
}  # fmt: skip
_DIRECT = re.compile(
    r"(?<!\w)(?:yêu cầu|đề nghị|giao|chỉ đạo)\s+(?:các\s+)?(?:sở|phòng|ban|ubnd|đơn vị|cơ quan|doanh nghiệp|trường|văn phòng|trung tâm)",
    re.IGNORECASE,
)
_PLAN_TITLE = re.compile(
    r"^\W*(?:(?:dự thảo|triển khai|ban hành|thông báo|v/v|về việc|thực hiện)\s+)*(?:kế hoạch|chương trình|đề án|phương án|chỉ thị|công văn|công điện)"
    r"(?! số \d+[^\n]{0,60}(?:sơ kết|tổng kết))(?!\w)",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"(?<!\w)(?:sơ kết|tổng kết|báo cáo kết quả|kết quả thực hiện|hội nghị|khai mạc|bế mạc|trao giải)(?!\w)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\w)năm\s+(20\d\d)(?!\d|\s*[-–]\s*20\d\d)", re.IGNORECASE)
_DATED = re.compile(r"(?:ngày|tháng)\s*[\d./-]*\s*(?:tháng\s*\d*\s*)?$", re.IGNORECASE)
_PERIOD = re.compile(r"(?:giai đoạn|thời kỳ|các năm|từ năm)\s*(20\d\d)\s*(?:[-–]|đến)\s*(?:năm\s*)?(20\d\d)", re.IGNORECASE)
_HEAD = 700  # characters at the head of a text that say what the plan is for
_REPORT = re.compile(
    r"(?<!\w)(?:chế độ (?:thông tin,? )?báo cáo|(?:gửi|tổng hợp,?|định kỳ|,) báo cáo|báo cáo (?:kết quả|về|UBND|Ủy ban|định kỳ|tình hình|bằng))",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"(?<!\w)mục đích(?!\w)|(?:kế hoạch|chương trình)[^.;]{0,80}(?:nhằm|với mục tiêu|hướng tới)", re.IGNORECASE)
_NO_CONTENT = ("legal_basis", "recipients", "chrome")
# In a sentence `thường xuyên` and `hàng năm` are mostly said of something else than the task's time.
_RHYTHM = re.compile(r"định kỳ|ngày|(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý)|\d+ tháng", re.IGNORECASE)
_MOST = 600  # tasks, and deadlines, of one plan


def read_plan(title: str, text: str, act: Act | None, published: dt.date | None) -> Plan | None:
    """The plan that a document is or announces, or another act's assignments; None where it is neither."""
    rank = _rank(title, text, act)
    if rank == "none":
        return None
    found = lines(text)
    year, period, flags = _year(title, text, act, published)
    base = year or _issue_year(act, published)
    read = drafts(text, found, is_act=act is not None and act.status == "self")[:_MOST]
    tasks = tuple(_task(number, draft, text, base) for number, draft in enumerate(read, start=1))
    timed = _deadlines(text, found, read, base)
    if rank == "assigns" and not tasks and not timed:
        return None
    if rank == "directs" and not timed:
        return None
    dated = tuple(_deadline(time, text, year) for time in timed)
    plan = Plan(
        year=year,
        period=period,
        tasks=tuple(_judged(task, year) for task in tasks),
        deadlines=tuple(one for one in dated if one is not None)[:_MOST],
        purposes=_purposes(text, found),
        funding=tuple(_passage(text, line) for line in found if line.zone == "funding"),
        reports=_sentences(text, found, _REPORT),
        unread_dates=_unread(text, timed, read, base),
    )
    return replace(plan, flags=_flags(plan, flags))


def _rank(title: str, text: str, act: Act | None) -> str:
    """How far this is a plan: one by its kind, an act or a call that may assign tasks, or none."""
    kind = act.kind if act else None
    if kind in _PLANS:
        return "plan"
    if kind == "quyet_dinh" and by_words(title) in _PLANS:
        return "plan"
    if kind in _ASSIGNS:
        return "assigns"
    if kind is not None or _REPORTS.search(title):
        return "none"
    if _PLAN_TITLE.match(title):
        return "assigns"
    return "directs" if _DIRECT.search(title) or _DIRECT.search(text[:_HEAD]) else "none"


def _year(
    title: str, text: str, act: Act | None, published: dt.date | None
) -> tuple[int | None, tuple[int, int] | None, tuple[str, ...]]:
    """The year a plan is for, from its title, else from where the head of its text names it."""
    for said in (title, text[:_HEAD]):
        for found in _YEAR.finditer(said):
            if not _DATED.search(said[max(0, found.start() - 24) : found.start()]):
                return int(found[1]), _period(said), ()
        period = _period(said)
        if period:
            return period[0], period, ()
    return None, None, ("plan_year_unknown",)


def _period(said: str) -> tuple[int, int] | None:
    found = _PERIOD.search(said)
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def _issue_year(act: Act | None, published: dt.date | None) -> int | None:
    if act and act.issued:
        return act.issued.date.year
    return published.year if published else None


# --- Tasks ------------------------------------------------------------------------------------------


def _task(order: int, draft: Draft, text: str, year: int | None) -> Task:
    due, flags = _due(draft, text, year)
    return Task(
        order=order,
        text=text[draft.start : draft.end],
        lead=tuple(dict.fromkeys(body.name for body in draft.lead)),
        with_=tuple(dict.fromkeys(body.name for body in draft.with_)),
        due=due,
        products=tuple(draft.products),
        section=draft.section,
        start=draft.start,
        end=draft.end,
        flags=tuple(dict.fromkeys((*draft.flags, *flags))),
    )


def _due(draft: Draft, text: str, year: int | None) -> tuple[Due | None, tuple[str, ...]]:
    if draft.due is not None:
        return _labelled_due(text, *draft.due, year)
    found = list(deadlines(text, draft.start, draft.end, year))
    if found:
        first = next((time for time in found if time.date), found[0])
        raw = text[_raw_start(text, first.start, draft.start) : first.end]
        return Due(first.date, first.precision, raw, recurring=False), first.flags
    for time in times(text, draft.start, draft.end, year):
        if time.recurring and _RHYTHM.match(text, time.start, time.end):
            return Due(None, None, text[time.start : time.end], recurring=True), ()
    return None, ()


def _labelled_due(text: str, start: int, end: int, year: int | None) -> tuple[Due | None, tuple[str, ...]]:
    raw = text[start:end]
    if not raw.strip():
        return None, ()
    found = times(text, start, end, year)
    dated = next((time for time in found if time.date), None)
    recurring = any(time.recurring for time in found)
    flags = tuple(flag for time in found for flag in time.flags)
    if dated is None:
        return Due(None, None, raw, recurring), flags or (() if recurring else ("due_unread",))
    return Due(dated.date, dated.precision, raw, recurring), flags


def _raw_start(text: str, at: int, least: int) -> int:
    """With the words that make the time a deadline."""
    words = re.compile(
        r"(?:(?:hoàn thành|xong|trước|chậm nhất|muộn nhất|không quá|hạn|là|vào|trong|đến|hết|ngày|từ|cuối|đầu)\s+)+$", re.IGNORECASE
    )
    reach = max(least, at - 60)
    found = words.search(text[reach:at])
    return reach + found.start() if found else at


def _judged(task: Task, year: int | None) -> Task:
    due = task.due
    if due and due.date and year and due.date.year < year:
        return replace(task, flags=(*task.flags, "deadline_other_year"))
    return task


# --- Deadlines ----------------------------------------------------------------------------------------


def _deadlines(text: str, found: Sequence[Line], read: Sequence[Draft], year: int | None) -> list[Time]:
    """In order and once: those of running text, those of columns and labels."""
    timed: dict[int, Time] = {}
    spans = [draft.due for draft in read if draft.due is not None]
    for start, end in spans:
        for time in times(text, start, end, year):
            if not time.recurring:
                timed[time.start] = time
    for line in found:
        if line.zone in _NO_CONTENT or line.is_row:
            continue
        for time in deadlines(text, line.body, line.end, year):
            timed.setdefault(time.start, time)
    for draft in read:
        for time in deadlines(text, draft.start, draft.end, year) if draft.is_row else ():
            timed.setdefault(time.start, time)
    return [timed[start] for start in sorted(timed)]


def _deadline(time: Time, text: str, year: int | None) -> Deadline | None:
    if time.date is None or time.precision is None:
        return None
    start = _raw_start(text, time.start, 0)
    flags = (*time.flags, *(("deadline_other_year",) if year and time.date.year < year else ()))
    return Deadline(time.date, time.precision, text[start : time.end], start, time.end, flags)


def _unread(text: str, timed: Iterable[Time], read: Iterable[Draft], year: int | None) -> tuple[Passage, ...]:
    return tuple(Passage(text[time.start : time.end], time.start, time.end) for time in timed if time.date is None)


# --- Purposes, funding, reports ----------------------------------------------------------------------


def _purposes(text: str, found: Sequence[Line]) -> tuple[Passage, ...]:
    below = [line for line in found if line.is_purpose and not line.is_heading and line.zone is None and not line.is_row]
    return tuple(_passage(text, line) for line in below) if below else _sentences(text, found, _PURPOSE)[:3]


def _sentences(text: str, found: Sequence[Line], pattern: re.Pattern[str]) -> tuple[Passage, ...]:
    passages = []
    for line in found:
        if line.zone in _NO_CONTENT or line.is_row:
            continue
        start = line.body
        for stop in [*re.compile(r"[.;](?=\s)").finditer(text, line.body, line.end), None]:
            end = stop.end() if stop else line.end
            if pattern.search(text, start, end):
                lead = len(text[start:end]) - len(text[start:end].lstrip())
                passages.append(Passage(text[start + lead : end], start + lead, end))
            start = end
    return tuple(passages)


def _passage(text: str, line: Line) -> Passage:
    return Passage(text[line.start : line.end], line.start, line.end)


def _flags(plan: Plan, year_flags: tuple[str, ...]) -> tuple[str, ...]:
    flags = list(year_flags)
    if not plan.tasks:
        flags.append("no_tasks_read")
    if any("deadline_other_year" in one.flags for one in (*plan.deadlines, *plan.tasks)):
        flags.append("deadline_other_year")
    if any("year_from_plan" in one.flags for one in plan.deadlines):
        flags.append("year_from_plan")
    if plan.unread_dates:
        flags.append("date_impossible")
    return tuple(flags)

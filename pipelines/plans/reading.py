"""From a title, a text and the act it holds to what the plan says. Pure; any text gives a plan or None."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipelines.kinds import by_words
from pipelines.plans.drafts import Draft, drafts
from pipelines.plans.lines import Line, lines
from pipelines.plans.marks import Marks
from pipelines.plans.times import Time, Times
from pipelines.words import exact_tokens
from store.records import Act, Deadline, Due, Passage, Plan, Task

_PLANS = {"ke_hoach", "chuong_trinh", "de_an", "phuong_an"}
_ASSIGNS = frozenset(
    "cong_van chi_thi quyet_dinh thong_bao huong_dan cong_dien thong_tri ket_luan nghi_quyet".split()  # noqa: SIM905
)
_DIRECT = re.compile(
    r"(?<!\w)(?:yêu cầu|đề nghị|giao|chỉ đạo)\s+(?:các\s+)?(?:sở|phòng|ban|ubnd|đơn vị|"
    r"cơ quan|doanh nghiệp|trường|văn phòng|trung tâm)",
    re.IGNORECASE,
)
_CALLS_IN = re.compile(
    r"(?<!\w)(?:gửi|nộp|dự thi|đăng ký)(?!\w)[^.\n]{0,120}(?:trước ngày|chậm nhất|đến hết ngày)",
    re.IGNORECASE,
)
_PLAN_TITLE = re.compile(
    r"^\W*(?:(?:dự thảo|triển khai|ban hành|thông báo|v/v|về việc|"
    r"thực hiện)\s+)*(?:kế hoạch|chương trình|đề án|phương án|chỉ thị|công văn|công điện|thông báo)"
    r"(?! số \d+[^\n]{0,60}(?:sơ kết|tổng kết))(?!\w)",
    re.IGNORECASE,
)
_PLAN_WORD = re.compile(r"(?<!\w)(?:kế hoạch|chương trình|triển khai)(?!\w)", re.IGNORECASE)
_REPORTS = re.compile(
    r"\W*(?:sơ kết|tổng kết|báo cáo|kết quả thực hiện|hội nghị|khai mạc|bế mạc|trao giải)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?<!\w)năm\s+(?:học\s+(?=20\d\d\s*[-–])(20\d\d)|(20\d\d)(?!\d|\s*[-–]\s*20\d\d))", re.IGNORECASE
)
_BARE_YEAR = re.compile(r"(?<![\d/.\-–])\b(20\d\d)\b(?!\s*[/\-–]|[.]\d)")
_NAMED = re.compile(r"(?<!\w)(?:kế hoạch|chương trình|đề án|phương án)(?!\w)[^;]{0,400}", re.IGNORECASE)
_DATED = re.compile(
    r"(?:(?:ngày|tháng)\s*[\d./-]*\s*(?:tháng\s*\d*\s*)?|(?:đến|từ|vào|trước|"
    r"sau)(?:\s+(?:hết|cuối|đầu))?\s+)$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:giai đoạn|thời kỳ|các năm|từ năm)\s*(20\d\d)\s*(?:[-–]|đến)\s*(?:năm\s*)?(20\d\d)", re.IGNORECASE
)
_HEAD = 900  # characters at the head of a text that say what the plan is for
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
_LEADS_TO = re.compile(
    r"(?:(?:hoàn thành|xong|trước|chậm nhất|muộn nhất|không quá|hạn|là|vào|trong|đến|hết|"
    r"ngày|từ|cuối|đầu)\s+)+$",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.;](?=\s)\s*")
_LONGEST = 2000  # characters of a sentence
_MOST = 600  # tasks, and deadlines, of one plan


def read_plan(title: str, text: str, act: Act | None, published: dt.date | None) -> Plan | None:
    """The plan that a document is or announces, or another act's assignments; None where it is neither."""
    rank = _rank(title, text, act)
    if rank == "none":
        return None
    found = lines(text)
    year, period, flags = _year(title, text, act, published)
    base = year or _issue_year(act, published)
    marks = Marks(text)
    times = Times(text, base, marks)
    read = drafts(text, found, marks, times)[:_MOST]
    if act and act.status == "announced" and act.issuer and act.kind not in _PLANS:
        read = [draft for draft in read if _without(draft, act.issuer)]
    tasks = tuple(_task(number, draft, text, times) for number, draft in enumerate(read, start=1))
    timed = _deadlines(found, read, times)
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
        purposes=_purposes(text, found, marks),
        funding=tuple(_passage(text, line) for line in found if line.zone == "funding"),
        reports=_sentences(text, found, marks.of("report"), _REPORT),
        unread_dates=_unread(text, timed),
    )
    return replace(plan, flags=_flags(plan, flags, [time.flags for time in timed if time.date is None]))


def _rank(title: str, text: str, act: Act | None) -> str:
    """How far this is a plan: one by its kind, an act or a call that may assign tasks, or none."""
    kind = act.kind if act else None
    if act and act.status == "announced" and _REPORTS.match(title) and not _PLAN_WORD.search(title):
        return "none"
    if kind in _PLANS or (kind == "quyet_dinh" and by_words(title) in _PLANS):
        return "plan"
    if kind in _ASSIGNS:
        return "assigns"
    return "none" if kind is not None else _rank_of_words(title, text)


def _rank_of_words(title: str, text: str) -> str:
    """That of a text that is no act by its number: news, or an act that lost its head."""
    if _REPORTS.match(title):
        return "none"
    if _PLAN_TITLE.match(title):
        return "assigns"
    calls = _DIRECT.search(title) or _DIRECT.search(text[:_HEAD]) or _CALLS_IN.search(text)
    return "directs" if calls else "none"


def _year(
    title: str, text: str, act: Act | None, published: dt.date | None
) -> tuple[int | None, tuple[int, int] | None, tuple[str, ...]]:
    """The year a plan is for, from its title, else from where the head of its text names it."""
    named = _year_of(title)
    if named is not None:
        return named, None, ()
    if act is None or act.kind in _PLANS or (act.kind == "quyet_dinh" and by_words(title) in _PLANS):
        for said in (title, *(found.group() for found in _NAMED.finditer(text[:_HEAD]))):
            period = _period(said)
            named = period[0] if period else _year_of(said)
            if named is not None:
                return named, period, ()
    for bare in _BARE_YEAR.finditer(title):
        before = title[: bare.start()].rstrip().lower()
        if before[-1:] not in "-–:/." and not before.endswith("năm"):
            return int(bare[1]), None, ()
    return None, None, ("plan_year_unknown",)


def _year_of(said: str) -> int | None:
    years = (
        int(found[1] or found[2])
        for found in _YEAR.finditer(said)
        if not _DATED.search(said[max(0, found.start() - 24) : found.start()])
    )
    return next(years, None)


def _period(said: str) -> tuple[int, int] | None:
    found = _PERIOD.search(said)
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def _issue_year(act: Act | None, published: dt.date | None) -> int | None:
    if act and act.issued:
        return act.issued.date.year
    return published.year if published else None


def _without(draft: Draft, issuer: str) -> bool:
    """Takes the issuer out of those who are told by its own act; False where nothing of the task is left."""
    said = bool(draft.lead)
    draft.lead = [body for body in draft.lead if exact_tokens(body.name) != exact_tokens(issuer)]
    return bool(draft.lead or draft.with_ or draft.due or not said)


# --- Tasks ------------------------------------------------------------------------------------------


def _task(order: int, draft: Draft, text: str, times: Times) -> Task:
    due, flags = _due(draft, text, times)
    return Task(
        order=order,
        text=draft.words or text[draft.start : draft.end],
        lead=tuple(dict.fromkeys(body.name for body in draft.lead)),
        with_=tuple(dict.fromkeys(body.name for body in draft.with_)),
        due=due,
        products=tuple(draft.products),
        section=draft.section,
        start=draft.start,
        end=draft.end,
        flags=tuple(dict.fromkeys((*draft.flags, *flags))),
    )


def _due(draft: Draft, text: str, times: Times) -> tuple[Due | None, tuple[str, ...]]:
    if draft.due is not None:
        return _labelled_due(text, *draft.due, times)
    found = times.deadlines(draft.start, draft.end)
    if found:
        first = next((time for time in found if time.date), found[0])
        raw = text[_raw_start(text, first.start, draft.start) : first.end]
        return Due(first.date, first.precision, raw, recurring=False), first.flags
    for time in times.between(draft.start, draft.end):
        if time.recurring and _RHYTHM.match(text, time.start, time.end):
            return Due(None, None, text[time.start : time.end], recurring=True), ()
    return None, ()


def _labelled_due(text: str, start: int, end: int, times: Times) -> tuple[Due | None, tuple[str, ...]]:
    raw = text[start:end]
    if not raw.strip():
        return None, ()
    found = times.between(start, end)
    dated = next((time for time in found if time.date), None)
    recurring = any(time.recurring for time in found)
    flags = tuple(flag for time in found for flag in time.flags)
    if dated is None:
        return Due(None, None, raw, recurring), flags or (() if recurring else ("due_unread",))
    return Due(dated.date, dated.precision, raw, recurring), flags


def _raw_start(text: str, at: int, least: int) -> int:
    """With the words that make the time a deadline."""
    reach = max(least, at - 60)
    found = _LEADS_TO.search(text[reach:at])
    return reach + found.start() if found else at


def _judged(task: Task, year: int | None) -> Task:
    due = task.due
    if due and due.date and year and due.date.year < year:
        return replace(task, flags=(*task.flags, "deadline_other_year"))
    return task


# --- Deadlines ----------------------------------------------------------------------------------------


def _deadlines(found: Sequence[Line], read: Sequence[Draft], times: Times) -> list[Time]:
    """In order and once: those of running text, those of columns and labels."""
    timed: dict[int, Time] = {}
    spans = [draft.due for draft in read if draft.due is not None]
    for start, end in spans:
        for time in times.between(start, end):
            if not time.recurring:
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
    return Deadline(time.date, time.precision, text[start : time.end], start, time.end, flags)


def _unread(text: str, timed: Iterable[Time]) -> tuple[Passage, ...]:
    return tuple(
        Passage(text[time.start : time.end], time.start, time.end) for time in timed if time.date is None
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
            passages[start] = Passage(text[start:end], start, end)
    return tuple(passages[start] for start in sorted(passages))


def _sentence(text: str, at: int, line: Line) -> tuple[int, int]:
    before = [found.end() for found in _STOP.finditer(text, max(line.body, at - _LONGEST), at)]
    after = _STOP.search(text, at, line.end)
    start = before[-1] if before else max(line.body, at - _LONGEST)
    return start + len(text[start:at]) - len(
        text[start:at].lstrip()
    ), after.start() + 1 if after else line.end


def _passage(text: str, line: Line) -> Passage:
    return Passage(text[line.start : line.end], line.start, line.end)


def _all_flags(plan: Plan) -> list[tuple[str, ...]]:
    return [one.flags for one in plan.deadlines] + [one.flags for one in plan.tasks]


def _flags(plan: Plan, year_flags: tuple[str, ...], undated: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    flags = list(year_flags)
    if not plan.tasks:
        flags.append("no_tasks_read")
    if any("deadline_other_year" in flags for flags in _all_flags(plan)):
        flags.append("deadline_other_year")
    if any("year_from_plan" in one.flags for one in plan.deadlines):
        flags.append("year_from_plan")
    flags += [flag for flag in ("date_impossible", "year_unknown") if any(flag in one for one in undated)]
    return tuple(flags)

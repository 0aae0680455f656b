"""Whether a document is a plan or assigns tasks at all, and for which year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from pipelines.kinds import by_words
from pipelines.plans.bodies import body_at
from pipelines.plans.lines import Line
from pipelines.plans.marks import Marks
from pipelines.wordlists import whole_words
from pipelines.words import lowered
from store.records import Act

# A plan by its kind; an act that may assign tasks; a report, which does so in passing; a call that sets a
# date; none of these.
Rank: TypeAlias = Literal["plan", "assigns", "reports", "directs", "none"]

PLANS = {"ke_hoach", "chuong_trinh", "de_an", "phuong_an"}
_ASSIGNS = frozenset(
    "cong_van chi_thi quyet_dinh thong_bao huong_dan cong_dien thong_tri ket_luan nghi_quyet giay_moi".split()  # noqa: SIM905
)
_DIRECT = re.compile(
    r"(?<!\w)(?:yêu cầu|đề nghị|giao|chỉ đạo)\s+(?:các\s+)?(?:sở|phòng|ban|ubnd|đơn vị|"
    r"cơ quan|doanh nghiệp|trường|văn phòng|trung tâm)",
    re.IGNORECASE,
)
# Cheap words first, in small letters: most of what is read here is news that has none of them.
_TELL = ("giao ", "yêu cầu ", "đề nghị ")
_TOLD = re.compile(r"(?:giao|yêu cầu|đề nghị)\s+(?:các\s+)?(?:sở|phòng|ubnd|cấp|đơn vị trực)(?!\w)")
_TELLER = re.compile(
    r"(?<!\w)(?:ubnd|ủy ban nhân dân|thành phố|chủ tịch|bộ|sở|ban thường vụ|ban chấp hành)"
    r"(?:\s+[^\s,.;:]+){0,8}\s+(?:cũng\s+)?$"
)
_TELLER_REACH = 120  # characters
_UNTIL = ("trước ngày", "chậm nhất", "đến hết ngày", "đến ngày")
_HAND_IN = re.compile(r"(?<!\w)(?:gửi|nộp|dự thi|đăng ký|nhận (?:hồ sơ|bài|tác phẩm))(?!\w)[^.\n]{0,120}$")
_HAND_IN_REACH, _COMMENT_REACH = 130, 200
_COMMENTS = whole_words(r"lấy ý kiến|góp ý|tham gia ý kiến|xin ý kiến")
_DRAFT = whole_words(r"dự thảo")
_COMMENT_BY = re.compile(r"(?<!\w)(?:góp ý|ý kiến)(?!\w)[^.\n]*$")
_DAY = re.compile(
    r"[^\d.\n]{0,24}(?:\d{1,2}\s*(?:[/.-]|tháng)\s*)?\d{1,2}\s*(?:[/.-]|năm)\s*(?P<year>\d{4})(?!\d)"
)
_PLAN_TITLE = re.compile(
    r"^\W*(?:(?:dự thảo|triển khai|ban hành|thông báo|v/v|về việc|"
    r"thực hiện)\s+)*(?:kế hoạch|chương trình|đề án|phương án|chỉ thị|công văn|công điện|thông báo)"
    r"(?! số \d+[^\n]{0,60}(?:sơ kết|tổng kết))(?!\w)",
    re.IGNORECASE,
)
_PLAN_WORD = whole_words(r"kế hoạch|chương trình|triển khai")
_REPORTS = re.compile(
    r"\W*(?:sơ kết|tổng kết|báo cáo|kết quả thực hiện|hội nghị|khai mạc|bế mạc|trao giải)(?!\w)",
    re.IGNORECASE,
)
# Where a report turns to what is to be done, and who is told there to do it.
_AHEAD = re.compile(
    r"(?:về )?(?:phương hướng|(?:một số )?nhiệm vụ,?(?: giải pháp| trọng tâm| chủ yếu| công tác)*(?!\w)|"
    r"tổ chức thực hiện|phân công)(?!\w)",
    re.IGNORECASE,
)
_IS_TOLD = re.compile(r"\s+(?:đã|đang|vẫn|chưa|còn|có|là|bị|được)(?!\w)", re.IGNORECASE)
_ORDERED = re.compile(
    r"(?:UBND|[UỦ][yỷ] ban nhân dân|Chủ tịch|Giám đốc|Ban Chỉ đạo|Thủ tướng|Bộ)[^.;\n]{0,80}?\s"
    r"(?:giao|yêu cầu|phân công)\s|(?:^|[.;]\s+)\W*(?:Giao|Yêu cầu|Phân công)\s"
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
_FEAST = re.compile(r"(?<!\w)tết(?:\s+[^\s,.;]+){0,4}\s+$", re.IGNORECASE)
# `kết quả đo lường hài lòng năm 2018`: what is looked back at is not what is planned for.
_RESULT_OF = re.compile(
    r"(?<!\w)(?:kết quả|tổng kết|sơ kết|đánh giá|so với|điểm số|xếp hạng|xếp loại)"
    r"(?: (?!kế hoạch|chương trình|thực hiện)[^\s,.;:]+){0,7}\s+$",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:giai đoạn|thời kỳ|các năm|từ năm)\s*(20\d\d)\s*(?:[-–]|đến)\s*(?:năm\s*)?(20\d\d)", re.IGNORECASE
)
_HEAD = 900  # characters at the head of a text that say what the plan is for


def rank(title: str, text: str, act: Act | None, published: dt.date | None) -> Rank:
    """How far this is a plan: one by its kind, an act or a call that may assign tasks, or none."""
    kind = act.kind if act else None
    if act and act.status == "announced" and _REPORTS.match(title) and not _PLAN_WORD.search(title):
        return "none"
    if kind in PLANS or (kind == "quyet_dinh" and by_words(title) in PLANS):
        return "plan"
    if kind in _ASSIGNS:
        return "assigns"
    if kind == "bao_cao" and act and act.status == "self":
        return "reports"
    if kind is not None:
        is_told = act is not None and act.status == "announced"
        asks = is_told and _asks_for_comments(title, text, base_year(act, published) or 0)
        return "directs" if asks else "none"
    return _rank_of_words(title, text)


def _asks_for_comments(title: str, text: str, since: int) -> bool:
    """Whether a draft of any kind is put up, with a day by which people may say what they think of it.

    `since`: the year it was put up; a day of an earlier one is told in passing.
    """
    head = f"{title}\n{text[:_HEAD]}"
    if not _COMMENTS.search(head) or not _DRAFT.search(head):
        return False
    small = lowered(text)
    return any(
        _is_behind(_HAND_IN, small, at, _HAND_IN_REACH)
        and _is_behind(_COMMENT_BY, small, at, _COMMENT_REACH)
        and ((day := _DAY.match(small, at)) is None or int(day["year"]) >= since)
        for at in _at(small, _UNTIL)
    )


def assignments(text: str, found: Sequence[Line], marks: Marks) -> list[Line]:
    """The lines of a report that assign: below a heading of what is to come, by whoever may give orders.

    There an item that begins with a body is what that body is to do. What a report plans for its own house,
    or proposes to those above, assigns nothing.
    """
    kept: list[Line] = []
    depth: int | None = None
    for line in found:
        if line.is_heading and (depth is None or line.depth <= depth):
            depth = line.depth if _AHEAD.match(text, line.body, line.end) else None
        elif depth is not None and (
            _ORDERED.search(text, line.body, line.end) or _charges(text, line, marks)
        ):
            kept.append(line)
    return kept


def _charges(text: str, line: Line, marks: Marks) -> bool:
    """`2. Phòng Tư pháp rà soát …`: an item of a body other than the issuer, who may leave its place out."""
    body = body_at(text, line.body, line.end) if line.style and text[line.body].isupper() else None
    if body is None or body.is_vague or _IS_TOLD.match(text, body.end, line.end):
        return False
    return not marks.names_issuer(body.name)


def _rank_of_words(title: str, text: str) -> Rank:
    """That of a text that is no act by its number: news, or an act that lost its head."""
    if _REPORTS.match(title):
        return "none"
    if _PLAN_TITLE.match(title):
        return "assigns"
    small = lowered(text)
    if any(
        _TOLD.match(small, at)
        and not small.endswith("bàn ", 0, at)
        and _is_behind(_TELLER, small, at, _TELLER_REACH)
        for at in _at(small, _TELL)
    ):
        return "assigns"
    calls = (
        _DIRECT.search(title)
        or _DIRECT.search(text[:_HEAD])
        or any(_is_behind(_HAND_IN, small, at, _HAND_IN_REACH) for at in _at(small, _UNTIL))
    )
    return "directs" if calls else "none"


def _at(text: str, words: Iterable[str]) -> Iterator[int]:
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)


def _is_behind(pattern: re.Pattern[str], text: str, at: int, reach: int) -> bool:
    return pattern.search(text[max(0, at - reach) : at]) is not None


def year_of_plan(
    title: str, text: str, act: Act | None, published: dt.date | None
) -> tuple[int | None, tuple[int, int] | None, tuple[str, ...]]:
    """The year a plan is for, from its title, else from where the head of its text names it."""
    named = _year_of(title, looks_back=False)
    if named is not None:
        return named, None, ()
    if act is None or act.kind in PLANS or (act.kind == "quyet_dinh" and by_words(title) in PLANS):
        for said in (title, *(found.group() for found in _NAMED.finditer(text[:_HEAD]))):
            period = _period(said)
            named = period[0] if period else _year_of(said)
            if named is not None:
                return named, period, ()
    if act is not None and act.kind in PLANS and (named := _year_of(text[:_HEAD])) is not None:
        return named, None, ()
    for bare in _BARE_YEAR.finditer(title):
        before = title[: bare.start()].rstrip().lower()
        if _FEAST.search(f"{before[-40:]} "):
            continue
        if before[-1:] not in "-–:/." and not before.endswith("năm"):
            return int(bare[1]), None, ()
    return None, None, ("plan_year_unknown",)


def _year_of(said: str, *, looks_back: bool = True) -> int | None:
    """`looks_back`: some of the years may be those of results, which nothing is planned for."""
    years = (
        int(found[1] or found[2])
        for found in _YEAR.finditer(said)
        if not _DATED.search(said[max(0, found.start() - 24) : found.start()])
        and not _FEAST.search(said[max(0, found.start() - 40) : found.start()])
        and not (looks_back and _RESULT_OF.search(said[max(0, found.start() - 60) : found.start()]))
    )
    return next(years, None)


def _period(said: str) -> tuple[int, int] | None:
    found = _PERIOD.search(said)
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def base_year(act: Act | None, published: dt.date | None) -> int | None:
    if act and act.issued:
        return act.issued.date.year
    return published.year if published else None

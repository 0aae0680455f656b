"""Tasks of a text on their way to records: from tables, labelled lines, items below a body, and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.plans.bodies import split_bodies
from pipelines.plans.body import Body
from pipelines.plans.duties import Duty, names_reach, read_duty, whole_line
from pipelines.plans.labels import Label, labels
from pipelines.plans.lines import Line, is_head
from pipelines.plans.marks import Marks
from pipelines.plans.shares import shared_bodies
from pipelines.plans.tables import Columns, Reader, Row, cells, header
from pipelines.plans.times import Times
from pipelines.plans.words import TITLE, UPPER
from pipelines.slips import said
from pipelines.wordlists import whole_words

# One set to begin with, so that the search skips whatever is not of it.
_CLAUSE_END = re.compile(rf"[.!?;…](?:(?<=;)|(?<=…)(?=\s*{UPPER})|(?<=[.!?])(?=\s+[^\s\d.]))\s*")
_ABBREVIATED = re.compile(r"(?:^|\W)(?:tp|tx|tt|ths|ts|v\.v|đ/c|stt|gs|pgs)$", re.IGNORECASE)
_ABBREVIATION_ENDS = frozenset("pxtsvcPXTSVCſ")
_CLOSING = re.compile(
    r"(?:trên đây là|trong quá trình|kế hoạch này|nhận được|chi tiết|xem chi tiết|"
    r"trường hợp|quá trình thực hiện)(?!\w)",
    re.IGNORECASE,
)
# Who is named to a body has no task by that: `Giám đốc Sở A - Tổ phó;`
_MEMBER = re.compile(
    r"[^;\n]*[-–,:]\s*(?:(?:phó )?(?:tổ|nhóm|đoàn) (?:trưởng|phó)|"
    r"(?:phó )?trưởng (?:ban|đoàn|nhóm|tiểu ban)|"
    r"(?:phó )?chủ tịch hội đồng|(?:ủy|uỷ) viên|thành viên|thư ký)(?: thường trực)?[\s./;]*$",
    re.IGNORECASE,
)
# `Thực hiện Kế hoạch số 5/KH-UBND …;`, a ground; `…, Sở A xây dựng kế hoạch như sau:`, an opening
_GROUND = re.compile(
    r"\W*(?:thực hiện|triển khai|theo|tiếp theo|xét) (?:tinh thần )?"
    r"(?:nghị quyết|quyết định|kế hoạch|chỉ thị|công văn|văn bản|nghị định|thông tư|chương trình|đề án|"
    r"thông báo|kết luận|hướng dẫn|công điện|tờ trình) (?:liên tịch )?số [^\n]*"
    r"(?:;|(?:xây dựng|ban hành|lập|đề ra) (?:kế hoạch|chương trình|phương án)[^\n;.]{0,160}sau\s*:)\s*$",
    re.IGNORECASE,
)
_TAKES_UP = re.compile(r"(?:chủ trì|phối hợp|có trách nhiệm|là cơ quan|là đơn vị)(?!\w)", re.IGNORECASE)
_CALLS = re.compile(
    r"(?:trên đây|yêu cầu|đề nghị|giao|trong quá trình|kế hoạch này|nhận được|căn cứ|định kỳ,? các)(?!\w)",
    re.IGNORECASE,
)
# `…; phải hoàn thành xong trước tháng 7`: all that a clause may say beside the time of the task before it.
_FINISHES = frozenset(
    ("phải", "cần", "xong", "hoàn", "thành", "tất", "kết", "thúc", "việc", "này", "trước", "chậm", "muộn",
     "nhất", "không", "quá", "thời", "hạn", "gian", "là", "vào", "trong", "đến", "hết", "ngày", "cuối", "đầu",
     "từ")
)  # fmt: skip
# `Trong quý IV/2024, Sở A kiểm tra …` in an act of 2025; `Khó khăn lớn nhất: Phòng B hụt biên chế`
_WHEN = re.compile(
    r"\W*(?:(?:chỉ|riêng|ngay|trước|trong|vào|đến|tới|hết|từ|tính|năm|ngày|tháng|quý|cuối|đầu|giữa|nửa|dịp|cả|"
    r"khoảng|thời gian|kỳ)\s*)*",
    re.IGNORECASE,
)
_HARD = re.compile(
    r"\W*(?:(?:những|một số|các|mặt|điểm|về|cái) )*(?:tồn tại|hạn chế|khó khăn|vướng mắc|nguyên nhân|bất cập|"
    r"thiếu sót|yếu kém|ưu điểm|tình hình|thực trạng|thuận lợi|kết quả (?:đạt|năm|nổi bật))(?!\w)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rf"(?:đồng chí|đ/c|ông|bà(?! rịa))\s+(?!(?:{TITLE.pattern})){UPPER}[^\W\d_]*"
    rf"(?:\s{UPPER}[^\W\d_]*){{1,4}}(?:,\s*|(?=[.;\s)]|$))",
    re.IGNORECASE,
)
_OPENING, _LABEL = 60, 80  # characters of what opens a clause, of a label
_IN_FUNDING = whole_words(r"chủ trì|có trách nhiệm|giao|chịu trách nhiệm|tham mưu|lập dự toán")


@dataclass(slots=True)
class Draft:
    """A task: `text[start:end]` says it; `due` is where a column or a label says its time."""

    start: int
    end: int
    lead: list[Body] = field(default_factory=list)
    with_: list[Body] = field(default_factory=list)
    due: tuple[int, int] | None = None
    products: list[str] = field(default_factory=list)
    section: str | None = None
    flags: tuple[str, ...] = ()
    is_row: bool = False
    words: str | None = None  # where they are not `text[start:end]`: a page broke the row


def drafts(text: str, found: Sequence[Line], marks: Marks, times: Times) -> list[Draft]:
    """All tasks in the order of the text."""
    return _Walk(text, marks, times).over(found)


@dataclass(slots=True)
class _Actor:
    """Whom the lines below a heading are for. `is_told`: a sentence said so; any line may say otherwise."""

    bodies: list[Body]
    depth: int
    is_told: bool = False


class _Walk:
    def __init__(self, text: str, marks: Marks, times: Times) -> None:
        self._text, self._marks, self._times = text, marks, times
        self._report = marks.of_report()
        self._tasks: list[Draft] = []
        self._actor: _Actor | None = None
        self._table: Reader | None = None
        self._columns: Columns | None = None
        self._fresh_header = False
        self._before: list[Body] = []  # whom the line before was for
        self._open: list[tuple[Line, Draft | None]] = []  # the lines that a label may belong to

    def over(self, found: Sequence[Line]) -> list[Draft]:
        for line in found:
            if line.zone in ("legal_basis", "recipients", "chrome"):
                continue
            if line.is_row:
                self._row(line)
            else:
                self._line(line)
        return self._tasks

    # --- Tables --------------------------------------------------------------------------------------

    def _row(self, line: Line) -> None:
        if is_head(self._text[line.start : line.end]):  # of an annex, or of the next act
            self._table = self._columns = None
            return
        row = cells(self._text, line.start, line.end)
        columns = header(row, self._columns if self._fresh_header else None)
        if columns is not None:
            self._columns, self._table, self._fresh_header = columns, Reader(self._text, columns), True
            return
        self._fresh_header = False
        if self._table is None:
            return
        read = self._table.read(row)
        if read is not None:
            self._tasks.append(_of_row(read, line))
            self._open = []
        elif self._table.last is not None and self._tasks and self._tasks[-1].is_row:
            self._tasks[-1] = _of_row(self._table.last, line)  # the row may have gone on with the last one

    # --- Lines ---------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        if line.style in ("roman", "capitals", "article"):
            self._table = self._columns = None
            self._before = []
        self._leave(line)
        named = labels(self._text, line.body, line.end)
        if named and named[0].at == line.body:
            self._label(line, named)
            return
        bodies = whole_line(self._text, line.body, line.end) if self._may_be_heading(line) else []
        if bodies:
            self._actor = _Actor(bodies, line.depth)
            return
        end = named[0].at if named else line.end
        last = self._clauses(line, end)
        self._open.append((line, last))
        if named:
            self._label(line, named, own=True)

    def _may_be_heading(self, line: Line) -> bool:
        return not (line.is_purpose or line.is_frame) and (
            line.style is not None or self._text[line.start : line.end].rstrip().endswith(":")
        )

    def _leave(self, line: Line) -> None:
        """Forgets whom the lines above were for, where this line is not below theirs."""
        actor = self._actor
        if actor is None:
            return
        if line.style is None:
            if actor.depth > 0 and _CALLS.match(self._text, line.body, line.end):
                self._actor = None
        elif line.depth <= actor.depth or line.style in ("roman", "capitals", "article"):
            self._actor = None

    def _clauses(self, line: Line, end: int) -> Draft | None:
        """The tasks that the clauses of a line hold; the last of them."""
        if line.is_purpose and not self._actor:
            return None
        if line.zone == "funding" and not _IN_FUNDING.search(self._text, line.body, end):
            return None
        actor, last = self._actor.bodies if self._actor else [], None
        inherited = bool(actor) and self._actor is not None and not self._actor.is_told
        if not actor and _TAKES_UP.match(self._text, line.body, end):
            actor = self._before
        for start, stop in _cut(self._text, line.body, end, self._marks):
            if _assigns_nothing(self._text, line, start, stop) or (
                not inherited and _closes(self._text, start, stop)
            ):
                continue
            tells = self._marks.is_own and (line.tells or self._tells(start, stop))
            duty = read_duty(
                self._text,
                start,
                stop,
                self._report if tells else self._marks,
                has_actor=inherited,
                is_behind=bool(actor),
            )
            if duty.lead and (duty.starts_item or not inherited or self._names_other(duty, actor)):
                actor = duty.lead
            if duty.is_intro and stop == end:
                if duty.lead:
                    self._actor = _Actor(duty.lead, line.depth, is_told=not duty.starts_item)
                continue
            last = self._add(line, (start, stop), actor, duty, last)
            if (
                actor
                and not inherited
                and not duty.lead
                and self._text[start].isupper()
                and not _is_same_speech(self._text, line.body, start)
            ):
                actor = [] if last is None else actor
        self._before = actor or self._before
        return last

    def _tells(self, start: int, end: int) -> bool:
        """Whether a clause of an act says how things went: what was hard, or what was over already."""
        first = next(iter(self._times.between(start, min(end, start + _OPENING))), None)
        if (
            first is not None
            and self._times.is_over(first)
            and _WHEN.fullmatch(self._text, start, first.start)
        ):
            return True
        colon = self._text.find(": ", start, min(end, start + _LABEL))
        return colon >= 0 and _HARD.match(self._text, start, colon) is not None

    def _names_other(self, duty: Duty, actor: list[Body]) -> bool:
        return {body.name for body in duty.lead} != {body.name for body in actor}

    def _add(
        self, line: Line, span: tuple[int, int], actor: list[Body], duty: Duty, last: Draft | None
    ) -> Draft | None:
        start, end = span
        is_dated = bool(self._times.deadlines(start, end))
        if last is not None and is_dated and self._only_says_when(last, start, end):
            last.end = end
            return last
        if last is not None and not duty.with_ and not is_dated and _same(last.lead, actor):
            last.end = end
            return last
        if not (actor or is_dated or duty.lead or duty.with_):
            return None
        draft = Draft(start, end, list(actor), list(duty.with_), section=line.section)
        self._tasks.append(draft)
        return draft

    def _only_says_when(self, last: Draft, start: int, end: int) -> bool:
        """Whether a clause is nothing but the time of the task before it, which has none yet."""
        first, *more = self._times.deadlines(start, end)
        said = self._text[start : first.start].lower().split()
        return (
            not more
            and _FINISHES.issuperset(said)
            and not self._text[first.end : end].strip(" .;\n")
            and not self._times.between(last.start, last.end)
        )

    # --- Labels --------------------------------------------------------------------------------------

    def _label(self, line: Line, named: Sequence[Label], *, own: bool = False) -> None:
        if not own and self._is_of_meeting(named[0]):
            return
        draft = self._owner(line, own=own)
        if draft is None:
            return
        for label in named:
            if label.name == "lead":
                person = _PERSON.match(self._text, label.start, label.end)
                start = person.end() if person else label.start
                draft.lead, helped = shared_bodies(self._text, start, label.end)
                draft.with_ = [*draft.with_, *helped]
            elif label.name == "with":
                draft.with_ = [*draft.with_, *split_bodies(self._text, label.start, label.end)]
            elif label.name == "due":
                draft.due = (label.start, label.end)
            else:
                draft.products.append(said(self._text, label.start, label.end))

    def _is_of_meeting(self, label: Label) -> bool:
        """`Chủ trì: đồng chí …`, below no item that it could belong to."""
        if label.name != "lead" or not _PERSON.match(self._text, label.start, label.end):
            return False
        return not self._open or (self._open[-1][0].style is None and self._open[-1][1] is None)

    def _owner(self, line: Line, *, own: bool) -> Draft | None:
        """The task that a label speaks of: that of its own line, else of the line that it is below."""
        at = len(self._open) - 1
        while not own and at > 0 and line.depth and self._open[at][0].depth >= line.depth:
            at -= 1
        if at < 0:
            return None
        owner, draft = self._open[at]
        if draft is None:
            end = owner.end if not own else labels(self._text, owner.body, owner.end)[0].at
            words = self._text[owner.body : end].rstrip(" (-–.;:\n")
            draft = Draft(owner.body, owner.body + len(words), section=owner.section)
            self._tasks.append(draft)
            self._open[at] = (owner, draft)
        return draft


def _of_row(row: Row, line: Line) -> Draft:
    return Draft(
        row.task.start,
        row.task.end,
        row.lead,
        row.with_,
        (row.due.start, row.due.end) if row.due else None,
        list(row.products),
        row.section or line.section,
        row.flags,
        is_row=True,
        words=row.task.words,
    )


def _closes(text: str, start: int, end: int) -> bool:
    return _CLOSING.match(text, start, end) is not None and "yêu cầu" not in text[start:end].lower()


def _assigns_nothing(text: str, line: Line, start: int, end: int) -> bool:
    if end != line.end:
        return False
    is_opening = start == line.body and line.style is None
    return (is_opening and _GROUND.match(text, start, end) is not None) or (
        _MEMBER.match(text, start, end) is not None
    )


def _same(one: Sequence[Body], two: Sequence[Body]) -> bool:
    return [body.name for body in one] == [body.name for body in two]


def _is_same_speech(text: str, start: int, at: int) -> bool:
    """Whether the clause at `at` follows a semicolon: it is still about the same body."""
    while at > start and text[at - 1].isspace():
        at -= 1
    return at > start and text[at - 1] == ";"


def _cut(text: str, start: int, end: int, marks: Marks) -> Iterator[tuple[int, int]]:
    """Clauses: sentences, and what semicolons part outside brackets and lists of names."""
    at = counted = start
    opened, listed = 0, -1
    for stop in _CLAUSE_END.finditer(text, start, end):
        place = stop.start()
        opened += text.count("(", counted, place) - text.count(")", counted, place)
        counted = place
        if text[place] == ";":
            listed = names_reach(text, at, place, end, marks) if listed < at else listed
            if opened > 0 or place < listed:
                continue
        elif text[place - 1] in _ABBREVIATION_ENDS and _ABBREVIATED.search(text[max(at, place - 6) : place]):
            continue
        if place + 1 - at > 1:
            yield at, place + 1
        at, opened = stop.end(), 0
    if at < end:
        yield at, end

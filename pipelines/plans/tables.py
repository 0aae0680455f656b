"""Tables of tasks: which column holds what, by the words of the header and the fit of the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from pipelines.plans.bodies import split_bodies
from pipelines.plans.body import Body
from pipelines.plans.shares import shared_bodies
from pipelines.plans.times import has_time
from pipelines.plans.words import ACTS
from pipelines.slips import mended, said

Column: TypeAlias = Literal["order", "task", "lead", "with", "due", "product", "other"]

_HEADS: dict[Column, str] = {
    "order": r"(?:s?tt|stt|số tt|số thứ tự|no)\.?$",
    "with": r"(?!.*chủ trì).*(?:phối hợp|(?:cùng|chung|giúp) (?:làm|sức|việc)|(?:ai|người|nơi|"
    r"bên) (?:giúp|hỗ trợ)|(?:cơ quan|đơn vị) (?:có )?(?:liên quan|hỗ trợ|tham gia|"
    "cùng thực hiện))",
    "lead": r".*(?:chủ trì|đầu mối|chịu trách nhiệm|phân công|người thực hiện|lãnh đạo phụ trách|"
    r"tổ chức thực hiện|trách nhiệm|"
    r"(?:cơ quan|đơn vị|bộ phận|phòng|tổ chức|cá nhân|người|cán bộ|nơi)(?:(?:,|/| và)? ?(?:cơ quan|"
    r"đơn vị|cá nhân|địa phương))* "
    r"(?:thực hiện|tham mưu|soạn thảo|được giao|phụ trách|triển khai|đăng ký|theo dõi|xử lý|giải quyết))|"
    r"(?:cơ quan|đơn vị)$|(?:ai|người|nơi|bên) "
    r"(?:làm|lo|thực hiện|chịu|gánh|đứng)|làm chính",
    "due": r".*(?:thời gian|thời hạn|tiến độ|hoàn thành|thời điểm|hạn |lộ trình|bắt đầu|kết thúc|"
    r"mốc|khi nào|bao giờ|lúc nào|phải xong|xong (?:trước|ngày|vào)|làm xong|deadline)|hạn$|ngày (?:trình|"
    r"xong|gửi)",
    "product": r".*(?:sản phẩm|kết quả|đầu ra)",
    "task": r".*(?:nội dung|nhiệm vụ|công việc|hoạt động|giải pháp|tên |danh mục|chỉ tiêu|hạng mục|việc|"
    "mô hình|sáng kiến)",
    "other": r".*(?:ghi chú|kinh phí|căn cứ|đơn vị tính|dự toán|nguồn)",
}
_HEADER = tuple((name, re.compile(pattern)) for name, pattern in _HEADS.items())  # of words in small letters
_HEADER_CELL = 70  # characters
_ORDER = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-Za-zđĐ])\s*[.)]?\s*$")
_ROMAN = re.compile(r"\s*(?:[IVX]{1,5}|[A-ZĐ])\s*[.)]?\s*$")
_SAME = re.compile(r"\s*(?:[-–]?\s*(?:nt|như trên|\"|”|''|〃|//|„|,,)\s*[-–]?\s*)+\.?\s*$", re.IGNORECASE)
_IS_DONE = re.compile(r"(?:các )?(?:giải pháp|nhiệm vụ|công việc|hoạt động|việc)(?!\w)", re.IGNORECASE)
_IS_ASKED = re.compile(r"(?<!\w)(?:chỉ số|chỉ tiêu|tiêu chí|mục tiêu|lĩnh vực)(?!\w)", re.IGNORECASE)
_MOST_COLUMNS = 16  # of a header


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    words: str


@dataclass(slots=True)
class Row:
    """What a row says of a task; cells that repeat the row above hold its values (`flags`)."""

    task: Cell
    lead: list[Body] = field(default_factory=list)
    with_: list[Body] = field(default_factory=list)
    due: Cell | None = None
    products: tuple[str, ...] = ()
    section: str | None = None
    flags: tuple[str, ...] = ()
    said: dict[Column, str] = field(default_factory=dict)  # the words of its cells


@dataclass(slots=True)
class Columns:
    kinds: list[Column]

    @property
    def is_of_tasks(self) -> bool:
        return "task" in self.kinds and bool({"lead", "due", "with"} & set(self.kinds))


def cells(text: str, start: int, end: int) -> list[Cell]:
    found: list[Cell] = []
    at = start
    for words in said(text, start, end).split("\t"):
        lead = len(words) - len(words.lstrip())
        tidy = words.strip()
        found.append(Cell(at + lead, at + lead + len(tidy), tidy))
        at += len(words) + 1
    return found


def header(row: Sequence[Cell], before: Columns | None = None) -> Columns | None:
    """The columns that a row of headings names; a second row divides what the first one spanned."""
    if not 2 <= len(row) <= _MOST_COLUMNS or any(len(cell.words) > _HEADER_CELL for cell in row):
        return None
    kinds = [_kind(cell.words) for cell in row]
    named = [kind for kind in kinds if kind]
    if len(named) < 2 or len(named) * 2 < len([cell for cell in row if cell.words]):
        return None
    if before is not None:
        return _divided(before, row, kinds)
    columns = Columns(_with_one_task(row, [kind or "other" for kind in kinds]))
    if "task" not in columns.kinds and {"lead", "due"} & set(columns.kinds) and "other" in columns.kinds:
        columns.kinds[columns.kinds.index("other")] = "task"
    return columns if columns.is_of_tasks else None


def _with_one_task(row: Sequence[Cell], kinds: list[Column]) -> list[Column]:
    """Beside what an index asks for (`Nội dung chỉ số`) the column of what is done about it has the tasks."""
    tasks = [place for place, kind in enumerate(kinds) if kind == "task"]
    done = [place for place in tasks if _IS_DONE.match(row[place].words)]
    if not done or not any(_IS_ASKED.search(row[place].words) for place in tasks if place not in done):
        return kinds
    return ["other" if place in tasks and place not in done else kind for place, kind in enumerate(kinds)]


@lru_cache(maxsize=4096)
def _kind(words: str) -> Column | None:
    """What a heading says of its column; cells say the same few things again and again."""
    tidy = " ".join(mended(words).lower().split()).strip(" .:*()")
    return next((name for name, pattern in _HEADER if pattern.match(tidy)), None)


def _divided(before: Columns, row: Sequence[Cell], kinds: list[Column | None]) -> Columns | None:
    """`Đơn vị thực hiện | Thời gian` above `Chủ trì | Phối hợp`."""
    if any(_ORDER.match(cell.words) for cell in row if cell.words) or "task" in kinds:
        return None
    named = [kind for kind in kinds if kind]
    divides = (
        len(named) == 2
        and before.kinds.count(named[0]) == 1
        and named[1] in ("with", "due")
        and (named[1] == named[0] or "with" not in before.kinds)
    )
    if len(row) == len(before.kinds) and not divides:
        return Columns([kind or old for kind, old in zip(kinds, before.kinds, strict=True)])
    spanned: Column = "lead" if "with" in named or "lead" in named else "due"
    if spanned not in before.kinds:
        return None
    at = before.kinds.index(spanned)
    return Columns([*before.kinds[:at], *named, *before.kinds[at + 1 :]])


class Reader:
    """Reads the rows below a header in order."""

    def __init__(self, text: str, columns: Columns) -> None:
        self._text = text
        self._columns = columns
        self._section: str | None = None
        self._is_merged = False  # no cell of the row says who or when
        self.last: Row | None = None

    def read(self, row: list[Cell]) -> Row | None:
        """The task of a row; None for a heading within the table and for what only goes on with the last."""
        filled = [cell for cell in row if cell.words]
        if not filled or self._is_group(row, filled):
            return None
        placed, missing = self._placed(row)
        if self.last is not None and self._goes_on(placed):
            self._go_on(self.last, placed)
            return None
        task = placed.get("task")
        if task is None or not task.words:
            return None
        read = Row(task, section=self._section)
        self._fill(read, placed, missing)
        if not (read.lead or read.with_ or read.due or ACTS.search(mended(task.words))):
            return None
        self.last = read
        return read

    def _is_group(self, row: list[Cell], filled: list[Cell]) -> bool:
        """`I | Cải cách thể chế`: a heading; also a row with nothing but one cell of words."""
        words = [cell for cell in filled if not _ORDER.match(cell.words)]
        numbers = [cell for cell in filled if _ORDER.match(cell.words)]
        if len(words) != 1 or len(numbers) > 1:
            return False
        roman = bool(numbers) and _ROMAN.match(numbers[0].words) is not None
        bold = words[0].words.isupper() or (not numbers and len(row) < len(self._columns.kinds))
        bare = bool(numbers) and self._columns.is_of_tasks and len(row) <= 2
        if roman or bold or bare:
            self._section = " ".join(words[0].words.split())
            return True
        return False

    def _placed(self, row: list[Cell]) -> tuple[dict[Column, Cell], set[Column]]:
        """Cells by column, and the columns for which this row has no cell: merged with the row above."""
        kinds = self._columns.kinds
        if len(row) >= len(kinds):
            return _by_kind(zip(kinds, row, strict=False)), set()
        best = self._aligned(row)
        placed = _by_kind((kinds[column], row[place]) for place, column in enumerate(best))
        return placed, {kind for number, kind in enumerate(kinds) if number not in best}

    def _aligned(self, row: list[Cell]) -> list[int]:
        """The columns, in order, that fit the cells of a shorter row best."""
        kinds = self._columns.kinds
        count, width = len(row), len(kinds)
        worst = float("-inf")
        score = [[worst] * (width + 1) for _ in range(count + 1)]
        score[0] = [0.0] * (width + 1)
        for place in range(1, count + 1):
            for column in range(place, width - (count - place) + 1):
                taken = score[place - 1][column - 1] + self._fit(row[place - 1], kinds[column - 1])
                skipped = score[place][column - 1] if column > place else worst
                score[place][column] = max(taken, skipped)
        return self._path(row, score)

    def _path(self, row: list[Cell], score: list[list[float]]) -> list[int]:
        path: list[int] = []
        place, column = len(row), len(self._columns.kinds)
        while place:
            if column > place and score[place][column] == score[place][column - 1]:
                column -= 1
                continue
            path.append(column - 1)
            place, column = place - 1, column - 1
        return path[::-1]

    def _fit(self, cell: Cell, kind: Column) -> float:
        """How well a cell's words suit a column: about 2 where they can hardly be anything else."""
        words = cell.words
        if not words or kind == "order" or _ORDER.match(words):
            return _order_fit(words, kind)
        if kind in ("lead", "with"):
            named = len(words) < 200 and _is_of_bodies(self._text, cell)
            return 2.0 if named or _SAME.match(words) else -1.0
        if kind == "due":
            return 2.0 if len(words) < 120 and has_time(words) else -1.0
        if kind == "task":
            return 1.0 if len(words) > 25 else 0.3
        return 0.2

    def _goes_on(self, placed: dict[Column, Cell]) -> bool:
        """Whether a page broke the row above: this one has no number and its words go on in small letters."""
        order, task = placed.get("order"), placed.get("task")
        numbered = "order" in self._columns.kinds
        begins = task is not None and bool(task.words) and not task.words[0].islower()
        if self.last is None or not numbered or begins or (order is not None and order.words):
            return False
        return any(cell.words for cell in placed.values())

    def _go_on(self, last: Row, placed: dict[Column, Cell]) -> None:
        for kind, cell in placed.items():
            if kind in ("lead", "with") and cell.words:
                self._join(kind, cell)
        task, due = placed.get("task"), placed.get("due")
        if task is not None and task.words:
            last.task = Cell(last.task.start, task.end, f"{last.task.words} {task.words}")
        if last.due is None and due is not None and due.words:
            last.due = due

    def _join(self, kind: Column, cell: Cell) -> None:
        """Names that a page broke are read again as a whole."""
        assert self.last is not None
        before = self.last.said.get(kind, "")
        begins = (
            before and split_bodies(mended(cell.words), 0, len(cell.words))[:1] and cell.words[0].isupper()
        )
        whole = f"{before}{'; ' if begins else ' '}{cell.words}"
        self.last.said[kind] = whole
        bodies = split_bodies(mended(whole), 0, len(whole))
        if kind == "lead":
            self.last.lead = bodies
        else:
            self.last.with_ = bodies

    def _fill(self, row: Row, placed: dict[Column, Cell], missing: set[Column]) -> None:
        above = self.last
        lead, with_, due = placed.get("lead"), placed.get("with"), placed.get("due")
        self._is_merged = lead is not None and not any(cell and cell.words for cell in (lead, with_, due))
        if above and self._repeats(lead, "lead", missing):
            row.lead, row.flags = list(above.lead), (*row.flags, "merged_cell")
        elif lead:
            row.lead, row.with_ = shared_bodies(self._text, lead.start, lead.end)
        if above and self._repeats(with_, "with", missing):
            row.with_, row.flags = list(above.with_), (*row.flags, "merged_cell")
        elif with_:
            row.with_ += split_bodies(self._text, with_.start, with_.end)
        if above and self._repeats(due, "due", missing):
            row.due, row.flags = above.due, (*row.flags, "merged_cell")
        elif due and due.words:
            row.due = due
        row.said = {kind: cell.words for kind, cell in placed.items()}
        product = placed.get("product")
        row.products = (
            (product.words,) if product and product.words and not _SAME.match(product.words) else ()
        )
        row.flags = tuple(dict.fromkeys(row.flags))

    def _repeats(self, cell: Cell | None, kind: Column, missing: set[Column]) -> bool:
        """Whether a cell stands for that of the row above: by a ditto, or since it was merged with it.

        An empty cell for who leads was merged: a plan leaves no task to nobody. The others may be empty.
        """
        if cell is not None and not cell.words:
            return kind == "lead" or self._is_merged
        if cell is not None:
            return _SAME.match(cell.words) is not None
        trailing = self._columns.kinds[-1] == kind and len(missing) == 1
        return kind in missing and (len(missing) < 3) and (trailing or kind != self._columns.kinds[-1])


def _order_fit(words: str, kind: Column) -> float:
    if not words:
        return 0.1
    if kind == "order":
        return 3.0 if _ORDER.match(words) else -3.0
    return -2.0


def _is_of_bodies(text: str, cell: Cell) -> bool:
    """Whether names are most of what a cell says."""
    covered = sum(body.end - body.start for body in split_bodies(text, cell.start, cell.end))
    return covered * 2 >= cell.end - cell.start


def _by_kind(pairs: Iterable[tuple[Column, Cell]]) -> dict[Column, Cell]:
    found: dict[Column, Cell] = {}
    for kind, cell in pairs:
        if kind in found and kind == "due" and cell.words and found[kind].words:
            found[kind] = cell  # `Bắt đầu | Hoàn thành`: the end counts
        elif kind not in found or not found[kind].words:
            found[kind] = cell
    return found

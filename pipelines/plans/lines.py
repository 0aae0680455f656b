"""A text as the lines a writer meant: broken lines joined, numbering read, depth and section known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipelines.plans.bodies import read_bodies
from pipelines.plans.words import LEVEL, UPPER
from pipelines.slips import said
from pipelines.words import lower, lowered
from pipelines.zones import Zone, units

Style: TypeAlias = Literal[
    "roman", "article", "number", "decimal", "letter", "dash", "plus", "dot", "capitals"
]

# Numerals in capitals alone: `i)` and `v)` are items of a lettered list. `V/v` is `về việc`.
_MARKER = re.compile(
    r"(?P<roman>(?:(?:phần|mục|chương)\s+)?(?-i:(?=[IVX])(?!V/v)(?:X{0,2}(?:IX|IV|"
    r"V?I{0,3})))(?:\s*[.)/:]|\s+[-–])\s*)(?=\S)|"
    r"(?P<article>(?:điều|nhiệm vụ)\s+\d{1,2}\s*[.:]\s*)|"
    r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3}\s*[.)–-]?\s+(?=[^\d\s])|\d{1,2}(?:\.\d{1,2}){1,3}[.)](?=[^\d\s]))|"
    r"(?P<number>\d{1,2}\s*[.)/](?!\d)\s*|\d{1,2}\s?[-–]\s?(?=[^\W\d_]))|"
    r"(?P<letter>(?:(?!v/v)[a-zđ]|(?-i:i{2,3}|iv|vi{1,3}|ix))\s*[.)/]\s*(?=\S))|"
    r"(?P<dash>[-–—‒−]+\s*)(?!\d)|(?P<plus>\++\s*)|(?P<dot>[•*·●○▪■►⁃]+\s*)",
    re.IGNORECASE,
)
_PHYSICAL = re.compile(r"[^\n]+")
_PAGE_NUMBER = re.compile(r"\s*[-–]?\s*(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\s*[-–]?\s*$", re.IGNORECASE)
_PAGE_NUMBER_ENDS = frozenset("0123456789-–")
_CLOSED = (".", ":", ";", "!", "?", "…", "”", '"', "./")  # how a sentence ends
_SPANNING, _MOST_SPANNING = 150, 2  # characters of a cell that spans a table; such rows behind each other
_FULL_LINE = 45  # characters of a line that a page may have broken
_PURPOSE = re.compile(
    r"(?:về )?(?:mục đích|yêu cầu|mục tiêu|quan điểm|chỉ tiêu|sự cần thiết|căn cứ|"
    r"đặc điểm|thực trạng|đánh giá|tình hình)(?!\w)",
    re.IGNORECASE,
)
# Headings of what a plan or a letter tells before it orders anything.
_REPORT = re.compile(
    r"(?:về )?(?:(?:những|một số|các|mặt|nêu|khái quát|tóm tắt) )*(?:kết quả(?! (?:cần|dự kiến|mong|phải|"
    r"sẽ|đầu ra|"
    r"giải quyết thủ tục|xếp loại))|ưu điểm|khuyết điểm|tồn tại|hạn chế(?! (?:tối|việc|sử|in|thấp|đến))|"
    r"khó khăn|thuận lợi|nguyên nhân|bất cập|vướng mắc|thiếu sót|yếu kém|tình hình|thực trạng|"
    r"đánh giá)(?!\w)",
    re.IGNORECASE,
)
# `Qua kiểm tra cho thấy, …`: findings, up to where somebody orders something.
_FINDS = re.compile(
    r"(?<!\w)(?:(?:kiểm tra|rà soát|theo dõi|thanh tra|thực tế|khảo sát|giám sát|đánh giá|tổng hợp|nắm bắt|"
    r"xác minh|phản ánh|thống kê|báo cáo)(?!\w)[^.;:\n]{0,80}?\s(?:cho thấy|thấy|nhận thấy|phát hiện|"
    r"ghi nhận)|"
    r"tuy nhiên, (?:vẫn )?còn)(?!\w)",
    re.IGNORECASE,
)
_SEES = ("thấy", "phát hiện", "ghi nhận", "vẫn còn", ", còn")
_ORDERS = re.compile(
    r"(?<!\w)(?:yêu cầu|đề nghị|giao|chỉ đạo|nhiệm vụ|phân công|trách nhiệm|tổ chức thực hiện|"
    r"giải pháp)(?!\w)",
    re.IGNORECASE,
)
# These three are looked for in small letters.
_MOTTO = re.compile(r"độc lập\s*[-–]\s*tự do|cộng h(?:òa|oà) xã hội chủ nghĩa|đảng cộng sản việt nam")
_OF_MOTTOS = ("tự do", "chủ nghĩa", "cộng sản")  # cheap words of it
_NUMBERED = re.compile(r"^\s*số\s*:", re.MULTILINE)
_DAY = r",\s*ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm"
_DATED = re.compile(_DAY)
_OWN_NUMBER = re.compile(r"\s*số\s*:?\s*[\d.…]*\s*[-/]\s*[^\W\d_]", re.IGNORECASE)
_ADDRESS = re.compile(r"kính gửi\s*:", re.IGNORECASE)
_ADDRESS_ALONE = re.compile(r"kính gửi\s*:?\s*", re.IGNORECASE)
_PLACE_AND_DAY = re.compile(rf"{UPPER}[^,\n]{{1,40}}{_DAY}\s*[\d.…]*")
_NAME_OF_PERSON = re.compile(rf"{UPPER}[^\W\d_]*(?: {UPPER}[^\W\d_]*){{1,4}}")
_SENTENCE = re.compile(rf"{UPPER}[^\W\d_]* (?!{UPPER})[^\W\d_]")
_PARTS = ("roman", "capitals", "article")
_HEAD_LINES = 14
_HEAD_LINE = 200  # characters
_HEADING_LENGTH = 120


@dataclass(slots=True)
class Line:
    """`text[start:end]`; its words begin at `body`. `depth` counts from 1; 0: no numbering of its own."""

    start: int
    end: int
    body: int
    style: Style | None
    zone: Zone | None
    is_row: bool = False
    depth: int = 0
    section: str | None = None
    is_purpose: bool = False
    is_heading: bool = False
    tells: bool = False  # how things went, before anything is ordered
    is_frame: bool = False  # capitals of the letterhead, or above the name of who signs


def lines(text: str) -> list[Line]:
    """The lines of the body: those of an act's head (bodies, motto, number, place and date) are left out."""
    found = list(_joined(text))
    found = found[_head_length(text, found) :]
    _number(text, found)
    _tell(text, found)
    _frame(text, found)
    return found


def is_head(words: str) -> bool:
    """Whether a row of a table is one of an act's head: motto, number, place and date."""
    small = lower(words)
    return len(words) <= _HEAD_LINE and (
        _is_motto(small, 0, len(words)) or _is_numbered(small, 0, len(words))
    )


def _is_motto(small: str, start: int, end: int) -> bool:
    """Whether a line, of a text in small letters, is the motto of an act's head."""
    of_state, of_nation, of_party = _OF_MOTTOS
    may = (
        small.find(of_state, start, end) >= 0
        or small.find(of_nation, start, end) >= 0
        or small.find(of_party, start, end) >= 0
    )
    return may and _MOTTO.search(small, start, end) is not None


def _is_numbered(small: str, start: int, end: int) -> bool:
    may = small.find(":", start, end) >= 0 and small.find("số", start, end) >= 0
    if may and _NUMBERED.search(small[start:end]):
        return True
    return small.find("tháng", start, end) >= 0 and _DATED.search(small, start, end) is not None


def _head_length(text: str, found: list[Line]) -> int:
    """How many lines are the head of an act: up to number or date, where a motto stands among the first."""
    small = lowered(text)
    first: list[Line] = []
    for line in found[:_HEAD_LINES]:
        if _is_behind_head(text, line):
            break
        first.append(line)
    if not any(
        line.end - line.start <= _HEAD_LINE and _is_motto(small, line.start, line.end) for line in first
    ):
        return _number_length([text[line.start : line.end] for line in first])
    last = len(first)
    while not (
        _is_motto(small, (line := first[last - 1]).start, line.end)
        or _is_numbered(small, line.start, line.end)
    ):
        last -= 1
    return last


def _is_behind_head(text: str, line: Line) -> bool:
    """A head has two columns at most, and ends before the recipients."""
    return line.zone == "recipients" or text.count("\t", line.start, line.end) > 1


def _number_length(first: list[str]) -> int:
    """Where the motto was lost: up to the line of the number, if nothing but short lines stands before it."""
    for number, words in enumerate(first, start=1):
        if len(words) > _HEADING_LENGTH:
            return 0
        if _OWN_NUMBER.match(words):
            return number
    return 0


def _joined(text: str) -> Iterator[Line]:
    zones = {unit.start: unit.zone for unit in units(text)}
    spanning = _spanning(text) if "\t" in text else frozenset()
    last: Line | None = None
    for physical in _PHYSICAL.finditer(text):
        words = physical.group()
        tidy = words.rstrip()
        if not tidy or (tidy[-1] in _PAGE_NUMBER_ENDS and _PAGE_NUMBER.match(words)):
            continue
        start = physical.start() + len(words) - len(words.lstrip())
        end = physical.start() + len(tidy)
        zone = zones.get(start)
        if "\t" in words or physical.start() in spanning:
            end = physical.start() + len(words.rstrip(" "))  # with the cells that stand empty at its end
            line = Line(physical.start(), end, start, None, zone, is_row=True)
        elif last is not None and _continues(text, last, start, end):
            last.end = end
            continue
        else:
            marker = _MARKER.match(text, start, end)
            style: Style | None = marker.lastgroup if marker and marker.end() < end else None  # type: ignore[assignment]
            line = Line(start, end, marker.end() if marker and style else start, style, zone)
        if last is not None:
            yield last
        last = line
    if last is not None:
        yield last


def _spanning(text: str) -> frozenset[int]:
    """Where lines begin that are rows of a table with one cell, its headings: `II. Đào tạo` between two rows.

    The rows of a table follow each other without an empty line.
    """
    found: list[int] = []
    between: list[int] | None = None  # lines since the last row; None: they are none of a table
    at = 0
    for words in text.split("\n"):
        if "\t" in words:
            found += between or ()
            between = []
        elif between is not None:
            between.append(at)
            if len(between) > _MOST_SPANNING or not _may_span(words):
                between = None
        at += len(words) + 1
    return frozenset(found)


def _may_span(words: str) -> bool:
    tidy = words.strip()
    return 0 < len(tidy) <= _SPANNING and not tidy.endswith(_CLOSED)


def _continues(text: str, last: Line, start: int, end: int) -> bool:
    """Whether the line at `start` goes on with the one before: a page broke a sentence."""
    if last.is_row or text.endswith(_CLOSED, last.start, last.end):
        return False
    gap = text[last.end : start]
    lower = text[start].islower()
    marked = _MARKER.match(text, start, end)
    if marked and not (lower and marked.lastgroup == "letter" and marked.group()[1:2].isspace()):
        return False
    same_block = gap.count("\n") == 1
    before = text.rfind("\n", 0, last.end) + 1
    long = last.end - max(before, last.start) >= _FULL_LINE
    if text[last.body : last.end].isupper() or text[start:end].isupper():
        return False
    if last.style and not lower and _names_whom(text, last, start, end):
        return False
    return (lower and (same_block or long)) or (same_block and long and not text[start:end].endswith(":"))


def _names_whom(text: str, last: Line, start: int, end: int) -> bool:
    """Whether a numbered line names bodies alone, and the next one says what they are to do."""
    if not _SENTENCE.match(text, start, end) or LEVEL.match(text, start, end):
        return False
    bodies, reached = read_bodies(text, last.body, last.end)
    return bool(bodies) and reached == last.end


def _number(text: str, found: list[Line]) -> None:
    """Depths by the order in which styles appear below each other; sections by their headings."""
    stack: list[str] = []
    purpose_depth: int | None = None
    section: str | None = None
    is_addressed = is_listed = False  # whether nothing but names of those whom a letter is for stood above
    for line in found:
        words = text[line.body : line.end]
        # Bullets of those whom a letter is for begin no numbering of what it asks.
        is_for = is_addressed and line.style in ("dash", "plus", "dot")
        if is_addressed and not is_for:
            stack.clear()
        is_listed = is_listed and is_for and _is_body(text, line)
        if is_listed and line.zone is None:
            line.zone = "recipients"
        is_listed = (is_listed and not words.endswith(".")) or _ADDRESS_ALONE.fullmatch(words) is not None
        is_addressed = is_for or _ADDRESS.match(words) is not None
        if line.is_row:
            line.section = section
            continue
        if line.style is None and _is_capitals(words):
            line.style = "capitals"
        if line.style:
            line.depth = _depth(stack, line.style)
        if line.style and (purpose_depth is None or line.depth <= purpose_depth):
            purpose_depth = line.depth if _PURPOSE.match(words) and _is_heading(line, words) else None
        line.is_heading = bool(line.style) and _is_heading(line, words)
        if line.style in _PARTS and len(words) <= _HEADING_LENGTH:
            section = " ".join(said(text, line.body, line.end).split()).strip(" .:;")
            stack = stack[: stack.index(line.style) + 1]
        line.section = section
        line.is_purpose = purpose_depth is not None


def _is_body(text: str, line: Line) -> bool:
    """Whether a line names bodies and says nothing of them."""
    bodies, reached = read_bodies(text, line.body, line.end)
    return bool(bodies) and not text[reached : line.end].strip(" .;,")


def _frame(text: str, found: list[Line]) -> None:
    """Marks the capitals above place and day of an act, and those right above the name of a person."""
    day = next((at for at, line in enumerate(found[:_HEAD_LINES]) if _is(_PLACE_AND_DAY, text, line)), 0)
    for number, line in enumerate(found):
        if line.style == "capitals":
            is_signed = number + 1 < len(found) and _is(_NAME_OF_PERSON, text, found[number + 1])
            line.is_frame = number < day or is_signed


def _is(pattern: re.Pattern[str], text: str, line: Line) -> bool:
    return pattern.fullmatch(text, line.start, line.end) is not None


def _tell(text: str, found: list[Line]) -> None:
    """Marks the lines that say how things went: below a heading of results, or behind what a check found."""
    below: int | None = None  # the depth of such a heading
    finds, may_find = False, any(word in text for word in _SEES)
    for line in found:
        if line.is_row:
            continue
        if line.style and (below is None or line.depth <= below):
            is_report = line.is_heading and _REPORT.match(text, line.body, line.end)
            below = line.depth if is_report else None
        if finds and _turns(text, line):
            finds = False
        finds = finds or (may_find and _has_findings(text, line))
        line.tells = below is not None or finds


def _turns(text: str, line: Line) -> bool:
    """Whether a line leaves what a check found: a part, an order, what leads to a list of what is asked."""
    if line.style in _PARTS or _ORDERS.search(text, line.body, line.end):
        return True
    return line.style is None and text.endswith("sau:", line.body, line.end)


def _has_findings(text: str, line: Line) -> bool:
    may = any(text.find(word, line.body, line.end) >= 0 for word in _SEES)
    return may and _FINDS.search(text, line.body, line.end) is not None


def _depth(stack: list[str], style: str) -> int:
    if style in stack:
        del stack[stack.index(style) + 1 :]
    else:
        if style in _PARTS:
            stack.clear()
        stack.append(style)
    return len(stack)


def _is_capitals(words: str) -> bool:
    return words.isupper() and len(words.split()) > 1 and len(words) <= _HEADING_LENGTH


def _is_heading(line: Line, words: str) -> bool:
    """A line that only names what stands below it."""
    return len(words) <= _HEADING_LENGTH and (
        words.rstrip().endswith(":") or not words.rstrip().endswith(_CLOSED)
    )

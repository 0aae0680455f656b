"""Labelled values in a line: `Cơ quan chủ trì: …`, `Thời gian hoàn thành: …`, `Sản phẩm: …`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

from pipelines.plans.marks import Marks

Name: TypeAlias = Literal["lead", "with", "due", "product"]

_NOUN = (
    r"(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|sở, ngành|phòng|tổ chức|"
    r"nơi)(?:,\s*(?:đơn vị|địa phương|cá nhân|tổ chức))?\s+)"
)
_LABEL = re.compile(
    r"(?<![\w])(?:"
    rf"(?P<with>(?:{_NOUN}|thực hiện\s+)?(?:cùng )?phối hợp(?: thực hiện)?)"
    rf"|(?P<lead>{_NOUN}(?:chủ trì|đầu mối|thực hiện|tham mưu|soạn thảo|phụ trách|"
    rf"được giao|chịu trách nhiệm)(?:\s+(?!các|những|sau)[^\W\d_]+){{0,4}}|"
    r"chủ trì(?: thực hiện| tham mưu)?|phân công(?: thực hiện| chủ trì)?|giao chủ trì|"
    r"trách nhiệm(?: thực hiện| chủ trì)?)"
    r"|(?P<due>(?:thời gian|thời hạn|tiến độ|thời điểm|hạn|lộ trình)(?:\s+(?!sau)[^\W\d_]+){0,5}|hoàn thành)"
    r"|(?P<product>(?:sản phẩm|kết quả|đầu ra)(?:\s+(?:dự kiến|đầu ra|cần đạt|hoàn thành|"
    r"đạt được|chủ yếu|thực hiện|của nhiệm vụ))?)"
    r")\s*:\s*",
    re.IGNORECASE,
)


_BEFORE = re.compile(rf"{_NOUN}(?:cùng )?$|(?:thực hiện|giao|cùng)\s+$", re.IGNORECASE)


class Label(NamedTuple):
    """`text[start:end]` is the value, `at` where its label begins."""

    name: Name
    at: int
    start: int
    end: int


def labels(text: str, start: int, end: int, marks: Marks) -> list[Label]:
    if text.find(":", start, end) < 0:
        return []
    found: list[re.Match[str]] = []
    for at in marks.between("label", start, end):
        first = _begin(text, at, start)
        match = _LABEL.match(text, first, end) if not found or first >= found[-1].end() else None
        if match and _is_free(text, match, start):
            found.append(match)
    read: list[Label] = []
    for number, match in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else end
        name: Name = match.lastgroup  # type: ignore[assignment]
        read.append(
            Label(
                name,
                match.start(),
                match.end(),
                match.end() + len(text[match.end() : stop].rstrip(" .;,-–(+)\n")),
            )
        )
    return read


def _begin(text: str, at: int, start: int) -> int:
    """Where the label whose main word stands at `at` begins: `Cơ quan | chủ trì`."""
    reach = max(start, at - 40)
    before = _BEFORE.search(text[reach:at])
    return reach + before.start() if before else at


def _is_free(text: str, match: re.Match[str], start: int) -> bool:
    """A label opens the line or stands behind a full stop, a bracket or a dash, not within a clause."""
    before = text[start : match.start()].rstrip()
    return not before or before[-1] in ".;:(-–/+)!”•" or "\n" in text[start + len(before) : match.start()]

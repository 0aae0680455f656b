"""Cuts a text into coding units and says which of them are no content of their own.

A unit is a paragraph, a list item or a table row: a line of the text. Zones that never score are the legal
basis, the list of recipients, the section on funding (rules: 30/2020/NĐ-CP, Art. 8 and Annex I, for the parts
of an act) and lines of the page around an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, NamedTuple, TypeAlias

from pipelines.chrome import heads_related, is_chrome

Zone: TypeAlias = Literal["legal_basis", "recipients", "funding", "chrome"]

_ACTS = (
    "hiến pháp|(?:bộ )?luật|pháp lệnh|nghị quyết|nghị định|quyết định|thông tư|chỉ thị|kế hoạch|công văn|"
    "chương trình|đề án|hướng dẫn|kết luận|quy định|quy chế|thông báo|tờ trình|chức năng|"
    "các (?:luật|nghị|quyết|văn bản)"
)
_LEGAL_BASIS = re.compile(
    rf"^[-–•*+\s]*(?:căn cứ (?:vào )?(?:{_ACTS})|xét đề nghị|theo đề nghị của)", re.IGNORECASE
)
_ASSIGNS = re.compile(
    r",\s[^,;]{2,60}\s(?:cũng\s)?(?:giao|yêu cầu|đề nghị|chỉ đạo)\s(?!tại)|(?:có trách nhiệm|chủ trì)\s",
    re.IGNORECASE,
)
_RECIPIENTS = re.compile(r"^\W*n[ơo]i (?:nhận|gửi)\s*(?:[:.]|$)", re.IGNORECASE)
_ANNEX = re.compile(r"^\W*(?:phụ lục|biểu mẫu|danh mục|kế hoạch|chương trình)\b", re.IGNORECASE)
# What an act issues stands behind its recipients and begins with a head of its own, or with its first part.
_NEXT_TEXT = re.compile(
    r"(?:^|.*\t)cộng h(?:òa|oà) xã hội chủ nghĩa việt nam|^\W*(?:phụ lục|kế hoạch|chương trình|đề án|"
    r"phương án|quy chế|quy định|danh mục)(?:\s+(?:số\s+)?[\dIVX]{1,3})?\s*[:.]?$|"
    r"^\(?\s*(?:ban hành )?(?:kèm )?theo quyết định|^(?:phần|mục|chương)\s+[\dIVX]+\b",
    re.IGNORECASE,
)
_FIRST_PART = re.compile(r"^I\s*[.)/-]\s*\S+\s+\S")
_FUNDING = re.compile(
    r"(?:nguồn )?kinh phí\b|(?:về )?kinh phí (?:thực hiện|tổ chức|hoạt động)\b", re.IGNORECASE
)
_NUMBERING = re.compile(r"^\s*(?:(?P<roman>[IVX]{1,5})|(?P<number>\d{1,2})|(?P<letter>[a-zđ]))\s*[.)/-]\s*")
_BULLETS = "-–•*+ "
_OF_RECIPIENTS = ("", "nơ", "no")
_OPENINGS = (
    "că",
    "xé",
    "th",
    "ki",
    "ng",
    "về",
)  # of a legal basis and of funding, where no number leads to it
_OF_RELATED = ("ti", "bà", "cá", "nh", "re", "ot", "xe")  # of the heading of a list of other news
_HEADING_LENGTH = 90
_LINK_LENGTH = 160  # letters; what is longer is no title in a list


class Unit(NamedTuple):
    """`text[start:end]` without the white space around it; `zone` None: it may score."""

    start: int
    end: int
    zone: Zone | None


_unit: Callable[[tuple[int, int, Zone | None]], Unit] = partial(tuple.__new__, Unit)


def units(text: str) -> list[Unit]:
    """Every line that holds something, in order, with its zone."""
    return list(_Walk().over(text))


class _Walk:
    """Reads lines in order and remembers which section they stand in."""

    def __init__(self) -> None:
        self._section: Zone | None = None
        self._style: str | None = None  # how the heading of the funding section is numbered

    def over(self, text: str) -> Iterator[Unit]:
        place = 0
        for line in text.split("\n"):
            if said := line.strip():
                start = place if line[0] == said[0] else place + len(line) - len(line.lstrip())
                yield _unit((start, start + len(said), self._zone(said)))
            place += len(line) + 1

    def _zone(self, line: str) -> Zone | None:
        opening = _opening(line)
        if (opening in _OF_RELATED or (not opening and line.isupper())) and heads_related(line):
            self._section = "chrome"
        elif self._section == "chrome" and len(line) > _LINK_LENGTH:
            self._section = None
        if opening in _OF_RECIPIENTS and _RECIPIENTS.match(line):
            self._section = "recipients"
        elif self._section == "recipients" and _begins_text(line):
            self._section = None
        elif self._section != "recipients" and len(line) <= _HEADING_LENGTH:
            self._follow_headings(line)
        if self._section:
            return self._section
        if opening and opening not in _OPENINGS:
            return "chrome" if is_chrome(line) else None
        if _LEGAL_BASIS.match(line) and not is_assignment(line):
            return "legal_basis"
        if _names_funding(line.lstrip(_BULLETS)):
            return "funding"
        return "chrome" if is_chrome(line) else None

    def _follow_headings(self, line: str) -> None:
        style = _heading_style(line)
        if style and _names_funding(line):
            self._section, self._style = "funding", style
        elif self._section == "funding" and style and _closes(style, self._style):
            self._section = None


def _names_funding(line: str) -> bool:
    numbered = _NUMBERING.match(line)
    return _FUNDING.match(line, numbered.end() if numbered else 0) is not None


def _opening(line: str) -> str:
    """The first two letters behind bullets, a cheap look at a line; empty where a number may lead it."""
    bare = line.lstrip(_BULLETS)
    return bare[:2].lower() if bare[:1].isalpha() and bare[1:2].islower() else ""


def is_assignment(line: str) -> bool:
    """`Căn cứ Kế hoạch, UBND tỉnh giao Sở A …` opens like a legal basis and assigns a task."""
    return not line.endswith(";") and _ASSIGNS.search(line) is not None


def _begins_text(line: str) -> bool:
    """Whether the list of recipients is over and the text that the act issues begins."""
    return (
        (line.isupper() and _ANNEX.match(line) is not None)
        or _NEXT_TEXT.match(line) is not None
        or _FIRST_PART.match(line) is not None
    )


def _heading_style(line: str) -> str | None:
    if len(line) > _HEADING_LENGTH or "\t" in line:
        return None
    numbered = _NUMBERING.match(line)
    if numbered:
        return numbered.lastgroup
    return "capitals" if line.isupper() and len(line.split()) > 1 else None


def _closes(style: str, opened: str | None) -> bool:
    order = ["roman", "capitals", "number", "letter"]
    return opened is None or order.index(style) <= order.index(opened)

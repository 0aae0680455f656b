"""Lines of one column joined to paragraphs, by indents, full lines and what they say."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.filetext.grid import join_lines
from pipelines.filetext.shapes import Line
from pipelines.kinds import exactly

_INDENT = 0.8  # em by which the first line of a paragraph is set in
_PARAGRAPH_GAP = 2.3  # em from line to line beyond which another paragraph begins
_MARKER = re.compile(
    r"(?:[-–—+*•●▪○◦\uf0b7\uf02d]|\d{1,3}(?:\.\d{1,2}){0,4}\s*[.)/-]|[a-zđ]\s*[.)]|[IVXL]{1,6}\s*[.)/-]|"
    r"\(\d{1,2}\)|Điều\s+\d|Chương\s+[IVXL\d]|Mục\s+[IVXL\d]|Khoản\s+\d|"
    r"Phần\s|PHẦN\s|PHỤ LỤC|Phụ lục|CHƯƠNG|MỤC\s)"
)
_ENDED = (".", ";", ":", "!", "?", "./.", "…")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table of `rows`. `is_open`: it may go on; `goes_on`: it may be a rest."""

    text: str
    rows: tuple[str, ...] = ()
    columns: int = 0
    is_open: bool = False
    goes_on: bool = False
    y0: float = 0.0
    y1: float = 0.0


def paragraphs(lines: Sequence[Line], *, is_body: bool) -> Iterator[Block]:
    if not lines:
        return
    margins = _margins(lines, is_body)
    group = [lines[0]]
    for line in lines[1:]:
        if _continues(group, line, margins):
            group.append(line)
        else:
            yield _paragraph(group, margins)
            group = [line]
    yield _paragraph(group, margins)


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    is_body: bool
    indents: bool  # whether paragraphs begin with an indent

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had no room left on this one."""
        first = following.words[0]
        return self.right - line.x1 < (first.x1 - first.x0) + 0.6 * line.size

    def is_indented(self, line: Line) -> bool:
        return line.x0 - self.left > _INDENT * line.size

    def is_centred(self, line: Line) -> bool:
        off = abs((line.x0 - self.left) - (self.right - line.x1))
        return self.is_body and line.x0 - self.left > 1.5 * line.size and off < 2.5 * line.size


def _margins(lines: Sequence[Line], is_body: bool) -> _Margins:
    wide = [line for line in lines if line.x1 - line.x0 > 0.6 * max(line.x1 - line.x0 for line in lines)]
    left = _common(wide, "x0", min)
    indents = any(_INDENT * line.size < line.x0 - left < 6 * line.size for line in wide)
    return _Margins(left, _common(wide, "x1", max), is_body, indents)


def _common(lines: Sequence[Line], edge: str, outermost: Callable[..., float]) -> float:
    """The outermost edge that at least two lines, and a tenth of them, share; specks stand beyond it."""
    places = [getattr(line, edge) for line in lines]
    near = 0.6 * statistics.median(line.size for line in lines)
    least = max(2, len(lines) // 10)
    shared = [place for place in places if sum(abs(place - other) <= near for other in places) >= least]
    return outermost(shared or places)


def _paragraph(group: list[Line], margins: _Margins) -> Block:
    text = join_lines([line.text for line in group])
    last, first = group[-1], group[0]
    room = margins.right - last.x1 < 4 * last.size
    return Block(
        text,
        is_open=margins.is_body and room and not text.endswith(_ENDED),
        goes_on=margins.is_body and not margins.is_indented(first) and not _MARKER.match(first.text),
        y0=first.y0,
        y1=last.y1,
    )


def _continues(group: list[Line], line: Line, margins: _Margins) -> bool:
    before = group[-1]
    size = statistics.median((before.size, line.size))
    if line.middle - before.middle > _PARAGRAPH_GAP * size or not 0.75 < line.size / before.size < 1.34:
        return False
    if margins.is_centred(before) and margins.is_centred(line) and not margins.is_full(before, line):
        return _titles_join(before.text, line.text)
    if not margins.is_body:
        return line.text[0].islower() and not before.text.endswith(_ENDED)
    if not margins.is_full(before, line) or _begins(before, line, margins):
        return False
    return _same_edge(group, line, margins)


def _begins(before: Line, line: Line, margins: _Margins) -> bool:
    """Whether a line begins a paragraph by what it and the line before it say."""
    is_ended = before.text.endswith(_ENDED)
    if _MARKER.match(line.text) and (margins.is_indented(line) or is_ended):
        return True
    return is_ended and not margins.indents and not line.text[0].islower()


def _same_edge(group: list[Line], line: Line, margins: _Margins) -> bool:
    before = group[-1]
    near = 0.4 * line.size
    if not margins.is_indented(line):
        return True
    if abs(line.x0 - before.x0) <= near:
        # Set in as the line before: its rest, or the next paragraph of one line.
        return len(group) > 1 or line.text[0].islower()
    hangs = bool(_MARKER.match(group[0].text)) and 0 < line.x0 - group[0].x0 < 3.5 * line.size
    return line.x0 < before.x0 - near or hangs


def _titles_join(before: str, text: str) -> bool:
    """Centred lines: an abstract over two lines is one, its kind above it is a line of its own."""
    if text[0].islower():
        return not before.isupper()
    same_case = before.isupper() == text.isupper()
    return same_case and not exactly(before) and not before.endswith(_ENDED) and not text.startswith("(")

"""The text layer of a PDF page: its letters put into words by where they stand, never by their order.

Programs that lack a letter in one font take it from another and write it later; by their order such
letters come out detached (`K ho ch ế ạ`).
"""

from __future__ import annotations

import ctypes
import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipelines.filetext.grid import Ruling
from pipelines.filetext.shapes import Word

Turn: TypeAlias = Callable[[float, float], tuple[float, float]]

_SAME_LINE = 0.12  # em between the base lines of letters of one word
_GAP = 0.12  # em between letters beyond which a word ends
_SPACE = 0.05  # em; a space that takes less room divides no word, letters of two fonts lie over it
_MOST_LETTERS = 100_000  # of one page
_MOST_PATHS = 20_000
_THIN = 3.0  # points
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-"}  # how pdfium marks one at a line's end


@dataclass(frozen=True, slots=True)
class Layer:
    """Words and rulings of one page, sizes in points; `pictured`: the share that its largest image covers."""

    width: float
    height: float
    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    pictured: float
    is_cut: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Letter:
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    text: str

    @property
    def size(self) -> float:
        return self.bottom - self.top


def read_layer(page: pdfium.PdfPage) -> Layer:
    """What the page's text layer holds. Raises pypdfium2.PdfiumError for a page that is damaged."""
    turn, width, height = _turned(page)
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        letters = list(_letters(text_page.raw, min(count, _MOST_LETTERS), turn))
    finally:
        text_page.close()
    rulings, pictured = _drawings(page, turn, width * height)
    return Layer(width, height, tuple(_words(letters)), tuple(rulings), pictured, count > _MOST_LETTERS)


def _turned(page: pdfium.PdfPage) -> tuple[Turn, float, float]:
    """How a point of the page is shown: y downwards, and turned as the page is."""
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    turns: dict[int, Turn] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    rotation = page.get_rotation()
    if rotation in {90, 270}:
        width, height = height, width
    return turns.get(rotation, turns[0]), width, height


def _letters(text_page: Any, count: int, turn: Turn) -> Iterator[_Letter]:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = ""
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        text = _character(code)
        if "\ud800" <= text <= "\udbff":
            high = text
            continue
        if high:
            text, high = (high + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        if raw.FPDFText_IsGenerated(text_page, index) == 1 or text in "\r\n":
            continue
        if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        ax, ay = turn(box.left, box.top)
        bx, by = turn(box.right, box.bottom)
        if not all(map(math.isfinite, (ax, ay, bx, by))):
            continue
        base = turn(x.value, y.value)[1]
        yield _Letter(min(ax, bx), max(ax, bx), min(ay, by), max(ay, by), base, text.strip() and text)


def _character(code: int) -> str:
    text = chr(code) if code <= 0x10FFFF else "\ufffd"
    return _HYPHENS.get(text, text)


def _words(letters: list[_Letter]) -> Iterator[Word]:
    for line in _lines(letters):
        line.sort(key=lambda letter: (letter.x0, letter.x1))
        yield from map(_word, _divided(line))


def _divided(line: list[_Letter]) -> Iterator[list[_Letter]]:
    """The words of a line, by its spaces and by gaps wider than those between its letters."""
    least = max(_GAP, 2 * _usual_gap(line) + _SPACE)
    word: list[_Letter] = []
    is_spaced = False
    for letter in line:
        if not letter.text:
            is_spaced = True
            continue
        gap = _gap(word[-3:], letter)
        if gap > least or (is_spaced and gap > _SPACE):
            yield word
            word = []
        word.append(letter)
        is_spaced = False
    if word:
        yield word


def _usual_gap(line: list[_Letter]) -> float:
    """The em between letters that no space divides: some headings are set with their letters apart."""
    gaps = [_gap([one], other) for one, other in pairwise(line) if one.text and other.text]
    return statistics.median(gaps) if len(gaps) > 3 else 0.0


def _gap(before: list[_Letter], letter: _Letter) -> float:
    return (letter.x0 - max(other.x1 for other in before)) / max(letter.size, 1.0) if before else 0.0


def _lines(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    """Letters on one base line, and of one size: a seal printed over a text is no part of its words."""
    line: list[_Letter] = []
    for letter in sorted(letters, key=lambda letter: letter.base):
        if line and letter.base - line[-1].base > _SAME_LINE * max(letter.size, 1.0):
            yield line
            line = []
        line.append(letter)
    if line:
        yield line


def _word(letters: list[_Letter]) -> Word:
    kept = [
        letter
        for place, letter in enumerate(letters)
        if not place or not _doubles(letter, letters[place - 1])
    ]
    return Word(
        x0=min(letter.x0 for letter in kept),
        y0=min(letter.top for letter in kept),
        x1=max(letter.x1 for letter in kept),
        y1=max(letter.bottom for letter in kept),
        text="".join(letter.text for letter in kept),
    )


def _doubles(letter: _Letter, before: _Letter) -> bool:
    """Bold made by printing a letter twice."""
    return letter.text == before.text and letter.x0 - before.x0 < 0.25 * (before.x1 - before.x0)


# --- Drawings ----------------------------------------------------------------------------------------------


def _drawings(page: pdfium.PdfPage, turn: Turn, area: float) -> tuple[list[Ruling], float]:
    rulings: list[Ruling] = []
    pictured = 0.0
    kinds = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
    for count, item in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if count > _MOST_PATHS:
            break
        box = _box(item, turn)
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictured = max(pictured, (box.x1 - box.x0) * (box.y1 - box.y0) / max(area, 1.0))
        elif min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN:
            rulings += [box] if _is_seen(item) else []
        elif _is_stroked(item):
            rulings.extend(_edges(item, turn))
    return rulings, min(pictured, 1.0)


def _is_stroked(item: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(item.raw, fill, stroke)) and bool(stroke.value)


def _is_seen(item: pdfium.PdfObject) -> bool:
    """White paper behind the lines of a paragraph is no ruling."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if _is_stroked(item) or not raw.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250


def _box(item: pdfium.PdfObject, turn: Turn) -> Ruling:
    left, bottom, right, top = item.get_bounds()
    (ax, ay), (bx, by) = turn(left, top), turn(right, bottom)
    return Ruling(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _edges(item: pdfium.PdfObject, turn: Turn) -> Iterator[Ruling]:
    """The straight pieces of a path that draws several, or a box."""
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for index in range(min(raw.FPDFPath_CountSegments(item.raw), 2000)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = turn(*matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            yield from _straight(before, here)
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _straight(here, start)
        before = here


def _straight(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Ruling]:
    ruling = Ruling(
        min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
    )
    if min(ruling.x1 - ruling.x0, ruling.y1 - ruling.y0) <= 1.0:
        yield ruling

"""From words on a page to its text: columns read one after the other, lines joined to paragraphs."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.filetext.grid import Ruling, Table, join_lines, tables
from pipelines.filetext.shapes import Line, Word, rows
from pipelines.kinds import exactly

_SPLIT = 0.5  # em; a gap that divides a row where its neighbours show two columns
_NARROWEST = 1.0  # em of the white between two columns
_INDENT = 0.8  # em by which the first line of a paragraph is set in
_PARAGRAPH_GAP = 2.3  # em from line to line beyond which another paragraph begins
_MARKER = re.compile(
    r"(?:[-–—+*•●▪○◦\uf0b7\uf02d]|\d{1,3}(?:\.\d{1,2}){0,4}\s*[.)/-]|[a-zđ]\s*[.)]|[IVXL]{1,6}\s*[.)/-]|"
    r"\(\d{1,2}\)|Điều\s+\d|Chương\s+[IVXL\d]|Mục\s+[IVXL\d]|Khoản\s+\d|"
    r"Phần\s|PHẦN\s|PHỤ LỤC|Phụ lục|CHƯƠNG|MỤC\s)"
)
_ENDED = (".", ";", ":", "!", "?", "./.", "…")
# The two columns of an act's head and foot, which are read down, not across.
_ACT_COLUMNS = re.compile(
    r"c[ộô]ng h[òo][àa]? xã hội|độc lập\s*[-–]|đảng cộng sản|^\s*n[ơo]i (?:nhận|gửi)|"
    r"^\s*(?:TM|T/M|KT|TL|TUQ)\s*\.|^\s*Số\s*:",
    re.IGNORECASE | re.MULTILINE,
)


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


@dataclass(frozen=True, slots=True)
class PageBlocks:
    height: float
    blocks: tuple[Block, ...]


def read_words(words: Sequence[Word], rulings: Sequence[Ruling], height: float) -> PageBlocks:
    """The blocks of one page in reading order."""
    drawn = tables(rulings)
    free = [word for word in words if not any(table.take(word) for table in drawn)]
    found = list(_flow(rows(free), [(table.ys[0], table) for table in drawn]))
    return PageBlocks(height, tuple(block for block in found if block.text.strip()))


def _flow(page: list[list[Line]], drawn: list[tuple[float, Table]]) -> Iterator[Block]:
    """Rows between the drawn tables, and these, from above."""
    start = 0
    for top, table in sorted(drawn, key=lambda item: item[0]):
        stop = next((place for place, row in enumerate(page) if row[0].middle > top), len(page))
        yield from _blocks(page[start : max(start, stop)])
        start = max(start, stop)
        yield _table_block(table)
    yield from _blocks(page[start:])


def _table_block(table: Table) -> Block:
    lines = tuple("\t".join(cell.replace("\t", " ") for cell in cells).rstrip() for cells in table.rows())
    columns = len(table.xs) - 1
    return Block("\n".join(lines), lines, columns, True, True, table.ys[0], table.ys[-1])


# --- Columns -----------------------------------------------------------------------------------------------


def _blocks(page: list[list[Line]]) -> Iterator[Block]:
    place = 0
    single: list[Line] = []
    while place < len(page):
        region = _region(page, place)
        if region is None:
            single.append(_one(page[place]))
            place += 1
            continue
        start, stop, gutters = region
        # A row above may belong to the columns although its own gap is narrow.
        taken = place - start
        yield from _paragraphs(single[: len(single) - taken], is_body=True)
        single = []
        yield from _columns(page[start:stop], gutters)
        place = stop
    yield from _paragraphs(single, is_body=True)


def _one(row: list[Line]) -> Line:
    return Line(tuple(word for line in row for word in line.words))


Gap = tuple[float, float]


def _region(page: list[list[Line]], place: int) -> tuple[int, int, list[Gap]] | None:
    """Rows from `start` to `stop` that stand in columns, and the white between these."""
    if len(page[place]) < 2:
        return None
    gutters = [(a.x1, b.x0) for a, b in pairwise(page[place])]
    start, stop = place, place + 1
    while stop < len(page):
        narrower = _narrowed(gutters, page[stop])
        if not narrower or _is_apart(page[stop - 1], page[stop]):
            break
        gutters, stop = narrower, stop + 1
    if start and len(page[start - 1]) == 1:
        narrower = _narrowed(gutters, page[start - 1], both=True)
        if len(narrower) == len(gutters):
            gutters, start = narrower, start - 1
    several = sum(len(row) > 1 for row in page[start:stop])
    if several < 2 and len(gutters) < 2 and not _is_act(page[start:stop]):
        return None
    return start, stop, gutters


def _is_apart(above: list[Line], below: list[Line]) -> bool:
    return below[0].middle - above[0].middle > 6 * max(above[0].size, below[0].size)


def _is_act(region: list[list[Line]]) -> bool:
    return any(_ACT_COLUMNS.search(line.text) for row in region for line in row)


def _narrowed(gutters: list[Gap], row: list[Line], *, both: bool = False) -> list[Gap]:
    """The parts of the gutters that a row leaves white; `both`: only where words stand on either side."""
    words = _one(row).words
    size = _one(row).size
    gaps = [(before.x1, after.x0) for before, after in pairwise(words)]
    gaps = [gap for gap in gaps if gap[1] - gap[0] >= _SPLIT * size]
    if not both:
        gaps += [(float("-inf"), words[0].x0), (words[-1].x1, float("inf"))]
    kept = []
    for gutter in gutters:
        shared = [(max(gutter[0], gap[0]), min(gutter[1], gap[1])) for gap in gaps]
        widest = max(shared, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
        if widest[1] - widest[0] >= (_SPLIT if both else _NARROWEST) * size:
            kept.append(widest)
    return kept


def _columns(region: list[list[Line]], gutters: list[Gap]) -> Iterator[Block]:
    edges = [(gap[0] + gap[1]) / 2 for gap in gutters]
    cells = [_cells(row, edges) for row in region]
    full = sum(all(row) for row in cells)
    is_table = len(gutters) > 1 or (full >= 3 and full == len(cells) and not _is_act(region))
    if is_table:
        yield _loose_table(region, cells)
        return
    for column in zip(*cells, strict=True):
        yield from _paragraphs([line for line in column if line is not None], is_body=False)


def _cells(row: list[Line], edges: list[float]) -> list[Line | None]:
    words = _one(row).words
    bounds = [float("-inf"), *edges, float("inf")]
    parts = [
        tuple(word for word in words if low <= (word.x0 + word.x1) / 2 < high)
        for low, high in pairwise(bounds)
    ]
    return [Line(part) if part else None for part in parts]


def _loose_table(region: list[list[Line]], cells: list[list[Line | None]]) -> Block:
    """A table without rulings: a row that begins empty goes on with the one above."""
    table: list[list[list[str]]] = []
    for row in cells:
        if row[0] is None and table:
            for cell, line in zip(table[-1], row, strict=True):
                cell.extend([line.text] if line else [])
        else:
            table.append([[line.text] if line else [] for line in row])
    lines = tuple("\t".join(map(join_lines, row)).rstrip() for row in table)
    top, bottom = region[0][0].y0, region[-1][0].y1
    return Block("\n".join(lines), lines, len(cells[0]), True, True, top, bottom)


# --- Paragraphs --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Margins:
    left: float
    right: float
    is_body: bool

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether the first word of the following line had no room left on this one."""
        first = following.words[0]
        return self.right - line.x1 < (first.x1 - first.x0) + 0.6 * line.size

    def is_indented(self, line: Line) -> bool:
        return line.x0 - self.left > _INDENT * line.size

    def is_centred(self, line: Line) -> bool:
        off = abs((line.x0 - self.left) - (self.right - line.x1))
        return self.is_body and line.x0 - self.left > 1.5 * line.size and off < 2.5 * line.size


def _paragraphs(lines: Sequence[Line], *, is_body: bool) -> Iterator[Block]:
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


def _margins(lines: Sequence[Line], is_body: bool) -> _Margins:
    wide = [line for line in lines if line.x1 - line.x0 > 0.6 * max(line.x1 - line.x0 for line in lines)]
    return _Margins(_common(wide, "x0", min), _common(wide, "x1", max), is_body)


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
    if not margins.is_full(before, line):
        return False
    if _MARKER.match(line.text) and (margins.is_indented(line) or before.text.endswith(_ENDED)):
        return False
    return _same_edge(group, line, margins)


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


# --- Pages -------------------------------------------------------------------------------------------------


def join_pages(pages: Sequence[PageBlocks]) -> list[Block]:
    """The blocks of all pages without what repeats at their edges; what a page's end divided is joined."""
    repeated = _repeated(pages)
    found: list[Block] = []
    for page in pages:
        kept = [block for block in page.blocks if _edge(page, block) not in repeated]
        for number, block in enumerate(kept):
            joined = _joined(found[-1], block) if found and not number else None
            if joined:
                found[-1] = joined
            else:
                found.append(block)
    return found


def _edge(page: PageBlocks, block: Block) -> tuple[str, str] | None:
    """Which edge of a page a short block stands at, and what it says but for its digits."""
    if len(block.text) > 120 or block.rows:
        return None
    words = re.sub(r"\d+", "#", " ".join(block.text.split()))
    if block.y1 < 0.1 * page.height:
        return "top", words
    return ("bottom", words) if block.y0 > 0.9 * page.height else None


def _repeated(pages: Sequence[PageBlocks]) -> set[tuple[str, str]]:
    counts: dict[tuple[str, str], int] = {}
    for page in pages:
        for edge in {_edge(page, block) for block in page.blocks} - {None}:
            assert edge is not None
            counts[edge] = counts.get(edge, 0) + 1
    least = max(2, len(pages) // 3)
    return {
        edge for edge, count in counts.items() if count >= (2 if edge[1].strip(" -–/|") == "#" else least)
    }


def _joined(before: Block, block: Block) -> Block | None:
    if before.rows and block.rows:
        if before.columns != block.columns:
            return None
        return replace(block, text=f"{before.text}\n{block.text}", rows=before.rows + block.rows)
    if not before.rows and not block.rows and before.is_open and block.goes_on:
        return replace(block, text=join_lines([before.text, block.text]))
    return None

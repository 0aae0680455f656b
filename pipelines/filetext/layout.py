"""From words on a page to its text: columns read one after the other, lines joined to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.filetext.grid import Ruling, Table, join_lines, tables
from pipelines.filetext.paragraphs import Block, paragraphs
from pipelines.filetext.shapes import Line, Word, rows

_SPLIT = 0.5  # em; a gap that divides a row where its neighbours show two columns
_NARROWEST = 1.0  # em of the white between two columns
# The two columns of an act's head and foot, which are read down, not across.
_ACT_COLUMNS = re.compile(
    r"c[ộô]ng h[òo][àa]? xã hội|độc lập\s*[-–]|đảng cộng sản|^\s*n[ơo]i (?:nhận|gửi)|"
    r"^\s*(?:TM|T/M|KT|TL|TUQ)\s*\.|^\s*Số\s*:",
    re.IGNORECASE | re.MULTILINE,
)


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
        yield from paragraphs(single[: len(single) - taken], is_body=True)
        single = []
        yield from _columns(page[start:stop], gutters)
        place = stop
    yield from paragraphs(single, is_body=True)


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
        yield from paragraphs([line for line in column if line is not None], is_body=False)


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

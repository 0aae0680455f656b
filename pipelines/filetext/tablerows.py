"""How the rows of a table in an office paper become text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

Cell: TypeAlias = list[str] | None  # the blocks that it holds; None: merged with the one above


def shown(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """One block of lines with tabs between the cells; the blocks of each cell where it only sets them out."""
    if _is_layout(rows):
        for row in rows:
            for cell in row:
                yield from cell or ()
        return
    text = "\n".join(line for line in map(_line, rows) if line.strip())
    if text:
        yield text


def _line(row: Sequence[Cell]) -> str:
    """Cells parted by tabs; of the empty ones at the end only those stand that go on with the row above."""
    cells = list(row)
    while cells and cells[-1] is not None and not any(cells[-1]):
        cells.pop()
    return "\t".join(" ".join(" ".join(text.split()) for text in cell or ()) for cell in cells)


def _is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """The head or foot of an act, or a frame: at most two columns, and a cell of several lines."""
    if all(len([cell for cell in row if cell]) < 2 for row in rows):
        return True
    if len(rows) > 3 or any(len(row) > 2 for row in rows):
        return False
    return any(len(cell or ()) > 1 or "\n" in "".join(cell or ()) for row in rows for cell in row)

"""Sheets as people fill them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from xlsxwriter import Workbook

from pipelines.validation.sheets import coding_sheet
from pipelines.validation.writing import CODING
from store.records import Document
from store.validation_records import Sample
from tests.validation.material import BOOK

Grid = list[list[object]]


def blank(sample: Sample, *documents: Document, coder: str = "An") -> Grid:
    """The sheet as it was written, its head first."""
    sheet = coding_sheet(sample, sample.units, {one.id: one for one in documents}, BOOK, coder)
    return [[column.head for column in sheet.columns], *map(list, sheet.rows)]


def put(grid: Grid, row: int, cells: Mapping[str, object]) -> None:
    """Fills cells of a row, counted as a spreadsheet does."""
    names = [str(head).partition(":")[0] for head in grid[0]]
    for name, value in cells.items():
        grid[row - 1][names.index(name)] = value


def fill(grid: Grid, row: int, **choices: object) -> None:
    """A whole row: what is not named is not there."""
    names = [str(head).partition(":")[0] for head in grid[0]]
    items = names[names.index("coder") + 1 : names.index("remark")]
    put(grid, row, dict.fromkeys(items, "không") | choices)


def as_csv(grid: Grid, path: Path, separator: str = ",", encoding: str = "utf-8-sig") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(grid)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def as_xlsx(grid: Grid, path: Path) -> Path:
    with Workbook(path) as book:
        page = book.add_worksheet(CODING)
        for line, row in enumerate(grid):
            for place, value in enumerate(row):
                page.write(line, place, value) if not isinstance(value, str) else page.write_string(
                    line, place, value
                )
    return path


SAVED: Sequence[tuple[str, Callable[[Grid, Path], Path]]] = (
    ("a.csv", as_csv),
    ("b.csv", lambda grid, path: as_csv(grid, path, ";")),
    ("c.csv", lambda grid, path: as_csv(grid, path, "\t", "utf-16")),
    ("d.xlsx", as_xlsx),
)

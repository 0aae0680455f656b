"""Filled sheets back as rows: CSV as spreadsheets save it, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from pipelines.validation.writing import CODING

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_QUOTED = re.compile(r'"[^"]*"')


class TableError(ValueError):
    """A file that is no filled sheet at all; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is the row as a spreadsheet counts it, the head being 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def key(self, name: str) -> str:
        """An id without the apostrophe that kept it from being read as a number."""
        return self[name].lstrip("'")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the names before the colon of each head; rows without any value are left out."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(path: Path) -> Table:
    """Raises TableError, and OSError where the file cannot be read."""
    readers = {".csv": _csv_rows, ".xlsx": _xlsx_rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TableError(f"the name must end in {' or '.join(readers)}")
    return _table(reader(path.read_bytes()))


def _table(rows: Iterable[list[str]]) -> Table:
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    if not numbered:
        raise TableError("it is empty")
    (first, head), *rest = numbered
    if first != 1:
        raise TableError(f"its first row is empty: the head belongs there (it seems to be row {first})")
    columns = [name.partition(":")[0].strip() for name in head]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise TableError(f"these columns stand there twice: {', '.join(twice)}")
    lines = (
        Line(number, {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name})
        for number, row in rest
    )
    return Table(tuple(filter(None, columns)), tuple(lines))


def _csv_rows(body: bytes) -> Iterator[list[str]]:
    encoding = _ENCODINGS.get(body[:2], "utf-8-sig")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        raise TableError("it is not UTF-8: save it as 'CSV UTF-8', or as XLSX") from None
    # A Vietnamese Excel separates by semicolons, some save tabs; the head tells.
    head = _QUOTED.sub("", text.split("\n", 1)[0])
    separator = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise TableError(f"it is no CSV: {error}") from error


def _xlsx_rows(body: bytes) -> Iterator[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        names = book.sheet_names
        if not names:
            raise TableError("it has no sheet")
        page = book.get_sheet_by_name(CODING if CODING in names else names[0])
        rows = page.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"it is no workbook: {error}") from error
    yield from ([_words(cell) for cell in row] for row in rows)


def _words(cell: object) -> str:
    """Numbers as people type them: 1 and not 1.0, and TRUE as a spreadsheet shows it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

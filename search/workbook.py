"""The rows of a measure, or of an export, as a workbook of Excel."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from typing import Any, TypeAlias

from xlsxwriter import Workbook

from pipelines.cells import safe_start
from search.flat import AsJson, about, flat
from search.measures.results import MeasureResult

Told: TypeAlias = Sequence[tuple[str, str]]  # what the sheet `about` says: what, and what it is

_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a workbook tells when it was made; the library takes no zones
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST = 32_767  # characters of a cell of Excel
_MOST_LINES = 1_048_576  # of a sheet of Excel
MOST_ROWS = _MOST_LINES - 1  # below the names of the columns
_LONG = "long cells"
_TOLD = (
    "Cells that hold more than Excel's {longest:,} characters: {cells}. The sheet {sheet!r} has what belongs"
    " in them, an entry a line."
)
_FULL = "The sheet {sheet!r} is full: {left:,} lines are left out. Use --json, --csv or --parquet."
_TOO_MANY = (
    "A sheet of Excel holds {most:,} rows, and {there}: nothing was written. Leave fewer by filters (--year,"
    " --province, --portal …), or write {forms}."
)
_WIDEST, _LOOKED_AT = 60, 500  # characters of a column, rows that decide its width


class TooManyRows(ValueError):  # noqa: N818 what happened is the name
    """More rows than a sheet holds; `str(error)` says what to do."""


def check_rows(count: int, forms: str) -> None:
    """Raises TooManyRows, which names the `forms` that hold more."""
    if count > MOST_ROWS:
        raise TooManyRows(_TOO_MANY.format(most=MOST_ROWS, there=f"there are {count:,}", forms=forms))


def xlsx_bytes(result: MeasureResult) -> bytes:
    """Rows on the first sheet, what they are on the second; no cell of them can execute.

    What is longer than a cell of Excel stands on a third sheet, `long cells`: a line for each entry of the
    list or record, with line and column of its cell, which says so. Raises TooManyRows.
    """
    check_rows(len(result.rows), "--csv, --json or --parquet")
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, **_PLAIN})
    table = flat(result, names=True)
    _fill(book, "rows", table.columns, table.rows, about(result))
    book.close()
    return out.getvalue()


def write_table(
    path: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Told = ()
) -> int:
    """A workbook of one table; what its cells cannot hold stands on sheets of its own, as in `xlsx_bytes`.

    Rows are written as they come, to files beside `path` until all have come; returns how many. `about`: what
    the sheet of that name says. Raises TooManyRows.
    """
    with (
        tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder,
        ExitStack() as opened,
    ):
        book = Workbook(
            str(path), {"constant_memory": True, "tmpdir": folder, "use_zip64": True, **_PLAIN}
        )  # fmt: skip
        opened.callback(_close_rows, book)
        count = _fill(book, name, columns, rows, about)
        book.close()
    return count


def _close_rows(book: Any) -> None:
    """Of a workbook that was not finished, the files that its rows stand in: the library leaves them open."""
    for sheet in book.worksheets():
        sheet._opt_close()


def _fill(book: Any, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], told: Told) -> int:
    book.set_properties({"created": _MADE})
    sheets = _Sheets(book)
    _, count = sheets.add(name, columns, rows)
    if told or sheets.long:
        # What it says of cells that do not fit is of its own, too: these lines come last.
        sheet, lines = sheets.add("about", ("what", "is"), told)
        sheets.write(sheet, sheets.said(), ("what", "is"), below=lines + 1)
    if sheets.long:
        sheets.add(_LONG, ("sheet", "line", "column", "entry", "is"), sheets.long[:MOST_ROWS])
    return count


class _Sheets:
    def __init__(self, book: Any) -> None:
        self.long: list[tuple[Any, ...]] = []
        self._cells = 0
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
        # With the prefix a text that looks like a formula stays one even when somebody edits its cell.
        self._words = book.add_format({"quote_prefix": True})

    def said(self) -> Iterator[tuple[str, str]]:
        """What the sheet `about` tells of cells that do not fit."""
        if self._cells:
            yield "note", _TOLD.format(longest=_LONGEST, cells=self._cells, sheet=_LONG)
        if (left := len(self.long) - MOST_ROWS) > 0:
            yield "note", _FULL.format(sheet=_LONG, left=left)

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[Any, int]:
        """A sheet with a head, and how many rows it got. Raises TooManyRows."""
        sheet, coming = self._book.add_worksheet(name), iter(rows)
        first = list(islice(coming, _LOOKED_AT))
        for place, width in enumerate(_widths(columns, first)):
            sheet.set_column(place, place, width)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, safe_start(column), self._head)
        sheet.freeze_panes(1, 0)
        return sheet, self.write(sheet, chain(first, coming), columns, below=1)

    def write(self, sheet: Any, rows: Iterable[Sequence[Any]], columns: Sequence[str], *, below: int) -> int:
        """How many rows there were."""
        line = below - 1
        for line, row in enumerate(rows, start=below):
            check_rows(line, ".csv, .jsonl or .parquet")
            for place, value in enumerate(row):
                self._write(sheet, line, place, value, columns[place])
        return line - below + 1

    def _write(self, sheet: Any, line: int, place: int, value: Any, column: str) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(line, place, value)
        elif isinstance(value, (int, float)) and isfinite(value):
            sheet.write_number(line, place, value)
        elif value:
            text = _text(value)
            if _units(text) > _LONGEST:
                text = self._elsewhere(sheet.get_name(), line, column, value)
            sheet.write_string(line, place, text, self._words)

    def _elsewhere(self, sheet: str, line: int, column: str, value: Any) -> str:
        """Keeps what a cell cannot hold for a sheet of its own, and says so in its place."""
        entries = list(_entries(value))
        self.long += [(sheet, line + 1, column, name, _fitting(entry)) for name, entry in entries]
        self._cells += 1
        parts = "pieces" if isinstance(value, str) and not isinstance(value, AsJson) else "entries"
        return f"{len(entries)} {parts}, on the sheet {_LONG!r}"


def _units(text: str) -> int:
    """The length as Excel counts it: a sign beyond the first 65,536 is two."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _text(value: Any) -> str:
    if isinstance(value, AsJson):
        return str(value)
    return safe_start(" ".join(value) if isinstance(value, list) else str(value))


def _entries(value: Any) -> Iterator[tuple[int | str, Any]]:
    """The parts of a list or record; those of a text are pieces that follow one another."""
    found = json.loads(value) if isinstance(value, AsJson) else value
    if isinstance(found, str):
        size = (_LONGEST - 1) // 2  # each may count twice, and one that keeps it from calculating needs room
        found = [found[start : start + size] for start in range(0, len(found), size)]
    parts = found.items() if isinstance(found, dict) else enumerate(found, start=1)
    for name, part in parts:
        is_record = isinstance(part, (dict, list))
        yield name, AsJson(json.dumps(part, ensure_ascii=False)) if is_record else part


def _fitting(entry: Any) -> Any:
    if not isinstance(entry, str) or _units(_text(entry)) <= _LONGEST:
        return entry
    return f"{len(entry):,} characters, more than a cell holds: JSON, CSV and Parquet have them"


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """In characters, by what stands in the first rows."""
    return [
        min(_WIDEST, 2 + max([len(name), *(_width(row[place]) for row in rows)]))
        for place, name in enumerate(columns)
    ]


def _width(value: Any) -> int:
    if value is None or isinstance(value, float):
        return 0 if value is None else 12
    return min(_WIDEST, len(_text(value)))

"""The rows of a measure as a workbook of Excel."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from xlsxwriter import Workbook

from pipelines.cells import safe_cell
from search.flat import Safe, about, flat
from search.measures.results import MeasureResult

_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a workbook tells when it was made; the library takes no zones
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST = 32_767  # characters of a cell of Excel
_MOST_LINES = 1_048_576  # of a sheet of Excel
_LONG = "long cells"
_TOLD = (
    "Cells that hold more than Excel's {longest:,} characters: {cells}. The sheet {sheet!r} has what belongs"
    " in them, an entry a line."
)
_FULL = "The sheet {sheet!r} is full: {left:,} lines are left out. Use --json, --csv or --parquet."
_WIDEST, _LOOKED_AT = 60, 500  # characters of a column, rows that decide its width


def xlsx_bytes(result: MeasureResult) -> bytes:
    """Rows on the first sheet, what they are on the second; no cell of them can execute.

    What is longer than a cell of Excel stands on a third sheet, `long cells`: a line for each entry of the
    list or record, with line and column of its cell, which says so.
    """
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, **_PLAIN})
    book.set_properties({"created": _MADE})
    sheets = _Sheets(book)
    table = flat(result, names=True, cells=True)
    sheets.add("rows", table.columns, table.rows)
    # What it says of cells that do not fit is of its own, too: these lines come last.
    told = sheets.add("about", ("what", "is"), list(about(result)))
    sheets.write(told, list(sheets.said()), ("what", "is"), below=len(about(result)) + 1)
    if sheets.long:
        sheets.add(_LONG, ("sheet", "line", "column", "entry", "is"), sheets.long)
    book.close()
    return out.getvalue()


def table_bytes(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of one table; what its cells cannot hold stands on sheets of its own, as in `xlsx_bytes`."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, **_PLAIN})
    book.set_properties({"created": _MADE})
    sheets = _Sheets(book)
    sheets.add(name, columns, rows)
    if said := list(sheets.said()):
        sheets.add("about", ("what", "is"), said)
    if sheets.long:
        sheets.add(_LONG, ("sheet", "line", "column", "entry", "is"), sheets.long)
    book.close()
    return out.getvalue()


class _Sheets:
    def __init__(self, book: Any) -> None:
        self.long: list[tuple[Any, ...]] = []
        self._cells = 0
        self._lines: dict[str, int] = {}
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
        # With the prefix a text that looks like a formula stays one even when somebody edits its cell.
        self._words = book.add_format({"quote_prefix": True})

    def said(self) -> Iterator[tuple[str, str]]:
        """What the sheet `about` tells of cells that do not fit."""
        if self._cells:
            yield "note", _TOLD.format(longest=_LONGEST, cells=self._cells, sheet=_LONG)
        for sheet, lines in {**self._lines, _LONG: len(self.long)}.items():
            if (left := lines - _MOST_LINES + 1) > 0:
                yield "note", _FULL.format(sheet=sheet, left=left)

    def add(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Any:
        """A sheet with a head, of as many of the rows as it holds."""
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(_widths(columns, rows)):
            sheet.set_column(place, place, width)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, safe_cell(column), self._head)
        sheet.freeze_panes(1, 0)
        self._lines[name] = len(rows)
        self.write(sheet, rows[: _MOST_LINES - 1], columns, below=1)
        return sheet

    def write(self, sheet: Any, rows: Sequence[Sequence[Any]], columns: Sequence[str], *, below: int) -> None:
        for line, row in enumerate(rows, start=below):
            for place, value in enumerate(row):
                self._write(sheet, line, place, value, columns[place])

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
        parts = "pieces" if isinstance(value, str) and not isinstance(value, Safe) else "entries"
        return f"{len(entries)} {parts}, on the sheet {_LONG!r}"


def _units(text: str) -> int:
    """The length as Excel counts it: a sign beyond the first 65,536 is two."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def _text(value: Any) -> str:
    if isinstance(value, Safe):
        return str(value)
    return safe_cell(" ".join(value) if isinstance(value, list) else str(value))


def _entries(value: Any) -> Iterator[tuple[int | str, Any]]:
    """The parts of a list or record; those of a text are pieces that follow one another."""
    is_safe = isinstance(value, Safe)
    found = json.loads(value) if is_safe else value
    if isinstance(found, str):
        size = (_LONGEST - 1) // 2  # each may count twice, and one that keeps it from calculating needs room
        found = [found[start : start + size] for start in range(0, len(found), size)]
    parts = found.items() if isinstance(found, dict) else enumerate(found, start=1)
    yield from ((name, _entry(part) if is_safe else part) for name, part in parts)


def _entry(part: Any) -> Any:
    """A part of JSON whose texts are safe already: to make them so again would add signs."""
    if isinstance(part, (dict, list)):
        return Safe(json.dumps(part, ensure_ascii=False))
    return Safe(part) if isinstance(part, str) else part


def _fitting(entry: Any) -> Any:
    if not isinstance(entry, str) or _units(_text(entry)) <= _LONGEST:
        return entry
    return f"{len(entry):,} characters, more than a cell holds: JSON, CSV and Parquet have them"


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """In characters, by what stands in the first rows."""
    return [
        min(_WIDEST, 2 + max([len(name), *(_width(row[place]) for row in rows[:_LOOKED_AT])]))
        for place, name in enumerate(columns)
    ]


def _width(value: Any) -> int:
    if value is None or isinstance(value, float):
        return 0 if value is None else 12
    return min(_WIDEST, len(_text(value)))

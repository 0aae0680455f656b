"""Sheets as files. The same sheet gives the same bytes; no cell of either form can execute."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.cells import safe_cell
from pipelines.validation.sheets import Column, Sheet

CODING, GUIDE = "Mã hóa", "Định nghĩa"  # the names of the two sheets of a workbook
# Some ids are all digits, or look like 12e345: a spreadsheet that opens a CSV would round them.
_NUMBER = re.compile(r"\d+(e\d+)?")
_TITLE, _HINT = 32, 255  # characters, the limits of Excel for the hint of a cell
_LONGEST_LINK = 2079
# A workbook tells when it was made: the same sheet would have other bytes each second.
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 the library takes no zones
_GUIDE_WIDTHS = (26, 36, 28, 60, 44, 44, 44, 44, 24)


def csv_bytes(sheet: Sheet) -> bytes:
    """UTF-8 with the mark that Excel needs; the definitions are not in it."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    rows.writerow([safe_cell(column.head) for column in sheet.columns])
    for row in sheet.rows:
        rows.writerow([_safe(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: str) -> str:
    return f"'{value}" if _NUMBER.fullmatch(value) else safe_cell(value)


def xlsx_bytes(sheet: Sheet) -> bytes:
    """A workbook: the sheet with drop-downs under a frozen head, the definitions on the second."""
    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": _MADE})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7"})
    # With the prefix a text that looks like a formula stays one even when somebody edits its cell.
    words = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    _write_rows(book.add_worksheet(CODING), sheet, head, words)
    _write_guide(book.add_worksheet(GUIDE), sheet, head, words)
    book.close()
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {".csv": csv_bytes, ".xlsx": xlsx_bytes}


def write(sheet: Sheet, path: Path) -> None:
    """The file appears under its name only when it is complete. Raises OSError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(WRITERS[path.suffix.lower()](sheet))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_rows(page: Worksheet, sheet: Sheet, head: Format, words: Format) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, None, {"hidden": column.is_hidden})
        page.write_string(0, place, column.head, head)
        if column.choices and sheet.rows:
            page.data_validation(1, place, len(sheet.rows), place, _choice(column))
    for line, row in enumerate(sheet.rows, start=1):
        page.set_row(line, 90)
        for place, value in enumerate(row):
            _write_cell(page, line, place, value, words, is_link=sheet.columns[place].name == "link")
    page.freeze_panes(1, 0)


def _choice(column: Column) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(column.choices),
        "input_title": column.name[:_TITLE],
        "input_message": _short(column.hint, _HINT),
        "error_title": column.name[:_TITLE],
        "error_message": _short(", ".join(column.choices), _HINT),
    }


def _write_cell(
    page: Worksheet, line: int, place: int, value: str | float, words: Format, *, is_link: bool
) -> None:
    if not isinstance(value, str):
        page.write_number(line, place, value)
    elif is_link and value.startswith(("http://", "https://")) and len(value) <= _LONGEST_LINK:
        page.write_url(line, place, value, string=value)
    elif value:
        page.write_string(line, place, value, words)


def _write_guide(page: Worksheet, sheet: Sheet, head: Format, words: Format) -> None:
    for place, width in enumerate(_GUIDE_WIDTHS):
        page.set_column(place, place, width)
    for line, row in enumerate(sheet.guide):
        for place, value in enumerate(row):
            page.write_string(line, place, value, words if line else head)
    page.freeze_panes(1, 1)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

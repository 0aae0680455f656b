"""Spreadsheets: the rows of each sheet, its name above them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from pipelines.filetext.container import Container, EncryptedError
from pipelines.filetext.finish import finish
from pipelines.filetext.limits import Budget
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import XLS

_LONGEST_CELL = 32_767  # characters; what a cell of Excel can hold


def read_sheets(body: bytes, kind: str, budget: Budget) -> FileText:
    """Raises container.BrokenError, EncryptedError, LimitError."""
    flags: tuple[str, ...] = ()
    if kind != XLS:
        flags = _checked(body, budget)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        blocks = []
        left = budget.limits.cells
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible:
                flags += ("hidden_sheet",)
            rows = list(_rows(book, sheet.name, left))
            left -= sum(row.count("\t") + 1 for row in rows)
            if rows:
                blocks += [sheet.name] if len(book.sheet_names) > 1 else []
                blocks.append("\n".join(rows))
            if left <= 0:
                flags += ("cell_limit",)
                break
    except PasswordError as error:
        raise EncryptedError(str(error)) from error
    except (CalamineError, OSError, ValueError) as error:
        return FileText(kind, flags=("broken", *flags) if str(error) else ("broken",))
    return finish(FileText(kind, "\n\n".join(blocks), text_source="layer", flags=tuple(dict.fromkeys(flags))))


def _checked(body: bytes, budget: Budget) -> tuple[str, ...]:
    """Opens every part once within the limits: the reader of sheets has none of its own."""
    container = Container(body, budget)
    for name in container.names(r".*\.(?:xml|bin|rels)"):
        container.content(name)
    return ("has_macros",) if container.has("xl/vbaProject.bin") else ()


def _rows(book: CalamineWorkbook, name: str, left: int) -> Iterator[str]:
    """Rows that say something, without the empty cells at their end; at most so many cells."""
    sheet = book.get_sheet_by_name(name)
    for row in sheet.iter_rows():
        line = "\t".join(map(_shown, row)).rstrip()
        if line:
            yield line
            left -= len(row)
        if left <= 0:
            return


def _shown(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dt.datetime():
            return (
                value.strftime("%d/%m/%Y") if value.time() == dt.time() else value.strftime("%d/%m/%Y %H:%M")
            )
        case dt.date():
            return value.strftime("%d/%m/%Y")
        case _:
            return " ".join(str(value)[:_LONGEST_CELL].split())

"""A measure's rows as one flat table, for spreadsheets, Parquet and data frames.

The same columns as `measure --csv`. Lists and records of a measure's further figures are JSON texts.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from xlsxwriter import Workbook

from pipelines.cells import safe_cell, safe_json
from search.labels import label
from search.measures.results import MeasureResult, MeasureRow

_RATES = ("precision", "recall")
_CORRECTED = ("value", "low", "high", "reason")
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 a workbook tells when it was made; the library takes no zones


class Flat(NamedTuple):
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class _Safe(str):
    """What no spreadsheet takes for a formula already, as JSON whose texts are safe."""

    __slots__ = ()


def flat(result: MeasureResult, *, names: bool = False, cells: bool = False) -> Flat:
    """The rows under the names of their columns; `names`: with the label of each key beside its code.

    `documents` and `flags` are lists of texts, all else is a text, a number, a truth value or None. With
    `cells` the texts within JSON are such that no spreadsheet calculates with them.
    """
    keys: list[str] = list(result.query["by"])
    more = list({name: None for row in result.rows for name in row.more})
    columns = (
        *(column for key in keys for column in ((key, f"{key}_name") if names else (key,))),
        "value", "n", "denominator", "flags", "documents", *_RATES,
        *(f"corrected_{name}" for name in _CORRECTED), "low", "high", "unit", "weeks_observed", "weeks",
        "compared", *(_free(name, keys) for name in more), "codebook",
    )  # fmt: skip
    return Flat(
        columns,
        [_cells(result, row, keys, more, _safe_json if cells else _json, names=names) for row in result.rows],
    )


def xlsx_bytes(result: MeasureResult) -> bytes:
    """A workbook: rows on the first sheet, what they are on the second. No cell of it can execute."""
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"created": _MADE})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
    # With the prefix a text that looks like a formula stays one even when somebody edits its cell.
    words = book.add_format({"quote_prefix": True})
    table = flat(result, names=True, cells=True)
    for name, columns, rows in (
        ("rows", table.columns, table.rows),
        ("about", ("what", "is"), about(result)),
    ):
        sheet = book.add_worksheet(name)
        for line, row in enumerate([columns, *rows]):
            for place, value in enumerate(row):
                _write(sheet, line, place, value, words if line else head)
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def about(result: MeasureResult) -> list[tuple[str, str]]:
    """What the rows are: all of a result that is no row."""
    return [
        ("measure", result.measure),
        ("formula", result.formula),
        ("unit", result.unit),
        ("query", _json(dict(result.query))),
        ("settings", _json(dict(result.settings))),
        ("geography", result.geography),
        ("codebook", result.codebook or ""),
        ("copies", _json(dict(result.copies))),
        ("as_of", result.as_of),
        *(("note", note) for note in result.notes),
    ]


def _cells(
    result: MeasureResult,
    row: MeasureRow,
    keys: Sequence[str],
    more: Sequence[str],
    written: Callable[[Any], str],
    *,
    names: bool,
) -> tuple[Any, ...]:
    seen = row.coverage
    return (
        *(cell for key in keys for cell in _key(key, row.key[key], names=names)),
        row.value,
        row.n,
        row.denominator,
        list(row.flags),
        list(row.documents),
        *((row.validated or {}).get(name) for name in _RATES),
        *((row.corrected or {}).get(name) for name in _CORRECTED),
        row.low,
        row.high,
        result.unit,
        seen.observed if seen else None,
        seen.weeks if seen else None,
        row.compared,
        *(
            written(value) if isinstance(value := row.more.get(name), (dict, list, tuple)) else value
            for name in more
        ),
        result.codebook,
    )


def _key(key: str, value: str | None, *, names: bool) -> tuple[str | None, ...]:
    return (value, label(key, value) if value is not None else None) if names else (value,)


def _free(name: str, keys: Sequence[str]) -> str:
    """A further figure that is called like a key, as the superior act of a row, has a name of its own."""
    return f"{name}_more" if name in keys else name


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _safe_json(value: Any) -> str:
    return _Safe(safe_json(value))


_LONGEST = 32_767  # characters of a cell of Excel


def _write(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(line, place, value)
    elif value:
        text = _fitting(str(value))
        sheet.write_string(line, place, text if isinstance(value, _Safe) else safe_cell(text), style)


def _fitting(text: str) -> str:
    """Lists of thousands of documents fit into no cell: the last one that does is followed by a sign."""
    return text if len(text) < _LONGEST - 10 else text[: _LONGEST - 10].rsplit(" ", 1)[0] + " …"

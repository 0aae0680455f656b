"""A measure's rows as one flat table, for spreadsheets, Parquet and data frames.

The same columns as `measure --csv`. Lists and records of a measure's further figures are JSON texts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from search.labels import label
from search.measures.results import MeasureResult, MeasureRow

_RATES = ("precision", "recall")
_CORRECTED = ("value", "low", "high", "reason")


class Flat(NamedTuple):
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class AsJson(str):
    """JSON of a list or record: no spreadsheet takes it for a formula, and its parts can be told apart."""

    __slots__ = ()


def flat(result: MeasureResult, *, names: bool = False) -> Flat:
    """The rows under the names of their columns; `names`: with the label of each key beside its code.

    `documents` and `flags` are lists of texts, all else is a text, a number, a truth value or None.
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
        [_cells(result, row, keys, more, names=names) for row in result.rows],
    )


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
            AsJson(_json(value)) if isinstance(value := row.more.get(name), (dict, list, tuple)) else value
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

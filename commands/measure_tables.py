"""The rows of a measure as a table for a screen and as CSV."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any

import click

from commands.output import console
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from search.measures.results import MeasureResult, MeasureRow, Unit

_NO_KEY = "–"  # in the place of a key that a row has not
_RATES = ("precision", "recall")
_SHARES = ("corrected_value", "corrected_low", "corrected_high", "corrected_reason")


def print_rows(result: MeasureResult) -> None:
    """One line for each row; those that are not compared with the others stand apart, at the end."""
    from rich.table import Table

    from search.measures.registry import get

    keys: list[str] = list(result.query["by"])
    more = _plain(result.rows)
    is_validated = any(row.corrected is not None for row in result.rows)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in keys:
        table.add_column(column)
    for column in (result.unit, *get(result.measure).counted, *more, "weeks"):
        table.add_column(column.replace("_", " "), justify="right")
    for column in (*(("of documents, corrected", "against human coders") if is_validated else ()), "flags"):
        table.add_column(column)
    apart = [row for row in result.rows if not row.compared]
    for row in (row for row in result.rows if row.compared):
        table.add_row(*_cells(row, keys, more, result.unit, is_validated=is_validated))
    if apart and len(apart) < len(result.rows):
        table.add_section()
        table.add_row("not compared:", style="dim")
    for row in apart:
        table.add_row(*_cells(row, keys, more, result.unit, is_validated=is_validated))
    console().print(table)
    _print_below(result)


def _plain(rows: Iterable[MeasureRow]) -> list[str]:
    """The further figures of rows that one cell can hold."""
    found = {
        name: None
        for row in rows
        for name, value in row.more.items()
        if value is None or isinstance(value, (str, int, float))
    }
    return list(found)


def _cells(
    row: MeasureRow, keys: Sequence[str], more: Sequence[str], unit: Unit, *, is_validated: bool
) -> list[str]:
    from search.numbers import of_unit
    from search.validated import sentence

    known = (_corrected(row.corrected), sentence(row.validated)) if is_validated else ()
    value = of_unit(row.value, unit)
    if row.low is not None and row.high is not None:
        value += f" [{of_unit(row.low, unit)}, {of_unit(row.high, unit)}]"
    return [
        *(_name(key, row.key[key]) for key in keys),
        value,
        str(row.n),
        str(row.denominator),
        *(_figure(row.more.get(name)) for name in more),
        f"{row.coverage.observed}/{row.coverage.weeks}" if row.coverage and row.coverage.weeks else "",
        *known,
        ", ".join(row.flags),
    ]


def _name(key: str, value: str | None) -> str:
    from search.labels import label
    from search.measures.publications import ATTRIBUTES

    if value is not None:
        return label(key, value)
    return "unknown" if key in ATTRIBUTES else _NO_KEY


def _absent(result: MeasureResult) -> Iterator[str]:
    """What the sign in the place of a key says."""
    from search.measures.publications import ATTRIBUTES

    for key in result.query["by"]:
        count = sum(row.key[key] is None for row in result.rows)
        if count and key not in ATTRIBUTES:
            rows = counted(count, "row")
            yield f"{_NO_KEY} under {key}: {rows} with nothing to divide by {key}; the flags say why."


def _figure(value: Any) -> str:
    if isinstance(value, float):
        from search.numbers import significant

        return significant(value, 3)
    return "" if value is None else str(value)


def _corrected(found: Mapping[str, Any] | None) -> str:
    """The share of documents as people would find it, or why it is not known."""
    if found is None or found["value"] is None:
        return str(found["reason"]).replace("_", " ") if found else ""
    from search.numbers import percent

    told, value, low, high = (percent(found[name]) for name in ("share", "value", "low", "high"))
    return f"{told} → {value} [{low}, {high}]"


def _print_below(result: MeasureResult) -> None:
    for note in (*_absent(result), *result.notes):
        click.echo(note)
    states = result.states.items()
    shown = ", ".join(f"{state} {count}" for state, count in states) or "no locality-week observed"
    coded = result.codebook or "none, nothing that was asked for has a theme"
    click.echo(f"Coverage (locality-weeks): {shown}. Codebook: {coded}. As of {result.as_of}.")


def print_csv(result: MeasureResult) -> None:
    """One line for each row, no cell of which can execute; notes are told on standard error."""
    keys: list[str] = list(result.query["by"])
    more = list({name: None for row in result.rows for name in row.more})
    lines = csv.writer(sys.stdout)
    lines.writerow([
        *keys, "value", "n", "denominator", "flags", "documents", *_RATES, *_SHARES, "low", "high", "unit",
        "weeks_observed", "weeks", "compared", *more, "codebook",
    ])  # fmt: skip
    for row in result.rows:
        lines.writerow(_line(result, row, keys, more))
    for note in result.notes:
        click.echo(note, err=True)


def _line(result: MeasureResult, row: MeasureRow, keys: Sequence[str], more: Sequence[str]) -> list[Any]:
    from pipelines.cells import safe_cell

    seen = row.coverage
    return [
        *(safe_cell(row.key[key] or "") for key in keys),
        row.value,
        row.n,
        row.denominator,
        " ".join(row.flags),
        " ".join(row.documents),
        *((row.validated or {}).get(name) for name in _RATES),
        *((row.corrected or {}).get(name.removeprefix("corrected_")) for name in _SHARES),
        row.low,
        row.high,
        result.unit,
        seen.observed if seen else None,
        seen.weeks if seen else None,
        "yes" if row.compared else "no",
        *(_value(row.more.get(name)) for name in more),
        result.codebook,
    ]


def _value(found: Any) -> Any:
    from pipelines.cells import safe_cell, safe_json

    if isinstance(found, (dict, list, tuple)):
        return safe_json(found)
    return safe_cell(found) if isinstance(found, str) else found

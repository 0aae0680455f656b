"""A measure's rows as the table that people read first: themes by localities, with coverage beneath."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from search.measures.results import CoverageRow, MeasureResult, MeasureRow

_MOST_COLUMNS = 8


def print_matrix(result: MeasureResult) -> None:
    """Print shares of attention in percent: few localities as columns, many as rows."""
    from search.measures.matrix import matrix, render

    found = matrix(result.rows)
    if not found.localities:
        click.echo("No coded reform documents: there is nothing to divide.")
        return
    if len(found.localities) > _MOST_COLUMNS:
        click.echo(render(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("theme")
    for _, name in found.localities:
        table.add_column(name, justify="right")
    whole = {code: _wholly_observed(result.coverage, code) for code, _ in found.localities}
    for theme, label in found.themes:
        cells = [(found.cells.get((code, theme)), whole[code]) for code, _ in found.localities]
        table.add_row(label, *(_share(cell, observed=observed) for cell, observed in cells))
    table.add_section()
    table.add_row(
        "publications", *(str(found.publications[code]) for code, _ in found.localities), style="dim"
    )
    table.add_row(
        "weeks observed", *(_weeks(result.coverage, code) for code, _ in found.localities), style="dim"
    )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    if not all(whole.values()):
        click.echo("·  none found, but not every week was observed: no zero is claimed")


def _share(cell: MeasureRow | None, *, observed: bool) -> str:
    """A share in percent; a zero only where it was observed."""
    if cell is not None and cell.value is not None:
        return f"{cell.value:.0%}"
    return "0%" if observed else "·"


def _wholly_observed(coverage: tuple[CoverageRow, ...], code: str | None) -> bool:
    return {row.state for row in coverage if row.locality == code} == {"observed"}


def _weeks(coverage: tuple[CoverageRow, ...], code: str | None) -> str:
    states = Counter(row.state for row in coverage if row.locality == code)
    return f"{states['observed']}/{states.total()}" if states else "not covered"

"""A measure's rows as the table that people read first: themes by localities, with coverage beneath."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from search.measures.results import CoverageRow, MeasureResult

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
    for theme, label in found.themes:
        cells = [found.cells.get((code, theme)) for code, _ in found.localities]
        table.add_row(
            label, *("·" if cell is None or cell.value is None else f"{cell.value:.0%}" for cell in cells)
        )
    table.add_section()
    table.add_row(
        "publications", *(str(found.publications[code]) for code, _ in found.localities), style="dim"
    )
    table.add_row(
        "weeks observed", *(_weeks(result.coverage, code) for code, _ in found.localities), style="dim"
    )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    click.echo(
        "·  none in what was observed; a week counts as observed only if an ok crawl reached back past it."
    )


def _weeks(coverage: tuple[CoverageRow, ...], code: str | None) -> str:
    states = Counter(row.state for row in coverage if row.locality == code)
    return f"{states['observed']}/{states.total()}" if states else "not covered"

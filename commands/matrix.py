"""A measure's rows as the table that people read first: themes by localities, with coverage beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.output import console

if TYPE_CHECKING:
    from search.measures.matrix import Matrix
    from search.measures.results import MeasureResult

_MOST_COLUMNS = 8


def print_matrix(result: MeasureResult) -> None:
    """Print shares of attention in percent: few localities as columns, many as rows."""
    from search.measures.matrix import matrix

    found = matrix(result.rows)
    if not found.themes:
        click.echo("No coded reform documents: there is nothing to divide.")
        return
    _print_table(found)
    click.echo(f"Codebook: {result.codebook}.")


def _print_table(found: Matrix) -> None:
    from search.measures.matrix import render, signs

    if len(found.localities) > _MOST_COLUMNS:
        click.echo(render(found))
        return
    from rich.table import Table

    from search.validated import sentence

    codes = [code for code, _ in found.localities]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("theme")
    for _, name in found.localities:
        table.add_column(name, justify="right")
    validated = any(found.validated.values())
    if validated:
        table.add_column("against human coders")
    for theme, label in found.themes:
        note = (sentence(found.validated[theme]),) if validated else ()
        table.add_row(label, *(found.cell(code, theme) for code in codes), *note)
    table.add_section()
    table.add_row("publications", *(str(found.publications[code]) for code in codes), style="dim")
    table.add_row("weeks observed", *map(found.weeks_observed, codes), style="dim")
    console().print(table)
    if found.unvalidated is not None:
        click.echo(found.unvalidated)
    for meaning in signs(found):
        click.echo(meaning)

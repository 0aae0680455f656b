"""`reformwatch measure`: figures, each with the documents behind it and what was observed."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any

import click

from commands.options import index_home, open_home_store, print_json, with_filters
from commands.output import console, copies_line, one_form
from commands.sync import follow_copies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.measures.results import MeasureResult
    from store.database import Store
    from store.filters import Filters

_RATES = ("precision", "recall")
_SHARES = ("corrected_value", "corrected_low", "corrected_high", "corrected_reason")


@click.command()
@click.argument("name", required=False)
@with_filters
@click.option(
    "--by", default="locality,theme", show_default=True, metavar="KEYS", help="locality,theme,period …"
)
@click.option(
    "--period", type=click.Choice(["week", "month", "quarter", "year"]), default="year", show_default=True
)
@click.option(
    "--copies",
    type=click.Choice(["first", "all"]),
    default="first",
    show_default=True,
    help="Copies of one text count once, or each.",
)
@click.option("--query", default="", metavar="QUERY", help="Only documents that this search finds.")
@click.option("--list", "listing", is_flag=True, help="The measures there are, with formula and parameters.")
@click.option("--json", "as_json", is_flag=True, help="Rows with documents, and the coverage.")
@click.option("--csv", "as_csv", is_flag=True, help="One row per figure, for a spreadsheet.")
def measure(
    *, filters: Filters, name: str | None, by: str, period: str, copies: str, query: str, listing: bool,
    as_json: bool, as_csv: bool,
) -> int:  # fmt: skip
    """Compute the measure NAME over the documents that the filters leave.

    attention: how a locality divides its talk about reform among the themes.
    """
    one_form(as_json=as_json, as_csv=as_csv)
    if listing or name is None:
        return _list(as_json=as_json)
    from commands.declarations import declarations, errors_json
    from search.measures.registry import get
    from search.measures.results import MeasureError

    found = declarations()
    with open_home_store() as store:
        follow_copies(store)
        try:
            result = get(name).compute(
                store, found.portals, filters, by=tuple(part.strip() for part in by.split(",")),
                period=period, copies=copies, ids=_found(store, query) if query else None, query=query,
            )  # fmt: skip
        except MeasureError as error:
            raise click.UsageError(str(error)) from error
        if as_json:
            # Their portals are missing in the coverage.
            print_json(result.as_json() | {"wrong_files": errors_json(found.errors)})
        else:
            _show(result, as_csv=as_csv)
    return 0


def _list(*, as_json: bool) -> int:
    from search.measures.registry import measures

    found = [one.as_json() for one in measures().values()]
    if as_json:
        print_json({"measures": found})
    for one in [] if as_json else found:
        click.echo(f"{one['name']}: {one['formula']}\n    {one['source']}")
        for parameter, values in one["parameters"].items():
            click.echo(f"    --{parameter} {values}")
    return 0


def _found(store: Store, query: str) -> frozenset[str]:
    from search.index import SearchRequest
    from search.indexer import open_index
    from search.query import parse

    return frozenset(open_index(index_home(), store).ids(SearchRequest(parse(query))))


def _show(result: MeasureResult, *, as_csv: bool) -> None:
    if as_csv:
        _print_csv(result)
    elif set(result.query["by"]) == {"locality", "theme"}:
        from commands.matrix import print_matrix

        print_matrix(result)
    else:
        _print_rows(result)


def _print_rows(result: MeasureResult) -> None:
    from rich.table import Table

    from search.labels import label
    from search.validated import sentence

    keys: list[str] = list(result.query["by"])
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in keys:
        table.add_column(key)
    for column in ("share", "n", "of"):
        table.add_column(column, justify="right")
    for column in ("of documents, corrected", "against human coders", "flags"):
        table.add_column(column)
    for row in result.rows:
        names = [label(key, value) if (value := row.key[key]) else "unknown" for key in keys]
        share = "" if row.value is None else f"{row.value:.1%}"
        known = (_corrected(row.corrected), sentence(row.validated))
        table.add_row(*names, share, str(row.n), str(row.denominator), *known, ", ".join(row.flags))
    console().print(table)
    _print_coverage(result)


def _corrected(found: Mapping[str, Any] | None) -> str:
    """The share of documents as people would find it, or why it is not known."""
    if found is None or found["value"] is None:
        return str(found["reason"]).replace("_", " ") if found else ""
    return f"{found['share']:.1%} → {found['value']:.1%} [{found['low']:.1%}, {found['high']:.1%}]"


def _print_coverage(result: MeasureResult) -> None:
    from collections import Counter

    states = Counter(row.state for row in result.coverage)
    shown = (
        ", ".join(f"{state} {count}" for state, count in states.most_common()) or "no locality-week observed"
    )
    coded = result.codebook or "none, nothing is coded"
    click.echo(f"Coverage (locality-weeks): {shown}. Codebook: {coded}. As of {result.as_of}.")
    if line := copies_line(result):
        click.echo(line)


def _print_csv(result: MeasureResult) -> None:
    keys: list[str] = list(result.query["by"])
    rows = csv.writer(sys.stdout)
    rows.writerow([*keys, "value", "n", "denominator", "flags", "documents", *_RATES, *_SHARES, "codebook"])
    for row in result.rows:
        values: list[Any] = [row.key[key] or "" for key in keys]
        documents = " ".join(row.documents)
        rates = [(row.validated or {}).get(name) for name in _RATES]
        shares = [(row.corrected or {}).get(name.removeprefix("corrected_")) for name in _SHARES]
        known = [row.value, row.n, row.denominator, " ".join(row.flags), documents]
        rows.writerow([*values, *known, *rates, *shares, result.codebook])

"""`reformwatch acts`: the acts behind the documents. `missing` lists what is cited and was never seen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from commands.options import open_home_store, print_json, with_filters
from commands.output import console, one_form
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.citing import Unseen
    from store.filters import Filters

_COLUMNS = ("number", "kind", "issuer", "locality", "year", "count", "cited_by", "candidates")


@click.group()
def acts() -> None:
    """Acts that documents are, announce and cite."""


@acts.command()
@with_filters
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most cited ones.")
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: total and acts.")
@click.option("--csv", "as_csv", is_flag=True, help="One row per act, for a spreadsheet.")
def missing(*, filters: Filters, limit: int, everything: bool, as_json: bool, as_csv: bool) -> int:
    """List acts that documents cite and that no document of the store is, the most cited first.

    The filters say whose citations count. An act with `candidates` may be in the store: too little is told
    to say which of them it is.
    """
    one_form(as_json=as_json, as_csv=as_csv)
    with open_home_store() as store:
        found = store.citations.unseen(filters)
    shown = found if everything else found[:limit]
    if as_json:
        print_json({"total": len(found), "acts": [_row(one) for one in shown]})
    elif as_csv:
        from search.export import write_rows

        lists = ("cited_by", "candidates")
        rows = ({**row, **{name: " ".join(row[name]) for name in lists}} for row in map(_row, shown))
        write_rows(_COLUMNS, rows, sys.stdout)
    else:
        _print(found, shown)
    return 0


@acts.command()
@click.argument("act")
@click.option(
    "--relation",
    "relations",
    type=click.Choice(["implements", "legal_basis", "refers"]),
    multiple=True,
    default=("implements",),
    show_default=True,
    help="How an act has to cite the one above it; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with nested children.")
def cascade(*, act: str, relations: tuple[str, ...], as_json: bool) -> int:
    """Show who followed an act, and who followed those: days, words and tasks taken over at each step.

    ACT is its number (76/NQ-CP), a number with the issuer's code or the year where several have it
    ("170/KH-UBND, P63:46"), or the id of its document. Which tasks are the same is not validated yet.
    """
    from commands.act_tree import drawn, nothing_below, told
    from search.act_tree import NoSuchActError, act_tree

    with open_home_store() as store:
        try:
            found = told(store, act_tree(store, act, relations))
        except NoSuchActError as error:
            raise click.UsageError(str(error)) from error
    if as_json:
        print_json(found)
    else:
        console().print(drawn(found))
        if not found["children"]:
            click.echo(nothing_below(relations))
    return 0


def _row(one: Unseen) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind,
        "issuer": one.issuer,
        "locality": one.locality,
        "year": one.year,
        "count": len(one.cited_by),
        "cited_by": list(one.cited_by),
        "candidates": list(one.candidates),
    }


def _print(found: Sequence[Unseen], shown: Sequence[Unseen]) -> None:
    from rich.text import Text

    out = console()
    out.print(f"{counted(len(found), 'act is', 'acts are')} cited and not in the store.")
    for one in shown:
        told = ", ".join(filter(None, (one.issuer, one.locality, str(one.year or ""))))
        out.print(Text(f"{len(one.cited_by):>5}  {one.number}  {told}"))
        out.print(
            Text(
                f"       by {' '.join(one.cited_by[:5])}{' …' if len(one.cited_by) > 5 else ''}", style="dim"
            )
        )
        if one.candidates:
            out.print(Text(f"       may be {' '.join(one.candidates)}", style="dim"))
    if len(shown) < len(found):
        out.print(f"{len(found) - len(shown)} more: --all or --limit.")

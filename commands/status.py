"""`reformwatch status`: which portals are well, what is stored, how far the index is behind."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from commands.alerts import alert_facts, alert_lines
from commands.declarations import declarations, errors_json
from commands.health import day, portal_rows, print_undeclared, undeclared
from commands.options import index_home, open_home_store, print_json
from commands.output import console
from search.numbers import counted

if TYPE_CHECKING:
    from crawler.portal import Declarations
    from store.database import Store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
def status(as_json: bool) -> int:
    """Show each portal's last verdict and why, the store and the index."""
    with open_home_store() as store:
        facts = status_facts(store, declarations())
    if as_json:
        print_json(facts)
    else:
        _print(facts)
    return 0


def status_facts(store: Store, declared: Declarations) -> dict[str, Any]:
    """The `status --json` contract of the design; `running` tells of a crawl that goes on now."""
    from search.indexer import status as index_status
    from store.errors import StoreFull

    with suppress(StoreFull):  # a full disk is still read
        store.runs.reap()  # a run whose process is gone has its verdict from now on
    rows = portal_rows(store, declared)
    return {
        "portals": rows,
        "wrong_files": errors_json(declared.errors),
        "undeclared": undeclared(store, declared),
        "store": {
            "documents": store.documents.count(),
            "versions": store.documents.count_versions(),
            "pages": store.pages.count(),
        },
        "index": index_status(store, index_home()).as_json(),
        **alert_facts(store),
    }


def _local(instant: str | None) -> str:
    """An instant in the time of whoever reads it."""
    return dt.datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M") if instant else "never"


def _print(facts: dict[str, Any]) -> None:
    from rich.table import Table

    seen = [row for row in facts["portals"] if row["verdict"] != "never" or row["running"]]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for column in ("portal", "verdict", "bad since", "last run", "docs", "reason"):
        table.add_column(column, justify="right" if column == "docs" else "left")
    for row in seen:
        verdict = row["verdict"] if row["enabled"] else f"{row['verdict']} (off)"
        verdict = f"{row['verdict']} (running)" if row["running"] else verdict
        since = day(row["bad_since"]) if row["bad_since"] else ""
        table.add_row(
            row["id"], verdict, since, _local(row["last_run"]), str(row["documents"]), row["reason"] or ""
        )
    if seen:
        console().print(table)
        click.echo(_weeks(seen))
    for line in print_undeclared(facts["undeclared"]):
        click.echo(line)
    if any(row["enabled"] and (row["verdict"] not in ("ok", "never") or row["quarantine"]) for row in seen):
        click.echo("Why, and what to do: reformwatch portals status")
    never = len(facts["portals"]) - len(seen)
    if never:
        click.echo(f"{counted(never, 'enabled portal was', 'enabled portals were')} never crawled.")
    store, index = facts["store"], facts["index"]
    click.echo(
        f"Store: {counted(store['documents'], 'document')} in {counted(store['versions'], 'version')}, "
        f"{counted(store['pages'], 'page')}."
    )
    if index["error"]:
        click.echo(
            f"Index ({index['engine']}): {index['error']} {counted(index['behind'], 'change')} behind."
        )
    else:
        behind = f", {index['behind']} behind: reformwatch index sync" if index["behind"] else ", up to date"
        refused = f", {index['refused']} refused: reformwatch index status" if index["refused"] else ""
        click.echo(f"Index ({index['engine']}): {counted(index['documents'], 'document')}{behind}{refused}.")
    for line in alert_lines(facts):
        click.echo(line)


def _weeks(rows: list[dict[str, Any]]) -> str:
    """How many portals were observed in the last full week."""
    states = [row["coverage"]["state"] for row in rows]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return f"Last full week, {rows[0]['coverage']['week']}: {counts}."

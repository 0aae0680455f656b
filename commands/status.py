"""`reformwatch status`: which portals are well, what is stored, how far the index is behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.options import declared_portals, index_folder, open_home_store, print_json

if TYPE_CHECKING:
    from crawler.portal import Portal
    from store.database import Store
    from store.documents import Holdings
    from store.records import Run


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
def status(as_json: bool) -> int:
    """Show each portal's last verdict and why, the store and the index."""
    with open_home_store() as store:
        facts = status_facts(store, declared_portals())
    if as_json:
        print_json(facts)
    else:
        _print(facts)
    return 0


def status_facts(store: Store, declared: dict[str, Portal]) -> dict[str, Any]:
    """The `status --json` contract of the design."""
    from search.indexer import status as index_status

    runs = store.runs.all_last()
    holdings = store.documents.by_portal()
    return {
        "portals": [
            _portal_row(portal, runs.get(portal.id), store, holdings.get(portal.id))
            for portal in sorted(declared.values(), key=lambda portal: portal.id)
            if portal.enabled or portal.id in runs
        ],
        "store": {
            "documents": store.documents.count(),
            "versions": store.documents.count_versions(),
            "pages": store.pages.count(),
        },
        "index": index_status(store, index_folder()).as_json(),
    }


def _portal_row(portal: Portal, run: Run | None, store: Store, held: Holdings | None) -> dict[str, Any]:
    from store.records import as_json

    success = store.runs.last_success(portal.id)
    return {
        "id": portal.id,
        "verdict": (run.verdict or "broken") if run else "never",
        "reason": run.reason if run else None,
        "last_run": as_json(run.finished_at or run.started_at) if run else None,
        "last_success": as_json(success),
        "last_new_document": as_json(held.last_new) if held else None,
        "expected_gap_days": portal.expects.gap_days,
        "documents": held.documents if held else 0,
        "robots": run.robots if run else None,
        "failed": [as_json(failure) for failure in run.failed] if run else [],
    }


def _print(facts: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    seen = [row for row in facts["portals"] if row["verdict"] != "never"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("portal", "verdict", "last run", "last success", "documents", "reason"):
        table.add_column(column, justify="right" if column == "documents" else "left")
    for row in seen:
        runs = [(row[key] or "never")[:16].replace("T", " ") for key in ("last_run", "last_success")]
        table.add_row(row["id"], row["verdict"], *runs, str(row["documents"]), row["reason"] or "")
    if seen:
        Console(width=None if Console().is_terminal else 140).print(table)
    never = len(facts["portals"]) - len(seen)
    if never:
        click.echo(f"{never} enabled portals were never crawled.")
    store, index = facts["store"], facts["index"]
    click.echo(
        f"Store: {store['documents']} documents in {store['versions']} versions, {store['pages']} pages."
    )
    if index["error"]:
        click.echo(f"Index ({index['engine']}): {index['error']}")
    else:
        behind = f", {index['behind']} behind: reformwatch index sync" if index["behind"] else ", up to date"
        click.echo(f"Index ({index['engine']}): {index['documents']} documents{behind}.")

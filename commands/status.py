"""`reformwatch status`: which portals are well, what is stored, how far the index is behind."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from commands.options import declared_portals, index_home, open_home_store, print_json
from commands.output import console

if TYPE_CHECKING:
    from crawler.portal import Portal
    from store.database import Store
    from store.documents import Holdings
    from store.records import Run

_MOST_FAILED = 20  # addresses of one run; the run keeps them all


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
    """The `status --json` contract of the design; `running` tells of a crawl that goes on now."""
    from search.indexer import status as index_status
    from store.errors import StoreFull

    with suppress(StoreFull):  # a full disk is still read
        store.runs.reap()  # a run whose process is gone has its verdict from now on
    newest, ended = store.runs.all_last(), store.runs.all_last(finished=True)
    successes, holdings = store.runs.last_successes(), store.documents.by_portal()
    return {
        "portals": [
            {
                "id": portal.id,
                **_verdict(ended.get(portal.id)),
                "running": portal.id in newest and newest[portal.id].verdict is None,
                "last_success": _instant(successes.get(portal.id)),
                "expected_gap_days": portal.expects.gap_days,
                **_held(holdings.get(portal.id)),
            }
            for portal in sorted(declared.values(), key=lambda portal: portal.id)
            if portal.enabled or portal.id in newest
        ],
        "store": {
            "documents": store.documents.count(),
            "versions": store.documents.count_versions(),
            "pages": store.pages.count(),
        },
        "index": index_status(store, index_home()).as_json(),
    }


def _verdict(run: Run | None) -> dict[str, Any]:
    """What the last run that has ended was worth."""
    from store.records import as_json

    if run is None:
        return {"verdict": "never", "reason": None, "last_run": None, "robots": None, "failed": [],
                "failed_count": 0}  # fmt: skip
    failed = as_json(run.failed[:_MOST_FAILED])
    return {"verdict": run.verdict, "reason": run.reason, "last_run": _instant(run.finished_at),
            "robots": run.robots, "failed": failed, "failed_count": len(run.failed)}  # fmt: skip


def _held(held: Holdings | None) -> dict[str, Any]:
    if held is None:
        return {"documents": 0, "last_new_document": None}
    return {"documents": held.documents, "last_new_document": _instant(held.last_new)}


def _instant(when: dt.datetime | None) -> str | None:
    return when.isoformat() if when else None


def _local(instant: str | None) -> str:
    """An instant in the time of whoever reads it."""
    return dt.datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M") if instant else "never"


def _print(facts: dict[str, Any]) -> None:
    from rich.table import Table

    seen = [row for row in facts["portals"] if row["verdict"] != "never" or row["running"]]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("portal", "verdict", "last run", "last success", "documents", "reason"):
        table.add_column(column, justify="right" if column == "documents" else "left")
    for row in seen:
        runs = [_local(row[key]) for key in ("last_run", "last_success")]
        verdict = f"{row['verdict']} (running)" if row["running"] else row["verdict"]
        table.add_row(row["id"], verdict, *runs, str(row["documents"]), row["reason"] or "")
    if seen:
        console().print(table)
    never = len(facts["portals"]) - len(seen)
    if never:
        click.echo(f"{never} enabled portals were never crawled.")
    store, index = facts["store"], facts["index"]
    click.echo(
        f"Store: {store['documents']} documents in {store['versions']} versions, {store['pages']} pages."
    )
    if index["error"]:
        click.echo(f"Index ({index['engine']}): {index['error']} {index['behind']} changes behind.")
    else:
        behind = f", {index['behind']} behind: reformwatch index sync" if index["behind"] else ", up to date"
        refused = f", {index['refused']} refused: reformwatch index status" if index["refused"] else ""
        click.echo(f"Index ({index['engine']}): {index['documents']} documents{behind}{refused}.")

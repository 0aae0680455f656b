"""`reformwatch quarantine`: what doubted runs would change, and an operator's word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.options import open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from store.database import Store
    from store.quarantine import HeldRun


@click.group()
def quarantine() -> None:
    """Show and decide what runs that were not believed would change.

    The next good run of a portal settles what it reads itself; the rest waits for your word.
    """


@quarantine.command("list")
@click.option("--json", "as_json", is_flag=True, help="With every change that is held.")
def list_held(*, as_json: bool) -> int:
    """List the runs that are held and why: what was unexpected, what they would change, an example page."""
    with open_home_store() as store:
        facts = [_facts(store, held) for held in store.quarantine.held()]
    if as_json:
        print_json({"runs": facts})
        return 0
    for each in facts:
        _print(each)
    click.echo(_told(len(facts)))
    return 0


@quarantine.command()
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="What was applied.")
def accept(run: str, *, as_json: bool) -> int:
    """Apply what RUN would change.

    A run that only broke an expectation is ok from now on, and what it saw becomes normal.
    """
    with open_home_store() as store:
        facts = _facts(store, store.quarantine.accept(run))
    _tell("accepted", facts, as_json=as_json)
    return 0


@quarantine.command()
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="What was dropped.")
def reject(run: str, *, as_json: bool) -> int:
    """Drop what RUN would change; the stored documents stay as they are."""
    with open_home_store() as store:
        facts = _facts(store, store.quarantine.reject(run))
    _tell("rejected", facts, as_json=as_json)
    return 0


def _facts(store: Store, held: HeldRun) -> dict[str, Any]:
    from crawler.advice import advice
    from store.records import as_json

    run = store.runs.get(held.run_id)
    changes = as_json(held.changes)
    example = next((change["url"] for change in changes if change["url"]), None)
    return {
        "run": held.run_id,
        "portal": held.portal,
        "finished_at": held.finished_at.isoformat() if held.finished_at else None,
        "verdict": held.verdict,
        "reason": held.reason,
        "assertions": as_json(run.assertions) if run else [],
        "changed": sum(change["status"] is None and not change["is_new"] for change in changes),
        "new": sum(change["is_new"] for change in changes),
        "removed": sum(change["status"] is not None for change in changes),
        "lost": {
            name: count
            for name in ("title", "date", "text")
            if (count := sum(name in change["lost"] for change in changes))
        },
        "example": example,
        "advice": advice(held.verdict, held.reason, run.failed if run else ()),
        "changes": changes,
    }


def _print(facts: dict[str, Any]) -> None:
    from commands.health import day, tell

    click.echo(f"{facts['run']}  {facts['portal']}")
    click.echo(f"    {day(facts['finished_at'])} {facts['verdict']}: {facts['reason'] or 'changes are held'}")
    for assertion in facts["assertions"]:
        click.echo(f"    {tell(assertion)}")
    lost = "".join(f", {count} without {name}" for name, count in facts["lost"].items())
    click.echo(f"    would change {counted(facts['changed'], 'document')}{lost}; remove {facts['removed']}")
    if facts["new"]:
        click.echo(
            f"    {counted(facts['new'], 'new document is', 'new documents are')} doubted and read again"
        )
    if facts["example"]:
        click.echo(f"    for example {facts['example']}")


def _told(count: int) -> str:
    return f"{counted(count, 'run is', 'runs are')} held." if count else "Nothing is held."


def _tell(word: str, facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
        return
    click.echo(
        f"{facts['run']} {word}: {facts['changed']} changed and {facts['removed']} removed documents. "
        "reformwatch index sync takes them into the index."
    )

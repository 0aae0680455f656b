"""What `reformwatch schedule` shows: the plan, the ledger, and whether a scheduler is at work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from commands.jobs.plan import Job, digest_minute
from commands.jobs.rhythm import closing_minute
from commands.jobs.runner import local_now
from commands.jobs.times import local
from commands.options import open_home_store, print_json
from commands.output import console
from search.numbers import counted

if TYPE_CHECKING:
    from crawler.portal import Portal
    from settings import Settings
    from store.slots import Slot


def print_start(jobs: Sequence[Job], portals: Iterable[Portal], settings: Settings, shown: int) -> None:
    """The next runs, and what an operator should know before leaving."""
    for moment, name in _next(jobs)[:shown]:
        click.echo(f"{local(moment)}  {name}")
    unclosed = _unclosed(portals, settings)
    if unclosed:
        click.echo(f"Not crawled between Monday 00:00 and the digest, by their hours: {', '.join(unclosed)}.")
    if not settings.alert_to:
        click.echo("Nobody is told when something goes wrong: REFORMWATCH_ALERT_TO is not set.")
    if settings.backup_to is None:
        click.echo("No backup is made: REFORMWATCH_BACKUP_TO names no folder.")


def print_plan(jobs: Sequence[Job], portals: Iterable[Portal], *, as_json: bool) -> None:
    from settings import get_settings

    planned, unclosed = _next(jobs), _unclosed(portals, get_settings())
    if as_json:
        rows = [{"job": name, "due_at": moment.isoformat()} for moment, name in planned]
        print_json({"next": rows, "without_closing_run": unclosed})
        return
    for moment, name in planned:
        click.echo(f"{local(moment)}  {name}")
    if unclosed:
        click.echo(f"Not crawled between Monday 00:00 and the digest, by their hours: {', '.join(unclosed)}.")


def list_slots(days: int, *, as_json: bool) -> int:
    """What the ledger holds of the last days, oldest first."""
    with open_home_store() as store:
        found = store.slots.since(local_now() - dt.timedelta(days=days))
        is_held = store.slots.holder() is not None
    slots = sorted((slot for known in found.values() for slot in known), key=lambda slot: slot.due_at)
    counts = {state: sum(slot.state == state for slot in slots) for state in sorted({s.state for s in slots})}
    if as_json:
        print_json({"slots": [_row(slot) for slot in slots], "counts": counts})
    elif slots:
        _print_slots(slots)
        if counts.get("running") and not is_held:
            click.echo(
                "What is shown as running was cut short: no scheduler is at work; the next one runs it."
            )
        click.echo(", ".join(f"{count} {state.replace('_', ' ')}" for state, count in counts.items()))
    else:
        click.echo(f"Nothing was due in the last {counted(days, 'day')}, or no scheduler has run.")
    return 0


def check() -> int:
    with open_home_store() as store:
        holder = store.slots.holder()
    if holder is None:
        click.echo("No scheduler is at work on this store.")
        return 1
    click.echo(f"A scheduler on {holder.host} is at work since {local(holder.since)}.")
    return 0


def _next(jobs: Sequence[Job]) -> list[tuple[dt.datetime, str]]:
    now = local_now()
    found = [(job.when.next(now), job.name) for job in jobs]
    return sorted((moment, name) for moment, name in found if moment is not None)


def _unclosed(portals: Iterable[Portal], settings: Settings) -> list[str]:
    digest = digest_minute(settings, local_now())
    return [
        portal.id
        for portal in portals
        if portal.enabled and closing_minute(portal.id, portal.crawl.window, digest) is None
    ]


def _row(slot: Slot) -> dict[str, Any]:
    return {
        "job": slot.job, "due_at": slot.due_at.isoformat(), "state": slot.state, "attempts": slot.attempts,
        "started_at": slot.started_at.isoformat() if slot.attempts else None,
        "finished_at": slot.finished_at.isoformat() if slot.attempts and slot.finished_at else None,
        "code": slot.code, "reason": slot.reason,
    }  # fmt: skip


def _print_slots(slots: Sequence[Slot]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for column in ("due (Hà Nội)", "job", "state", "took", "why"):
        table.add_column(column)
    for slot, count in _joined(slots):
        due = local(slot.due_at).removesuffix(" (Hà Nội)")
        state = slot.state.replace("_", " ") + (f", {count} times until here" if count > 1 else "")
        state += f" (try {slot.attempts})" if slot.attempts > 1 else ""
        table.add_row(due, slot.job, state, _took(slot), slot.reason or "")
    console().print(table)


def _joined(slots: Sequence[Slot]) -> list[tuple[Slot, int]]:
    """Slots of a job that were left out one after the other, for one reason, as the last of them."""
    found: list[tuple[Slot, int]] = []
    for job in {slot.job for slot in slots}:
        mine = [slot for slot in slots if slot.job == job]
        for (was_tried, *_), group in groupby(
            mine, lambda each: (each.attempts > 0, each.state, each.reason)
        ):
            alike = list(group)
            found += [(slot, 1) for slot in alike] if was_tried else [(alike[-1], len(alike))]
    return sorted(found, key=lambda each: (each[0].due_at, each[0].job))


def _took(slot: Slot) -> str:
    if not slot.attempts or slot.finished_at is None:
        return ""
    seconds = (slot.finished_at - slot.started_at).total_seconds()
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"

"""`reformwatch schedule`: every portal by its own rhythm, until it is stopped."""

from __future__ import annotations

import datetime as dt
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import click

from commands.declarations import declarations, refuse_wrong
from commands.options import open_home_store

if TYPE_CHECKING:
    from crawler.portal import Portal
    from scheduler import Job

_SHOWN = 10


@click.command()
@click.option("--once", is_flag=True, help="Run what is due, then end: for cron and systemd.")
@click.option("--plan", is_flag=True, help="Only print when each job is due next.")
@click.option(
    "--check", is_flag=True, help="Only say whether a scheduler is at work; exit code 1 if none is."
)
def schedule(*, once: bool, plan: bool, check: bool) -> int:
    """Crawl every enabled portal by its rhythm and keep the index up to date.

    One scheduler works on a store; a second one ends with exit code 75. What was missed while none ran is
    made up for once. A portal whose file is wrong is named and has no job. With --once: exit code 3 when
    some jobs failed or a file is wrong, 1 when all failed.
    """
    import scheduler

    if check:
        return _check()
    found = declarations()
    portals = found.portals
    if not portals:
        refuse_wrong(found, list(found.wrong()))
    jobs = scheduler.jobs(portals.values())
    if plan:
        _print(jobs, len(jobs))
        return 0
    _refuse_anonymous(portals.values())
    with open_home_store() as store:
        store.slots.hold()
        try:
            runner = scheduler.Runner(store)
            if once:
                _when_told(runner.stop)
                return _told(scheduler.run_due(store, jobs, runner)) or (3 if found.errors else 0)
            _print(jobs, _SHOWN)
            stop = threading.Event()
            _when_told(stop.set)
            scheduler.run_forever(store, jobs, runner, stop)
        finally:
            store.slots.release()
    return 0


def _refuse_anonymous(portals: Iterable[Portal]) -> None:
    """Says once, before any process starts, what each crawl would say. Raises ContactMissing."""
    from commands.crawl import crawl_options
    from crawler.run import refuse_anonymous

    refuse_anonymous([portal for portal in portals if portal.enabled], crawl_options())


def _check() -> int:
    from scheduler import local

    with open_home_store() as store:
        holder = store.slots.holder()
    if holder is None:
        click.echo("No scheduler is at work on this store.")
        return 1
    click.echo(f"A scheduler on {holder.host} is at work since {local(holder.since)}.")
    return 0


def _when_told(stop: Callable[[], None]) -> None:
    """Calls `stop` at SIGTERM and Ctrl-C."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop())


def _print(jobs: list[Job], shown: int) -> None:
    from scheduler import ZONE, local

    now = dt.datetime.now(ZONE)
    for moment, name in sorted((job.next(now), job.name) for job in jobs)[:shown]:
        click.echo(f"{local(moment)}  {name}")


def _told(states: Mapping[str, str]) -> int:
    for name, state in states.items():
        click.echo(f"{name}: {state}")
    bad = [name for name, state in states.items() if state not in {"done", "busy"}]
    if not states:
        click.echo("Nothing was due.")
    return 0 if not bad else 1 if len(bad) == len(states) else 3

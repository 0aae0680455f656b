"""`reformwatch schedule`: every portal by its own rhythm, and what an installation needs by the clock."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import click

from commands.declarations import declarations, refuse_wrong
from commands.options import open_home_store

if TYPE_CHECKING:
    import datetime as dt

    from commands.jobs.plan import Job
    from commands.jobs.planner import Planner
    from commands.jobs.processes import Outcome
    from crawler.portal import Declarations, Portal
    from store.database import Store

_SHOWN = 10


@click.command()
@click.option("--once", is_flag=True, help="Run what is due, then end: for cron and systemd.")
@click.option("--plan", is_flag=True, help="Only print when each job is due next.")
@click.option("--list", "listed", is_flag=True, help="Only show what ran, what was left out, and why.")
@click.option(
    "--days", type=click.IntRange(1, 400), default=7, show_default=True, help="How far --list goes back."
)
@click.option("--json", "as_json", is_flag=True, help="--plan and --list as one JSON object.")
@click.option(
    "--check", is_flag=True, help="Only say whether a scheduler is at work; exit code 1 if none is."
)
def schedule(*, once: bool, plan: bool, listed: bool, days: int, as_json: bool, check: bool) -> int:
    """Crawl every enabled portal by its rhythm, and do what an installation needs by the clock.

    That is: the index, digests, verify, backup and clean-up. Times are those of Vietnam. One scheduler works
    on a store; a second one ends with exit code 75. What was missed while none ran is made up for: the newest
    crawl of each portal, every digest. A portal whose file is wrong is named and has no job; files that are
    added or change count at once. With --once: exit code 3 when some jobs failed or a file is wrong, 1 when
    all failed.
    """
    from commands import schedule_views as views

    if check:
        return views.check()
    if listed:
        return views.list_slots(days, as_json=as_json)
    found = declarations()
    if not found.portals:
        refuse_wrong(found, list(found.wrong()))
    with open_home_store() as store:
        planner = _planner(store, found)
        if plan:
            views.print_plan(planner(), found.portals.values(), as_json=as_json)
            return 0
        _refuse_anonymous(found.portals.values())
        store.slots.hold()
        try:
            return _run_once(store, planner) if once else _run_forever(store, planner)
        finally:
            store.slots.release()


def _planner(store: Store, found: Declarations) -> Planner:
    from commands.jobs.planner import Planner
    from commands.jobs.runner import local_now
    from settings import get_settings

    group = click.get_current_context().find_root().command
    assert isinstance(group, click.Group)
    return Planner(store, get_settings(), found, commands=group.commands, say=_say, clock=local_now)


def _run_once(store: Store, planner: Planner) -> int:
    import scheduler
    from commands.jobs.runner import Runner
    from settings import get_settings

    runner = Runner(store)
    _when_told(runner.stop, runner.kill)
    code = _told(scheduler.run_due(planner(), runner, get_settings().jobs_at_once))
    _after(store, planner)()
    return code or (3 if planner.declared.errors else 0)


def _run_forever(store: Store, planner: Planner) -> int:
    import scheduler
    from commands import schedule_views as views
    from commands.jobs.runner import Runner
    from settings import get_settings

    settings = get_settings()
    views.print_start(planner(), planner.declared.portals.values(), settings, _SHOWN)
    runner, stop = Runner(store, told=_print_outcome), threading.Event()
    _when_told(stop.set, runner.kill)
    scheduler.run_forever(planner, runner, stop, settings.jobs_at_once, _after(store, planner))
    return 0


def _after(store: Store, planner: Planner) -> Callable[[], None]:
    """After a good round: the operator is told what is wrong or over, and whoever watches that we live."""
    from commands.jobs.rounds import After
    from commands.jobs.runner import local_now
    from settings import get_settings

    after = After(store, get_settings(), _say)
    return lambda: after.round(planner.declared, local_now())


def _refuse_anonymous(portals: Iterable[Portal]) -> None:
    """Says once, before any process starts, what each crawl would say. Raises ContactMissing."""
    from commands.crawl import crawl_options
    from crawler.run import refuse_anonymous

    refuse_anonymous([portal for portal in portals if portal.enabled], crawl_options())


def _when_told(stop: Callable[[], None], kill: Callable[[], None]) -> None:
    """Calls `stop` at the first SIGTERM or Ctrl-C, `kill` at the next."""
    told = threading.Event()

    def hear(*_: object) -> None:
        (kill if told.is_set() else stop)()
        told.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, hear)


def _print_outcome(job: Job, slot: dt.datetime, outcome: Outcome) -> None:
    from commands.jobs.times import local

    why = f", {outcome.reason}" if outcome.reason else ""
    _say(f"{job.name}, due {local(slot)}: {outcome.state.replace('_', ' ')}{why}")


def _say(line: str) -> None:
    click.echo(line)


def _told(states: Mapping[str, str]) -> int:
    for name, state in states.items():
        click.echo(f"{name}: {state.replace('_', ' ')}")
    bad = [name for name, state in states.items() if state not in {"done", "busy"}]
    if not states:
        click.echo("Nothing was due.")
    return 0 if not bad else 1 if len(bad) == len(states) else 3

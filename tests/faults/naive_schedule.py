"""Naive forms of the guards of the scheduler, switched off in the process of a test and those it starts."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from tests.faults.patching import everywhere, replace


def any_claim() -> None:
    """Whoever asks for a slot gets it."""
    from store.slots import Slots

    claim = Slots.claim

    def naive(self: Any, job: str, due_at: dt.datetime) -> bool:
        claim(self, job, due_at)
        return True

    Slots.claim = naive  # type: ignore[method-assign]


def no_lease() -> None:
    """A scheduler does not look for another one."""
    replace("store.slots._is_over", lambda holder: True)


def no_search() -> None:
    """Nobody looks for what a killed scheduler left."""
    from store.slots import Slots

    Slots.bury = lambda self: []  # type: ignore[method-assign]


def newest_only() -> None:
    """What was missed is made up for by one run, digests too."""
    from commands.jobs import plan

    ours = plan.due

    def naive(job: plan.Job, *given: Any) -> plan.Due:
        found = ours(job, *given)
        return plan.Due(found.run[-1:], found.missed)

    everywhere(ours, naive)


def one_second() -> None:
    """As APScheduler: what is later than a second is left out."""
    from commands.jobs import plan

    ours = plan.due

    def naive(job: plan.Job, known: Any, now: dt.datetime, first: dt.datetime | None) -> plan.Due:
        found = ours(job, known, now, first)
        return plan.Due(tuple(slot for slot in found.run if now - slot <= dt.timedelta(seconds=1)))

    everywhere(ours, naive)


def no_skips() -> None:
    """A slot that comes too early waits for the one before."""
    from commands.jobs.runner import Runner

    Runner.leave_out = lambda self, job, found: None  # type: ignore[method-assign]


def any_portal() -> None:
    from store.runs import Runs

    Runs._is_over = lambda self, lease: True  # type: ignore[method-assign]


def zone_of_the_host() -> None:
    """As APScheduler without a zone."""
    from apscheduler.triggers.cron import CronTrigger

    from commands.jobs import times

    everywhere(times._trigger, CronTrigger.from_crontab)


def days_by_number() -> None:
    from commands.jobs import times

    everywhere(times.read_cron, times.Cron)


def one_process() -> None:
    """Only the process itself is ended, not what it started."""

    def naive(pid: int, what: Any) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, what)

    replace("commands.jobs.processes._tell", naive)


def any_code() -> None:
    """What has ended is done."""

    class Done(dict[int, str]):
        def get(self, code: Any, default: Any = None) -> Any:
            return "done"

    replace("commands.jobs.processes._STATES", Done())


def no_deadline() -> None:
    from commands.jobs import runner

    everywhere(runner.deadline, lambda known, least, first: float("inf"))


GUARDS: Mapping[str, Callable[[], None]] = {
    "claim": any_claim,
    "scheduler-lease": no_lease,
    "killed-jobs": no_search,
    "each-week": newest_only,
    "grace": one_second,
    "overlap": no_skips,
    "portal-lease": any_portal,
    "zone": zone_of_the_host,
    "day-names": days_by_number,
    "process-groups": one_process,
    "exit-codes": any_code,
    "deadline": no_deadline,
}

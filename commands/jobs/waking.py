"""APScheduler wakes the jobs: a thread pool for crawls, one for the rest, and a round that looks after both.

APScheduler waits by a clock that stands still while a laptop sleeps, and knows nothing of files that change:
the round, once a minute, makes the plan anew and wakes what is due by the ledger.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from commands.jobs.plan import Job
from commands.jobs.runner import Runner, local_now
from commands.jobs.times import ZONE
from store.errors import StoreError

log = logging.getLogger(__name__)

ROUND = 60  # seconds
_ROUND_ID = "round"


class Waker:
    """Wakes the jobs of a plan that may change."""

    def __init__(
        self, plan: Callable[[], Sequence[Job]], runner: Runner, at_once: int, after_round: Callable[[], None]
    ) -> None:
        self._plan, self._runner, self._after_round = plan, runner, after_round
        self._jobs: dict[str, Job] = {}
        self._begun: set[str] = set()  # those that run, or wait for a thread
        self._one_round = threading.Lock()
        executors = {
            "crawls": ThreadPoolExecutor(at_once),
            "care": ThreadPoolExecutor(2),
            "rounds": ThreadPoolExecutor(1),
        }
        self._waker = BackgroundScheduler(timezone=ZONE, executors=executors)
        # What it says of a job that still runs at its next slot, the ledger says with its reason.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def start(self) -> None:
        self._waker.add_job(
            self.round, "interval", seconds=ROUND, id=_ROUND_ID, executor="rounds", coalesce=True,
            max_instances=1, misfire_grace_time=None, next_run_time=local_now(),
        )  # fmt: skip
        self._waker.start()

    def shutdown(self) -> None:
        """Returns when all that runs has ended."""
        self._waker.shutdown()

    def round(self) -> None:
        """Makes the plan anew and wakes what is due; what follows a round is done only after a good one."""
        try:
            with self._one_round:
                self._runner.settle()
                self._take_up(self._plan())
        except StoreError as error:
            log.warning("this round is left out, the store cannot be used: %s", error)
            return
        self._after_round()

    def _take_up(self, planned: Sequence[Job]) -> None:
        due, now = self._runner.due(planned), self._runner.clock()
        begun, before = frozenset(self._begun), self._jobs
        # What runs goes on by the plan that it began with. The jobs are there before anything is woken.
        self._jobs = {job.name: job for job in planned}
        self._jobs |= {name: before[name] for name in begun & before.keys()}
        for name in before.keys() - self._jobs.keys():
            self._waker.remove_job(name)
        for job in planned:
            if job.name in begun:
                self._runner.leave_out(job, due[job.name])
            elif due[job.name].run and job.may_begin(now):
                self._begun.add(job.name)
                self._wake(job, local_now())  # by the clock that APScheduler goes by
            elif job != before.get(job.name):
                self._wake(job, job.when.next(now))

    def _wake(self, job: Job, moment: dt.datetime | None) -> None:
        self._waker.add_job(
            self._fire, _Due(job), [job.name], id=job.name, executor="crawls" if job.is_crawl else "care",
            next_run_time=moment, replace_existing=True, coalesce=True, max_instances=1,
            misfire_grace_time=None,
        )  # fmt: skip

    def _fire(self, name: str) -> None:
        self._begun.add(name)
        try:
            job = self._jobs.get(name)
            if job is not None:
                self._runner.catch_up(job)
        except StoreError as error:
            log.warning("%s: not run, the store cannot be used: %s", name, error)
        finally:
            self._begun.discard(name)


class _Due(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Wakes a job at its own slots."""

    __slots__ = ("_job",)

    def __init__(self, job: Job) -> None:
        self._job = job

    def get_next_fire_time(
        self, previous_fire_time: dt.datetime | None, now: dt.datetime
    ) -> dt.datetime | None:
        return self._job.when.next(now)

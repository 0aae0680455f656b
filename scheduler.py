"""The scheduler: what is due is run, once, each job in a process of its own.

When a job is due follows from settings, declarations and history (`commands.jobs.plan`), in Vietnam's time,
whatever the zone of the host. What was done stands in the store's ledger (`store.slots`), so that a slot is
run once, by one scheduler, also after a stop. APScheduler wakes the jobs up; it remembers nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor as Pool
from contextlib import contextmanager

from commands.jobs.plan import Job
from commands.jobs.runner import GOOD, Runner
from commands.jobs.waking import Waker
from store.database import Store
from store.errors import LeaseLost, StoreError
from store.slots import LEASE, State

log = logging.getLogger(__name__)

BEAT = 30  # seconds


def run_due(planned: Sequence[Job], runner: Runner, at_once: int) -> dict[str, State]:
    """Runs what is due, everything else after the crawls and one by one. Raises LeaseLost.

    Says what became of each job, the worst where it had several slots.
    """
    runner.bury()
    found = runner.due(planned)
    waiting = [job for job in planned if found[job.name].run or any(found[job.name].missed.values())]
    crawls = [job for job in waiting if job.is_crawl]
    with beating(runner.store, runner.stop), Pool(at_once) as pool:
        ended = dict(zip([job.name for job in crawls], pool.map(runner.catch_up, crawls), strict=True))
        ended |= {job.name: runner.catch_up(job) for job in waiting if not job.is_crawl}
    return {name: _worst(states) for name, states in ended.items() if states}


def _worst(states: Mapping[dt.datetime, State]) -> State:
    return next((state for state in states.values() if state not in GOOD), [*states.values()][-1])


def run_forever(
    plan: Callable[[], Sequence[Job]],
    runner: Runner,
    stop: threading.Event,
    at_once: int,
    after_round: Callable[[], None],
) -> None:
    """Runs every job of the plan when it is due until `stop` is set. Raises LeaseLost.

    The plan is made anew in every round, so that new and changed files of portals count while this runs.
    """
    runner.bury()
    with beating(runner.store, stop.set):
        waker = Waker(plan, runner, at_once, after_round)
        waker.start()
        stop.wait()
        runner.stop()
        waker.shutdown()


@contextmanager
def beating(store: Store, lost: Callable[[], None]) -> Iterator[None]:
    """Holds the lease; `lost` is called and LeaseLost raised where another scheduler took it.

    A store that does not answer for a while is asked again, until the lease has run out.
    """
    ended = threading.Event()
    faults: list[StoreError] = []

    def beat() -> None:
        heard = time.monotonic()
        while not ended.wait(BEAT):
            try:
                store.slots.heartbeat()
                heard = time.monotonic()
            except StoreError as error:
                log.warning("the lease cannot be held: %s", error)
                if isinstance(error, LeaseLost) or time.monotonic() - heard > LEASE.total_seconds():
                    faults.append(error)
                    lost()
                    return

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    if faults:
        raise faults[0]

"""The scheduler: every portal by its own rhythm, the index after them, each in a process of its own.

When a job is due follows from the declarations alone, in Vietnam's time, whatever the zone of the host. What
was done stands in the store's ledger (`store.slots`), so that a slot is run once, by one scheduler, also
after a stop. APScheduler wakes the jobs up; it remembers nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import signal
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor as Pool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from crawler.portal import Portal
from store.database import Store
from store.errors import StoreError
from store.slots import State

log = logging.getLogger(__name__)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PROGRAM = (sys.executable, "-P", "-m", "cli")  # -P: no module of the folder it is started in
AT_ONCE = 2  # jobs; a crawl waits for its portal most of the time
BEAT = 30  # seconds

_LEAST_DEADLINE = 3600.0  # seconds
_GRACE = 60.0  # seconds between asking a process to end and ending it
_DAY = 24 * 60
_STATES: dict[int, State] = {0: "done", 3: "done", 75: "busy"}


@dataclass(frozen=True, slots=True)
class Job:
    """A command of ours, due every `days` days (those whose number leaves the rest `day`) at `minutes`."""

    name: str
    command: tuple[str, ...]
    days: int
    day: int
    minutes: tuple[int, ...]  # of the day, ascending

    def next(self, after: dt.datetime) -> dt.datetime:
        """The first slot later than `after`."""
        day = after.astimezone(ZONE).date()
        while True:
            day += dt.timedelta((self.day - day.toordinal()) % self.days)
            for slot in self._slots(day):
                if slot > after:
                    return slot
            day += dt.timedelta(1)

    def newest(self, now: dt.datetime) -> dt.datetime:
        """The last slot that is not later than `now`."""
        day = now.astimezone(ZONE).date()
        while True:
            day -= dt.timedelta((day.toordinal() - self.day) % self.days)
            for slot in reversed(self._slots(day)):
                if slot <= now:
                    return slot
            day -= dt.timedelta(1)

    def _slots(self, day: dt.date) -> list[dt.datetime]:
        return [dt.datetime.combine(day, dt.time(minute // 60, minute % 60), ZONE) for minute in self.minutes]


def jobs(portals: Iterable[Portal]) -> list[Job]:
    """A crawl for each enabled portal, spread over days and hours by its id, and the index every hour."""
    crawls = [_crawl(portal) for portal in portals if portal.enabled]
    return [*crawls, Job("index sync", ("index", "sync"), 1, 0, tuple(range(55, _DAY, 60)))]


def _crawl(portal: Portal) -> Job:
    spread = int.from_bytes(hashlib.sha256(portal.id.encode()).digest()[:8], "big")
    days, window = portal.expects.gap_days, portal.crawl.window
    first, length = 0, _DAY
    if window is not None:
        first = window.start.hour * 60 + window.start.minute
        # The first half of the window, so that the crawl has the other half to end in.
        length = max((window.end.hour * 60 + window.end.minute - first) % _DAY // 2, 1)
    minute = (first + spread % length) % _DAY
    command = ("crawl", portal.id, "--no-index", "--json")
    return Job(f"crawl {portal.id}", command, days, spread // _DAY % days, (minute,))


def due(job: Job, store: Store, now: dt.datetime) -> dt.datetime | None:
    """The slot that should have been run and was not, or not to its end: the newest one only."""
    slot = job.newest(now)
    known = store.slots.get(job.name, slot)
    return slot if known is None or known.state in {"stopped", "killed"} else None


class Runner:
    """Runs slots as processes of `program`, each with a deadline and a process group of its own."""

    def __init__(
        self, store: Store, program: Sequence[str] = PROGRAM, least: float = _LEAST_DEADLINE
    ) -> None:
        self._store, self._program, self._least = store, program, least
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopping = threading.Event()

    def run(self, job: Job, slot: dt.datetime) -> State | None:
        """What became of the slot; None where it is somebody else's or was done before."""
        if self._stopping.is_set() or not self._store.slots.claim(job.name, slot):
            return None
        state, code = self._run(job)
        self._store.slots.finish(job.name, slot, state, code)
        level = logging.INFO if state in {"done", "busy"} else logging.WARNING
        log.log(level, "%s, due %s: %s (code %s)", job.name, local(slot), state, code)
        return state

    def newest(self, job: Job) -> State | None:
        return self.run(job, job.newest(dt.datetime.now(ZONE)))

    def stop(self) -> None:
        """Asks everything that runs to end; their slots are run again by the next scheduler."""
        self._stopping.set()
        for process in list(self._running):
            _tell(process, signal.SIGTERM)

    def _run(self, job: Job) -> tuple[State, int | None]:
        deadline = self._deadline(job)
        try:
            process = subprocess.Popen([*self._program, *job.command], start_new_session=True)  # noqa: S603
        except OSError as error:
            log.warning("%s cannot be started: %s", job.name, error.strerror)
            return "failed", None
        self._running.add(process)
        try:
            if self._stopping.is_set():
                _tell(process, signal.SIGTERM)
            return self._wait(process, deadline)
        finally:
            self._running.discard(process)

    def _wait(self, process: subprocess.Popen[bytes], deadline: float) -> tuple[State, int]:
        try:
            code = process.wait(deadline)
        except subprocess.TimeoutExpired:
            return "timed_out", _end(process)
        if self._stopping.is_set() and code not in _STATES:
            return "stopped", code
        return _STATES.get(code, "failed"), code

    def _deadline(self, job: Job) -> float:
        """Twice the usual time, in seconds, and never less than an hour."""
        spent = [
            (slot.finished_at - slot.started_at).total_seconds()
            for slot in self._store.slots.last(job.name)
            if slot.state == "done" and slot.finished_at is not None
        ]
        return max(self._least, 2 * statistics.median(spent)) if spent else self._least


def run_due(store: Store, planned: Sequence[Job], runner: Runner) -> dict[str, State]:
    """Runs what is due, the index after the crawls, and says what became of each. Raises LeaseLost."""
    store.slots.bury()
    now = dt.datetime.now(ZONE)
    waiting = [(job, slot) for job in planned if (slot := due(job, store, now))]
    done: dict[str, State | None] = {}
    with _beating(store, runner.stop), Pool(AT_ONCE) as pool:
        for crawls in (True, False):
            part = [(job, slot) for job, slot in waiting if (job.command[0] == "crawl") == crawls]
            states = pool.map(lambda one: runner.run(*one), part)
            done |= {job.name: state for (job, _), state in zip(part, states, strict=True)}
    return {name: state for name, state in done.items() if state is not None}


def run_forever(store: Store, planned: Sequence[Job], runner: Runner, stop: threading.Event) -> None:
    """Runs every job when it is due until `stop` is set. Raises LeaseLost."""
    store.slots.bury()
    now = dt.datetime.now(ZONE)
    waker = BackgroundScheduler(timezone=ZONE, executors={"default": ThreadPoolExecutor(AT_ONCE)})
    for job in planned:
        first = now if due(job, store, now) else job.next(now)
        waker.add_job(
            runner.newest, _Due(job), [job], id=job.name, next_run_time=first, misfire_grace_time=None,
            coalesce=True, max_instances=1,
        )  # fmt: skip
    waker.add_listener(lambda event: _skipped(store, event), EVENT_JOB_MAX_INSTANCES)
    with _beating(store, stop.set):
        waker.start()
        stop.wait()
        runner.stop()
        waker.shutdown()


@contextmanager
def _beating(store: Store, lost: Callable[[], None]) -> Iterator[None]:
    """Holds the lease; `lost` is called, and LeaseLost or what else went wrong raised, where that fails."""
    ended = threading.Event()
    faults: list[StoreError] = []

    def beat() -> None:
        while not ended.wait(BEAT):
            try:
                store.slots.heartbeat()
            except StoreError as error:
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


def local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%a %d %b %Y %H:%M} (Hà Nội)"


class _Due(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Wakes a job at its own slots."""

    __slots__ = ("_job",)

    def __init__(self, job: Job) -> None:
        self._job = job

    def get_next_fire_time(self, previous_fire_time: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        return self._job.next(now)


def _skipped(store: Store, event: JobSubmissionEvent) -> None:
    for moment in event.scheduled_run_times:
        log.warning("%s, due %s: left out, the one before still runs", event.job_id, local(moment))
        store.slots.skip(event.job_id, moment)


def _end(process: subprocess.Popen[bytes]) -> int:
    """Ends the process with all that it started."""
    _tell(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
    _tell(process, signal.SIGKILL)
    return process.wait()


def _tell(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, what)

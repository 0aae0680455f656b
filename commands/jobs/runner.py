"""Runs what is due, each slot once, and keeps in the store's ledger what became of it."""

from __future__ import annotations

import datetime as dt
import logging
import statistics
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor as Pool

from commands.jobs.plan import DIGESTS, KEPT, KEPT_DIGESTS, Due, Job, due
from commands.jobs.processes import Outcome, Processes, end_orphan
from commands.jobs.times import ZONE, local
from store.database import Store
from store.errors import StoreError
from store.slots import Slot, State

log = logging.getLogger(__name__)

OVERLAP = "the one before had not ended"
GOOD: frozenset[State] = frozenset({"done", "busy"})

_LEAST_DEADLINE = 3600.0  # seconds
_FIRST_DEADLINE = 6 * 3600.0  # of what never ended well: the first crawl of a portal reads all of it

Clock = Callable[[], dt.datetime]
Told = Callable[[Job, dt.datetime, Outcome], None]


def local_now() -> dt.datetime:
    return dt.datetime.now(ZONE)


class Runner:
    """Runs slots that are due, each once, and keeps in the ledger what became of them."""

    def __init__(
        self, store: Store, processes: Processes | None = None, *, least: float = _LEAST_DEADLINE,
        first: float = _FIRST_DEADLINE, clock: Clock = local_now, told: Told | None = None,
    ) -> None:  # fmt: skip
        self.store, self.clock = store, clock
        self._processes = processes or Processes()
        self._least, self._first, self._told = least, first, told
        self.running: dict[str, dt.datetime] = {}  # job → its slot
        self._saving = threading.Lock()
        self._unsaved: list[tuple[Job, dt.datetime, Outcome]] = []

    def due(self, planned: Sequence[Job]) -> dict[str, Due]:
        """What is due of each job now."""
        now, one = self.clock(), [planned[0].name] if len(planned) == 1 else None
        first, slots = self.store.slots.first(one), self.store.slots.since(now - KEPT, one)
        slots |= self.store.slots.since(now - KEPT_DIGESTS, one or DIGESTS)
        return {job.name: due(job, slots.get(job.name, ()), now, first.get(job.name)) for job in planned}

    def catch_up(self, job: Job) -> dict[dt.datetime, State]:
        """Runs what is due of a job; what was missed for good is noted with its reason."""
        found = self.due([job])[job.name]
        for reason, moments in found.missed.items():
            self.store.slots.leave_out(job.name, moments, "missed", reason)
        ended = {slot: self.run(job, slot) for slot in found.run}
        return {slot: state for slot, state in ended.items() if state is not None}

    def run(self, job: Job, slot: dt.datetime) -> State | None:
        """What became of the slot; None where it is not the time, or it is taken or was done before."""
        if self._processes.is_stopping or not job.may_begin(self.clock()):
            return None
        if not self.store.slots.claim(job.name, slot):
            return None
        self.running[job.name] = slot
        try:
            outcome = self._do(job, slot)
        finally:
            del self.running[job.name]
        self._keep(job, slot, outcome)
        self._tell(job, slot, outcome)
        return outcome.state

    def _do(self, job: Job, slot: dt.datetime) -> Outcome:
        def began(child: str) -> None:
            try:
                self.store.slots.began(job.name, slot, child)
            except StoreError as error:  # it is done all the same; only a kill would not find it
                log.warning("%s: its process cannot be noted: %s", job.name, error)

        try:
            return self._processes.run(job.call(slot), self._deadline(job), job.more, began)
        except OSError as error:  # no room for what it says
            return Outcome("failed", None, f"it cannot be started: {error.strerror}")

    def _tell(self, job: Job, slot: dt.datetime, outcome: Outcome) -> None:
        if self._told is not None:
            self._told(job, slot, outcome)
            return
        level = logging.INFO if outcome.state in GOOD else logging.WARNING
        why = outcome.reason or ""
        log.log(level, "%s, due %s: %s (code %s) %s", job.name, local(slot), outcome.state, outcome.code, why)

    def settle(self) -> None:
        """Keeps what the store could not take when it ended. Raises StoreError while it still cannot."""
        with self._saving:
            while self._unsaved:
                job, slot, outcome = self._unsaved[0]
                self.store.slots.finish(job.name, slot, outcome.state, outcome.code, outcome.reason)
                self._unsaved.pop(0)

    def bury(self) -> list[Slot]:
        """Finds the slots of a scheduler that was killed, ends what it left running, and gives them back."""
        found = self.store.slots.bury()
        with Pool() as pool:
            left = list(pool.map(end_orphan, found))
        for slot, was_left in zip(found, left, strict=True):
            orphan = "; its process still ran and was ended" if was_left else ""
            log.warning("%s, due %s: cut short, is run again%s", slot.job, local(slot.due_at), orphan)
        return found

    def leave_out(self, job: Job, found: Due) -> None:
        """Counts the slots of a job that came while the slot before was still running.

        A digest is not left out: it is run when the one before has ended.
        """
        slots = [slot for slot in found.run if slot > self.running.get(job.name, slot)]
        if not job.each and self.store.slots.leave_out(job.name, slots, "skipped", OVERLAP):
            for slot in slots:
                log.warning("%s, due %s: left out, %s", job.name, local(slot), OVERLAP)

    def stop(self) -> None:
        """Asks everything that runs to end; their slots are run again by the next scheduler."""
        self._processes.stop()

    def kill(self) -> None:
        self._processes.kill()

    def _keep(self, job: Job, slot: dt.datetime, outcome: Outcome) -> None:
        self._unsaved.append((job, slot, outcome))
        try:
            self.settle()
        except StoreError as error:
            log.warning("%s: what became of it cannot be kept yet: %s", job.name, error)

    def _deadline(self, job: Job) -> float:
        return deadline(self.store.slots.last(job.name, 20), self._least, self._first)


def deadline(known: Sequence[Slot], least: float, first: float) -> float:
    """Seconds that a job may take: twice the usual time, `least` at least, `first` where none is known."""
    spent = [
        (slot.finished_at - slot.started_at).total_seconds()
        for slot in known
        if slot.state == "done" and slot.finished_at is not None
    ]
    return max(least, 2 * statistics.median(spent) if spent else first)

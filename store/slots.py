"""The ledger of the scheduler: which job was due when, who took it, what became of it and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Row, delete, func, select, true, update

from store.engine import Database, insert_new, upsert
from store.errors import LeaseLost, SchedulerBusy
from store.processes import is_dead, this_host, this_process
from store.tables import holders, slots

State: TypeAlias = Literal[
    "running", "done", "failed", "busy", "timed_out", "stopped", "killed", "skipped", "missed"
]

# A holder beats every half minute; without a beat for so long, and on another host, it counts as gone.
LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 3
_AGAIN = ("stopped", "killed")
_RAN = ("done", "failed", "busy", "timed_out")
_NAME = "scheduler"


@dataclass(frozen=True, slots=True)
class Slot:
    """One job at the moment it was due; `code` is the exit code of its process.

    `reason` says why it was left out, or what its last words were; `child` is the process that did it.
    """

    job: str
    due_at: dt.datetime
    state: State
    attempts: int
    started_at: dt.datetime
    finished_at: dt.datetime | None
    code: int | None
    reason: str | None = None
    child: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was cut short and is to be tried again."""
        return self.state in _AGAIN and self.attempts < MOST_ATTEMPTS

    @property
    def ran(self) -> bool:
        """Whether it ended by itself, well or not, or will not be tried again."""
        return self.state in _RAN or (self.state in _AGAIN and not self.is_open)


@dataclass(frozen=True, slots=True)
class Holder:
    """The scheduler that works on the store."""

    host: str
    since: dt.datetime


class Slots:
    def __init__(self, database: Database) -> None:
        self._database = database

    def hold(self) -> None:
        """Makes this process the one scheduler of the store. Raises SchedulerBusy while another one lives."""
        now = _now()
        row = {"name": _NAME, "host": this_host(), "process": this_process(), "taken_at": now,
               "heartbeat_at": now}  # fmt: skip
        with self._database.write() as connection:
            upsert(connection, holders, [row])
            holder = connection.execute(
                select(holders).where(holders.c.name == _NAME).with_for_update()
            ).one()
            if not _is_over(holder) and not _is_ours(holder):
                raise SchedulerBusy(holder.host.partition("/")[0], holder.taken_at)
            connection.execute(update(holders).where(holders.c.name == _NAME).values(row))

    def holder(self) -> Holder | None:
        """Who holds the lease, if it lives."""
        with self._database.read() as connection:
            row = connection.execute(select(holders).where(holders.c.name == _NAME)).one_or_none()
        return None if row is None or _is_over(row) else Holder(row.host.partition("/")[0], row.taken_at)

    def heartbeat(self) -> None:
        """Raises LeaseLost if another process took over."""
        with self._database.write() as connection:
            beat = update(holders).where(*_held()).values(heartbeat_at=_now())
            if connection.execute(beat).rowcount == 0:
                raise LeaseLost("Another scheduler took over, as this one had not been heard of.")

    def release(self) -> None:
        with self._database.write() as connection:
            connection.execute(delete(holders).where(*_held()))

    def claim(self, job: str, due_at: dt.datetime) -> bool:
        """Takes a slot for this process; False where it was taken before, unless that try was cut short."""
        row = {"job": job, "due_at": due_at, "state": "running", "attempts": 1, "host": this_host(),
               "process": this_process(), "started_at": _now()}  # fmt: skip
        with self._database.write() as connection:
            if insert_new(connection, slots, row):
                return True
            found = connection.execute(select(slots).where(*_at(job, due_at)).with_for_update()).one()
            if not _slot(found).is_open:
                return False
            again = row | {"attempts": found.attempts + 1, "finished_at": None, "code": None, "reason": None,
                           "child": None}  # fmt: skip
            connection.execute(update(slots).where(*_at(job, due_at)).values(again))
            return True

    def began(self, job: str, due_at: dt.datetime, child: str) -> None:
        """Notes the process that does it, so that it is found should this one be killed."""
        with self._database.write() as connection:
            connection.execute(update(slots).where(*_at(job, due_at)).values(child=child))

    def finish(
        self, job: str, due_at: dt.datetime, state: State, code: int | None, reason: str | None = None
    ) -> None:
        with self._database.write() as connection:
            told = {"state": state, "code": code, "reason": reason, "finished_at": _now()}
            connection.execute(update(slots).where(*_at(job, due_at)).values(told))

    def leave_out(self, job: str, due_at: Iterable[dt.datetime], state: State, reason: str) -> int:
        """Notes slots that will not be run and why; those that the ledger knows stay as they are."""
        now = _now()
        rows = [
            {"job": job, "due_at": moment, "state": state, "attempts": 0, "host": this_host(),
             "process": this_process(), "started_at": now, "finished_at": now, "reason": reason}
            for moment in due_at
        ]  # fmt: skip
        with self._database.write() as connection:
            return sum(insert_new(connection, slots, row) for row in rows)

    def bury(self) -> list[Slot]:
        """Marks slots whose scheduler has ended without a word as `killed`, and gives them back.

        Their processes may live on, and are the caller's to end (`is_here`).
        """
        with self._database.write() as connection:
            running = connection.execute(select(slots).where(slots.c.state == "running")).all()
            # Whoever holds the lease has outlived the schedulers of all other hosts.
            over = [row for row in running if row.host != this_host() or is_dead(row.host, row.process)]
            for row in over:
                told = {"state": "killed", "finished_at": _now(), "reason": "its scheduler was killed"}
                connection.execute(update(slots).where(*_at(row.job, row.due_at)).values(told))
        return [replace(_slot(row), child=row.child if row.host == this_host() else None) for row in over]

    def get(self, job: str, due_at: dt.datetime) -> Slot | None:
        with self._database.read() as connection:
            row = connection.execute(select(slots).where(*_at(job, due_at))).one_or_none()
        return _slot(row) if row else None

    def last(self, job: str, n: int = 10) -> list[Slot]:
        """The newest slots of a job, newest first."""
        statement = select(slots).where(slots.c.job == job).order_by(slots.c.due_at.desc()).limit(n)
        with self._database.read() as connection:
            return [_slot(row) for row in connection.execute(statement)]

    def since(self, moment: dt.datetime, jobs: Collection[str] | None = None) -> dict[str, list[Slot]]:
        """The slots that were due at `moment` or later, by job, oldest first; of `jobs`, None: of all."""
        statement = select(slots).where(slots.c.due_at >= moment).order_by(slots.c.job, slots.c.due_at)
        if jobs is not None:
            statement = statement.where(slots.c.job.in_(jobs))
        found: dict[str, list[Slot]] = {}
        with self._database.read() as connection:
            for row in connection.execute(statement):
                found.setdefault(row.job, []).append(_slot(row))
        return found

    def newest_run(self, until: dt.datetime) -> dict[str, dt.datetime]:
        """By job: the newest slot, due at `until` or earlier, that was run to its end, or given up."""
        ended = slots.c.state.in_(_RAN) | (slots.c.state.in_(_AGAIN) & (slots.c.attempts >= MOST_ATTEMPTS))
        statement = (
            select(slots.c.job, func.max(slots.c.due_at).label("at"))
            .where(ended, slots.c.due_at <= until)
            .group_by(slots.c.job)
        )
        with self._database.read() as connection:
            return {row.job: row.at for row in connection.execute(statement)}

    def first(self, jobs: Collection[str] | None = None) -> dict[str, dt.datetime]:
        """By job: the earliest slot that the ledger has; of `jobs`, None: of all."""
        statement = select(slots.c.job, func.min(slots.c.due_at).label("at")).group_by(slots.c.job)
        if jobs is not None:
            statement = statement.where(slots.c.job.in_(jobs))
        with self._database.read() as connection:
            return {row.job: row.at for row in connection.execute(statement)}

    def clean(self, before: dt.datetime) -> int:
        """Removes slots that were due before; each job keeps its newest one that ran."""
        kept = self.newest_run(before)
        with self._database.write() as connection:
            old = (slots.c.due_at < before, slots.c.state != "running")
            removed = 0
            for (job,) in connection.execute(select(slots.c.job).where(*old).distinct()).all():
                spared = slots.c.due_at != kept[job] if job in kept else true()
                removed += connection.execute(delete(slots).where(*old, slots.c.job == job, spared)).rowcount
            return removed


def is_here(slot: Slot) -> bool:
    """Whether the process of a slot that was cut short still lives on this host."""
    return slot.child is not None and not is_dead(this_host(), slot.child)


def _held() -> tuple[ColumnElement[bool], ...]:
    return holders.c.name == _NAME, holders.c.host == this_host(), holders.c.process == this_process()


def _at(job: str, due_at: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return slots.c.job == job, slots.c.due_at == due_at


def _is_over(holder: Row[Any]) -> bool:
    return is_dead(holder.host, holder.process) or _now() - holder.heartbeat_at > LEASE


def _is_ours(row: Row[Any]) -> bool:
    return (row.host, row.process) == (this_host(), this_process())


def _slot(row: Row[Any]) -> Slot:
    return Slot(row.job, row.due_at, row.state, row.attempts, row.started_at, row.finished_at, row.code,
                row.reason, row.child)  # fmt: skip


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

"""The ledger of the scheduler: which job was due when, who took it, what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Row, delete, select, update

from store.engine import Database, upsert
from store.errors import LeaseLost, SchedulerBusy
from store.processes import is_dead, this_host, this_process
from store.tables import holders, slots

State: TypeAlias = Literal["running", "done", "failed", "busy", "timed_out", "stopped", "killed", "skipped"]

# A holder beats every half minute; without a beat for so long, and on another host, it counts as gone.
LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 3
_AGAIN = ("stopped", "killed")
_NAME = "scheduler"


@dataclass(frozen=True, slots=True)
class Slot:
    """One job at the moment it was due; `code` is the exit code of its process."""

    job: str
    due_at: dt.datetime
    state: State
    attempts: int
    started_at: dt.datetime
    finished_at: dt.datetime | None
    code: int | None


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
            upsert(connection, slots, [row])
            found = connection.execute(select(slots).where(*_at(job, due_at)).with_for_update()).one()
            if found.started_at == row["started_at"] and _is_ours(found):
                return True
            if found.state not in _AGAIN or found.attempts >= MOST_ATTEMPTS:
                return False
            again = row | {"attempts": found.attempts + 1, "finished_at": None, "code": None}
            connection.execute(update(slots).where(*_at(job, due_at)).values(again))
            return True

    def finish(self, job: str, due_at: dt.datetime, state: State, code: int | None) -> None:
        with self._database.write() as connection:
            told = {"state": state, "code": code, "finished_at": _now()}
            connection.execute(update(slots).where(*_at(job, due_at)).values(told))

    def skip(self, job: str, due_at: dt.datetime) -> None:
        """Notes a slot that came while the job's slot before was still running."""
        row = {"job": job, "due_at": due_at, "state": "skipped", "attempts": 0, "host": this_host(),
               "process": this_process(), "started_at": _now(), "finished_at": _now()}  # fmt: skip
        with self._database.write() as connection:
            upsert(connection, slots, [row])

    def bury(self) -> list[Slot]:
        """Marks slots whose process has ended without a word as `killed`, and gives them back."""
        with self._database.write() as connection:
            running = connection.execute(select(slots).where(slots.c.state == "running")).all()
            # Whoever holds the lease has outlived the schedulers of all other hosts.
            over = [row for row in running if row.host != this_host() or is_dead(row.host, row.process)]
            for row in over:
                told = {"state": "killed", "finished_at": _now()}
                connection.execute(update(slots).where(*_at(row.job, row.due_at)).values(told))
        return [_slot(row) for row in over]

    def get(self, job: str, due_at: dt.datetime) -> Slot | None:
        with self._database.read() as connection:
            row = connection.execute(select(slots).where(*_at(job, due_at))).one_or_none()
        return _slot(row) if row else None

    def last(self, job: str, n: int = 10) -> list[Slot]:
        """The newest slots of a job, newest first."""
        statement = select(slots).where(slots.c.job == job).order_by(slots.c.due_at.desc()).limit(n)
        with self._database.read() as connection:
            return [_slot(row) for row in connection.execute(statement)]


def _held() -> tuple[ColumnElement[bool], ...]:
    return holders.c.name == _NAME, holders.c.host == this_host(), holders.c.process == this_process()


def _at(job: str, due_at: dt.datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return slots.c.job == job, slots.c.due_at == due_at


def _is_over(holder: Row[Any]) -> bool:
    return is_dead(holder.host, holder.process) or _now() - holder.heartbeat_at > LEASE


def _is_ours(row: Row[Any]) -> bool:
    return (row.host, row.process) == (this_host(), this_process())


def _slot(row: Row[Any]) -> Slot:
    return Slot(row.job, row.due_at, row.state, row.attempts, row.started_at, row.finished_at, row.code)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

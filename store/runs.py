"""The runs: one crawl of one portal each, its lease while it goes on and its verdict afterwards."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, true, update

from store.codec import from_json
from store.coverage import observe
from store.engine import Database, upsert
from store.errors import LeaseLost, PortalBusy
from store.processes import is_dead, this_host, this_process
from store.proposals import forget_validators
from store.records import Assertion, Failure, FieldCounts, Run, as_json
from store.tables import failures, leases, runs

# A run beats at least once a minute; five missed beats and another process may take the portal.
LEASE = dt.timedelta(minutes=5)
_COUNTED = ("pages", "seen", "new", "updated", "unchanged", "attachments", "removed", "held")
_TOLD = (*_COUNTED, "finished_at", "verdict", "reason", "robots", "reached_back", "complete_lists",
         "lists_left", "warc", "since", "until", "quarantine")  # fmt: skip
_JSON = ("fields", "rules", "assertions")


class Runs:
    def __init__(
        self, database: Database, before_finish: Callable[[], None], lease: dt.timedelta = LEASE
    ) -> None:
        self._database = database
        self._before_finish = before_finish
        self._lease = lease

    def start(self, portal: str, *, connected_to: str | None, owner: str) -> Run:
        """Takes the portal's lease for this process and opens a run.

        A run whose process has ended or whose heartbeat stopped is marked broken, reason `killed`. Raises
        PortalBusy while another one lives. `owner` is told to whoever is refused.
        """
        run = Run(id=_run_id(portal), portal=portal, started_at=_now(), connected_to=connected_to)
        with self._database.write() as connection:
            connection.execute(insert(runs).values(_new_row(run, owner)))
            # The update that changes nothing locks the holder's row: a second starter waits for the first.
            upsert(connection, leases, [self._lease_row(run, owner)], ["portal"])
            holder = connection.execute(select(leases).where(leases.c.portal == portal)).one()
            if holder.run_id != run.id:
                if not self._is_over(holder):
                    raise PortalBusy(portal, holder.run_id, holder.owner, holder.taken_at)
                _bury(connection, holder.run_id)
                row = self._lease_row(run, owner)
                connection.execute(update(leases).where(leases.c.portal == portal).values(row))
        return run

    def heartbeat(self, run_id: str) -> None:
        """Says that the run goes on; at least once a minute. Raises LeaseLost if another took over."""
        with self._database.write() as connection:
            beat = update(leases).where(leases.c.run_id == run_id).values(heartbeat_at=_now())
            if connection.execute(beat).rowcount == 0:
                raise _lost(run_id)

    def finish(self, run: Run) -> None:
        """Keeps the run with its verdict and failures and releases the lease.

        Raises LeaseLost, and keeps nothing, for a run that another process took over.
        """
        self._before_finish()
        row = {name: getattr(run, name) for name in _TOLD} | {"finished_at": run.finished_at or _now()}
        row |= _parts(run)
        with self._database.write() as connection:
            if connection.execute(delete(leases).where(leases.c.run_id == run.id)).rowcount == 0:
                raise _lost(run.id)
            connection.execute(update(runs).where(runs.c.id == run.id).values(row))
            failed = [
                {"run_id": run.id, "position": position, "url": failure.url, "reason": failure.reason}
                for position, failure in enumerate(run.failed)
            ]
            if failed:
                connection.execute(insert(failures), failed)
            observe(connection, run.portal)
        self._database.checkpoint()

    def reap(self) -> list[Run]:
        """Marks runs whose process is gone as broken, reason `killed`, and gives them back."""
        with self._database.read() as connection:  # nothing is written where there is nothing to mark
            if not any(map(self._is_over, connection.execute(select(leases)))):
                return []
        with self._database.write() as connection:
            over = [row for row in connection.execute(select(leases)) if self._is_over(row)]
            for row in over:
                connection.execute(delete(leases).where(leases.c.run_id == row.run_id))
                _bury(connection, row.run_id)
            return _read(connection, select(runs).where(runs.c.id.in_([row.run_id for row in over])))

    def get(self, run_id: str) -> Run | None:
        with self._database.read() as connection:
            return next(iter(_read(connection, select(runs).where(runs.c.id == run_id))), None)

    def last(self, portal: str, n: int = 1) -> list[Run]:
        """The newest runs of a portal, newest first, one that goes on included."""
        statement = select(runs).where(runs.c.portal == portal)
        with self._database.read() as connection:
            return _read(connection, statement.order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(n))

    def failures_since(
        self, portal: str, moment: dt.datetime, reasons: Collection[str]
    ) -> list[tuple[str, dt.datetime]]:
        """What the portal's runs since `moment` could not fetch for these reasons, with their starts."""
        statement = select(failures.c.url, runs.c.started_at).join(runs, runs.c.id == failures.c.run_id)
        wanted = (runs.c.portal == portal, runs.c.started_at >= moment, failures.c.reason.in_(reasons))
        with self._database.read() as connection:
            found = connection.execute(statement.where(*wanted).order_by(runs.c.started_at))
            return [(row.url, row.started_at) for row in found]

    def portals(self) -> set[str]:
        """The portals that ever had a run."""
        with self._database.read() as connection:
            return set(connection.scalars(select(runs.c.portal).distinct()))

    def all_last(self, *, finished: bool = False) -> dict[str, Run]:
        """The newest run of each portal that ever had one; `finished`: the newest that has ended."""
        newest = (
            select(runs.c.portal, func.max(runs.c.started_at).label("started_at"))
            .where(runs.c.verdict.is_not(None) if finished else true())
            .group_by(runs.c.portal)
            .subquery()
        )
        statement = select(runs).join(
            newest, (runs.c.portal == newest.c.portal) & (runs.c.started_at == newest.c.started_at)
        )
        with self._database.read() as connection:
            return {
                run.portal: run for run in _read(connection, statement.order_by(runs.c.portal, runs.c.id))
            }

    def good(self, portal: str, n: int, *, whole: bool = False) -> list[Run]:
        """The newest runs of a portal that ended ok, newest first; `whole`: of those that left no list."""
        ended_well = select(runs).where(runs.c.portal == portal, runs.c.verdict == "ok")
        if whole:
            ended_well = ended_well.where(runs.c.lists_left == 0)
        newest = ended_well.order_by(runs.c.started_at.desc(), runs.c.id.desc()).limit(n)
        with self._database.read() as connection:
            return _read(connection, newest)

    def bad_since(self) -> dict[str, dt.datetime]:
        """The start of the first run after the last ok one, of portals that have such a run."""
        good = (
            select(runs.c.portal, func.max(runs.c.started_at).label("at"))
            .where(runs.c.verdict == "ok")
            .group_by(runs.c.portal)
            .subquery()
        )
        statement = (
            select(runs.c.portal, func.min(runs.c.started_at).label("at"))
            .outerjoin(good, good.c.portal == runs.c.portal)
            .where(runs.c.verdict.is_not(None), or_(good.c.at.is_(None), runs.c.started_at > good.c.at))
            .group_by(runs.c.portal)
        )
        with self._database.read() as connection:
            return {row.portal: row.at for row in connection.execute(statement)}

    def between(self, since: dt.datetime, until: dt.datetime) -> list[Run]:
        """Runs that started in [since, until), oldest first."""
        statement = select(runs).where(runs.c.started_at >= since, runs.c.started_at < until)
        with self._database.read() as connection:
            return _read(connection, statement.order_by(runs.c.started_at, runs.c.id))

    def last_success(self, portal: str) -> dt.datetime | None:
        """Start of the portal's newest run that ended ok: what was published before it has been seen."""
        statement = select(func.max(runs.c.started_at)).where(runs.c.portal == portal, runs.c.verdict == "ok")
        with self._database.read() as connection:
            return connection.execute(statement).scalar()

    def robots_unreachable_since(self, portal: str) -> dt.datetime | None:
        """Start of the first of the runs in a row that could not ask robots.txt, the last one included."""
        of_portal = runs.c.portal == portal
        asked = select(func.max(runs.c.started_at)).where(
            of_portal, runs.c.robots.in_(("allowed", "disallowed"))
        )
        missed = select(func.min(runs.c.started_at)).where(of_portal, runs.c.robots == "unreachable")
        with self._database.read() as connection:
            last = connection.execute(asked).scalar()
            after = true() if last is None else runs.c.started_at > last
            return connection.execute(missed.where(after)).scalar()

    def last_successes(self, *, whole: bool = False) -> dict[str, dt.datetime]:
        """`last_success` of every portal that had one; `whole`: of runs that left no list unread."""
        ended_well = select(runs.c.portal, func.max(runs.c.started_at).label("at")).where(
            runs.c.verdict == "ok", runs.c.lists_left == 0 if whole else true()
        )
        with self._database.read() as connection:
            return {row.portal: row.at for row in connection.execute(ended_well.group_by(runs.c.portal))}

    def _lease_row(self, run: Run, owner: str) -> dict[str, Any]:
        return {
            "portal": run.portal,
            "run_id": run.id,
            "owner": owner,
            "host": this_host(),
            "process": this_process(),
            "taken_at": run.started_at,
            "heartbeat_at": run.started_at,
        }

    def _is_over(self, lease: Row[Any]) -> bool:
        return is_dead(lease.host, lease.process) or bool(_now() - lease.heartbeat_at > self._lease)


def _run_id(portal: str) -> str:
    """Sorts by time, names the portal, and is safe as a file's name."""
    name = re.sub(r"[^a-z0-9_-]+", "-", portal.lower())[:30]
    return f"{_now():%Y%m%dT%H%M%SZ}-{name}-{uuid.uuid4().hex[:8]}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _lost(run_id: str) -> LeaseLost:
    return LeaseLost(f"Run {run_id} no longer holds its portal: another process took it over.")


def _new_row(run: Run, owner: str) -> dict[str, Any]:
    names = ("id", "portal", "started_at", "connected_to", "complete_lists", "lists_left", *_COUNTED)
    return {name: getattr(run, name) for name in names} | {"owner": owner} | _parts(run)


def _parts(run: Run) -> dict[str, Any]:
    return {name: as_json(getattr(run, name)) for name in _JSON}


def _bury(connection: Connection, run_id: str) -> None:
    end = {"finished_at": _now(), "verdict": "broken", "reason": "killed", "quarantine": "held"}
    mine = runs.c.id == run_id
    connection.execute(update(runs).where(mine, runs.c.finished_at.is_(None)).values(end))
    forget_validators(connection, run_id)
    portal = connection.execute(select(runs.c.portal).where(mine)).scalar()
    if portal is not None:
        observe(connection, portal)


def _read(connection: Connection, statement: Select[Any]) -> list[Run]:
    rows = connection.execute(statement).all()
    failed: dict[str, list[Failure]] = {}
    ids = [row.id for row in rows]
    wanted = select(failures).where(failures.c.run_id.in_(ids)).order_by(failures.c.position)
    for row in connection.execute(wanted) if ids else ():
        failed.setdefault(row.run_id, []).append(Failure(row.url, row.reason))
    return [_run(row, tuple(failed.get(row.id, ()))) for row in rows]


def _run(row: Row[Any], failed: tuple[Failure, ...]) -> Run:
    values = {name: getattr(row, name) for name in ("id", "portal", "started_at", "connected_to", *_TOLD)}
    return Run(
        **values,
        failed=failed,
        fields=from_json(FieldCounts, row.fields),
        rules=row.rules,
        assertions=from_json(tuple[Assertion, ...], row.assertions),
    )

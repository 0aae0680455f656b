"""The quarantine: what a run would change of stored documents is applied only if the run is believed.

While a run goes on, new documents are saved at once, and are held too where the run misread its pages;
another version of a stored document, and a removal, are proposals. When the run ends they are applied
(`settle`), or held with the run: the stored version stays the current one. A version that has lost its title,
its date or its text is held even in a good run, until a second one reads the same. A later good run drops
what earlier ones proposed for pages that it has read itself; an operator accepts or rejects the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, or_, select, update

from store import saving
from store.coverage import observe
from store.engine import Database
from store.errors import NotHeld
from store.keeping_out import keep_out
from store.proposals import (
    change_of,
    document_of,
    doubt_new,
    forget,
    forget_validators,
    lost_fields,
    propose,
)
from store.readings import Span
from store.records import Document, Quarantined, Run
from store.removals import Answer, Removals
from store.rows import warc_ref
from store.tables import documents, pages, proposals, runs

ACCEPTED = "accepted"  # the reason of a run that an operator's word made ok
_READ = ("article", "register", "file")
_MISREAD = frozenset({"title_missing", "dates_missing", "text_missing", "selectors_missing"})


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of a reading; `lost` names the fields that the stored document has and this one lacks.

    `held` is True while a changed version waits for the end of the run; `before` is what the stored one
    is known by among its duplicates.
    """

    status: saving.Status
    held: bool = False
    lost: tuple[str, ...] = ()
    before: str | None = None


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A change of a stored document that waits; `status` is that of a removal, None for a new version.

    `is_new`: no change, but a document that the run itself stored, and that is read again.
    """

    document_id: str
    url: str | None
    title: str
    at: dt.datetime
    lost: tuple[str, ...]
    status: int | None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Doubted:
    """A held version of a document as the run read it."""

    run_id: str
    document: Document


@dataclass(frozen=True, slots=True)
class HeldRun:
    """A run that is held, with what it would change."""

    run_id: str
    portal: str
    finished_at: dt.datetime | None
    verdict: str
    reason: str | None
    changes: tuple[HeldChange, ...]


class Quarantine:
    def __init__(self, database: Database, removals: Removals) -> None:
        self._database = database
        self._removals = removals

    def save(self, run_id: str, document: Document) -> Proposed:
        """Keeps a document of a run; what would be another version of a stored one waits for its end."""
        read = saving.prepare(document)
        with self._database.write() as connection:
            saving.take_turn(connection)
            prepared = keep_out(connection, read)
            if prepared is None:
                return Proposed("unchanged")
            saved = saving.save_unless_updated(connection, prepared)
            if saved is not None:
                forget(connection, document.id, run_id)
                return Proposed(saved.status)
            lost = lost_fields(connection, prepared.document)
            values = change_of(prepared, lost) | {"portal": document.portal or "", "at": document.fetched_at}
            propose(connection, run_id, document.id, **values)
            before = connection.scalar(select(documents.c.likeness).where(documents.c.id == document.id))
        return Proposed("updated", held=True, lost=lost, before=before)

    def remove(self, run_id: str, portal: str, document_id: str, answer: Answer) -> None:
        """Notes that a run met 404 or 410 where a stored document was; nothing where it is marked gone."""
        raw = answer.warc
        record = {"warc_file": raw and raw.file, "warc_offset": raw and raw.offset}
        values = {"portal": portal, "at": answer.at, "status": answer.status}
        gone = select(documents.c.id).where(documents.c.id == document_id, documents.c.gone_at.is_not(None))
        with self._database.write() as connection:
            if connection.execute(gone).one_or_none() is None:
                propose(connection, run_id, document_id, **values, **record)

    def settle(self, run: Run, *, believed: bool, doubted: Collection[str] = ()) -> Run:
        """Applies or holds what a run proposed, before the run is closed; the run with its `quarantine`.

        What it says of the documents `doubted` is held in any case.
        Each change is applied in a transaction of its own: a run that is killed here is held with the rest.
        """
        removed = 0
        if believed:
            for row in self._proposals(run.id):
                if row.document_id not in doubted and not (row.lost and not self._is_confirmed(row)):
                    removed += self._apply(row)
        with self._database.write() as connection:
            if believed:
                _drop_contradicted(connection, run)
            if doubted or _is_misread(run):
                doubt_new(connection, run, None if _is_misread(run) else doubted)
            kept = _count(connection, run.id)
            forget_validators(connection, run.id)
            _let_go(connection, run.portal, run.id)
            versions = _count(connection, run.id, proposals.c.record.is_not(None))
        return replace(
            run,
            updated=max(run.updated - versions, 0),
            removed=removed,
            held=kept,
            quarantine="held" if kept or not believed else None,
        )

    def documents(self, portal: str) -> set[str]:
        """The documents of a portal that some held run would change: their pages are read again."""
        statement = select(proposals.c.document_id).where(proposals.c.portal == portal)
        with self._database.read() as connection:
            return set(connection.scalars(statement))

    def held(self, run_id: str | None = None) -> list[HeldRun]:
        """The runs that are held, the newest first."""
        wanted = runs.c.quarantine == "held"
        if run_id is not None:
            wanted = and_(wanted, runs.c.id == run_id)
        with self._database.read() as connection:
            rows = connection.execute(select(runs).where(wanted).order_by(runs.c.id.desc())).all()
            return [_held(row, _changes(connection, row.id)) for row in rows]

    def doubted(self, span: Span) -> list[Doubted]:
        """The held versions of these portals and days, for another reading of their raw records."""
        wanted = select(proposals).where(proposals.c.record.is_not(None)).order_by(proposals.c.document_id)
        if span.portals:
            wanted = wanted.where(proposals.c.portal.in_(span.portals))
        if span.since is not None:
            wanted = wanted.where(proposals.c.at >= span.since)
        if span.until is not None:
            wanted = wanted.where(proposals.c.at < span.until)
        with self._database.read() as connection:
            return [Doubted(row.run_id, document_of(row)) for row in connection.execute(wanted)]

    def mend(self, run_id: str, document: Document, *, dry_run: bool = False) -> bool:
        """Applies another reading of a held version if it has lost nothing now; whether it has not."""
        prepared = saving.prepare(document)
        with self._database.write() as connection:
            if lost_fields(connection, prepared.document):
                return False
            if not dry_run:
                saving.save(connection, prepared)
                forget(connection, document.id)
                if not _count(connection, run_id):
                    _mark(connection, [run_id], "released")
        return True

    def accept(self, run_id: str) -> HeldRun:
        """Applies what a held run would change. One that only broke an expectation is ok from now on, so that
        its weeks count as observed and what it saw becomes normal. Raises NotHeld."""
        held = self._one(run_id)
        for row in self._proposals(run_id):
            self._apply(row)
        with self._database.write() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id)).one()
            codes = {each["code"] for each in row.assertions}
            values: dict[str, Any] = {"quarantine": "accepted"}
            if row.verdict == "partial" and row.reason in codes:
                values |= {"verdict": "ok", "reason": ACCEPTED}
            connection.execute(update(runs).where(runs.c.id == run_id).values(values))
            observe(connection, row.portal)
        return held

    def reject(self, run_id: str) -> HeldRun:
        """Drops what a held run would change; its verdict and its weeks stay as they are. Raises NotHeld."""
        held = self._one(run_id)
        with self._database.write() as connection:
            connection.execute(delete(proposals).where(proposals.c.run_id == run_id))
            _mark(connection, [run_id], "rejected")
        return held

    def _one(self, run_id: str) -> HeldRun:
        found = self.held(run_id)
        if not found:
            raise NotHeld(run_id)
        return found[0]

    def _proposals(self, run_id: str) -> Sequence[Row[Any]]:
        mine = select(proposals).where(proposals.c.run_id == run_id).order_by(proposals.c.document_id)
        with self._database.read() as connection:
            return connection.execute(mine).all()

    def _is_confirmed(self, row: Row[Any]) -> bool:
        """Whether an earlier run that ended ok read the same."""
        same = and_(
            proposals.c.document_id == row.document_id,
            proposals.c.sha256 == row.sha256,
            proposals.c.run_id != row.run_id,
        )
        believed = select(func.count()).select_from(proposals).join(runs, runs.c.id == proposals.c.run_id)
        with self._database.read() as connection:
            return bool(connection.execute(believed.where(same, runs.c.verdict == "ok")).scalar())

    def _apply(self, row: Row[Any]) -> bool:
        """Whether the document is marked gone by this."""
        is_gone = row.status is not None and self._removals.note(
            row.document_id, row.at, row.status, warc_ref(row)
        )
        with self._database.write() as connection:
            if row.record is not None:
                saving.save(connection, saving.prepare(document_of(row)))
            forget(connection, row.document_id)
        return is_gone


def is_believed(run: Run) -> bool:
    """Whether what a run says of stored documents is applied at once."""
    if run.verdict in ("broken", "blocked") or run.reason == "lease_lost":
        return False
    return not any(assertion.lowers for assertion in run.assertions)


def _is_misread(run: Run) -> bool:
    """Whether the pages of a run say something else than our rules found on them."""
    found = (assertion for assertion in run.assertions if assertion.lowers and assertion.code in _MISREAD)
    return any(not assertion.rules or not all(map(_is_of_lists, assertion.rules)) for assertion in found)


def _is_of_lists(rule: str) -> bool:
    """Whether a rule finds articles rather than reads them: without it fewer are found, none misread."""
    return rule.startswith("lists.")


def _drop_contradicted(connection: Connection, run: Run) -> None:
    """What earlier runs proposed for pages that this one has read, or found missing, is settled by it."""
    read = select(pages.c.document_id).where(
        pages.c.portal == run.portal,
        pages.c.run_id == run.id,
        or_(pages.c.kind.in_(_READ), pages.c.status.in_((404, 410))),
    )
    connection.execute(
        delete(proposals).where(
            proposals.c.portal == run.portal,
            proposals.c.run_id != run.id,
            proposals.c.document_id.in_(read),
        )
    )


def _let_go(connection: Connection, portal: str, run_id: str) -> None:
    """Earlier runs of which nothing waits any more: the newest one says how the portal is."""
    waiting = select(proposals.c.run_id)
    done = and_(
        runs.c.portal == portal,
        runs.c.quarantine == "held",
        runs.c.id != run_id,
        runs.c.id.not_in(waiting),
    )
    connection.execute(update(runs).where(done).values(quarantine="released"))


def _mark(connection: Connection, ids: list[str], state: Quarantined) -> None:
    connection.execute(update(runs).where(runs.c.id.in_(ids)).values(quarantine=state))


def _count(connection: Connection, run_id: str, *wanted: ColumnElement[bool]) -> int:
    mine = select(func.count()).select_from(proposals).where(proposals.c.run_id == run_id, *wanted)
    return int(connection.execute(mine).scalar_one())


def _held(row: Row[Any], changes: tuple[HeldChange, ...]) -> HeldRun:
    return HeldRun(row.id, row.portal, row.finished_at, row.verdict, row.reason, changes)


def _changes(connection: Connection, run_id: str) -> tuple[HeldChange, ...]:
    """Removals first, then what has lost most."""
    statement = (
        select(proposals, documents.c.url, documents.c.title)
        .join(documents, documents.c.id == proposals.c.document_id)
        .where(proposals.c.run_id == run_id)
        .order_by(proposals.c.document_id)
    )
    rows = connection.execute(statement).all()
    found = [
        HeldChange(
            row.document_id,
            row.url,
            row.title,
            row.at,
            tuple(row.lost),
            row.status,
            is_new=row.record is None and row.status is None,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda change: (change.status is None, -len(change.lost))))

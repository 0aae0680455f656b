"""What left a portal and what came back: each removal with its dates and the records that show it.

A document is gone after a 410, or after a 404 at two runs a day apart (faults.md T8); one 404 may be a fault.
One that lay in an archive is gone, too, when the archive came without it: the status is that answer's.
Every mark is set here, so that whoever doubts a run holds its answers back by not telling them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from store import saving
from store.engine import Database
from store.records import WarcRef
from store.tables import documents, removals

APART = dt.timedelta(days=1)
_MAY_BE_A_FAULT = 404


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the portal as evidence: when, which status, where its record lies."""

    at: dt.datetime
    status: int
    warc: WarcRef | None


@dataclass(frozen=True, slots=True)
class Removal:
    """From the first missing answer on; `gone` is None while it may be a passing fault."""

    document_id: str
    missing: Answer
    gone: Answer | None
    returned: Answer | None


class Removals:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, document_id: str, seen_at: dt.datetime, status: int, warc: WarcRef | None = None) -> bool:
        """Notes a 404 or 410 for the page of a stored document, or the status of an archive that came without
        it; whether that document is marked gone now.

        A later save of the document, from another answer, ends the removal. Raises KeyError for an unknown
        document.
        """
        answer = Answer(seen_at, status, warc)
        with self._database.write() as connection:
            standing = connection.execute(
                select(removals)
                .where(removals.c.document_id == document_id, removals.c.returned_at.is_(None))
                .order_by(removals.c.number.desc())
                .limit(1)
            ).one_or_none()
            if standing is not None and standing.gone_at is not None:
                return True
            since = standing.missing_at if standing else seen_at
            is_gone = status != _MAY_BE_A_FAULT or seen_at - since >= APART
            if is_gone:
                saving.mark_gone(connection, document_id, seen_at, status)
            _keep(connection, document_id, standing, answer, is_gone=is_gone)
        return is_gone

    def of(self, document_id: str) -> list[Removal]:
        """The removals of a document, the oldest first, those included that were a passing fault."""
        statement = select(removals).where(removals.c.document_id == document_id)
        with self._database.read() as connection:
            return [_removal(row) for row in connection.execute(statement.order_by(removals.c.number))]

    def between(self, since: dt.datetime, until: dt.datetime, portals: Iterable[str] = ()) -> list[Removal]:
        """The confirmed removals that began or ended in [since, until), by date."""
        statement = (
            select(removals)
            .join(documents, documents.c.id == removals.c.document_id)
            .where(removals.c.gone_at.is_not(None))
            .where(
                or_(
                    removals.c.gone_at.between(since, until) & (removals.c.gone_at != until),
                    removals.c.returned_at.between(since, until) & (removals.c.returned_at != until),
                )
            )
            .order_by(removals.c.gone_at, removals.c.document_id)
        )
        wanted = list(portals)
        if wanted:
            statement = statement.where(documents.c.portal.in_(wanted))
        with self._database.read() as connection:
            return [_removal(row) for row in connection.execute(statement)]


def _keep(
    connection: Connection,
    document_id: str,
    standing: Row[tuple[object]] | None,
    answer: Answer,
    *,
    is_gone: bool,
) -> None:
    gone = {"gone_at": answer.at, "gone_status": answer.status, **saving.warc_columns("gone", answer.warc)}
    if standing is None:
        last = select(func.max(removals.c.number)).where(removals.c.document_id == document_id)
        row = {
            "document_id": document_id,
            "number": (connection.execute(last).scalar() or 0) + 1,
            "missing_at": answer.at,
            "missing_status": answer.status,
            **saving.warc_columns("missing", answer.warc),
            **(gone if is_gone else {}),
        }
        connection.execute(insert(removals), row)
    elif is_gone:
        mine = (removals.c.document_id == document_id) & (removals.c.number == standing.number)
        connection.execute(update(removals).where(mine).values(gone))


def _removal(row: Row[tuple[object]]) -> Removal:
    missing = _answer(row.missing_at, row.missing_status, row.missing_file, row.missing_offset)
    assert missing is not None
    return Removal(
        row.document_id,
        missing,
        _answer(row.gone_at, row.gone_status, row.gone_file, row.gone_offset),
        _answer(row.returned_at, 200, row.returned_file, row.returned_offset),
    )


def _answer(at: dt.datetime | None, status: int, file: str | None, offset: int) -> Answer | None:
    return None if at is None else Answer(at, status, WarcRef(file, offset) if file else None)

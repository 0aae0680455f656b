"""What changed on portals between two moments: edits of documents, each with the records that show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from store.codec import from_json
from store.differences import Piece, differences
from store.engine import Database
from store.loading import load_one
from store.records import Document, WarcRef
from store.tables import documents, versions

_FIELDS = ("title", "text", "published", "attachments")


@dataclass(frozen=True, slots=True)
class Edition:
    """One side of an edit: what a version said, and the record in which it was captured."""

    version: int
    captured_at: dt.datetime
    warc: WarcRef | None
    document: Document


@dataclass(frozen=True, slots=True)
class Edit:
    """A document that says something else than before; `fields` are those of a version that differ.

    It is silent if the day that the portal shows stayed as it was.
    """

    before: Edition
    after: Edition
    fields: tuple[str, ...]

    @property
    def is_silent(self) -> bool:
        return "published" not in self.fields


class History:
    def __init__(self, database: Database) -> None:
        self._database = database

    def edits(self, since: dt.datetime, until: dt.datetime, portals: Iterable[str] = ()) -> Iterator[Edit]:
        """The edits that were seen in [since, until), the oldest first."""
        wanted = list(portals)
        statement = (
            select(versions.c.document_id, versions.c.number)
            .join(documents, documents.c.id == versions.c.document_id)
            .where(versions.c.number > 1, versions.c.seen_at >= since, versions.c.seen_at < until)
            .order_by(versions.c.seen_at, versions.c.document_id, versions.c.number)
        )
        if wanted:
            statement = statement.where(documents.c.portal.in_(wanted))
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        for row in rows:
            with self._database.read() as connection:
                edit = _edit(connection, row.document_id, row.number)
            if edit is not None:
                yield edit

    def edition(self, document_id: str, number: int) -> Edition | None:
        """A version with its record; None if there is none of this number."""
        with self._database.read() as connection:
            return _edition(connection, document_id, number, is_first=True)


def changed(before: Document, after: Document) -> tuple[str, ...]:
    """Which of the fields that make a version differ."""
    sides = [_told(each) for each in (before, after)]
    return tuple(name for name in _FIELDS if sides[0][name] != sides[1][name])


def compared(before: Document, after: Document) -> dict[str, list[Piece]]:
    """The fields of a version that differ, by name, word by word."""
    sides = [_told(each) for each in (before, after)]
    return {name: differences(sides[0][name], sides[1][name]) for name in changed(before, after)}


def _told(document: Document) -> Mapping[str, str]:
    published = document.published
    return {
        "title": document.title,
        "text": document.text,
        "published": published.date.isoformat() if published else "",
        "attachments": "".join(sorted(f"{attachment.url}\n" for attachment in document.attachments)),
    }


def _edit(connection: Connection, document_id: str, number: int) -> Edit | None:
    before = _edition(connection, document_id, number - 1, is_first=False)
    after = _edition(connection, document_id, number, is_first=True)
    if before is None or after is None:
        return None
    # Read again with other rules, the two may say the same.
    fields = changed(before.document, after.document)
    return Edit(before, after, fields) if fields else None


def _edition(connection: Connection, document_id: str, number: int, *, is_first: bool) -> Edition | None:
    """A version as it was captured first, or last."""
    mine = (versions.c.document_id == document_id) & (versions.c.number == number)
    row: Row[Any] | None = connection.execute(select(versions).where(mine)).one_or_none()
    if row is None:
        return None
    document = from_json(Document, row.record) if row.record else load_one(connection, document_id)
    assert document is not None
    if is_first and row.warc_file:
        return Edition(number, row.seen_at, WarcRef(row.warc_file, row.warc_offset), document)
    return Edition(number, document.fetched_at, document.warc, document)

"""Corrections: what people say of documents, made, taken back and listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update

from store.coding_tables import corrections
from store.correcting import kept_from, kept_of
from store.engine import Database
from store.errors import NoSuchCorrection
from store.records import Change, Correction, Document, Locality, TakenBack, as_json
from store.saving import read_one, rewrite
from store.tables import documents


class Listed(NamedTuple):
    """A correction with the document that it is of."""

    document_id: str
    title: str
    url: str | None
    correction: Correction


class Corrections:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        document_id: str,
        change: Change,
        *,
        by: str,
        why: str,
        at: dt.datetime,
        place: Locality | None = None,
        codebook: str | None = None,
    ) -> Correction:
        """Keeps a correction and applies it, in one transaction; it is a revision of the document.

        `place` is the record of `change.locality`. Raises KeyError where there is no such document.
        """
        row = {
            "document_id": document_id,
            "at": at,
            "by": by,
            "why": why,
            "change": as_json(change),
            "place": as_json(place),
            "codebook": codebook,
        }
        with self._database.write() as connection:
            document = read_one(connection, document_id)
            if document is None:
                raise KeyError(document_id)
            number = connection.execute(
                insert(corrections).values(row).returning(corrections.c.number)
            ).scalar_one()
            rewrite(connection, document)
        return Correction(number, at, by, why, change, codebook)

    def take_over(self, document: Document) -> int:
        """Keeps the corrections of a record that another store wrote, where they are not here; how many came.

        What they took away of it is not in the record: taking them back here brings nothing back until the
        document is read or coded again.
        """
        with self._database.write() as connection:
            kept = kept_of(connection, [document.id]).get(document.id, [])
            known = {(one.correction.at, one.correction.by, one.correction.change) for one in kept}
            new = [one for one in document.corrections if (one.at, one.by, one.change) not in known]
            stored = read_one(connection, document.id)
            if not new or stored is None:
                return 0
            connection.execute(insert(corrections), [_row(document, one) for one in new])
            rewrite(connection, stored)
        return len(new)

    def take_back(self, number: int, back: TakenBack) -> Listed:
        """Undoes a correction, which stays on record. Raises NoSuchCorrection where none of it stands."""
        mine = corrections.c.number == number
        values = {f"taken_back_{name}": getattr(back, name) for name in ("at", "by", "why")}
        with self._database.write() as connection:
            owner = connection.execute(
                select(corrections.c.document_id).where(mine, corrections.c.taken_back_at.is_(None))
            ).scalar()
            document = read_one(connection, owner) if owner else None
            if document is None:
                raise NoSuchCorrection(number)
            connection.execute(update(corrections).where(mine).values(values))
            rewrite(connection, document)
        return next(each for each in self.listed(document.id) if each.correction.number == number)

    def listed(self, document_id: str | None = None) -> Iterator[Listed]:
        """All corrections in the order in which they were made, or those of one document."""
        wanted = (
            select(corrections, documents.c.title, documents.c.url)
            .join(documents, documents.c.id == corrections.c.document_id)
            .order_by(corrections.c.number)
        )
        if document_id is not None:
            wanted = wanted.where(corrections.c.document_id == document_id)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return (Listed(row.document_id, row.title, row.url, kept_from(row).correction) for row in rows)

    def as_read(self, document_id: str) -> Document | None:
        """A document as the program reads it, without what people say of it."""
        with self._database.read() as connection:
            return read_one(connection, document_id)


def _row(document: Document, one: Correction) -> dict[str, Any]:
    code, place, back = one.change.locality, document.locality, one.taken_back
    return {
        "document_id": document.id,
        "at": one.at,
        "by": one.by,
        "why": one.why,
        "change": as_json(one.change),
        "place": as_json(place) if code and place and place.code == code else None,
        "codebook": one.codebook,
        "taken_back_at": back and back.at,
        "taken_back_by": back and back.by,
        "taken_back_why": back and back.why,
    }

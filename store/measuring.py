"""What measures read besides the light rows of documents: families, acts, what is named, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from sqlalchemy import func, select

from store.engine import Database
from store.light import LIGHT, CodedDocument, light
from store.tables import acts, codes, documents

_BATCH = 500


class Issued(NamedTuple):
    """When an act was issued, null where the day is not known, and whose it is (`store.records.Act`)."""

    day: dt.date | None
    locality: str | None


class Measuring:
    def __init__(self, database: Database) -> None:
        self._database = database

    def coded(self, ids: Sequence[str]) -> Iterator[CodedDocument]:
        """Light rows of documents, as `Documents.coded` gives them, in no order."""
        for start in range(0, len(ids), _BATCH):
            wanted = list(ids[start : start + _BATCH])
            with self._database.read() as connection:
                rows = connection.execute(LIGHT.where(documents.c.id.in_(wanted))).all()
                found = list(light(connection, rows, codes.c.document_id.in_(wanted)))
            yield from found

    def above(self, *, copies: bool = True) -> dict[str, str]:
        """From each file to its page and, with `copies`, from each copy to the document that it is one of."""
        parent = documents.c.parent
        found = (func.coalesce(parent, documents.c.duplicate_of) if copies else parent).label("above")
        with self._database.read() as connection:
            rows = connection.execute(select(documents.c.id, found).where(found.is_not(None)))
            return {row.id: row.above for row in rows}

    def acts(self) -> dict[str, Issued]:
        """The numbered acts that documents are or announce."""
        statement = select(acts.c.document_id, acts.c.issued, acts.c.locality)
        with self._database.read() as connection:
            return {
                row.document_id: Issued(row.issued, row.locality) for row in connection.execute(statement)
            }

    def named(self, ids: Sequence[str], what: Literal["channels", "audiences"]) -> dict[str, list[str]]:
        """The channels or audiences that documents name; those that name none are left out."""
        column = documents.c
        found: dict[str, list[str]] = {}
        for start in range(0, len(ids), _BATCH):
            statement = select(column.id, column.details).where(column.id.in_(ids[start : start + _BATCH]))
            with self._database.read() as connection:
                for row in connection.execute(statement):
                    names = [each["id"] for each in row.details[what]]
                    if names:
                        found[row.id] = names
        return found

    def words(self, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Id, and title with text, of documents, in no order."""
        column = documents.c
        for start in range(0, len(ids), _BATCH):
            statement = select(column.id, column.title, column.text).where(
                column.id.in_(ids[start : start + _BATCH])
            )
            with self._database.read() as connection:
                rows = connection.execute(statement).all()
            yield from ((row.id, f"{row.title}\n{row.text}") for row in rows)

"""What measures read besides the light rows of documents: families, acts, what is named, words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Text, func, select, type_coerce

from store.engine import Database, as_day, raw_rows
from store.light import LIGHT, CodedDocument, firsts, light
from store.tables import acts, documents

_BATCH = 500


_NONE = "[]"


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
                rows = raw_rows(connection, LIGHT.where(documents.c.id.in_(wanted)))
                within = partial(_among, wanted)
                found = light(connection, rows, within, firsts(connection, within))
            yield from found

    def above(self, *, copies: bool = True) -> dict[str, str]:
        """From each file to its page and, with `copies`, from each copy to the document that it is one of."""
        parent = documents.c.parent
        found = (func.coalesce(parent, documents.c.duplicate_of) if copies else parent).label("above")
        with self._database.read() as connection:
            rows = raw_rows(connection, select(documents.c.id, found).where(found.is_not(None)))
        return {row[0]: row[1] for row in rows}

    def acts(self) -> dict[str, Issued]:
        """The numbered acts that documents are or announce."""
        statement = select(acts.c.document_id, acts.c.issued, acts.c.locality)
        with self._database.read() as connection:
            rows = raw_rows(connection, statement)
        return {id_: Issued(as_day(issued), locality) for id_, issued, locality in rows}

    def named(self, ids: Iterable[str], what: Literal["channels", "audiences"]) -> dict[str, list[str]]:
        """The channels or audiences that documents name; those that name none are left out."""
        names = documents.c[what]
        wanted = set(ids)
        written = select(documents.c.id, type_coerce(names, Text)).where(type_coerce(names, Text) != _NONE)
        with self._database.read() as connection:
            rows = raw_rows(connection, written)
        return {id_: _names(found) for id_, found in rows if id_ in wanted}

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


def _among(wanted: Sequence[str], id_: ColumnElement[str]) -> ColumnElement[bool]:
    return id_.in_(wanted)


@lru_cache(maxsize=4096)
def _names(written: str) -> list[str]:
    found: list[str] = json.loads(written)
    return found

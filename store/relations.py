"""Acts and the links between them as light rows, for measures of relations between documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from store.engine import Database, as_day, raw_rows
from store.filters import Filters
from store.selection import conditions
from store.tables import acts, citations, documents

_BATCH = 500
_ALL_AT_ONCE = 5_000  # documents whose acts are read as all acts of the store, in one pass
_LINK = (
    "document_id", "number", "kind", "issuer", "relation", "symbol", "year", "issued", "locality", "target",
)  # fmt: skip
_ACT = ("document_id", "symbol", "year", "issued", "locality", "status")


class Link(NamedTuple):
    """An act that `document` cites; `target` is the document that it is, where the store has one.

    `issued` only where the day is told; `locality` is whose act it is, a code or `VN`.
    """

    document: str
    number: str
    kind: str
    issuer: str | None
    relation: str
    symbol: str
    year: int | None
    issued: dt.date | None
    locality: str | None
    target: str | None


class Unmet(NamedTuple):
    """An act that `document` cites and that the store does not have."""

    document: str
    symbol: str
    year: int | None
    locality: str | None


class OwnAct(NamedTuple):
    """The act that a document is or announces."""

    document: str
    symbol: str
    year: int | None
    issued: dt.date | None
    locality: str | None
    status: str


class Relations:
    def __init__(self, database: Database) -> None:
        self._database = database

    def links(self, filters: Filters | None = None, relations: Sequence[str] = ()) -> list[Link]:
        """The citations of what the filters leave, by document and place; not those of copies."""
        columns = (citations.c[name] for name in _LINK)
        # The documents first, of which an index has all that is asked: a join looks at the wide row of each.
        asked = select(documents.c.id).where(documents.c.duplicate_of.is_(None), *conditions(filters))
        statement = (
            select(*columns)
            .where(citations.c.document_id.in_(asked))
            .order_by(citations.c.document_id, citations.c.position)
        )
        if relations:
            statement = statement.where(citations.c.relation.in_(relations))
        with self._database.read() as connection:
            rows = raw_rows(connection, statement)
        return [
            Link(document, number, kind, issuer, relation, symbol, year, as_day(day), locality, target)
            for document, number, kind, issuer, relation, symbol, year, day, locality, target in rows
        ]

    def unmet(self, ids: Collection[str]) -> list[Unmet]:
        """The acts that these documents cite and that the store does not have, in no order.

        Whose act it is and its year are told.
        """
        own, wanted = citations.c, set(ids)
        statement = select(own.document_id, own.symbol, own.year, own.locality).where(
            own.target.is_(None), own.year.is_not(None), own.locality.is_not(None)
        )
        found = (row for row in self._raw(statement) if row[0] in wanted)
        return list(map(partial(tuple.__new__, Unmet), found))

    def acts(self, ids: Collection[str]) -> dict[str, OwnAct]:
        """The acts of these documents, by document; those without one are left out."""
        statement = select(*(acts.c[name] for name in _ACT))
        if len(ids) > _ALL_AT_ONCE:
            wanted = set(ids)
            rows = [row for row in self._raw(statement) if row[0] in wanted]
        else:
            parts = (self._raw(statement.where(acts.c.document_id.in_(part))) for part in _parts(ids))
            rows = [row for part in parts for row in part]
        return {id_: OwnAct(id_, symbol, year, as_day(day), *rest) for id_, symbol, year, day, *rest in rows}

    def _raw(self, statement: Select[Any]) -> Sequence[Sequence[Any]]:
        with self._database.read() as connection:
            return raw_rows(connection, statement)

    def words(self, ids: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Id, title and text of these documents, by id."""
        columns = (documents.c.id, documents.c.title, documents.c.text)
        for part in _parts(ids):
            with self._database.read() as connection:
                wanted = select(*columns).where(documents.c.id.in_(part)).order_by(documents.c.id)
                yield from ((row.id, row.title, row.text) for row in connection.execute(wanted))


def _parts(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))

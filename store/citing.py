"""Who cites whom: the documents that cite one, and the acts that are cited and were never seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from store.engine import Database
from store.filters import Filters
from store.records import Published
from store.rows import published_of
from store.selection import conditions
from store.tables import citations, documents


@dataclass(frozen=True, slots=True)
class Citing:
    """A document that cites another one, and how: `relation` as in its citation."""

    id: str
    title: str
    relation: str
    number: str | None  # of its own act
    published: Published | None


@dataclass(frozen=True, slots=True)
class Unseen:
    """An act that documents cite and that none is. `candidates`: documents that may be it."""

    number: str
    kind: str
    issuer: str | None
    locality: str | None
    year: int | None
    cited_by: tuple[str, ...]
    candidates: tuple[str, ...]


class Citations:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document_id: str) -> list[Citing]:
        """The documents that cite this one, the newest first, without copies of them."""
        column = documents.c
        statement = (
            select(column.id, column.title, column.details, citations.c.relation, *_published())
            .join(citations, citations.c.document_id == column.id)
            .where(citations.c.target == document_id, column.duplicate_of.is_(None))
            .order_by(column.published_date.desc().nulls_last(), column.id)
        )
        with self._database.read() as connection:
            return [_citing(row) for row in connection.execute(statement)]

    def linked(self, *relations: str) -> list[tuple[str, str]]:
        """The documents that cite another one in one of these relations, each with that one; both by id."""
        pair = (citations.c.document_id, citations.c.target)
        statement = (
            select(*pair)
            .where(citations.c.target.is_not(None), citations.c.relation.in_(relations))
            .order_by(*pair)
            .distinct()
        )
        with self._database.read() as connection:
            return [(row.document_id, row.target) for row in connection.execute(statement)]

    def unseen(self, filters: Filters | None = None) -> list[Unseen]:
        """Acts without a document among those that the filters leave, the most cited first.

        A page and its files count once, copies not at all. Acts are told apart as `store.identities` does:
        symbol, locality and year; where a document does not tell the year, that is one more of its own.
        """
        publication = func.coalesce(documents.c.parent, documents.c.id).label("publication")
        statement = (
            select(citations, publication)
            .join(documents, documents.c.id == citations.c.document_id)
            .where(citations.c.target.is_(None), documents.c.duplicate_of.is_(None), *conditions(filters))
            .order_by(citations.c.document_id, citations.c.position)
        )
        groups: dict[tuple[Any, ...], list[Row[Any]]] = {}
        with self._database.read() as connection:
            for row in connection.execute(statement):
                groups.setdefault((row.symbol, row.locality, row.year), []).append(row)
        found = map(_unseen, groups.values())
        return sorted(found, key=lambda one: (-len(one.cited_by), one.number, one.year or 0))


def _published() -> Iterable[ColumnElement[Any]]:
    return (column for column in documents.c if column.name.startswith("published_"))


def _citing(row: Row[Any]) -> Citing:
    act = row.details["act"]
    return Citing(row.id, row.title, row.relation, act["number"] if act else None, published_of(row))


def _unseen(rows: list[Row[Any]]) -> Unseen:
    """One act out of all that cite it: named as the first one does, its issuer as the first that tells."""
    first = rows[0]
    return Unseen(
        number=first.number,
        kind=first.kind,
        issuer=next((row.issuer for row in rows if row.issuer), None),
        locality=first.locality,
        year=first.year,
        cited_by=tuple(dict.fromkeys(row.publication for row in rows)),
        candidates=tuple(sorted({one for row in rows for one in row.candidates or ()})),
    )

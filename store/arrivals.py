"""What came to the store between two moments, and when each portal and locality last brought something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, func, or_, select, type_coerce

from store.codec import from_json
from store.cuts import Cut
from store.engine import Database
from store.records import Plan
from store.tables import documents, versions

_BATCH = 500


class Words(NamedTuple):
    """What is compared of a document: its day, as the portal shows it or as it was seen, and its words."""

    id: str
    parent: str | None
    day: dt.date
    title: str
    text: str


class Arrivals:
    def __init__(self, database: Database) -> None:
        self._database = database

    def between(self, since: Cut, until: Cut) -> dict[str, dt.datetime]:
        """When documents were seen first, by id: those that one cut leaves to the next."""
        column = versions.c  # there is an index on their days, and none on those of documents
        statement = (
            select(column.document_id, column.seen_at, documents.c.portal)
            .join(documents, documents.c.id == column.document_id)
            .where(column.number == 1, column.seen_at >= since.least, column.seen_at < until.everywhere)
        )
        with self._database.read() as connection:
            return {
                row.document_id: row.seen_at
                for row in connection.execute(statement)
                if since.of(row.portal) <= row.seen_at < until.of(row.portal)
            }

    def published_but_seen(
        self, first: dt.date, last: dt.date, since: dt.datetime, until: dt.datetime
    ) -> frozenset[str]:
        """Pages published from `first` to `last` and seen first in [since, until); copies are left out."""
        column = documents.c
        statement = (
            select(column.id)
            .join(versions, and_(versions.c.document_id == column.id, versions.c.number == 1))
            .where(versions.c.seen_at >= since, versions.c.seen_at < until)
            .where(column.published_date >= first, column.published_date <= last)
            .where(column.parent.is_(None), column.duplicate_of.is_(None))
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(statement).scalars())

    def last(self) -> dict[tuple[str, str | None], dt.datetime]:
        """By portal and code of the locality: when its newest document was seen first."""
        column = documents.c
        statement = (
            select(column.portal, column.locality_code, func.max(column.first_seen).label("at"))
            .where(column.portal.is_not(None))
            .group_by(column.portal, column.locality_code)
        )
        with self._database.read() as connection:
            return {(row.portal, row.locality_code): row.at for row in connection.execute(statement)}

    def plans_naming(self, dates: Sequence[str]) -> Iterator[tuple[str, Plan]]:
        """The plans, with the ids of their documents, that hold a date beginning so (`2026-11-`).

        Copies of an article are left out, and so is what left its portal.
        """
        column = documents.c
        written = type_coerce(column.details, Text)
        statement = (
            select(column.id, column.details)
            .where(column.duplicate_of.is_(None), column.gone_at.is_(None))
            .where(written.not_like('%"plan":null%'))
            .where(or_(*(written.like(f'%"date":"{date}%') for date in dates)))
            .order_by(column.id)
        )
        with self._database.read() as connection:
            rows: list[Any] = list(connection.execute(statement)) if dates else []
        for row in rows:
            if row.details["plan"] is not None:
                yield row.id, from_json(Plan, row.details["plan"])

    def words_of(
        self, localities: Mapping[str, dt.date], until: dt.datetime, most: int, kinds: Sequence[str]
    ) -> Iterator[tuple[str, Words]]:
        """Documents of these kinds of each locality from its day on, seen before `until`: the newest, at most
        so many."""
        column = documents.c
        for code, first in localities.items():
            begun = dt.datetime.combine(first, dt.time(), dt.UTC)
            recent = or_(
                column.published_date >= first,
                and_(column.published_date.is_(None), column.first_seen >= begun),
            )
            statement = (
                select(
                    column.id,
                    column.parent,
                    column.published_date,
                    column.first_seen,
                    column.title,
                    column.text,
                )
                .where(column.locality_code == code, column.first_seen < until, recent)
                .where(column.kind.in_(kinds))
                .order_by(column.published_date.desc(), column.id)
                .limit(most)
            )
            with self._database.read() as connection:
                rows = connection.execute(statement).all()
            for row in rows:
                day = row.published_date or row.first_seen.date()
                yield code, Words(row.id, row.parent, day, row.title, row.text)

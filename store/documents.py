"""The documents: what portals and ingested files say, with every version and all that was read from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select, tuple_

from store import saving
from store.changes import Changes, Deleted
from store.codec import from_json
from store.copy_views import near_of
from store.correcting import Kept, correct, kept_of
from store.engine import Database, raw_rows
from store.filters import Filters
from store.light import LIGHT, CodedDocument, LightRows, coded, firsts, light
from store.loading import find_id, load, load_one
from store.records import Document
from store.saving import SaveResult
from store.selection import conditions
from store.shown import Shown, load_shown
from store.tables import documents, versions

__all__ = [
    "CodedDocument",
    "Deleted",
    "Documents",
    "Holdings",
    "LightRows",
    "SaveResult",
    "Shown",
    "Stamp",
    "coded",
]

Order: TypeAlias = Literal["id", "published"]
_BATCH = 100
_LIGHT_BATCH = 10_000

# Made once: a crawl asks for each document that it reads.
_PORTALS: BindParameter[Any] = bindparam("portals", expanding=True)
_WORDS = select(documents.c.title, documents.c.text).where(documents.c.id == bindparam("wanted"))


class Stamp(NamedTuple):
    """A published day as a portal's pages show it, with its time (`HH:MM`) where they show one."""

    portal: str
    day: dt.date
    time: str | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the store has of one portal; `last_new` is when its newest document was first seen."""

    documents: int
    last_new: dt.datetime


class Documents(Changes):
    def __init__(self, database: Database) -> None:
        super().__init__(database)

    def save(self, document: Document) -> SaveResult:
        """Keeps a document with all that belongs to it in one transaction.

        `new`; `updated`: a new version, as its fingerprint differs; `revised`: the same version, or the same
        raw record, read or coded in another way; `unchanged`: only the fetch differs (last-seen is kept).
        """
        prepared = saving.prepare(document)
        with self._database.write() as connection:
            return saving.save(connection, prepared)

    def mark_gone(self, document_id: str, seen_at: dt.datetime, status: int) -> SaveResult:
        """Notes that the portal answers 404 or 410 for a document; saving it again takes the note away."""
        with self._database.write() as connection:
            return saving.mark_gone(connection, document_id, seen_at, status)

    def delete(self, document_id: str) -> bool:
        """Removes a document and leaves a tombstone for the index; False where there is none."""
        with self._database.write() as connection:
            return saving.delete_document(connection, document_id)

    def get(self, id_or_url: str, version: int | None = None) -> Document | None:
        """A document by id, or by any address it was saved under; an older `version` as it was then."""
        with self._database.read() as connection:
            found = find_id(connection, id_or_url)
            current = load_one(connection, found) if found else None
            if current is not None:
                current = replace(current, near=near_of(connection, current.id))
            if current is None or version is None or version == current.versions[-1].number:
                return current
            record = connection.execute(
                select(versions.c.record).where(
                    versions.c.document_id == current.id, versions.c.number == version
                )
            ).scalar()
            kept = kept_of(connection, [current.id]).get(current.id, ())
        return None if record is None else _as_it_was(from_json(Document, record), current, kept)

    def words(self, document_id: str) -> tuple[str, str] | None:
        """Title and text of a document; None where there is none."""
        with self._database.read() as connection:
            row = connection.execute(_WORDS, {"wanted": document_id}).one_or_none()
        return None if row is None else (row.title, row.text)

    def by_ids(self, ids: Sequence[str]) -> list[Document]:
        """Documents in the order of `ids`, without those that are not there."""
        found: dict[str, Document] = {}
        for start in range(0, len(ids), _BATCH):
            with self._database.read() as connection:
                part = load(
                    connection, select(documents).where(documents.c.id.in_(ids[start : start + _BATCH]))
                )
            found.update((document.id, document) for document in part)
        return [found[id_] for id_ in ids if id_ in found]

    def shown(self, ids: Sequence[str]) -> list[Shown]:
        """The same as `by_ids`, of each document only what an answer shows."""
        found: dict[str, Shown] = {}
        for start in range(0, len(ids), _BATCH):
            with self._database.read() as connection:
                part = load_shown(connection, ids[start : start + _BATCH])
            found.update((document.id, document) for document in part)
        return [found[id_] for id_ in ids if id_ in found]

    def count(self, filters: Filters | None = None) -> int:
        statement = select(func.count()).select_from(documents).where(*conditions(filters))
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one()

    def count_versions(self) -> int:
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(versions)).scalar_one()

    def find(self, filters: Filters | None = None, *, order: Order = "id") -> Iterator[Document]:
        """Streams the documents by id, or by published day and id with the undated last.

        Each batch is a read transaction of its own: memory stays constant and no writer waits; a document
        saved meanwhile may or may not be among them, none comes twice unless its day changed.
        """
        statement = select(documents).where(*conditions(filters))
        day, id_ = documents.c.published_date, documents.c.id
        if order == "id":
            yield from self._stream(statement)
            return
        last: tuple[dt.date, str] | None = None
        while True:
            dated = statement.where(day.is_not(None))
            if last is not None:
                dated = dated.where(tuple_(day, id_) > tuple_(*last))
            batch = self._batch(dated.order_by(day, id_))
            yield from batch
            if len(batch) < _BATCH:
                break
            last = _day(batch[-1]), batch[-1].id
        yield from self._stream(statement.where(day.is_(None)))

    def coded(self, filters: Filters | None = None) -> Iterator[CodedDocument]:
        """Light rows by id, for measures: neither texts nor evidence are read."""
        for part in self._light(filters):
            yield from part

    def light(self, filters: Filters | None = None) -> LightRows:
        """The same, all at once and by columns."""
        return LightRows.joined(self._light(filters))

    def _light(self, filters: Filters | None) -> Iterator[LightRows]:
        statement = LIGHT.where(*conditions(filters))
        last = ""
        known: dict[str, str] | None = None
        while True:
            page = statement.where(documents.c.id > last).order_by(documents.c.id).limit(_LIGHT_BATCH)
            with self._database.read() as connection:
                rows = raw_rows(connection, page)
                if not rows:
                    return
                first, last = rows[0][0], rows[-1][0]
                known = firsts(connection) if known is None else known
                found = light(connection, rows, partial(_between, first, last), known)
            yield found
            if len(rows) < _LIGHT_BATCH:
                return

    def stamps(self, least: int = 1) -> dict[Stamp, int]:
        """How many pages of each portal show each published day; attachments and copies are not counted.

        Only of portals that have `least` documents, of any kind, of one day.
        """
        column = documents.c
        shown = (column.portal, column.published_date, column.published_time)
        statement = (
            select(*shown, func.count())
            .where(column.portal.in_(_PORTALS), column.parent.is_(None), column.duplicate_of.is_(None))
            .where(column.published_precision == "day")
            .group_by(*shown)
        )
        found: dict[Stamp, int] = {}
        with self._database.read() as connection:
            portals = sorted(set(connection.scalars(_with_days_of(least))))
            for start in range(0, len(portals), _BATCH):
                part = {"portals": portals[start : start + _BATCH]}
                rows = connection.execute(statement, part)
                found.update((Stamp(portal, day, time), count) for portal, day, time, count in rows)
        return found

    def days(self, portal: str) -> list[tuple[str, dt.date]]:
        """Ids and days of a portal's dated pages that are not gone, the newest first."""
        day = documents.c.published_date
        statement = (
            select(documents.c.id, day)
            .where(documents.c.portal == portal, day.is_not(None), documents.c.gone_at.is_(None))
            .where(documents.c.parent.is_(None))
            .order_by(day.desc(), documents.c.id)
        )
        with self._database.read() as connection:
            return [(row.id, row.published_date) for row in connection.execute(statement)]

    def last_seen(self, ids: Sequence[str]) -> dict[str, dt.datetime]:
        """When documents were last fetched, changed or not."""
        statement = select(documents.c.id, documents.c.last_seen).where(documents.c.id.in_(ids))
        with self._database.read() as connection:
            return {row.id: row.last_seen for row in connection.execute(statement)}

    def portals(self) -> set[str]:
        """The portals that the store has documents of."""
        portal = documents.c.portal
        with self._database.read() as connection:
            return set(connection.scalars(select(portal).where(portal.is_not(None)).distinct()))

    def by_portal(self) -> dict[str, Holdings]:
        """What the store has of each portal; ingested files without one are not counted."""
        statement = (
            select(
                documents.c.portal, func.count().label("n"), func.max(documents.c.first_seen).label("newest")
            )
            .where(documents.c.portal.is_not(None))
            .group_by(documents.c.portal)
        )
        with self._database.read() as connection:
            return {row.portal: Holdings(row.n, row.newest) for row in connection.execute(statement)}

    def published_days(self, since: dt.date) -> dict[str, list[tuple[dt.date, int]]]:
        """By portal: the days from `since` on that documents are dated to, ascending, with their number."""
        day, found = documents.c.published_date, dict[str, list[tuple[dt.date, int]]]()
        statement = (
            select(documents.c.portal, day.label("day"), func.count().label("n"))
            .where(documents.c.portal.is_not(None), day >= since, documents.c.published_precision == "day")
            .group_by(documents.c.portal, day)
            .order_by(documents.c.portal, day)
        )
        with self._database.read() as connection:
            for row in connection.execute(statement):
                found.setdefault(row.portal, []).append((row.day, row.n))
        return found

    def last_new(self, portal: str) -> dt.datetime | None:
        """When the newest document of a portal was first seen."""
        newest = select(func.max(documents.c.first_seen)).where(documents.c.portal == portal)
        with self._database.read() as connection:
            return connection.execute(newest).scalar()

    def _stream(self, statement: Select[Any]) -> Iterator[Document]:
        last = ""
        while True:
            batch = self._batch(statement.where(documents.c.id > last).order_by(documents.c.id))
            yield from batch
            if len(batch) < _BATCH:
                return
            last = batch[-1].id

    def _batch(self, statement: Select[Any]) -> list[Document]:
        with self._database.read() as connection:
            return load(connection, statement.limit(_BATCH))


def _as_it_was(before: Document, current: Document, kept: Sequence[Kept]) -> Document:
    """An older version tells what came after it too; what a person says of a document is said of all."""
    return replace(
        correct(before, kept),
        versions=current.versions,
        gone=current.gone,
        duplicate_of=current.duplicate_of,
        near=current.near,
        corrections=current.corrections,
    )


def _with_days_of(least: int) -> Select[Any]:
    """Portals with so many documents of one day, as the index of portals and days counts them."""
    column = documents.c
    return (
        select(column.portal)
        .where(column.portal.is_not(None), column.published_date.is_not(None))
        .group_by(column.portal, column.published_date)
        .having(func.count() >= least)
    )


def _between(first: str, last: str, id_: ColumnElement[str]) -> ColumnElement[bool]:
    return id_.between(first, last)


def _day(document: Document) -> dt.date:
    assert document.published is not None
    return document.published.date

"""What can be read again from the raw archive; another reading is kept as a revision (design §5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, update

from store import saving
from store.codec import from_json
from store.correcting import as_read
from store.engine import Database
from store.keeping_out import keep_out
from store.loading import by_document, load
from store.records import Document, Listed, ListSource, PageKind, WarcRef
from store.rows import prepare
from store.saving import SaveResult
from store.tables import documents, pages, versions

_BATCH = 100
_DOCUMENTS = (PageKind.ARTICLE.value, PageKind.REGISTER.value)
# What was not kept on purpose, and addresses that only stand for another page.
_LEFT_OUT = ("out_of_window", "redirected")


@dataclass(frozen=True, slots=True)
class Span:
    """Of which portals, and fetched when: [since, until). Empty: all."""

    portals: tuple[str, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A document as it was read last, without what people say of it, and with what lists say of it;
    `number` is the version it is."""

    document: Document
    listed: Listed | None
    number: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Bare:
    """A page whose last answer gave no document."""

    id: str
    key: str
    url: str
    portal: str
    kind: PageKind
    reason: str | None
    status: int
    run_id: str
    warc: WarcRef
    listed: Listed | None


class Readings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def held(self, span: Span, after: str = "") -> Iterator[list[Held]]:
        """Batches of documents by id, each with its older versions, those without a raw record included."""
        wanted = select(documents).where(*_within(span, documents.c.portal, documents.c.fetched_at))
        while True:
            batch = self._batch(wanted.where(documents.c.id > after).order_by(documents.c.id).limit(_BATCH))
            if not batch:
                return
            yield batch
            after = batch[-1].document.id

    def bare(self, span: Span) -> Iterator[Bare]:
        """The pages that were answered well, and whose last answer gave no document."""
        statement = (
            select(pages)
            .outerjoin(documents, documents.c.id == pages.c.document_id)
            .where(*_within(span, pages.c.portal, pages.c.last_fetched))
            .where(pages.c.answer_file.is_not(None), pages.c.status.between(200, 299))
            .where(or_(pages.c.reason.is_(None), pages.c.reason.not_in(_LEFT_OUT)))
            .where(or_(documents.c.id.is_(None), pages.c.kind.not_in(_DOCUMENTS)))
            .order_by(pages.c.portal, pages.c.id)
        )
        last = ("", "")
        while True:
            place = and_(pages.c.portal == last[0], pages.c.id > last[1]) | (pages.c.portal > last[0])
            with self._database.read() as connection:
                rows = connection.execute(statement.where(place).limit(_BATCH)).all()
            yield from map(_bare, rows)
            if len(rows) < _BATCH:
                return
            last = rows[-1].portal, rows[-1].id

    def replace(self, document: Document) -> SaveResult | None:
        """Keeps another reading of a document's raw record; None if the document has a newer one by now."""
        prepared = prepare(document)
        with self._database.write() as connection:
            return saving.reread(connection, prepared)

    def replace_version(self, document: Document, number: int) -> None:
        """Keeps another reading of the raw record of an older version, whose number and date stay."""
        read = prepare(document)
        mine = and_(versions.c.document_id == document.id, versions.c.number == number)
        with self._database.write() as connection:
            saving.take_turn(connection)
            prepared = keep_out(connection, read)
            if prepared is None:
                return
            row = {"record": prepared.body, "sha256": prepared.sha256}
            connection.execute(update(versions).where(mine, versions.c.record.is_not(None)).values(row))

    def _batch(self, statement: Select[Any]) -> list[Held]:
        with self._database.read() as connection:
            current = as_read(connection, load(connection, statement))
            ids = [document.id for document in current]
            told = connection.execute(select(pages).where(pages.c.id.in_(ids))).all() if ids else []
            earlier = by_document(
                connection,
                select(versions)
                .where(versions.c.document_id.in_(ids), versions.c.record.is_not(None))
                .order_by(versions.c.number),
            ) if ids else {}  # fmt: skip
        listed = {(row.portal, row.id): _listed(row) for row in told}
        return [
            held
            for document in current
            for held in _with_versions(
                document, listed.get((document.portal, document.id)), earlier.get(document.id, [])
            )
        ]


def _with_versions(document: Document, listed: Listed | None, earlier: list[Row[Any]]) -> Iterator[Held]:
    for row in earlier:
        yield Held(from_json(Document, row.record), listed, row.number, is_current=False)
    yield Held(document, listed, document.versions[-1].number, is_current=True)


def _within(
    span: Span, portal: ColumnElement[str], fetched_at: ColumnElement[dt.datetime]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if span.portals:
        found.append(portal.in_(span.portals))
    if span.since is not None:
        found.append(fetched_at >= span.since)
    if span.until is not None:
        found.append(fetched_at < span.until)
    return found


def _listed(row: Row[Any]) -> Listed | None:
    """What lists said of a page; which kind of list it was makes no difference to its reading."""
    told = (row.listed_title, row.listed_published, row.listed_lastmod)
    return Listed(ListSource.LISTING, *told) if any(told) else None


def _bare(row: Row[Any]) -> Bare:
    return Bare(
        id=row.id,
        key=row.key,
        url=row.url,
        portal=row.portal,
        kind=PageKind(row.kind),
        reason=row.reason,
        status=row.status,
        run_id=row.run_id,
        warc=WarcRef(row.answer_file, row.answer_offset),
        listed=_listed(row),
    )

"""What the store points to in the raw archive, and whether its tables agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_

from store.engine import Database
from store.loading import load
from store.records import WarcRef
from store.tables import documents, pages, proposals, removals, versions
from store.verification import Fault, Link

_BATCH = 1000
_DOCUMENTS = 200  # in memory at once, with their texts


class Links:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, portal: str | None = None) -> Iterator[Link]:
        """Every link to a record: of documents, their versions, pages, removals and what is held back."""
        of = None if portal is None else documents.c.portal == portal
        columns = (documents.c.id, documents.c.url, documents.c.warc_file, documents.c.warc_offset)
        yield from self._of(select(*columns).where(*_given(of)), (documents.c.id,), _document)
        yield from self._of(
            select(versions).join(documents, documents.c.id == versions.c.document_id).where(*_given(of)),
            (versions.c.document_id, versions.c.number),
            _version,
        )
        mine = None if portal is None else pages.c.portal == portal
        yield from self._of(select(pages).where(*_given(mine)), (pages.c.portal, pages.c.id), _page)
        yield from self._of(
            select(removals).join(documents, documents.c.id == removals.c.document_id).where(*_given(of)),
            (removals.c.document_id, removals.c.number),
            _removal,
        )
        held = None if portal is None else proposals.c.portal == portal
        yield from self._of(
            select(proposals).where(*_given(held)), (proposals.c.run_id, proposals.c.document_id), _held
        )

    def check_database(self, *, quick: bool = False) -> Iterator[Fault]:
        """What SQLite finds damaged, and documents whose newest version is not theirs.

        `quick`: without comparing indexes with tables and documents with their digests.
        """
        with self._database.read() as connection:
            if connection.dialect.name == "sqlite":
                for (line,) in connection.exec_driver_sql(
                    f"PRAGMA {'quick_check' if quick else 'integrity_check'}"
                ):
                    if line != "ok":
                        yield Fault("database", str(line))
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                    yield Fault("database", f"a row of {row[0]} belongs to no row of {row[2]}")
            newest = (
                select(versions.c.document_id, func.max(versions.c.number).label("number"))
                .group_by(versions.c.document_id)
                .subquery()
            )
            current = versions.alias()
            statement = (
                select(documents.c.id)
                .outerjoin(newest, newest.c.document_id == documents.c.id)
                .outerjoin(
                    current,
                    (current.c.document_id == documents.c.id) & (current.c.number == newest.c.number),
                )
                .where(
                    newest.c.number.is_(None)
                    | (newest.c.number != documents.c.version)
                    | (current.c.sha256 != documents.c.sha256)
                )
            )
            for (id_,) in connection.execute(statement.order_by(documents.c.id)):
                yield Fault("database", "its newest version is not what it says", document=id_)
        if not quick:
            yield from self._altered()

    def _altered(self) -> Iterator[Fault]:
        """Documents whose title, text, day or files are not those that were saved: somebody changed a row."""
        last = ""
        while True:
            wanted = select(documents).where(documents.c.id > last).order_by(documents.c.id).limit(_DOCUMENTS)
            with self._database.read() as connection:
                sums = {row.id: row.sha256 for row in connection.execute(wanted)}
                batch = load(connection, wanted)
            for document in batch:
                if document.fingerprint() != sums[document.id]:
                    detail = "its record is not the one that was saved; reformwatch reextract reads it again"
                    yield Fault("database", detail, document=document.id)
            if len(batch) < _DOCUMENTS:
                return
            last = batch[-1].id

    def _of(
        self, statement: Select[Any], keys: tuple[Any, ...], links: Callable[[Row[Any]], Iterator[Link]]
    ) -> Iterator[Link]:
        """The links of the rows of a statement, in short reads by its primary key."""
        place: tuple[Any, ...] | None = None
        while True:
            wanted = statement if place is None else statement.where(tuple_(*keys) > tuple_(*place))
            with self._database.read() as connection:
                rows = connection.execute(wanted.order_by(*keys).limit(_BATCH)).all()
            for row in rows:
                yield from links(row)
            if len(rows) < _BATCH:
                return
            place = tuple(getattr(rows[-1], key.name) for key in keys)


def _given(condition: Any) -> tuple[Any, ...]:
    return () if condition is None else (condition,)


def _document(row: Row[Any]) -> Iterator[Link]:
    if row.warc_file:
        yield Link(row.warc_file, row.warc_offset, row.url, row.id, "document")


def _version(row: Row[Any]) -> Iterator[Link]:
    what = f"version {row.number}"
    if row.warc_file:
        yield Link(row.warc_file, row.warc_offset, None, row.document_id, what)
    raw = row.record and row.record["warc"]
    if raw:
        last = WarcRef(raw["file"], raw["offset"])
        yield Link(last.file, last.offset, row.record["url"], row.document_id, what)


def _page(row: Row[Any]) -> Iterator[Link]:
    if row.warc_file:
        yield Link(row.warc_file, row.warc_offset, None, None, f"page {row.url}")
    if row.answer_file and (row.answer_file, row.answer_offset) != (row.warc_file, row.warc_offset):
        yield Link(row.answer_file, row.answer_offset, None, None, f"page {row.url}")


def _removal(row: Row[Any]) -> Iterator[Link]:
    for name in ("missing", "gone", "returned"):
        file, offset = getattr(row, f"{name}_file"), getattr(row, f"{name}_offset")
        if file:
            yield Link(file, offset, None, row.document_id, f"removal, {name}")


def _held(row: Row[Any]) -> Iterator[Link]:
    raw = row.record["warc"] if row.record else {"file": row.warc_file, "offset": row.warc_offset}
    if raw and raw["file"]:
        yield Link(raw["file"], raw["offset"], None, row.document_id, f"held by run {row.run_id}")

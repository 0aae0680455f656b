"""How documents change: each public function runs within one write transaction of its caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, delete, insert, select, update

from store.addresses import address_key
from store.engine import upsert
from store.loading import load_one
from store.records import Document, as_json, identity
from store.rows import Prepared, attachment_rows, code_rows, document_row, prepare
from store.tables import addresses, attachments, codes, counters, documents, tombstones, versions

__all__ = ["SaveResult", "delete_document", "mark_gone", "prepare", "save"]

Status: TypeAlias = Literal["new", "updated", "revised", "unchanged"]


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What a save did, and the document's revision after it."""

    status: Status
    revision: int


def save(connection: Connection, prepared: Prepared) -> SaveResult:
    document = prepared.document
    _take_turn(connection)
    stored = connection.execute(_standing(document.id)).one_or_none()
    status = _status(prepared, stored)
    if status == "unchanged":
        assert stored is not None
        _see_again(connection, document, stored)
        return SaveResult(status, stored.revision)
    if status == "updated":
        _keep_version(connection, load_one(connection, document.id))
    _write(connection, prepared, stored, status)
    _mark_duplicates(connection, {prepared.likeness, stored.likeness if stored else None})
    revision = connection.execute(select(documents.c.revision).where(documents.c.id == document.id))
    return SaveResult(status, revision.scalar_one())


def mark_gone(connection: Connection, document_id: str, seen_at: dt.datetime, status: int) -> SaveResult:
    """Raises KeyError for an unknown document."""
    _take_turn(connection)
    stored = connection.execute(_standing(document_id)).one_or_none()
    if stored is None:
        raise KeyError(document_id)
    if stored.gone_at is not None:
        return SaveResult("unchanged", stored.revision)
    revision = _next_revision(connection)
    change = {"gone_at": seen_at, "gone_status": status, "revision": revision}
    connection.execute(update(documents).where(documents.c.id == document_id).values(change))
    return SaveResult("revised", revision)


def delete_document(connection: Connection, document_id: str) -> bool:
    _take_turn(connection)
    stored = connection.execute(_standing(document_id)).one_or_none()
    if stored is None:
        return False
    connection.execute(delete(documents).where(documents.c.id == document_id))
    connection.execute(insert(tombstones).values(id=document_id, revision=_next_revision(connection)))
    _mark_duplicates(connection, {stored.likeness})
    return True


def _standing(document_id: str) -> Any:
    names = ("revision", "version", "sha256", "digest", "likeness", "gone_at", "last_seen", "warc_file",
             "warc_offset")  # fmt: skip
    return select(*(documents.c[name] for name in names)).where(documents.c.id == document_id)


def _status(prepared: Prepared, stored: Row[Any] | None) -> Status:
    if stored is None:
        return "new"
    if prepared.sha256 != stored.sha256:
        return "revised" if _same_raw_record(prepared.document, stored) else "updated"
    if prepared.digest != stored.digest or stored.gone_at is not None:
        return "revised"
    return "unchanged"


def _same_raw_record(document: Document, stored: Row[Any]) -> bool:
    """The same bytes read again: whatever differs now, the portal did not change it (design §5.4)."""
    raw = document.warc
    return raw is not None and (raw.file, raw.offset) == (stored.warc_file, stored.warc_offset)


def _take_turn(connection: Connection) -> None:
    """Writers go one by one: revisions become visible in their order, so that no reader of
    `changed_since` can step over one that is committed late."""
    statement = select(counters.c.value).where(counters.c.name == "revision").with_for_update()
    connection.execute(statement).scalar_one()


def _next_revision(connection: Connection) -> int:
    statement = (
        update(counters)
        .where(counters.c.name == "revision")
        .values(value=counters.c.value + 1)
        .returning(counters.c.value)
    )
    return int(connection.execute(statement).scalar_one())


def _see_again(connection: Connection, document: Document, stored: Row[Any]) -> None:
    seen = max(document.fetched_at, stored.last_seen)
    connection.execute(update(documents).where(documents.c.id == document.id).values(last_seen=seen))
    _keep_address(connection, document)


def _keep_version(connection: Connection, before: Document | None) -> None:
    """The version that ends now keeps the whole record, so that its evidence still fits its text."""
    assert before is not None
    number = before.versions[-1].number
    connection.execute(
        update(versions)
        .where(versions.c.document_id == before.id, versions.c.number == number)
        .values(record=as_json(before))
    )


def _write(connection: Connection, prepared: Prepared, stored: Row[Any] | None, status: Status) -> None:
    document = prepared.document
    row = document_row(prepared) | {"revision": _next_revision(connection)}
    if stored is None:
        row |= {"version": 1, "first_seen": document.fetched_at}
        connection.execute(insert(documents).values(row))
        connection.execute(delete(tombstones).where(tombstones.c.id == document.id))
    else:
        seen = max(document.fetched_at, stored.last_seen)
        row |= {"version": stored.version + (status == "updated"), "last_seen": seen}
        connection.execute(update(documents).where(documents.c.id == document.id).values(row))
        for table in (codes, attachments):
            connection.execute(delete(table).where(table.c.document_id == document.id))
    for table, rows in ((codes, code_rows(document)), (attachments, attachment_rows(document))):
        if rows:
            connection.execute(insert(table), rows)
    _write_version(connection, prepared, row["version"], status)
    _keep_address(connection, document)


def _write_version(connection: Connection, prepared: Prepared, number: int, status: Status) -> None:
    document = prepared.document
    if status == "revised":
        connection.execute(
            update(versions)
            .where(versions.c.document_id == document.id, versions.c.number == number)
            .values(sha256=prepared.sha256)
        )
        return
    connection.execute(
        insert(versions).values(
            document_id=document.id, number=number, seen_at=document.fetched_at, sha256=prepared.sha256
        )
    )


def _keep_address(connection: Connection, document: Document) -> None:
    if document.url is not None:
        row = {"address": identity(address_key(document.url)), "document_id": document.id}
        upsert(connection, addresses, [row])


def _mark_duplicates(connection: Connection, likenesses: Iterable[str | None]) -> None:
    """In each group of equal documents all but the first seen point to it; whoever changes is revised."""
    for likeness in likenesses:
        if likeness is None:
            continue
        group = connection.execute(
            select(documents.c.id, documents.c.duplicate_of)
            .where(documents.c.likeness == likeness)
            .order_by(documents.c.first_seen, documents.c.id)
        ).all()
        for row in group:
            _point(connection, row, group[0].id if row is not group[0] else None)


def _point(connection: Connection, row: Row[Any, Any], original: str | None) -> None:
    if row.duplicate_of == original:
        return
    change = {"duplicate_of": original, "revision": _next_revision(connection)}
    connection.execute(update(documents).where(documents.c.id == row.id).values(change))

"""How documents change: each public function runs within one write transaction of its caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Text,
    bindparam,
    case,
    delete,
    insert,
    select,
    type_coerce,
    update,
)

from store.addresses import address_key
from store.correcting import as_read, overlay
from store.engine import upsert
from store.keeping_out import keep_out
from store.linking import link, symbol_of, unlink
from store.loading import load_one
from store.records import Document, WarcRef, as_json, identity
from store.rows import Prepared, document_row, part_rows, prepare
from store.samebytes import IS_LOOSE, OFFERED, forget_bytes, note_bytes
from store.tables import addresses, attachments, codes, counters, documents, removals, tombstones, versions

__all__ = [
    "SaveResult",
    "delete_document",
    "mark_duplicates",
    "mark_gone",
    "prepare",
    "read_one",
    "reread",
    "rewrite",
    "save",
    "save_unless_updated",
    "take_turn",
    "warc_columns",
]

Status: TypeAlias = Literal["new", "updated", "revised", "unchanged"]

# Made once: building and hashing them for every document costs more than running them.
_ID: BindParameter[str] = bindparam("wanted")
_STANDING = ("revision", "version", "sha256", "digest", "likeness", "duplicate_of", "gone_at", "gone_status",
             "last_seen", "warc_file", "warc_offset")  # fmt: skip
_FIND = select(*(documents.c[name] for name in _STANDING)).where(documents.c.id == _ID)
_CHANGE = update(documents).where(documents.c.id == _ID)
_INSERT = {table: insert(table) for table in (documents, codes, attachments, versions)}
_REMOVE = {table: delete(table).where(table.c.document_id == _ID) for table in (codes, attachments)}
_RAISE = delete(tombstones).where(tombstones.c.id == _ID)
_REVISION = counters.c.name == "revision"
_TURN = select(counters.c.value).where(_REVISION).with_for_update()
_NEXT = update(counters).where(_REVISION).values(value=counters.c.value + 1).returning(counters.c.value)
_VERSION = update(versions).where(versions.c.document_id == _ID, versions.c.number == bindparam("numbered"))
_RETURN = update(removals).where(removals.c.document_id == _ID, removals.c.returned_at.is_(None))
# A file without an address is never the first: what a page offers, or says, is. Nor is a page's print view.
_ALIKE = (
    select(documents.c.id, documents.c.duplicate_of, OFFERED.label("offered"))
    .where(documents.c.likeness == bindparam("likeness"))
    .order_by(
        case((IS_LOOSE, 2), (type_coerce(documents.c.flags, Text).contains('"print_view"'), 1), else_=0),
        documents.c.first_seen,
        documents.c.id,
    )
)


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What a save did, and the document's revision after it."""

    status: Status
    revision: int
    mended: bool = False  # the stored row was not what its digest says


def save(connection: Connection, prepared: Prepared) -> SaveResult:
    stored = _take(connection, prepared.document.id)
    kept = keep_out(connection, prepared)
    if kept is None:
        return _withdrawn(stored)
    return _save(connection, kept, stored, _status(kept, stored))


def _withdrawn(stored: Row[Any, Any] | None) -> SaveResult:
    """What a person had erased whole is not saved again."""
    return SaveResult("unchanged", stored.revision if stored else 0)


def save_unless_updated(connection: Connection, prepared: Prepared) -> SaveResult | None:
    """The same; None, with nothing done, where it would be another version of a stored document."""
    stored = _take(connection, prepared.document.id)
    status = _status(prepared, stored)
    return None if status == "updated" else _save(connection, prepared, stored, status)


def _save(
    connection: Connection, prepared: Prepared, stored: Row[Any, Any] | None, status: Status
) -> SaveResult:
    document = prepared.document
    if stored is not None and not _same_raw_record(document, stored):
        _note_return(connection, document)
    if status == "unchanged":
        assert stored is not None
        _see_again(connection, document, stored)
        return SaveResult(status, stored.revision)
    if status == "updated":
        _keep_version(connection, document.id)
    shown = prepared if stored is None else _corrected(connection, prepared)
    revision = _write(connection, shown, stored, status)
    alike = {prepared.likeness, stored.likeness if stored else None} | note_bytes(connection, document)
    changed: dict[str, int] = {}
    for likeness in sorted(filter(None, alike)):
        changed |= mark_duplicates(connection, likeness)
    _revise(connection, link(connection, shown.document, is_new=stored is None))
    return SaveResult(status, changed.get(document.id, revision))


def reread(connection: Connection, prepared: Prepared) -> SaveResult | None:
    """Saves another reading of the raw record that is stored; None where that is another one by now.

    What is stored is looked at itself, not at its digest only: a row that somebody changed is written anew.
    """
    stored = _take(connection, prepared.document.id)
    if stored is None or not _same_raw_record(prepared.document, stored):
        return None
    kept = keep_out(connection, prepared)
    if kept is None:
        return None
    prepared = kept
    result = save(connection, prepared)
    before = read_one(connection, prepared.document.id)
    if result.status != "unchanged" or before is None or prepare(before).digest == prepared.digest:
        return result
    shown = _corrected(connection, prepared)
    return SaveResult("revised", _write(connection, shown, stored, "revised"), mended=True)


def read_one(connection: Connection, document_id: str) -> Document | None:
    """A stored document as the program reads it, without what people say of it."""
    found = load_one(connection, document_id)
    return found and as_read(connection, [found])[0]


def rewrite(connection: Connection, document: Document) -> int:
    """Writes a stored document anew, as it was read, under the corrections that stand now; its new revision.

    Nobody has fetched it again. Raises KeyError where there is none.
    """
    stored = _take(connection, document.id)
    if stored is None:
        raise KeyError(document.id)
    shown = _corrected(connection, prepare(document))
    gone = {"gone_at": stored.gone_at, "gone_status": stored.gone_status}
    revision = _write(connection, shown, stored, "revised", **gone)
    _revise(connection, link(connection, shown.document))
    return revision


def _corrected(connection: Connection, prepared: Prepared) -> Prepared:
    """With what people say of the document; the hashes stay those of what was read."""
    document = overlay(connection, prepared.document)
    if document is prepared.document:
        return prepared
    return replace(prepared, document=document, body=as_json(document))


def mark_gone(connection: Connection, document_id: str, seen_at: dt.datetime, status: int) -> SaveResult:
    """Raises KeyError for an unknown document."""
    stored = _take(connection, document_id)
    if stored is None:
        raise KeyError(document_id)
    if stored.gone_at is not None:
        return SaveResult("unchanged", stored.revision)
    return SaveResult("revised", _change(connection, document_id, gone_at=seen_at, gone_status=status))


def delete_document(connection: Connection, document_id: str) -> bool:
    stored = _take(connection, document_id)
    if stored is None:
        return False
    act = symbol_of(connection, document_id)
    connection.execute(delete(documents).where(documents.c.id == document_id))
    connection.execute(insert(tombstones), {"id": document_id, "revision": _next_revision(connection)})
    for likeness in {stored.likeness} | forget_bytes(connection, document_id):
        mark_duplicates(connection, likeness)
    _revise(connection, unlink(connection, act))
    return True


def _take(connection: Connection, document_id: str) -> Row[Any, Any] | None:
    """What is stored of a document, after taking this writer's turn.

    Writers go one by one: revisions become visible in their order, so that no reader of `changed_since`
    steps over one that is committed late.
    """
    take_turn(connection)
    return connection.execute(_FIND, {"wanted": document_id}).one_or_none()


def take_turn(connection: Connection) -> None:
    connection.execute(_TURN).scalar_one()


def _status(prepared: Prepared, stored: Row[Any, Any] | None) -> Status:
    if stored is None:
        return "new"
    if prepared.sha256 != stored.sha256:
        is_ours = _same_raw_record(prepared.document, stored) or _is_dated_by_a_list(
            prepared.document, stored
        )
        return "revised" if is_ours else "updated"
    if prepared.digest != stored.digest:
        return "revised"
    is_back = stored.gone_at is not None and not _same_raw_record(prepared.document, stored)
    return "revised" if is_back else "unchanged"


def _same_raw_record(document: Document, stored: Row[Any, Any]) -> bool:
    """The same bytes read again: whatever differs now, the portal did not change it (design §5.4)."""
    raw = document.warc
    return raw is not None and (raw.file, raw.offset) == (stored.warc_file, stored.warc_offset)


def _is_dated_by_a_list(document: Document, stored: Row[Any, Any]) -> bool:
    """Nothing of the page changed: it had no date, and a list has shown one since."""
    published = document.published
    if published is None or published.source != "feed":
        return False
    undated: str = stored.sha256
    return replace(document, published=None).fingerprint() == undated


def _next_revision(connection: Connection) -> int:
    return int(connection.execute(_NEXT).scalar_one())


def _change(connection: Connection, document_id: str, **values: Any) -> int:
    """Sets columns of one document at a new revision, which is given back."""
    revision = _next_revision(connection)
    connection.execute(_CHANGE, {"wanted": document_id, "revision": revision, **values})
    return revision


def _revise(connection: Connection, ids: Iterable[str]) -> None:
    """New revisions for documents whose citations lead elsewhere, so that the index hears of them."""
    for id_ in sorted(ids):
        _change(connection, id_)


def _see_again(connection: Connection, document: Document, stored: Row[Any, Any]) -> None:
    seen = max(document.fetched_at, stored.last_seen)
    connection.execute(_CHANGE, {"wanted": document.id, "last_seen": seen})
    _keep_address(connection, document)


def _keep_version(connection: Connection, document_id: str) -> None:
    """The version that ends now keeps the whole record, so that its evidence still fits its text."""
    before = read_one(connection, document_id)
    assert before is not None
    ended = {"wanted": document_id, "numbered": before.versions[-1].number, "record": prepare(before).body}
    connection.execute(_VERSION, ended)


def _write(
    connection: Connection,
    prepared: Prepared,
    stored: Row[Any, Any] | None,
    status: Status,
    **kept: Any,
) -> int:
    document = prepared.document
    revision = _next_revision(connection)
    row = document_row(prepared) | {"revision": revision, "version": 1}
    if stored is None:
        row |= {"first_seen": document.fetched_at, "duplicate_of": None}
        connection.execute(_INSERT[documents], row)
        connection.execute(_RAISE, {"wanted": document.id})
    else:
        seen = max(document.fetched_at, stored.last_seen)
        row |= {"wanted": row.pop("id"), "last_seen": seen, "version": stored.version + (status == "updated")}
        if _same_raw_record(document, stored):  # no sign that the page is back
            row |= {"gone_at": stored.gone_at, "gone_status": stored.gone_status}
        connection.execute(_CHANGE, row | kept)
        for statement in _REMOVE.values():
            connection.execute(statement, {"wanted": document.id})
    for table in (codes, attachments):
        if parts := part_rows(prepared, table.name):
            connection.execute(_INSERT[table], parts)
    _write_version(connection, prepared, row["version"], status)
    _keep_address(connection, document)
    return revision


def _write_version(connection: Connection, prepared: Prepared, number: int, status: Status) -> None:
    id_, sha256, raw = prepared.document.id, prepared.sha256, prepared.document.warc
    if status == "revised":
        connection.execute(_VERSION, {"wanted": id_, "numbered": number, "sha256": sha256})
        return
    row = {"document_id": id_, "number": number, "seen_at": prepared.document.fetched_at, "sha256": sha256}
    connection.execute(_INSERT[versions], row | warc_columns("warc", raw))


def _note_return(connection: Connection, document: Document) -> None:
    """A page that was missing is there again: its removal, confirmed or not, ends with this answer."""
    back = {"returned_at": document.fetched_at, **warc_columns("returned", document.warc)}
    connection.execute(_RETURN, {"wanted": document.id, **back})


def warc_columns(prefix: str, raw: WarcRef | None) -> dict[str, Any]:
    """The two columns that point to a record of the archive."""
    return {f"{prefix}_file": raw and raw.file, f"{prefix}_offset": raw and raw.offset}


def _keep_address(connection: Connection, document: Document) -> None:
    if document.url is not None:
        row = {"address": identity(address_key(document.url)), "document_id": document.id}
        upsert(connection, addresses, [row])


def mark_duplicates(connection: Connection, likeness: str | None) -> dict[str, int]:
    """Of equal documents all but the first seen point to it, a loose file to a page's with the same bytes.

    Those that change get new revisions.
    """
    if likeness is None:
        return {}
    group = connection.execute(_ALIKE, {"likeness": likeness}).all()
    first = group[0].id if group else None
    pointing = [(row, row.offered or (None if row.id == first else first)) for row in group]
    return {
        row.id: _change(connection, row.id, duplicate_of=original)
        for row, original in pointing
        if row.duplicate_of != original
    }

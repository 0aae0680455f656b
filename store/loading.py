"""Documents out of their tables, a batch at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from store.addresses import address_key
from store.correcting import kept_of, told
from store.records import Document, identity
from store.rows import document_from
from store.tables import addresses, attachments, citations, codes, documents, files, versions

_child = documents.alias("child")
# The files of a page with what is known of each: `rows._attachment` reads it.
_FILES = (
    select(
        attachments,
        files.c.id.label("file_id"),
        files.c.reason,
        files.c.facts,
        files.c.warc_file,
        files.c.warc_offset,
        _child.c.id.label("child_id"),
        _child.c.file.label("child_file"),
    )
    .outerjoin(files, files.c.url == attachments.c.url)
    .outerjoin(_child, _child.c.id == files.c.document_id)
)
# Without `record`: older versions are read only when somebody asks for one.
_LINKED = (citations.c.document_id, citations.c.position, citations.c.target, citations.c.candidates,
           citations.c.date_disagrees)  # fmt: skip
_VERSION = (versions.c.document_id, versions.c.number, versions.c.seen_at, versions.c.sha256)


def load_one(connection: Connection, document_id: str) -> Document | None:
    return next(iter(load(connection, select(documents).where(documents.c.id == document_id))), None)


def load(connection: Connection, statement: Select[Any]) -> list[Document]:
    """The documents of a statement that selects rows of `documents`, in its order."""
    return [document for _, document in load_revised(connection, statement)]


def load_revised(connection: Connection, statement: Select[Any]) -> list[tuple[int, Document]]:
    """The same with the revision of each document."""
    rows = connection.execute(statement).all()
    ids = [row.id for row in rows]
    parts = [
        by_document(connection, selected.where(owner.in_(ids)).order_by(order))
        for selected, owner, order in (
            (select(codes), codes.c.document_id, codes.c.position),
            (_FILES, attachments.c.document_id, attachments.c.position),
            (select(*_VERSION), versions.c.document_id, versions.c.number),
            (
                select(*_LINKED).where(citations.c.target.is_not(None) | citations.c.candidates.is_not(None)),
                citations.c.document_id,
                citations.c.position,
            ),
        )
        if ids
    ]
    kept = kept_of(connection, ids)
    return [
        (
            row.revision,
            told(document_from(row, *(part.get(row.id, ()) for part in parts)), kept.get(row.id, ())),
        )
        for row in rows
    ]


def by_document(connection: Connection, statement: Select[Any]) -> dict[str, list[Row[Any]]]:
    """The rows of a statement, grouped by their `document_id`."""
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.document_id, []).append(row)
    return found


def find_id(connection: Connection, id_or_url: str) -> str | None:
    """The id itself, else the document with this address: the one whose own address it is comes first."""
    if _exists(connection, id_or_url):
        return id_or_url
    hashed = identity(address_key(id_or_url))
    statement = (
        select(documents.c.id)
        .join(addresses, addresses.c.document_id == documents.c.id)
        .where(addresses.c.address == hashed)
        .order_by((documents.c.url == id_or_url).desc(), documents.c.last_seen.desc(), documents.c.id)
        .limit(1)
    )
    found = connection.execute(statement).scalar()
    return found or (hashed if _exists(connection, hashed) else None)


def _exists(connection: Connection, document_id: str) -> bool:
    return (
        connection.execute(select(documents.c.id).where(documents.c.id == document_id)).scalar() is not None
    )

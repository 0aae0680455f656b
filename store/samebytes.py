"""Files that somebody had and that a page offers, too: one publication, that of the page (design §5.3).

Each stays a document with what is known of where it came from; the one without an address is the copy,
whichever came first, since only the other leads to its page.
"""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, exists, select

from store.byte_tables import file_bytes
from store.engine import upsert
from store.records import Document
from store.tables import documents

IS_LOOSE = and_(documents.c.url.is_(None), documents.c.parent.is_(None))
_offered = documents.alias("offered")
_theirs = file_bytes.alias("theirs")
# The first document of a page's file that has the bytes of a row of `documents`.
OFFERED = (
    select(_offered.c.id)
    .select_from(
        file_bytes.join(_theirs, _theirs.c.sha256 == file_bytes.c.sha256).join(
            _offered, _offered.c.id == _theirs.c.document_id
        )
    )
    .where(file_bytes.c.document_id == documents.c.id, _offered.c.parent.is_not(None), IS_LOOSE)
    .order_by(_offered.c.first_seen, _offered.c.id)
    .limit(1)
    .correlate(documents)
    .scalar_subquery()
)


def note_bytes(connection: Connection, document: Document) -> set[str]:
    """Keeps what a file is by its bytes; the likenesses of loose files that may now be copies, or none."""
    concerned = _loose_like(connection, document.id)
    connection.execute(delete(file_bytes).where(file_bytes.c.document_id == document.id))
    if document.file is None or document.file.sha256 is None:
        return concerned
    upsert(connection, file_bytes, [{"document_id": document.id, "sha256": document.file.sha256}])
    return concerned | _loose_like(connection, document.id)


def forget_bytes(connection: Connection, document_id: str) -> set[str]:
    """The same for a document that is gone from the store."""
    concerned = _loose_like(connection, document_id)
    connection.execute(delete(file_bytes).where(file_bytes.c.document_id == document_id))
    return concerned


def note_all(connection: Connection) -> set[str]:
    """The same for all documents of a store that knows nothing of bytes yet."""
    column = documents.c
    known = [
        {"document_id": row.id, "sha256": row.file["sha256"]}
        for row in connection.execute(select(column.id, column.file).where(column.file.is_not(None)))
        if row.file["sha256"]
    ]
    upsert(connection, file_bytes, known)
    copies = select(column.likeness).where(IS_LOOSE, column.likeness.is_not(None), OFFERED.is_not(None))
    return set(connection.scalars(copies))


def _loose_like(connection: Connection, document_id: str) -> set[str]:
    """The likenesses of the loose files with the bytes of a document."""
    mine = select(file_bytes.c.sha256).where(file_bytes.c.document_id == document_id).scalar_subquery()
    same = exists().where(_theirs.c.document_id == documents.c.id, _theirs.c.sha256 == mine)
    loose = select(documents.c.likeness).where(same, IS_LOOSE, documents.c.likeness.is_not(None))
    return set(connection.scalars(loose))

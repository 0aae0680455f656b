"""Documents of which nothing changed but the coding, written many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, update

from store.correcting import kept_of
from store.records import Document
from store.rows import NAMED, document_row, part_rows, prepare
from store.saving import rewrite
from store.switching import next_revisions
from store.tables import codes, documents

# All that a coding changes.
_CODING = ("is_reform", "codebook", "coder", "coding_proof", "details", *NAMED, "flags", "digest")
_ID: BindParameter[str] = bindparam("wanted")
_CHANGE = update(documents).where(documents.c.id == _ID)
_REMOVE = delete(codes).where(codes.c.document_id == _ID)


def rewrite_codings(connection: Connection, recoded: Sequence[Document]) -> None:
    """Writes stored documents with other codings, as they were read, each at a revision of its own.

    Runs in its caller's transaction, after its turn was taken. Where people corrected a document their word
    is laid over it anew.
    """
    corrected = kept_of(connection, [document.id for document in recoded])
    for document in recoded:
        if document.id in corrected:
            rewrite(connection, document)
    plain = [prepare(document) for document in recoded if document.id not in corrected]
    if not plain:
        return
    following = next_revisions(connection, len(plain))
    rows = [document_row(prepared) for prepared in plain]
    connection.execute(
        _CHANGE,
        [
            {"wanted": row["id"], "revision": following + place} | {name: row[name] for name in _CODING}
            for place, row in enumerate(rows)
        ],
    )
    connection.execute(_REMOVE, [{"wanted": row["id"]} for row in rows])
    if parts := [part for prepared in plain for part in part_rows(prepared, "codes")]:
        connection.execute(insert(codes), parts)

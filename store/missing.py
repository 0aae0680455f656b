"""Which documents a version of the codebook has to code: conditions on rows of `documents`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from store.coding_tables import codings
from store.tables import documents


def elsewhere(version: str, coder: int) -> ColumnElement[bool]:
    """A document does not stand coded with a version, or by an older coder."""
    return or_(is_other(version), func.coalesce(documents.c.coder, 0) < coder)


def _has_coded(version: str, coder: int) -> ColumnElement[bool]:
    """A version has coded a document as it is now, beside what stands, by no older coder."""
    return exists().where(
        codings.c.document_id == documents.c.id,
        codings.c.codebook == version,
        codings.c.sha256 == documents.c.sha256,
        func.coalesce(codings.c.coder, 0) >= coder,
    )


def is_other(version: str) -> ColumnElement[bool]:
    return or_(documents.c.codebook.is_(None), documents.c.codebook != version)


def missing_of(version: str, coder: int = 0, *, anew: bool = False) -> tuple[ColumnElement[bool], ...]:
    """What holds of documents that a version has to code."""
    other = elsewhere(version, coder)
    return (other,) if anew else (other, ~_has_coded(version, coder))


def count_of(connection: Connection, *holds: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(documents).where(*holds)).scalar_one()

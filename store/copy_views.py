"""What is shown of copies: those that are near a document, and the first of its family."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, and_, func, select

from store.copy_families import NEAR, bands, jaccard
from store.copy_records import CopyFamily, Repeated
from store.copy_tables import copy_bands, copy_members, copy_texts
from store.records import Near
from store.tables import documents

_MOST_NEAR = 20
_MOST_COMPARED = 1000


def is_current() -> ColumnElement[bool]:
    """A member stands for the version of its document that there is now."""
    return and_(copy_members.c.document_id == documents.c.id, copy_members.c.sha256 == documents.c.sha256)


def near_of(connection: Connection, document_id: str) -> tuple[Near, ...]:
    """The documents whose texts are most like that of a document, those of other acts too; 20 at most."""
    wanted = select(copy_texts).join(copy_members, copy_members.c.text == copy_texts.c.text)
    mine = connection.execute(
        wanted.join(documents, is_current()).where(documents.c.id == document_id)
    ).one_or_none()
    if mine is None:
        return ()
    found: list[Near] = []
    for share, text in _alike(connection, mine.text, mine.minhash):
        found += (
            Near(id_, share) for id_ in _members(connection, text, document_id, _MOST_NEAR - len(found))
        )
        if len(found) == _MOST_NEAR:
            break
    return tuple(found)


def family_of(connection: Connection, document_id: str) -> CopyFamily | None:
    """The family of a document; None for one that has no copy."""
    first = connection.execute(
        select(copy_members.c.first).join(documents, is_current()).where(documents.c.id == document_id)
    ).scalar()
    if first is None:
        return None
    counted = select(func.count()).select_from(copy_members).where(copy_members.c.first == first)
    return CopyFamily(first, connection.execute(counted).scalar_one())


def repeated(connection: Connection) -> dict[str, Repeated]:
    """All documents that have copies, by id."""
    member = copy_members.c
    wanted = select(member.document_id, member.first, member.sorted_by).join(documents, is_current())
    # Not null: said so, the index is used.
    return {row[0]: Repeated(row[1], row[2]) for row in connection.execute(wanted.where(member.first > ""))}


def _alike(connection: Connection, text: str, minhash: bytes | None) -> Iterator[tuple[float, str]]:
    """The text itself, then those near it, the nearest first."""
    yield 1.0, text
    if minhash is None:
        return
    sharing = select(copy_bands.c.text).where(copy_bands.c.band.in_(bands(minhash)))
    wanted = select(copy_texts.c.text, copy_texts.c.minhash).where(
        copy_texts.c.text.in_(sharing), copy_texts.c.text != text
    )
    rows = connection.execute(wanted.order_by(copy_texts.c.text).limit(_MOST_COMPARED)).all()
    shares = sorted((-jaccard(minhash, row.minhash), row.text) for row in rows)
    yield from ((round(-share, 2), other) for share, other in shares if -share >= NEAR)


def _members(connection: Connection, text: str, without: str, most: int) -> list[str]:
    wanted = select(documents.c.id).join(copy_members, is_current()).where(copy_members.c.text == text)
    wanted = wanted.where(documents.c.id != without).order_by(copy_members.c.sorted_by, documents.c.id)
    return list(connection.scalars(wanted.limit(most)))

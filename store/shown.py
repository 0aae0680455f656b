"""What an answer shows of a document, without what it does not: versions, details, evidence, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from store.loading import by_document
from store.records import Locality, Published
from store.rows import locality_of, published_of
from store.tables import codes, documents

_COLUMNS = (
    "id", "parent", "title", "text", "url", "kind", "details", "codebook",
    "published_date", "published_time", "published_precision", "published_source", "published_raw",
    "locality_code", "locality_name", "level", "province_code", "province_name", "today_code",
    "today_name", "locality_source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """`themes` has one pair of theme and weight for each code, sub-themes apart."""

    id: str
    parent: str | None
    title: str
    text: str
    url: str | None
    kind: str
    locality: Locality | None
    published: Published | None
    act_number: str | None
    themes: tuple[tuple[str, float], ...]
    codebook: str | None


def load_shown(connection: Connection, ids: Sequence[str]) -> list[Shown]:
    """The documents with these ids, in no order."""
    wanted = select(*(documents.c[name] for name in _COLUMNS)).where(documents.c.id.in_(ids))
    rows = connection.execute(wanted).all()
    weights = by_document(
        connection,
        select(codes.c.document_id, codes.c.theme, codes.c.weight)
        .where(codes.c.document_id.in_(ids))
        .order_by(codes.c.position),
    )
    return [_shown(row, weights.get(row.id, ())) for row in rows]


def _shown(row: Row[Any], weights: Sequence[Row[Any]]) -> Shown:
    act = row.details["act"]
    return Shown(
        id=row.id,
        parent=row.parent,
        title=row.title,
        text=row.text,
        url=row.url,
        kind=row.kind,
        locality=locality_of(row),
        published=published_of(row),
        act_number=act["number"] if act else None,
        themes=tuple((code.theme, code.weight) for code in weights),
        codebook=row.codebook,
    )

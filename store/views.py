"""Documents as several codebooks code them, side by side and without their texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from store.coding_tables import codings, uncorrected
from store.copy_tables import copy_members
from store.copy_views import is_current
from store.correcting import Kept, correct_coding, kept_of
from store.loading import by_document
from store.records import Code, Json
from store.tables import codes, documents

_COLUMNS = (
    "id", "title", "url", "parent", "locality_code", "province_code", "today_code", "level", "portal", "kind",
    "published_date", "published_time", "published_precision", "flags", "is_reform", "codebook",
    "duplicate_of", "coder", "details",
)  # fmt: skip
NAMED = ("indices", "channels", "audiences")


class View(NamedTuple):
    """What one codebook, and people, make of a document; `named`: the ids of `NAMED`."""

    is_reform: bool
    codes: tuple[Code, ...]  # without evidence
    named: Mapping[str, tuple[str, ...]]


class Views(NamedTuple):
    """`row` has the columns of the document, `views` one for each version asked for."""

    row: Row[Any]
    views: tuple[View, ...]


def is_newer() -> ColumnElement[bool]:
    """A coding beside is that of a later coder than the one that coded the document as it stands."""
    return and_(
        codings.c.document_id == documents.c.id,
        codings.c.sha256 == documents.c.sha256,
        func.coalesce(codings.c.coder, 0) > func.coalesce(documents.c.coder, 0),
    )


def load_views(connection: Connection, versions: Sequence[str | None], after: str, limit: int) -> list[Views]:
    """The documents after an id, as each of the versions codes them."""
    wanted: Select[Any] = select(*(documents.c[name] for name in _COLUMNS), copy_members.c.first)
    wanted = wanted.outerjoin(copy_members, is_current()).where(documents.c.id > after)
    rows = connection.execute(wanted.order_by(documents.c.id).limit(limit)).all()
    ids = [row.id for row in rows]
    if not ids:
        return []
    beside = {
        (row.document_id, row.codebook): row.coding
        for row in connection.execute(
            select(codings).where(
                codings.c.codebook.in_([name for name in versions if name]), codings.c.document_id.in_(ids)
            )
        )
    }
    newer = select(codings.c.document_id, codings.c.codebook).join(documents, is_newer())
    ahead = {
        (row.document_id, row.codebook)
        for row in connection.execute(
            newer.where(codings.c.codebook == documents.c.codebook, documents.c.id.in_(ids))
        )
    }
    kept = kept_of(connection, ids)
    bare = _read(connection, kept)
    standing = by_document(
        connection, select(codes).where(codes.c.document_id.in_(ids)).order_by(codes.c.position)
    )
    found = []
    for row in rows:
        own = _standing(row, standing.get(row.id, ()), bare.get(row.id))
        stands = {None, row.codebook} - {name for id_, name in ahead if id_ == row.id}
        views = (own if name in stands else _beside(beside[row.id, name]) for name in versions)
        found.append(Views(row, tuple(_corrected(view, kept.get(row.id, ())) for view in views)))
    return found


def _read(connection: Connection, kept: Mapping[str, Sequence[Kept]]) -> dict[str, Json]:
    wanted = select(uncorrected).where(uncorrected.c.document_id.in_(list(kept)))
    return {row.document_id: row.record for row in connection.execute(wanted)} if kept else {}


def _standing(row: Row[Any], given: Iterable[Row[Any]], bare: Json | None) -> View:
    """What stands in the tables; where a person corrected it, what was read."""
    named = {name: _ids(row.details[name]) for name in NAMED}
    if bare is not None:
        return View(bare["is_reform"], _codes(bare["codes"]), named)
    return View(row.is_reform, tuple(Code(c.theme, c.subtheme, c.weight, ()) for c in given), named)


def _beside(coding: Json) -> View:
    return View(coding["is_reform"], _codes(coding["codes"]), {name: _ids(coding[name]) for name in NAMED})


def _corrected(view: View, kept: Sequence[Kept]) -> View:
    is_reform, found = correct_coding(view.is_reform, view.codes, kept)
    return view._replace(is_reform=is_reform, codes=found)


def _codes(found: Iterable[Json]) -> tuple[Code, ...]:
    return tuple(Code(code["theme"], code["subtheme"], code["weight"], ()) for code in found)


def _ids(found: Iterable[Any]) -> tuple[str, ...]:
    """Indices are ids, channels and audiences records with one."""
    return tuple(sorted(each if isinstance(each, str) else each["id"] for each in found))

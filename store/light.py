"""Documents as measures and samples need them: light rows, read by the hundred thousand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, select, type_coerce

from store.copy_tables import copy_members
from store.copy_views import is_current
from store.records import Code, Level, Precision
from store.tables import codes, documents


class CodedDocument(NamedTuple):
    """What measures need of a document. `themes` has one pair for each code, sub-themes apart."""

    id: str
    parent: str | None
    locality: str | None
    province: str | None
    today: str | None
    level: Level | None
    portal: str | None
    kind: str
    published: dt.date | None
    time: str | None
    precision: Precision | None
    flags: tuple[str, ...]
    is_reform: bool
    codebook: str | None
    themes: tuple[tuple[str, float], ...]
    duplicate_of: str | None
    first: str | None = None  # of the copies that it is one of, on whatever portal; None: there are none


_BEFORE_FLAGS = (
    "id", "parent", "locality_code", "province_code", "today_code", "level", "portal", "kind",
    "published_date", "published_time", "published_precision",
)  # fmt: skip
# The columns of the index `documents_light`: what is asked besides must be among them.
LIGHT: Select[Any] = select(
    *(documents.c[name] for name in _BEFORE_FLAGS),
    type_coerce(documents.c.flags, Text).label("flags"),  # read by `_flags`: few are different
    documents.c.is_reform,
    documents.c.codebook,
    documents.c.duplicate_of,
)
_THEMES = select(codes.c.document_id, codes.c.theme, codes.c.weight).order_by(
    codes.c.document_id, codes.c.position
)
_FIRSTS = (
    select(copy_members.c.document_id, copy_members.c.first)
    .join(documents, is_current())
    .where(copy_members.c.first > "")  # not null: said so, the index is used
)
Within: TypeAlias = Callable[[ColumnElement[str]], ColumnElement[bool]]


def firsts(connection: Connection, within: Within | None = None) -> dict[str, str]:
    """Of documents with copies, the first of these."""
    wanted = _FIRSTS if within is None else _FIRSTS.where(within(copy_members.c.document_id))
    return {row[0]: row[1] for row in connection.execute(wanted)}


def light(
    connection: Connection, rows: Iterable[Row[Any]], within: Within, known: Mapping[str, str]
) -> Iterator[CodedDocument]:
    """The documents of rows of `LIGHT`; `within` holds of the ids of all of them, and maybe of others, and
    `known` are their `firsts`."""
    themes: dict[str, tuple[tuple[str, float], ...]] = {}
    for id_, theme, weight in connection.execute(_THEMES.where(within(codes.c.document_id))).all():
        themes[id_] = (*themes.get(id_, ()), (theme, weight))
    for row in rows:
        *before, flags, is_reform, codebook, duplicate_of = tuple[Any, ...](row)
        id_ = before[0]
        yield CodedDocument._make(
            (*before, _flags(flags), is_reform, codebook, themes.get(id_, ()), duplicate_of, known.get(id_))
        )


def coded(row: Row[Any], weights: Iterable[Code], *, is_reform: bool, codebook: str | None) -> CodedDocument:
    """A row of the documents' columns with a coding that stands beside the one that it carries."""
    before = (getattr(row, name) for name in _BEFORE_FLAGS)
    themes = tuple((code.theme, code.weight) for code in weights)
    return CodedDocument._make(
        (*before, tuple(row.flags), is_reform, codebook, themes, row.duplicate_of, row.first)
    )


@lru_cache(maxsize=4096)
def _flags(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))

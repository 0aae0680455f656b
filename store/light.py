"""Documents as measures and samples need them: light rows, read by the hundred thousand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from store.copy_tables import copy_members
from store.copy_views import is_current
from store.engine import as_day, raw_rows
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
# The columns of the index `documents_light`: what is asked besides must be among them. Read as the driver
# gives them (`store.engine.raw_rows`).
LIGHT: Select[Any] = select(
    *(documents.c[name] for name in _BEFORE_FLAGS),
    documents.c.flags,
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
_SHARED = (2, 3, 4, 5, 6, 7, 9, 10, 13)  # of LIGHT: words that many documents have, kept once
Themes: TypeAlias = tuple[tuple[str, float], ...]
Within: TypeAlias = Callable[[ColumnElement[str]], ColumnElement[bool]]


def firsts(connection: Connection, within: Within | None = None) -> dict[str, str]:
    """Of documents with copies, the first of these."""
    wanted = _FIRSTS if within is None else _FIRSTS.where(within(copy_members.c.document_id))
    return {row[0]: row[1] for row in raw_rows(connection, wanted)}


def light(
    connection: Connection, rows: Sequence[Sequence[Any]], within: Within, known: Mapping[str, str]
) -> list[CodedDocument]:
    """The documents of raw rows of `LIGHT`; `known` are their `firsts`.

    `within` holds of the ids of all of them, and maybe of others.
    """
    # By columns, not by rows: a hundred thousand documents pass in half of the time.
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    if not columns:
        return []
    ids, themes = columns[0], _themes(connection, within)
    for place in _SHARED:
        columns[place] = map(_shared, columns[place])
    columns[8] = map(as_day, columns[8])
    columns[11] = map(_flags, columns[11])
    columns[12] = map(bool, columns[12])
    more = map(themes.get, ids, repeat(())), columns[14], map(known.get, ids)
    return list(map(CodedDocument._make, zip(*columns[:14], *more, strict=True)))


def _themes(connection: Connection, within: Within) -> dict[str, Themes]:
    found: dict[str, Themes] = {}
    for id_, *code in raw_rows(connection, _THEMES.where(within(codes.c.document_id))):
        found[id_] = _and(found.get(id_, ()), *code)
    return found


@lru_cache(maxsize=65536)  # few are different, and each is kept once
def _and(themes: Themes, theme: str, weight: float) -> Themes:
    return (*themes, (theme, weight))


def coded(row: Row[Any], weights: Iterable[Code], *, is_reform: bool, codebook: str | None) -> CodedDocument:
    """A row of the documents' columns with a coding that stands beside the one that it carries."""
    before = (getattr(row, name) for name in _BEFORE_FLAGS)
    themes = tuple((code.theme, code.weight) for code in weights)
    return CodedDocument._make(
        (*before, tuple(row.flags), is_reform, codebook, themes, row.duplicate_of, row.first)
    )


@lru_cache(maxsize=65536)
def _shared(value: str | None) -> str | None:
    return value


@lru_cache(maxsize=4096)
def _flags(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))

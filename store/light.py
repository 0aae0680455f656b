"""Documents as measures and samples need them: light rows, read by the hundred thousand."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, repeat
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

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


class LightRows(Collection[CodedDocument]):
    """Light rows kept by columns; one who iterates over them makes the rows, which takes as long as reading.

    A column has the name of its field of `CodedDocument`. What `where` leaves of it is made when it is asked
    for: of most rows that are chosen nobody looks at all columns.
    """

    def __init__(self, columns: Sequence[list[Any] | None], source: _Source | None = None) -> None:
        self._columns, self._source = list(columns), source

    @classmethod
    def of(cls, rows: Iterable[CodedDocument]) -> LightRows:
        if isinstance(rows, LightRows):
            return rows
        found = list(rows)
        return cls([[row[place] for row in found] for place in range(_WIDTH)])

    @classmethod
    def joined(cls, parts: Iterable[LightRows]) -> LightRows:
        columns: list[list[Any]] = [[] for _ in range(_WIDTH)]
        for part in parts:
            for place, column in enumerate(columns):
                column.extend(part._at(place))
        return cls(columns)

    def column(self, name: str) -> list[Any]:
        return self._at(CodedDocument._fields.index(name))

    @property
    def ids(self) -> list[str]:
        return self._at(0)

    def where(self, holds: Iterable[object]) -> LightRows:
        """Those of which `holds`, which has one value for each row, is true."""
        chosen = list(holds)
        return self if all(chosen) else LightRows([None] * _WIDTH, (self, chosen))

    def having(self, name: str, value: object) -> LightRows:
        """All of them, with one value in a column."""
        columns: list[list[Any] | None] = [None] * _WIDTH
        columns[CodedDocument._fields.index(name)] = [value] * len(self)
        return LightRows(columns, (self, None))

    def _at(self, place: int) -> list[Any]:
        found = self._columns[place]
        if found is None:
            assert self._source is not None
            rows, chosen = self._source
            found = rows._at(place) if chosen is None else list(compress(rows._at(place), chosen))
            self._columns[place] = found
        return found

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[CodedDocument]:
        return map(CodedDocument._make, zip(*map(self._at, range(_WIDTH)), strict=True))

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)


_WIDTH = len(CodedDocument._fields)
_Source: TypeAlias = tuple[LightRows, Sequence[object] | None]  # None: all of its rows
_BEFORE_FLAGS = (
    "id", "parent", "locality_code", "province_code", "today_code", "level", "portal", "kind",
    "published_date", "published_time", "published_precision",
)  # fmt: skip
# What many documents have in common, read as one value: a driver makes a value for each column of each row,
# which takes longer than all else. JSON, which no word can break, is also what SQLite joins fastest.
_COMMON = (
    "locality_code", "province_code", "today_code", "level", "portal", "kind", "published_precision",
    "codebook", "is_reform",
)  # fmt: skip


class _Together(FunctionElement[str]):
    """Values as one JSON array."""

    type = Text()
    inherit_cache = True


@compiles(_Together)
def _together(element: _Together, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array({compiler.process(element.clauses, **options)})"


@compiles(_Together, "postgresql")
def _together_there(element: _Together, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_build_array({compiler.process(element.clauses, **options)}) AS TEXT)"


# The columns of the index `documents_light`: what is asked besides must be among them. Read as the driver
# gives them (`store.engine.raw_rows`).
LIGHT: Select[Any] = select(
    documents.c.id,
    documents.c.parent,
    _Together(*(documents.c[name] for name in _COMMON), type_coerce(documents.c.flags, Text)).label("common"),
    documents.c.published_date,
    documents.c.published_time,
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
Themes: TypeAlias = tuple[tuple[str, float], ...]
Within: TypeAlias = Callable[[ColumnElement[str]], ColumnElement[bool]]


def firsts(connection: Connection, within: Within | None = None) -> dict[str, str]:
    """Of documents with copies, the first of these."""
    wanted = _FIRSTS if within is None else _FIRSTS.where(within(copy_members.c.document_id))
    return {row[0]: row[1] for row in raw_rows(connection, wanted)}


def light(
    connection: Connection, rows: Sequence[Sequence[Any]], within: Within, known: Mapping[str, str]
) -> LightRows:
    """The documents of raw rows of `LIGHT`; `known` are their `firsts`.

    `within` holds of the ids of all of them, and maybe of others.
    """
    if not rows:
        return LightRows.of(())
    # By columns, not by rows: a hundred thousand documents pass in a third of the time.
    ids, parents, common, days, times, originals = zip(*rows, strict=True)
    locality, province, today, level, portal, kind, precision, codebook, is_reform, flags = zip(
        *map(_told, common), strict=True
    )
    themes = map(_themes(connection, within).get, ids, repeat(()))
    columns: list[Iterable[Any]] = [
        ids, parents, locality, province, today, level, portal, kind, map(as_day, days), times, precision,
        flags, is_reform, codebook, themes, originals, map(known.get, ids),
    ]  # fmt: skip
    return LightRows(list(map(list, columns)))


@lru_cache(maxsize=65536)
def _told(common: str) -> tuple[Any, ...]:
    """The values of `_COMMON` and the flags; words that many documents share are kept once."""
    *words, is_reform, flags = json.loads(common)
    return *(None if word is None else sys.intern(word) for word in words), bool(is_reform), _flags(flags)


def _themes(connection: Connection, within: Within) -> dict[str, Themes]:
    found: dict[str, Themes] = {}
    for id_, theme, weight in raw_rows(connection, _THEMES.where(within(codes.c.document_id))):
        found[id_] = _and(found.get(id_, ()), theme, weight)
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


@lru_cache(maxsize=4096)
def _flags(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))

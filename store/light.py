"""Documents as measures and samples need them: light rows, read by the hundred thousand."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import compress, repeat
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, cast, func, select, type_coerce

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

    A column has the name of its field of `CodedDocument`.
    """

    def __init__(self, columns: Sequence[list[Any]]) -> None:
        self._columns = columns

    @classmethod
    def of(cls, rows: Iterable[CodedDocument]) -> LightRows:
        if isinstance(rows, LightRows):
            return rows
        found = list(rows)
        return cls([list(_column(found, place)) for place in range(len(CodedDocument._fields))])

    @classmethod
    def joined(cls, parts: Iterable[LightRows]) -> LightRows:
        found = cls.of(())
        for part in parts:
            for column, more in zip(found._columns, part._columns, strict=True):
                column.extend(more)
        return found

    def column(self, name: str) -> list[Any]:
        return self._columns[CodedDocument._fields.index(name)]

    @property
    def ids(self) -> list[str]:
        return self._columns[0]

    def where(self, holds: Iterable[object]) -> LightRows:
        """Those of which `holds`, which has one value for each row, is true."""
        chosen = list(holds)
        if all(chosen):
            return self
        return LightRows([list(compress(column, chosen)) for column in self._columns])

    def having(self, name: str, value: object) -> LightRows:
        """All of them, with one value in a column."""
        columns = list(self._columns)
        columns[CodedDocument._fields.index(name)] = [value] * len(self)
        return LightRows(columns)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[CodedDocument]:
        return map(CodedDocument._make, zip(*self._columns, strict=True))

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)


_BEFORE_FLAGS = (
    "id", "parent", "locality_code", "province_code", "today_code", "level", "portal", "kind",
    "published_date", "published_time", "published_precision",
)  # fmt: skip
# What many documents have in common, read as one value: a driver makes a value for each column of each row,
# which takes longer than all else. A word with one of these two signs is read without it (U+FFFD); flags,
# which are JSON, stand last.
_NEXT, _NULL = "\x1f", "\x1e"
_COMMON = (
    "locality_code", "province_code", "today_code", "level", "portal", "kind", "published_precision",
    "codebook", "is_reform",
)  # fmt: skip


_OWN = frozenset({"level", "published_precision", "is_reform"})  # words of the program, and of nobody else


def _common() -> ColumnElement[str]:
    words = [func.coalesce(_plain(name), _NULL) for name in _COMMON]
    return reduce(lambda one, other: one + _NEXT + other, (*words, type_coerce(documents.c.flags, Text)))


def _plain(name: str) -> ColumnElement[str]:
    word = cast(documents.c[name], Text)
    return word if name in _OWN else reduce(_without, (_NEXT, _NULL), word)


def _without(word: ColumnElement[str], sign: str) -> ColumnElement[str]:
    return func.replace(word, sign, "\ufffd")


# The columns of the index `documents_light`: what is asked besides must be among them. Read as the driver
# gives them (`store.engine.raw_rows`).
LIGHT: Select[Any] = select(
    documents.c.id,
    documents.c.parent,
    _common().label("common"),
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
_TRUE = frozenset({"1", "true"})  # of SQLite, of PostgreSQL
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
    # By columns, not by rows: a hundred thousand documents pass in a third of the time.
    ids, parents, common, days, times, originals = (list(_column(rows, place)) for place in range(6))
    told = list(map(_told, common))
    locality, province, today, level, portal, kind, precision, codebook, is_reform, flags = (
        _column(told, place) for place in range(10)
    )
    themes = map(_themes(connection, within).get, ids, repeat(()))
    columns: list[Iterable[Any]] = [
        ids, parents, locality, province, today, level, portal, kind, map(as_day, days), times, precision,
        flags, is_reform, codebook, themes, originals, map(known.get, ids),
    ]  # fmt: skip
    return LightRows(list(map(list, columns)))


def _column(rows: Sequence[Sequence[Any]], place: int) -> Iterator[Any]:
    return map(itemgetter(place), rows)


@lru_cache(maxsize=65536)
def _told(common: str) -> tuple[Any, ...]:
    """The values of `_COMMON` and the flags; words that many documents share are kept once."""
    *words, is_reform, flags = common.split(_NEXT, len(_COMMON))
    return *(None if word == _NULL else sys.intern(word) for word in words), is_reform in _TRUE, _flags(flags)


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

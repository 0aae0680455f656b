"""The engine-neutral query: what a search asks, before any engine sees it.

`search.query.parse` makes these trees, each engine translates them, `search.highlight` marks their words.
Nesting is bounded by the parser, so that walking a tree may recurse.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

TextField: TypeAlias = Literal["title", "text", "number", "issuer"]
ValueField: TypeAlias = Literal[
    "portal",
    "province",
    "today",
    "within",
    "place",
    "region",
    "level",
    "kind",
    "theme",
    "subtheme",
    "year",
    "reform",
    "channel",
    "audience",
    "index",
    "flag",
    "parent",
]
# Fields of the index that people write otherwise.
_WRITTEN = {"within": "locality", "place": "locality", "region": "province", "subtheme": "theme"}
DEFAULT_FIELDS: tuple[TextField, ...] = ("title", "text", "number")


class Word(NamedTuple):
    """A query word in both forms of `pipelines.words`."""

    exact: str
    folded: str

    @property
    def marked(self) -> bool:
        return self.exact != self.folded


@dataclass(frozen=True, slots=True)
class Words:
    """One word, a phrase, or words in this order with at most `slop` others between them in all.

    They stand in one field: `field`, or any of `DEFAULT_FIELDS` for None. `exact` compares the forms with
    marks; only ranking asks for that, a search itself always compares folded forms.
    """

    words: tuple[Word, ...]
    field: TextField | None = None
    slop: int = 0
    exact: bool = False

    @property
    def marked(self) -> bool:
        return any(word.marked for word in self.words)


@dataclass(frozen=True, slots=True)
class Value:
    """A document whose `field` holds exactly `value` (codes and ids, see `search.entries`)."""

    field: ValueField
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """A document published between the days `first` and `last` (ordinals, inclusive; None: open)."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Query


@dataclass(frozen=True, slots=True)
class All:
    """Every document: the empty query."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document: a query that holds nothing to search for, such as `"???"`."""


@dataclass(frozen=True, slots=True)
class Ids:
    """One of these documents. Nobody writes it in a query: copies are left out by it."""

    ids: frozenset[str]


Query: TypeAlias = Words | Value | Days | And | Or | Not | All | Nothing | Ids


def conjunction(parts: list[Query]) -> Query:
    """All of `parts`: nested conjunctions joined, equal parts once, one part by itself."""
    flat: dict[Query, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, And) else (part,)))
    flat.pop(All(), None)
    if len(flat) > 1:
        return And(tuple(flat))
    return next(iter(flat), All())


def disjunction(parts: list[Query]) -> Query:
    """Any of `parts`, in the same normal form."""
    flat: dict[Query, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, Or) else (part,)))
    if len(flat) > 1:
        return Or(tuple(flat))
    return next(iter(flat), Nothing())


def leaves(query: Query) -> list[Query]:
    """The leaves that a document is found by; those below a Not are left out."""
    if isinstance(query, (And, Or)):
        return [leaf for part in query.parts for leaf in leaves(part)]
    return [] if isinstance(query, Not) else [query]


def to_text(query: Query) -> str:
    """The query in the query language; `parse(to_text(parse(x))) == parse(x)`."""
    if isinstance(query, And):
        return " ".join(_operand(part, inside=And) for part in query.parts)
    if isinstance(query, Or):
        return " OR ".join(_operand(part, inside=Or) for part in query.parts)
    return _operand(query, inside=And)


def _operand(query: Query, inside: type[And | Or]) -> str:
    if isinstance(query, Not):
        inside_not = _operand(query.part, inside=Or)
        return f"-({inside_not})" if isinstance(query.part, Not) else f"-{inside_not}"
    if isinstance(query, And) or (isinstance(query, Or) and inside is Or):
        return f"({to_text(query)})"
    if isinstance(query, Or):
        return to_text(query)
    return _leaf(query)


def _leaf(query: Query) -> str:
    if isinstance(query, Words):
        text = " ".join(word.exact for word in query.words)
        text = f'"{text}"' if len(query.words) > 1 else text
        text += f"~{query.slop}" if query.slop else ""
        return f"{query.field}:{text}" if query.field else text
    if isinstance(query, Value):
        value = f'"{query.value}"' if " " in query.value else query.value
        return f"{_WRITTEN.get(query.field, query.field)}:{value}"
    if isinstance(query, Days):
        return _days(query)
    return "" if isinstance(query, All) else '""'


def _days(query: Days) -> str:
    name, day = ("since", query.first) if query.last is None else ("until", query.last)
    return f"{name}:{dt.date.fromordinal(day or 1).isoformat()}"

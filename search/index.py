"""The contract of a search engine: what it is asked, what it answers, how it is kept.

Every engine passes the suite of tests/search/contract.py unchanged. An index holds what `search.entries`
makes of a document and nothing else; titles, texts and marks come from the store (`search.answer`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from search.errors import CursorError, IndexBusy
from search.tree import All, Days, Ids, Not, Or, Query, Value, ValueField, conjunction
from search.values import place, theme
from store.documents import Deleted
from store.filters import Filters
from store.records import Document

__all__ = [
    "FACETS", "Change", "Count", "CursorError", "Facet", "Hit", "IndexBusy", "IndexHome", "IndexState",
    "Refused", "Results", "SearchIndex", "SearchRequest", "Sort", "Updated",
    "Versioned", "conditions",
]  # fmt: skip

Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
Facet: TypeAlias = Literal["province", "today", "theme", "kind", "year", "portal", "level", "reform"]
FACETS: tuple[Facet, ...] = ("province", "today", "theme", "kind", "year", "portal", "level", "reform")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`sort` newest and oldest put documents without a date last. `limit` 0 asks for counts only.

    `without`: hits that are left out as copies of others (`search.copies.once`); None: each copy is a hit.
    """

    query: Query = field(default_factory=All)
    filters: Filters = field(default_factory=Filters)
    limit: int = 10
    cursor: str | None = None
    sort: Sort = "relevance"
    facets: tuple[Facet, ...] = ()
    without: frozenset[str] | None = None

    def condition(self) -> Query:
        """The query and the filters as one query."""
        left_out: list[Query] = [Not(Ids(self.without))] if self.without else []
        return conjunction([self.query, *conditions(self.filters), *left_out])


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` as in `search.ranking`; None where hits are ordered by date."""

    id: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """`total` and facet counts are exact and over all hits; `next` is the cursor of the following page."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, tuple[Count, ...]]
    next: str | None


Change: TypeAlias = Document | Deleted


class Versioned(NamedTuple):
    """A change with the store's revision of it; the later one of two changes has the higher."""

    revision: int
    change: Change


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that the index cannot hold, and why, in a sentence."""

    id: str
    reason: str


class Updated(NamedTuple):
    """`done` counts the changes that were made."""

    done: int
    refused: tuple[Refused, ...] = ()


class SearchIndex(ABC):
    """One index of one engine."""

    engine: ClassVar[str]

    @abstractmethod
    def search(self, request: SearchRequest) -> Results:
        """One page of hits. Raises CursorError, IndexUnreachable.

        Pages followed by their cursors show every document that stays in the index once, whatever is written
        in between. Facet values come by count, then by value.
        """

    @abstractmethod
    def ids(self, request: SearchRequest) -> Iterator[str]:
        """The ids of all hits, in no order; limit, cursor and sort are not looked at."""

    @abstractmethod
    def count(self) -> int:
        """How many documents the index holds."""

    @abstractmethod
    def update(self, changes: Iterable[Versioned]) -> Updated:
        """Adds, replaces and removes documents; each comes with revisions that never fall.

        One that the index cannot hold is refused: it stops no other, and what was held of it is removed. All
        other changes are seen by the next search when this returns. When it raises IndexProblem, they may be
        given again: none was made, or, where the engine knows no such step, some.
        """

    def check(self) -> None:
        """Looks for damage that no search would show; an engine that looks after itself only answers.

        Raises IndexDamaged, IndexUnreachable.
        """
        self.count()

    @abstractmethod
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class IndexState:
    """What is known of an index that serves: what made it, and which store revision it has reached.

    `store` is the identity of the store that it was made from; "" where that is not known.
    """

    version: str
    fingerprint: str
    revision: int
    store: str = ""


class IndexHome(ABC):
    """Where the versions of an engine's index live, one of which serves.

    `own` says, as a part of a sentence, how a store that finds another's index here gets one of its own.
    """

    engine: ClassVar[str]
    own: ClassVar[str]

    @abstractmethod
    def fingerprint(self) -> str:
        """What an index of today's program is made of; an index with another one must be built anew."""

    @abstractmethod
    def state(self) -> IndexState | None:
        """The state of the index that serves; None before the first one."""

    @abstractmethod
    def open(self) -> SearchIndex:
        """The index that serves. Raises IndexMissing, IndexOutdated, IndexUnreachable."""

    @abstractmethod
    def lock(self) -> AbstractContextManager[None]:
        """Held by whoever writes; it ends with the process that holds it. Raises IndexBusy."""

    @abstractmethod
    def create(self) -> tuple[str, SearchIndex]:
        """A new, empty version beside the one that serves; leftovers of killed builds are removed."""

    @abstractmethod
    def reached(self, revision: int) -> None:
        """Notes that the serving index holds the store as of `revision`."""

    @abstractmethod
    def publish(self, state: IndexState) -> None:
        """Makes a version the one that serves, in one step, and removes the others."""


def conditions(filters: Filters) -> list[Query]:
    """The filters as conditions of a query (`store.selection` has the same for the database)."""
    listed: dict[ValueField, tuple[str, ...]] = {
        "portal": filters.portal,
        "level": filters.level,
        "kind": filters.kind,
        "year": tuple(map(str, filters.year)),
    }
    found: list[Query] = [
        Or(tuple(Value(name, value) for value in values)) for name, values in listed.items() if values
    ]
    found += [Or(tuple(map(place, codes))) for codes in (filters.province, filters.locality) if codes]
    if filters.theme:
        found.append(Or(tuple(map(theme, filters.theme))))
    if filters.reform is not None:
        found.append(Value("reform", "true" if filters.reform else "false"))
    return found + _days(filters)


def _days(filters: Filters) -> list[Query]:
    if filters.since is None and filters.until is None:
        return []
    first, last = (day.toordinal() if day else None for day in (filters.since, filters.until))
    return [Days(first, last)]

"""The two engines as the benchmark sees them: our engine, and the same work asked of its library directly."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from search.index import IndexHome, IndexState, SearchIndex, SearchRequest
from store.records import Document

Call: TypeAlias = Callable[[], Any]
MOST_VALUES = 10_000  # of a facet


class Leg(ABC):
    """One engine with a home of its own: `spec` says in JSON how another process finds it."""

    name: str
    spec: dict[str, Any]

    @abstractmethod
    def home(self, part: str = "all") -> IndexHome: ...

    @abstractmethod
    def bodies(self, documents: Sequence[Document]) -> list[Any]:
        """The documents as the library takes them."""

    @abstractmethod
    def bare(self, bodies: list[Any]) -> None:
        """The library's own way to index ready bodies into a new index; the next search would see them."""

    @abstractmethod
    def raw(self, request: SearchRequest) -> Call:
        """The library's own search for a request: query, order, filters, facets, exact total, fields."""

    @abstractmethod
    def size(self) -> int:
        """Bytes of the whole index on disk."""

    def fresh(self) -> SearchIndex:
        """A new, empty index of ours that serves."""
        home = self.home("pairs")
        version, _ = home.create()
        home.publish(IndexState(version, home.fingerprint(), 0))
        return home.open()

    @abstractmethod
    def clean(self) -> None:
        """Removes whatever was made."""


def leg(spec: dict[str, Any]) -> Leg:
    """The engine of a `Leg.spec`."""
    if spec["engine"] == "embedded":
        from bench.embedded import Embedded  # noqa: PLC0415 - memory is measured: one engine a process

        return Embedded(Path(spec["folder"]))
    from bench.elastic import Elastic  # noqa: PLC0415

    return Elastic(spec["url"], spec["prefix"])

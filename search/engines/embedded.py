"""The embedded engine: tantivy, one folder for each version of the index, no server.

Nothing is stored in the index: titles and texts come from the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Self

import tantivy
from tantivy import Searcher

from search import cursors
from search.cursors import Place
from search.engines.embedded_check import check
from search.engines.embedded_order import Ordering, hit_count
from search.engines.embedded_queries import Compiled, compiled
from search.engines.embedded_schema import document_of, schema
from search.engines.faults import disk_faults, panics, problem
from search.entries import EntryError, entry, id_text
from search.errors import IndexBusy
from search.index import (
    Count,
    Facet,
    Hit,
    Refused,
    Results,
    SearchIndex,
    SearchRequest,
    Updated,
    Versioned,
)
from search.ranking import signals
from search.tree import Days, Query
from store.records import Document

ENGINE = f"tantivy {version('tantivy')}"

_HEAP = 64_000_000  # bytes of one writer; tantivy wants at least 15 MB
_MOST_VALUES = 10_000
# Changes of one commit: what a writer remembers until then grows with each of them.
_AT_ONCE = 5_000


class EmbeddedIndex(SearchIndex):
    """The index in `folder`, which `create` has made. Raises IndexDamaged."""

    engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = schema()
        with self._readable():
            self._index = tantivy.Index.open(str(folder))

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new index in `folder`, which holds none. Raises IndexFull, IndexDamaged."""
        with disk_faults(folder):
            folder.mkdir(parents=True, exist_ok=True)
            tantivy.Index(schema(), str(folder), reuse=False)
        return cls(folder)

    def search(self, request: SearchRequest) -> Results:
        after = cursors.read(request)
        base = compiled(self._schema, request.condition())
        with disk_faults(self._folder):
            searcher = self._searcher()
            hits, total = self._ordering(searcher, base, request, after).first(request.limit)
            facets = _facets(searcher, base, request.facets)
        shown = hits[: request.limit]
        scored = request.sort == "relevance"
        return Results(
            total=total,
            hits=tuple(Hit(id_text(hit.number), 1.0 + hit.level if scored else None) for hit in shown),
            facets=facets,
            next=cursors.write(request, shown[-1]) if len(hits) > len(shown) else None,
        )

    def ids(self, request: SearchRequest) -> Iterator[str]:
        base = compiled(self._schema, request.condition())
        with disk_faults(self._folder):
            searcher = self._searcher()
            total = hit_count(searcher, base)
            found = searcher.search(base, total, count=False, order_by_field="id").hits if total else []
        yield from (id_text(number) for number, _ in found)

    def count(self) -> int:
        return self._searcher().num_docs

    def check(self) -> None:
        check(self._folder)

    def update(self, changes: Iterable[Versioned]) -> Updated:
        done, refused = 0, list[Refused]()
        with self._writing() as writer:
            for number, (_, change) in enumerate(changes, 1):
                writer.delete_documents_by_term("key", change.id)
                try:
                    if isinstance(change, Document):
                        writer.add_document(document_of(entry(change)))
                    done += 1
                except EntryError as error:
                    refused.append(Refused(change.id, str(error)))
                if number % _AT_ONCE == 0:
                    writer.commit()
            writer.commit()
        return Updated(done, tuple(refused))

    def close(self) -> None:
        """Nothing to do: tantivy frees its files with the object."""

    def _ordering(
        self, searcher: Searcher, base: Compiled, request: SearchRequest, after: Place | None
    ) -> Ordering:
        forms: list[tuple[int, Compiled]] = []
        if request.sort == "relevance":
            forms = weighted(self._schema, request.query)
        elif request.sort == "oldest":
            forms = [(1, compiled(self._schema, Days()))]  # the undated come last in both directions
        return Ordering(self._schema, searcher, base, forms, request.sort == "oldest", after)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        with disk_faults(self._folder):
            writer = self._writer()
            try:
                yield writer
            # Whatever ended the writing, Ctrl-C included: nothing half-written may be committed later.
            except BaseException:
                with suppress(ValueError):  # a full disk refuses this too; nothing was committed
                    writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()

    def _writer(self) -> tantivy.IndexWriter:
        # A handle of its own: a long-lived one that writes in turn with others leaves files behind.
        index = tantivy.Index.open(str(self._folder))
        try:
            return index.writer(_HEAP, 1)
        except ValueError as error:
            if "os error" in str(error):
                raise
            raise IndexBusy(
                "Another process is writing the index; try again when it has finished."
            ) from error

    def _searcher(self) -> Searcher:
        with self._readable():
            # A version that was replaced is gone from disk; who still holds it searches what it held.
            if self._folder.exists():
                self._index.reload()
            return self._index.searcher()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        with panics(self._folder):
            try:
                yield
            except (ValueError, OSError) as error:
                raise problem(self._folder, error) from error


def weighted(schema: tantivy.Schema, query: Query) -> list[tuple[int, Compiled]]:
    """The signals of a query with their weights."""
    return [(weight, compiled(schema, form)) for form, weight in signals(query)]


def _facets(searcher: Searcher, base: Compiled, facets: tuple[Facet, ...]) -> dict[Facet, tuple[Count, ...]]:
    if not facets:
        return {}
    asked = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in facets}
    answer = searcher.aggregate(base, asked)
    found = {name: [Count(str(b["key"]), b["doc_count"]) for b in answer[name]["buckets"]] for name in facets}
    return {
        name: tuple(sorted(counts, key=lambda count: (-count.count, count.value)))
        for name, counts in found.items()
    }

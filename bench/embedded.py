"""The embedded engine in the benchmark, and tantivy alone."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from bench.engines import MOST_VALUES, Call, Leg
from search.engines.embedded import weighted
from search.engines.embedded_order import ranked
from search.engines.embedded_queries import compiled
from search.engines.embedded_schema import document_of, schema
from search.engines.folders import EmbeddedHome
from search.entries import entry
from search.index import IndexHome, SearchRequest
from store.records import Document


@dataclass
class Embedded(Leg):
    folder: Path
    name = "embedded"

    def __post_init__(self) -> None:
        self.spec = {"engine": self.name, "folder": str(self.folder)}

    def home(self, part: str = "all") -> IndexHome:
        return EmbeddedHome(self.folder / part)

    def bodies(self, documents: Sequence[Document]) -> list[Any]:
        return [document_of(entry(document)) for document in documents]

    def bare(self, bodies: list[Any]) -> None:
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            writer = tantivy.Index(schema(), folder).writer(64_000_000, 1)
            for body in bodies:
                writer.add_document(body)
            writer.commit()
            writer.wait_merging_threads()

    def raw(self, request: SearchRequest) -> Call:
        state = self.home().state()
        assert state is not None
        searcher = tantivy.Index.open(str(self.folder / "all" / state.version)).searcher()
        base = compiled(schema(), request.condition())
        query = ranked(base, weighted(schema(), request.query))
        facets = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in request.facets}

        def call() -> None:
            searcher.search(query, request.limit, weight_by_field="newness")
            if facets:
                searcher.aggregate(base, facets)

        return call

    def size(self) -> int:
        return sum(file.stat().st_size for file in (self.folder / "all").rglob("*") if file.is_file())

    def clean(self) -> None:
        """The folder belongs to whoever gave it."""

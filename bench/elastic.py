"""Elasticsearch in the benchmark, and its client alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from bench.engines import MOST_VALUES, Call, Leg
from search.engines.connection import ElasticConnection
from search.engines.elastic import ranked
from search.engines.elastic_home import ElasticHome
from search.engines.elastic_schema import body, mapping, settings
from search.entries import entry
from search.index import IndexHome, SearchRequest
from store.records import Document

_READABLE = ["title", "text", "url", "act_number", "locality_name", "kind", "published"]


@dataclass
class Elastic(Leg):
    url: str
    prefix: str = "bench-search"
    name = "elasticsearch"

    def __post_init__(self) -> None:
        self.spec = {"engine": self.name, "url": self.url, "prefix": self.prefix}
        self._client = Elasticsearch(self.url, request_timeout=60)

    def home(self, part: str = "all") -> IndexHome:
        return ElasticHome(ElasticConnection(url=self.url, prefix=f"{self.prefix}-{part}"))

    def bodies(self, documents: Sequence[Document]) -> list[Any]:
        return [
            {"_id": document.id, "_source": json.loads(body(entry(document), document))}
            for document in documents
        ]

    def bare(self, bodies: list[Any]) -> None:
        name = f"{self.prefix}-bare"
        self._client.options(ignore_status=404).indices.delete(index=name)
        self._client.indices.create(index=name, mappings=mapping(), settings=settings(1))
        for _ in streaming_bulk(self._client, bodies, index=name):
            pass
        self._client.indices.refresh(index=name)

    def raw(self, request: SearchRequest) -> Call:
        asked: dict[str, Any] = {
            **ranked(request),
            "size": request.limit,
            "track_total_hits": True,
            "source": _READABLE,
        }
        if request.facets:
            asked["aggs"] = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in request.facets}
        return lambda: self._client.search(index=f"{self.prefix}-all", **asked)

    def size(self) -> int:
        self._client.indices.flush(index=f"{self.prefix}-all")
        stats = self._client.indices.stats(index=f"{self.prefix}-all", metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def clean(self) -> None:
        names = self._client.indices.get(index=f"{self.prefix}-*", expand_wildcards="all")
        for name in names:
            self._client.indices.delete(index=name)

"""A search from the question to the JSON contract of the design: hits of the index, words of the store."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from search.highlight import highlight
from search.index import Count, Facet, SearchIndex, SearchRequest
from search.labels import label
from search.tree import to_text
from search.validated import Validations
from store.database import Store
from store.documents import Shown
from store.records import Document, Json, as_json

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswerHit:
    document: Shown
    score: float | None
    highlights: tuple[str, ...]
    validated: Mapping[str, Json]  # the error rates of themes, by the codebook that coded it


@dataclass(frozen=True, slots=True)
class Answer:
    """`took_ms` is the whole answer's time; `next` the cursor of the following page."""

    query: str
    read_as: str  # the query as it was understood
    total: int
    took_ms: float
    engine: str
    hits: tuple[AnswerHit, ...]
    facets: Mapping[Facet, tuple[Count, ...]]
    next: str | None
    codebook: str | None  # of the documents of the store; several versions joined by a comma
    validated: Mapping[
        str, Json
    ]  # the error rates of themes among facets: of the one codebook of all documents
    folded: int | None  # hits that were left out as copies; None: each copy is a hit


def answer(store: Store, index: SearchIndex, request: SearchRequest, asked: str) -> Answer:
    """What a search shows. `asked` is the query as typed. Raises CursorError, IndexUnreachable.

    A hit whose document left the store since the last sync is left out, with a warning.
    """
    started = time.perf_counter()
    results = index.search(request)
    documents = {document.id: document for document in store.documents.shown([h.id for h in results.hits])}
    rates = Validations(store)
    hits = tuple(
        AnswerHit(found, hit.score, tuple(highlight(found, request.query)), rates.themes(found.codebook))
        for hit in results.hits
        if (found := documents.get(hit.id)) is not None
    )
    if len(hits) < len(results.hits):
        log.warning("The index names documents that are not in the store; run `reformwatch index sync`.")
    codebook = ", ".join(store.codings.in_use()) or None
    validated = rates.themes(codebook)
    took = (time.perf_counter() - started) * 1000
    return Answer(
        asked,
        to_text(request.query),
        results.total,
        took,
        index.engine,
        hits,
        results.facets,
        results.next,
        codebook,
        validated,
        None if request.without is None else len(request.without),
    )


def answer_json(found: Answer) -> dict[str, Any]:
    """The contract of `reformwatch search --json`."""
    return {
        "query": found.query,
        "read_as": found.read_as,
        "total": found.total,
        "took_ms": round(found.took_ms, 1),
        "engine": found.engine,
        "codebook": found.codebook,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": {
            name: [_count(found, name, count) for count in counts] for name, counts in found.facets.items()
        },
        "next": found.next,
        "copies": {"counted": "all" if found.folded is None else "first", "folded": found.folded or 0},
    }


def _count(found: Answer, name: Facet, count: Count) -> dict[str, Any]:
    shown = {"value": count.value, "label": label(name, count.value), "count": count.count}
    return shown | {"validated": found.validated.get(count.value)} if name == "theme" else shown


def themes_of(document: Document) -> list[str]:
    """The document's themes, heaviest first."""
    return _heaviest((code.theme, code.weight) for code in document.codes)


def _heaviest(themes: Iterable[tuple[str, float]]) -> list[str]:
    weights: dict[str, float] = {}
    for theme, weight in themes:
        weights[theme] = weights.get(theme, 0.0) + weight
    return sorted(weights, key=lambda theme: (-weights[theme], theme))


def _hit(hit: AnswerHit) -> dict[str, Any]:
    document = hit.document
    themes = _heaviest(document.themes)
    return {
        "id": document.id,
        "parent": document.parent,
        "title": document.title,
        "url": document.url,
        "kind": document.kind,
        "locality": as_json(document.locality),
        "published": as_json(document.published),
        "act_number": document.act_number,
        "themes": themes,
        "score": hit.score,
        "highlights": list(hit.highlights),
        "validated": {theme: hit.validated.get(theme) for theme in themes},
    }

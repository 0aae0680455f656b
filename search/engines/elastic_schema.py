"""What Elasticsearch keeps of a document: the entry's tokens and keywords, and fields for people's eyes.

Searches use the first two only. The others are there for whoever looks at the index with other tools.
"""

from __future__ import annotations

import json
from typing import Any, get_args

from search.entries import Entry
from search.index import Facet
from search.tree import TextField, ValueField
from store.records import Document

SCHEMA = "1"  # raised with every change of what `search.entries` makes
MADE_BY = "reformwatch"

_TEXTS: tuple[TextField, ...] = get_args(TextField)
_VALUES: tuple[ValueField, ...] = get_args(ValueField)
_FACETED = frozenset(get_args(Facet))
_SHIFT = 1 << 63
_READABLE = ("title", "text", "url", "act_number", "locality_name", "province_name", "today_name")


def mapping() -> dict[str, Any]:
    """The fields of an index; one that is not here is refused."""
    fields: dict[str, Any] = {
        "id": {"type": "keyword"},
        "order": {"type": "long"},
        "day": {"type": "integer"},
        "published": {"type": "date", "format": "strict_date", "index": False},
    }
    for text in _TEXTS:
        for form in ("folded", "exact"):
            fields[f"{text}_{form}"] = {
                "type": "text", "analyzer": "whitespace", "norms": False, "index_options": "positions",
            }  # fmt: skip
    for value in _VALUES:
        fields[value] = {"type": "keyword", "doc_values": value in _FACETED}
    for name in _READABLE:
        fields[name] = {"type": "text", "index": False}
    kept = [f"{text}_{form}" for text in _TEXTS for form in ("folded", "exact")]
    return {"dynamic": "strict", "_source": {"excludes": kept}, "properties": fields}


def settings(shards: int) -> dict[str, Any]:
    """Changes are seen when a writer says so, and deletions are remembered for longer than writers live."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "gc_deletes": "1d",
    }


def body(made: Entry, document: Document) -> bytes:
    """The document as JSON."""
    held: dict[str, Any] = {"id": made.id, "order": stored_order(made.order)}
    if made.day is not None:
        held["day"] = made.day
    for text, forms in made.texts.items():
        held[f"{text}_folded"] = forms.folded
        held[f"{text}_exact"] = forms.exact
    held |= {field: values for field, values in made.keywords.items() if values}
    held |= _readable(document)
    # A lone surrogate is no UTF-8: a question mark for people's eyes.
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def stored_order(order: int) -> int:
    """An order key, 64 bits without a sign, as Elasticsearch's signed `long` of the same order."""
    return order - _SHIFT


def order_of(stored: int) -> int:
    return stored + _SHIFT


def _readable(document: Document) -> dict[str, str]:
    place, published = document.locality, document.published
    held = {
        "title": document.title,
        "text": document.text,
        "url": document.url,
        "act_number": document.act.number if document.act else None,
        "published": published.date.isoformat() if published else None,
        "locality_name": place.name if place else None,
        "province_name": place.province.name if place else None,
        "today_name": place.today.name if place else None,
    }
    return {field: value for field, value in held.items() if value}

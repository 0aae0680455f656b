"""What the embedded engine keeps of a document: its number (the id), its order key and its terms."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import tantivy

from search.entries import Entry
from search.index import Facet
from search.tree import TextField, ValueField

SCHEMA = "3"  # raised with every change of `schema` or of what `search.entries` makes

_TEXTS: tuple[TextField, ...] = get_args(TextField)
_VALUES: tuple[ValueField, ...] = get_args(ValueField)
_FACETED = frozenset(get_args(Facet))

# A search multiplies scores by log2(2 + newness), in 32 bits. A day is eight of the smallest steps there, so
# that every later day gives more; all days together give less than 8/7, so that no hit reaches the score of
# the next of the eight levels (`search.ranking`).
_A_DAY = 2.0**-19
_LAST_DAY = 104_000
_FIRST_DAY = dt.date(1900, 1, 1).toordinal()


def schema() -> tantivy.Schema:
    """The fields of an index."""
    builder = tantivy.SchemaBuilder()
    # The id twice: as a column to read it from, and as a term to delete by, which numbers cannot be.
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("id", "order", "day"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("newness", fast=True)
    for text in _TEXTS:
        for form in ("folded", "exact"):
            builder.add_text_field(f"{text}_{form}", tokenizer_name="whitespace", index_option="position")
    for value in _VALUES:
        builder.add_text_field(value, tokenizer_name="raw", index_option="basic", fast=value in _FACETED)
    return builder.build()


def document_of(made: Entry) -> tantivy.Document:
    """An entry as a document of an index with this schema."""
    document = tantivy.Document()
    document.add_text("key", made.id)
    document.add_unsigned("id", made.number)
    document.add_unsigned("order", made.order)
    if made.day is not None:
        document.add_unsigned("day", made.day)
    document.add_float("newness", newness(made.day))
    for text, forms in made.texts.items():
        document.add_text(f"{text}_folded", forms.folded)
        document.add_text(f"{text}_exact", forms.exact)
    for field, values in made.keywords.items():
        for value in values:
            document.add_text(field, value)
    return document


def newness(day: int | None) -> float:
    """How much a published day adds to a score within its level; more than 250 years are told apart."""
    return 0.0 if day is None else min(max(day - _FIRST_DAY, 0) + 1, _LAST_DAY) * _A_DAY

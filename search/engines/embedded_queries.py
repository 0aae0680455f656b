"""Our query tree in tantivy's query classes, never in its query strings."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TypeAlias

import tantivy
from tantivy import FieldType, Occur

from search.tree import DEFAULT_FIELDS, And, Days, Ids, Not, Nothing, Or, Query, Value, Words

Compiled: TypeAlias = tantivy.Query


def compiled(schema: tantivy.Schema, query: Query) -> Compiled:  # noqa: PLR0911 - one for each kind of node
    """`query` in tantivy's classes."""
    if isinstance(query, (And, Or)):
        return _boolean(schema, query)
    if isinstance(query, Not):
        return _boolean(schema, And((query,)))
    if isinstance(query, Words):
        return _words(schema, query)
    if isinstance(query, Value):
        return tantivy.Query.term_query(schema, query.field, query.value, "basic")
    if isinstance(query, Days):
        return _days(schema, query)
    if isinstance(query, Ids):
        return tantivy.Query.term_set_query(schema, "key", sorted(query.ids))
    return tantivy.Query.empty_query() if isinstance(query, Nothing) else tantivy.Query.all_query()


def _boolean(schema: tantivy.Schema, query: And | Or) -> Compiled:
    parts = []
    for part in query.parts:
        if isinstance(query, Or):
            parts.append((Occur.Should, compiled(schema, part)))
        elif isinstance(part, Not):
            parts.append((Occur.MustNot, compiled(schema, part.part)))
        else:
            parts.append((Occur.Must, compiled(schema, part)))
    if all(occur == Occur.MustNot for occur, _ in parts):
        parts.append((Occur.Must, tantivy.Query.all_query()))
    return tantivy.Query.boolean_query(parts)


def _days(schema: tantivy.Schema, query: Days) -> Compiled:
    if query.first is None and query.last is None:
        return tantivy.Query.exists_query("day")
    return tantivy.Query.range_query(schema, "day", FieldType.Unsigned, query.first, query.last)


def _words(schema: tantivy.Schema, query: Words) -> Compiled:
    form = "exact" if query.exact else "folded"
    words = [word.exact if query.exact else word.folded for word in query.words]
    fields = [f"{name}_{form}" for name in ((query.field,) if query.field else DEFAULT_FIELDS)]
    if len(words) == 1:
        found = [tantivy.Query.term_query(schema, field, words[0], "basic") for field in fields]
    else:
        # tantivy's own slop finds other documents than it should: one phrase for each way to spread the gaps.
        found = [
            tantivy.Query.phrase_query(schema, field, list(zip(places, words, strict=True)))
            for field in fields
            for places in _spread(len(words), query.slop)
        ]
    return found[0] if len(found) == 1 else tantivy.Query.boolean_query([(Occur.Should, q) for q in found])


def _spread(count: int, slop: int) -> list[tuple[int, ...]]:
    """Positions of `count` words in order with at most `slop` others between them in all."""
    gaps = combinations_with_replacement(range(slop + 1), count - 1)  # how many others stand before each word
    return [(0, *(step + gap for step, gap in enumerate(before, 1))) for before in gaps]

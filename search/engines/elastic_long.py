"""Queries with more clauses than a server takes at once, asked in parts.

A server's limit follows from its memory, and is 1,024 clauses at least. A part is replaced by the ids of the
documents that it finds, which is one clause again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from search.engines.elastic_queries import Compiled, among, compiled
from search.tree import And, Not, Or, Query

# Finds the ids of a filter's documents.
Find: TypeAlias = Callable[[Compiled], list[str]]

_MOST_CLAUSES = 900


def short(query: Query, find: Find) -> Compiled:
    """`query` as a filter. Very many things that must all occur are asked in parts: few have them all."""
    whole = compiled(query)
    if not isinstance(query, And) or clauses(whole) <= _MOST_CLAUSES:
        return whole
    parts_are_short = all(clauses(compiled(part)) <= _MOST_CLAUSES for part in query.parts)
    return _all_of(query.parts, find) if parts_are_short else whole


def in_parts(query: Query, find: Find) -> Compiled:
    """A short filter that finds what `query` finds among the documents that are there now."""
    whole = compiled(query)
    if clauses(whole) <= _MOST_CLAUSES:
        return whole
    if isinstance(query, And):
        return _all_of(query.parts, find)
    if isinstance(query, Or):
        return _any_of(query.parts, find)
    return {"bool": {"must_not": [in_parts(query.part, find)]}} if isinstance(query, Not) else whole


def clauses(query: Any) -> int:
    """How many clauses a server counts in a query: one for each word, phrase, list of terms and range."""
    if isinstance(query, list):
        return sum(map(clauses, query))
    ((kind, held),) = query.items()
    if kind == "bool":
        return sum(clauses(part) for part in held.values() if isinstance(part, list))
    if kind == "intervals":
        ((_, source),) = held.items()
        return len(source["match"]["query"].split())
    return 1


def _all_of(parts: Sequence[Query], find: Find) -> Compiled:
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    # The words that must occur leave few documents; what must not occur is asked of these.
    short = [in_parts(part, find) for part in parts if not isinstance(part, Not)]
    if unwanted:
        short.append({"bool": {"must_not": [in_parts(Or(tuple(unwanted)), find)]}})
    kept: list[Compiled] = []
    for group in _groups(short):
        found = find({"bool": {"filter": [*kept, *group]}})
        kept = [among(found)]
        if not found:
            break
    return kept[0]


def _any_of(parts: Sequence[Query], find: Find) -> Compiled:
    found: dict[str, None] = {}
    for group in _groups([in_parts(part, find) for part in parts]):
        found.update(dict.fromkeys(find({"bool": {"should": group, "minimum_should_match": 1}})))
    return among(list(found))


def _groups(parts: list[Compiled]) -> Iterator[list[Compiled]]:
    group: list[Compiled] = []
    size = 0
    for part in parts:
        more = clauses(part)
        if group and size + more > _MOST_CLAUSES:
            yield group
            group, size = [], 0
        group.append(part)
        size += more
    if group:
        yield group

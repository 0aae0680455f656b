"""Our query tree in Elasticsearch's query JSON, never in its query strings.

Everything is a filter: what a hit scores is decided by `search.ranking`. A server takes 30 levels of a query,
so an Or inside an And takes no level of its own where it can be helped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

from search.tree import DEFAULT_FIELDS, And, Days, Ids, Not, Nothing, Or, Query, Value, Words

Compiled: TypeAlias = dict[str, Any]

_MOST_TERMS = 60_000  # of one filter; a server takes 65,536


def compiled(query: Query) -> Compiled:  # noqa: PLR0911 - one for each kind of node
    """`query` as a filter."""
    if isinstance(query, And):
        return _and(query.parts)
    if isinstance(query, Or):
        return _any(_alternatives(query.parts))
    if isinstance(query, Not):
        return _and((query,))
    if isinstance(query, Words):
        return _any(_words(query))
    if isinstance(query, Value):
        return {"term": {query.field: query.value}}
    if isinstance(query, Days):
        return _days(query)
    if isinstance(query, Ids):
        return among(sorted(query.ids))
    return {"match_none": {}} if isinstance(query, Nothing) else {"match_all": {}}


def among(ids: Sequence[str]) -> Compiled:
    """The documents of these ids, in as many lists as a server wants."""
    starts = range(0, len(ids), _MOST_TERMS)
    lists = [{"terms": {"id": ids[start : start + _MOST_TERMS]}} for start in starts]
    return {"bool": {"should": lists, "minimum_should_match": 1}} if lists else {"match_none": {}}


def _and(parts: Sequence[Query]) -> Compiled:
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    deepest = max((part for part in wanted if isinstance(part, Or)), key=_depth, default=None)
    found: Compiled = {}
    if rest := [compiled(part) for part in wanted if part is not deepest]:
        found["filter"] = rest
    if deepest is not None:
        found |= {"should": _alternatives(deepest.parts), "minimum_should_match": 1}
    if unwanted:
        # None of a and b: neither (a or b).
        flat = [part for one in unwanted for part in (one.parts if isinstance(one, Or) else (one,))]
        found["must_not"] = _alternatives(flat)
    return found["filter"][0] if list(found) == ["filter"] and len(found["filter"]) == 1 else {"bool": found}


def _any(alternatives: list[Compiled]) -> Compiled:
    if len(alternatives) == 1:
        return alternatives[0]
    return {"bool": {"should": alternatives, "minimum_should_match": 1}}


def _alternatives(parts: Sequence[Query]) -> list[Compiled]:
    """What any of `parts` is found by; the terms of one field as one, for a server takes only so many."""
    found: list[Compiled] = []
    terms: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        for one in _words(part) if isinstance(part, Words) else [compiled(part)]:
            if "term" in one:
                ((field, value),) = one["term"].items()
                terms[field].append(value)
            else:
                found.append(one)
    found += [{"terms": {field: values}} for field, values in terms.items()]
    return found or [{"match_none": {}}]


def _depth(query: Query) -> int:
    if isinstance(query, (And, Or)):
        return 1 + max(map(_depth, query.parts), default=0)
    return 1 + _depth(query.part) if isinstance(query, Not) else 0


def _days(query: Days) -> Compiled:
    bounds = {"gte": query.first, "lte": query.last}
    found = {name: day for name, day in bounds.items() if day is not None}
    return {"range": {"day": found}} if found else {"exists": {"field": "day"}}


def _words(query: Words) -> list[Compiled]:
    """The words in each of their fields."""
    form = "exact" if query.exact else "folded"
    words = [word.exact if query.exact else word.folded for word in query.words]
    return [
        _in_field(f"{name}_{form}", words, query.slop)
        for name in ((query.field,) if query.field else DEFAULT_FIELDS)
    ]


def _in_field(field: str, words: list[str], slop: int) -> Compiled:
    text = " ".join(words)
    if len(words) == 1:
        return {"term": {field: text}}
    if not slop:
        return {"match_phrase": {field: {"query": text}}}
    # match_phrase counts moves in its slop, backward ones too; intervals count the words between.
    return {"intervals": {field: {"match": {"query": text, "ordered": True, "max_gaps": slop}}}}

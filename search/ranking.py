"""What puts one hit before another, the same on every engine.

A hit's score is 1 plus the weights of the signals it shows; equal scores are ordered by published time,
newest first, then by id. The score of a document depends on that document alone, so that paging stays
stable while others come and go, and two engines give equal numbers; word statistics would do neither.
"""

from __future__ import annotations

from typing import NamedTuple

from search.tree import And, Not, Or, Query, Words, conjunction, leaves

# Ranking a hit costs one more look at the query for each signal; very long queries are not ranked.
_MOST_LEAVES = 64


class Signal(NamedTuple):
    """A stricter form of the query, and what meeting it adds to a score."""

    query: Query
    weight: int


def signals(query: Query) -> tuple[Signal, ...]:
    """The signals of a query, heaviest first; a form that is no stricter than the query is left out.

    4: the words that were typed with marks stand there with these marks (design: marked text ranks first);
    2: words typed side by side stand side by side, as Vietnamese writes one word in several syllables;
    1: all of it stands in the title.
    """
    if len(leaves(query)) > _MOST_LEAVES:
        return ()
    forms = (Signal(_marked(query), 4), Signal(_adjacent(query), 2), Signal(_titled(query), 1))
    return tuple(signal for signal in forms if signal.query != query)


def _marked(query: Query) -> Query:
    if isinstance(query, And):
        return conjunction([_marked(part) for part in query.parts])
    if isinstance(query, Or):
        return Or(tuple(_marked(part) for part in query.parts))
    if not isinstance(query, Words) or not query.marked:
        return query
    if not query.slop and all(word.marked or word.folded.isdigit() for word in query.words):
        return _exact(query)
    alone = [Words((word,), query.field, exact=True) for word in query.words if word.marked]
    return conjunction([query, *alone])


def _exact(query: Words) -> Words:
    return Words(query.words, query.field, exact=True)


def _titled(query: Query) -> Query:
    if isinstance(query, And):
        return conjunction([_titled(part) for part in query.parts])
    if isinstance(query, Or):
        return Or(tuple(_titled(part) for part in query.parts))
    if isinstance(query, Words) and query.field is None:
        return Words(query.words, "title", query.slop)
    return query


def _adjacent(query: Query) -> Query:
    if isinstance(query, Or):
        return Or(tuple(_adjacent(part) for part in query.parts))
    if not isinstance(query, And):
        return query
    runs: list[Query] = []
    for part in query.parts:
        last = runs[-1] if runs else None
        if isinstance(last, Words) and _joins(last, part):
            assert isinstance(part, Words)
            runs[-1] = Words(last.words + part.words)
        else:
            runs.append(part if isinstance(part, (Words, Not)) else _adjacent(part))
    return conjunction(runs)


def _joins(last: Words, part: Query) -> bool:
    return isinstance(part, Words) and part.field is last.field is None and not (part.slop or last.slop)

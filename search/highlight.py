"""Marks on the original text: which letters of a document a query found.

Words are compared as the index compares them (`pipelines.words`), on the text of the store, so that every
engine shows the same marks. A snippet without marks and ellipses, HTML-unescaped, is a piece of that text.
"""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from search.occurrences import Occurrences, occurrences
from search.tree import DEFAULT_FIELDS, Query, Words, leaves

_AROUND = 90  # characters shown on each side of a mark
_MOST_MARKS = 400  # of one text; enough to choose the best places of a long plan


class Mark(NamedTuple):
    """`text[start:end]` was found by the query's `leaf`-th words."""

    start: int
    end: int
    leaf: int


class Readable(Protocol):
    """A document of the store, or what is shown of one."""

    @property
    def title(self) -> str: ...

    @property
    def text(self) -> str: ...


def highlight(document: Readable, query: Query, limit: int = 3) -> list[str]:
    """At most `limit` snippets with `<mark>`, best first: of the text, else of the title.

    Everything but `<mark>` is HTML-escaped. Empty where the query holds no words.
    """
    found = [leaf for leaf in leaves(query) if isinstance(leaf, Words)]
    for field, text in (("text", document.text), ("title", document.title)):
        wanted = [leaf for leaf in found if field in ((leaf.field,) if leaf.field else DEFAULT_FIELDS)]
        marked = marks(text, wanted)
        if marked:
            return [_snippet(text, window) for window in _best(marked, limit)]
    return []


def marks(text: str, wanted: Sequence[Words]) -> list[Mark]:
    """Where the words stand in the text, in order and without overlaps.

    A phrase is one mark. Words typed with marks are marked where they stand so, and elsewhere only if they
    stand so nowhere.
    """
    if not wanted:
        return []
    words = occurrences(text, wanted)
    found: list[Mark] = []
    for number, leaf in enumerate(wanted):
        spans = _spans(words, leaf, exact=True) if leaf.marked else []
        spans = spans or _spans(words, leaf, exact=False)
        found += [Mark(words.at[first].start, words.at[last].end, number) for first, last in spans]
    return _apart(found)


def _spans(words: Occurrences, leaf: Words, *, exact: bool) -> list[tuple[int, int]]:
    """First and last position of each place where the words stand; single words of a loose phrase apart."""
    spans: list[tuple[int, int]] = []
    for first in words.of(leaf.words[0]):
        chosen = _follow(words, leaf, first)
        if chosen is None or (exact and not _as_typed(words, chosen, leaf)):
            continue
        spans += [(at, at) for at in chosen] if leaf.slop else [(chosen[0], chosen[-1])]
        if len(spans) >= _MOST_MARKS:
            break
    return spans


def _follow(words: Occurrences, leaf: Words, first: int) -> list[int] | None:
    """The positions of the phrase that begins at `first`: each word at its next place. None: too far."""
    chosen, farthest = [first], first + len(leaf.words) - 1 + leaf.slop
    for following in leaf.words[1:]:
        there = words.of(following)
        index = bisect_left(there, chosen[-1] + 1)
        if index == len(there) or there[index] > farthest:
            return None
        chosen.append(there[index])
    return chosen


def _as_typed(words: Occurrences, chosen: list[int], leaf: Words) -> bool:
    pairs = zip(chosen, leaf.words, strict=True)
    return all(not typed.marked or words.at[at].exact == typed.exact for at, typed in pairs)


def _apart(found: list[Mark]) -> list[Mark]:
    """Marks in order; of two that overlap the longer one stays, of equal ones the first."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end, mark.leaf)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        elif mark.end - mark.start > kept[-1].end - kept[-1].start:
            kept[-1] = mark
    return kept


def _best(found: list[Mark], limit: int) -> list[list[Mark]]:
    """Groups of marks near each other: those that show most of the query's words first, then in order."""
    groups: list[list[Mark]] = []
    for mark in found:
        if groups and mark.end - groups[-1][0].start <= 2 * _AROUND:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    order = sorted(range(len(groups)), key=lambda at: (-len({mark.leaf for mark in groups[at]}), at))
    return [groups[at] for at in order[:limit]]


def _snippet(text: str, group: list[Mark]) -> str:
    start = _edge(text, group[0].start - _AROUND, group[0].start)
    end = _edge(text, group[-1].end + _AROUND, group[-1].end)
    parts, at = ["… " if start > 0 else ""], start
    for mark in group:
        parts += [
            html.escape(text[at : mark.start]),
            f"<mark>{html.escape(text[mark.start : mark.end])}</mark>",
        ]
        at = mark.end
    parts += [html.escape(text[at:end]), " …" if end < len(text) else ""]
    return "".join(parts)


def _edge(text: str, at: int, mark: int) -> int:
    """Where a snippet is cut: at white space between `at` and the mark, else at `at` itself."""
    at = min(max(at, 0), len(text))
    step = 1 if at < mark else -1
    if at in {0, len(text)}:
        return at
    for place in range(at, mark, step):
        if text[place if step > 0 else place - 1].isspace():
            return place + 1 if step > 0 else place - 1
    return at

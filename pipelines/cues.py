"""Patterns of which each is tried only where a text holds one of the words it begins with.

A pattern of many wordings is dear to search for, and a document asks for the same few in hundreds of places.
One automaton finds the beginnings of all of them in one pass over the text; what a search would have found
is then what matches at one of those places.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.letters import as_written
from pipelines.words import lower

_LITERAL = re.compile(r"[\w ,]+")
_LOOK = re.compile(r"\(\?<?[!=]")
_OPTIONAL = ("?", "*", "{")


class Cues:
    """Patterns that ignore case and begin with words. Raises ValueError for one that does not.

    They are told apart by identity: Python reads a pattern whole for each hash of it.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = patterns  # kept alive, so that their identities stay theirs
        told: dict[bytes, set[int]] = defaultdict(set)
        for pattern in patterns:
            for beginning in beginnings(pattern.pattern):
                told[as_written(beginning)].add(id(pattern))
        self._told = [frozenset(told_by) for told_by in told.values()]
        self._automaton = BytesAhoCorasick(list(told), implementation=Implementation.DFA)
        self._known = {id(pattern) for pattern in patterns}

    def places(self, text: str) -> dict[int, list[int]]:
        """Where in a text each pattern may match, in order, by the identity of the pattern: all of them."""
        hits = self._automaton.find_matches_as_indexes(as_written(text), overlapping=True)
        told = self._told
        found: dict[int, list[int]] = {wanted: [] for wanted in self._known}
        for start, number in sorted([(start, number) for number, start, _ in hits]):
            for wanted in told[number]:
                found[wanted].append(start)
        return found


class CuedText:
    """A text and where its cues may stand, which is looked for when it is first asked."""

    def __init__(self, text: str, cues: Cues) -> None:
        self.text = text
        self._cues = cues

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        return self._cues.places(self.text)

    def says(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """As `pattern.search(text[start:end])`, which sees nothing outside. KeyError: it has no cues."""
        places = self._places[id(pattern)]
        first = bisect_left(places, start)
        if first == len(places) or places[first] >= end:
            return False
        part = self.text[start:end]
        return any(
            pattern.match(part, place - start) for place in places[first : bisect_left(places, end, first)]
        )

    def spans(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        """As those of `pattern.finditer(text, start, end)`. KeyError: it has no cues."""
        places = self._places[id(pattern)]
        first = bisect_left(places, start)
        for place in places[first : bisect_left(places, end, first)]:
            if place >= start and (found := pattern.match(self.text, place, end)):
                yield found.span()
                start = found.end()


def beginnings(pattern: str) -> set[str]:
    """The words, in lower case, with one of which all that a pattern matches begins."""
    return {found for branch in _branches(pattern) for found in _first(branch)}


def _first(branch: str) -> set[str]:
    if look := _LOOK.match(branch):
        return _first(branch[_closing(branch, look.start()) + 1 :])
    if branch.startswith("(?:"):
        end = _closing(branch, 0)
        inside, rest = beginnings(branch[3:end]), branch[end + 1 :]
        return inside | _first(rest.lstrip("?*")) if rest.startswith(_OPTIONAL) else inside
    found = _LITERAL.match(branch)
    literal = found.group() if found else ""
    if branch[len(literal) :].startswith(_OPTIONAL):
        literal = literal[:-1]
    if not literal:
        raise ValueError(f"{branch!r} begins with no word")
    return {lower(literal)}


def _branches(pattern: str) -> Iterator[str]:
    """What `|` parts outside of brackets."""
    depth = begin = 0
    for place, sign in enumerate(pattern):
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            yield pattern[begin:place]
            begin = place + 1
    yield pattern[begin:]


def _closing(pattern: str, start: int) -> int:
    """Where the bracket closes that opens at `start`."""
    depth = 0
    for place in range(start, len(pattern)):
        depth += (pattern[place] == "(") - (pattern[place] == ")")
        if depth == 0:
            return place
    raise ValueError(f"{pattern!r} has an open bracket")

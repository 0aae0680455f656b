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
from functools import cached_property, reduce
from operator import or_
from typing import TypeAlias

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
        self._bits = {id(pattern): 1 << place for place, pattern in enumerate(patterns)}
        told: dict[bytes, int] = defaultdict(int)
        for pattern in patterns:
            for beginning in beginnings(pattern.pattern):
                told[as_written(beginning)] |= self._bits[id(pattern)]
        self._told = list(told.values())
        self._automaton = BytesAhoCorasick(list(told), implementation=Implementation.ContiguousNFA)
        self._groups: dict[int, tuple[Sequence[re.Pattern[str]], int]] = {}

    def bit(self, pattern: re.Pattern[str]) -> int:
        """What stands for a pattern. KeyError: it has no cues."""
        return self._bits[id(pattern)]

    def bits(self, group: Sequence[re.Pattern[str]]) -> int:
        """What stands for several patterns, which are told apart by the identity of their group."""
        known = self._groups.get(id(group))
        if known is None or known[0] is not group:
            known = group, reduce(or_, map(self.bit, group))
            self._groups[id(group)] = known
        return known[1]

    def places(self, text: str) -> tuple[list[int], list[int]]:
        """Where in a text patterns may match, in order, and the bits of those that may at each place."""
        told = self._told
        hits = self._automaton.find_matches_as_indexes(as_written(text), overlapping=True)
        found = sorted([(start, told[number]) for number, start, _ in hits])
        return [start for start, _ in found], [bits for _, bits in found]


# A part of a text, the numbers of the first place in it and of the first behind it, the bits of all between.
_Window: TypeAlias = tuple[int, int, int, int, int]


class CuedText:
    """A text and where its cues may stand, which is looked for when it is first asked."""

    def __init__(self, text: str, cues: Cues) -> None:
        self.text = text
        self._cues = cues
        self._last: _Window = (0, 0, 0, 0, 0)

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        return self._cues.places(self.text)

    def may_say(self, group: Sequence[re.Pattern[str]], start: int, end: int) -> bool:
        """Whether one of the patterns may match from within `text[start:end]`: none else is worth it."""
        return bool(self._within(start, end)[-1] & self._cues.bits(group))

    def may(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """As `may_say`, of one pattern."""
        return bool(self._within(start, end)[-1] & self._cues.bit(pattern))

    def says(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """As `pattern.search(text[start:end])`, which sees nothing outside. KeyError: it has no cues."""
        bit = self._cues.bit(pattern)
        window = self._within(start, end)
        if not window[-1] & bit:
            return False
        part = self.text[start:end]
        return any(pattern.match(part, place - start) for place in self._places_of(bit, window))

    def spans(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        """As those of `pattern.finditer(text, start, end)`. KeyError: it has no cues."""
        bit = self._cues.bit(pattern)
        window = self._within(start, end)
        if window[-1] & bit:
            for place in self._places_of(bit, window):
                if place >= start and (found := pattern.match(self.text, place, end)):
                    yield found.span()
                    start = found.end()

    def _places_of(self, bit: int, window: _Window) -> list[int]:
        starts, told = self._places
        return [starts[number] for number in range(window[2], window[3]) if told[number] & bit]

    def _within(self, start: int, end: int) -> _Window:
        """What `text[start:end]` holds: many patterns are asked of the same words, one behind the other."""
        window = self._last
        if window[0] != start or window[1] != end:
            starts, told = self._places
            first = bisect_left(starts, start)
            last = bisect_left(starts, end, first)
            self._last = window = start, end, first, last, reduce(or_, told[first:last], 0)
        return window


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

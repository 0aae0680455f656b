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
from itertools import count
from operator import or_
from typing import TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.letters import as_written
from pipelines.wordlists import whole_words
from pipelines.words import lower

_LITERAL = re.compile(r"[\w ,]+")
_LOOK = re.compile(r"\(\?<?[!=]")
_OPTIONAL = ("?", "*", "{")
_numbers = count()


class Cue:
    """A pattern that ignores case and begins with words, and the bit that stands for it."""

    __slots__ = ("bit", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.bit = 1 << next(_numbers)


def cue(pattern: str, flags: int = 0) -> Cue:
    return Cue(re.compile(pattern, flags))


def cue_words(alternatives: str) -> Cue:
    """Of `whole_words`."""
    return Cue(whole_words(alternatives))


def any_of(*cues: Cue) -> int:
    """The bits of several."""
    return reduce(or_, [each.bit for each in cues])


class Cues:
    """The cues that are looked for together. Raises ValueError for one that begins with no word."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.known = any_of(*cues)
        told: dict[bytes, int] = defaultdict(int)
        for each in cues:
            for beginning in beginnings(each.pattern.pattern):
                told[as_written(beginning)] |= each.bit
        self._told = list(told.values())
        self._automaton = BytesAhoCorasick(list(told), implementation=Implementation.ContiguousNFA)

    def places(self, text: str) -> tuple[list[int], list[int]]:
        """Where in a text cues may match, in order, and the bits of those that may at each place."""
        told, count = self._told, len(self._told)
        hits = self._automaton.find_matches_as_indexes(as_written(text), overlapping=True)
        found = [start * count + number for number, start, _ in hits]  # numbers are sorted sooner than pairs
        found.sort()
        return [one // count for one in found], [told[one % count] for one in found]


# A part of a text, the numbers of the first place in it and of the first behind it, the bits of all between.
_Window: TypeAlias = tuple[int, int, int, int, int]


class CuedText:
    """A text and where its cues may stand, which is looked for when it is first asked."""

    def __init__(self, text: str, cues: Cues) -> None:
        self.text = text
        self._known = cues.known
        self._cues = cues
        self._last: _Window = (0, 0, 0, 0, 0)

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        return self._cues.places(self.text)

    @cached_property
    def all_bits(self) -> int:
        """The bits of the cues that may match anywhere: none else need be asked."""
        return reduce(or_, set(self._places[1]), 0)

    def bits(self, start: int, end: int) -> int:
        """The bits of the cues that may match from within `text[start:end]`: no other is worth a try."""
        starts, told = self._places
        first = bisect_left(starts, start)
        return reduce(or_, told[first : bisect_left(starts, end, first)], 0)

    def says(self, asked: Cue, start: int, end: int) -> bool:
        """As `pattern.search(text[start:end])`, which sees nothing outside. KeyError: no cue of its."""
        window = self._may(asked, start, end)
        if window is None:
            return False
        (starts, told), bit, match, part = self._places, asked.bit, asked.pattern.match, self.text[start:end]
        for number in range(window[2], window[3]):
            if told[number] & bit and match(part, starts[number] - start):
                return True
        return False

    def spans(self, asked: Cue, start: int, end: int) -> Iterator[tuple[int, int]]:
        """As those of `pattern.finditer(text, start, end)`. KeyError: no cue of its."""
        window = self._may(asked, start, end)
        if window is not None:
            (starts, told), bit, match = self._places, asked.bit, asked.pattern.match
            for number in range(window[2], window[3]):
                place = starts[number]
                if told[number] & bit and place >= start and (found := match(self.text, place, end)):
                    yield found.span()
                    start = found.end()

    def _may(self, asked: Cue, start: int, end: int) -> _Window | None:
        """What `text[start:end]` holds, if the cue may match from within it.

        Many are asked of the same words, one behind the other.
        """
        window = self._last
        if window[0] != start or window[1] != end:
            starts, told = self._places
            first = bisect_left(starts, start)
            last = bisect_left(starts, end, first)
            self._last = window = start, end, first, last, reduce(or_, told[first:last], 0)
        if window[4] & asked.bit:
            return window
        if not asked.bit & self._known:
            raise KeyError(asked.pattern)
        return None


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

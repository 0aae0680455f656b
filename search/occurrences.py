"""Where the words of a query stand in a text, without reading all the words of the text.

A word is looked for by its letters: each of them in all the forms that fold to it.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pipelines.words import MARKS, TOKEN, fold
from search.entries import LONGEST_WORD, word
from search.tree import Word, Words

_PLAIN = frozenset(string.ascii_lowercase + string.digits)
_MARK = re.compile(f"[{MARKS}]")
# No letter beyond has a plain letter as its folded form.
_LETTERS = range(0x3000)
# Every word looked for costs a scan of the text and a pattern; more of them cost more than reading it once.
_MOST_SEARCHED = 40


class Occurrence(NamedTuple):
    """The letters `text[start:end]`, and their form with marks."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Occurrences:
    """`at` is by position. Positions count the words of the text, but too many between two that the query
    names are counted as just too many for any of its phrases."""

    at: Mapping[int, Occurrence]
    positions: Mapping[str, Sequence[int]]

    def of(self, asked: Word) -> Sequence[int]:
        return self.positions.get(asked.folded, ())


def occurrences(text: str, wanted: Sequence[Words]) -> Occurrences:
    named = {asked.folded for leaf in wanted for asked in leaf.words}
    farthest = max((len(leaf.words) + leaf.slop for leaf in wanted if len(leaf.words) > 1), default=0)
    at: dict[int, Occurrence] = {}
    positions: defaultdict[str, list[int]] = defaultdict(list)
    position, last = -1, 0
    for found in _found(text, named):
        written = word(found.group())
        if written.folded not in named or _is_inside(text, found.start()):
            continue
        between = islice(TOKEN.finditer(text, last, found.start()), farthest) if farthest else ()
        position += 1 + sum(1 for _ in between)
        last = found.end()
        at[position] = Occurrence(found.start(), last, written.exact)
        positions[written.folded].append(position)
    return Occurrences(at, positions)


def _found(text: str, named: set[str]) -> Iterator[re.Match[str]]:
    """The places, in order, where a word may stand that folds to one of `named`, and perhaps others."""
    if len(named) > _MOST_SEARCHED or any(
        len(folded) >= LONGEST_WORD or not _PLAIN.issuperset(folded) for folded in named
    ):
        return TOKEN.finditer(text)
    places = [found for folded in named for found in _pattern(folded).finditer(text)]
    return iter(sorted(places, key=re.Match.start))


def _is_inside(text: str, at: int) -> bool:
    """Whether a word that began before goes on at `at`, after marks of its own."""
    while at and _MARK.match(text[at - 1]):
        at -= 1
    return at > 0 and text[at - 1].isalnum()


@lru_cache(maxsize=1024)
def _pattern(folded: str) -> re.Pattern[str]:
    """The whole words that fold to `folded`. What may not stand before a word is looked at after its first
    letter, so that the search can leap from one such letter to the next."""
    first, *rest = (f"[{_forms()[letter]}]" for letter in folded)
    before = rf"(?<![^\W_]{first})"
    marks = f"[{MARKS}]*"
    letters = "".join(f"{letter}{marks}" for letter in rest)
    return re.compile(rf"{first}{before}{marks}{letters}(?![^\W_]|[{MARKS}])")


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, str]:
    """Each plain letter or digit with all the letters that fold to it."""
    found: defaultdict[str, str] = defaultdict(str)
    for letter in map(chr, _LETTERS):
        if (folded := fold(letter)) in _PLAIN:
            found[folded] += letter
    return found

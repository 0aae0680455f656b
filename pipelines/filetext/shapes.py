"""Words on a page, and the rows they stand in. Lengths are points, y grows downwards."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_WORD_GAP = 0.12  # em; a space is about 0.25, pressed together by justification 0.15
COLUMN_GAP = 1.8  # em; wider than any space of a justified line
_OPEN_ROWS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """`y0` to `y1` is the height of its line of type, about one em, not that of its letters."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def size(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other, with no gap as wide as that between columns."""

    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def y0(self) -> float:
        return min(word.y0 for word in self.words)

    @property
    def y1(self) -> float:
        return max(word.y1 for word in self.words)

    @property
    def size(self) -> float:
        return statistics.median(word.size for word in self.words)

    @property
    def middle(self) -> float:
        return statistics.median(word.middle for word in self.words)

    @property
    def text(self) -> str:
        pieces = [self.words[0].text]
        for before, word in pairwise(self.words):
            joined = word.x0 - before.x1 < _WORD_GAP * min(before.size, word.size)
            pieces.append(word.text if joined else f" {word.text}")
        return "".join(pieces)


def rows(words: Iterable[Word]) -> list[list[Line]]:
    """The rows of a page from above; in each the lines that a wide gap separates, from the left."""
    open_rows: list[_Row] = []
    done: list[_Row] = []
    for word in sorted(words, key=lambda word: (word.middle, word.x0)):
        row = min(
            (row for row in open_rows if row.takes(word)), key=lambda row: row.distance(word), default=None
        )
        if row is None:
            row = _Row()
            open_rows.append(row)
            done.append(row)
            del open_rows[:-_OPEN_ROWS]
        row.add(word)
    return [_lines(row.words) for row in sorted(done, key=lambda row: row.middle)]


class _Row:
    def __init__(self) -> None:
        self.words: list[Word] = []
        self.middle = 0.0
        self.size = 0.0

    def add(self, word: Word) -> None:
        count = len(self.words)
        self.words.append(word)
        self.middle = (self.middle * count + word.middle) / (count + 1)
        self.size = max(self.size, word.size)

    def distance(self, word: Word) -> float:
        return abs(word.middle - self.middle)

    def takes(self, word: Word) -> bool:
        """Words of one row stand beside each other: what lies over another word is in a row of its own."""
        if self.distance(word) > 0.5 * max(self.size, word.size):
            return False
        least = 0.4 * (word.x1 - word.x0)
        return all(min(word.x1, other.x1) - max(word.x0, other.x0) <= least for other in self.words)


def _lines(words: list[Word]) -> list[Line]:
    words.sort(key=lambda word: word.x0)
    lines = [[words[0]]]
    for before, word in pairwise(words):
        if word.x0 - before.x1 > COLUMN_GAP * max(before.size, word.size):
            lines.append([])
        lines[-1].append(word)
    return [Line(tuple(line)) for line in lines]

"""The passages that two texts have in common: local alignment of their syllables.

T. F. Smith and M. S. Waterman, J. Mol. Biol. 147, 1981, with +2 for a match and -1 for a mismatch or a gap;
for the reuse of bills, F. Linder and others, Policy Studies Journal 48, 2020. Only strips of the table around
shared 5-grams are filled (seed and extend, S. F. Altschul and others, J. Mol. Biol. 215, 1990): a passage
without five equal syllables in a row is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.shingles import SIZE

MATCH, MISMATCH, GAP = 2, -1, -1
_REACH = 30  # syllables between two seeds of one passage, and before the first and after the last one
_DRIFT = 10  # syllables put in or left out between two of them
_PLACES = 8  # of one 5-gram in a text: a phrase said on every line seeds no more passages than these


@dataclass(frozen=True, slots=True)
class Shared:
    """`one[start:end]` says much what `other[other_start:other_end]` says; `matches` syllables are equal."""

    start: int
    end: int
    other_start: int
    other_end: int
    score: int
    matches: int


@dataclass(slots=True)
class _Strip:
    """Seeds that may be one passage; `low` and `high` are its diagonals i - j."""

    first: int
    last: int
    low: int
    high: int
    diagonal: int


@dataclass(slots=True)
class _Table:
    """The filled strip: per row, per diagonal from `low`, the step that led there (0: none)."""

    steps: list[bytearray] = field(default_factory=list)
    best: int = 0
    row: int = 0
    column: int = 0


def shared_passages(one: Sequence[str], other: Sequence[str], least: int = SIZE * MATCH) -> list[Shared]:
    """The passages with a score of `least` or more, the best first; none overlaps a better one in `one`."""
    found = sorted(
        {_best(one, other, strip) for strip in _strips(one, other)},
        key=lambda shared: (-shared.score, shared.start, shared.other_start),
    )
    kept: list[Shared] = []
    for shared in found:
        if shared.score >= least and all(
            shared.end <= each.start or each.end <= shared.start for each in kept
        ):
            kept.append(shared)
    return kept


def _strips(one: Sequence[str], other: Sequence[str]) -> list[_Strip]:
    strips: list[_Strip] = []
    waiting: list[_Strip] = []  # those that a seed may still join
    for start, seed in _seeds(one, other):
        waiting = [strip for strip in waiting if start - strip.last <= _REACH]
        near = [strip for strip in waiting if abs(start - seed - strip.diagonal) <= _DRIFT]
        if not near:
            strip = _Strip(start, start, start - seed, start - seed, start - seed)
            strips.append(strip)
            waiting.append(strip)
            continue
        strip = min(near, key=lambda strip: (abs(start - seed - strip.diagonal), strip.first))
        strip.last = max(start, strip.last)
        strip.diagonal = start - seed
        strip.low, strip.high = min(strip.low, strip.diagonal), max(strip.high, strip.diagonal)
    return strips


def _seeds(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    places: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(other) - SIZE + 1):
        held = places.setdefault(tuple(other[place : place + SIZE]), [])
        if len(held) < _PLACES:
            held.append(place)
    for start in range(len(one) - SIZE + 1):
        for place in places.get(tuple(one[start : start + SIZE]), ()):
            yield start, place


def _best(one: Sequence[str], other: Sequence[str], strip: _Strip) -> Shared:
    low, high = strip.low - _DRIFT, strip.high + _DRIFT
    first = max(0, strip.first - _REACH)
    table = _filled(one, other, range(first, min(len(one), strip.last + SIZE + _REACH)), low, high)
    row, column, matches = table.row, table.column, 0
    end, other_end = first + row + 1, first + row - (low + column - 1) + 1
    start, other_start = end, other_end
    while row >= 0 and (step := table.steps[row][column]):
        place = first + row
        other_place = place - (low + column - 1)
        start, other_start = (place if step != 3 else start), (other_place if step != 2 else other_start)
        matches += step == 1 and one[place] == other[other_place]
        row, column = (row if step == 3 else row - 1), column + (0, 0, -1, 1)[step]
    return Shared(start, end, other_start, other_end, table.best, matches)


def _filled(one: Sequence[str], other: Sequence[str], rows: range, low: int, high: int) -> _Table:
    """Steps are 1: both go on, 2: `one` does, 3: `other` does."""
    width = high - low + 1
    table = _Table()
    above = [0] * (width + 2)
    for row in rows:
        here, steps = [0] * (width + 2), bytearray(width + 2)
        syllable = one[row]
        # The left neighbour lies on the next diagonal, so that the last one is filled first.
        for column in range(width, 0, -1):
            place = row - low - column + 1
            if not 0 <= place < len(other):
                continue
            score, step = above[column] + (MATCH if syllable == other[place] else MISMATCH), 1
            if above[column - 1] + GAP > score:
                score, step = above[column - 1] + GAP, 2
            if here[column + 1] + GAP > score:
                score, step = here[column + 1] + GAP, 3
            if score > 0:
                here[column], steps[column] = score, step
                if score > table.best:
                    table.best, table.row, table.column = score, row - rows.start, column
        table.steps.append(steps)
        above = here
    return table

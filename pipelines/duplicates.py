"""What copies of a text are told by: its words, and the shingles of five syllables that it shares.

MinHash with 128 permutations estimates the share of shingles that two texts have in common (standard error
√(J(1−J)/128)). A short notice says another thing with one other word: it is compared exactly, with its title.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import NamedTuple

from rensa import RMinHash

from pipelines.words import exact_tokens, tokens
from store.copy_records import Likeness

SHINGLE = 5  # syllables
MIN_SHINGLES = 50
PERMUTATIONS = 128
RULES = 1000 + RMinHash.ALGORITHM_VERSION  # raised with every change of what is made here
_SEED = 42
_MIN_PASSAGE = 12  # syllables; shorter ones are names of bodies and set phrases


class Passage(NamedTuple):
    """The same words in two texts: `one[start:end]` and `other[other_start:other_end]`."""

    start: int
    end: int
    other_start: int
    other_end: int
    syllables: int


def likeness(title: str, text: str, act: str = "") -> Likeness | None:
    """What a text is told by; None for one without words.

    Texts of other acts (`act`), and those whose titles name other numbers (`tháng 5`, `tháng 6`), are no
    copies of each other: each is a claim of its own.
    """
    words = exact_tokens(text)
    if not words:
        return None
    shingles = {" ".join(words[place : place + SHINGLE]) for place in range(len(words) - SHINGLE + 1)}
    named = exact_tokens(title)
    minhash = None
    if len(shingles) >= MIN_SHINGLES:
        made = RMinHash(PERMUTATIONS, _SEED)
        made.update(sorted(shingles))
        minhash = struct.pack(f"<{PERMUTATIONS}I", *made.digest())
    else:
        words = [*named, "", *words]
    numbers = [word for word in named if word.isdigit()]
    return Likeness(_digest(words), minhash, _digest((act, *numbers)))


def passages(one: str, other: str, least: int = _MIN_PASSAGE) -> list[Passage]:
    """The passages of at least so many syllables that two texts share, in the order of the first one.

    Words that stand several times in the other text are shown where they stand first.
    """
    mine, theirs = tokens(one), tokens(other)
    words, others = [token.exact for token in mine], [token.exact for token in theirs]
    starts: dict[tuple[str, ...], int] = {}
    for place in range(len(others) - least, -1, -1):
        starts[tuple(others[place : place + least])] = place
    found, place = list[Passage](), 0
    while place <= len(words) - least:
        there = starts.get(tuple(words[place : place + least]))
        if there is None:
            place += 1
            continue
        size = _agree(words, others, place, there)
        last, other_last = mine[place + size - 1], theirs[there + size - 1]
        found.append(Passage(mine[place].start, last.end, theirs[there].start, other_last.end, size))
        place += size
    return found


def _agree(words: Sequence[str], others: Sequence[str], place: int, there: int) -> int:
    """How many words agree from two places on."""
    size = 0
    while (
        place + size < len(words)
        and there + size < len(others)
        and words[place + size] == others[there + size]
    ):
        size += 1
    return size


def _digest(words: Sequence[str]) -> str:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()

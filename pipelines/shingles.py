"""Text as sets of syllable 5-grams: how much of one text stands in another.

Containment C(A→B) = |G_A ∩ G_B| / |G_A| and Jaccard J = |G_A ∩ G_B| / |G_A ∪ G_B|, of the sets G of 5-grams
of exact tokens (A. Broder, On the Resemblance and Containment of Documents, 1997). A gram is kept as a number
of 64 bits: two texts of 1,000 syllables share a false one once in 10^13 pairs. The numbers are the same in
every process, since Python's hash of a tuple of numbers has no secret, unlike that of words.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TypeVar

from pipelines.pieces import Pieces
from pipelines.words import TOKEN, forms

T = TypeVar("T")
SIZE = 5  # syllables of a gram


def numbers(piece: str) -> list[int]:
    """Of the tokens of a text, below 2^61."""
    return [_number(forms(word)[0]) for word in TOKEN.findall(piece)]


_NUMBERS = Pieces(numbers)


def grams(texts: Iterable[str]) -> array[int]:
    """The 5-grams of texts in reading order, those of one text after those of the other; some come twice."""
    found = array("q")
    for text in texts:
        found.extend(map(hash, runs(list(_NUMBERS.of(text)))))
    return found


def runs(syllables: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Every `SIZE` syllables, or numbers of syllables, that follow each other."""
    return zip(*(syllables[start:] for start in range(SIZE)), strict=False)


def containment(part: Set[int], whole: Set[int]) -> float | None:
    """The share of the grams of `part` that stand in `whole`; None where it has none."""
    return len(part & whole) / len(part) if part else None


def jaccard(one: Set[int], other: Set[int]) -> float | None:
    """None where neither has grams."""
    shared = len(one & other)
    union = len(one) + len(other) - shared
    return shared / union if union else None


def sample(found: Iterable[int], one_in: int) -> list[int]:
    """About one gram in `one_in`, a power of 2: the same ones of every text, so that samples can be compared.

    Broder's MOD sketch. Unlike the smallest values of permutations it grows with the text, so that it shows a
    short text within a long one too; of 128 values it is as exact as 128 permutations, √(J(1 - J)/128).
    """
    return [gram for gram in found if not gram & (one_in - 1)]


def _number(token: str) -> int:
    raw = token.encode()
    return zlib.crc32(raw) << 29 ^ zlib.crc32(raw[::-1], 0x9E3779B9)

"""Which texts are near each other, and the families that they make.

Two texts are compared where they share a band of their MinHash. In a band with thousands of texts each is
compared with the least few only (texts are named by their hashes), so that the work grows with the number of
texts; which those are depends on the texts alone, and so do the families.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import eq
from typing import NamedTuple

NEAR = 0.8  # the share of shingles from which on a text is a copy of another
_BANDS = 16
_HEADS = 8


class Text(NamedTuple):
    apart: str
    minhash: bytes


def bands(minhash: bytes) -> list[int]:
    """The names of a MinHash's bands. Of two texts that share 0.8 of their shingles 95 % have one in common,
    of two that share 0.9 all but one in ten thousand."""
    size = len(minhash) // _BANDS
    return [
        int.from_bytes(
            hashlib.blake2b(minhash[at : at + size], digest_size=8, salt=bytes([number])).digest(),
            "big",
            signed=True,
        )
        for number, at in enumerate(range(0, len(minhash), size))
    ]


def jaccard(one: bytes, other: bytes) -> float:
    """The share of shingles that two texts have in common, as their MinHashes tell it."""
    numbers = array("I", one), array("I", other)
    return float(sum(map(eq, *numbers)) / len(numbers[0]))


def families(
    wanted: Iterable[str], texts: Mapping[str, Text], sharing: Iterable[tuple[int, str]]
) -> dict[str, str]:
    """The family of each wanted text, named by its least text.

    `texts` and `sharing` (band and text) hold all that share a band with one of them, those included that
    belong to other families.
    """
    family = {text: text for text in wanted}
    for heads, members in _compared(texts, sharing):
        for member in members:
            for head in heads:
                if head in family and member in family:
                    _join(family, head, member, texts)
    return {text: _root(family, text) for text in family}


def _compared(
    texts: Mapping[str, Text], sharing: Iterable[tuple[int, str]]
) -> Iterator[tuple[list[str], list[str]]]:
    """For each band the least of its texts, and all; those held apart make bands of their own."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for band, text in sharing:
        if text in texts:
            found[band, texts[text].apart].append(text)
    for members in found.values():
        if len(members) > 1:
            members.sort()
            yield members[:_HEADS], members


def _join(family: dict[str, str], one: str, other: str, texts: Mapping[str, Text]) -> None:
    roots = sorted((_root(family, one), _root(family, other)))
    if roots[0] != roots[1] and jaccard(texts[one].minhash, texts[other].minhash) >= NEAR:
        family[roots[1]] = roots[0]


def _root(family: dict[str, str], text: str) -> str:
    while family[text] != text:
        family[text] = text = family[family[text]]
    return text

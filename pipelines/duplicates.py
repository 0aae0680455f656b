"""What copies of a text are told by: its words, and the shingles of five syllables that it shares.

MinHash with 128 permutations estimates the share of shingles that two texts have in common (standard error
√(J(1−J)/128)). A short notice says another thing with one other word: it is compared exactly, with its title.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

from rensa import RMinHash

from pipelines.shingles import runs
from pipelines.words import exact_tokens
from store.copy_records import Likeness

MIN_SHINGLES = 50
PERMUTATIONS = 128
RULES = 1000 + RMinHash.ALGORITHM_VERSION  # raised with every change of what is made here
_SEED = 42


def likeness(title: str, text: str, act: str = "") -> Likeness | None:
    """What a text is told by; None for one without words.

    Texts of other acts (`act`), and those whose titles name other numbers (`tháng 5`, `tháng 6`), are no
    copies of each other: each is a claim of its own.
    """
    words = exact_tokens(text)
    if not words:
        return None
    shingles = set(map(" ".join, runs(words)))
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


def _digest(words: Sequence[str]) -> str:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()

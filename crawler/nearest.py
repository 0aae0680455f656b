"""The word that somebody meant who wrote one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def suggestion(word: str, words: Sequence[str]) -> str:
    """` (did you mean 'x'?)`, or nothing."""
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""

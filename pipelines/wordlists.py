"""Lists of words as patterns: what a grammar of clauses and sentences looks for."""

from __future__ import annotations

import re


def whole_words(alternatives: str) -> re.Pattern[str]:
    """Finds the words or phrases that `|` parts, each whole and in any case; parts may be patterns."""
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


def small_words(alternatives: str) -> re.Pattern[str]:
    """As `whole_words`, for a text in small letters: it is searched several times as fast."""
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")

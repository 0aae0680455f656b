"""Where text becomes tokens, for coding, duplicates and search: `store.words`, which the store itself needs
to keep erased words out."""

from __future__ import annotations

from functools import lru_cache

from store.words import (
    LOWER,
    MARKS,
    TOKEN,
    Token,
    exact_tokens,
    fold,
    folded_tokens,
    forms,
    lower,
    nfc,
    tokens,
)

__all__ = [
    "LOWER",
    "MARKS",
    "TOKEN",
    "Token",
    "exact_tokens",
    "fold",
    "folded_tokens",
    "forms",
    "lower",
    "lowered",
    "nfc",
    "tokens",
]


@lru_cache(maxsize=2)
def lowered(text: str) -> str:
    """`lower` of a whole text, which each step that reads a document asks for again."""
    return lower(text)

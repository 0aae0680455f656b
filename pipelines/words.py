"""Where text becomes tokens, for coding, duplicates and search: `store.words`, which the store itself needs
to keep erased words out."""

from __future__ import annotations

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
    "nfc",
    "tokens",
]

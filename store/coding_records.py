"""What a codebook makes of a document, and the codebooks that a store knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from store.records import Code, Reform, Tag


@dataclass(frozen=True, slots=True)
class Coding:
    """All of a document that one version of a codebook gave it, applied by one version of the program."""

    is_reform: bool
    reform: Reform | None
    codes: tuple[Code, ...]
    indices: tuple[str, ...]
    channels: tuple[Tag, ...]
    audiences: tuple[Tag, ...]
    flags: tuple[str, ...] = ()
    coder: int | None = None  # as in store.records.Document


@dataclass(frozen=True, slots=True)
class StoredCodebook:
    """A codebook that documents of the store were coded with; `source` is its file, word for word.

    `is_active`: it was chosen for all figures. Where none was, that is the one built into the program.
    """

    version: str
    digest: str  # sha256 of the source
    source: str
    added_at: dt.datetime
    is_active: bool


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A document that a codebook has not coded yet; `sha256` tells whether it is still the same one later."""

    id: str
    sha256: str
    title: str
    text: str

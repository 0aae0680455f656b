"""What a codebook makes of a document, and the codebooks that a store knows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from store.columns import compact, storable
from store.records import Code, Evidence, Json, Reform, Tag

CODING_FLAGS = frozenset({"unaccented_match"})  # the flags of a document that come from its coding


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


def proof_of(digest: str, title: str, text: str) -> str:
    """What a coding was made of: a codebook file by its sha256, and the title and text, to the letter.

    It stands beside the coding. Where it is the same again, so is what the same `coder` makes of it.
    """
    told = f"{digest}\x00{title}\x00{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).hexdigest()


# --- JSON ----------------------------------------------------------------------------------------------


def written(coding: Coding) -> str:
    """`store.records.as_json` of a coding as the store writes it.

    Key by key: a recode writes thousands a second, and half of its time would go into looking at types.
    """
    reform = coding.reform
    found: Json = {
        "is_reform": coding.is_reform,
        "reform": None if reform is None else _reform(reform),
        "codes": [_code(code) for code in coding.codes],
        "indices": coding.indices,
        "channels": _tags(coding.channels),
        "audiences": _tags(coding.audiences),
        "flags": coding.flags,
        "coder": coding.coder,
    }
    return storable(compact(found))


def _reform(reform: Reform) -> Json:
    return {
        "score": reform.score,
        "rules": reform.rules,
        "review": reform.review,
        "margin": reform.margin,
        "evidence": _evidence(reform.evidence),
    }


def _code(code: Code) -> Json:
    return {
        "theme": code.theme,
        "subtheme": code.subtheme,
        "weight": code.weight,
        "evidence": _evidence(code.evidence),
        "source": code.source,
        "correction": code.correction,
    }


def _tags(tags: Sequence[Tag]) -> list[Json]:
    return [{"id": tag.id, "evidence": _evidence(tag.evidence)} for tag in tags]


def _evidence(found: Sequence[Evidence]) -> list[Json]:
    return [
        {"field": one.field, "start": one.start, "end": one.end, "text": one.text, "rule": one.rule}
        for one in found
    ]

"""What a codebook makes of a document, and the codebooks that a store knows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from store.columns import quoted, storable
from store.records import Code, Evidence, Reform, Tag

_TRUTH = {True: "true", False: "false"}
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
    return storable(
        f'{{"is_reform":{_TRUTH[coding.is_reform]},"reform":{"null" if reform is None else _reform(reform)},'
        f'"codes":[{",".join(map(_code, coding.codes))}],"indices":{_words(coding.indices)},'
        f'"channels":{_tags(coding.channels)},"audiences":{_tags(coding.audiences)},'
        f'"flags":{_words(coding.flags)},"coder":{_number(coding.coder)}}}'
    )


def _reform(reform: Reform) -> str:
    return (
        f'{{"score":{_number(reform.score)},"rules":{_words(reform.rules)},"review":{_TRUTH[reform.review]},'
        f'"margin":{_number(reform.margin)},"evidence":{_evidence(reform.evidence)}}}'
    )


def _code(code: Code) -> str:
    subtheme = "null" if code.subtheme is None else quoted(code.subtheme)
    return (
        f'{{"theme":{quoted(code.theme)},"subtheme":{subtheme},"weight":{_number(code.weight)},'
        f'"evidence":{_evidence(code.evidence)},"source":{quoted(code.source)},'
        f'"correction":{_number(code.correction)}}}'
    )


def _tags(tags: Sequence[Tag]) -> str:
    return f"[{','.join([_tag(tag) for tag in tags])}]"


def _tag(tag: Tag) -> str:
    return f'{{"id":{quoted(tag.id)},"evidence":{_evidence(tag.evidence)}}}'


def _evidence(found: Sequence[Evidence]) -> str:
    parts = [
        f'{{"field":"{one.field}","start":{one.start},"end":{one.end},"text":{quoted(one.text)},'
        f'"rule":{quoted(one.rule)}}}'
        for one in found
    ]
    return f"[{','.join(parts)}]"


def _words(found: Sequence[str]) -> str:
    return f"[{','.join(map(quoted, found))}]"


def _number(value: float | None) -> str:
    return "null" if value is None else repr(value)

"""The acts that a document cites, out of all mentions: one for each act, with its relation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from pipelines.kinds import by_words
from pipelines.mentions import Mention
from store.identities import symbol
from store.records import Act, Citation

Relation: TypeAlias = Literal["implements", "legal_basis", "replaces", "amends", "issued_with", "refers"]

_NORMATIVE = {"luat", "phap_lenh", "nghi_dinh", "thong_tu", "thong_tu_lien_tich"}
_LIST_REACH = 300  # characters from one act of a list to the next
_LISTED = re.compile(r"(?:[;,]|(?<!\w)và)\s+(?:các\s+)?[\w ]{0,24}?(?:số\s*:?\s*)?$")
_CLOSED = re.compile(r"[.:!?](?=\s)|\n")
_BULLETS = " \t\n-–•*+("
_RELATIONS: tuple[Relation, ...] = (
    "replaces",
    "amends",
    "implements",
    "legal_basis",
    "issued_with",
    "refers",
)


def citations(cited: Sequence[Mention], act: Act | None, text: str) -> tuple[Citation, ...]:
    """One for each act: at its first mention, with the strongest relation of all its mentions.

    Date and issuer are the first that any mention tells. The same number with dates of two years is two
    acts, since numbers begin again every year.
    """
    found: list[Citation] = []
    by_number: dict[str, list[int]] = {}
    last: Mention | None = None
    for each in cited:
        mention = _with_cue_of(last, each) if last and _goes_on(last, each, text) else each
        last = mention
        new = _citation(mention, _relation(mention, act, text))
        places = by_number.setdefault(symbol(new.number), [])
        known = next((place for place in places if _is_one_act(found[place], new)), None)
        if known is None:
            places.append(len(found))
            found.append(new)
        else:
            found[known] = _merged(found[known], new)
    return tuple(found)


def _goes_on(last: Mention, mention: Mention, text: str) -> bool:
    """Whether a list goes on: `thực hiện Chỉ thị …; Nghị quyết … và Kế hoạch …`, with no cue of its own."""
    if mention.cue not in ("none", "starts") or mention.number.start - last.end > _LIST_REACH:
        return False
    between = text[last.end : mention.number.start]
    return bool(_LISTED.search(between)) and not _CLOSED.search(between)


def _with_cue_of(last: Mention, mention: Mention) -> Mention:
    return replace(mention, cue=last.cue, cue_at=last.cue_at, sentence=last.sentence)


def _is_one_act(one: Citation, two: Citation) -> bool:
    return one.issued is None or two.issued is None or one.issued.date.year == two.issued.date.year


def _merged(first: Citation, again: Citation) -> Citation:
    relation = min(first.relation, again.relation, key=_RELATIONS.index)
    issuer, issued = first.issuer or again.issuer, first.issued or again.issued
    return replace(first, relation=relation, issuer=issuer, issued=issued)


def _citation(mention: Mention, relation: Relation) -> Citation:
    number = mention.number
    return Citation(
        number=number.number or "",
        raw=number.raw,
        kind=mention.kind,
        issuer=mention.issuer,
        issued=mention.issued,
        relation=relation,
        document=None,
        start=number.start,
        end=number.end,
    )


def _relation(mention: Mention, act: Act | None, text: str) -> Relation:
    """How this document stands to the act it names. What others do with that act is `refers`."""
    if mention.cue in ("replaces", "amends"):
        return mention.cue
    begins = not text[mention.sentence : mention.cue_at].strip(_BULLETS)
    leads = begins or "\n" not in text[: mention.number.start]
    if mention.cue == "issued_with":
        return "issued_with" if begins and act is not None and act.status == "self" else "refers"
    if mention.kind in _NORMATIVE and mention.cue in ("legal_basis", "implements"):
        return "legal_basis"
    if mention.cue == "legal_basis":
        return "implements" if _same_subject(mention, act, text) else "legal_basis"
    return "implements" if mention.cue == "implements" and leads else "refers"


def _same_subject(mention: Mention, act: Act | None, text: str) -> bool:
    """Căn cứ + a superior body's plan: the act cited is, or issues, one of the kind that this one is."""
    if act is None or act.kind not in ("ke_hoach", "chuong_trinh"):
        return False
    clause = re.split(r"[;.\n]|, (?=[A-ZĐỦ])", text[mention.end : mention.end + 200])[0]
    return mention.kind == act.kind or by_words(clause[:60]) == act.kind

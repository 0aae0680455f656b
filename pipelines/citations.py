"""The acts that a document cites, out of all mentions: one for each act, with its relation."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from pipelines.kinds import KIND_WORDS, by_words
from pipelines.mentions import Mention
from pipelines.words import fold, lower
from store.identities import symbol
from store.records import Act, Citation

Relation: TypeAlias = Literal["implements", "legal_basis", "replaces", "amends", "issued_with", "refers"]

_NORMATIVE = {"luat", "phap_lenh", "nghi_dinh", "thong_tu", "thong_tu_lien_tich"}
_LIST_REACH = 300  # characters from one act of a list to the next
_LISTED = re.compile(r"(?:[;,]|(?<!\w)và)\s+(?:các\s+)?[\w ]{0,24}?(?:số\s*:?\s*)?$")
_CLOSED = re.compile(r"[.:!?](?=\s)|\n")
_CLAUSE_END = re.compile(r"[;.\n]|, (?=[A-ZĐỦ])")
_REPORT = "bao_cao"
_ORDERS = {
    "ke_hoach",
    "chuong_trinh",
    "chi_thi",
    "cong_van",
    "quyet_dinh",
    "huong_dan",
    "thong_bao",
    "cong_dien",
}
_PARTED = re.compile(r"[,;:(]")
_KIND_BEFORE = re.compile(rf"(?P<kind>{KIND_WORDS})\s+(?:về (?:việc )?)?$", re.IGNORECASE)
# Carrying out as a matter that is looked at or made known, not ordered; in lower case.
_TOLD_OF = re.compile(
    r"kiểm tra|giám sát|đánh giá|tình hình|kết quả|tuyên truyền|phổ biến|sơ kết|tổng kết|việc "
)
# `tiếp tục triển khai các giải pháp tại Công điện …`: what the act holds is carried out
_CARRIES = re.compile(
    r"(?<!\w)(?:triển khai|thực hiện)(?: (?!quy định|theo)[^\s,.;:]+){1,14} $",
    re.IGNORECASE,
)
_HELD_IN = ("tại ", "trong ")
# `xét đề nghị của Sở A tại Tờ trình …`: what was asked for is a ground, wherever it was asked
_ASKED = re.compile(r"(?:^|[,;:]\s)\W*(?:xét|theo) đề nghị [^.;:\n]{3,140}$", re.IGNORECASE)
_ASKED_REACH = 160  # characters
# `Kế hoạch này sẽ thay cho Kế hoạch …`; a new form or program stands in for what an act holds
_OTHER_STANDS_IN = re.compile(r"thay (?!thế)", re.IGNORECASE)
_THIS_ACT = re.compile(rf"(?:{KIND_WORDS}|văn bản)(?: này| sẽ| được ban hành)* $", re.IGNORECASE)
# `Căn cứ Nghị định A, được sửa đổi tại Nghị định B`: as it stands now, so that both are the ground
_AS_AMENDED = re.compile(
    rf"[,(]\s*(?:đã )?được sửa đổi(?:,? bổ sung)?(?: một số điều)? (?:tại|bởi|theo|bằng)\s+"
    rf"(?:các )?(?:{KIND_WORDS})\s+(?:số\s*:?\s*)?$",
    re.IGNORECASE,
)
# `triển khai phần mềm sau Công văn …`, `trước khi Quyết định …`: a neighbour of what is carried out
_BESIDE = re.compile(
    r"(?<!\w)(?:(?:sau|trước|khi)(?: (?:khi|có|nhận(?: được)?|ban hành|lúc))*|"
    r"(?:trái|khác|thay|ngoài|không|chưa)(?: (?:với|cho|có|được|nêu|giao|thuộc|ở|theo|tại|trong))*)"
    rf" (?:các )?(?:{KIND_WORDS})\s+(?:số\s*:?\s*)?$",
    re.IGNORECASE,
)
_NEIGHBOURS = ("sau", "trước", "khi", "trái", "khác", "thay", "ngoài", "không", "chưa")  # that it begins with
_BESIDE_REACH = 80  # characters
_CARRIES_REACH = 100  # characters
_MADE_KNOWN = ("tuyên truyền", "phổ biến")  # what the act itself is for
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
    ends = {mention.end for mention in cited}
    first = cited[0].sentence if cited else 0
    for mention in carried(cited, text):
        new = _citation(mention, _relation(mention, act, text, ends))
        if act is not None and act.kind == _REPORT and mention.sentence != first:
            new = replace(new, relation="refers")  # its list of what was done
        places = by_number.setdefault(symbol(new.number) or f"{new.kind} {new.issued}", [])
        known = next((place for place in places if _is_one_act(found[place], new)), None)
        if known is None:
            places.append(len(found))
            found.append(new)
        else:
            found[known] = _merged(found[known], new)
    return tuple(found)


def carried(cited: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions, those that go on a list with the cue of its first."""
    ends = {mention.end for mention in cited}
    found: list[Mention] = []
    outer: Mention | None = None  # the last that is not named within another's name
    for each in cited:
        goes_on = outer is not None and (_goes_on(found[-1], each, text) or _amends_it(outer, each, text))
        new = _with_cue_of(outer, each) if outer and goes_on else each
        found.append(new)
        if not _in_a_name(new, text, ends):
            outer = new
    return found


def _goes_on(last: Mention, mention: Mention, text: str) -> bool:
    """Whether a list goes on: `thực hiện Chỉ thị …; Nghị quyết … và Kế hoạch …`, with no cue of its own."""
    has_cue = mention.cue not in ("none", "starts") and "," not in text[mention.cue_at : mention.number.start]
    if has_cue or mention.number.start - last.end > _LIST_REACH:
        return False
    between = text[last.end : mention.number.start]
    return bool(_LISTED.search(between)) and not _CLOSED.search(between)


def _amends_it(last: Mention, mention: Mention, text: str) -> bool:
    start, end = max(last.end - 1, mention.number.start - _LIST_REACH), mention.number.start
    amends = _AS_AMENDED.search(text, start, end) if mention.number.start - last.end < _LIST_REACH else None
    return amends is not None and not _CLOSED.search(text, start, end) and ";" not in text[start:end]


def _in_a_name(mention: Mention, text: str, ends: Collection[int]) -> bool:
    """`Kế hoạch A thực hiện Nghị quyết B`: the cue follows an act right behind its end."""
    return mention.since in ends and not _PARTED.search(text[mention.since : mention.cue_at])


def _with_cue_of(last: Mention, mention: Mention) -> Mention:
    return mention._replace(cue=last.cue, cue_at=last.cue_at, sentence=last.sentence, since=last.since)


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
        flags=(number.flags if number.number is None else ()) + mention.doubts,
    )


def _relation(mention: Mention, act: Act | None, text: str, ends: Collection[int]) -> Relation:
    """How this document stands to the act it names. What others do with that act is `refers`."""
    if _in_a_name(mention, text, ends):
        return "refers"
    if mention.cue in ("replaces", "amends"):
        return "refers" if _others_change(mention, act, text) else mention.cue
    begins = not text[mention.sentence : mention.cue_at].strip(_BULLETS)
    if mention.cue == "issued_with":
        return "issued_with" if begins and act is not None and act.status == "self" else "refers"
    if mention.cue == "legal_basis" or _is_asked_for(mention, text):
        return "implements" if _same_subject(mention, act, text) else "legal_basis"
    if _is_carried(mention, text):
        return _carried_out(mention, act, text, begins=begins and mention.cue == "implements")
    return "refers"


def _by_this_act(mention: Mention, text: str) -> bool:
    near = max(mention.sentence, mention.cue_at - 40)
    return _THIS_ACT.search(text, near, mention.cue_at) is not None


def _is_asked_for(mention: Mention, text: str) -> bool:
    if mention.cue != "refers" or not text.startswith("tại ", mention.cue_at):
        return False
    near = max(mention.sentence, mention.cue_at - _ASKED_REACH)
    return _ASKED.search(text[near : mention.cue_at]) is not None


def _is_carried(mention: Mention, text: str) -> bool:
    """Whether the act, or what it holds, is carried out, and not only something beside it."""
    near, number = max(mention.sentence, mention.cue_at - _CARRIES_REACH), mention.number.start
    says = mention.cue == "implements" or (
        mention.cue == "refers"
        and text.startswith(_HELD_IN, mention.cue_at)
        and _CARRIES.search(text, near, mention.cue_at) is not None
    )
    return says and not _is_beside(text, max(mention.sentence, number - _BESIDE_REACH), number)


def _is_beside(text: str, start: int, end: int) -> bool:
    small = lower(text[start:end])
    return any(word in small for word in _NEIGHBOURS) and _BESIDE.search(text, start, end) is not None


def _others_change(mention: Mention, act: Act | None, text: str) -> bool:
    """What a report tells; `Nghị quyết bãi bỏ Nghị quyết …` in a letter, which is the name of another act."""
    if act is not None and act.kind == _REPORT:
        return True
    if _OTHER_STANDS_IN.match(text, mention.cue_at) and not _by_this_act(mention, text):
        return True
    named = _KIND_BEFORE.search(text, max(mention.sentence, mention.cue_at - 40), mention.cue_at)
    return bool(named and act is not None and by_words(named["kind"]) != act.kind)


def _carried_out(mention: Mention, act: Act | None, text: str, *, begins: bool) -> Relation:
    """An act carries out what it names as its ground, and what it orders to be carried out."""
    in_lead = text.find("\n", 0, mention.number.start) < 0
    near = text[max(mention.sentence, mention.cue_at - 60) : mention.cue_at + 4]
    told = _TOLD_OF.search(lower(near))
    if mention.kind in _NORMATIVE:
        return _of_a_law(mention, act, text, begins=begins)
    if begins or (in_lead and (told is None or near.startswith(_MADE_KNOWN, told.start()))):
        return "implements"
    if text.startswith(("để ", "Để "), mention.cue_at) and not told:
        return "implements"  # the purpose of what the sentence tells
    by = text.startswith(("Theo ", "theo "), mention.cue_at)
    is_order = act is not None and act.kind in _ORDERS and not _same_issuer(mention, act)
    return "implements" if is_order and not told and not by else "refers"


def _of_a_law(mention: Mention, act: Act | None, text: str, *, begins: bool) -> Relation:
    """A law is a ground; where a bullet of an announced act begins with it, it is to be carried out."""
    orders = act is not None and act.status == "announced" and text.find("\n", 0, mention.number.start) >= 0
    return "implements" if begins and orders else "legal_basis"


def _same_issuer(mention: Mention, act: Act) -> bool:
    one, other = fold(mention.issuer or ""), fold(act.issuer or "")
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _same_subject(mention: Mention, act: Act | None, text: str) -> bool:
    """Căn cứ + a superior body's plan: the act cited is, or issues, one of the kind that this one is."""
    if act is None or _same_issuer(mention, act):
        return False
    kinds = {act.kind, by_words((act.abstract or "")[:80])} & {"ke_hoach", "chuong_trinh"}
    clause = _CLAUSE_END.split(text[mention.end : mention.end + 200], maxsplit=1)[0]
    return mention.kind in kinds or by_words(clause[:60]) in kinds

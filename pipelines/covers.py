"""Pages that only hand on a file: the title is the act's, the body says no more than where the file is."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.issuers import issuer_at
from pipelines.kinds import BY_ABBREVIATION, KIND_WORDS, LETTER, by_words, kind_at_head
from pipelines.mentions import Mention
from pipelines.numbers import same_number
from store.records import Act

_SENTENCE = 120  # characters that a page may say beside its file
_HANDED = 200  # and where that is only a link in the text
_HANDS_ON = re.compile(r"(?:tại đây|đính kèm|kèm theo|tải về|dưới đây)\W*$", re.IGNORECASE)
_ABOUT = re.compile(r"V/v\W", re.IGNORECASE)
_DRAFT = re.compile(rf"(?:lấy|góp|xin) ý kiến.*?dự thảo\s+(?:các\s+)?(?P<kind>{KIND_WORDS})", re.IGNORECASE)
_SHORT = ("KH", "BC", "QĐ", "TB", "CV", "NQ")  # as a title begins with them; others are words of their own
_OF = re.compile(r"(?<!\w)của\s+(?:lãnh đạo\s+)?", re.IGNORECASE)
_OTHER_ACT = re.compile(rf"(?<!\w)(?:{KIND_WORDS})(?!\w)", re.IGNORECASE)


def is_cover(title: str, text: str, *, has_files: bool) -> bool:
    """Whether nothing but the title is said, or only where its file is."""
    said = text.replace(title, "").strip()
    if not said:
        return True
    if has_files and len(said) <= _SENTENCE:
        return True
    return len(said) <= _HANDED and bool(_HANDS_ON.search(said))


def kind_of_title(title: str) -> tuple[str, tuple[str, ...]] | None:
    """The kind of the act that bears this title, and flags: `draft` for one that is put up for comment."""
    draft = _DRAFT.match(title)
    if draft:
        kind = by_words(draft["kind"])
        return (kind, ("draft",)) if kind else None
    if _ABOUT.match(title):
        return LETTER, ()
    first = title.split(maxsplit=1)[:1]
    kind = BY_ABBREVIATION[first[0]] if first and first[0] in _SHORT else kind_at_head(title)
    return (kind, ()) if kind else None


def act_of_title(title: str, told: Act | None = None) -> Act | None:
    """The announced act of a cover; `told`: what its number in title or body told, if it has one."""
    found = kind_of_title(title)
    if found is None:
        return None
    kind, flags = found
    if told is not None:
        return replace(told, flags=told.flags + flags)
    issuer = issuer_of_title(title)
    return Act(None, None, kind, issuer, None, None, "announced", ("number_missing", *flags))


def number_of_cover(title: str, in_title: list[Mention], in_text: list[Mention]) -> Mention | None:
    """The act's own number: behind the kind at the head of the title, else in the line that hands it on."""
    found = kind_of_title(title)
    if found is None:
        return None
    kinds = (found[0], LETTER)
    own = next((one for one in in_title if not title[: one.cue_at].strip() and one.kind in kinds), None)
    if own is None:
        return next((one for one in in_text if one.kind in kinds), None)
    number = own.number.number or ""  # the text tells more: date, issuer
    again = (one for one in in_text if same_number(one.number.number or "", number))
    return next(again, own)


def issuer_of_title(title: str) -> str | None:
    """`Quyết định phê duyệt … của UBND tỉnh A`; behind the name of another act the body may be that one's."""
    for of in _OF.finditer(title):
        others = _OTHER_ACT.findall(title, 0, of.start())
        body = issuer_at(title, of.end())
        if body and len(others) < 2 + sum(other.lower() == "kết luận" for other in others):
            return body[0]
    return None

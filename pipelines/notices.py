"""Notices and letters without an act's form, in the voice of who gives them: `Sở A thông báo: …`."""

from __future__ import annotations

import re

from pipelines.covers import issuer_of_title
from pipelines.issuers import issuer_at, subject_before
from pipelines.kinds import LETTER, kind_at_head
from pipelines.mentions import sentence_start
from store.records import Act

_MISSING = ("number_missing", "date_incomplete")
_ADDRESSED = re.compile(r"^\W*kính gửi\s*:", re.IGNORECASE | re.MULTILINE)
_FIRST_LINES = 6
_NOTICE = "thong_bao"
_HEAD = 1500  # characters; a notice says who gives it in its first sentence
_GIVES = re.compile(
    r"(?P<verb>(?:trân trọng )?thông báo)(?!\s*(?:số|của|này|trên|kết luận|tại)(?!\w))(?=[\s:])"
)
_TOLD = re.compile(r"(?:đã|vừa|mới|sẽ)\s*(?:có|ra|ban hành|gửi|phát)?\s*thông báo", re.IGNORECASE)
_GROUNDS = re.compile(r"(?:thực hiện|căn cứ|theo|nhằm|để|được sự|xét)\s", re.IGNORECASE)
_GIVER = re.compile(r"(?:bên mời thầu|chủ đầu tư|đơn vị|cơ quan)[^:\n]{0,30}:\s*", re.IGNORECASE)


def notice_in_own_voice(title: str, text: str) -> Act | None:
    """The act that the page is; None where nobody speaks in it, or another's notice is told."""
    head = text[:_HEAD]
    if _ADDRESSED.search("\n".join(head.split("\n")[:_FIRST_LINES])):
        kind = kind_at_head(title) or LETTER
        return Act(None, None, kind, issuer_of_title(title), None, None, "self", _MISSING)
    is_told = "thông báo" in head.lower()
    if is_told and _TOLD.search(head):
        return None
    is_titled = kind_at_head(title) == _NOTICE
    giver = _giver(head, has_title=is_titled) if is_told else None
    if not giver and not is_titled:
        return None
    issuer = issuer_of_title(title) or giver or _named(head)
    return Act(None, None, _NOTICE, issuer, None, None, "self", _MISSING)


def _giver(head: str, *, has_title: bool) -> str | None:
    """Who `thông báo` in the first paragraph, which begins with its grounds or with the body itself."""
    for found in _GIVES.finditer(head):
        start = sentence_start(head, found.start())
        subject = subject_before(head, start, found.start())
        if subject is None or subject.person:
            continue
        is_first = "\n" not in head[: found.start()].strip()
        begins = subject.start == 0 or _GROUNDS.match(head) is not None
        if has_title or (is_first and begins):
            return subject.name
    return None


def _named(head: str) -> str | None:
    found = _GIVER.search(head)
    body = issuer_at(head, found.end()) if found else None
    return body[0] if body else None

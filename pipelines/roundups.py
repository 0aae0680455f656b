"""Which acts at the head of an article are not its own: those of a round-up, of a list, of years ago."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipelines.issuers import subject_before
from pipelines.kinds import KIND_WORDS, kind_at_head
from pipelines.mentions import Mention

_LEAD_UNITS = 3  # an announcement names its act in the title or at the head of the text
_LEAD_LENGTH = 1200
_CREDIT = re.compile(r"(?:Ảnh|Nguồn ảnh|Nguồn)\s*:[^\n]{0,60}$")
_CAPTION = 120  # characters that a line above its photograph's credit may have
# `Nhiều hoạt động mừng xuân`, `Những chính sách mới trong tháng`: what follows is a list
_ROUND_UP = re.compile(r"(?:[^:]{2,40}:\s*)?(?:Nhiều|Những|Một số|Loạt|Hàng loạt|Điểm tin)\s")
_RULES = re.compile(r"(?<!\w)(?:chính sách|quy định|văn bản|luật|nghị định|thông tư)(?!\w)", re.IGNORECASE)
# `Hỏi đáp: …`, `Điểm mới của Nghị định …`: a page about rules, though it may begin with their articles
_ASKS = re.compile(
    r"^\W*(?:hỏi(?!\w)|giải đáp|trả lời|tư vấn|tìm hiểu|bạn đọc|góc pháp luật|tin(?: tức| vắn)?\s*:)|\?|"
    r"(?<!\w)(?:(?:điểm|quy định|chính sách) mới|có gì mới|(?:như )?thế nào|bao nhiêu|ra sao)(?!\w)",
    re.IGNORECASE,
)
_MAKES = re.compile(r"(?<!\w)(?:ban hành|công bố|thông qua|sửa đổi|bãi bỏ|quy định|hướng dẫn|đề xuất)(?!\w)")
_LISTED = re.compile(rf";\s+(?:và\s+)?(?:{KIND_WORDS})\s+(?:số\s*:?\s*)?$", re.IGNORECASE)
_LISTED_REACH = 60  # characters
_OLD = 2  # years after which an act is one that a text leans on
_YEAR_BEHIND = re.compile(r"\s+năm\s+(?P<year>(?:19|20)\d\d)(?!\d)")
_BULLETS = " \t\n-–•*+("


def promises_many(title: str) -> bool:
    """Whether a title promises several things, of which an act in the text is one."""
    return _ROUND_UP.match(title) is not None


def promises_rules(title: str) -> bool:
    """Whether these things are acts, or what they rule."""
    return promises_many(title) and _RULES.search(title) is not None


def tells_or_asks(title: str) -> bool:
    """Whether a title is that of news or of questions: `UBND tỉnh ban hành …`, `Ai được …?`."""
    if promises_many(title) or _ASKS.search(title):
        return True
    made = None if kind_at_head(title) else _MAKES.search(title)
    return made is not None and subject_before(title, 0, made.start()) is not None


def heads(named: Sequence[Mention], text: str) -> list[Mention]:
    """The acts that sentences begin with: `Tại Công văn số …`, `Nghị định số … quy định`."""
    return [
        one
        for one in named
        if one.cue in ("starts", "refers") and not text[one.sentence : one.cue_at].strip(_BULLETS)
    ]


def is_listed(mention: Mention, text: str) -> bool:
    """`… gồm: Nghị định số A; Nghị định số B quy định …`: whether an act is a later one of a list."""
    number = mention.number.start
    return _LISTED.search(text, max(0, number - _LISTED_REACH), number) is not None


def is_old(mention: Mention, text: str, published: dt.date | None) -> bool:
    """Whether an act is of years before the page, by its date or by the year behind its number."""
    said = _YEAR_BEHIND.match(text, mention.number.end)
    if published is None or not (mention.issued or said):
        return False
    year = mention.issued.date.year if mention.issued else int(said["year"]) if said else published.year
    return published.year - year >= _OLD


def lead_end(text: str) -> int:
    """Where the head of the text ends: after three paragraphs, or 1,200 characters.

    A photograph's credit and the caption above it are no paragraphs.
    """
    ends: list[int] = []
    start, above = 0, _CAPTION + 1
    for found in re.finditer(r"\n\s*", text[: _LEAD_LENGTH + 1]):
        line = text[start : found.start()]
        if not _CREDIT.match(line):
            ends.append(found.start())
            above = len(line)
        elif ends and above <= _CAPTION:
            ends.pop()
        start = found.end()
    return ends[_LEAD_UNITS - 1] if len(ends) >= _LEAD_UNITS else min(len(text), _LEAD_LENGTH)

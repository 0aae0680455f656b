"""Slips of keyboard and OCR in the words that duties and relations are told by: `phối họp`, `thưc hiện`.

One letter has a wrong mark, so that the mended text is as long as the text and its offsets stay. It is there
to be matched: what a record says is cut from what is written (`said`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from pipelines.words import lower, lowered

_MEANT = {
    "phối họp": "phối hợp",
    "phối hơp": "phối hợp",
    "phồi hợp": "phối hợp",
    "phôi hợp": "phối hợp",
    "phổi hợp": "phối hợp",
    "chù trì": "chủ trì",
    "chủ tri": "chủ trì",
    "chũ trì": "chủ trì",
    "thưc hiện": "thực hiện",
    "thục hiện": "thực hiện",
    "thực hiên": "thực hiện",
    "triễn khai": "triển khai",
    "triền khai": "triển khai",
    "triến khai": "triển khai",
    "truớc ngày": "trước ngày",
    "trưóc ngày": "trước ngày",
    "hoàn thảnh": "hoàn thành",
    "đon vị": "đơn vị",
    "đơn vi": "đơn vị",
}
# Where both syllables are words, those around them tell: `Ban Điều phối họp`, `Bệnh viện Phổi hợp tác`,
# `làm chủ tri thức`, `trường tư thục hiện có`, `hóa đơn vi phạm`.
_HELPS = r"(?=\s+(?:chặt chẽ|tốt|với|cùng|thực hiện|triển khai|tổ chức|tham mưu|hướng dẫn)(?!\w))"
_AMONG = {
    "phối họp": r"(?<!điều )phối họp",
    "phôi hợp": rf"phôi hợp{_HELPS}",
    "phổi hợp": rf"(?<!viện )phổi hợp{_HELPS}",
    "chủ tri": r"(?<!làm )chủ tri(?=\s*(?:[,;:.)]|$)|"
    r"\s+(?:phối hợp|tham mưu|cùng|và|thực hiện|xây dựng)(?!\w))",
    "thục hiện": r"(?<!tư )(?<!thuần )thục hiện(?!\s+(?:nay|có|đại|đang|là|hành|diện|hữu|vật)(?!\w))",
    "thực hiên": r"thực hiên(?!\s+ngang(?!\w))",
    "triền khai": r"triền khai(?!\s+thác(?!\w))",
    "đơn vi": r"(?<!hóa )(?<!hoá )đơn vi(?=\s*(?:[,;:.)]|$)|\s+(?:có|liên quan|trực thuộc|thuộc|chủ trì|"
    r"phối hợp|thực hiện|sự nghiệp|hành chính|khác|tham mưu|và)(?!\w))",
}
# For a text in small letters: without case `i` would be `ı` and `İ` too.
_SLIP = re.compile(rf"(?<!\w)(?:{'|'.join(_AMONG.get(slip, slip) for slip in _MEANT)})(?!\w)")


# Most texts have none: one pass says so.
_ANY = AhoCorasick(list(_MEANT), implementation=Implementation.DFA)


class Mended(str):
    """A text with its slips mended, and what is `written` in their place."""

    __slots__ = ("written",)
    written: str


def mended(text: str, small: str | None = None) -> str:
    """The text with these words as they are meant, in the case in which they are written.

    `small` is `lower(text)`, where that is at hand.
    """
    if not (_may_slip(small) if small is not None else _ANY.find_matches_as_strings(lower(text))):
        return text
    small = lower(text) if small is None else small
    parts, at = [], 0
    for found in _SLIP.finditer(small):
        parts += [
            text[at : found.start()],
            _as_meant(text[found.start() : found.end()], _MEANT[found.group()]),
        ]
        at = found.end()
    if not parts:
        return text
    whole = Mended("".join((*parts, text[at:])))
    whole.written = text
    return whole


def may_slip(text: str) -> bool:
    """Whether a whole text, or any part of it, may hold a slip: the parts need not be asked one by one."""
    return _may_slip(lowered(text))


@lru_cache(maxsize=2)  # what reads acts and what reads plans ask it of the same text
def _may_slip(small: str) -> bool:
    return bool(_ANY.find_matches_as_strings(small))


def said(text: str, start: int, end: int) -> str:
    """What is written there, also where `text` was mended."""
    return (text.written if isinstance(text, Mended) else text)[start:end]


def _as_meant(written: str, meant: str) -> str:
    return "".join(
        letter.upper() if sign.isupper() else letter for sign, letter in zip(written, meant, strict=True)
    )

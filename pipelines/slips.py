"""Slips of keyboard and OCR in the words that duties and relations are told by: `phối họp`, `thưc hiện`.

One letter has a wrong mark, so that the mended text is as long as the text and its offsets stay.
"""

from __future__ import annotations

import re

from pipelines.words import lower

_MEANT = {
    "phối họp": "phối hợp",
    "phối hơp": "phối hợp",
    "phồi hợp": "phối hợp",
    "phôi hợp": "phối hợp",
    "phổi hợp": "phối hợp",
    "chù trì": "chủ trì",
    "chủ tri ": "chủ trì ",
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
    "đơn vi ": "đơn vị ",
}
_SLIP = re.compile("|".join(_MEANT), re.IGNORECASE)


def mended(text: str) -> str:
    """The text with these words as they are meant, in the case in which they are written."""
    small = lower(text)
    if not any(slip in small for slip in _MEANT):
        return text
    return _SLIP.sub(_as_meant, text)


def _as_meant(found: re.Match[str]) -> str:
    written = found.group()
    meant = _MEANT[lower(written)]
    return "".join(
        letter.upper() if sign.isupper() else letter for sign, letter in zip(written, meant, strict=True)
    )

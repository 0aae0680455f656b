"""Who signed an act, in whose name: the block of capitals at its end, beside the recipients or below them.

Authority marks TM. KT. TL. TUQ. Q. from 30/2020/NĐ-CP, Annex I; the Party writes T/M and K/T. Capitals are
told by `str.isupper`: no range of letters holds the Vietnamese ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CELLS = re.compile(r"\t+|\s{2,}")
_AUTHORITY = re.compile(r"^(?P<mark>TM|T/M|KT|K/T|TL|T/L|TUQ|Q)\s*\.?\s*(?P<who>[^\W\d].*)$")
_TITLE = re.compile(
    r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|BÍ THƯ|BỘ TRƯỞNG|THỦ TƯỚNG|VIỆN TRƯỞNG|CHÁNH [A-ZĐÀ-Ỹ ]+|"
    r"TRƯỞNG (?:PHÒNG|BAN|ĐOÀN)|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|HIỆU TRƯỞNG|TỔNG CỤC TRƯỞNG|THỐNG ĐỐC|THƯỜNG TRỰC)"
    r"|THỨ TRƯỞNG"
)
_BEFORE_NAME = re.compile(
    r"^\W*(?:\(?đã ký\)?\W*)?(?:(?:PGS|GS|TS|ThS|BS(?:CK)?(?: ?I{1,2})?|CK ?I{1,2}|DS(?:CK)?(?: ?I{1,2})?|"
    r"KS|LS|CN|NGƯT|NGND|"
    r"TTƯT|TTND|Thượng tá|Đại tá|Trung tá|Thiếu tá|Thiếu tướng|Đ/c)\s*[.,]?\s+|(?:PGS|GS|TS|ThS|BS|KS)\.)*",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"[UỦ][YỶ] BAN|UBND|HĐND|HỘI ĐỒNG|BAN |CHÍNH PHỦ|QUỐC HỘI|THƯỜNG TRỰC|BỘ CHÍNH TRỊ|ĐẢNG|ĐOÀN|HỘI |"
    r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) [UỦ][YỶ]|TẬP THỂ|LIÊN ĐOÀN"
)
# What a digital signature prints: its place, its time and its holder are none of the act's.
_STAMP = re.compile(
    r"(?:Người ký|Ký bởi|Signature|Email|Cơ quan|Thời gian ký|Ngày ký|Digitally)\b", re.IGNORECASE
)
_NAME_CELLS = 12  # between the mark and the name: titles, recipients beside them
_NO_NAMES = frozenset(
    {"nơi", "như", "lưu", "ký", "các", "ban", "sở", "phòng", "tỉnh", "huyện", "quận", "xã", "phường", "ủy"}
)


@dataclass(frozen=True, slots=True)
class Signature:
    """`authority` is the mark nearest to the name, without dots and strokes: KT for `K/T.`."""

    signer: str | None
    title: str | None
    authority: str | None


def cells(line: str) -> list[str]:
    """The columns of a line: two stand side by side at the head and at the end of an act."""
    line = line.strip()
    if "\t" not in line and "  " not in line:
        return [line] if line else []
    return [cell for cell in _CELLS.split(line) if cell]


def read_signature(lines: Sequence[str]) -> Signature | None:
    """The signature in the last third of the lines; None where no mark and no title stands there.

    What an act issues stands behind its signature and may be longer than the act: a mark with a name below it
    counts where there is none in the last third.
    """
    found = _signature(lines[len(lines) * 2 // 3 :])
    if found is not None and found.signer:
        return found
    earlier = _signature(lines[len(lines) // 4 : len(lines) * 2 // 3 + _NAME_CELLS])
    return earlier if earlier is not None and earlier.signer and earlier.title else found


def _signature(lines: Sequence[str]) -> Signature | None:
    last = [cell for line in lines for cell in cells(line)]
    start = next((place for place, cell in enumerate(last) if _begins(cell)), None)
    if start is None:
        return None
    block = list(_right_column(last[start : start + _NAME_CELLS]))
    block = block[: next((place for place, cell in enumerate(block) if _STAMP.match(cell)), None)]
    name = next((place for place, cell in enumerate(block) if _name(cell)), None)
    above = [cell for cell in block[:name] if cell.isupper()]
    marks = [found["mark"] for cell in above if (found := _mark(cell))]
    titles = [cell for cell in above if not _mark(cell) and _TITLE.match(cell)]
    return Signature(
        signer=_name(block[name]) if name is not None else None,
        title=" ".join(titles[-1].split()) if titles else _head(above),
        authority=marks[-1].replace("/", "") if marks else None,
    )


def _begins(cell: str) -> bool:
    return _mark(cell) is not None or bool(_TITLE.fullmatch(cell.strip(" .")))


def _mark(cell: str) -> re.Match[str] | None:
    """`KT. CHỦ TỊCH`: a mark before a title or a collective in capitals; a lone Q of a table is none."""
    found = _AUTHORITY.match(cell)
    if found is None or not found["who"].isupper():
        return None
    return found if _TITLE.match(found["who"]) or _COLLECTIVE.match(found["who"]) else None


def _right_column(block: Sequence[str]) -> Iterator[str]:
    """Without the recipients, which are listed with dashes or end with a semicolon."""
    return (cell for cell in block if not cell.startswith(("-", "–", "+")) and cell[-1] not in ";:,")


def _name(cell: str) -> str | None:
    """A name of 2 to 6 words that all begin with a capital and are not all capitals."""
    bare = _BEFORE_NAME.sub("", cell).strip()
    words = bare.split()
    is_name = (
        2 <= len(words) <= 6
        and not bare.isupper()
        and all(word[0].isupper() and word.isalpha() for word in words)
        and words[0].lower() not in _NO_NAMES
    )
    return " ".join(words) if is_name else None


def _head(above: Sequence[str]) -> str | None:
    """`KT. CHỦ TỊCH` without a title below it: who signs is left open, whose place it is, not."""
    found = next((match for cell in reversed(above) if (match := _mark(cell))), None)
    return (
        found["who"] if found and found["mark"] in ("Q", "TL", "TUQ") and _TITLE.match(found["who"]) else None
    )

"""The form of an act: header, number line, place and date, kind line, recipients, signature.

A text that has these parts is the act itself, one that does not tells of it. Parts and their order:
30/2020/NĐ-CP, Art. 8 and Annex I; authority marks TM. KT. TL. TUQ. Q. from the same annex.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.act_dates import DATE, read_date
from pipelines.kinds import exactly
from pipelines.numbers import ActNumber, find_blank, find_numbers
from store.records import PartialDate

_HEAD_LINES = 25  # of an act: everything above its body
_HEAD_LENGTH = 160  # characters of a line there; paragraphs are longer
_MOTTO = re.compile(
    r"c[ộô]ng h[òo][àa]? xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|đảng cộng sản việt nam", re.IGNORECASE
)
_NUMBER_LINE = re.compile(r"(?:^|\s)số\s*:?\s*[\d.… ]*\s*[/-]", re.IGNORECASE)
_PLACE_LINE = re.compile(r"^(?P<place>[^\d,;:]{2,40}?),\s*(?:ngày)\b", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^\W*n[ơo]i (?:nhận|gửi)\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"^\s*(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q)\s*\.?\s*(?P<who>[^\W\d].*)$")
_BODY = re.compile(
    r"^(?:UBND|HĐND|[UỦ][YỶ] BAN|HỘI ĐỒNG|SỞ|BỘ|PHÒNG|BAN|THANH TRA|VĂN PHÒNG|CỤC|CHI CỤC|TRUNG TÂM|"
    r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) [UỦ][YỶ]|ĐẢNG BỘ)(?!\w)"
)
_MOTTO_ON_THE_LINE = re.compile(r"\s*(?:CỘNG H[ÒO]|Độc lập|ĐỘC LẬP|ĐẢNG CỘNG SẢN).*$")
_NAME_LINES = 8  # between the authority and the name of the signer


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of an act as its text shows them; `place` is that of the place and date line."""

    kind: str | None
    number: ActNumber | None
    issued: PartialDate | None
    place: str | None
    issuer: str | None
    signer: str | None
    parts: frozenset[str]

    @property
    def is_act(self) -> bool:
        """Two parts, one of them at the head: recipients alone are also quoted in news."""
        return len(self.parts) > 1 and bool(self.parts & {"motto", "number", "kind"})


def read_header(text: str) -> Header:
    """The parts of an act that stand in `text`; all None and no `parts` for ordinary prose."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head = [line for line in lines[:_HEAD_LINES] if len(line) <= _HEAD_LENGTH]
    kind = next((exactly(line) for line in head if line.isupper() and exactly(line)), None)
    number = _number(head)
    place, issued = _place_and_date(head)
    found = {
        "motto": any(map(_MOTTO.search, head)),
        "number": number is not None,
        "place": place is not None,
        "kind": kind is not None,
        "recipients": any(map(_RECIPIENTS.match, lines)),
        "signature": _authority(lines) is not None,
    }
    parts = frozenset(name for name, holds in found.items() if holds)
    return Header(kind, number, issued, place, _issuer(head), _signer(lines), parts)


def _number(head: list[str]) -> ActNumber | None:
    for line in head:
        if not _NUMBER_LINE.search(line):
            continue
        if line.lower().startswith(("căn cứ", "thực hiện", "theo")):
            continue
        number = next(find_numbers(line), None) or find_blank(line)
        if number and _NUMBER_LINE.search(line[: number.start + len(number.raw)]):
            return number
    return None


def _place_and_date(head: list[str]) -> tuple[str | None, PartialDate | None]:
    for line in head:
        # The number may share the line: `Số: 12/KH-UBND   Tân An, ngày 3 tháng 4 năm 2023`.
        last = re.split(r"\s{2,}|\t|(?<=[A-ZĐ])\s(?=[A-ZĐ][^\W\d_]*\s?[^,]{0,30}, ngày)", line)[-1]
        found = _PLACE_LINE.match(last)
        date = DATE.search(last, found.end("place")) if found else None
        if found and date and not last[date.end() :].strip(" ./"):
            return found["place"].strip(" .-–"), read_date(date)
    return None, None


def _issuer(head: list[str]) -> str | None:
    """The lowest body of the header: `UBND TỈNH A` above `SỞ TÀI CHÍNH` gives `SỞ TÀI CHÍNH`."""
    bodies = []
    for line in head[:8]:
        name = _MOTTO_ON_THE_LINE.sub("", line).strip(" -–*_")
        if name.isupper() and _BODY.match(name) and len(name) < 90:
            bodies.append(" ".join(name.split()))
    return bodies[-1] if bodies else None


def _authority(lines: list[str]) -> int | None:
    """The line where the signature begins: TM., KT. … and a title in capitals, in the last third."""
    for place in range(len(lines) * 2 // 3, len(lines)):
        found = _AUTHORITY.match(lines[place])
        if found and found["who"].isupper():
            return place
    return None


def _signer(lines: list[str]) -> str | None:
    start = _authority(lines)
    for line in lines[start : start + _NAME_LINES] if start is not None else ():
        words = line.split()
        if not line.isupper() and 2 <= len(words) <= 6 and all(word[0].isupper() for word in words):
            return line
    return None

"""The form of an act: header, number line, place and date, kind line, abstract, recipients, signature.

A text that has these parts is the act itself, one that does not tells of it. Parts and their order:
30/2020/NĐ-CP, Art. 8 and Annex I. The head of a file has two columns, side by side or one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.act_dates import DATE, read_date
from pipelines.housed import begins_council, is_of_state, joined, whole_name
from pipelines.kinds import LETTER, exactly, kind_at_head
from pipelines.numbers import ActNumber, find_blank, find_numbers
from pipelines.signatures import Signature, cells, read_signature
from store.records import PartialDate

_HEAD_LINES = 30  # of an act: everything above its body, with the stamp of a digital signature
_HEAD_LENGTH = 160  # characters of a line there; paragraphs are longer
_MOTTO = re.compile(
    r"c[ộô]ng h[òo][àa]? xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|đảng cộng sản việt nam", re.IGNORECASE
)
_NUMBER_LINE = re.compile(r"(?:^|\s)số\s*:?\s*[\d.…_ ]*\s*[/-]", re.IGNORECASE)
# `Số` of a scan may have lost its marks; what is no digit before the stroke was written by hand.
_UNREAD_LINE = re.compile(
    r"s[ốóôổo]\s*[:.]?\s*(?P<stray>[^\w\s.…_:/-]+)\s*(?P<rest>[\d ]*/\s*[A-ZĐ].*)$", re.IGNORECASE
)
_CITING = ("căn cứ", "thực hiện", "theo", "triển khai")
_PLACE_LINE = re.compile(r"^(?P<place>[^\d,;:]{2,40}?),\s*(?:ngày)\b", re.IGNORECASE)
_BEFORE_PLACE = re.compile(r"(?<=[A-ZĐ])\s(?=[A-ZĐ][^\W\d_]*\s?[^,]{0,30}, ngày)")
_RECIPIENTS = re.compile(r"^\W*n[ơo]i (?:nhận|gửi)\b", re.IGNORECASE)
_BODY = re.compile(
    r"^(?:UBND|HĐND|[UỦ][YỶ] BAN|HỘI ĐỒNG|SỞ|BỘ|PHÒNG|BAN|THANH TRA|VĂN PHÒNG|CỤC|TỔNG CỤC|CHI CỤC|TRUNG TÂM|"
    r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) (?:[UỦ][YỶ]|ĐOÀN)|ĐẢNG BỘ|CHÍNH PHỦ|THỦ TƯỚNG|QUỐC HỘI|VIỆN|KHO BẠC|"
    r"CÔNG AN|LIÊN ĐOÀN|LIÊN MINH|HỘI|HIỆP HỘI|ĐOÀN|CÔNG ĐOÀN|BẢO HIỂM|NGÂN HÀNG|TÒA ÁN|TRƯỜNG|HỌC VIỆN|"
    r"BỆNH VIỆN|TRẠM|THUẾ (?:TỈNH|THÀNH|CƠ SỞ|KHU)|ĐIỆN LỰC|CÔNG TY|TỔNG CÔNG TY|HẢI QUAN|THƯ VIỆN|"
    r"BẢO TÀNG|NHÀ (?:VĂN HÓA|THIẾU NHI)|QUỸ|ĐẢNG ĐOÀN|MẶT TRẬN|ĐÀI|CHI BỘ|HẠT KIỂM LÂM|TỔ CÔNG TÁC|"
    r"TIỂU BAN)(?!\w)"
)
_ABOVE = re.compile(r"^(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN|ĐẢNG BỘ)(?!\w)")  # the house of a body below it
# What has no name without the body above it: THƯỜNG TRỰC below HỘI ĐỒNG NHÂN DÂN HUYỆN A
_ORGAN = re.compile(
    r"(?:BAN )?THƯỜNG TRỰC|BAN THƯỜNG VỤ|BAN CHẤP HÀNH|(?:ĐOÀN )?CHỦ TỊCH ĐOÀN|ĐOÀN CHỦ TỊCH|"
    r"BAN (?:PHÁP CHẾ|DÂN TỘC|VĂN HÓA - XÃ HỘI|VĂN HOÁ - XÃ HỘI|KINH TẾ - NGÂN SÁCH|KINH TẾ - XÃ HỘI|ĐÔ THỊ)"
)
# BAN THƯỜNG VỤ TỈNH A below HỘI NÔNG DÂN VIỆT NAM
_ORGAN_OF_UNIT = re.compile(
    r"(?P<organ>BAN (?:THƯỜNG VỤ|CHẤP HÀNH|THƯỜNG TRỰC)) (?P<unit>(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|"
    r"PHƯỜNG) \S.*)"
)
_WHOLE_NATION = re.compile(r"(?<=\S) VIỆT NAM$|(?<=ĐOÀN) TNCS HỒ CHÍ MINH$")
_MOTTO_ON_THE_LINE = re.compile(r"\s*(?:CỘNG H[ÒO]|Độc lập|ĐỘC LẬP|ĐẢNG CỘNG SẢN).*$")
_ABOUT = re.compile(r"(?:^|\s)V/v:?\s+(?P<what>\S.*)$", re.IGNORECASE)
# What comes after the abstract: the grounds, whoever decides, the first numbered part.
_BODY_BEGINS = re.compile(
    r"(?:Căn cứ|CĂN CỨ|Xét |Theo đề nghị|Kính gửi|[IVX]{1,4}\.|\d+\.|Điều |Phần |PHẦN |Chương |CHƯƠNG |"
    r"[UỦ][yỷYỶ] (?:ban|BAN)|UBND|HĐND|CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|HỘI ĐỒNG|Ban Thường vụ|"
    r"\(?(?:Ban hành )?[Kk]èm theo)"
)
# These begin an abstract too, in its first line.
_GROUNDS = re.compile(r"(?:Thực hiện|Để|Nhằm|Trên cơ sở|Triển khai|Theo|Trong)\s")
_GROUND_LINE = re.compile(r"(?:Căn cứ|CĂN CỨ|Xét |Theo đề nghị|Thực hiện|Sau khi)")
_GROUNDS_REACH = 20  # lines
_KIND_OF_BODY = re.compile(
    r"(?:QUYẾT ĐỊNH|NGHỊ QUYẾT|CHỈ THỊ|KẾ HOẠCH|CHƯƠNG TRÌNH|THÔNG BÁO|BÁO CÁO)\s+(?:CỦA|[Cc]ủa)\s+[A-ZĐỦ]{2}"
)
_ABSTRACT_LINES = 6
_ABSTRACT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of an act as its text shows them; `place` is that of the place and date line.

    `above` is the body that the issuer stands under: UBND TỈNH A above SỞ TÀI CHÍNH.
    """

    kind: str | None
    number: ActNumber | None
    issued: PartialDate | None
    place: str | None
    issuer: str | None
    above: str | None
    abstract: str | None
    signature: Signature | None
    parts: frozenset[str]

    @property
    def is_act(self) -> bool:
        """Two parts, one of them at the head: recipients alone are also quoted in news."""
        return len(self.parts) > 1 and bool(self.parts & {"motto", "number", "kind"})


def read_header(text: str) -> Header:
    """The parts of an act that stand in `text`; all None and no `parts` for ordinary prose."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    head = [line for line in lines[:_HEAD_LINES] if len(line) <= _HEAD_LENGTH]
    kind, named_in = _kind(head)
    number = _number(head)
    place, issued = _place_and_date(head)
    about = _about(head)
    signature = read_signature(lines)
    found = {
        "motto": any(map(_MOTTO.search, head)),
        "number": number is not None,
        "place": place is not None,
        "kind": kind is not None,
        "recipients": any(map(_RECIPIENTS.match, lines)),
        "signature": signature is not None and bool(signature.authority),
    }
    above, issuer = _issuer(head)
    return Header(
        kind=kind or (LETTER if about and number else None),
        number=number,
        issued=issued,
        place=place,
        issuer=issuer,
        above=above,
        abstract=_abstract(text, named_in) if named_in else about,
        signature=signature,
        parts=frozenset(name for name, holds in found.items() if holds),
    )


def kind_line(lines: Sequence[str]) -> int | None:
    """The line that names the kind alone: KẾ HOẠCH, or, in older acts, QUYẾT ĐỊNH của UBND TỈNH A.

    QUYẾT ĐỊNH: below the grounds is no such line; what follows it is decided.
    """
    named = [place for place, line in enumerate(lines) if _KIND_OF_BODY.match(line)]
    alone = [place for place, line in enumerate(lines) if line.isupper() and exactly(line)]
    return next((place for place in (*named, *alone) if not _decides(lines, place)), None)


def _decides(lines: Sequence[str], place: int) -> bool:
    before = lines[max(0, place - _GROUNDS_REACH) : place]
    return lines[place].endswith(":") and any(map(_GROUND_LINE.match, before))


def _kind(head: Sequence[str]) -> tuple[str | None, str | None]:
    """The kind and the line that names it, alone or before the abstract in the same capitals."""
    place = kind_line(head)
    if place is not None:
        return exactly(head[place]) or kind_at_head(head[place]), head[place]
    for line in head:
        kind = kind_at_head(line) if line.isupper() else None
        if kind and not exactly(line):
            return kind, line
    formula = next((line for line in head if line.isupper() and exactly(line)), None)
    return (exactly(formula), None) if formula else (None, None)


def _number(head: Sequence[str]) -> ActNumber | None:
    for place, line in enumerate(head):
        unread = _UNREAD_LINE.match(line)
        if unread:
            return _unread(unread)
        if not _may_hold_number(line) or line.lower().startswith(_CITING):
            continue
        # The line may end within the number: `Số: 12/KH-` and `UBND` below it.
        joined = (
            line
            if place + 1 == len(head) or not line.endswith(("-", "/", "–"))
            else f"{line}{head[place + 1]}"
        )
        number = next(find_numbers(joined), None) or find_blank(joined)
        if number and _NUMBER_LINE.search(joined[: number.start + len(number.raw)]):
            return number
    return None


def _may_hold_number(line: str) -> bool:
    return ("/" in line or "-" in line) and _NUMBER_LINE.search(line) is not None


def _unread(found: re.Match[str]) -> ActNumber | None:
    """A sign among the handwritten digits of a scan was one of them: kind and issuer, but no number."""
    read = next(find_numbers(found["rest"]), None) or find_blank(f"Số: {found['rest'].lstrip('0123456789 ')}")
    if read is None:
        return None
    raw = f"{found['stray']}{found['rest']}".strip()
    return read._replace(number=None, raw=raw, form="blank", flags=("number_unread",))


def _place_and_date(head: Sequence[str]) -> tuple[str | None, PartialDate | None]:
    for line in head:
        if "," not in line:
            continue
        # The number may share the line: `Số: 12/KH-UBND   Tân An, ngày 3 tháng 4 năm 2023`.
        last = _BEFORE_PLACE.split((cells(line) or [""])[-1])[-1]
        found = _PLACE_LINE.match(last)
        date = DATE.search(last, found.end("place")) if found else None
        if found and date and not last[date.end() :].strip(" ./"):
            return found["place"].strip(" .-–"), read_date(date)
    return None, None


def _about(head: Sequence[str]) -> str | None:
    """What a letter is about: `V/v …` below its number, in the left column."""
    for place, line in enumerate(head):
        if "/" not in line:
            continue
        left = cells(line)[0] if cells(line) else line
        found = _ABOUT.search(left)
        if found:
            below = [cells(each)[0] for each in head[place + 1 : place + 4]]
            more = []
            for part in below:
                if not part[0].islower() or _PLACE_LINE.match(part):
                    break
                more.append(part)
            return " ".join((found["what"], *more))[:_ABSTRACT_LENGTH]
    return None


def _issuer(head: Sequence[str]) -> tuple[str | None, str | None]:
    """The body above and the lowest body of the header: `UBND TỈNH A` above `SỞ TÀI CHÍNH`.

    A name goes on in the next line of capitals: `ỦY BAN NHÂN DÂN` above `HUYỆN A`.
    """
    bodies: list[str] = []
    first = ""
    for line in head[:12]:
        if exactly(line) or (bodies and _may_hold_number(line)):
            break
        left = cells(line)[0] if cells(line) else ""
        name = " ".join(_MOTTO_ON_THE_LINE.sub("", left).strip(" -–*_").split())
        if not name.isupper() or len(name) > 90 or _may_hold_number(name):
            continue
        if bodies and bodies[-1].endswith((" VÀ", ",")):
            bodies[-1] += f" {name}"
        elif bodies and _ORGAN.fullmatch(name) and not is_of_state(bodies[-1]):
            bodies.append(f"{name} {bodies[-1]}")
        elif bodies and (of_unit := _ORGAN_OF_UNIT.fullmatch(name)) and _WHOLE_NATION.search(bodies[-1]):
            union = _WHOLE_NATION.sub("", bodies[-1])
            bodies.append(f"{of_unit['organ']} {union} {of_unit['unit']}")
        elif _BODY.match(name):
            bodies.append(joined(first, name))
        elif not bodies and begins_council(name):
            first = name
        elif bodies and not any(sign.isdigit() for sign in name):
            bodies[-1] += f" {name}"
    above = next((body for body in bodies[:-1] if _ABOVE.match(body)), None)
    return above, whole_name(bodies, first) if bodies else None


def _abstract(text: str, named_in: str) -> str | None:
    """The lines under the kind line until the body begins; of one line with the kind, its rest."""
    lines = [line.strip() for line in text[text.find(named_in) + len(named_in) :].split("\n")]
    is_alone = exactly(named_in) or _KIND_OF_BODY.match(named_in)
    found: list[str] = [] if is_alone else [named_in]
    is_apart = False
    for line in lines[1 : 4 * _ABSTRACT_LINES]:
        if not line:
            is_apart = True
            continue
        new = is_apart and found and not (line[0].islower() or (line.isupper() and found[-1].isupper()))
        grounds = _BODY_BEGINS.match(line) or (found and _GROUNDS.match(line))
        if new or grounds or len(line) > 2 * _HEAD_LENGTH or len(found) == _ABSTRACT_LINES:
            break
        found.append(line)
        is_apart = False
    return " ".join(found)[:_ABSTRACT_LENGTH] or None

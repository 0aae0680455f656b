"""News of another place than its portal's: a district's on the page of its province, and the other way round.

Only where the page announces no act, and title and lead leave no doubt; else the portal speaks.
"""

from __future__ import annotations

import datetime as dt
import re

from crawler import gazetteer
from crawler.gazetteer import Unit
from pipelines.placenames import Named, bare_name_at_head, typed_names
from store.records import Locality

_LEAD = 200  # characters that say whose doings are told
# `Sáng 5/3, tại huyện A, …`: what stands before who does something.
_OPENING = re.compile(
    r"\W*(?:(?:sáng|chiều|tối|ngày|trong|vừa qua|mới đây|hôm|nhân dịp|tại)[^,\n]{0,60},\s*){0,3}",
    re.IGNORECASE,
)
_ABOVE = (
    r"(?:(?:Giám đốc |Phó Giám đốc |Lãnh đạo |Thanh tra |Văn phòng )?Sở|(?:Phó )?(?:Chủ tịch |Bí thư )?"
    r"(?:UBND|HĐND|[UỦ][yỷ] ban nhân dân) (?:tỉnh|thành phố|TP)|(?:Phó )?(?:Bí thư )?(?:Tỉnh|Thành) ủy|"
    r"Ban (?:Tuyên giáo|Tổ chức|Dân vận) (?:Tỉnh|Thành) ủy|Tỉnh đoàn|Thành đoàn)(?!\w)"
)
_SOME_DISTRICT = re.compile(r"(?:của|toàn|địa bàn|tại|UBND) (?:huyện|quận|thị xã)(?!\w)")
_ALL_OVER = re.compile(r"(?<!\w)trên địa bàn\s+(?:toàn\s+)?$", re.IGNORECASE)
_PROVINCE = re.compile(_ABOVE)
_GUEST = re.compile(
    rf"(?:{_ABOVE}|(?:Đồng chí|Ông|Bà|Đoàn (?:công tác|kiểm tra|giám sát|thanh tra|đại biểu|khảo sát)|Bộ|"
    r"Thủ tướng|Chính phủ|Quốc hội)(?!\w))",
    re.IGNORECASE,
)


def place_told_of(title: str, text: str, portal: Locality, on: dt.date | None) -> tuple[str, str] | None:
    """The code of the place whose doings are told, and why; None where that is the portal's, or in doubt."""
    lead = text[:_LEAD]
    subject = _OPENING.match(lead)
    at = subject.end() if subject else 0
    if portal.level == "province":
        unit = _district_of_title(title, lead, portal, on)
        if unit is None or _PROVINCE.search(title) or _GUEST.match(lead, at):
            return None
        return unit.code, f"title: news of {unit.name}"
    return _not_the_district(title, text, at, portal, on) if portal.level == "district" else None


def _not_the_district(
    title: str, text: str, at: int, portal: Locality, on: dt.date | None
) -> tuple[str, str] | None:
    """The province, or another of its districts, of which a district's page tells; `at`: the subject."""
    if any(_ALL_OVER.search(title, 0, name.start) for name in _of_province(title, portal, on)):
        return portal.province.code, "title: all over the province"
    if portal.name in f"{title}\n{text}":
        return None
    if _PROVINCE.match(text[:_LEAD], at):
        return portal.province.code, "lead: news of the province"
    units = {
        unit.code
        for name in typed_names(text[:_LEAD], on)
        for unit in name.units
        if unit.level == "district" and unit.province == portal.province.code
    }
    return (units.pop(), "lead: news of another district") if len(units) == 1 else None


def _of_province(title: str, portal: Locality, on: dt.date | None) -> list[Named]:
    names = typed_names(title, on)
    return [name for name in names if any(unit.code == portal.province.code for unit in name.units)]


def _district_of_title(title: str, lead: str, portal: Locality, on: dt.date | None) -> Unit | None:
    """The one district of the province that a title names: with its type, at its head, or as `huyện`,
    which the lead then names.
    """
    head = bare_name_at_head(title, on)
    is_district = head is not None and all(unit.level == "district" for unit in head.units)  # no province too
    named = [*typed_names(title, on), *([head] if head and is_district else [])]
    if not named and _SOME_DISTRICT.search(title):
        named = list(typed_names(lead, on))
    units = {
        unit.code
        for name in named
        for unit in name.units
        if unit.level == "district" and unit.province == portal.province.code
    }
    return gazetteer.load()[units.pop()] if len(units) == 1 else None

"""Whose act it is: the locality of the body that issued it, a code of the gazetteer in the era of its date.

`UBND` exists at three levels in every locality. The name behind the body decides (`UBND huyện Phú Lộc`), else
the level that it tells together with the place of the document (`UBND tỉnh`, on a page of that province);
what neither tells stays None. A body of the nation has `VN`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from crawler import gazetteer
from crawler.gazetteer import Unit
from pipelines.acts import ActReading
from pipelines.issuers import is_central
from pipelines.kinds import by_abbreviation
from pipelines.placenames import spelled, typed_names
from store.identities import NATION
from store.records import Citation, Locality

_PARTS = re.compile(r"[-/]")
_OF_THE_NATION = re.compile(
    r"(?:Chính phủ|Thủ tướng|Quốc hội|Chủ tịch nước|Bộ trưởng|Bộ|Ban Bí thư|Tổng cục|"
    r"Ban (?:Chấp hành |Tuyên giáo |Tổ chức |Chỉ đạo )?Trung ương|Trung ương|Ngân hàng Nhà nước|"
    r"(?:Văn phòng|Thanh tra) (?:Chính phủ|Quốc hội)|Ủy ban Thường vụ Quốc hội|Kiểm toán Nhà nước)(?!\w)",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?<!\w)(?P<type>tỉnh|thành phố|tp|quận|huyện|thị xã|xã|phường|đặc khu)(?!\w)", re.IGNORECASE
)
_DEPARTMENT = re.compile(r"(?:(?:Phó )?Giám đốc |Thanh tra |Văn phòng )?Sở(?!\w)", re.IGNORECASE)
_OFFICE = re.compile(r"(?:Trưởng )?Phòng(?!\w)", re.IGNORECASE)
_SYMBOL_OF_PROVINCE = re.compile(r"S[A-ZĐ&][\w&]+|\w*TU")
_SYMBOL_OF_DISTRICT = re.compile(r"P[A-ZĐ]\w+|HU|QU|ThU")
_TAIL = re.compile(r"(?:[^\W\d_]\S*\s+){0,3}[^\W\d_]\S*$")


def locality_of(
    issuer: str | None, symbol: str, on: dt.date | None, near: Locality | None, *, is_own: bool = False
) -> str | None:
    """The code of the body's locality; `symbol` is that of the number, '' where there is none.

    `near` is the place of the document; `is_own`: the act is the document itself, so that a body without
    level and name is that place's own.
    """
    if is_central(symbol) or (issuer and _OF_THE_NATION.match(issuer)):
        return NATION
    spoken = spelled(issuer or "")
    named = _named(spoken, on, near)
    if named is not None or near is None:
        return named
    level = _level(spoken, symbol)
    if level is None:
        return _then(near.code, on) if is_own else None
    return _of_level(level, near, on)


def _named(issuer: str, on: dt.date | None, near: Locality | None) -> str | None:
    """The unit that the issuer's words name: with its type, or bare at the end of a department's name."""
    for name in typed_names(issuer, on):
        unit = _one(name.units, near)
        if unit:
            return unit.code
    if _DEPARTMENT.match(issuer):
        found = _TAIL.search(issuer)
        words = found.group().split() if found else []
        for first in range(len(words)):
            units = [
                unit
                for unit in gazetteer.load().named(" ".join(words[first:]), on)
                if unit.level == "province"
            ]
            if len(units) == 1 or (units and _one(units, near)):
                return (_one(units, near) or units[0]).code
    return None


def _one(units: tuple[Unit, ...] | list[Unit], near: Locality | None) -> Unit | None:
    """The unit, if it is one; of several that which is the document's place, or alone in its province."""
    if len(units) > 1 and near is not None:
        own = [unit for unit in units if unit.code in (near.code, near.province.code)]
        units = own or [unit for unit in units if unit.province == near.province.code]
    return units[0] if len(units) == 1 else None


def _level(issuer: str, symbol: str) -> str | None:
    """The type of unit whose body it is: `tỉnh`, `huyện`, `sở` for a province, `phòng` for a district."""
    found = _LEVEL.search(issuer)
    if found:
        return found["type"].lower().replace("tp", "thành phố")
    if _DEPARTMENT.match(issuer) or _SYMBOL_OF_PROVINCE.fullmatch(symbol):
        return "sở"
    if _OFFICE.match(issuer) or _SYMBOL_OF_DISTRICT.fullmatch(symbol):
        return "phòng"
    return None


def _of_level(level: str, near: Locality, on: dt.date | None) -> str | None:
    """The document's place or its province, whichever is of this level; None where neither is."""
    places = gazetteer.load()
    if level == "phòng":
        return _then(near.code, on) if near.level != "province" else None
    if level == "sở":
        return _then(near.province.code, on)
    for code in (near.code, near.province.code):
        unit = places.unit(code)
        if unit and _type_then(unit, on) == level:
            return _then(code, on)
    return None


def _type_then(unit: Unit, on: dt.date | None) -> str:
    then = gazetteer.load().on(unit.code, on) if on else None
    return (then or unit).type.lower()


def _then(code: str, on: dt.date | None) -> str | None:
    """The code on a day: a page of today may tell of an act from before the mergers."""
    places = gazetteer.load()
    unit = places.unit(code)
    if unit is None or on is None or unit.existed(on):
        return code
    same = [
        other
        for other in places.named(unit.name, on)
        if other.level == unit.level and other.today == unit.today
    ]
    return same[0].code if len(same) == 1 else None


def placed(reading: ActReading, near: Locality | None) -> ActReading:
    """The reading with the localities of its act and of the acts it cites."""
    act = reading.act
    if act is not None:
        body = " ".join(filter(None, (act.issuer, reading.above)))
        on = act.issued.date if act.issued else None
        code = locality_of(body or None, _symbol(act.number), on, near, is_own=act.status == "self")
        act = replace(act, locality=code)
    return replace(reading, act=act, citations=tuple(_placed(one, near) for one in reading.citations))


def _placed(cited: Citation, near: Locality | None) -> Citation:
    on = cited.issued.date if cited.issued else None
    code = locality_of(cited.issuer, _symbol(cited.number), on, near)
    return cited if code == cited.locality else replace(cited, locality=code)


def _symbol(number: str | None) -> str:
    """The symbol of the issuer in a canonical number: `UBND` of 35/KH-UBND, `TW` of 27-NQ/TW."""
    parts = [part for part in _PARTS.split(number or "")[1:] if not part[:1].isdigit()]
    if len(parts) > 1 and by_abbreviation(parts[0]):
        return parts[1]
    return parts[0] if parts else ""

"""The whole name of a body whose head shows it below the body that it belongs to.

UBND TỈNH A above BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ is the steering committee of that province: the line of the body
itself leaves out what the line above says (30/2020/NĐ-CP, Annex I; 36-HD/VPTW for the Party).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TYPE = r"(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)"
_UNIT = re.compile(rf"{_TYPE} (?P<name>[^,;:/()]+)$")
_COUNCIL = re.compile(r"(?:UBND|HĐND|[UỦ][YỶ] BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN)$")
_STATE = re.compile(r"(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN) (?P<unit>\S.*)$")
_PARTY = re.compile(r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) [UỦ][YỶ] \S")
_UNION = re.compile(rf"(?:LIÊN ĐOÀN LAO ĐỘNG|CÔNG ĐOÀN|TỔNG LIÊN ĐOÀN)\s.*?(?P<unit>{_TYPE} [^,;:/()]+)$")
# Bodies that every unit has, told apart by its name alone. Schools and projects have names of their own.
_OF_A_UNIT = re.compile(
    r"(?:SỞ|PHÒNG|BAN(?! QUẢN LÝ DỰ ÁN)|THANH TRA|TRUNG TÂM|HỘI ĐỒNG|TỔ CÔNG TÁC|TIỂU BAN)\s"
)
_OF_A_COMMITTEE = re.compile(r"(?:VĂN PHÒNG|BAN \S.*|[UỦ][YỶ] BAN KIỂM TRA|TIỂU BAN .*|TRUNG TÂM .*|TỔ .*)$")
_HAS_ITS_UNIT = re.compile(rf"\s{_TYPE}(?:\s|$)|[UỦ][YỶ] \S+$")


def is_unit(line: str) -> bool:
    """Whether a line of a head is the name of a unit alone: ĐẶC KHU A, above ỦY BAN NHÂN DÂN."""
    return _UNIT.match(line) is not None


def is_council(line: str) -> bool:
    """Whether a line is the name that the councils of all units bear, without the unit."""
    return _COUNCIL.match(line) is not None


def whole_name(bodies: Sequence[str]) -> str:
    """The name of the last of the bodies, which stand from the highest down, with its unit or house."""
    name = bodies[-1]
    if len(bodies) == 1 or _HAS_ITS_UNIT.search(name):
        return name
    above = bodies[-2]
    if _PARTY.match(above):
        return f"{name} {above}" if _OF_A_COMMITTEE.match(name) else name
    if state := _STATE.match(above):
        if name == "VĂN PHÒNG":
            return f"{name} {above}"
        return _with_unit(name, state["unit"]) if _OF_A_UNIT.match(name) else name
    union = _UNION.match(above)
    return _with_unit(name, union["unit"]) if union and name.startswith("CÔNG ĐOÀN ") else name


def _with_unit(name: str, unit: str) -> str:
    found = _UNIT.match(unit)
    is_named = found is not None and name.endswith(found["name"])
    return name if is_named else f"{name} {unit}"

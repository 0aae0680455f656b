"""The whole name of a body whose head shows it below the body that it belongs to.

UBND TỈNH A above BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ is the steering committee of that province: the line of the body
itself leaves out what the line above says (30/2020/NĐ-CP, Annex I; 36-HD/VPTW for the Party).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TYPE = r"(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|XÃ(?! HỘI)|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)"
_UNIT = re.compile(rf"{_TYPE} (?P<name>[^,;:/()]+)$")
_CHAIR = "CHỦ TỊCH"
_OFFICE = "VĂN PHÒNG"
_COUNCIL = re.compile(r"(?:UBND|HĐND|[UỦ][YỶ] BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN)(?!\w)")
_STATE = re.compile(r"(?:UBND|[UỦ][YỶ] BAN NHÂN DÂN) (?P<unit>\S.*)$")
_PARTY = re.compile(r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) [UỦ][YỶ] \S")
_UNION = re.compile(rf"(?:TỔNG )?(?:LIÊN ĐOÀN LAO ĐỘNG|CÔNG ĐOÀN)\s.*?(?P<unit>{_TYPE} [^,;:/()]+)$")
# Bodies that every unit has, told apart by its name alone. Schools and projects have names of their own.
_OF_A_UNIT = re.compile(
    r"(?:SỞ|PHÒNG|BAN(?! QUẢN LÝ DỰ ÁN)|THANH TRA|TRUNG TÂM|HỘI ĐỒNG|TỔ CÔNG TÁC|TIỂU BAN)\s"
)
_OF_A_COMMITTEE = re.compile(r"(?:BAN|[UỦ][YỶ] BAN KIỂM TRA|TIỂU BAN|TRUNG TÂM|TỔ)(?!\w)")
_HAS_ITS_UNIT = re.compile(rf"\s{_TYPE}\s|\s[UỦ][YỶ] \S")
# THANH TRA THỊ XÃ, BAN TỔ CHỨC TỈNH ỦY: the type is said, the name stands above.
_UNNAMED = re.compile(
    r"\s(?:(?P<type>TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG)|"
    r"(?P<party>TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) [UỦ][YỶ])$"
)
_TYPES = {"THÀNH": "THÀNH PHỐ", "THỊ": "THỊ XÃ"}


def begins_council(line: str) -> bool:
    """Whether a line of a head may be the first part of a council's name or its chairman's.

    ĐẶC KHU A or CHỦ TỊCH, above ỦY BAN NHÂN DÂN.
    """
    return line == _CHAIR or _UNIT.match(line) is not None


def is_of_state(line: str) -> bool:
    """Whether a line is a people's committee: a BAN DÂN TỘC below it is its own, not the Assembly's."""
    return _STATE.match(line) is not None


def joined(first: str, line: str) -> str:
    """A body's line with what `begins_council` above it, '' where nothing does."""
    if first and (council := _COUNCIL.match(line)):
        if first == _CHAIR:
            return f"{_CHAIR} {line}"
        if council.end() == len(line):
            return f"{line} {first}"
    return line


def whole_name(bodies: Sequence[str], first: str = "") -> str:
    """The name of the last of the bodies, which stand from the highest down, with its unit or house.

    `first`: the line above them that `begins_council`, which may be the unit alone: TỈNH A.
    """
    if len(bodies) == 1 and _UNIT.match(first):
        return bodies[0] if _HAS_ITS_UNIT.search(bodies[0]) else _of_unit(bodies[0], first)
    return _below(bodies[-1], bodies[-2]) if len(bodies) > 1 else bodies[-1]


def _of_unit(name: str, unit: str) -> str:
    return _with_unit(name, unit) if _OF_A_UNIT.match(name) else name


def _below(name: str, above: str) -> str:
    if unnamed := _UNNAMED.search(name):
        return _named(name, above, unnamed)
    if name == _OFFICE:
        return f"{name} {above}"
    return name if _HAS_ITS_UNIT.search(name) else _with_its_house(name, above)


def _with_its_house(name: str, above: str) -> str:
    if _PARTY.match(above):
        return f"{name} {above}" if _OF_A_COMMITTEE.match(name) else name
    if state := _STATE.match(above):
        return _of_unit(name, state["unit"])
    union = _UNION.match(above)
    return _with_unit(name, union["unit"]) if union and name.startswith("CÔNG ĐOÀN ") else name


def _named(name: str, above: str, unnamed: re.Match[str]) -> str:
    kind = unnamed["type"] or _TYPES.get(unnamed["party"], unnamed["party"])
    found = re.search(rf"\s{kind} (?P<name>[^,;:/()]+)$", above)
    return f"{name} {found['name']}" if found else name


def _with_unit(name: str, unit: str) -> str:
    found = _UNIT.match(unit)
    is_named = found is not None and name.endswith(found["name"])
    return name if is_named else f"{name} {unit}"

"""Places that a text names, as units of the gazetteer on a day.

A typed name (`tỉnh Quảng Trị`, `huyện Châu Thành`) is read wherever it stands, a bare name only at the head
of a title (`Phù Yên: …`). A name that fits several units is all of them: which one it is, other words decide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crawler import gazetteer
from crawler.gazetteer import Unit
from pipelines.words import lower

# Of a text in lower case, by its first letter, which is all that most places are looked at for.
_TYPE = re.compile(
    r"(?P<type>[tqhxpđ](?<!\w.)(?:(?<=t)(?:ỉnh|hành phố|\.?p|hị xã|\.?x)|(?<=q)uận|(?<=h)uyện|(?<=x)ã|"
    r"(?<=p)hường|(?<=đ)ặc khu|(?<=[hq])(?=\.)))(?:\.\s?|\s+)"
)
_HOST = re.compile(r"(?<![\w@.-])(?:https?://)?((?:[a-z0-9-]+\.)+gov\.vn)\b", re.IGNORECASE)
_PARTY_HOUSE = re.compile(r"(?<!\w)(?P<type>tỉnh|thành|huyện|quận|thị) [uủ][yỷ](?!\w)", re.IGNORECASE)
_HOUSES = {"tỉnh": "tỉnh", "thành": "thành phố", "huyện": "huyện", "quận": "quận", "thị": "thị xã"}
_NUMERAL = re.compile(r"\d{1,2}")  # Quận 1, Phường Hà Giang 2
_NAME_WORD = re.compile(r"(?:[-–] )?([^\s,.;:()“”\"]+)")
_LONGEST = 5  # words: Bà Rịa - Vũng Tàu
_DISTRICT_TYPES = frozenset({"quận", "huyện", "thị xã"})
_FIXED_HOSTS = {"hochiminhcity": "hochiminh", "baria-vungtau": "bariavungtau"}


class Named(NamedTuple):
    """`text[start:end]` names one of `units`, ordered by code."""

    start: int
    end: int
    words: str
    units: tuple[Unit, ...]


def typed_names(text: str, on: dt.date | None) -> Iterator[Named]:
    """Every unit named with its type; `huyện` after `UBND` alone names nothing."""
    for found in _types(text):
        unit_type = text[found.start() : found.end("type")].replace(".", "")
        name = _longest(text, found.end(), f"{unit_type} ", on)
        if name:
            end = found.end() + len(name[0])
            yield Named(found.start(), end, text[found.start() : end], name[1])


def spelled(body: str) -> str:
    """A Party body with the type of its unit: `Huyện ủy Phù Yên` as `huyện Phù Yên`."""
    return _PARTY_HOUSE.sub(lambda found: _HOUSES[found["type"].lower()], body)


def bare_name_at_head(title: str, on: dt.date | None) -> Named | None:
    """The unit whose bare name begins a title: `Quảng Nam đẩy mạnh …`."""
    name = _longest(title, 0, "", on)
    return Named(0, len(name[0]), name[0], name[1]) if name else None


def from_host(host: str, on: dt.date | None) -> tuple[Unit, ...]:
    """Units of `<unit>.<province>.gov.vn` or `<province>.gov.vn`; a department speaks for the province."""
    labels = host.lower().removesuffix(".gov.vn").split(".")
    slug = labels[-1]
    provinces = [unit for unit in _units(_FIXED_HOSTS.get(slug, slug), on) if unit.level == "province"]
    if len(labels) == 1 or not provinces:
        return tuple(provinces)
    codes = {unit.code for unit in provinces}
    below = [
        unit
        for unit in _units(labels[-2].removeprefix("tp").removeprefix("tx") or labels[-2], on)
        + _units(labels[-2], on)
        if unit.level != "province" and unit.province in codes
    ]
    return tuple(dict.fromkeys(below)) or tuple(provinces)


def hosts_in(text: str) -> list[str]:
    """Government hosts that a text names, most frequent first."""
    if ".gov" not in text.lower():
        return []
    found = [host.lower().removeprefix("www.") for host in _HOST.findall(text)]
    return sorted(dict.fromkeys(found), key=lambda host: -found.count(host))


def speaks_of_districts(text: str) -> bool:
    """Whether the text names a district-level unit: none exists since 1 July 2025."""
    return any(
        found["type"] in _DISTRICT_TYPES and text[found.end() : found.end() + 1].isupper()
        for found in _types(text)
    )


@lru_cache(maxsize=4)
def _types(text: str) -> tuple[re.Match[str], ...]:
    """Where types stand; an article is asked for more than one of its days."""
    return tuple(_TYPE.finditer(lower(text)))


def _longest(text: str, start: int, prefix: str, on: dt.date | None) -> tuple[str, tuple[Unit, ...]] | None:
    """The longest run of capitalised words at `start` that the gazetteer knows."""
    words = _capitalised(text, start)
    for count in range(len(words), 0, -1):
        name = text[start : words[count - 1]]
        units = _units(prefix + name, on)
        if units:
            return name, units
    return None


def _capitalised(text: str, start: int) -> list[int]:
    """Where each of the first capitalised words ends; a dash between two of them belongs to the name."""
    ends: list[int] = []
    for word in _NAME_WORD.finditer(text[start : start + 60]):
        if len(ends) == _LONGEST or not (word[1][0].isupper() or _NUMERAL.fullmatch(word[1])):
            break
        if ends and text[ends[-1] : start + word.start()].strip():
            break
        ends.append(start + word.end())
    return ends


@lru_cache(maxsize=4096)
def _units(name: str, on: dt.date | None) -> tuple[Unit, ...]:
    return gazetteer.load().named(name, on)

"""The name of a public body as a text writes it, and the bodies that one name may stand for."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.plans import words as w

_PLACE = rf"{w.UPPER}\w*(?: {w.UPPER}\w*){{0,3}}"  # names have single spaces
# `UBND các huyện A, B và C`: as many bodies as there are places
_OF_PLACES = re.compile(
    rf"(?P<head>.*?)(?P<many>các\s+)(?P<level>{w.PLACES})\s+(?P<names>{_PLACE}(?:(?:,\s+|\s+và\s+){_PLACE})+)$",
    re.IGNORECASE,
)
_ALL_PLACES = re.compile(rf"(?P<head>.*?)các\s+(?P<level>{w.PLACES})$", re.IGNORECASE)
_NAMED = re.compile(rf"\s*(?P<name>{_PLACE})(?=\s*(?:[,;.:)\n]|và |$))")
_NEXT_PLACE = re.compile(r"\s*[,;]\s*(?:và )?|\s+và\s+")
_OF_LEVEL = rf"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)(?: {w.UPPER}\w*){{1,4}}"
_OF_LEVELS = re.compile(
    rf"(?P<head>(?!.*các )\S+(?: (?!(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn) )\S+){{0,6}})"
    rf" (?P<first>{_OF_LEVEL})(?P<more>(?:(?:, | và ){_OF_LEVEL})+)"
)


class Body(NamedTuple):
    """A name as written (white space made single); `text[start:end]` is where it stands."""

    name: str
    start: int
    end: int

    @property
    def is_vague(self) -> bool:
        """`các cơ quan liên quan`, `các cấp`: whoever is concerned, named by nothing else."""
        small = self.name.lower()
        return small.endswith(w.VAGUE) or small in w.ALL_OF_THEM


def each(body: Body) -> list[Body]:
    """`UBND các huyện A, B`: the bodies of both; their offsets are those of the places behind the first."""
    found = _OF_PLACES.match(body.name) if "các " in body.name else None
    if found is None:
        return _each_with_level(body) if " và " in body.name or ", " in body.name else [body]
    head = f"{found['head']}{found['level']}"
    return [
        Body(f"{head} {place}".strip(), body.start, body.end) for place in _NEXT_PLACE.split(found["names"])
    ]


def each_place(text: str, body: Body, start: int, end: int) -> list[Body]:
    """`UBND các xã: A, B`: the bodies of the places named from `start` on; none where fewer than two are."""
    group = _ALL_PLACES.match(body.name)
    found: list[Body] = []
    at = start
    while group is not None and (place := _NAMED.match(text, at, end)):
        name = f"{group['head']}{group['level']} {single(place['name'])}".strip()
        found.append(Body(name, place.start("name"), place.end()))
        gap = _NEXT_PLACE.match(text, place.end(), end)
        if gap is None:
            break
        at = gap.end()
    return found if len(found) > 1 else []


def _each_with_level(body: Body) -> list[Body]:
    """`UBND huyện A và thành phố B`: each place has its level and its name."""
    found = _OF_LEVELS.fullmatch(body.name)
    if found is None:
        return [body]
    places = [found["first"], *_NEXT_PLACE.split(found["more"])[1:]]
    return [Body(f"{found['head']} {place}", body.start, body.end) for place in places]


def single(text: str) -> str:
    """White space made single, without the signs around a name."""
    return " ".join(text.split()).strip(" ,.;:-–")

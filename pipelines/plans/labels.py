"""Labelled values in a line: `Cơ quan chủ trì: …`, `Thời gian hoàn thành: …`, `Sản phẩm: …`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from pipelines.plans.bodies import read_bodies

Name: TypeAlias = Literal["lead", "with", "due", "product"]

_NOUNS = (
    r"(?:cơ quan|đơn vị|bộ phận|sở|ngành|phòng|ban|tổ chức|địa phương|cá nhân|người|cán bộ|thành phần|nơi)"
)
_NOUN = rf"(?:(?:các\s+)?{_NOUNS}(?:(?:,|/|\s+và)\s*{_NOUNS})*\s+)"
_MORE = r"(?:(?:,|\s+và)?\s+(?!các|những|sau)[^\W\d_]+)"
_LABEL = re.compile(
    rf"(?P<with>(?:{_NOUN}|thực hiện\s+)?(?:cùng )?(?:phối hợp|cùng thực hiện)(?: thực hiện)?)"
    rf"|(?P<lead>{_NOUN}(?:chủ trì|đầu mối|thực hiện|tham mưu|soạn thảo|phụ trách|tổ chức|theo dõi|"
    rf"triển khai|"
    rf"thường trực|được giao|chịu trách nhiệm){_MORE}{{0,6}}|đầu mối(?: thực hiện| tổng hợp| liên hệ|"
    rf" tiếp nhận)?|"
    r"(?:chịu trách nhiệm|phụ trách)(?: chính| chung| thực hiện)?|chủ trì(?: thực hiện| tham mưu)?|"
    r"phân công(?: nhiệm vụ)?(?: thực hiện| chủ trì)?|giao chủ trì|"
    r"trách nhiệm(?: thực hiện| chủ trì)?)"
    rf"|(?P<due>(?:thời gian|thời hạn|tiến độ|thời điểm|hạn|lộ trình){_MORE}{{0,6}}|hoàn thành)"
    r"|(?P<product>(?:sản phẩm|kết quả|đầu ra)(?:\s+(?:dự kiến|đầu ra|cần đạt|hoàn thành|"
    r"đạt được|chủ yếu|thực hiện|của nhiệm vụ))?)"
    r"|(?P<doer>(?:tổ chức )?thực hiện)",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*:\s*")
_FREE = re.compile(r"[.;:(\-–/+)!”•\n]\s*(?=[^.;:(\-–/+)!”•\n]*$)")  # what a label may stand behind
_LONGEST = 90  # characters


class Label(NamedTuple):
    """`text[start:end]` is the value, `at` where its label begins."""

    name: Name
    at: int
    start: int
    end: int


def labels(text: str, start: int, end: int) -> list[Label]:
    found = list(_found(text, start, end))
    read: list[Label] = []
    for number, (name, at, begin) in enumerate(found):
        stop = found[number + 1][1] if number + 1 < len(found) else end
        read.append(Label(name, at, begin, begin + len(text[begin:stop].rstrip(" .;,-–(+)\n"))))
    return read


def _found(text: str, start: int, end: int) -> Iterator[tuple[Name, int, int]]:
    """What stands before each colon and is a label: its name, where it begins, where its value does."""
    reached, at = start, text.find(":", start, end)
    while at >= 0:
        least = max(reached, at - _LONGEST)
        said = text[least:at].rstrip()
        free = _FREE.search(said)
        first = least + free.end() if free else least
        if free or least == reached:
            first += len(text[first:at]) - len(text[first:at].lstrip())
            match = _LABEL.fullmatch(text, first, least + len(said))
            colon = _COLON.match(text, least + len(said), end)
            if match and colon and (match.lastgroup != "doer" or read_bodies(text, colon.end(), end)[0]):
                yield _NAMES[str(match.lastgroup)], first, colon.end()
        reached, at = at + 1, text.find(":", at + 1, end)


_NAMES: dict[str, Name] = {"with": "with", "lead": "lead", "due": "due", "product": "product", "doer": "lead"}

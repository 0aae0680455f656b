"""With whom it is done in one clause: the grammar of phối hợp, cùng, giúp, with whoever lends a hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.plans import words as w
from pipelines.plans.bodies import read_bodies
from pipelines.plans.body import Body
from pipelines.plans.clauses import opened
from pipelines.plans.subjects import HELPS, HELPS_TOO, does

MOST = 12  # directives or coordinations of one clause
_WITH = re.compile(
    r"(?<!\w)(?<!sự )(?:phối hợp|phối kết hợp|kết hợp)(?:,?\s+(?:chặt chẽ|tốt|chủ động|"
    r"thường xuyên|hiệu quả|đồng bộ|thực hiện|trực tiếp|kịp "
    r"thời|triển khai|công tác|liên tục|hướng dẫn))*(?:(?:,| và)\s+[^\s,.;:]+\s+[^\s,.;:]+(?=\s+với\s))?"
    r"(?:,?\s+(?:cùng với|cùng|với))?\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
# The same in everyday words, which in news are said of what people do.
_WITH_TOO = re.compile(
    r"(?-i:Phối hợp) giữa\s+(?=\S)|(?<!\w)(?<!sự )(?:(?:liên hệ|hợp tác|trao đổi|"
    r"thống nhất)(?: chặt chẽ)? với|bắt tay (?:với|cùng)|"
    r"tranh thủ sự \w+ \w+ của)\s+(?=\S)",
    re.IGNORECASE,
)
# `A chủ trì, cùng B …`; `với sự tham gia của B`
_BESIDE = re.compile(
    r"(?:(?<=chủ trì )|(?<=chủ trì, ))cùng(?: với)?\s+(?=\S)|"
    r"(?:(?<=có )|(?<=với )|(?<=nhờ ))sự (?:phối hợp|tham gia|hỗ trợ|giúp đỡ|cộng tác|vào cuộc|"
    r"góp mặt|góp ý|tư vấn|chứng kiến|"
    r"đồng hành|giúp sức)(?: chặt chẽ)?(?: của)?\s+(?=\S)",
    re.IGNORECASE,
)
# `có Hội A hỗ trợ`, `nhờ Trường B dịch`, `mời Sở C giảng`: whoever lends a hand
_AIDED = re.compile(r"(?<!\w)(?:có|nhờ|(?-i:mời))(?: thêm)?\s+(?=\S)", re.IGNORECASE)
_AIDS = re.compile(
    r"\s*(?:cùng |trực tiếp |tham gia )?(?:hỗ trợ|giúp|tham gia|phối hợp|giảng|dạy|dịch|hướng dẫn|tư vấn|"
    r"góp sức|"
    r"góp ý|soạn|cử|cho mượn|chấm|thẩm định|đồng hành|bổ sung|kiểm tra giúp)(?!\w)"
)
_TOGETHER = re.compile(r"cùng(?: với)?\s+(?=\S)", re.IGNORECASE)
_OFFICES = re.compile(
    rf"(?:các )?(?:cơ quan|đơn vị|lực lượng) (?:chuyên trách|chuyên môn|chức năng|nghiệp vụ)[^.;:]{{0,60}}?"
    rf" của (?:các )?(?={w.UPPER})"
)
_WITHOUT = re.compile(r"(?<!\w)(?:không|chưa|nếu|thiếu)(?: (?:có|nhờ))?\s+$", re.IGNORECASE)
_DONE = re.compile(r"(?<!\w)(?:đã|vừa)\s+(?:[^\s.;]+\s+){0,3}$", re.IGNORECASE)
_LEADS_TO_HELP = (
    "",
    "cùng",
    "là đơn vị",
    "là cơ quan",
    "là các đơn vị",
    "là các cơ quan",
)  # before `phối hợp`
_HELP_LETTERS = frozenset("pghtcđ")  # that begin what helpers do
_NAMES_REACH = 160  # characters of those who help, before they do


def coordinated(
    text: str, verbs: Sequence[int], start: int, end: int, *, is_own: bool, is_behind: bool
) -> list[Body]:
    """Those with whom it is done; `is_behind`: others have the duty with which somebody may help."""
    found: list[Body] = []
    for at in verbs[:MOST]:
        letter = text[at].lower()
        verb = _WITH_TOO.match(text, at, end) if is_own and letter in "plhtb" else None
        verb = verb or (_WITH.match(text, at, end) if letter in "pk" else None)
        verb = verb or (_BESIDE.match(text, at, end) if letter in "cs" else None)
        bodies = read_bodies(text, _behind_offices(text, verb.end(), end), end)[0] if verb else []
        bodies = bodies or (_aiding(text, at, end) if is_own and letter in "cnm" else [])
        bodies = bodies or _opening(text, start, at, end)
        bodies = bodies or (_along(text, at, end) if is_behind and text.startswith("cùng ", at) else [])
        bodies = bodies or (_joining(text, start, at) if text[at] in "pPkK" else [])
        bodies = bodies or (_bracketed(text, start, at) if letter == "p" else [])
        if not bodies and letter in _HELP_LETTERS and not text.startswith(("có ", "Có ", "cùng "), at):
            bodies = _helping(text, start, at, may_lend=is_own and is_behind)
        before = text[max(start, at - 30) : at]
        if bodies and not _DONE.search(before) and not _WITHOUT.search(before):
            found = merged(found, bodies)
    return found


def _aiding(text: str, at: int, end: int) -> list[Body]:
    """`…, có Hội A hỗ trợ`."""
    aided = _AIDED.match(text, at, end)
    bodies, reached = read_bodies(text, aided.end(), end) if aided else ([], at)
    return bodies if bodies and _AIDS.match(text, reached, end) else []


def _behind_offices(text: str, start: int, end: int) -> int:
    """`với cơ quan chuyên trách về an ninh mạng của Bộ A, Bộ B`: the bodies whose offices these are."""
    offices = _OFFICES.match(text, start, end)
    return offices.end() if offices else start


def _opening(text: str, start: int, at: int, end: int) -> list[Body]:
    """`Cùng với Tổ A đến từng nhà …`: whoever the clause is for does it with them."""
    beside = _TOGETHER.match(text, at, end) if at == start else None
    bodies, reached = read_bodies(text, beside.end(), end) if beside else ([], at)
    return bodies if text[reached : reached + 2].strip().islower() else []


def _bracketed(text: str, start: int, at: int) -> list[Body]:
    """`Sở A (Sở B, các xã phối hợp): …`."""
    bracket = text.rfind("(", max(start, at - _NAMES_REACH), at)
    bodies, reached = read_bodies(text, bracket + 1, at) if bracket >= 0 else ([], at)
    return bodies if text[reached:at].strip() in _LEADS_TO_HELP else []


def _along(text: str, at: int, end: int) -> list[Body]:
    """`Sở A soạn đề, cùng Sở B chấm`: behind a comma, and something is done."""
    beside = _TOGETHER.match(text, at, end) if text.startswith(", ", at - 2) else None
    bodies, reached = read_bodies(text, beside.end(), end) if beside else ([], at)
    return bodies if does(text, reached, end) else []


def _joining(text: str, start: int, at: int) -> list[Body]:
    """`Sở A chủ trì, Sở B phối hợp`: the body before the verb, behind another's duty."""
    before = text[max(start, at - 160) : at]
    lead = before.lower().rfind("chủ trì")
    comma = before.find(",", lead) if lead >= 0 else -1
    if comma < 0:
        return []
    begin = at - len(before) + comma + 1
    begin += len(text[begin:at]) - len(text[begin:at].lstrip())
    bodies, reached = read_bodies(text, begin, at)
    return bodies if text[reached:at].strip() in _LEADS_TO_HELP else []


def _helping(text: str, start: int, at: int, *, may_lend: bool) -> list[Body]:
    """`Các phòng, ban phối hợp.`: a clause of its own about who helps; in an act `…, Đài B giúp dịch`."""
    begin = opened(text, start, at)
    bodies, reached = read_bodies(text, begin, at)
    if bodies and (HELPS.match(text, reached) or (may_lend and HELPS_TOO.match(text, reached))):
        return bodies
    comma = text.rfind(", ", max(start, at - _NAMES_REACH), at) if may_lend else -1
    bodies, reached = read_bodies(text, comma + 2, at) if comma >= 0 else ([], at)
    return bodies if bodies and HELPS_TOO.match(text, reached) else []


def merged(first: list[Body], more: list[Body]) -> list[Body]:
    names = {body.name.lower() for body in first}
    return first + [body for body in more if body.name.lower() not in names]

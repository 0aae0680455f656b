"""Who is to do what in one clause: the grammar of giao, chủ trì, phối hợp, có trách nhiệm.

A body is made responsible as the object of a directive (`giao Sở A …`), as the subject of a duty
(`Sở A chủ trì …`, `Sở A có trách nhiệm …`) or as the head of an item. What was done already is no duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.plans import words as w
from pipelines.plans.bodies import read_bodies
from pipelines.plans.body import Body
from pipelines.plans.clauses import may_have, opened
from pipelines.plans.helpers import MOST, coordinated, merged
from pipelines.plans.marks import Marks
from pipelines.plans.subjects import further_subjects, is_continued, subject
from pipelines.wordlists import whole_words

_DIRECTIVE = re.compile(
    r"(?<!\w)(?:giao|đề nghị|yêu cầu|phân công|phân giao|(?:ủy|uỷ) (?:quyền|nhiệm)|chỉ thị|kiến nghị|chỉ đạo|"
    r"lưu ý|nhắc nhở|khuyến nghị|kêu gọi|chỉ định|(?-i:Mời)|(?-i:Cử))"
    r"(?:\s+(?:trách nhiệm|nhiệm vụ)(?:\s+cụ thể)?)?(?:\s+(?:cho|thêm|đối với|về))?\s+(?=\S)",
    re.IGNORECASE,
)
_NOT_DIRECTIVE = re.compile(
    r"(?:theo|được|những|các|nội dung|với|xét|có|sự|bàn|chuyển|tiếp|(?-i:văn bản)|"
    r"đảm bảo|bảo đảm|đáp ứng|để|hướng dẫn|việc|danh sách|chỉ tiêu)\s+$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?<!\w)(?:không|chưa|đừng)(?: được)?\s+$", re.IGNORECASE)
# `việc in để Phòng A lo`, `đồng ý để UBND xã B làm điểm`: whoever is let do it
_LETS = re.compile(r"(?<!\w)(?:để|cho)\s+(?=\S)", re.IGNORECASE)
_LET = re.compile(
    r"\s*(?:lo|làm(?! việc| cơ sở| căn cứ| thay| hộ)|chủ trì|phụ trách|đảm nhận|đảm nhiệm|đứng ra)(?!\w)"
)
_ENABLES = re.compile(
    r"(?<!\w)(?:tạo|điều kiện|cơ sở|căn cứ|nhằm|khuyến khích|giúp)(?!\w)[^,.;]{0,40}$", re.IGNORECASE
)
# `Không nên để UBND xã phụ trách quá nhiều việc`
_LETS_NOT = re.compile(
    r"(?<!\w)(?:không|chưa|đừng|chớ|tránh|hạn chế|cấm|thôi)"
    r"(?: (?:nên|được|thể|phải|còn|tiếp tục|việc|nữa))*\s+$",
    re.IGNORECASE,
)
_TO = re.compile(r"gửi\s+(?:tới\s+|đến\s+|cho\s+)?(?=\S)", re.IGNORECASE)
_LETTER = re.compile(r"(?<!\w)(?:công văn|văn bản|công điện|thông báo|thư)(?!\w)[^;]*$", re.IGNORECASE)
_SENDS = whole_words(r"gửi|nộp|báo cáo|trình|chuyển")
_ASKS = re.compile(r"\s*,?\s*(?:để |nhằm )?(?:yêu cầu|đề nghị|chỉ đạo|hướng dẫn|giao)(?!\w)")
_PASSED_ON = re.compile(r"(?<!\w)được (?:giao|phân công)(?: nhiệm vụ)? cho\s+$", re.IGNORECASE)
_TAKES_ON = re.compile(r"\s*(?:là |làm )?(?:chủ trì|thực hiện|đầu mối|tham mưu|phụ trách|đảm nhiệm)(?!\w)")
_LEADS = re.compile(r"\s*(?:là (?:cơ quan|đơn vị|đầu mối)|làm đầu mối|chủ trì)(?!\w)")
_PAST_ONE = re.compile(r"\s*(?:đã|vừa)\s")
# `nhằm phân công nhiệm vụ cho …`: what an act is for, not what it orders
_AIM = re.compile(r"(?<!\w)(?:nhằm|với mục tiêu|mục đích)(?!\w)[^,.;:]*$", re.IGNORECASE)
_TOPIC = re.compile(
    rf"(?:Phần|Việc|Khâu|Chuyện|Công việc)(?: (?!{w.UPPER}|(?:đừng|không|chớ|chưa|để|của)\s)"
    rf"[^\s,.;:]+){{1,4}}? (?={w.UPPER})"
)
_TOPICS = ("Phần", "Việc", "Khâu", "Chuyện", "Công việc")
_TAKES_PART = re.compile(
    r"\s*(?:cùng )?(?:đảm nhiệm|đảm nhận|lo|làm|chuẩn bị|phụ trách|gánh|chủ trì|thực hiện|soạn|viết|nhận|"
    r"cáng đáng)(?!\w)"
)
_ALONGSIDE = re.compile(r"\s*,?\s*cùng(?: với)?\s+", re.IGNORECASE)
_BESIDE = ("Cùng", "cùng")
_FOR = re.compile(
    r"(?:đối với|(?:trách nhiệm|nhiệm vụ) (?:của|cho)|phân công(?: cho)?|giao(?: cho)?|"
    r"đề nghị|yêu cầu|về phía)\s+",
    re.IGNORECASE,
)
# `Đầu mối thực hiện là Sở A`, `dưới sự chủ trì của Sở A`, `trách nhiệm thuộc về Sở A`
_NAMED = re.compile(
    r"(?<!\w)(?:(?<!là )(?:(?:(?:cơ quan|đơn vị|bộ phận|được giao|"
    r"được phân công)\s+(?:làm\s+)?(?:chủ trì|phối hợp|đầu mối|"
    r"thực hiện|thường trực|phụ trách|tham mưu|soạn thảo|chịu trách nhiệm)|"
    r"đầu mối)\s+(?:[^\s,.;:()]+\s+){0,6}?là|"
    r"(?-i:Phụ trách|Đảm nhiệm|Chịu trách nhiệm|"
    r"(?:Lo|Làm)(?= (?:phần|khâu|việc|mảng|công tác|nhiệm vụ|đầu mối) ))\s+"
    r"(?:[^\s,.;:()]+\s+){0,6}?là|"
    r"trách nhiệm\s+(?:[^\s,.;:]+\s+){0,4}?thuộc(?: về)?)|dưới sự (?:chủ trì|chỉ đạo|"
    r"điều hành) của)\s+(?=\S)",
    re.IGNORECASE,
)
_NAMES_WHO = (
    "phụ trách",
    "đảm nhiệm",
    "chịu trách nhiệm",
    "lo ",
    "làm ",
    "cơ quan",
    "đơn vị",
    "bộ phận",
    "được giao",
    "được phân công",
    "đầu mối",
)
_OF_HELP = re.compile(r"(?<!\w)phối hợp(?!\w)", re.IGNORECASE)
_IN_BRACKET = re.compile(r"\s*(?:chủ trì|thực hiện|[;,]\s*(?:xong|hoàn thành|trước|chậm|thời))")
_NOTHING_ELSE = re.compile(
    r"(?:\([^()]*\))?\s*(?:chủ trì|có trách nhiệm|có nhiệm vụ)?\s*[:.;]?", re.IGNORECASE
)  # behind the bodies of a line
_BRACKET = re.compile(r"\(\s*(?=\S)")
_BY = re.compile(r"(?<!\w)(?:do|(?<=[^\W\d_] )được)\s+(?=\S)", re.IGNORECASE)
_BY_VERB = re.compile(
    r"\s*(?:là cơ quan |là đơn vị |làm |trực tiếp |chịu )?(?:chủ trì|đầu mối|phụ trách|tham mưu|"
    r"chịu trách nhiệm|"
    r"trách nhiệm|đảm nhiệm|đảm nhận|đảm trách|gánh vác|nòng cốt|"
    r"phối hợp|thường trực|lập(?!\w)|biên soạn|in ấn|soạn|cử(?!\w)|lo(?!\w)|điều phối)",
    re.IGNORECASE,
)
# In an act of its own also what is supplied, run or done by somebody from now on, not in the past.
_BY_ANY = re.compile(
    r"\s*(?:cung cấp|chuẩn bị|tổng hợp|thực hiện|tổ chức|theo dõi|thẩm định|bố trí|vận hành|hướng dẫn|"
    r"thiết kế|"
    r"triển khai|xây dựng|cấp|in|dịch|chấm|kiểm tra|cân đối|bảo đảm|đảm bảo)(?!\w)(?![^.;]{0,60}"
    r"\s(?:đã|năm (?:19|20)\d\d|đạt|còn|hay|nhưng|chưa|bị)(?!\w))(?=\s*(?:[,;.)]|$)|\s+(?:hằng|hàng|"
    r"mỗi|theo|trong|trước|từ|vào|đến|cho|về|và|với|định kỳ|đầy đủ|kịp thời|miễn phí|trên|tại|qua|bằng|"
    r"thường xuyên)(?!\w))"
)
# Everyday work, where what is done stands before it: `Tiền xe do Văn phòng A chi`, `được Đài B phát`.
_BY_WORK = re.compile(
    r"\s*(?:viết|soạn|chi|chi trả|thanh toán|điều khiển|dẫn|dạy|giảng|trực|quay|dựng|vẽ|lắp|dịch|"
    r"chấm|nấu|dọn|"
    r"thiết kế|rà soát|niêm yết|cập nhật|quản trị)(?!\w)(?! (?:bởi|từ trước))(?![^.;]{0,60}\s(?:đã|"
    r"năm (?:19|20)\d\d|"
    r"đạt|còn|hay|nhưng|chưa|bị|được|phải|không|có)(?!\w))"
)
_ISSUER = re.compile(
    r"(?:ubnd|(?:ủy|uỷ) ban nhân dân|chính phủ|thủ tướng|bộ |tỉnh ủy|thành ủy|huyện ủy|"
    r"ban thường vụ|thường trực|lãnh đạo|chủ tịch|giám đốc|"
    r"ban chỉ đạo|bcđ)",
    re.IGNORECASE,
)
_NAMED_WORK = 60  # characters of what is done
_GATHERINGS = ("cuộc họp", "hội nghị", "buổi")


@dataclass(slots=True)
class Duty:
    lead: list[Body] = field(default_factory=list)
    with_: list[Body] = field(default_factory=list)
    starts_item: bool = False  # `Sở A:`: what follows is for it
    is_intro: bool = False  # `yêu cầu các sở thực hiện các nhiệm vụ sau:`


def read_duty(
    text: str, start: int, end: int, marks: Marks, *, has_actor: bool, is_behind: bool = False
) -> Duty:
    """What the clause says of bodies; `has_actor`: it is for who is named above, or says otherwise.

    `is_behind`: another's duty stands before it in the line, with which whoever it names may help.
    """
    sign = text[end - 1 : end]
    duty = Duty(is_intro=sign == ":" or (sign.isspace() and ends_with_colon(text, start, end)))
    is_silent = marks.says_nothing(start, end)
    if not (is_silent and _is_idle(text, start, end)):
        is_behind = is_behind or has_actor or is_continued(text, start)
        _fill(duty, text, (start, end), marks, has_actor=has_actor, is_behind=is_behind, is_silent=is_silent)
    return duty


def _fill(
    duty: Duty, text: str, span: tuple[int, int], marks: Marks, *, has_actor: bool, is_behind: bool,
    is_silent: bool = False,
) -> None:  # fmt: skip
    """Sets all of those whom the clause names for its duty; `is_silent`: no word of duty stands in it."""
    start, end = span
    verbs = [] if is_silent else marks.between("directive", start, end)
    directed = (
        _directed(text, verbs, start, end)
        if verbs and (not has_actor or _opens_with_directive(text, start, end))
        else []
    )
    if directed:
        duty.lead = directed
    if not directed or all(body.is_vague for body in directed):
        _of_subject(duty, text, span, marks, has_actor=has_actor, is_behind=is_behind)
    if not is_silent and (not has_actor or not duty.lead) and (said_by := marks.between("by", start, end)):
        duty.lead = merged(duty.lead, _by(text, said_by, start, end, marks))
    if not has_actor and not duty.lead and text.find("(", start, end) >= 0:
        duty.lead = _bracketed(text, start, end)
    if not is_silent and (helpers := marks.between("with", start, end)):
        is_behind = is_behind or bool(duty.lead)
        found = coordinated(text, helpers, start, end, is_own=marks.is_own, is_behind=is_behind)
        duty.lead = _outside(duty.lead, found, text, start)
        leads = {body.start for body in duty.lead}
        duty.with_ = merged(duty.with_, [body for body in found if body.start not in leads])
    for bodies, helps in _named(text, start, end) if _may_name(text[start:end]) else ():
        if helps:
            duty.with_ = merged(duty.with_, bodies)
        elif not has_actor:
            duty.lead = merged(duty.lead, bodies)
    if not duty.lead:
        return
    vague = [body for body in duty.lead if body.is_vague]
    duty.lead = [body for body in duty.lead if not body.is_vague] or (vague if duty.starts_item else [])


def _is_idle(text: str, start: int, end: int) -> bool:
    """Whether nothing in a clause without a word of duty names who does what."""
    return not (
        may_have(text, start, end)
        or text.startswith(_TOPICS, start)
        or text.find("(", start, end) >= 0
        or _may_name(text[start:end])
    )


def _outside(leads: list[Body], helpers: list[Body], text: str, start: int) -> list[Body]:
    """Without those that go on with a list of helpers: `Phối hợp với Phòng A, Phòng B và các xã đẩy mạnh …`.

    `Cùng với Phòng A, Phòng B đẩy mạnh` opens a sentence with who is beside, and then says who does it.
    """
    if not leads or not helpers or helpers[0].start >= leads[0].start:
        return leads
    if text.startswith(_BESIDE, start) and not is_continued(text, start):
        return leads
    listed = {body.start for body in helpers}
    return [body for body in leads if body.start not in listed]


def _of_subject(
    duty: Duty, text: str, span: tuple[int, int], marks: Marks, *, has_actor: bool, is_behind: bool
) -> None:
    """Sets who does it, as the subject of a verb or behind a topic, and those beside."""
    duty.lead, duty.starts_item = subject(text, *span, marks, weak=not has_actor, lends=is_behind)
    if marks.is_own and len(duty.lead) > 1:
        duty.lead, duty.with_ = _parted(text, duty.lead)
    if marks.is_own and not has_actor and not duty.lead and text.startswith(_TOPICS, span[0]):
        duty.lead = _behind_topic(text, *span)
    if marks.is_own and not marks.tells and duty.lead and not duty.starts_item:
        duty.lead = merged(duty.lead, further_subjects(text, duty.lead[-1].end, span[1]))


def _behind_topic(text: str, start: int, end: int) -> list[Body]:
    """`Việc này Trung tâm A đảm nhiệm`: what it is, and who does it."""
    topic = _TOPIC.match(text, start, end)
    bodies, reached = read_bodies(text, topic.end(), end) if topic else ([], start)
    return bodies if bodies and _TAKES_PART.match(text, reached, end) else []


def _parted(text: str, bodies: list[Body]) -> tuple[list[Body], list[Body]]:
    """`Sở A cùng Sở B kiểm tra`: who does it, and those with whom."""
    for place in range(1, len(bodies)):
        gap = text[bodies[place - 1].end : bodies[place].start]
        if _ALONGSIDE.fullmatch(gap):
            return bodies[:place], bodies[place:]
    return bodies, []


def ends_with_colon(text: str, start: int, end: int) -> bool:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end > start and text[end - 1] == ":"


def _opens_with_directive(text: str, start: int, end: int) -> bool:
    found = _DIRECTIVE.match(text, opened(text, start, end), end)
    return found is not None and found.group()[0].isupper()


def _directed(text: str, verbs: Sequence[int], start: int, end: int) -> list[Body]:
    """The objects of giao, yêu cầu, đề nghị."""
    found: list[Body] = []
    for at in verbs[:MOST]:
        lets = text[at + 1 : at + 3] == "ể "
        verb = (_LETS if lets else _DIRECTIVE).match(text, at, end) or (
            _TO.match(text, at, end) if text[at] in "gG" else None
        )
        if verb is None:
            continue
        bodies, reached = read_bodies(text, verb.end(), end)
        asks = _is_asked if verb.re is _TO else _is_let if verb.re is _LETS else _is_ordered
        if bodies and asks(text, start, verb, reached):
            found = merged(found, bodies)
    return found


def _is_asked(text: str, start: int, verb: re.Match[str], reached: int) -> bool:
    """`Công văn gửi các sở, yêu cầu …`: whom a letter is for is whom it asks."""
    letter = _LETTER.search(text, max(start, verb.start() - 120), verb.start())
    return letter is not None and _ASKS.match(text, reached) is not None


def _is_let(text: str, start: int, verb: re.Match[str], reached: int) -> bool:
    """`… để Phòng A lo.`; `gửi về Sở B để Sở B tổng hợp` tells who gets what, and what for."""
    if _LET.match(text, reached) is None:
        return False
    told = (_SENDS, _ENABLES, _LETS_NOT)
    return not any(pattern.search(text, start, verb.start()) for pattern in told)


def _is_ordered(text: str, start: int, verb: re.Match[str], reached: int) -> bool:
    """Whether the verb tells the bodies that end at `reached` to do something."""
    before, behind = text[max(start, verb.start() - 14) : verb.start()], text[reached : reached + 24]
    if _DENIED.search(before):
        return False
    if _NOT_DIRECTIVE.search(before):
        return bool(_PASSED_ON.search(before + verb.group()) and _TAKES_ON.match(behind))
    if _AIM.search(text, max(start, verb.start() - 60), verb.start()) or _PAST_ONE.match(behind):
        return False
    if not verb.group().lower().startswith("chỉ đạo"):
        return True
    return _from_issuer(text, start, verb) or _LEADS.match(text, reached) is not None


def _from_issuer(text: str, start: int, verb: re.Match[str]) -> bool:
    """Whether who stands before `chỉ đạo` is above those who are told."""
    before = text[start : verb.start()].strip().rpartition(",")[2].strip()
    return bool(_ISSUER.match(before)) and "các" not in before and len(before) < 60


def _by(text: str, verbs: Sequence[int], start: int, end: int, marks: Marks) -> list[Body]:
    """`do Sở A chủ trì`; in an act of its own also `được Sở A biên soạn`."""
    found: list[Body] = []
    for at in verbs[:MOST]:
        verb = _BY.match(text, at, end) if marks.is_own or text[at] in "dD" else None
        bodies, reached = read_bodies(text, verb.end(), end) if verb else ([], at)
        if not bodies:
            continue
        is_other = marks.is_own and not any(marks.is_issuer(body.name) for body in bodies)
        any_verb = is_other and text[at] in "dD"
        does = _BY_VERB.match(text, reached, end) or (any_verb and _BY_ANY.match(text, reached, end))
        works = is_other and _BY_WORK.match(text, reached, end) and _is_named(text, start, at)
        if (does or works) and not any(
            word in text[max(start, at - 60) : at].lower() for word in _GATHERINGS
        ):
            found = merged(found, bodies)
    return found


def _is_named(text: str, start: int, at: int) -> bool:
    """Whether the clause up to `at` names what is done, and says of nobody that he does something."""
    words = text[start:at].strip().lower()
    if words.count("“") > words.count("”"):
        return False  # somebody else says it
    return 0 < len(words) < _NAMED_WORK and w.ACTS.match(words) is None and w.EVERYDAY.match(words) is None


def _named(text: str, start: int, end: int) -> Iterator[tuple[list[Body], bool]]:
    """`Cơ quan chủ trì là Sở A, cơ quan phối hợp là Sở B`: bodies, and whether they help."""
    for found in _NAMED.finditer(text, start, end):
        bodies, _ = read_bodies(text, found.end(), end)
        if bodies:
            yield bodies, _OF_HELP.search(found.group()) is not None


def _may_name(said: str) -> bool:
    """A cheap look at a clause."""
    if " thuộc " in said or "ưới sự " in said:
        return True
    if " là " not in said:
        return False
    small = said.lower()
    return any(word in small for word in _NAMES_WHO)


def _bracketed(text: str, start: int, end: int) -> list[Body]:
    """`… (Phòng Tư pháp; trước 30/4)`: who is to do it, behind what is to be done."""
    for bracket in _BRACKET.finditer(text, start, end):
        bodies, reached = read_bodies(text, bracket.end(), end)
        if bodies and _IN_BRACKET.match(text[reached : reached + 24]):
            return bodies
    return []


def names_reach(text: str, start: int, stop: int, end: int, marks: Marks) -> int:
    """Where the names end for whom the clause from `start` is: perhaps beyond the semicolon at `stop`."""
    begins = [opened(text, start, stop)]
    verbs = (_DIRECTIVE.match(text, at, stop) for at in marks.between("directive", start, stop)[:MOST])
    begins += [verb.end() for verb in verbs if verb]
    return max(read_bodies(text, begin, end)[1] for begin in begins)


def whole_line(text: str, start: int, end: int) -> list[Body]:
    """The bodies of a line that names bodies and nothing else (a heading of the part on who does what)."""
    opening = _FOR.match(text, start, end)
    bodies, reached = read_bodies(text, opening.end() if opening else start, end)
    rest = text[reached:end].strip()
    return bodies if bodies and _NOTHING_ELSE.fullmatch(rest) else []

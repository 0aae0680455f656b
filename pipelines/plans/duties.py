"""Who is to do what in one clause: the grammar of giao, chủ trì, phối hợp, có trách nhiệm.

A body is made responsible as the object of a directive (`giao Sở A …`), as the subject of a duty
(`Sở A chủ trì …`, `Sở A có trách nhiệm …`) or as the head of an item. What was done already is no duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.plans import words as w
from pipelines.plans.bodies import Body, read_bodies
from pipelines.plans.marks import Marks

_DIRECTIVE = re.compile(
    r"(?<!\w)(?:giao|đề nghị|yêu cầu|phân công|phân giao|ủy quyền|chỉ thị|kiến nghị|chỉ đạo)"
    r"(?:\s+(?:trách nhiệm|nhiệm vụ)(?:\s+cụ thể)?)?(?:\s+(?:cho|thêm|đối với))?\s+(?=\S)",
    re.IGNORECASE,
)
_NOT_DIRECTIVE = re.compile(
    r"(?:theo|được|những|các|nội dung|với|xét|có|sự|bàn|chuyển|tiếp|văn bản|"
    r"đảm bảo|bảo đảm|đáp ứng|để|hướng dẫn|việc)\s+$",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(r"(?<!\w)được (?:giao|phân công)(?: nhiệm vụ)? cho\s+$", re.IGNORECASE)
_TAKES_ON = re.compile(r"\s*(?:là |làm )?(?:chủ trì|thực hiện|đầu mối|tham mưu|phụ trách|đảm nhiệm)(?!\w)")
_PAST_ONE = re.compile(r"\s*(?:đã|vừa)\s")
# `nhằm phân công nhiệm vụ cho …`: what an act is for, not what it orders
_AIM = re.compile(r"(?<!\w)(?:nhằm|với mục tiêu|mục đích)(?!\w)[^,.;:]*$", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"[\s“\"(+•*–-]*(?:(?:theo đó|trong đó|cụ thể|đồng thời|bên cạnh đó|ngoài ra|cùng với đó|"
    r"đặc biệt|theo (?:kế hoạch|chỉ thị|công văn|hướng dẫn|đề án|nghị quyết|"
    r"chương trình|quyết định|thông báo)[^,:.]{0,60}|cũng theo kế hoạch|về phía|đối với|"
    r"riêng|các nhiệm vụ cụ thể|tại các địa phương|"
    r"hằng năm|hàng năm|định kỳ[^,]{0,30}|trước mắt|thời gian tới|trong thời gian tới)\s*[,:]?\s*)*",
    re.IGNORECASE,
)
_OPENS = frozenset(
    "theo trong cụ đồng bên ngoài cùng đặc cũng về đối riêng các tại hằng hàng định trước thời".split()  # noqa: SIM905
)
_NARRATIVE = re.compile(
    r"\s*(?:(?:sáng|chiều|tối|ngày|vừa qua|trước đó|mới đây|hôm nay|sau khi|"
    r"ngay sau)(?!\w)(?!\s*\d+\s*(?:hằng|hàng)))",
    re.IGNORECASE,
)
_PAST = re.compile(r"\s*(?:cũng |đang |luôn |đều )?(?:đã|vừa|mới|từng|đang|luôn)(?!\w)", re.IGNORECASE)
_SAYS = re.compile(
    r"\s*(?:cũng |tiếp tục )?(?:ban hành|có (?:công văn|kế hoạch|văn bản|thông báo)|ký|"
    r"giao|yêu cầu|đề nghị|cho biết|nêu rõ|chỉ rõ|"
    r"nhấn mạnh|thống nhất|quyết định|phân công|phân giao|chỉ thị|phê duyệt|"
    r"thông báo(?! (?:cho|đến|công khai))|kêu gọi|"
    r"đặt mục tiêu|xác định|dự kiến|sẽ (?:chỉ đạo|xem xét|dừng)|là thành viên|đạt|có \d|"
    r"khuyến khích|kiến nghị)(?!\w)",
    re.IGNORECASE,
)
_ENTRUSTED = r"được (?:[^\s,.;:]+ ){0,8}?(?:giao|phân công)(?! thêm)"  # `được UBND tỉnh giao chủ trì`
_DUTY = re.compile(
    r"\s*(?::|(?:chỉ |cùng )?(?:có (?:trách nhiệm|nhiệm vụ)|chịu|chủ trì|chủ động|phối hợp|sẽ|"
    rf"cần|phải|{_ENTRUSTED}|là (?:cơ quan|đơn vị|đầu mối)|"
    r"căn cứ|tổ chức|thực hiện|triển khai|xây dựng|tham mưu|tham gia|hướng dẫn|tăng cường|"
    r"đẩy mạnh|tiếp tục|rà soát|cập nhật|tổng hợp|"
    r"báo cáo|gửi|kiểm tra|theo dõi|đôn đốc|khẩn trương|tích cực|thường xuyên|định kỳ|"
    r"kịp thời|không thuộc|nghiên cứu|bố trí|cung cấp|đăng|"
    r"tuyên truyền|phổ biến|quán triệt|chỉ đạo|bảo đảm|đảm bảo|lập|trình|giúp|"
    r"theo chức năng|trên cơ sở|hỗ trợ|phát động|"
    r"vận động|nghiêm túc|thẩm định|đưa|mở|cử|công khai|niêm yết|lồng ghép|duy trì|"
    r"nâng cao|hoàn thành|hoàn thiện|chuẩn bị|"
    r"quan tâm|trực tiếp|xử lý|tiếp nhận|vận hành|thành lập|lựa chọn|giám sát|bám sát|đề xuất|huy động|"
    r"khai thác|sử dụng|phát huy|biên soạn|phát hành|xem xét|tập trung|kết nối|tích hợp|"
    r"làm đầu mối|làm|tự|ưu tiên|"
    r"thông tin|đánh giá|quản lý|lãnh đạo|đổi mới|củng cố|đăng ký|lấy|quy định|thống kê|"
    r"tạo|công bố|in|treo|định hướng|dành|phát (?:sóng|thanh|trên|hành|triển)|bổ sung|sửa đổi|"
    r"đối chiếu|kiện toàn|phân công|khảo sát|tập huấn|bồi dưỡng|đào tạo|số hóa|số hoá|ứng dụng|"
    r"tăng (?:thời lượng|cường)|giải quyết|khắc phục|chấn chỉnh|nâng cấp|trang bị|mua sắm|chuyển|"
    r"tổng kết|sơ kết|cài đặt|đồng bộ|giới thiệu|xác định|phân loại|cấp|thu|nhập|viết|thực hành|"
    r"ký cam kết|kết hợp|"
    r"tuyển|rút ngắn|cắt giảm|đơn giản|chuẩn hóa|chuẩn hoá|gương mẫu|nêu cao|tự giác))(?!\w)",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?<!\w)(?<!sự )(?:phối hợp|phối kết hợp|kết hợp)(?:,?\s+(?:chặt chẽ|tốt|chủ động|"
    r"thường xuyên|hiệu quả|đồng bộ|thực hiện|trực tiếp|kịp "
    r"thời|triển khai|công tác|liên tục|hướng dẫn))*(?:,?\s+(?:cùng với|cùng|với))?\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
# `A chủ trì, cùng B …`; `với sự tham gia của B`
_BESIDE = re.compile(
    r"(?:(?<=chủ trì )|(?<=chủ trì, ))cùng(?: với)?\s+(?=\S)|"
    r"(?:(?<=có )|(?<=với ))sự (?:phối hợp|tham gia)(?: chặt chẽ)?(?: của)?\s+(?=\S)",
    re.IGNORECASE,
)
_OFFICES = re.compile(
    rf"(?:các )?(?:cơ quan|đơn vị|lực lượng) (?:chuyên trách|chuyên môn|chức năng|nghiệp vụ)[^.;:]{{0,60}}?"
    rf" của (?:các )?(?={w.UPPER})"
)
_DONE = re.compile(r"(?<!\w)(?:đã|vừa)\s+(?:[^\s.;]+\s+){0,3}$", re.IGNORECASE)
_FOR = re.compile(
    r"(?:đối với|(?:trách nhiệm|nhiệm vụ) (?:của|cho)|phân công(?: cho)?|giao(?: cho)?|"
    r"đề nghị|yêu cầu|về phía)\s+",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\(\s*(?=\S)")
_BY = re.compile(r"(?<!\w)do\s+(?=\S)", re.IGNORECASE)
_BY_VERB = re.compile(
    r"\s*(?:là cơ quan |là đơn vị |làm )?(?:chủ trì|đầu mối|phụ trách|tham mưu|chịu trách nhiệm|đảm nhiệm|"
    r"phối hợp)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\s*chủ trì\s+(?:cuộc |buổi |phiên )?(?:họp|hội nghị|buổi|phiên|hội thảo|lễ|tọa đàm|"
    r"và phát biểu|,? dự)|\s*chủ trì[.,]?\s*$",
    re.IGNORECASE,
)
_ISSUER = re.compile(
    r"(?:ubnd|(?:ủy|uỷ) ban nhân dân|chính phủ|thủ tướng|bộ |tỉnh ủy|thành ủy|huyện ủy|"
    r"ban thường vụ|thường trực|lãnh đạo|chủ tịch|giám đốc|"
    r"ban chỉ đạo|bcđ)",
    re.IGNORECASE,
)
_HELPS = re.compile(
    r"\s*(?:cùng )?phối hợp(?: (?:thực hiện|triển khai|tổ chức))?\s*(?:[.;)]|$)", re.IGNORECASE
)
_TOLD = re.compile(
    r"\s*[,:]\s*(?:[^\s,.;]+\s+){0,8}?(?:yêu cầu|đề nghị|giao|phải|cần|có trách nhiệm|chịu trách nhiệm)\s",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,:]\s+")
_MOST = 12  # directives or coordinations of one clause


@dataclass(slots=True)
class Duty:
    lead: list[Body] = field(default_factory=list)
    with_: list[Body] = field(default_factory=list)
    starts_item: bool = False  # `Sở A:`: what follows is for it
    is_intro: bool = False  # `yêu cầu các sở thực hiện các nhiệm vụ sau:`

    def __bool__(self) -> bool:
        return bool(self.lead or self.with_)


def read_duty(text: str, start: int, end: int, marks: Marks, *, has_actor: bool) -> Duty:
    """What the clause says of bodies; `has_actor`: it is for who is named above, or says otherwise."""
    duty = Duty(is_intro=text[start:end].rstrip().endswith(":"))
    verbs = marks.between("directive", start, end)
    directed = (
        []
        if has_actor and not (verbs and _opens_with_directive(text, start, end))
        else _directed(text, verbs, start, end)
    )
    if directed:
        duty.lead = directed
    if not any(not body.is_vague for body in directed):
        duty.lead, duty.starts_item = _subject(text, start, end, marks, weak=not has_actor)
    if not has_actor or not duty.lead:
        duty.lead = _merged(duty.lead, _by(text, marks.between("by", start, end), start, end))
    if not has_actor and not duty.lead and "(" in text[start:end]:
        duty.lead = _bracketed(text, start, end)
    duty.with_ = _coordinated(text, marks.between("with", start, end), start, end)
    vague = [body for body in duty.lead if body.is_vague]
    duty.lead = [body for body in duty.lead if not body.is_vague] or (vague if duty.starts_item else [])
    return duty


def _opened(text: str, start: int, end: int) -> int:
    """Behind the opening words of a clause (`Theo đó, …`)."""
    word = w.WORD.match(text, start, end)
    if word is not None and word.group().lower() not in _OPENS:
        return start
    lead = _LEAD_IN.match(text, start, end)
    return lead.end() if lead else start


def _opens_with_directive(text: str, start: int, end: int) -> bool:
    found = _DIRECTIVE.match(text, _opened(text, start, end), end)
    return found is not None and found.group()[0].isupper()


def _directed(text: str, verbs: Sequence[int], start: int, end: int) -> list[Body]:
    """The objects of giao, yêu cầu, đề nghị."""
    found: list[Body] = []
    for at in verbs[:_MOST]:
        verb = _DIRECTIVE.match(text, at, end)
        if verb is None:
            continue
        bodies, reached = read_bodies(text, verb.end(), end)
        if bodies and _is_ordered(text, start, verb, reached):
            found = _merged(found, bodies)
    return found


def _is_ordered(text: str, start: int, verb: re.Match[str], reached: int) -> bool:
    """Whether the verb tells the bodies that end at `reached` to do something."""
    before, behind = text[max(start, verb.start() - 14) : verb.start()], text[reached : reached + 24]
    if _NOT_DIRECTIVE.search(before):
        return bool(_PASSED_ON.search(before + verb.group()) and _TAKES_ON.match(behind))
    if _AIM.search(text, max(start, verb.start() - 60), verb.start()) or _PAST_ONE.match(behind):
        return False
    return not verb.group().lower().startswith("chỉ đạo") or _from_issuer(text, start, verb)


def _from_issuer(text: str, start: int, verb: re.Match[str]) -> bool:
    """Whether who stands before `chỉ đạo` is above those who are told."""
    before = text[start : verb.start()].strip().rpartition(",")[2].strip()
    return bool(_ISSUER.match(before)) and "các" not in before and len(before) < 60


def _subject(text: str, start: int, end: int, marks: Marks, *, weak: bool) -> tuple[list[Body], bool]:
    """The subject of a duty at the head of the clause, or behind its opening words."""
    if _NARRATIVE.match(text, start, end) and not _STRONG_ANYWHERE.search(text, start, end):
        return [], False
    may_stand_later = bool(marks.between("duty", start, end))
    for number, at in enumerate(_places(text, start, end)):
        if number and not may_stand_later:
            break
        bodies, reached = read_bodies(text, at, end) if number == 0 or _is_fresh(text, at) else ([], at)
        tells_all = bool(bodies) and _TELLS_ALL.match(text, reached, end) is not None
        may_stand_later |= tells_all
        if not bodies or tells_all:
            continue
        if _does_else(text, reached, end):
            break
        if number == 0 and _is_told(text, start, at, reached, end):
            return bodies, False
        predicate = _pattern(text, start, at, reached, end, weak=weak).match(text, reached, end)
        if predicate and (weak or predicate.group().strip() == ":" or text[at].isupper()):
            return bodies, predicate.group().strip() == ":"
        if predicate is None and number == 0 and not _COMMA.match(text, reached, end):
            break
    return [], False


def _does_else(text: str, reached: int, end: int) -> bool:
    """What a body did, says, led or helps with is no duty of its own."""
    return any(pattern.match(text, reached, end) for pattern in (_PAST, _SAYS, _EVENT, _HELPS))


def _is_told(text: str, start: int, at: int, reached: int, end: int) -> bool:
    """`Đối với Sở A, UBND tỉnh yêu cầu …`."""
    return bool(_AS_FOR.search(text, start, at) and _TOLD.match(text, reached, end))


def _pattern(text: str, start: int, at: int, reached: int, end: int, *, weak: bool) -> re.Pattern[str]:
    """Any verb makes who opens a clause, or is told, responsible; behind a comma only a strong one does."""
    if at == _opened(text, start, end):
        opens = text[at].isupper() or at > start or text[start].isupper()
    else:
        goes_on = weak and text[at].isupper() and _GOES_ON.match(text, reached, end) is not None
        opens = goes_on or _ORDERS.search(text, start, at) is not None
    return _DUTY if opens else _STRONG_DUTY


def _is_fresh(text: str, at: int) -> bool:
    """Behind a comma only a capital or `các` begins a body of its own, no further part of a list."""
    return text[at : at + 1].isupper() or text.startswith("các ", at)


# `UBND tỉnh yêu cầu: từ ngày …, các đơn vị …`
_AS_FOR = re.compile(r"đối với\s*$", re.IGNORECASE)
_TELLS_ALL = re.compile(r"\s*(?:cũng )?(?:yêu cầu|đề nghị|chỉ đạo)\s*:", re.IGNORECASE)
_ORDERS = re.compile(r"(?<!\w)(?:yêu cầu|đề nghị|chỉ đạo)\s*:[^;]*$", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:tiếp tục|hướng dẫn|tham mưu|tăng cường|đẩy mạnh|rà soát|đôn đốc|theo dõi)(?!\w)"
)
_STRONG_DUTY = re.compile(
    rf"\s*(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|chủ trì|chủ động|{_ENTRUSTED}|"
    r"là (?:cơ quan|đơn vị|đầu mối)|sẽ|cần|phải|"
    r"phối hợp)(?!\w)",
    re.IGNORECASE,
)
_STRONG_ANYWHERE = re.compile(r"(?<!\w)(?:có trách nhiệm|chủ trì|giao|yêu cầu|sẽ)(?!\w)", re.IGNORECASE)


def _places(text: str, start: int, end: int) -> Iterator[int]:
    """Where a subject may begin: the head of the clause, then behind its first commas."""
    first = _opened(text, start, end)
    yield first
    for number, comma in enumerate(_COMMA.finditer(text, first, min(end, first + 400))):
        if number >= 4:
            return
        yield comma.end()


def _by(text: str, verbs: Sequence[int], start: int, end: int) -> list[Body]:
    """`do Sở A chủ trì`."""
    found: list[Body] = []
    for at in verbs[:_MOST]:
        verb = _BY.match(text, at, end)
        bodies, reached = read_bodies(text, verb.end(), end) if verb else ([], at)
        said = text[max(start, at - 60) : at].lower()
        if bodies and _BY_VERB.match(text, reached, end) and not re.search(r"cuộc họp|hội nghị|buổi", said):
            found = _merged(found, bodies)
    return found


def _bracketed(text: str, start: int, end: int) -> list[Body]:
    """`… (Phòng Tư pháp; trước 30/4)`: who is to do it, behind what is to be done."""
    for bracket in _BRACKET.finditer(text, start, end):
        bodies, reached = read_bodies(text, bracket.end(), end)
        if bodies and re.match(
            r"\s*(?:chủ trì|thực hiện|[;,]\s*(?:xong|hoàn thành|trước|chậm|thời))",
            text[reached : reached + 24],
        ):
            return bodies
    return []


def _coordinated(text: str, verbs: Sequence[int], start: int, end: int) -> list[Body]:
    found: list[Body] = []
    for at in verbs[:_MOST]:
        verb = _WITH.match(text, at, end) or _BESIDE.match(text, at, end)
        bodies = read_bodies(text, _behind_offices(text, verb.end(), end), end)[0] if verb else []
        bodies = bodies or _joining(text, start, at) or _helping(text, start, at)
        if bodies and not _DONE.search(text[max(start, at - 30) : at]):
            found = _merged(found, bodies)
    return found


def _behind_offices(text: str, start: int, end: int) -> int:
    """`với cơ quan chuyên trách về an ninh mạng của Bộ A, Bộ B`: the bodies whose offices these are."""
    offices = _OFFICES.match(text, start, end)
    return offices.end() if offices else start


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
    return bodies if not text[reached:at].strip() or text[reached:at].strip() == "cùng" else []


def _helping(text: str, start: int, at: int) -> list[Body]:
    """`Các phòng, ban phối hợp.`: a clause of its own about who helps."""
    begin = _opened(text, start, at)
    bodies, reached = read_bodies(text, begin, at)
    return bodies if bodies and _HELPS.match(text, reached) else []


def _merged(first: list[Body], more: list[Body]) -> list[Body]:
    names = {body.name.lower() for body in first}
    return first + [body for body in more if body.name.lower() not in names]


def names_reach(text: str, start: int, stop: int, end: int, marks: Marks) -> int:
    """Where the names end for whom the clause from `start` is: perhaps beyond the semicolon at `stop`."""
    begins = [_opened(text, start, stop)]
    verbs = (_DIRECTIVE.match(text, at, stop) for at in marks.between("directive", start, stop)[:_MOST])
    begins += [verb.end() for verb in verbs if verb]
    return max(read_bodies(text, begin, end)[1] for begin in begins)


def whole_line(text: str, start: int, end: int) -> list[Body]:
    """The bodies of a line that names bodies and nothing else (a heading of the part on who does what)."""
    opening = _FOR.match(text, start, end)
    bodies, reached = read_bodies(text, opening.end() if opening else start, end)
    rest = text[reached:end].strip()
    return (
        bodies
        if bodies
        and re.fullmatch(
            r"(?:\([^()]*\))?\s*(?:chủ trì|có trách nhiệm|có nhiệm vụ)?\s*[:.;]?", rest, re.IGNORECASE
        )
        else []
    )

"""Who is the subject of a duty in one clause: the body at its head, or behind its opening words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from operator import methodcaller

from pipelines.plans.bodies import read_bodies
from pipelines.plans.body import Body
from pipelines.plans.charges import ANY_DUTY, DUTY, HAS_DUTY, MUST, STRONG_ANYWHERE, STRONG_DUTY
from pipelines.plans.clauses import TIMES, Clause
from pipelines.plans.marks import Marks
from pipelines.plans.words import EVERYDAY, HEAD, STAFF, UPPER

_UNIT = r"(?:ngày|tuần|tháng|quý|năm học|năm|học kỳ|kỳ|đợt|6 tháng|sáu tháng)"
_YEAR = r"(?:\s+(?:của\s+)?(?:năm\s+)?20\d\d|\s*/\s*20\d\d)?"
# All of a time, so that nothing stands between it and who does something then.
_TIME = re.compile(
    rf"(?:(?:định kỳ\s+)?(?:hằng|hàng|mỗi)\s+{_UNIT}|"
    r"(?:(?:trước|trong|đến|hết|từ|sau|ngay|chậm nhất|cuối|đầu|giữa|là|vào)\s+)*"
    rf"(?:(?:ngày\s+)?\d{{1,2}}(?:\s*/\s*\d{{1,2}}|\s+tháng\s+\d{{1,2}}){_YEAR}|tháng\s+\d{{1,2}}{_YEAR}|"
    rf"quý\s+(?:IV|I{{1,3}}|[1-4]){_YEAR}|năm\s+20\d\d|(?:6|sáu) tháng (?:đầu|cuối) năm{_YEAR}|"
    r"(?<=cuối )năm(?: học)?|(?<=đầu )năm(?: học)?))\s+"
    r"(?=(?-i:Sở|Phòng|UBND|Văn phòng|Công an|Ban|Trung tâm|Hội|Đoàn|Huyện đoàn|Tỉnh đoàn|Thành đoàn|"
    r"Đài|Báo|Trường|"
    r"Trạm|Bệnh viện|Chi cục|Cục|Thanh tra|Bưu điện|Khoa|Tổ|Đội|Kho bạc|Đảng ủy|các (?:sở|xã|phòng|"
    r"đơn vị))(?!\w))",
    re.IGNORECASE,
)
_DOES = re.compile(rf"\s*{EVERYDAY.pattern}")
_NEXT_DOER = re.compile(rf",\s+(?:(?:còn|riêng|và)\s+)?(?={UPPER})")
# What is said of another's work, or happened beside it.
_OF_ANOTHER = re.compile(
    r"\s*(?:bắt(?! đầu| tay)|[^,;.]{0,40}\s(?:trước đó|hôm qua|là (?:chưa|không))(?!\w))"
)
_END = methodcaller("end")
_LIST = 160  # characters of a list before a comma
_MOST_DOERS = 6  # commas behind which another doer is looked for
_NARRATIVES = frozenset("sáng chiều tối ngày vừa trước mới hôm sau ngay thời".split())  # noqa: SIM905
_NARRATIVE = re.compile(
    r"\s*(?:(?:sáng|chiều|tối|ngày|vừa qua|trước đó|mới đây|hôm nay|sau khi|"
    r"ngay sau)(?!\w)(?!\s*\d+\s*(?:hằng|hàng)))",
    re.IGNORECASE,
)
_TOLD_PAST = re.compile(r"\s*(?:vừa qua|trước đó|mới đây|hôm nay|hôm qua|thời gian qua)(?!\w)", re.IGNORECASE)
_PAST = re.compile(
    r"\s*(?:(?:cũng |đang |luôn |đều )?(?:đã|vừa|mới|từng|đang|luôn|vẫn)(?!\w)|"
    r"(?:[^\s,.;:]+ ){1,3}được (?:(?:hơn|gần|trên|khoảng|tổng cộng) )?\d|"  # `giải quyết được 1.200 hồ sơ`
    r"(?:tiếp nhận|giải quyết|xử lý|thụ lý|tiếp|trả)(?: kết quả)?(?: cho)? "
    r"(?:(?:hơn|gần|trên|khoảng|tổng cộng) )?\d[\d.]* (?:hồ sơ|lượt|đơn thư|trường hợp|vụ|phản ánh)"
    r"(?! (?:tồn|còn|quá hạn|trễ)))",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\s*(?:cũng |tiếp tục )?(?:ban hành|có (?:công văn|kế hoạch|văn bản|thông báo)|ký|"
    r"giao|yêu cầu|đề nghị|cho biết|nêu rõ|chỉ rõ|"
    r"nhấn mạnh|thống nhất|quyết định|phân công|phân giao|chỉ thị|phê duyệt|"
    r"thông báo(?! (?:cho|đến|công khai))|kêu gọi|"
    r"đặt mục tiêu|xác định|dự kiến|sẽ (?:chỉ đạo|xem xét|dừng)|là thành viên|đạt|có \d|"
    r"khuyến khích|kiến nghị|điện(?=\s*:)|đồng ý|chấp thuận|chỉ định|kêu gọi|(?:ủy|uỷ) (?:nhiệm|quyền)|"
    r"mời|kính|"
    r"xin(?! lỗi)|hoan nghênh|biểu dương|tin tưởng|mong|trân trọng|nhắc nhở|nhận được)(?!\w)",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:Sở|Phòng|Chi cục|Văn phòng|Thanh tra|Ban Quản lý|Kho bạc|Hạt|Trạm|Bộ phận)(?!\w)"
)

_ITEM = re.compile(r"(?:^|\n)\s*(?:[a-zđ]\)|\d{1,2}[.)/]|[-+•])\s*$")
_EVENT = re.compile(
    r"\s*chủ trì\s+(?:cuộc |buổi |phiên )?(?:họp|hội nghị|buổi|phiên|hội thảo|lễ|tọa đàm|"
    r"và phát biểu|,? dự)|\s*chủ trì[.,]?\s*$",
    re.IGNORECASE,
)
# `UBND các xã ban hành kế hoạch của địa phương mình`: what a whole group is to issue is told to it
_ISSUES_ITS_OWN = re.compile(
    r"\s*ban hành (?:kế hoạch|văn bản|quy chế|nội quy|quyết định|hướng dẫn|lịch)(?! số)[^.;]{0,80}?"
    r"(?:của (?:(?:đơn vị|cơ quan|địa phương|ngành) )?mình|(?:trước|chậm nhất|xong|trong) (?:ngày |tháng |"
    r"quý )?[\dIV])(?!.*\s(?:đạt|đã)(?!\w))",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?:.*\s)?các\s+(?!bộ)", re.IGNORECASE)
HELPS = re.compile(
    r"\s*(?:(?:cùng )?phối hợp(?: (?:thực hiện|triển khai|tổ chức))?\s*(?:[.;)]|$)|"
    r"là (?:các )?(?:cơ quan|đơn vị) phối hợp\s*(?:[.,;)]|$)|"
    r"(?:cùng )?(?:giúp|hỗ trợ|trợ giúp|giúp đỡ|góp|chung)(?: thêm)? (?:phần(?! mềm| cứng| thưởng)|khâu|sức|"
    r"một tay|tay|công(?= |$|[.,;])(?! (?:tác|dân|chức|nghệ|an|nhân|đoàn|khai|bố|cộng))|"
    r"chấm|dịch|in|"
    r"soạn|quay|dựng|trang trí)(?!\w))",
    re.IGNORECASE,
)
# Who lends something to those who do it; to help people or a chairman is a task of one's own.
HELPS_TOO = re.compile(
    r"\s*(?:cùng |sẽ |có )?(?:góp (?!phần (?!in|viết|soạn))|(?:giúp|hỗ trợ|trợ giúp|cho (?:mượn|"
    r"ý kiến)|(?:đọc )?góp ý|hiệu đính|"
    r"tiếp sức)(?!\w)"
    r"(?! (?:đỡ )?(?:(?:cho|các|những|cả|kịp thời|tối đa|trực tiếp) )*(?:người|nhân dân|bà con|"
    r"doanh nghiệp|công dân|"
    r"hội viên|đoàn viên|học sinh|hộ|ubnd|ủy ban|uỷ ban|chủ|ban|giám đốc|tổ chức|cá nhân|khách|đồng bào|"
    r"cơ quan|"
    r"đơn vị|địa phương|phụ nữ|thanh niên|tiểu thương|dân|nhau|việc|phần nào|xây dựng|thực hiện|"
    r"triển khai|thôn|xã|"
    r"các|công tác|vốn|kinh phí|tiền|ngân sách|chi phí|máy|trang thiết bị|thiết bị|vật tư|\d[\d.,]*)(?!\w)))",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\s*[,:]\s*(?:[^\s,.;]+\s+){0,8}?(?:yêu cầu|đề nghị|giao|phải|cần|có trách nhiệm|chịu trách nhiệm)\s",
    re.IGNORECASE,
)
# `gửi tới Sở A, Sở B theo dõi`: whoever gets it is to know of it
_SENT_TO = re.compile(
    rf"(?<!\w)(?:gửi|chuyển|nộp|báo cáo|trình)(?: (?:tới|đến|về|cho))? (?={UPPER})(?=[^,;:\n]{{3,80}}, $)"
)
_TAKES_NOTE = re.compile(r"\s*(?:để )?(?:theo dõi|tổng hợp|biết|xem xét|chỉ đạo)(?!\w)")
_SENT_REACH = 110  # characters
_COMMA = re.compile(r"[,:]\s+")
_BEGINS_ALL = ("các ", "mỗi ", "từng ", "tất cả ", "toàn thể ", "toàn bộ các ")
# `yêu cầu trong tháng 6, Phòng A phải …`: whom the order is for stands behind its time.
_TELLS_LATER = re.compile(
    r"\s*(?:cũng )?(?:yêu cầu|đề nghị|chỉ đạo|giao)\s+(?:trong|từ|trước|đến)\s"
    r"[^,;:]{0,50}\d[^,;:]{0,20},\s",
    re.IGNORECASE,
)
# `UBND tỉnh yêu cầu: từ ngày …, các đơn vị …`
_AS_FOR = re.compile(r"(?:đối với|về phía|riêng)\s*$", re.IGNORECASE)
# `UBND tỉnh vừa ký Chỉ thị, nêu rõ: các sở phải …`
_SAYS_BELOW = re.compile(r"(?<!\w)(?:nêu rõ|chỉ rõ|yêu cầu|quy định)\s*:", re.IGNORECASE)
_TELLS_ALL = re.compile(r"\s*(?:cũng )?(?:yêu cầu|đề nghị|chỉ đạo)\s*:", re.IGNORECASE)
_ORDERS = re.compile(r"(?<!\w)(?:yêu cầu|đề nghị|chỉ đạo)\s*:[^;]*$", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:tiếp tục|hướng dẫn|tham mưu|tăng cường|đẩy mạnh|rà soát|đôn đốc|theo dõi)(?!\w)"
)


def is_continued(text: str, start: int) -> bool:
    """Whether it stands behind another's clause: `Phòng A soạn đề; Phòng B giúp chấm`."""
    return text[max(0, start - 4) : start].rstrip().endswith(";")


def subject(
    text: str, start: int, end: int, marks: Marks, *, weak: bool, lends: bool
) -> tuple[list[Body], bool]:
    """The subject of a duty at the head of the clause, or behind its opening words.

    `lends`: another's duty stands before it, with which the subject may but help.
    """
    clause = Clause(text, start, end, marks, weak=weak)
    timed = _timed(clause, lends=lends) if clause.opening in TIMES else []
    may_be_first = clause.begins_with_body
    if timed or _has_none(clause, may_be_first=may_be_first):
        return timed, False
    may_stand_later = False
    for number, at in enumerate(_places(text, clause.first, end)):
        may_stand_later = may_stand_later or (number == 1 and clause.may_stand_later)
        if number and not may_stand_later:
            break
        may_be = _is_fresh(text, at) if number else may_be_first
        bodies, reached = read_bodies(text, at, end) if may_be else ([], at)
        tells_all = bool(bodies) and _tells_all(text, reached, end)
        may_stand_later = tells_all or may_stand_later
        if not bodies or tells_all or (number and _gets_it(text, start, at, reached)):
            continue
        if _does_else(clause, bodies, reached, lends=lends):
            if number == 0 and _SAYS_BELOW.search(text, reached, end):
                continue  # a body did something by which it tells others behind a colon
            break
        if number == 0 and _is_told(text, start, at, reached, end):
            return bodies, False
        predicate = _predicate(clause, at, bodies, reached)
        if predicate and (weak or predicate.group().strip() == ":" or text[at].isupper()):
            return bodies, predicate.group().strip() == ":"
        if predicate is None and number == 0 and not _COMMA.match(text, reached, end):
            break
        lends = True
    return [], False


def _gets_it(text: str, start: int, at: int, reached: int) -> bool:
    """Whether the body behind the comma ends a list of those whom something is sent to."""
    if _TAKES_NOTE.match(text, reached) is None:
        return False
    part = text[max(start, at - _SENT_REACH) : at]
    return any(
        read_bodies(part, sent.end(), len(part))[1] >= len(part) - 2 for sent in _SENT_TO.finditer(part)
    )


def _timed(clause: Clause, *, lends: bool) -> list[Body]:
    """`Hằng quý Phòng A kiểm tra`, `Trước 30/6 Sở B thẩm định`: no comma parts time and doer."""
    text, end = clause.text, clause.end
    if not clause.marks.is_own:
        return []
    time = _TIME.match(text, clause.start, end)
    bodies, reached = read_bodies(text, time.end(), end) if time else ([], clause.start)
    if not bodies or _does_else(clause, bodies, reached, lends=lends):
        return []
    if all(clause.marks.is_issuer(one.name) for one in bodies):
        return []
    return bodies if does(text, reached, end) else []


def further_subjects(text: str, start: int, end: int) -> list[Body]:
    """`Phòng A lập danh sách, (còn) Phòng B lo kinh phí`: who else does something in an act's clause.

    `start`: behind those who do the first thing. A list that goes on over the comma names no doer.
    """
    found: list[Body] = []
    for comma in islice(_NEXT_DOER.finditer(text, start, end), _MOST_DOERS):
        bodies, reached = read_bodies(text, comma.end(), end)
        if not bodies or HELPS_TOO.match(text, reached, end) or HELPS.match(text, reached, end):
            continue
        if (
            does(text, reached, end)
            and not _PAST.match(text, reached, end)
            and not _OF_ANOTHER.match(text, reached, end)
            and not _listed(text, start, comma)
        ):
            found += bodies
    return found


def _listed(text: str, start: int, comma: re.Match[str]) -> bool:
    """Whether a list of bodies reaches over the comma: `gửi về Sở A, Sở B để tổng hợp`."""
    least = max(start, comma.start() - _LIST)
    heads = (head.start() for head in HEAD.finditer(text, least, comma.start()) if head.group()[0].isupper())
    plural = text.rfind(" các ", least, comma.start()) + 1
    return any(
        read_bodies(text, at, comma.end() + 1)[1] >= comma.start()
        for at in (*heads, *((plural,) if plural else ()))
    )


def does(text: str, reached: int, end: int) -> bool:
    """Whether what stands behind a body in an act is something to do."""
    return DUTY.match(text, reached, end) is not None or _DOES.match(text, reached, end) is not None


def _has_none(clause: Clause, *, may_be_first: bool) -> bool:
    """Whether the clause is news, or no body stands at its head and nothing says that one may stand later."""
    if not may_be_first and not clause.may_stand_later:
        return True
    # `Sau khi được duyệt, Sở A …`: an act orders it
    told = _TOLD_PAST if clause.marks.is_own else _NARRATIVE
    text, start, end = clause.text, clause.start, clause.end
    is_news = clause.may_open(_NARRATIVES) and told.match(text, start, end)
    return bool(is_news and not STRONG_ANYWHERE.search(text, start, end))


def _tells_all(text: str, reached: int, end: int) -> bool:
    return bool(_TELLS_ALL.match(text, reached, end) or _TELLS_LATER.match(text, reached, end))


def _does_else(clause: Clause, bodies: list[Body], reached: int, *, lends: bool) -> bool:
    """What a body did, says or led is no duty of its own, nor what it lends to another's."""
    text, end = clause.text, clause.end
    if lends and clause.marks.is_own and HELPS_TOO.match(text, reached, end):
        return True
    if (
        clause.marks.is_own
        and text[reached + 1 : reached + 2] in "bB"
        and _ISSUES_ITS_OWN.match(text, reached, end)
        and all(_GROUP.match(body.name) for body in bodies)
    ):
        return False
    return bool(
        _PAST.match(text, reached, end)
        or _SAYS.match(text, reached, end)
        or _EVENT.match(text, reached, end)
        or HELPS.match(text, reached, end)
    )


def _is_told(text: str, start: int, at: int, reached: int, end: int) -> bool:
    """`Đối với Sở A, UBND tỉnh yêu cầu …`."""
    return bool(_AS_FOR.search(text, start, at) and _TOLD.match(text, reached, end))


def _predicate(clause: Clause, at: int, bodies: list[Body], reached: int) -> re.Match[str] | None:
    """What the bodies from `at` to `reached` are to do; what the issuer does anyway is no order."""
    text, end, marks = clause.text, clause.end, clause.marks
    if clause.is_told:
        return MUST.match(text, reached, end)
    if all(marks.is_issuer(one.name) for one in bodies):
        return STRONG_DUTY.match(text, reached, end)
    pattern = _pattern(clause, at, reached)
    predicate = pattern.match(text, reached, end)
    if STAFF.match(text, at):
        return DUTY.match(text, reached, end)  # much else is told of people
    if predicate is None and pattern is DUTY and _may_do_anything(text, clause.start, at, marks):
        does = ANY_DUTY.match(text, reached, end)
        return None if does and HAS_DUTY.search(text, reached, end) else does
    return predicate


def _may_do_anything(text: str, start: int, at: int, marks: Marks) -> bool:
    """Whether any verb is a duty: of whomever an act names, in news of departments alone."""
    return marks.is_own or _DEPARTMENT.match(text, at) is not None or _is_item(text, start)


def _is_item(text: str, start: int) -> bool:
    """Whether the clause opens an item of a list: `d) Đài …, Báo … nêu gương`."""
    return _ITEM.search(text, max(0, start - 8), start) is not None


def _pattern(clause: Clause, at: int, reached: int) -> re.Pattern[str]:
    """Any verb makes who opens a clause, or is told, responsible; behind a comma only a strong one does."""
    text, start, end = clause.text, clause.start, clause.end
    if at == clause.first or (clause.adverbial and at == clause.adverbial.end() + 2):
        opens = text[at].isupper() or at > start or text[start].isupper()
    else:
        goes_on = clause.weak and text[at].isupper() and _GOES_ON.match(text, reached, end) is not None
        opens = goes_on or clause.is_set or _ORDERS.search(text, start, at) is not None
        opens = opens or (clause.marks.is_own and text[at].isupper() and text.startswith(":", at - 2))
    return DUTY if opens else STRONG_DUTY


def _is_fresh(text: str, at: int) -> bool:
    """Behind a comma only a capital or `các` begins a body of its own, no further part of a list."""
    return text[at : at + 1].isupper() or text.startswith(_BEGINS_ALL, at)


def _places(text: str, first: int, end: int) -> Iterator[int]:
    """Where a subject may begin: `first`, the head of the clause, then behind its first commas."""
    commas = _COMMA.finditer(text, first, min(end, first + 400))
    return chain((first,), map(_END, islice(commas, 4)))

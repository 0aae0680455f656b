"""Which of the times of a plan are deadlines: those by which, or in which, something is to be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.plans.planned import is_foreseen, is_handed_in, is_headed, is_set
from pipelines.wordlists import small_words
from pipelines.words import lower

if TYPE_CHECKING:
    from pipelines.plans.times import Time

# For clauses in small letters, but for what is asked of the words behind a time as they are written:
# `_MET`, `_COMING`, `_TAKES_UP`, and `_EVENT_TIME` before it.
_CLOCK = re.compile(
    r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\s*[,(]?\s*|"
    r"\d{1,2}\s*(?:giờ|h(?=\d|\s)|g(?=\d))\s*(?:\d{1,2})?(?:\s*phút)?,?\s*",
)
_BY = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|(?:không|chớ|đừng)(?: để)? quá|không muộn hơn|chốt(?: số liệu|"
    r" danh sách| sổ)?|(?:thời )?hạn(?: cuối| chót|"
    r" nộp| gửi)?|(?:thời )?hạn (?:cuối|chót|nộp|gửi|nhận|đăng ký|trả lời|hoàn thành|"
    r"báo cáo)(?: [^\W\d_]+){1,4}(?= (?:là|đến|vào)\s)|xong|hoàn thành|hoàn tất|"
    r"kết thúc|khép lại|đóng (?:cổng|sổ|hòm thư))(?:\s+(?:là|vào|lúc|đến|trong|trước|hết|cuối|ngày|thời gian|"
    r"thời điểm|tháng|mốc))*\s*:?\s*$",
)
_IN = re.compile(
    r"(?:trong|vào|đến|tới|đến hết|hết|cuối|đầu|thời gian)(?:\s+(?:là|khoảng|hết|cuối|đầu|giữa|"
    r"ngày|thời gian|kỳ họp|phiên họp|cuộc họp|tuần|tuần thứ|"
    r"thứ|nhất|hai|ba|tư|của|thượng tuần|hạ tuần))*\s*:?\s*$")  # fmt: skip
_AT = re.compile(r"vào\s+$")
_PERIOD_LABEL = re.compile(
    r"(?:thời gian|thời hạn|tiến độ|lộ trình)(?:,? [^\W\d_]+){0,6}\s*:\s*(?:từ\s*)?"
    r"(?:(?:vào )?tuần (?:thứ )?\w+ )?$|"
    r"(?<!\w)(?:hai|ba|bốn|0?[2-9]) (?:lần|đợt|lượt|kỳ)\s*:\s*$"
)
_DONE = small_words(
    r"đã|vừa|tính đến|đến nay|phát sinh|số liệu|từ khi|nhiệm kỳ|kể từ|hiệu lực|"
    r"sinh(?= (?:ngày|năm|trước|từ|sau))"
)
# By these words nobody says when something was done, whatever is said to be over already: `gửi danh sách
# người đã nộp chậm nhất ngày 25/9`.
_AT_LATEST = re.compile(
    r"(?:chậm nhất|muộn nhất|không muộn hơn|hạn (?:cuối|chót))"
    r"(?: (?:là|vào|đến|trong|trước|hết|cuối|ngày|tháng))*\s*:?\s*$"
)
_PAST = small_words(r"đã|vừa|phát sinh|hiệu lực|sinh(?= (?:ngày|năm|trước|từ))")
_RESULTS = re.compile(r"(?<!\w)(?:kết quả|tình hình) (?:thực hiện|triển khai|hoạt động)(?!\w)")
_MET = re.compile(r"[\s,]+(?:còn|chưa|không|đạt|tăng|giảm|vẫn|rất|khá)(?!\w)")
_COMING = re.compile(r"[\s,]+(?:[^\s,.;]+\s+){0,9}(?:sẽ|phải|cần|hoàn thành)\s")
# `trong năm 2024, Sở A tiếp tục …`: a year that opens what somebody takes up in it
_TAKES_UP = re.compile(r",\s+(?:[^\s,.;]+\s+){1,9}?(?:sẽ|phải|cần|tiếp tục|tập trung)\s")
# `Đến hết quý II, hoàn thành …`: a clause that opens with its time
_BRACKETED = re.compile(r"\(\s*(?:(?:xong|trong|vào|dự kiến|thời gian)\s+)?$")
_PLANNED = re.compile(r"(?<!\w)dự kiến(?: vào| trong)?\s+$")
_OPENS = re.compile(
    r"[\s+\-–•*“\"(]*(?:trong|đến hết|chậm nhất đến|hết|trước|đến|tới hết|tới)(?: (?:ngày|tháng|quý))*\s*"
)
# `phấn đấu đến ngày 30/9 tỷ lệ đạt 60%`, `cửa hỗ trợ hoạt động đến hết ngày 30/9`
_TO_THE_END = r"(?:(?:cho )?(?:đến|tới)|trước|đến hết)(?: (?:hết|cuối|trước|ngày|tháng|quý|thời điểm))* $"
_STRIVES = re.compile(rf"(?<!\w)(?:phấn đấu|quyết tâm|(?:bảo|đảm) đảm)(?: là)? {_TO_THE_END}")
_LASTS = re.compile(rf"(?<!\w)(?:hoạt động|duy trì|kéo dài|thực hiện|thí điểm|áp dụng) {_TO_THE_END}")
_DO = re.compile(
    r"[\s,:]+(?:phải |cần |sẽ |cơ bản )?(?:thực hiện|hoàn thành|triển khai|tổ chức|xây dựng|ban hành|"
    r"rà soát|trình|gửi|báo cáo)(?!\w)",
)
_PASSIVE = re.compile(
    r"(?<!\w)(?<!để )được\s+(?!hoàn|gửi|nộp|trình)[^\W\d_]+(?:\s+[^\W\d_]+){0,3}\s+trước\s+(?:ngày\s*)?$",
)
_DUTY = small_words(
    r"hoàn thành|hoàn thiện|xong|trình|gửi|nộp|báo cáo|ban hành|phê duyệt|"
    r"tổng kết|sơ kết|đăng ký|hoàn tất|công bố"
)
_WORK = small_words(
    r"tiến hành|triển khai|tổ chức|thực hiện|kiểm tra|phát động|tiếp nhận|nhận|"
    r"khảo sát|điều tra|thời gian|"
    r"rà soát|tập huấn|hoàn thành|kéo dài|mở|xây dựng|cập nhật|đánh giá|lấy ý kiến|chuẩn bị|"
    r"cung cấp|bố trí|phối hợp|tham mưu|giám sát|hướng dẫn|cử|lập|xử lý|sửa chữa|chi trả|"
    r"đề xuất|tuyên truyền|treo|đăng|trả lời|"
    r"khắc phục|bàn giao|nghiệm thu|vận hành|kết nối|số hóa|mua|mua sắm|nâng cấp|lắp|"
    r"thẩm định|bồi dưỡng|đào tạo|phát hành|thăm|"
    r"cuộc thi|dự thi|bài thi|bình chọn|ra quân|góp ý|gửi|nộp|đăng ký"
)
_SET_IN = re.compile(
    r"(?<!\w)(?<!lao )(?<!từ )(?:trong|vào|suốt)(?: (?:suốt|dịp|khoảng|nửa|tuần|cuối|đầu|giữa|cả|thứ|nhất|"
    r"hai|ba|tư|của))*\s*$",
)
_WITHIN = re.compile(r"(?<!\w)trong (?:cả )?(?:hai |ba |0?[23] )?$")
_EVENT = small_words(
    r"diễn ra|khai mạc|bế mạc|có hiệu lực|tăng|giảm|đạt|xảy ra|"
    r"việc chấp hành|việc thực hiện|kết quả|tình hình"
)
_YEARLY = re.compile(r"(?<!\w)(?:hằng|hàng|mỗi|các) (?:năm|quý|tháng)(?!\w)")
# How much of each month or quarter says nothing of the month named: `mỗi quý 5 xã, quý II các xã vùng xa`
_EACH_YEAR = re.compile(
    r"(?<!\w)(?:hằng|hàng|các) (?:năm|quý|tháng)(?!\w)|"
    r"(?<!\w)mỗi (?:năm|(?:quý|tháng)(?! (?:\d|một |hai |ba |ít nhất|tối thiểu)))(?!\w)"
)
_EACH = ("hằng ", "hàng ", "mỗi ", "các ")
_NEXT_THING = re.compile(
    r",(?!\s*(?:tháng|quý|ngày|định kỳ|hằng|hàng)(?!\w))| và (?!ngày|tháng|quý|cuối|đầu|trước|\d)"
)
# One set to begin with, so that the search skips whatever is not of it.
_SENTENCE_END = re.compile(
    r"[.;!?\n\t](?:(?<=\t)|(?<=\n)\s*\n|(?<=\n)(?=\s*(?:[-–•+*]|\d{1,2}[.)]\s))|(?<![\n\t])(?=\s))"
)
# How things stand: `Tới 30/9 là hết mùa mưa`; `Đến 30/9, mỗi xã có …` is what is to be reached.
_STANDS = re.compile(
    r"[\s,]+(?!(?:mỗi|từng|tất cả|toàn bộ|các|100\s?%|ít nhất|tối thiểu|phấn đấu)(?!\w))"
    r"(?:(?:tỷ lệ|tỉ lệ|ước)(?!\w)|(?:[^\s,.;]+\s+){0,8}?(?:là|có|ước|chỉ|gặp|bị|hết)(?!\w))",
)
# `trước Quốc khánh 02/9`, `trước ngày khai giảng năm học mới (05/9)`: a day that has a name.
_BEFORE_FEAST = re.compile(
    r"(?<!\w)trước (?:khi )?(?:ngày |dịp |lễ |kỳ )?(?:quốc khánh|khai giảng|khai trường|khai mạc|tựu trường|"
    r"đại hội|bầu cử|tết|giỗ tổ|quốc tế|thành lập|truyền thống|giải phóng|nhà giáo|thương binh|cách mạng|"
    r"phụ nữ|doanh nhân|chuyển đổi số|hội thi|ra quân|lễ)(?: [^\W\d_]+){0,6}[ (]*(?:ngày )?$"
)
# `có đến hết tháng 5 để rà lại`
_TO_DO = re.compile(r"\s*,?\s*(?:phải |mới )?để\s+(?!dành)")
_NAME_OF_ACT = small_words(
    r"(?:kế hoạch|chương trình|đề án|quyết định|công văn|chỉ thị|nghị quyết|văn bản) số"
)
_AS_FOLLOWS = re.compile(
    r"[\s,]*(?:cụ thể )?(?:như sau|gồm các nội dung|với các nội dung)(?: sau| chính)*(?=\s*(?:[:.]|$))"
)
_EVENT_HELD = re.compile(
    r"(?<!\w)(?:lễ hội|hội sách|hội chợ|triển lãm|liên hoan|festival|ngày hội|đại hội|giải đấu|lễ kỷ niệm)"
    r"(?!\w)[^,]*(?<!\w)(?:được|sẽ) (?:được )?tổ chức(?!\w)[^,]*$"
)
# `Thời gian: 8h30 ngày 20/12`: when a meeting begins, with its hour.
_EVENT_TIME = re.compile(
    r"(?<!\w)thời gian(?: (?:họp|khai mạc|bắt đầu|làm việc|đối thoại|gặp mặt|tổ chức|dự kiến))*"
    r"\s*:?\s*(?:từ |vào |lúc |hồi |bắt đầu )*(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|"
    r"chủ nhật|sáng|chiều)[\s,(]*)*\d{1,2}\s?(?:giờ|h|g)[^.;\n]{0,50}$",
    re.IGNORECASE,
)
_FALLS = re.compile(r"(?<!\w)(?:rơi|trùng|nhằm|trúng)(?: đúng)?(?: vào)?\s+$")
_SIGNS = " -–+•*.)0123456789"  # before a sentence that opens an item
_REACH, _TRIGGER = 240, 80  # characters of a clause, and of the words that may lead to a time


_LEADS = frozenset(
    "trước nhất quá hơn hạn cuối chót nộp gửi xong thành tất thúc là vào đến trong hết giữa kiến".split()  # noqa: SIM905
    + "liệu sách dịp cả tới chốt lần đợt lượt kỳ nửa".split()  # noqa: SIM905
    + "lúc lại suốt cổng sổ ngày gian điểm tháng mốc khoảng đầu họp tuần thứ hai ba tư".split()  # noqa: SIM905
    + "của từ giờ phút".split()  # noqa: SIM905
)  # the last word of what makes a time a deadline


def may_be_deadline(text: str, at: int) -> bool:
    """A cheap look at the last word before a time: most dates are those of acts and of what happened."""
    before = text[max(0, at - 30) : at].rstrip(" \n\t(")
    if not before or not before[-1].isalpha() or text[max(0, at - 2) : at].rstrip().endswith("("):
        return True
    return before.replace("\n", " ").rpartition(" ")[2].lstrip("(“").lower() in _LEADS


def is_deadline(
    text: str, time: Time, *, is_own: bool = False, is_ahead: bool = False, is_over: bool = False
) -> bool:
    """`is_own`: an act says it, and in the months and quarters that it names something is to be done.

    `is_ahead`: besides, it had not ended on the day of that act. `is_over`: it had, whoever says it.
    """
    if not time.is_range and not is_ahead and not may_be_deadline(text, time.start):
        return False
    before = _clause_before(text, time.start)
    after = _clause_after(text, time.end)
    if not time.has_year and _is_yearly(time, before, lower(after)):
        return False
    if time.is_range:
        return not is_over and _is_period_of_work(time, before, lower(after), is_ahead=is_ahead)
    near = before.rpartition(",")[2] if len(before.rpartition(",")[2].split()) > 3 else before
    trigger = before[-_TRIGGER:]
    if _BY.search(trigger) or (
        "trước" in trigger
        and _BEFORE_FEAST.search(trigger)
        and (_is_due(before) or (is_own and is_headed(before)))
    ):
        is_told = _PAST.search(near) and not _AT_LATEST.search(trigger)
        return not is_told and not _PASSIVE.search(before)
    if "thời gian" in trigger and is_hour_of_event(text, time):
        return False
    is_within = (":" in trigger and _PERIOD_LABEL.search(trigger) is not None) or _is_within(
        time, before, near, after, is_own=is_own
    )
    return is_within or (is_own and _is_planned(time, trigger, before, after, is_ahead=is_ahead))


def _is_period_of_work(time: Time, before: str, after: str, *, is_ahead: bool) -> bool:
    if _DONE.search(before[-80:]) or _RESULTS.search(before):
        return False
    if "tổ chức" in before and _EVENT_HELD.search(before):
        return False
    return _WORK.search(before + after) is not None or (is_ahead and is_set(time, before, after))


def is_hour_of_event(text: str, time: Time) -> bool:
    """`Thời gian: 8h30 ngày 20/12`: when somebody is to come, by which nothing is to be done."""
    if time.precision != "day" or time.is_range or "hạn" in lower(_clause_after(text, time.end)):
        return False
    return _EVENT_TIME.search(text[max(0, time.start - _TRIGGER) : time.start]) is not None


def _is_yearly(time: Time, before: str, after: str) -> bool:
    """`trước ngày 20/12 hằng năm`, but not `trong tháng 3 và duy trì mỗi tháng một ngày`."""
    if not any(word in before or word in after for word in _EACH):
        return False
    yearly = _YEARLY if time.precision == "day" else _EACH_YEAR
    behind = _NEXT_THING.split(after[:45], maxsplit=1)[0]
    return yearly.search(behind) is not None or yearly.search(before) is not None


def _is_planned(time: Time, trigger: str, before: str, after: str, *, is_ahead: bool) -> bool:
    """`Chiếu phim vào tháng 7`, `Đến 30/9 dứt điểm …`: whatever it is that an act sets for then."""
    said = before + lower(after)
    if _DONE.search(before) or _PAST.search(lower(after)) or _FALLS.search(trigger):
        return False
    is_until = (time.precision != "year" and _STRIVES.search(trigger)) or (
        is_ahead and _LASTS.search(trigger)
    )
    if is_until or (is_ahead and time.precision == "day" and is_handed_in(before)):
        return True
    if _EVENT.search(said) or _RESULTS.search(before):
        return False
    if _STANDS.match(lower(after)) and not _is_due(lower(after)):
        return False
    opens = _OPENS.fullmatch(trigger) is not None and time.precision != "year"
    if opens or (time.precision in ("month", "quarter") and _SET_IN.search(trigger) is not None):
        return True
    return is_ahead and is_set(time, before, lower(after))


def _is_within(time: Time, before: str, near: str, after: str, *, is_own: bool) -> bool:
    """Whether something is to be done in the time named: `trình trong quý II`, `mở lớp trong tháng 5`."""
    trigger = before[-_TRIGGER:]
    if time.precision == "year":
        return _is_of_year(trigger, before, near, after)
    strictly = _DUTY.search(near) is not None
    if _OPENS.fullmatch(trigger) and _DO.match(lower(after)):
        return True
    is_given = is_own and "để" in after and _IN.search(trigger) and _TO_DO.match(lower(after))
    if is_given or is_foreseen(time, before, is_work=_is_due(before)):
        return not _DONE.search(near)
    # `Kiểm tra dự kiến quý II`, `Mở ba lớp tập huấn (tháng 5/2024)`
    bracketed = time.precision in ("month", "quarter") and (
        _PLANNED.search(trigger) or (after[:1] == ")" and _BRACKETED.search(trigger))
    )
    if (
        _DONE.search(near)
        or (_RESULTS.search(before) and _MET.match(after))
        or not (bracketed or _IN.search(trigger))
    ):
        return False
    if _AT.search(trigger):  # what happens then is an event more often than a duty
        return strictly or (time.precision != "day" and _is_order(before))
    return _is_due(near) or _COMING.match(after) is not None or _closes(time, trigger, before, after)


def _is_of_year(trigger: str, before: str, near: str, after: str) -> bool:
    """`Hoàn thành trong năm 2024`, but not the year in the name of an act."""
    if not trigger.rstrip().endswith("trong") or _DONE.search(near):
        return False
    if _OPENS.fullmatch(trigger) and _DO.match(lower(after)):
        return False
    is_named = " số " in before and _NAME_OF_ACT.search(before) and not _DUTY.match(before.lstrip(_SIGNS))
    if is_named or _AS_FOLLOWS.match(lower(after)):
        return False
    if _RESULTS.search(before) and _MET.match(after):
        return False
    ends = _is_due(near) and not after.partition(",")[0].strip(" ./;")
    return ends or _DUTY.search(near) is not None or _TAKES_UP.match(after) is not None


def _closes(time: Time, trigger: str, before: str, after: str) -> bool:
    """`Xã cấp tài khoản trong tháng 11.`: a month or quarter closes what is to be done in it."""
    is_last = time.precision in ("month", "quarter") and not after.strip(" ./;")
    is_within = is_last and _WITHIN.search(trigger) is not None
    return is_within and not (_EVENT.search(before) or _DONE.search(before))


def _is_order(sentence: str) -> bool:
    """Whether it begins with what is to be done: `- Tổ chức đối thoại …`."""
    return _WORK.match(sentence.lstrip(_SIGNS)) is not None


def _is_due(clause: str) -> bool:
    return _DUTY.search(clause) is not None or _WORK.search(clause) is not None


def _clause_before(text: str, at: int) -> str:
    """In small letters."""
    before = text[max(0, at - _REACH) : at]
    ends = [found.end() for found in _SENTENCE_END.finditer(before)]
    return " ".join(_CLOCK.sub("", lower(before[ends[-1] if ends else 0 :])).split()) + " "


def _clause_after(text: str, at: int) -> str:
    after = text[at : at + 80]
    stop = _SENTENCE_END.search(after)
    return after[: stop.start()] if stop else after

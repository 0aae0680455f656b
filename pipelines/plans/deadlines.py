"""Which of the times of a plan are deadlines: those by which, or in which, something is to be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.wordlists import small_words
from pipelines.words import lower

if TYPE_CHECKING:
    from pipelines.plans.times import Time

# For clauses in small letters, but for `_COMING` and `_TAKES_UP`.
_CLOCK = re.compile(
    r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)\s*[,(]?\s*|"
    r"\d{1,2}\s*(?:giờ|h(?=\d|\s)|g(?=\d))\s*(?:\d{1,2})?(?:\s*phút)?,?\s*",
)
_BY = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|(?:không|chớ|đừng)(?: để)? quá|không muộn hơn|chốt(?: số liệu|"
    r" danh sách| sổ)?|(?:thời )?hạn(?: cuối| chót|"
    r" nộp| gửi)?|(?:thời )?hạn (?:cuối|chót|nộp|gửi|nhận|đăng ký|trả lời|hoàn thành|"
    r"báo cáo)(?: [^\W\d_]+){1,4}(?= (?:là|đến|vào)\s)|xong|hoàn thành|hoàn tất|"
    r"kết thúc|đóng (?:cổng|sổ|hòm thư))(?:\s+(?:là|vào|lúc|đến|trong|trước|hết|cuối|ngày|thời gian|"
    r"thời điểm|tháng|mốc))*\s*:?\s*$",
)
_IN = re.compile(
    r"(?:trong|vào|đến|tới|đến hết|hết|cuối|đầu|thời gian)(?:\s+(?:là|khoảng|hết|cuối|đầu|giữa|"
    r"ngày|thời gian|kỳ họp|phiên họp|cuộc họp|tuần|tuần thứ|"
    r"thứ|nhất|hai|ba|tư|của|thượng tuần|hạ tuần))*\s*:?\s*$")  # fmt: skip
_AT = re.compile(r"vào\s+$")
_PERIOD_LABEL = re.compile(
    r"(?:thời gian|thời hạn|tiến độ|lộ trình)(?:,? [^\W\d_]+){0,6}\s*:\s*(?:từ\s*)?$|"
    r"(?<!\w)(?:hai|ba|bốn|0?[2-9]) (?:lần|đợt|lượt|kỳ)\s*:\s*$"
)
_DONE = small_words(r"đã|vừa|tính đến|đến nay|phát sinh|số liệu|từ khi|nhiệm kỳ|kể từ|hiệu lực|sinh")
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
_DO = re.compile(
    r"[\s,:]+(?:phải |cần |sẽ |cơ bản )?(?:thực hiện|hoàn thành|triển khai|tổ chức|xây dựng|ban hành|"
    r"rà soát|trình|gửi|báo cáo)(?!\w)",
)
_PASSIVE = re.compile(
    r"(?<!\w)được\s+(?!hoàn|gửi|nộp|trình)[^\W\d_]+(?:\s+[^\W\d_]+){0,3}\s+trước\s+(?:ngày\s*)?$",
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
    r"(?<!\w)(?<!lao )(?<!từ )(?:trong|vào)(?: (?:dịp|khoảng|nửa|tuần|cuối|đầu|giữa|cả|thứ|nhất|hai|ba|tư|"
    r"của))*\s*$",
)
_WITHIN = re.compile(r"(?<!\w)trong (?:cả )?(?:hai |ba |0?[23] )?$")
_EVENT = small_words(
    r"diễn ra|khai mạc|bế mạc|có hiệu lực|tăng|giảm|đạt|xảy ra|"
    r"việc chấp hành|việc thực hiện|kết quả|tình hình"
)
_YEARLY = re.compile(r"(?<!\w)(?:hằng|hàng|mỗi|các) (?:năm|quý|tháng)(?!\w)")
# One set to begin with, so that the search skips whatever is not of it.
_SENTENCE_END = re.compile(
    r"[.;!?\n\t](?:(?<=\t)|(?<=\n)\s*\n|(?<=\n)(?=\s*(?:[-–•+*]|\d{1,2}[.)]\s))|(?<![\n\t])(?=\s))"
)
# How things stand: `Tới 30/9 là hết mùa mưa`; `Đến 30/9, mỗi xã có …` is what is to be reached.
_STANDS = re.compile(
    r"[\s,]+(?!(?:mỗi|từng|tất cả|toàn bộ|các|100\s?%|ít nhất|tối thiểu|phấn đấu)(?!\w))"
    r"(?:(?:tỷ lệ|tỉ lệ|ước)(?!\w)|(?:[^\s,.;]+\s+){0,8}?(?:là|có|ước|chỉ|gặp|bị|hết)(?!\w))",
)
_FALLS = re.compile(r"(?<!\w)(?:rơi|trùng|nhằm|trúng)(?: đúng)?(?: vào)?\s+$")
_REACH, _TRIGGER = 240, 80  # characters of a clause, and of the words that may lead to a time


_LEADS = frozenset(
    "trước nhất quá hơn hạn cuối chót nộp gửi xong thành tất thúc là vào đến trong hết giữa kiến".split()  # noqa: SIM905
    + "liệu sách dịp cả tới chốt lần đợt lượt kỳ nửa".split()  # noqa: SIM905
    + "lúc cổng sổ ngày gian điểm tháng mốc khoảng đầu họp tuần thứ hai ba tư của từ giờ phút".split()  # noqa: SIM905
)  # the last word of what makes a time a deadline


def _may_be_deadline(text: str, at: int) -> bool:
    """A cheap look at the last word before a time: most dates are those of acts and of what happened."""
    before = text[max(0, at - 30) : at].rstrip(" \n\t(")
    if not before or not before[-1].isalpha() or text[max(0, at - 2) : at].rstrip().endswith("("):
        return True
    return before.replace("\n", " ").rpartition(" ")[2].lstrip("(“").lower() in _LEADS


def is_deadline(text: str, time: Time, *, is_own: bool = False) -> bool:
    """`is_own`: an act says it, and in the months and quarters that it names something is to be done."""
    if not time.is_range and not _may_be_deadline(text, time.start):
        return False
    before = _clause_before(text, time.start)
    after = _clause_after(text, time.end)
    if not time.has_year and (_YEARLY.search(lower(after[:45])) or _YEARLY.search(before)):
        return False
    near = before.rpartition(",")[2] if len(before.rpartition(",")[2].split()) > 3 else before
    if time.is_range:
        is_told = _DONE.search(before[-80:]) or _RESULTS.search(before)
        return _WORK.search(before + lower(after)) is not None and not is_told
    trigger = before[-_TRIGGER:]
    if _BY.search(trigger):
        return not _PAST.search(near) and not _PASSIVE.search(before)
    if _PERIOD_LABEL.search(trigger) is not None or _is_within(time, before, near, after):
        return True
    return is_own and _is_planned(time, trigger, before, after)


def _is_planned(time: Time, trigger: str, before: str, after: str) -> bool:
    """`Chiếu phim vào tháng 7`, `Đến 30/9 dứt điểm …`: whatever it is that an act sets for then."""
    said = before + lower(after)
    if _DONE.search(before) or _PAST.search(lower(after)) or _EVENT.search(said) or _RESULTS.search(before):
        return False
    if _FALLS.search(trigger) or (_STANDS.match(lower(after)) and not _is_due(lower(after))):
        return False
    opens = _OPENS.fullmatch(trigger) is not None and time.precision != "year"
    return opens or (time.precision in ("month", "quarter") and _SET_IN.search(trigger) is not None)


def _is_within(time: Time, before: str, near: str, after: str) -> bool:
    """Whether something is to be done in the time named: `trình trong quý II`, `mở lớp trong tháng 5`."""
    trigger = before[-_TRIGGER:]
    strictly = _DUTY.search(near) is not None
    if _OPENS.fullmatch(trigger) and _DO.match(lower(after)):
        return time.precision != "year"
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
    if time.precision == "year":
        ends = _is_due(near) and not after.partition(",")[0].strip(" ./;")
        takes_up = _TAKES_UP.match(after) is not None
        return trigger.rstrip().endswith("trong") and (strictly or ends or takes_up)
    if _AT.search(trigger):  # what happens then is an event more often than a duty
        return strictly or (time.precision != "day" and _is_order(before))
    return _is_due(near) or _COMING.match(after) is not None or _closes(time, trigger, before, after)


def _closes(time: Time, trigger: str, before: str, after: str) -> bool:
    """`Xã cấp tài khoản trong tháng 11.`: a month or quarter closes what is to be done in it."""
    is_last = time.precision in ("month", "quarter") and not after.strip(" ./;")
    is_within = is_last and _WITHIN.search(trigger) is not None
    return is_within and not (_EVENT.search(before) or _DONE.search(before))


def _is_order(sentence: str) -> bool:
    """Whether it begins with what is to be done: `- Tổ chức đối thoại …`."""
    return _WORK.match(sentence.lstrip(" -–+•*.)0123456789")) is not None


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

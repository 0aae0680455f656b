"""What an act sets for a time that lies ahead, where no word before the time says that it is a deadline.

An act that charges bodies says when in the order of its words alone: `nộp bản cuối về Sở ngày 20/5`, `đợt 2:
tháng 9`, `quý IV trình đề án`. In news the same words tell what happens, so that all of this is asked of an
act's own text and of times after its day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.wordlists import small_words

if TYPE_CHECKING:
    from pipelines.plans.times import Time

# For clauses in small letters.
_HANDED = small_words(
    r"nộp|gửi|trình|báo cáo|chuyển|bàn giao|giao lại|trả|xong|hoàn thành|hoàn tất|nghiệm thu|chốt|"
    r"tổng kết|sơ kết|bế giảng|bế mạc|khép lại|khóa sổ|kết thúc|đóng|ra mắt|công bố|thông qua|chấm|nhận"
)
# What has a day of its own, and where it is named: `trình kỳ họp ngày 12/7`, `theo Công văn số 5 ngày 2/7`.
_DAY_OF_ITS_OWN = small_words(
    r"họp|hội nghị|phiên|lễ|buổi|cuộc|ngày hội|đại hội|kỷ niệm|sự kiện|giấy mời|tại|số \S*\d\S*|"
    r"sinh|ký|ban hành|hiệu lực|từ|sau|kể từ|bắt đầu|khai giảng|khai mạc|hội thảo|tọa đàm"
)
_SERIES = 60  # characters of the words that make it one of a series
_TAIL = 12  # words between what is handed in and its day
_PREPARED = small_words(
    r"chuẩn bị|thử|chạy thử|tổng duyệt|lắp|lắp đặt|bàn giao|kiểm tra|nghiệm thu|nộp|gửi|trình|giao|nhận"
)
_TOLD = small_words(r"được|đã|lần|từng|vừa|qua")
_AT_THE_HOUR = re.compile(r"(?<!\w)(?:lúc|vào lúc|hồi)\s+$")
# `đợt 1 trong tháng 5`, `lớp sau ngày 30/9`: one of a series.
_ONE_OF = re.compile(
    r"(?<!\w)(?:đợt|kỳ|lần|lượt|lớp|khóa|khoá|vòng|chặng|buổi|số|phiên|"
    r"chuyến|cuộc thi|hội thi|diễn đàn)(?: thứ)? "
    r"(?:\d{1,2}|i{1,3}|iv|v|một|hai|ba|bốn|nhất|nhì|đầu(?: tiên)?|sau|cuối(?: cùng)?|còn lại)"
    r"(?: (?:là|vào|trong|dịp|từ|dự kiến|xong|bế giảng|tổ chức|mở|phát hành|lên sóng|ngay)|\s?[:(])* ?$"
)
# Meetings that are held each month: `sinh hoạt chi bộ tháng 10`, but not what was said in one.
_GATHERING = re.compile(
    r"(?<!\w)(?:sinh hoạt|(?<!kỳ )(?<!phiên )(?:cuộc họp|buổi họp|họp)|giao ban|chào cờ)"
    r"(?: (?!số|ngày|với)[^\W\d_]+){0,4} $"
)
_SAID_THERE = small_words(r"theo|nêu|kết luận|ý kiến|phát biểu|thông báo|yêu cầu của")
# `…, quý II làm trước ở các xã xa`: a clause that opens with its month, and says more.
_OPENING = re.compile(r"(?:^|[,;:(])[\s+\-–•*“\"(]*(?:\d{1,2}(?:\.\d{1,2})*[.)/]\s*)?(?:riêng |ngay |cả )?$")
_NO_ACTION = re.compile(
    r"[\s,.;:)/]*(?:$|[\d(]|(?:và|so|vừa|là|có|năm|của|đạt|tăng|giảm|còn|ước|thu|chưa|không|được)(?!\w))"
)
_MORE = re.compile(r"^(?:\s*(?:,|và|-|–)\s*(?:tháng|quý)\s*[\div/]+)+")
_INTENDED = re.compile(
    r"(?<!\w)(?<!lịch )dự kiến(?: sẽ)?(?: (?:tổ chức|mở|khai giảng|ra mắt|hoàn thành|thực hiện|triển khai|"
    r"tiến hành|làm))?(?: (?:vào|trong|từ|là|khoảng))* ?$"
)
_MADE = small_words(
    r"mở|tổ chức|tập huấn|bồi dưỡng|lớp|kiểm tra|khảo sát|hoàn thành|thực hiện|triển khai|in|phát"
)
_NO_WORK = small_words(
    r"nghỉ|hiệu lực|nhiệm kỳ|giai đoạn|áp dụng|học kỳ|mùa|cấm|hưởng|tạm dừng|tạm ngừng|số liệu|thống kê|tính|"
    r"kỳ báo cáo|niên độ|thời kỳ|diễn ra|lễ hội|triển lãm|hội chợ|phát sinh|ốm|thai sản"
)


def is_set(time: Time, before: str, after: str) -> bool:
    """`before` and `after`: what the sentence says around a time ahead of its act, in small letters."""
    if time.is_range:
        return _NO_WORK.search(before + after) is None
    if is_one_of(before):
        return True
    if time.precision == "day":
        return is_handed_in(before) or _is_prepared(before) or is_intended(before)
    if time.precision not in ("month", "quarter"):
        return False
    if _OPENING.search(before) and _NO_ACTION.match(_MORE.sub("", after)) is None:
        return True
    return _GATHERING.search(before) is not None and _SAID_THERE.search(before) is None


def is_one_of(before: str) -> bool:
    return _ONE_OF.search(before[-_SERIES:]) is not None


def is_foreseen(time: Time, before: str) -> bool:
    """Of news too: `dự kiến tổ chức ngày 25/8`, `đợt 1 trong tháng 5` of what is not told of the past."""
    if is_intended(before):
        return True
    is_one = time.precision in ("month", "quarter") and is_one_of(before)
    return bool(is_one) and _TOLD.search(before) is None


def is_handed_in(before: str) -> bool:
    """`nộp thể lệ cho Ban Giám đốc ngày 01/11`: what is handed in has no day of its own."""
    ends = [found.end() for found in _HANDED.finditer(before)]
    if not ends:
        return False
    between = before[ends[-1] :]
    return len(between.split()) <= _TAIL and ";" not in between and not _DAY_OF_ITS_OWN.search(between)


def _is_prepared(before: str) -> bool:
    """`thử đường truyền lúc 15 giờ ngày 3/4`: work before an event, at its hour."""
    if not _AT_THE_HOUR.search(before):
        return False
    near = before.rpartition(",")[2]
    return _PREPARED.search(near) is not None and _DAY_OF_ITS_OWN.search(near) is None


def is_intended(before: str) -> bool:
    if "dự kiến" not in before:
        return False
    return _INTENDED.search(before) is not None and _MADE.search(before) is not None

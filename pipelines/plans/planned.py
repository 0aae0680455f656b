"""What an act sets for a time that lies ahead, where no word before the time says that it is a deadline.

An act that charges bodies says when in the order of its words alone: `nộp bản cuối về Sở ngày 20/5`, `đợt 2:
tháng 9`, `quý IV trình đề án`. In news the same words tell what happens, so that all of this is asked of an
act's own text and of times after its day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.plans.words import ACTS, EVERYDAY
from pipelines.wordlists import small_words

if TYPE_CHECKING:
    from pipelines.plans.times import Time

# For clauses in small letters.
_BULLETS = r"[\s+\-–•*“\"(]*(?:\d{1,2}(?:\.\d{1,2})*[.)/]\s*)?"
# Who may be told to do something: what stands before the verb of its clause.
_SUBJECT = (
    r"(?:(?:các|mỗi|từng) )?(?:phòng|sở|ban|cục|chi cục|ubnd|(?:ủy|uỷ) ban|xã|phường|huyện|tỉnh|thôn|xóm|ấp|"
    r"tổ|nhóm|đội|trường|trạm|hội|đoàn|chi hội|chi đoàn|văn phòng|trung tâm|công an|đài|bộ phận|đơn vị|"
    r"cơ quan|quầy|lớp|khóa|kho|bản|bài|hồ sơ|danh sách)(?!\w)(?: \w+){0,5}? "
)
_MUST = r"(?:thì |phải |cần |sẽ |riêng |ngay )*"
# What somebody does; not what befalls him, nor what happens by itself.
_DOES = (
    r"(?!(?:thu hoạch|thi đấu|đi (?!từng|tới|đến|các)|bắt đầu|đóng|kết|nhận|phân|mở cửa|tiếp tục|đứng|"
    r"bàn tán|trả giá|tham gia giao thông)(?!\w))"
    rf"(?:{ACTS.pattern}|{EVERYDAY.pattern}|"
    r"(?:sơn|treo|đưa|làm|giao|gửi|quán triệt|vệ sinh|nghiệm thu|bàn giao|họp|chọn|lấy ý kiến|chạy thử|"
    r"(?:đến|tới) (?:từng|tận))(?!\w))"
)
_HEADED = re.compile(rf"{_BULLETS}(?:{_SUBJECT})?{_MUST}{_DOES}", re.IGNORECASE)
_THEN_DOES = re.compile(rf"[\s,:]*(?:{_SUBJECT})?{_MUST}{_DOES}", re.IGNORECASE)
# `nộp thể lệ`, `mỗi xóm gửi hai bài`: the verb opens its clause or stands behind who is told.
_HANDED = re.compile(
    rf"(?:^|[,;:(]|(?<!\w)(?:và|rồi)(?!\w)){_BULLETS}(?:{_SUBJECT})?{_MUST}(?:nộp|gửi(?! kèm)|trình|báo cáo|"
    r"bàn giao|giao lại|trả(?! lời| giá)|hoàn thành|hoàn tất|nghiệm thu|chốt|tổng kết|sơ kết|bế giảng|"
    r"khép lại|khóa sổ|kết thúc|ra mắt|công bố)(?!\w)"
)
# What has a day of its own, and where it is named: `trình kỳ họp ngày 12/7`, `theo Công văn số 5 ngày 2/7`.
_DAY_OF_ITS_OWN = small_words(
    r"họp|hội nghị|phiên|lễ|buổi|cuộc|ngày hội|đại hội|kỷ niệm|sự kiện|giấy mời|tại|số \S*\d\S*|"
    r"sinh|ký|ban hành|hiệu lực|từ|sau|kể từ|bắt đầu|khai giảng|khai mạc|hội thảo|tọa đàm|"
    r"nhân|hưởng ứng|được|bị|đã|của(?! .* (?:cho|về|tới|đến|lên) )"
)
_IF = small_words(r"nếu|khi|trường hợp|kết luận")
_NOT = small_words(r"không|chưa|đừng|đang|bị|được|hủy|huỷ|hoãn|nếu|nghỉ")
_SERIES = 60  # characters of the words that make it one of a series
_TAIL = 12  # words between what is handed in and its day
_PREPARED = small_words(
    r"chuẩn bị|thử|chạy thử|tổng duyệt|lắp|lắp đặt|bàn giao|kiểm tra|nghiệm thu|nộp|gửi|trình|giao|nhận"
)
_TOLD = small_words(r"được|đã|lần|từng|vừa|qua")
_AT_THE_HOUR = re.compile(r"(?<!\w)(?:lúc|vào lúc|hồi)\s+$")
# `đợt 1 trong tháng 5`, `lớp sau ngày 30/9`: one of a series. Times and terms of anything (`kỳ thi lần 1`)
# are one only where they open a clause.
_NTH = (
    r"(?: thứ)? (?:\d{1,2}|i{1,3}|iv|v|một|hai|ba|bốn|nhất|nhì|đầu(?: tiên)?|sau|cuối(?: cùng)?|còn lại)"
    r"(?: (?:là|vào|trong|dịp|từ|dự kiến|xong|tổ chức|mở|phát hành)|\s?[:(])* ?$"
)
_ONE_OF = re.compile(
    r"(?:(?<!\w)(?:đợt|lượt|lớp|khóa|khoá|vòng|chặng|buổi|chuyến|cuộc thi|hội thi|"
    r"diễn đàn|(?:bản tin|tập san) số)|"
    rf"(?:^|[,;:(]|(?<!\w)và){_BULLETS}(?:lần|kỳ)){_NTH}"
)
_OFFICIAL_SERIES = re.compile(rf"(?<!\w)(?:đợt|lớp|khóa|khoá){_NTH}")
# Meetings that are held each month: `sinh hoạt chi bộ tháng 10`, but not what was said in one.
_GATHERING = re.compile(
    r"(?<!\w)(?:sinh hoạt|(?<!kỳ )(?<!phiên )(?:cuộc họp|buổi họp|họp(?! báo))|giao ban|chào cờ)"
    r"(?: (?!số|ngày|với)[^\W\d_]+){0,4} $"
)
_SAID_THERE = small_words(r"theo|nêu|kết luận|ý kiến|phát biểu|thông báo|yêu cầu của")
# `…, quý II làm trước ở các xã xa`: a clause that opens with its month, and says what is done.
_OPENING = re.compile(rf"(?:^|[,;:(]){_BULLETS}(?:riêng |ngay |cả )?$")
_MORE = re.compile(r"^(?:\s*(?:,|và|-|–)\s*(?:tháng|quý)\s*[\div/]+)+")
_INTENDED = re.compile(
    r"(?<!\w)(?<!lịch )dự kiến(?: sẽ)?(?: (?:tổ chức|mở|khai giảng|ra mắt|hoàn thành|thực hiện|triển khai|"
    r"tiến hành|làm))?(?: (?:vào|trong|từ|là|khoảng))* ?$"
)
_MADE = small_words(
    r"mở|tổ chức|tập huấn|bồi dưỡng|lớp|kiểm tra|khảo sát|hoàn thành|thực hiện|triển khai|in|phát"
)
_FEAST = small_words(r"lễ hội|đại hội|giải|hội chợ|triển lãm|liên hoan|lễ")
_NO_WORK = small_words(
    r"nghỉ|hiệu lực|có giá trị|hỏng|tăng|giảm giá|nhiệm kỳ|giai đoạn|áp dụng|học kỳ|mùa|cấm|hưởng|tạm dừng|"
    r"tạm ngừng|số liệu|thống kê|tính|"
    r"kỳ báo cáo|niên độ|thời kỳ|diễn ra|lễ hội|triển lãm|hội chợ|phát sinh|ốm|thai sản"
)


def is_set(time: Time, before: str, after: str) -> bool:
    """`before` and `after`: what the sentence says around a time ahead of its act, in small letters."""
    if _is_denied(before):
        return False
    if time.is_range:
        does = is_headed(before) or _THEN_DOES.match(after) is not None
        return does and _NO_WORK.search(before + after) is None
    if is_one_of(before):
        return True
    if time.precision == "day":
        return _is_prepared(before)
    return time.precision in ("month", "quarter") and _is_set_in(before, after)


def _is_set_in(before: str, after: str) -> bool:
    if _OPENING.search(before) and _THEN_DOES.match(_MORE.sub("", after)):
        return True
    return _GATHERING.search(before) is not None and _SAID_THERE.search(before) is None


def is_headed(before: str) -> bool:
    """Whether a sentence opens with what is to be done, or with who is to do it."""
    return _HEADED.match(before.lstrip()) is not None


def _is_denied(before: str) -> bool:
    """`Nếu đợt 1 …`, `Hủy cuộc họp tháng 5`: nothing is set by what is not to be, or only might."""
    return _IF.search(before) is not None or _NOT.search(re.split(r"[,;:]", before)[-1]) is not None


def is_one_of(before: str) -> bool:
    return _ONE_OF.search(before[-_SERIES:]) is not None


def is_foreseen(time: Time, before: str, *, is_work: bool) -> bool:
    """Of news too: `dự kiến mở lớp ngày 25/8`, `tập huấn, đợt 1 trong tháng 5`; `is_work`: it names some."""
    if _is_denied(before):
        return False
    if is_intended(before):
        return True
    is_one = time.precision in ("month", "quarter") and _OFFICIAL_SERIES.search(before[-_SERIES:]) is not None
    return is_one and is_work and _TOLD.search(before) is None


def is_handed_in(before: str) -> bool:
    """`nộp thể lệ cho Ban Giám đốc ngày 01/11`: what is handed in has no day of its own."""
    ends = [found.end() for found in _HANDED.finditer(before)]
    if not ends or _is_denied(before):
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
    """`Lớp bồi dưỡng dự kiến mở vào ngày 25/8`, but no feast."""
    found = _INTENDED.search(before) if "dự kiến" in before else None
    if found is None:
        return False
    what = before[: found.start()]  # the words of intent may say `tổ chức` themselves
    return _MADE.search(what) is not None and _FEAST.search(what) is None

"""Which named channels and audiences count: those of a sentence that wants something made known.

People are an audience where they are told, taught, asked or moved, not where they are served or merely get
a task; a meeting or a portal is a channel where something is made known through it, not where it is built or
where the news itself happened. Words that are channels by nature (a poster, a loudspeaker) always count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from pipelines.matching import Match

# `truyền thông` is also the end of a department's name (Thông tin và Truyền thông).
_TELLS = re.compile(
    r"(?<!\w)(?:tuyên truyền|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|truyền tải|nhận thức|ý thức|"
    r"hiểu|biết|nắm bắt|nắm vững|tập huấn|bồi dưỡng|"
    r"vận động|đối thoại|khảo sát|điều tra|lấy ý kiến|đối tượng|giới thiệu|giải đáp|"
    r"cuộc thi|dự thi|hội thi|thu hút|khuyến khích|"
    r"tiếp cận|(?:cung cấp|đưa) thông tin|thông tin (?:đến|tới|cho|về|trên|kịp thời|"
    r"rộng rãi)|thông tin,? tuyên truyền|tham gia|đồng thuận|ủng hộ|tương tác|giáo dục|"
    r"học tập|kêu gọi|tọa đàm|"
    r"gặp gỡ|phát động|cổ động|quảng bá|đăng|đăng tải|đưa tin|công khai|công bố|niêm yết|phản ánh|đào tạo|"
    r"tin,? bài|bài viết|chuyên mục|chuyên trang|chuyên đề|phóng sự)(?!\w)",
    re.IGNORECASE,
)
# Before those who are told, and behind them.
_MOVED = re.compile(
    r"(?<!\w)(?:tuyên truyền|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|nhận thức|ý thức|tập huấn|"
    r"bồi dưỡng|vận động|đối tượng(?! (?:thụ )?hưởng| chịu| áp dụng)|đối thoại|"
    r"khảo sát|điều tra|lấy ý kiến|giới thiệu|khuyến khích|thu hút|kêu gọi|giải đáp|"
    r"đồng thuận|(?:thông tin|thông báo)(?: rộng rãi| kịp thời| đầy đủ)? (?:đến|tới|cho)|cảnh báo|khuyến cáo|"
    r"(?:trang bị|nâng cao|bổ sung|cung cấp) (?:kiến thức|hiểu biết|kỹ năng)|lan tỏa|huy động sự tham gia|"
    r"hướng dẫn(?=(?:,? (?!của|đối)[^\s,.;]+){0,2},? $)|phát động|cuộc thi)(?!\w)",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"(?<!\w)(?:hiểu|biết|nắm (?:bắt|rõ|được|vững)|tiếp cận|nhận (?:thức|diện)|tìm hiểu|đồng thuận|ủng hộ|"
    r"hưởng ứng|dự thi|nâng cao cảnh giác)(?!\w)",
    re.IGNORECASE,
)
_NEAR, _NEXT = 110, 60  # characters
# `…, tăng cường sự đồng thuận`: behind such a comma something else is said.
_ANOTHER = re.compile(r",\s+(?:tăng cường|nâng cao|góp phần|tạo|phát huy|đẩy mạnh|thực hiện|đảm bảo)\s")
# `nâng cao năng lực, nhận thức, thái độ`: how staff are to behave, not what they are told.
_CONDUCT = re.compile(
    r"(?:năng lực|trình độ|đạo đức)[^.;]{0,30}nhận thức[^.;]{0,60}của\s+[^,.;]{0,12}$|"
    r"nhận thức,? (?:[^.;]{0,20})?(?:thái độ|năng lực|trình độ|đạo đức)[^.;]{0,60}$"
)
# The press is an audience where it is given something to report; else it is told to do so.
_ABOUT = re.compile(
    r"(?<!\w)về(?: (?:vai trò|trách nhiệm|các),?)*(?: của)?(?: các)?\s+$|"
    r"vai trò[^.;]{0,60} của (?:các )?(?:[^.;]{0,40}, của )?$",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"(?<!\w)(?:cung cấp|thông tin (?:cho|đến|tới)|tập huấn|bồi dưỡng|họp báo|giao ban|gặp mặt)(?!\w)",
    re.IGNORECASE,
)
# Heads of bodies are told of a duty far more often than they are an audience.
_INFORMS = re.compile(
    r"(?<!\w)(?:tuyên truyền|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|nhận thức|"
    r"tập huấn|bồi dưỡng|khảo sát|điều tra|"
    r"lấy ý kiến|đối tượng(?! (?:thụ )?hưởng| chịu| áp dụng))(?!\w)",
    re.IGNORECASE,
)
_TASKED = re.compile(r"(?<!\w)(?:yêu cầu|giao|đề nghị|phân công)\s+(?:[^\s,.;:]+\s+){0,3}$", re.IGNORECASE)
_SERVED = re.compile(
    r"(?<!\w)(?:phục vụ(?: nhân dân)?(?: của(?: đội ngũ)?)?|cảm nhận,? đánh giá của|"
    r"gánh nặng [^,.;]{0,30}cho|xin lỗi đối với|"
    r"kiểm tra|hài lòng của|phiền hà(?: cho| đối với)?|nhũng nhiễu|khó khăn cho|"
    r"hồ sơ của|khiếu nại của|tố cáo của|kiến nghị của|phản ánh của|(?<!lấy )ý kiến của|"
    r"đời sống|lợi ích (?:thiết thực )?cho|giao dịch của|nhu cầu của|tiếp|căn cước|(?:ủy|"
    r"uỷ) ban|hội đồng|tòa án|công an|quân đội|"
    r"viện kiểm sát|nhà giáo|nghệ sĩ)\s+(?:(?:các|của|cho|tốt|tổ chức|doanh nghiệp|"
    r"cá nhân|người dân|công dân|nhân dân|và)[\s,]+)*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?<!\w)(?:khảo sát|điều tra|đo lường|lấy ý kiến)[^.;]{0,60} hài lòng của\s+(?:các\s+)?$", re.IGNORECASE
)
_POSTED = re.compile(r"(?<!\w)(?:niêm yết|công khai|tuyên truyền|treo|dán|đặt)(?!\w)", re.IGNORECASE)
_OFTEN_TASKED = {
    "lanh_dao_nguoi_dung_dau": _INFORMS,
    "don_vi_su_nghiep": _INFORMS,
    "to_chuc_doan_the": _INFORMS,
    "bao_chi": _PRESS,
}
# These are channels only where something is made known through them.
_BUILT_OR_MET = frozenset(
    (
        "cong_trang_thong_tin",
        "hoi_nghi_hop",
        "toa_dam_doi_thoai",
        "niem_yet_mot_cua",
        "tin_nhan_ung_dung",
        "mang_xa_hoi",
        "bao_in_bao_dien_tu",
        "phat_thanh_truyen_hinh",
    )
)
_HAPPENED = re.compile(
    r"(?<!\w)(?:phát biểu(?: kết luận)? tại|kết luận|chủ trì|khai mạc|bế mạc|tại|dự|"
    r"tham dự|sau|theo|chuẩn bị|phục vụ|đến dự|diễn ra)\s+"
    r"(?:các\s+|buổi\s+|cuộc\s+)?$",
    re.IGNORECASE,
)
# What was not posted, or too late, is a fault and no order to post.
_NOT_POSTED = re.compile(r"(?<!\w)(?:không|chậm|chưa)\s+(?:[^\s.;]+\s+){0,4}$", re.IGNORECASE)
# The net as a field of law.
_NET_LAW = re.compile(
    r"(?:quản lý|cung cấp|sử dụng),?[^.;]{0,40}thông tin (?:điện tử )?trên\s+(?:[^.;]{0,40}\s+và\s+)?$",
    re.IGNORECASE,
)
_WITH_WHOM = re.compile(r"\s*(?:trực tiếp |trực tuyến |định kỳ )*(?:với|giữa)(?!\w)", re.IGNORECASE)
# A licence to run a site.
_LICENSED = re.compile(r"(?<!\w)(?:giấy phép|cấp phép|thiết lập|hoạt động của)\s+$", re.IGNORECASE)
_BY_TOPIC = re.compile(r"(?<!\w)theo\s+$", re.IGNORECASE)
# The press as a field that an office administers, not as a way to be heard.
_FIELD = re.compile(
    r"(?<!\w)(?:lĩnh vực|quản lý(?: nhà nước)?(?: về)?|luật|giấy phép(?: xuất bản)?|thẻ|"
    r"phòng|cục|hoạt động)\s+$",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(r"\s*[-–,]\s*xuất bản", re.IGNORECASE)
_TOLD_BY = re.compile(
    r"(?<!\w)(?:tuyên truyền|phổ biến|quán triệt|lồng ghép|thông qua|(?<!và )(?<!- )truyền thông)(?!\w)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?](?=\s)|[;\n]")
_NEXT_BODY = re.compile(r"\s+(?:Báo|Đài|Sở|Phòng|UBND|Ủy ban|Ban|Trung tâm|Cổng|Hội|Đoàn|Công an|các)\s")
_LIST = 120  # characters of names that semicolons part
_REACH = 600  # characters of a sentence to either side


def audiences(found: Iterable[Match], fields: dict[str, str]) -> Iterator[Match]:
    """The matches of audiences that are told, taught, asked or moved."""
    for item in found:
        before, after = _around(fields[item.field], item)
        before, after = before[-_NEAR:], after[:_NEXT]
        pattern = _OFTEN_TASKED.get(item.hit.rule.name)
        is_served = _SERVED.search(before) and not _ASKED.search(before)
        if is_served or _ABOUT.search(before) or (pattern and _TASKED.search(before)):
            continue
        if _CONDUCT.search(before):
            continue
        after = _ANOTHER.split(after)[0]
        moved = pattern.search(before) if pattern else _MOVED.search(before) or _MOVES.search(after)
        if moved:
            yield item


def channels(found: Iterable[Match], fields: dict[str, str]) -> Iterator[Match]:
    """The matches of channels through which something is made known."""
    for item in found:
        name = item.hit.rule.name
        before, after = _around(fields[item.field], item)
        if name == "chuyen_trang_chuyen_muc" and _BY_TOPIC.search(before[-8:]):
            continue
        if name not in _BUILT_OR_MET or (name == "toa_dam_doi_thoai" and _WITH_WHOM.match(after)):
            yield item
            continue
        if name == "bao_in_bao_dien_tu" and (_FIELD.search(before[-45:]) or _PUBLISHING.match(after)):
            continue
        if name == "niem_yet_mot_cua" and _NOT_POSTED.search(before[-60:]):
            continue
        if name in ("cong_trang_thong_tin", "mang_xa_hoi") and (
            _NET_LAW.search(before[-120:]) or _LICENSED.search(before[-30:])
        ):
            continue
        if name == "hoi_nghi_hop" and _HAPPENED.search(before[-40:]) and not _TOLD_BY.search(before):
            continue
        pattern = _POSTED if name == "niem_yet_mot_cua" else _TELLS
        if pattern.search(before) or pattern.search(after) or pattern.search(_said(fields, item)):
            yield item


def _said(fields: dict[str, str], item: Match) -> str:
    """The words found, where they themselves say that something is made known (`niêm yết`)."""
    hit = item.hit
    return fields[item.field][hit.start : hit.end] if item.hit.rule.name == "niem_yet_mot_cua" else ""


def _around(text: str, item: Match) -> tuple[str, str]:
    """The sentence before and behind the words that were found."""
    hit, stops = item.hit, _stops(text)
    begin = max(0, hit.start - _REACH)
    last = bisect_left(stops, hit.start) - 1
    if last >= 0 and stops[last] >= begin:
        begin = stops[last] + 1
    after = text[hit.end : hit.end + _REACH]
    for place in islice(stops, last + 1, None):
        stop = place - hit.end
        if stop >= len(after) or (stop == len(after) - 1 and after[stop] in ".!?"):
            break
        # `Đài A; Báo B; Sở C tuyên truyền …`
        if stop >= 0 and not (after[stop] == ";" and stop < _LIST and _NEXT_BODY.match(after, stop + 1)):
            return text[begin : hit.start], after[:stop]
    return text[begin : hit.start], after


@lru_cache(maxsize=4)
def _stops(text: str) -> list[int]:
    """Where sentences end: of one text for all that is found in it."""
    return [found.start() for found in _SENTENCE.finditer(text)]

"""Which named channels count: those through which something is made known.

A meeting or a portal is a channel where something is made known through it, not where it is built or where
the news itself happened. Words that are channels by nature (a poster, a loudspeaker) always count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipelines.matching import Match
from pipelines.phrases import Hit
from pipelines.sentences import LIST, Sentences
from pipelines.wordlists import whole_words

# `truyền thông` is also the end of a department's name (Thông tin và Truyền thông).
_TELLS = whole_words(
    r"tuyên truyền|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|truyền tải|nhận thức|ý thức|hiểu|biết|"
    r"nắm bắt|nắm vững|tập huấn|bồi dưỡng|vận động|đối thoại|khảo sát|điều tra|lấy ý kiến|đối tượng|"
    r"giới thiệu|giải đáp|cuộc thi|dự thi|hội thi|thu hút|khuyến khích|tiếp cận|(?:cung cấp|đưa) thông tin|"
    r"thông tin (?:đến|tới|cho|về|trên|kịp thời|rộng rãi)|thông tin,? tuyên truyền|tham gia|đồng thuận|"
    r"ủng hộ|tương tác|giáo dục|học tập|kêu gọi|tọa đàm|gặp gỡ|phát động|cổ động|quảng bá|đăng|đăng tải|"
    r"đưa tin|công khai|công bố|niêm yết|phản ánh|đào tạo|phát (?:sóng|trên|tin|clip|video)|lắng nghe|"
    r"sản xuất (?:[\d.]+ )?(?:(?:các|những|số|loạt|tập|bộ) )*(?:tin|bài|clip|video|phim|phóng sự|"
    r"chương trình|podcast|chuyên mục|infographic|ấn phẩm|sản phẩm truyền thông|tài liệu)|"
    r"(?<!trách nhiệm )nêu gương(?! của)|giải thích|"
    r"(?<!đơn vị )(?<!thuê )(?<!gói thầu )(?<!chi phí )(?<!hợp đồng )"
    r"tư vấn(?! (?:lập|thiết kế|giám sát|đấu thầu|đầu tư|xây dựng))|thi (?:ảnh|vẽ|viết|video|trực tuyến)|"
    r"(?<!đầu )(?<!máy )(?<!thiết bị )(?<!phòng )đọc|(?:trao đổi|"
    r"chia sẻ) kinh nghiệm|góp ý|nhận ý kiến|nhắn(?: tin)? qua|thông báo (?:những|các|rộng rãi|cho|đến|tới|"
    r"trên)|tin,? bài|bài viết|chuyên mục|chuyên trang|chuyên đề|phóng sự|lồng ghép|nhắc(?: nhở| lịch)?|"
    # everyday words of telling
    r"đưa (?:lên|vào)|gửi (?:bài|tin|đường dẫn|thông báo|lịch|nội dung|liên kết)|chia sẻ (?:đường dẫn|bài|"
    r"nội dung|"
    r"thông tin|liên kết|hình ảnh)|báo (?:kết quả|tin|lịch|cho)|loan (?:tin|báo)|mở mục|hỏi đáp|nói dưới|"
    r"phát chương "
    r"trình|phát trực tiếp|livestream|chiếu|kể|dặn dò"
)
_POSTED = whole_words(r"niêm yết|công khai|tuyên truyền|treo|dán|đặt")
# `Hình thức: tờ rơi; tin nhắn; …`: semicolons part the ways by which something is told.
_BY_WAYS = re.compile(r"(?<!\w)hình thức[^.;:\n]{0,60}:[^.\n]{0,300}$", re.IGNORECASE)
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
_WITH_WHOM = re.compile(
    r"\s*(?:trực tiếp |trực tuyến |định kỳ )*(?:với|giữa|(?:các )?(?:phụ huynh|người dân|nhân dân|"
    r"doanh nghiệp|cử tri|bà con|"
    r"thanh niên|công nhân|nông dân|hội viên|đoàn viên|học sinh|hộ))(?!\w)",
    re.IGNORECASE,
)
# A licence to run a site.
_LICENSED = re.compile(r"(?<!\w)(?:giấy phép|cấp phép|thiết lập|hoạt động của)\s+$", re.IGNORECASE)
_BY_TOPIC = re.compile(r"(?<!\w)(?:theo|giám sát|kiểm tra|thanh tra)\s+$", re.IGNORECASE)
# `Liên hệ Phòng A qua hộp thư …`: an office's address
_CONTACT = re.compile(r"(?<!\w)liên hệ(?!\w)[^.;]{0,80}$", re.IGNORECASE)
# The press as a field that an office administers, not as a way to be heard.
_FIELD = re.compile(
    r"(?<!\w)(?:lĩnh vực|quản lý(?: nhà nước)?(?: về)?|luật|giấy phép(?: xuất bản)?|thẻ|"
    r"phòng|cục|hoạt động)\s+$",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(r"\s*[-–,]\s*xuất bản", re.IGNORECASE)
_TOLD_BY = whole_words(r"tuyên truyền|phổ biến|quán triệt|lồng ghép|thông qua|(?<!và )(?<!- )truyền thông")
_ON_WHEELS = "loa kéo"
# Gatherings of a village, a class or of firms are there to pass something on; a conference may be just held.
_PASS_ON = (
    "họp ",
    "sinh hoạt chi đoàn",
    "sinh hoạt chi hội",
    "nói dưới",
    "giờ chào",
    "cà phê ",
    "gặp doanh",
    "ngày gặp",
)
_NOISE = whole_words(r"karaoke|tiếng ồn|gây ồn|ồn ào|hát|mở nhạc")  # what those are also for
# A named network is one where something goes `vào nhóm Zalo`, unless for cheating.
_NETS = ("zalo", "facebook", "tiktok", "youtube", "fanpage")
_ON_NET = re.compile(r"(?<!\w)(?:nhóm|trên|qua|lên|vào|bằng)(?: (?:trang|kênh|nhóm|các))?\s+$", re.IGNORECASE)
_CHEATS = whole_words(r"lừa đảo|giả danh|giả mạo|tin giả|bịa đặt|xuyên tạc|bán hàng|rao bán|mua bán")
_INVITES = whole_words(r"mời|kính mời|nghe|bàn về")
_CUE = 120  # characters of the words right before a channel
CUED = (
    _TELLS, _POSTED, _BY_WAYS, _HAPPENED, _NOT_POSTED, _NET_LAW, _LICENSED, _BY_TOPIC, _CONTACT, _FIELD,
    _TOLD_BY, _NOISE, _ON_NET, _CHEATS, _INVITES,
)  # fmt: skip


def channels(found: Iterable[Match], fields: Mapping[str, Sentences]) -> Iterator[Match]:
    """The matches of channels through which something is made known."""
    return (item for item in found if _is_told_through(item, fields[item.field]))


def _is_told_through(item: Match, sentences: Sentences) -> bool:
    text = sentences.text
    hit, name = item.hit, item.hit.rule.name
    start, end = sentences.around(hit.start, hit.end)
    near = max(start, hit.start - _CUE)
    is_noise = hit.rule.phrase == _ON_WHEELS and sentences.says(_NOISE, start, end)
    if is_noise or sentences.is_parted(hit) or _is_something_else(name, sentences, near, hit):
        return False
    if name not in _BUILT_OR_MET or (name == "toa_dam_doi_thoai" and _WITH_WHOM.match(text, hit.end, end)):
        return True
    if name == "niem_yet_mot_cua":
        is_said = _POSTED.search(text, hit.start, hit.end) is not None  # `niêm yết` itself
        is_said = is_said or sentences.say(_POSTED, start, hit.start) or sentences.say(_POSTED, hit.end, end)
        return is_said and not sentences.says(_NOT_POSTED, max(near, hit.start - 60), hit.start)
    passed_on = _is_passed_on(hit, sentences, near)
    if passed_on is not None:
        return passed_on
    has_happened = name == "hoi_nghi_hop" and sentences.says(_HAPPENED, max(near, hit.start - 40), hit.start)
    if has_happened and not sentences.say(_TOLD_BY, start, hit.start):
        return False
    is_told = sentences.say(_TELLS, start, hit.start) or sentences.say(_TELLS, hit.end, end)
    return is_told or sentences.says(_BY_WAYS, max(0, hit.start - 2 * LIST), hit.start)


def _is_passed_on(hit: Hit, sentences: Sentences, near: int) -> bool | None:
    """Whether a named network, a talk or a gathering passes something on by itself; None: others must say."""
    name, start = hit.rule.name, hit.start
    if hit.rule.phrase in _NETS and sentences.says(_ON_NET, max(near, start - 20), start):
        return not sentences.say(_CHEATS, *sentences.around(start, hit.end))
    if name == "toa_dam_doi_thoai" and sentences.say(_INVITES, sentences.around(start, hit.end)[0], start):
        return True
    if name in ("hoi_nghi_hop", "toa_dam_doi_thoai") and hit.rule.phrase.startswith(_PASS_ON):
        return not sentences.says(_HAPPENED, max(near, start - 40), start)
    return None


def _is_something_else(name: str, sentences: Sentences, near: int, hit: Hit) -> bool:
    """A topic of a report, a field that an office administers, a law or a licence."""
    start, says = hit.start, sentences.says
    if name == "chuyen_trang_chuyen_muc":
        return says(_BY_TOPIC, max(near, start - 12), start)
    if name == "hop_thu_dien_thoai":
        return says(_CONTACT, near, start)
    if name == "bao_in_bao_dien_tu":
        is_field = says(_FIELD, max(near, start - 45), start)
        return is_field or _PUBLISHING.match(sentences.text, hit.end) is not None
    if name in ("cong_trang_thong_tin", "mang_xa_hoi"):
        return says(_NET_LAW, near, start) or says(_LICENSED, max(near, start - 30), start)
    return False

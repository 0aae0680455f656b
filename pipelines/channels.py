"""Which named channels count: those through which something is made known.

A meeting or a portal is a channel where something is made known through it, not where it is built or where
the news itself happened. Words that are channels by nature (a poster, a loudspeaker) always count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipelines.channel_senses import ELSEWHERE, is_elsewhere
from pipelines.cues import cue, cue_words
from pipelines.matching import Match
from pipelines.phrases import Hit
from pipelines.sentences import LIST, Sentences
from pipelines.wordlists import whole_words

# `truyền thông` is also the end of a department's name (Thông tin và Truyền thông).
_TELLS = cue_words(
    r"tuyên truyền|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|truyền tải|nhận thức|ý thức|hiểu|biết|"
    r"nắm bắt|nắm vững|tập huấn|bồi dưỡng|vận động|đối thoại|khảo sát|lấy ý kiến|"
    r"(?<!cơ quan )(?<!cảnh sát )điều tra(?! vụ| hành vi| tội)|"
    r"đối tượng(?=:| (?:tuyên truyền|truyền thông|tham|dự|học|là|gồm|khảo sát|tập huấn|bồi dưỡng))|"
    r"giới thiệu|giải đáp|cuộc thi|dự thi|hội thi|thu hút|khuyến khích|tiếp cận|(?:cung cấp|đưa) thông tin|"
    r"thông tin (?:đến|tới|cho|về|trên|kịp thời|rộng rãi)|"
    r"(?<!đổi )(?<!nhận )(?<!trữ )thông tin qua|thông tin,? tuyên truyền|tham gia|đồng thuận|"
    r"ủng hộ|tương tác|giáo dục|học tập|kêu gọi|tọa đàm|gặp gỡ|phát động|cổ động|quảng bá|đăng tải|"
    r"đăng(?! (?:ký|kiểm|nhập|quang|cai))|"
    r"đưa tin|công khai|công bố|niêm yết|đào tạo|phản ánh(?!,? (?:và )?kiến nghị)|"
    r"phát (?:sóng|trên|tin|clip|video)|lắng nghe|"
    r"sản xuất (?:[\d.]+ )?(?:(?:các|những|số|loạt|tập|bộ) )*(?:tin|bài|clip|video|phim|phóng sự|"
    r"chương trình|podcast|chuyên mục|infographic|ấn phẩm|sản phẩm truyền thông|tài liệu)|"
    r"(?<!trách nhiệm )nêu gương(?! của)|giải thích|"
    r"(?<!đơn vị )(?<!thuê )(?<!gói thầu )(?<!chi phí )(?<!hợp đồng )"
    r"tư vấn(?! (?:lập|thiết kế|giám sát|đấu thầu|đầu tư|xây dựng))|thi (?:ảnh|vẽ|viết|video|trực tuyến)|"
    r"(?<!đầu )(?<!máy )(?<!thiết bị )(?<!phòng )đọc|(?:trao đổi|"
    r"chia sẻ) kinh nghiệm|góp ý|nhận ý kiến|nhắn(?: tin)? qua|thông báo (?:những|các|rộng rãi|cho|đến|tới|"
    r"trên)|tin,? bài|bài viết|chuyên mục|chuyên trang|chuyên đề|phóng sự|lồng ghép|nhắc(?: nhở| lịch)?|"
    # everyday words of telling
    r"đưa (?:lên|vào)(?! sử dụng| hoạt động| vận hành| khai thác| áp dụng)|gửi (?:bài|tin|đường dẫn|"
    r"thông báo|lịch|nội dung|liên kết)|chia sẻ (?:đường dẫn|bài|nội dung|"
    r"thông tin|liên kết|hình ảnh)|báo (?:kết quả|tin|lịch|cho)|loan (?:tin|báo)|mở mục|hỏi đáp|nói dưới|"
    r"phát chương trình|phát trực tiếp|truyền (?:hình )?trực tiếp|livestream|"
    r"(?<!đối )(?<!tham )chiếu(?! theo| sáng)|"
    r"kể(?! từ| cả| trên| đến)|dặn dò"
)
_POSTED = cue_words(r"niêm yết|công khai|tuyên truyền|treo|dán|đặt")
_SAID_ITSELF = whole_words(r"niêm yết|công khai|dán (?:thông báo|danh sách|tại|ở)|bảng thông báo")
# `Hình thức: tờ rơi; tin nhắn; …`: semicolons part the ways by which something is told.
_BY_WAYS = cue(r"(?<!\w)hình thức[^.;:\n]{0,60}:[^.\n]{0,300}$", re.IGNORECASE)
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
_HAPPENED = cue(
    r"(?<!\w)(?:phát biểu(?: kết luận)? tại|kết luận|chủ trì|khai mạc|bế mạc|tại|dự|"
    r"tham dự|sau|theo|chuẩn bị|phục vụ|đến dự|diễn ra)\s+"
    r"(?:các\s+|buổi\s+|cuộc\s+)?$",
    re.IGNORECASE,
)
# What was not posted, or too late, is a fault and no order to post.
_NOT_POSTED = cue(r"(?<!\w)(?:không|chậm|chưa)\s+(?:[^\s.;]+\s+){0,4}$", re.IGNORECASE)
# The net as a field of law.
_NET_LAW = cue(
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
_LICENSED = cue(r"(?<!\w)(?:giấy phép|cấp phép|thiết lập|hoạt động của)\s+$", re.IGNORECASE)
_BY_TOPIC = cue(
    r"(?<!\w)(?:theo(?: các| từng)?|lấy [^.;]{1,40} làm|giám sát|kiểm tra|thanh tra|gặp gỡ)\s+$",
    re.IGNORECASE,
)
# `tác phẩm dự thi là bài viết, phóng sự`: what people hand in
_ENTRY = cue(
    r"(?<!\w)(?:dự thi|tác phẩm|thể loại)[^.;]{0,30}(?: là(?!\w)| gồm|:)(?:[^.;]{0,40}[ ,])? ?$",
    re.IGNORECASE,
)
# `nhắn tin tới thuê bao trong tỉnh`: whoever is sent a message is told something.
_SENT_TO = re.compile(
    r"[^.;\n]{0,30}?\s(?:đến|tới|cho)\s+(?:(?:(?:các|mọi|mỗi|từng|toàn bộ|tất cả)\s+)+(?:chủ\s+)?"
    r"(?:thuê bao|người|bà con|hộ|khách|phụ huynh|bệnh nhân|doanh nghiệp|hội viên|đoàn viên|cử tri|máy)|"
    r"(?:chủ )?thuê bao|người (?:dân|bệnh|nộp|làm thủ tục|lao động)|bà con|nhân dân|khách hàng|phụ huynh|"
    r"bệnh nhân|doanh nghiệp|hội viên|đoàn viên|cử tri)(?!\w)",
    re.IGNORECASE,
)
_SPAM = cue_words(
    r"rác|quảng cáo|lừa|mời chào|đe dọa|chúc|xúc phạm|vay|đòi nợ|spam|cấm|tống tiền|chuộc|giả là|nghi phạm|"
    r"kẻ gian|đối tượng(?= (?:nhắn|gửi))"
)
_MESSAGES = "tin_nhan_ung_dung"
# `nêu tên nơi trễ hẹn trên trang thông tin điện tử`
_NAMED_THERE = cue_words(
    r"nêu (?:tên|rõ|gương|danh sách|lý do)|nói rõ|hiển thị|trả lời|xin lỗi|giải đáp|cập nhật tin"
)
_THERE = cue(r"(?<!\w)(?:trên|lên)(?: (?:các|cả))*\s+$", re.IGNORECASE)
_OF_FIRM = re.compile(r"\s+của (?:các )?(?:hãng|công ty|cửa hàng|ca sĩ)(?!\w)", re.IGNORECASE)
# `Liên hệ Phòng A qua hộp thư …`: an office's address
_CONTACT = cue(r"(?<!\w)liên hệ(?!\w)[^.;]{0,80}$", re.IGNORECASE)
# The press as a field that an office administers, not as a way to be heard.
_FIELD = cue(
    r"(?<!\w)(?:lĩnh vực|quản lý(?: nhà nước)?(?: về)?|luật|giấy phép(?: xuất bản)?|thẻ|"
    r"phòng|cục|hoạt động)\s+$",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(r"\s*[-–,]\s*xuất bản", re.IGNORECASE)
_TOLD_BY = cue_words(
    r"(?<!đổi )(?<!nhận )(?<!trữ )thông tin qua|tuyên truyền|phổ biến|quán triệt|lồng ghép|"
    r"thông qua|(?<!và )(?<!- )truyền thông"
)
_ON_WHEELS = "loa kéo"
# What is said in a gathering of a village, a class or of firms, on a network or in a film that anybody makes:
# the words for those are everyday ones, and name a channel only where something is told.
_SAYS = cue_words(
    r"nghe|bàn về|nói (?:về|rõ|chuyện|cho)|trao đổi (?:về|với|thông tin)|hướng dẫn|trả lời|thông báo|"
    r"nêu (?:rõ|tên)|gửi (?:thêm |tiếp |lại )?(?:vào|lên)|"
    r"(?:gửi|đưa|chuyển|dán|treo) (?:tin|bài|nội dung|tài liệu|thông báo|hình ảnh)|cách|"
    r"tiếp nhận|lồng vào|bình chọn|chạy (?:chữ|dòng)|trình chiếu|trực quan|khẩu hiệu|băng rôn|áp phích|pa ?nô"
)
_EVERYDAY = (
    "họp ", "sinh hoạt chi đoàn", "sinh hoạt chi hội", "giờ chào", "cà phê ", "gặp doanh", "ngày gặp",
    "zalo", "facebook", "tiktok", "youtube", "fanpage", "viber",
    "quay ", "dựng ", "làm ", "đoạn video", "phim hoạt", "bảng điện tử", "màn hình ",
)  # fmt: skip
_BY_ITSELF = ("nói dưới cờ", "họp hội đồng người bệnh")  # held for nothing but to tell and to hear
# `5/ Họp thôn: mỗi thôn một lần`: a gathering that heads an item is one of the ways that a plan lists.
_ITEM = re.compile(r"(?:^|\n)\s*(?:\d{1,2}(?:\.\d{1,2})*[./\x29]|[-+*•–]|[a-zđ]\x29)\s*$")
_NOISE = cue_words(r"karaoke|tiếng ồn|gây ồn|ồn ào|hát|mở nhạc")  # what those are also for
_NETWORK = "mang_xa_hoi"
_CHEATS = cue_words(r"lừa đảo|giả danh|giả mạo|tin giả|bịa đặt|xuyên tạc")
_TRADES = cue_words(
    r"bán hàng|rao bán|mua bán|khoe|cho thuê|thanh lý|"
    r"(?:bán|mua|thuê|sang nhượng) (?:lại )?(?:nhà|đất|xe|vé|đồ|quần áo|rau|hoa|điện thoại|máy|online|căn hộ|"
    r"phòng trọ|giấy|bằng|thuốc)|cần (?:bán|mua|thuê)|tìm (?:việc|người (?:yêu|giúp|thân)|bạn)"
)
# `Lập nhóm Zalo của từng thôn`: a group of its own, to tell its people something.
_SETS_UP = cue(r"(?<!\w)(?:lập|mở|tạo|duy trì)(?: (?:các|một))? (?:nhóm|trang|kênh)\s+$", re.IGNORECASE)
_OWNER = re.compile(
    r"\s+(?:(?:của|cho|các|từng|mỗi|riêng)\s+)*(?:thôn|xóm|ấp|bản|làng|buôn|tổ dân|khu phố|"
    r"khu dân cư|xã|phường|huyện|tỉnh|thành phố|sở|ủy ban|ubnd|trường|trạm|chi hội|chi đoàn)(?!\w)",
    re.IGNORECASE,
)
# `Đăng trên Facebook danh mục thủ tục cho thuê đất`: what offices tell of trade, which nobody trades there.
_OFFICIAL = cue_words(
    r"thủ tục|hướng dẫn|(?<!cơ )(?<!trụ )sở(?! thích| hữu)|ubnd|trung tâm dịch vụ việc làm|phiên giao dịch"
)
_FOLLOWED = cue_words(r"(?:người|lượt) (?:theo dõi|quan tâm)")
# What is broadcast live of others tells nothing of an office: a funeral, a trial, a match.
_OTHERS_EVENT = cue_words(
    r"lễ tang|tang lễ|lễ viếng|phiên (?:tòa|toà|xử)|trận (?:đấu|bóng|chung kết)|giải đấu|chung kết"
)
# What a newspaper or a station does by its trade, told behind its name.
_PRESS = frozenset(("bao_in_bao_dien_tu", "phat_thanh_truyen_hinh"))
_REPORTS = cue_words(r"(?<!được )biểu dương|phê phán|phê bình|thời lượng|cử phóng viên|lên sóng")
# `hội nghị đối thoại` is a dialogue
_DIALOGUE = re.compile(
    r"\s+(?:(?:trực tiếp|trực tuyến|định kỳ|tiếp xúc|gặp gỡ|gặp mặt|tiếp xúc cử tri)(?:,| và)?\s+)*"
    r"(?:đối thoại|tọa đàm|toạ đàm|gặp gỡ|gặp mặt)(?!\w)",
    re.IGNORECASE,
)
# Radio without pictures is that of districts and communes, unless a station of the province is named.
_RADIO = (
    "thời lượng phát thanh",
    "chương trình phát thanh",
    "chuyên mục phát thanh",
    "phát thanh chuyên mục",
)
_TELEVISION = cue_words(r"truyền hình|pt-th|ptth|đài tỉnh|vov|tiếng nói")
_INVITES = cue_words(r"mời|kính mời|nghe|bàn về")
_CUE = 120  # characters of the words right before a channel
CUED = (
    _TELLS, _POSTED, _BY_WAYS, _HAPPENED, _NOT_POSTED, _NET_LAW, _LICENSED, _BY_TOPIC, _CONTACT, _FIELD,
    _TOLD_BY, _NOISE, _CHEATS, _INVITES, _SAYS, _SETS_UP, _ENTRY, _SPAM, _NAMED_THERE, _THERE,
    _OFFICIAL, _FOLLOWED, _OTHERS_EVENT, _TRADES, _REPORTS, _TELEVISION, *ELSEWHERE.values(),
)  # fmt: skip


def channels(found: Iterable[Match], fields: Mapping[str, Sentences]) -> Iterator[Match]:
    """The matches of channels through which something is made known."""
    return (item for item in found if _is_told_through(item, fields[item.field]))


def _is_told_through(item: Match, sentences: Sentences) -> bool:
    text = sentences.text
    hit, name = item.hit, item.hit.rule.name
    start, end = sentences.around(hit.start, hit.end)
    near = max(start, hit.start - _CUE)
    if is_elsewhere(hit, sentences, start, end, unless=_TOLD_BY):
        return False
    is_noise = hit.rule.phrase == _ON_WHEELS and sentences.says(_NOISE, start, end)
    if is_noise or sentences.is_parted(hit) or _is_something_else(name, sentences, near, hit):
        return False
    is_everyday = hit.rule.phrase.startswith(_EVERYDAY)
    is_met = name == "toa_dam_doi_thoai" and _WITH_WHOM.match(text, hit.end, end) is not None
    if not is_everyday and (name not in _BUILT_OR_MET or is_met):
        return True
    if name == "niem_yet_mot_cua":
        is_said = _SAID_ITSELF.search(text, hit.start, hit.end) is not None  # `niêm yết` itself
        is_said = is_said or sentences.say(_POSTED, start, hit.start) or sentences.say(_POSTED, hit.end, end)
        return is_said and not sentences.says(_NOT_POSTED, max(near, hit.start - 60), hit.start)
    is_reported = name in _PRESS and sentences.say(_REPORTS, hit.end, end)
    return (
        is_reported
        or _is_passed_on(hit, sentences, (start, end))
        or _is_made_known(hit, sentences, (start, end))
    )


def _is_made_known(hit: Hit, sentences: Sentences, sentence: tuple[int, int]) -> bool:
    """Whether the sentence says that something is told there."""
    name, (start, end), say = hit.rule.name, sentence, sentences.say
    # What may be said of each side: what is not there needs no closer look.
    before, behind = sentences.bits(start, hit.start), sentences.bits(hit.end, end)
    is_everyday = hit.rule.phrase.startswith(_EVERYDAY)
    told_before = before & _TOLD_BY.bit != 0 and say(_TOLD_BY, start, hit.start)
    if name == "hoi_nghi_hop" and not told_before and _has_happened(hit, sentences, start, before):
        return False
    is_told = told_before or (behind & _TOLD_BY.bit != 0 and say(_TOLD_BY, hit.end, end))
    if name == _NETWORK and is_everyday and not is_told and _is_traded(sentences, start, end):
        return False
    if name == "phat_thanh_truyen_hinh" and not is_told and say(_OTHERS_EVENT, start, end):
        return False
    for one in (_TELLS, _SAYS) if is_everyday else (_TELLS,):
        if (before & one.bit and say(one, start, hit.start)) or (behind & one.bit and say(one, hit.end, end)):
            return True
    ways = sentences.all_bits & _BY_WAYS.bit
    return ways != 0 and sentences.says(_BY_WAYS, max(0, hit.start - 2 * LIST), hit.start)


def _has_happened(hit: Hit, sentences: Sentences, start: int, before: int) -> bool:
    return before & _HAPPENED.bit != 0 and sentences.says(_HAPPENED, max(start, hit.start - 40), hit.start)


def _is_traded(sentences: Sentences, start: int, end: int) -> bool:
    if sentences.say(_CHEATS, start, end):
        return True
    return sentences.say(_TRADES, start, end) and not sentences.say(_OFFICIAL, start, end)


def _is_passed_on(hit: Hit, sentences: Sentences, sentence: tuple[int, int]) -> bool:
    """Whether talks with guests, groups of a village and what heads an item tell by themselves."""
    name, start, (first, last) = hit.rule.name, hit.start, sentence
    if hit.rule.phrase in _BY_ITSELF:
        return True
    if name == "hoi_nghi_hop" and sentences.text.startswith(":", hit.end):
        return _ITEM.search(sentences.text, max(0, start - 20), start) is not None
    if name == _NETWORK:
        is_set_up = sentences.says(_SETS_UP, max(first, start - 20), start)
        is_owned = _OWNER.match(sentences.text, hit.end, last) is not None
        return is_owned and (is_set_up or sentences.say(_FOLLOWED, hit.end, last))
    if name == _MESSAGES:
        is_sent = _SENT_TO.match(sentences.text, hit.end, last) is not None
        return is_sent and not any(sentences.say(one, first, last) for one in (_SPAM, _CHEATS, _TRADES))
    if name == "cong_trang_thong_tin":
        is_there = sentences.says(_THERE, max(first, start - 20), start)
        is_ours = _OF_FIRM.match(sentences.text, hit.end, last) is None
        return is_there and is_ours and sentences.say(_NAMED_THERE, first, start)
    is_talk = name == "toa_dam_doi_thoai" and not hit.rule.phrase.startswith(_EVERYDAY)
    return is_talk and sentences.say(_INVITES, first, start)


def _is_something_else(name: str, sentences: Sentences, near: int, hit: Hit) -> bool:
    """A topic of a report, a field that an office administers, a law or a licence."""
    start, says = hit.start, sentences.says
    if name in ("hoi_nghi_hop", "truyen_thanh_co_so"):
        return _is_another_channel(hit, sentences, near)
    if name == "chuyen_trang_chuyen_muc":
        return says(_BY_TOPIC, max(near, start - 60), start)
    if name in ("phong_su_video", "hop_thu_dien_thoai"):
        is_entry = name == "phong_su_video"
        return says(_ENTRY, max(near, start - 70), start) if is_entry else says(_CONTACT, near, start)
    if name == "bao_in_bao_dien_tu":
        is_field = says(_FIELD, max(near, start - 45), start)
        return is_field or _PUBLISHING.match(sentences.text, hit.end) is not None
    if name in ("cong_trang_thong_tin", "mang_xa_hoi"):
        return says(_NET_LAW, near, start) or says(_LICENSED, max(near, start - 30), start)
    return False


def _is_another_channel(hit: Hit, sentences: Sentences, near: int) -> bool:
    if hit.rule.phrase in _RADIO:
        return sentences.says(_TELEVISION, near, hit.end + _CUE)
    return hit.rule.name == "hoi_nghi_hop" and _DIALOGUE.match(sentences.text, hit.end) is not None

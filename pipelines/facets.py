"""Which named channels and audiences count: those of a sentence that wants something made known.

People are an audience where they are told, taught, asked or moved, not where they are served or merely get
a task; a meeting or a portal is a channel where something is made known through it, not where it is built or
where the news itself happened. Words that are channels by nature (a poster, a loudspeaker) always count.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from pipelines.cues import CuedText, Cues
from pipelines.matching import Match
from pipelines.phrases import Hit
from pipelines.wordlists import whole_words

# `truyền thông` is also the end of a department's name (Thông tin và Truyền thông).
_TELLS = whole_words(
    r"tuyên truyền|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|truyền tải|nhận thức|ý thức|hiểu|biết|"
    r"nắm bắt|nắm vững|tập huấn|bồi dưỡng|vận động|đối thoại|khảo sát|điều tra|lấy ý kiến|đối tượng|"
    r"giới thiệu|giải đáp|cuộc thi|dự thi|hội thi|thu hút|khuyến khích|tiếp cận|(?:cung cấp|đưa) thông tin|"
    r"thông tin (?:đến|tới|cho|về|trên|kịp thời|rộng rãi)|thông tin,? tuyên truyền|tham gia|đồng thuận|"
    r"ủng hộ|tương tác|giáo dục|học tập|kêu gọi|tọa đàm|gặp gỡ|phát động|cổ động|quảng bá|đăng|đăng tải|"
    r"đưa tin|công khai|công bố|niêm yết|phản ánh|đào tạo|phát (?:sóng|trên|tin|clip|video)|lắng nghe|"
    r"sản xuất|nêu gương|giải thích|(?<!đơn vị )tư vấn|thi (?:ảnh|vẽ|viết|video|trực tuyến)|đọc|(?:trao đổi|"
    r"chia sẻ) kinh nghiệm|góp ý|nhận ý kiến|nhắn(?: tin)? qua|thông báo (?:những|các|rộng rãi|cho|đến|tới|"
    r"trên)|tin,? bài|bài viết|chuyên mục|chuyên trang|chuyên đề|phóng sự|lồng ghép|nhắc(?: nhở| lịch)?"
)
# Before those who are told, and behind them.
_MOVED = whole_words(
    r"tuyên truyền(?! viên)|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|nhận thức|ý thức|tập huấn|"
    r"bồi dưỡng|vận động|đối tượng(?! (?:thụ )?hưởng| chịu| áp dụng)|đối thoại|khảo sát|điều tra|lấy ý kiến|"
    r"giới thiệu(?! sản phẩm)|khuyến khích|thu hút|kêu gọi|giải đáp|đồng thuận|đồng tình|hưởng ứng|"
    r"khuyến nghị|hướng (?:tới|đến)|giải thích(?: rõ)?|truyền đạt|(?:trao đổi|chia sẻ|nói chuyện|"
    r"tư vấn)[^.;]{0,30} (?:với|cho)|(?:thí sinh|học viên|người dự thi|người học|"
    r"người tham gia)(?: [^\s,.;:]+){0,4} (?:là|gồm)|sinh hoạt[^.;]{0,40} (?:cho|trong)|(?:lớp|khóa|"
    r"khoá) [^.;]{0,60} cho|chuyển tải|diễn đàn|giao lưu|trả lời[^.;]{0,20} (?:câu hỏi|thắc mắc|vướng mắc|"
    r"kiến nghị|phản ánh)|nâng cao (?:sự )?(?:hiểu biết|kiến thức|kỹ năng)(?=[^.;]{0,80} (?:cho|của))|"
    r"(?:thông tin|thông báo)(?:,? (?:rộng rãi|kịp thời|đầy đủ|chính xác|công khai))* (?:đến|tới|cho)|"
    r"cảnh báo|khuyến cáo|(?:trang bị|nâng cao|bổ sung|cung cấp) (?:kiến thức|hiểu biết|kỹ năng)|lan tỏa|"
    r"huy động sự tham gia|hướng dẫn(?=(?:,? (?!của|đối)[^\s,.;]+){0,2},? $)|phát động|cuộc thi|"
    r"cầm tay chỉ việc|nhắc nhở|lắng nghe(?! ý kiến của)|phát (?:sóng|tin|thanh|clip|video)[^.;]{0,80} cho|"
    r"gặp gỡ(?=(?:,? (?:tiếp xúc|đối thoại|với|các|doanh nghiệp|người dân|nhân dân))*,? $)|thuyết phục|"
    r"gặp mặt(?=[^.;]{0,30} với)|(?:hỏi|thu thập|trưng cầu|xin|tham khảo) ý kiến|(?:lấy|thu|thu thập|phát|"
    r"gửi) phiếu|công tác tư tưởng[^.;]{0,20} (?:cho|đối với)|nhắc (?:lịch|hẹn)[^.;]{0,30} (?:cho|đến|tới)|"
    r"nhắn tin[^.;]{0,60} (?:cho|đến|tới)|(?:đưa tin|thông tin|thông báo|công khai)[^.;]{0,30} để(?= (?:các "
    r")?$)|muốn nghe|trả lời(?=(?: cho)?(?: các)? $)|tham vấn|phỏng vấn|thăm dò|truyền tải|(?:phát|cấp phát|"
    r"gửi|phát hành|trao) (?:miễn phí )?(?:[\d.]+ )?(?:tờ rơi|tờ gấp|tài liệu|sổ tay|cẩm nang|phiếu|thư ngỏ|"
    r"ấn phẩm|bảng hỏi|tờ thông tin)[^.;]{0,60} (?:cho|đến|tới)|(?:tờ rơi|tờ gấp|tài liệu|sổ tay|cẩm nang|"
    r"thư ngỏ|tin nhắn|bản tin|thông điệp)[^.;]{0,60} (?:(?:gửi|phát|chuyển|cấp|trao)[^.;]{0,20} (?:cho|đến|"
    r"tới)|dành (?:riêng )?cho)|(?:ngày hội|hội thảo|hội nghị|tọa đàm|lớp|khóa|khoá|buổi|đợt|chuyên mục|"
    r"chương trình)[^.;]{0,60} dành (?:riêng )?cho|(?:hội thi|thi (?:tìm hiểu|trực tuyến|"
    r"viết))[^.;]{0,60} (?:dành )?cho|đào tạo(?=(?: [^\s,.;]+){0,4} cho)|mời"
)
_MOVES = whole_words(
    r"hiểu|biết|thấm nhuần|nắm (?:bắt|rõ|được|vững|tình hình|thông tin|chủ trương|nội dung|quy định)|"
    r"nắm(?=\s*(?:[,.;]|$))|học (?:cách|hỏi)|làm quen|tiếp cận|nhận (?:thức|diện)|tìm hiểu|đồng thuận|ủng hộ|"
    r"hưởng ứng|dự thi|nâng cao cảnh giác|thấy (?:rõ|được)|nhận ra|ghi nhớ|(?:đọc|nghe|xem|nhớ|"
    r"làm theo) được|dễ (?:hiểu|nhớ|tiếp cận|thực hiện)|được (?:tập huấn|bồi dưỡng|tuyên truyền|quán triệt|"
    r"phổ biến|giới thiệu|hướng dẫn|truyền đạt|thông tin|giải đáp|nghe|trang bị (?:kiến thức|kỹ năng)|"
    r"cung cấp (?:thông tin|kiến thức|tài liệu|tờ|sổ tay)|mời (?:dự|tham gia|tham dự))|"
    r"(?:theo dõi, )?giám sát(?! của)|hoàn thành (?:các )?(?:khóa|khoá|lớp|chương trình) (?:học|tập huấn|"
    r"bồi dưỡng|đào tạo)|đăng ký học|(?:tham gia|tham dự|dự|theo học) (?:các |những |đầy đủ )*(?:lớp|khóa|"
    r"khoá|đợt|hội nghị|chương trình)? ?(?:tập huấn|bồi dưỡng|đào tạo|ý kiến)"
)
_NO_READER = r"(?! (?:thụ )?hưởng| chịu| áp dụng)"
_ITEM = r"\s*(?:[-+*•–]|[a-zđ]\x29)"  # \x29 is a bracket that `Cues` need not pair
# `Đối tượng: cán bộ; người dân; học sinh`: semicolons part those who are addressed, or items of a list below.
_ADDRESSED = re.compile(
    rf"(?<!\w)đối tượng{_NO_READER}[^.;:\n]{{0,60}}:[^.\n]{{0,200}}$|"
    r"(?<!\w)thành phần[^.;:\n]{0,60}(?:tập huấn|bồi dưỡng|lớp|"
    r"hội nghị phổ biến)[^.;:\n]{0,30}:[^.\n]{0,200}$|"
    rf"(?<!\w)kính mời\s*:?\n(?:{_ITEM}[^\n]*\n)*{_ITEM}[^\n]*$|"
    rf"(?<!\w)đối tượng{_NO_READER}[^.;:\n]{{0,60}}:?\n(?:{_ITEM}[^\n]*\n)*{_ITEM}[^\n]*$",
    re.IGNORECASE,
)
_NEAR, _NEXT, _ADDRESS = 110, 60, 260  # characters
# `…, tăng cường sự đồng thuận`: behind such a comma something else is said.
_ANOTHER = re.compile(r",\s+(?:tăng cường|nâng cao|góp phần|tạo|phát huy|đẩy mạnh|thực hiện|đảm bảo)\s")
# `nâng cao năng lực, nhận thức, thái độ`: how staff are to behave, not what they are told.
_CONDUCT = re.compile(
    r"(?:năng lực|trình độ|đạo đức)[^.;]{0,30}nhận thức[^.;]{0,60}của\s+[^,.;]{0,12}$|"
    r"nhận thức,? (?:và )?tinh thần trách nhiệm của [^,.;]{0,12}$|(?:nhận thức|ý thức|"
    r"hiểu biết)[^.;]{0,40} của một (?:số|bộ phận)[^.;]{0,30}$|kỷ cương,? (?:và )?ý thức trách "
    r"nhiệm[^.;]{0,60}của [^,.;]{0,12}$|"
    r"nhận thức,? (?:[^.;]{0,20})?(?:thái độ|năng lực|trình độ|đạo đức)[^.;]{0,60}$",
    re.IGNORECASE,
)
# `người lao động trong các doanh nghiệp`: where those are who are told.
_AT_WORK = re.compile(
    r"(?<!\w)(?:người lao động|công nhân|nhân viên|đoàn viên|lao động)[^,.;]{0,20} (?:trong|tại|của|ở|thuộc)"
    r"(?: các)? $",
    re.IGNORECASE,
)
# `chuyển nội dung tới mọi nhà dân`: whatever it is that goes to people, unless it harms or is owed to them.
_REACHED = re.compile(
    r"(?<!\w)(?:đến|tới)(?: (?:các|mọi|từng|mỗi|toàn|toàn thể|tất cả|đông đảo|đội ngũ|tầng lớp|với|chủ|hộ|"
    r"gia đình|nhóm|lực lượng|đối tượng|là|gần|hơn))* $",
    re.IGNORECASE,
)
_GETS = whole_words(
    r"ảnh hưởng|tác động|liên quan|phiền hà|thiệt hại|giao|trả|chi trả|cấp|bàn giao|vận chuyển|cung ứng|"
    r"từ|so với|triển khai|"
    r"kính gửi|nơi nhận|khó khăn|đối với|quan tâm|chăm lo|tiền|vốn|hỗ trợ|thăm"
)
_ROLL = re.compile(
    r"(?<!\w)(?:học viên|thành phần|thí sinh|khách mời)[^.;:\n]{0,30}:[^.;\n]{0,80}$", re.IGNORECASE
)
# Who is helped to do it themselves is taught: `tư vấn, hỗ trợ hợp tác xã khai hồ sơ điện tử`.
_HELPS = whole_words(r"hướng dẫn|hỗ trợ|tư vấn|giúp(?: đỡ)?|trợ giúp")
_DOES = re.compile(
    r"(?: [^\s,.;:]+){0,5}?,?(?: (?:để|biết|tự|trong việc|thực hiện))? (?:khai|nộp|đăng ký|"
    r"cài đặt|sử dụng|truy cập|"
    r"tra cứu|tạo lập|thanh toán|thao tác|ký số|kích hoạt|cách)(?!\w)",
    re.IGNORECASE,
)
_HELPED = 60  # characters from the help to those who are helped
# The press is an audience where it is given something to report; else it is told to do so.
_ABOUT = re.compile(
    r"(?<!\w)về(?: (?:vai trò|trách nhiệm|các),?)*(?: của)?(?: các)?\s+$|"
    r"vai trò[^.;]{0,60} của (?:các )?(?:[^.;]{0,40}, của )?$",
    re.IGNORECASE,
)
_PRESS = whole_words(
    r"cung cấp|thông tin (?:cho|đến|tới)|tập huấn|bồi dưỡng|họp báo|giao ban|gặp mặt|mời|"
    r"gửi [^.;]{0,60} (?:cho|đến|tới)"
)
# Heads of bodies are told of a duty far more often than they are an audience.
_INFORMS = whole_words(
    r"(?:lớp|khóa|khoá) [^.;]{0,60}cho|tuyên truyền(?! viên)|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|"
    r"nhận thức|tập huấn|bồi dưỡng|khảo sát|điều tra|phát phiếu|hội thảo[^.;]{0,60} cho|lấy ý kiến|"
    r"đối tượng(?! (?:thụ )?hưởng| chịu| áp dụng)"
)
# `hội viên Hội Nông dân`: members, not the organisation.
_MEMBERS = re.compile(
    r"(?<!\w)(?:hội viên|đoàn viên|thành viên|cán bộ)\s+(?:của\s+)?(?:các\s+)?$", re.IGNORECASE
)
_UNIONIST, _AT_WORK_IN = "đoàn viên", "can_bo_cong_chuc"
_UNION = re.compile(r"(?<!\w)(?:công đoàn|liên đoàn lao động|lđlđ)(?!\w)", re.IGNORECASE)
_YOUTH = re.compile(
    r"(?<!\w)(?:thanh niên|thanh thiếu niên|đoàn tncs|(?:tỉnh|thành|huyện) đoàn)(?!\w)", re.IGNORECASE
)
_TASKED = re.compile(
    r"(?<!\w)(?:(?:yêu cầu|giao|đề nghị|phân công|phối hợp)\s+(?:[^\s,.;:]+\s+){0,3}|"
    r"do\s+(?:phó\s+)?)$",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"(?<!\w)(?:trừ|giai cấp|phục vụ(?: nhân dân)?(?: của(?: đội ngũ)?)?|cảm nhận,? đánh giá của|"
    r"gánh nặng [^,.;]{0,30}cho|xin lỗi đối với|kiểm tra|hài lòng của|phiền hà(?: cho| đối với)?|nhũng nhiễu|"
    r"khó khăn cho|hồ sơ của|khiếu nại của|tố cáo của|kiến nghị của|phản ánh của|(?<!lấy )ý kiến của|"
    r"đời sống|lợi ích (?:thiết thực )?cho|giao dịch của|nhu cầu của|(?<!trực )(?<!gián )tiếp|căn cước|(?:ủy|"
    r"uỷ) ban|hội đồng|tòa án|công an|quân đội|viện kiểm sát|nhà giáo|nghệ sĩ)\s+(?:(?:các|của|cho|tốt|"
    r"tổ chức|doanh nghiệp|"
    r"cá nhân|người dân|công dân|nhân dân|và)[\s,]+)*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?<!\w)(?:khảo sát|điều tra|đo lường|lấy ý kiến)[^.;]{0,60} hài lòng của\s+(?:các\s+)?$", re.IGNORECASE
)
_POSTED = whole_words(r"niêm yết|công khai|tuyên truyền|treo|dán|đặt")
# Behind those who mostly get tasks only this tells that they are to learn something.
_LEARN = whole_words(
    r"(?:nhận thức|hiểu|nắm) (?:đầy đủ|rõ|sâu sắc|đúng|vững)|được (?:tập huấn|bồi dưỡng|quán triệt|phổ biến)|"
    r"(?:tham gia|tham dự|dự) (?:các )?(?:lớp |khóa |khoá |đợt |hội nghị )?(?:tập huấn|bồi dưỡng)"
)
# `Hình thức: tờ rơi; tin nhắn; …`: semicolons part the ways by which something is told.
_BY_WAYS = re.compile(r"(?<!\w)hình thức[^.;:\n]{0,60}:[^.\n]{0,300}$", re.IGNORECASE)
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
# `bằng tiếng Khmer`: told in a way of their own
_IN_TONGUE = re.compile(r"(?<!\w)(?:bằng|dịch ra|dịch sang|chuyển sang)(?: [^\s.;]+){0,6} $", re.IGNORECASE)
# The press as a field that an office administers, not as a way to be heard.
_FIELD = re.compile(
    r"(?<!\w)(?:lĩnh vực|quản lý(?: nhà nước)?(?: về)?|luật|giấy phép(?: xuất bản)?|thẻ|"
    r"phòng|cục|hoạt động)\s+$",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(r"\s*[-–,]\s*xuất bản", re.IGNORECASE)
_TOLD_BY = whole_words(r"tuyên truyền|phổ biến|quán triệt|lồng ghép|thông qua|(?<!và )(?<!- )truyền thông")
# One set to begin with, so that the search skips whatever is not of it.
_SENTENCE = re.compile(r"[.!?;\n](?:(?<=[;\n])|(?=\s))")
_NEXT_BODY = re.compile(r"\s+(?:Báo|Đài|Sở|Phòng|UBND|Ủy ban|Ban|Trung tâm|Cổng|Hội|Đoàn|Công an|các)\s")
_LIST = 120  # characters of names that semicolons part
_REACH = 600  # characters of a sentence to either side
_CUE = 120  # characters of the words right before a channel


def audiences(found: Iterable[Match], fields: Mapping[str, Sentences]) -> Iterator[Match]:
    """The matches of audiences that are told, taught, asked or moved."""
    return (_of_a_union(item, fields) for item in found if _is_addressed(item, fields[item.field]))


def _of_a_union(item: Match, fields: Mapping[str, Sentences]) -> Match:
    """`đoàn viên` of a trade union are at work, where the text speaks of one and of no youth."""
    hit = item.hit
    if hit.rule.phrase != _UNIONIST or not any(_UNION.search(one.text) for one in fields.values()):
        return item
    if any(_YOUTH.search(one.text) for one in fields.values()):
        return item
    return item._replace(hit=hit._replace(rule=hit.rule._replace(name=_AT_WORK_IN)))


def _is_addressed(item: Match, sentences: Sentences) -> bool:
    hit, says = item.hit, sentences.says
    start, end = sentences.around(hit.start, hit.end)
    start, end = max(start, hit.start - _NEAR), min(end, hit.end + _NEXT)
    pattern = _OFTEN_TASKED.get(hit.rule.name)
    if _is_spoken_of(hit, sentences, start) or (pattern and says(_TASKED, start, hit.start)):
        return False
    behind = sentences.next_clause(hit.end, end)
    if says(pattern or _MOVED, start, hit.start) or says(_LEARN if pattern else _MOVES, hit.end, behind):
        return True
    if _is_helped(hit, sentences, end) or _is_told_in_their_tongue(hit, sentences, start):
        return True
    if says(_ROLL, start, hit.start):
        return True
    if pattern is None and says(_REACHED, start, hit.start):
        return not says(_GETS, start, hit.start)
    return says(_ADDRESSED, max(0, hit.start - _ADDRESS), hit.start)


def _is_spoken_of(hit: Hit, sentences: Sentences, start: int) -> bool:
    """Whether they are served, a topic, or blamed for how they behave; members are no organisation."""
    says = sentences.says
    return (
        (says(_SERVED, start, hit.start) and not says(_ASKED, start, hit.start))
        or says(_ABOUT, start, hit.start)
        or says(_CONDUCT, start, hit.start)
        or (hit.rule.name == "doanh_nghiep" and says(_AT_WORK, start, hit.start))
        or (hit.rule.name == "to_chuc_doan_the" and says(_MEMBERS, start, hit.start))
    )


def _is_helped(hit: Hit, sentences: Sentences, end: int) -> bool:
    start = sentences.around(hit.start, hit.end)[0]
    helps = sentences.says(_HELPS, max(start, hit.start - _HELPED), hit.start)
    return helps and _DOES.match(sentences.text, hit.end, end) is not None


def _is_told_in_their_tongue(hit: Hit, sentences: Sentences, start: int) -> bool:
    is_tongue = sentences.text.startswith(("tiếng ", "Tiếng "), hit.start)
    return is_tongue and sentences.says(_IN_TONGUE, start, hit.start)


def channels(found: Iterable[Match], fields: Mapping[str, Sentences]) -> Iterator[Match]:
    """The matches of channels through which something is made known."""
    return (item for item in found if _is_told_through(item, fields[item.field]))


def _is_told_through(item: Match, sentences: Sentences) -> bool:
    text = sentences.text
    hit, name = item.hit, item.hit.rule.name
    start, end = sentences.around(hit.start, hit.end)
    near = max(start, hit.start - _CUE)
    if _is_something_else(name, sentences, near, hit):
        return False
    if name not in _BUILT_OR_MET or (name == "toa_dam_doi_thoai" and _WITH_WHOM.match(text, hit.end, end)):
        return True
    if name == "niem_yet_mot_cua":
        is_said = _POSTED.search(text, hit.start, hit.end) is not None  # `niêm yết` itself
        is_said = is_said or sentences.say(_POSTED, start, hit.start) or sentences.say(_POSTED, hit.end, end)
        return is_said and not sentences.says(_NOT_POSTED, max(near, hit.start - 60), hit.start)
    has_happened = name == "hoi_nghi_hop" and sentences.says(_HAPPENED, max(near, hit.start - 40), hit.start)
    if has_happened and not sentences.say(_TOLD_BY, start, hit.start):
        return False
    if sentences.say(_TELLS, start, hit.start) or sentences.say(_TELLS, hit.end, end):
        return True
    return sentences.says(_BY_WAYS, max(0, hit.start - 2 * _LIST), hit.start)


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


CUED = (
    _TELLS, _MOVED, _MOVES, _ADDRESSED, _CONDUCT, _ABOUT, _PRESS, _INFORMS, _TASKED, _SERVED, _ASKED,
    _POSTED, _HAPPENED, _NOT_POSTED, _NET_LAW, _LICENSED, _BY_TOPIC, _FIELD, _TOLD_BY, _LEARN, _BY_WAYS,
    _CONTACT, _IN_TONGUE, _HELPS, _MEMBERS, _REACHED, _GETS, _ROLL, _AT_WORK,
)  # fmt: skip
_CUES = Cues(CUED)


class Sentences(CuedText):
    """Where the sentences of a text end, and which of them say a pattern: each is searched once."""

    def __init__(self, text: str) -> None:
        super().__init__(text, _CUES)
        self._ends: list[int] | None = None
        self._said: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around the words found, as far as it tells of them."""
        ends = self._all_ends()
        before = bisect_right(ends, start)
        first = max(ends[before - 1] if before else 0, start - _REACH)
        after = bisect_left(ends, end + 1)
        last = min(len(self.text), end + _REACH)
        # `Đài A; Báo B; Sở C tuyên truyền …`
        while after < len(ends) and ends[after] <= end + _LIST and self._goes_on(ends[after]):
            after += 1
        return first, min(last, ends[after] - 1) if after < len(ends) else last

    def next_clause(self, start: int, end: int) -> int:
        """Where within `text[start:end]` something else begins to be said."""
        found = _ANOTHER.search(self.text[start:end])
        return start + found.start() if found else end

    def say(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether the pattern is in `text[start:end]`."""
        ends = self._all_ends()
        place = bisect_right(ends, start)
        while start < end:
            first = ends[place - 1] if place else 0
            last = ends[place] if place < len(ends) else len(self.text)
            found = self._spans_of(pattern, first, last)
            at = bisect_left(found, (start, 0))
            if at < len(found) and found[at][1] <= end:
                return True
            start, place = last, place + 1
        return False

    def _spans_of(self, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
        found = self._said.get((id(pattern), start))
        if found is None:
            found = list(self.spans(pattern, start, end))
            self._said[id(pattern), start] = found
        return found

    def _goes_on(self, end: int) -> bool:
        return self.text[end - 1] == ";" and _NEXT_BODY.match(self.text, end) is not None

    def _all_ends(self) -> list[int]:
        if self._ends is None:
            self._ends = [found.end() for found in _SENTENCE.finditer(self.text)]
        return self._ends

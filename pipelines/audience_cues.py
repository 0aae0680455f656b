"""The words by which a sentence tells, teaches, asks or moves somebody, and those that only speak of them.

Each is a pattern in Vietnamese; `pipelines.audiences` says what they mean beside a name of an audience.
"""

from __future__ import annotations

import re

from pipelines.cues import any_of, cue, cue_words

_NO_QUESTION = r"(?! (?:hẹn|tiếp nhận|mua|quà|chi|thu|lương|xin lỗi|xuất|nhập|bầu))"  # a slip asks nothing
# Before those who are told, and behind them.
MOVED = cue_words(
    r"tuyên truyền(?! viên)|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|nhận thức|ý thức|tập huấn|"
    r"bồi dưỡng|vận động|đối tượng(?! (?:thụ )?hưởng| chịu| áp dụng)|đối thoại|khảo sát|điều tra|lấy ý kiến|"
    r"giới thiệu(?! sản phẩm)|khuyến khích|thu hút|kêu gọi|giải đáp|đồng thuận|đồng tình|hưởng ứng|"
    r"khuyến nghị|hướng (?:tới|đến)|giải thích(?: rõ)?|truyền đạt|(?:trao đổi|chia sẻ|"
    r"nói chuyện)[^.;]{0,30} (?:với|cho)|(?<!chi phí )(?<!hợp đồng )(?<!gói thầu )(?<!đơn vị )(?<!thuê )"
    r"tư vấn(?! (?:lập|thiết kế|giám sát|đấu thầu|đầu tư|xây dựng))[^.;]{0,30} cho|(?:thí sinh|học viên|"
    r"người dự thi|người học|người tham gia(?! (?:bảo hiểm|bhxh|bhyt|đấu giá|đấu thầu)))(?: [^\s,.;:]+){0,4} "
    r"(?:là|gồm)|sinh hoạt (?:chuyên đề|chính trị|chi bộ|chi đoàn|chi hội|"
    r"định kỳ|câu lạc bộ|ngoại khóa)[^.;]{0,40} (?:cho|trong)|(?:lớp|khóa|"
    r"khoá) [^.;]{0,60} cho|chuyển tải|diễn đàn|giao lưu|trả lời[^.;]{0,20} (?:câu hỏi|thắc mắc|vướng mắc|"
    r"kiến nghị|phản ánh)|nâng cao (?:sự )?(?:hiểu biết|kiến thức|kỹ năng)(?=[^.;]{0,80} (?:cho|của))|"
    r"(?:thông tin|thông báo)(?:,? (?:rộng rãi|kịp thời|đầy đủ|chính xác|công khai))* (?:đến|tới|cho)|"
    r"thông báo (?:các|những|nội dung|thủ tục|quy định|chính sách|chủ trương)[^.;]{0,50} (?:đến|tới|cho)|"
    r"cảnh báo|khuyến cáo|(?:trang bị|nâng cao|bổ sung|cung cấp) (?:kiến thức|hiểu biết|kỹ năng)|lan tỏa|"
    r"huy động sự tham gia|hướng dẫn(?=(?:,? (?!của|đối)[^\s,.;]+){0,2},? $)|phát động|cuộc thi|"
    r"cầm tay chỉ việc|nhắc nhở|lắng nghe(?! ý kiến của)|"
    r"(?<!đài )phát (?:sóng|tin|thanh|clip|video)[^.;]{0,80} cho|"
    r"gặp gỡ(?=(?:,? (?:tiếp xúc|đối thoại|với|các|doanh nghiệp|người dân|nhân dân))*,? $)|thuyết phục|"
    r"gặp mặt(?=[^.;]{0,30} với)|(?:hỏi|thu thập|trưng cầu|xin|tham khảo) ý kiến|(?:lấy|thu|thu thập|phát|"
    rf"gửi) phiếu{_NO_QUESTION}|"
    r"công tác tư tưởng[^.;]{0,20} (?:cho|đối với)|nhắc (?:lịch|hẹn)[^.;]{0,30} (?:cho|đến|tới)|"
    r"nhắn tin[^.;]{0,60} (?:cho|đến|tới)|(?:đưa tin|thông tin|thông báo|công khai)[^.;]{0,30} để(?= (?:các "
    r")?$)|muốn nghe|trả lời(?=(?: cho)?(?: các)? $)|tham vấn|phỏng vấn|thăm dò|truyền tải|(?:phát|cấp phát|"
    r"gửi|phát hành|trao) (?:miễn phí )?(?:[\d.]+ )?(?:tờ rơi|tờ gấp|tài liệu|sổ tay|cẩm nang|"
    rf"phiếu{_NO_QUESTION}|"
    r"thư ngỏ|ấn phẩm|bảng hỏi|tờ thông tin)[^.;]{0,60} (?:cho|đến|tới)|(?:tờ rơi|tờ gấp|tài liệu|sổ tay|"
    r"cẩm nang|thư ngỏ|tin nhắn|bản tin|thông điệp)[^.;]{0,60} (?:(?:gửi|phát|chuyển|cấp|"
    r"trao)[^.;]{0,20} (?:cho|đến|tới)|dành (?:riêng )?cho)|(?:ngày hội|hội thảo|hội nghị|"
    r"tọa đàm|lớp|khóa|khoá|buổi|đợt|chuyên mục|chương trình)[^.;]{0,60} dành (?:riêng )?cho|"
    r"(?:hội thi|thi (?:tìm hiểu|trực tuyến|viết))[^.;]{0,60} (?:dành )?cho|"
    r"đào tạo(?=(?: [^\s,.;]+){0,4} cho)|mời|"
    # everyday words of teaching and hearing
    r"chỉ (?:cách |dẫn )?cho|chỉ dẫn|bày (?:cách )?cho|mách|thư ngỏ gửi|nghe(?= (?:các )?$)"
)
# Any talk begins with these: they tell where somebody is to hear of something, or of what offices do.
TALKS = cue_words(
    r"(?:đọc|kể(?! từ| cả| trên| đến)|giảng|diễn|(?<!đối )(?<!tham )chiếu)[^.;]{0,40} cho|dặn(?: dò)?|rủ|"
    r"dạy(?! học| nghề| thêm)|nhắn(?= (?:các )?$)|gọi điện[^.;]{0,20} (?:cho|đến|tới)|báo (?:tin )?cho|"
    r"nói (?:rõ |chuyện )?(?:cho|với)|gặp(?= (?:các |trực tiếp )?$)|hỏi(?= (?:các |thẳng )?$)"
)
HEAR = cue_words(r"nghe|xem|biết|hiểu")
OF_OFFICE = cue_words(
    r"thủ tục|dịch vụ công|trực tuyến|(?:hồ sơ|thuế|hóa đơn|chữ ký) (?:điện tử|số)|ứng dụng|tài khoản|mã qr|"
    r"vneid|cải cách|chuyển đổi số|công nghệ số|kỹ năng số|hành chính|một cửa|quy định|chính sách|pháp luật|"
    r"nghị quyết|vướng mắc|góp ý|ý kiến|hài lòng|tuyên truyền|phần mềm|căn cước|chữ ký số"
)
MOVES = cue_words(
    r"hiểu|biết|thấm nhuần|nắm (?:bắt|rõ|được|vững|thông tin|chủ trương|nội dung|quy định)|"
    r"nắm(?=\s*(?:[,.;]|$))|học (?:cách|hỏi)|làm quen|tiếp cận|nhận (?:thức|diện)|tìm hiểu|"
    r"đồng thuận|ủng hộ(?! (?:hơn |gần |trên )?\d)|hưởng ứng|dự thi|nâng cao cảnh giác|"
    r"thấy (?:rõ|được)|nhận ra|ghi nhớ|(?:đọc|nghe|xem|nhớ|"
    r"làm theo) được|dễ (?:hiểu|nhớ|tiếp cận|thực hiện)|được (?:tập huấn|bồi dưỡng|tuyên truyền|quán triệt|"
    r"phổ biến|giới thiệu|hướng dẫn|truyền đạt|thông tin|giải đáp|nghe|trang bị (?:kiến thức|kỹ năng)|"
    r"cung cấp (?:thông tin|kiến thức|tài liệu|tờ|sổ tay)|mời (?:dự|tham gia|tham dự))|"
    r"(?:theo dõi, )?giám sát(?! của)|hoàn thành (?:các )?(?:khóa|khoá|lớp|chương trình) (?:học|tập huấn|"
    r"bồi dưỡng|đào tạo)|đăng ký học|(?:tham gia|tham dự|dự|theo học) (?:các |những |đầy đủ )*(?:lớp|khóa|"
    r"khoá|đợt|hội nghị|chương trình)? ?(?:tập huấn|bồi dưỡng|đào tạo|ý kiến)"
)
# `Tổ trưởng nói lại cho dân hiểu`: who tells it is not who is to understand.
TELLS_OTHERS = re.compile(
    r"(?:\s+(?!(?:và|hiểu|biết|nắm|được|để|học|thấy|đọc|xem|nghe|theo|nhận|qua)(?!\w))"
    r"[^\s,.;:]+){0,3}?\s+(?:nói|kể|giảng|giải thích|"
    r"phổ biến|tuyên truyền|truyền đạt|hướng dẫn|vận động|thông báo(?! [^.;\n]{0,40}để\s))(?!\w)"
    r"[^.;\n]{0,40}?\s(?:cho|để|đến|tới|với)\s",
    re.IGNORECASE,
)
_NO_READER = r"(?! (?:thụ )?hưởng| chịu| áp dụng)"
_ITEM = r"\s*(?:[-+*•–]|[a-zđ]\x29)"  # \x29 is a bracket that `Cues` need not pair
# `Đối tượng: cán bộ; người dân; học sinh`: semicolons part those who are addressed, or items of a list below.
ADDRESSED = cue(
    rf"(?<!\w)đối tượng{_NO_READER}[^.;:\n]{{0,60}}:[^.\n]{{0,200}}$|"
    r"(?<!\w)thành phần[^.;:\n]{0,60}(?:tập huấn|bồi dưỡng|lớp|"
    r"hội nghị phổ biến)[^.;:\n]{0,30}:[^.\n]{0,200}$|"
    # `Nói với ai?`, `Ai được dự thi?`
    r"(?<!\w)(?:(?:nói|dành|tuyên truyền) (?:với|cho) ai|ai (?:được |có thể |sẽ )?(?:dự thi|"
    r"nghe))\s*\?\s[^.\n?]{0,200}$|"
    rf"(?<!\w)kính mời\s*:?\n(?:{_ITEM}[^\n]*\n)*{_ITEM}[^\n]*$|"
    rf"(?<!\w)đối tượng{_NO_READER}[^.;:\n]{{0,60}}:?\n(?:{_ITEM}[^\n]*\n)*{_ITEM}[^\n]*$",
    re.IGNORECASE,
)
AWARE = cue_words(r"nhận thức|quán triệt")
NEAR, NEXT, ADDRESS = 110, 60, 260  # characters
# `nâng cao năng lực, nhận thức, thái độ`: how staff are to behave, not what they are told.
CONDUCT = cue(
    r"(?:năng lực|trình độ|đạo đức)[^.;]{0,30}nhận thức[^.;]{0,60}của\s+[^,.;]{0,12}$|"
    r"nhận thức,? (?:và )?tinh thần trách nhiệm của [^,.;]{0,12}$|"
    r"(?<!nâng cao )(?<!thay đổi )(?<!chuyển biến )(?<!chuyển biến về )(?<!ý thức, )(?:nhận thức|ý thức|"
    r"hiểu biết)[^.;]{0,40} của một (?:số|bộ phận)[^.;]{0,30}$|kỷ cương,? (?:và )?ý thức trách "
    r"nhiệm[^.;]{0,60}của [^,.;]{0,12}$|"
    r"nhận thức,? (?:[^.;]{0,20})?(?:thái độ|năng lực|trình độ|đạo đức)[^.;]{0,60}$",
    re.IGNORECASE,
)
# `người lao động trong các doanh nghiệp`: where those are who are told.
AT_WORK = cue(
    r"(?<!\w)(?:người lao động|công nhân|nhân viên|đoàn viên|lao động)[^,.;]{0,20} (?:trong|tại|của|ở|thuộc)"
    r"(?: các)? $",
    re.IGNORECASE,
)
# `chuyển nội dung tới mọi nhà dân`: whatever it is that goes to people, unless it harms or is owed to them.
REACHED = cue(
    r"(?<!\w)(?:đến|tới)(?: (?:các|mọi|từng|mỗi|toàn|toàn thể|tất cả|đông đảo|đội ngũ|tầng lớp|với|chủ|hộ|"
    r"gia đình|nhóm|lực lượng|đối tượng(?: là)?|gần(?: hơn)? với|gần hơn))* $",
    re.IGNORECASE,
)
GETS = cue_words(
    r"ảnh hưởng|tác động|liên quan|phiền hà|thiệt hại|giao|trả|chi trả|cấp|bàn giao|vận chuyển|cung ứng|"
    r"từ|so với|triển khai|"
    r"kính gửi|nơi nhận|khó khăn|đối với|quan tâm|chăm lo|tiền|vốn|hỗ trợ|thăm|quà|cứu trợ|"
    r"nhu yếu phẩm|lương thực|học bổng|lắp đặt|di dời|dời"
)
ROLL = cue(
    r"(?<!\w)(?:học viên|thành phần|thí sinh|khách mời|người (?:dự(?! án| kiến| toán)|tham (?:gia|dự)|học|"
    r"nghe)(?: \w+)?)[^.;:\n]{0,30}:[^.;\n]{0,80}$",
    re.IGNORECASE,
)
# Who is helped to do it themselves is taught: `tư vấn, hỗ trợ hợp tác xã khai hồ sơ điện tử`.
HELPS = cue_words(r"hướng dẫn|hỗ trợ|tư vấn|giúp(?: đỡ)?|trợ giúp")
DOES = re.compile(
    r"(?: [^\s,.;:]+){0,5}?,?(?: (?:để|biết|tự|trong việc|thực hiện))? (?:khai|nộp|đăng ký|"
    r"cài đặt|sử dụng|truy cập|"
    r"tra cứu|tạo lập|thanh toán|thao tác|ký số|kích hoạt|cách)(?!\w)",
    re.IGNORECASE,
)
HELPED = 60  # characters from the help to those who are helped
# The press is an audience where it is given something to report; else it is told to do so.
ABOUT = cue(
    r"(?<!\w)về(?: (?:vai trò|trách nhiệm|các),?)*(?: của)?(?: các)?\s+$|"
    r"vai trò[^.;]{0,60} của (?:các )?(?:[^.;]{0,40}, của )?$",
    re.IGNORECASE,
)
_PRESS = cue_words(
    r"cung cấp|thông tin (?:cho|đến|tới)|tập huấn|bồi dưỡng|họp báo|giao ban|gặp mặt|mời|"
    r"gửi [^.;]{0,60} (?:cho|đến|tới)"
)
# Heads of bodies are told of a duty far more often than they are an audience.
_INFORMS = cue_words(
    r"(?:lớp|khóa|khoá) [^.;]{0,60}cho|tuyên truyền(?! viên)|phổ biến|quán triệt|(?<!và )(?<!- )truyền thông|"
    r"nhận thức|tập huấn|bồi dưỡng|khảo sát|điều tra|phát phiếu|hội thảo[^.;]{0,60} cho|lấy ý kiến|"
    r"đối tượng(?! (?:thụ )?hưởng| chịu| áp dụng)"
)
# `hội viên Hội Nông dân`: members, not the organisation.
MEMBERS = cue(r"(?<!\w)(?:hội viên|đoàn viên|thành viên|cán bộ)\s+(?:của\s+)?(?:các\s+)?$", re.IGNORECASE)
UNIONIST, AT_WORK_IN = ("thanh_nien", "đoàn viên"), "can_bo_cong_chuc"
UNION = re.compile(r"(?<!\w)(?:công đoàn|liên đoàn lao động|lđlđ)(?!\w)", re.IGNORECASE)
YOUTH = re.compile(
    r"(?<!\w)(?:thanh niên|thanh thiếu niên|đoàn tncs|(?:tỉnh|thành|huyện) đoàn)(?!\w)", re.IGNORECASE
)
TASKED = cue(
    r"(?<!\w)(?:(?:yêu cầu|giao|đề nghị|phân công|phối hợp)\s+(?:[^\s,.;:]+\s+){0,3}|"
    r"do\s+(?:phó\s+)?)$",
    re.IGNORECASE,
)
SERVED = cue(
    r"(?<!\w)(?:trừ|giai cấp|phục vụ(?: nhân dân)?(?: của(?: đội ngũ)?)?|cảm nhận,? đánh giá của|"
    r"gánh nặng [^,.;]{0,30}cho|xin lỗi đối với|kiểm tra|hài lòng của|phiền hà(?: cho| đối với)?|nhũng nhiễu|"
    r"khó khăn cho|hồ sơ của|khiếu nại của|tố cáo của|kiến nghị của|phản ánh của|(?<!lấy )ý kiến của|"
    r"đời sống|lợi ích (?:thiết thực )?cho|giao dịch của|nhu cầu của|(?<!trực )(?<!gián )tiếp|căn cước|(?:ủy|"
    r"uỷ) ban|hội đồng|tòa án|công an|quân đội|viện kiểm sát|vũ trang|nhà giáo|nghệ sĩ)\s+"
    r"(?:(?:các|của|cho|tốt|tổ chức|doanh nghiệp|cá nhân|người dân|công dân|nhân dân|và)[\s,]+)*$",
    re.IGNORECASE,
)
# Words that the name of something else ends with: a law, a fund, a newspaper.
NAMED = cue(
    r"(?<!\w)(?<!pháp )(?<!kỷ )(?:luật|pháp lệnh) (?:bảo vệ quyền lợi |hỗ trợ |cán bộ, |cán bộ và )?$|"
    r"(?<!thông )(?<!cảnh )(?<!kính )(?<!trình )(?<!khai )báo (?:điện tử )?(?=$)|"
    r"(?<!\w)(?:quỹ|phong trào|chương trình|cao điểm) [\"“]?vì $",
    re.IGNORECASE,
)
# `Ngày Nhà giáo Việt Nam`: a day has a capital; `hằng ngày cán bộ` has none.
DAY = cue(r"(?<!\w)(?:ngày|tháng|tuần lễ) (?:(?:quốc tế|thế giới|truyền thống|vì|hội) )*$", re.IGNORECASE)
# Whose home it is, what is near, who helps to tell or is himself made known.
BESIDE = cue(
    r"(?<!\w)(?:gia đình|thân nhân|người nhà|con em)(?: của)? "
    r"(?:(?:các|sĩ quan|cán bộ|công chức|đảng viên),? )*$|"
    r"(?<!đến )(?<!tới )(?<!lại )(?:gần|cạnh|đối diện) (?:các |nhà )?$|"
    r"phối hợp (?:chặt chẽ )?(?:với|cùng) (?:các |lực lượng )*$|"
    r"giới thiệu (?:(?:các|đội ngũ|những|một số|chân dung) )*$",
    re.IGNORECASE,
)
# `công tác tuyên truyền được sự quan tâm của cấp ủy`
LED = cue(
    r"(?<!\w)(?:lãnh đạo|chỉ đạo|quan tâm|điều hành|định hướng|vào cuộc)[^.;]{0,20} của (?:các )?$|"
    r"(?<!\w)tham mưu (?:cho |với )?(?:các )?$",
    re.IGNORECASE,
)
ASKED = cue(
    r"(?<!\w)(?:khảo sát|điều tra|đo lường|lấy ý kiến)[^.;]{0,60} hài lòng của\s+(?:các\s+)?$", re.IGNORECASE
)
# Behind those who mostly get tasks only this tells that they are to learn something.
LEARN = cue_words(
    r"(?:nhận thức|hiểu|nắm) (?:đầy đủ|rõ|sâu sắc|đúng|vững)|được (?:tập huấn|bồi dưỡng|quán triệt|phổ biến)|"
    r"(?:tham gia|tham dự|dự) (?:các )?(?:lớp |khóa |khoá |đợt |hội nghị )?(?:tập huấn|bồi dưỡng)"
)
OFTEN_TASKED = {
    "lanh_dao_nguoi_dung_dau": _INFORMS,
    "don_vi_su_nghiep": _INFORMS,
    "to_chuc_doan_the": _INFORMS,
    "bao_chi": _PRESS,
}
# `làm cho từng cán bộ thấy …`, `với hộ kinh doanh thì nói về thuế`: what is said is fitted to them.
_LISTED = r"(?: (?:các|từng|mỗi|mọi|những))*(?: [^.;:]{0,25},)? $"
# What a storm does to people (`Bão làm cho …`) stands behind it: the order opens its clause.
MADE_TO = cue(rf"(?<!\w)(?:(?<!\w )làm cho|(?:phải|cần) làm cho|làm sao để){_LISTED}", re.IGNORECASE)
SEE = re.compile(
    r"(?:(?!không |chưa )[^.;\n]){0,40}?\s(?:thấy(?! (?:bức xúc|lo|khó|phiền))|hiểu|"
    r"thông suốt|yên tâm)(?!\w)",
    re.IGNORECASE,
)
AS_FOR = cue(rf"(?<!\w)với{_LISTED}", re.IGNORECASE)
FITTED = re.compile(
    r"[^.;\n]{0,40}?\s(?:thì (?:nói (?:về|rõ|bằng)|giải thích|đi vào|nhấn mạnh)|"
    r"dùng (?:tiếng nói|lời|hình ảnh(?=\s*[,.;])))(?!\w)",
    re.IGNORECASE,
)
THEMSELVES_TOLD = frozenset(
    f"{to} dân {does}" for to in ("cho", "để") for does in ("biết", "hiểu", "rõ")
)  # who, and that they are told
HIDDEN = cue_words(r"không|chưa|đừng|giấu|chẳng")
FEELS = re.compile(r" (?:tay|mùi|mặt|ơn|thế nào là)(?!\w)", re.IGNORECASE)  # `cho dân biết mùi khói bụi`
# `bằng tiếng Khmer`: told in a way of their own
IN_TONGUE = cue(
    r"(?<!\w)(?:(?:bằng|dịch ra|dịch sang|chuyển sang)(?: [^\s.;]+){0,6} |"
    r"(?:nội dung|bài (?:viết|tuyên truyền|phát thanh)|tài liệu|tờ rơi|bản tin|phát)[^.;]{0,30} (?:có|cả) )$",
    re.IGNORECASE,
)
CUED = (
    MOVED, MOVES, ADDRESSED, CONDUCT, ABOUT, _PRESS, _INFORMS, TASKED, SERVED, ASKED, LEARN,
    IN_TONGUE, HELPS, MEMBERS, REACHED, GETS, ROLL, AT_WORK,
    NAMED, DAY, BESIDE, LED, AWARE, TALKS, HEAR, OF_OFFICE, MADE_TO, AS_FOR, HIDDEN,
)  # fmt: skip


# What a sentence says before and behind those whom it wants to reach; without one of these nobody is reached.
TELL_BEFORE = any_of(MOVED, TALKS, _PRESS, _INFORMS, HELPS, IN_TONGUE, ROLL, REACHED, MADE_TO, AS_FOR)
TELL_BEHIND = any_of(MOVES, LEARN)
SPOKEN_OF = any_of(SERVED, ABOUT, CONDUCT, NAMED, BESIDE, DAY, AT_WORK, MEMBERS, LED)

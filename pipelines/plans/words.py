"""The vocabulary of bodies: which words begin a name, which go on with it, which end it.

Names of Vietnamese public bodies have a grammar: a class noun (Sở, Phòng, UBND …), the field it works in (one
or several nouns, joined by `và`, a dash or a comma), a level (tỉnh, huyện …) and perhaps a place. Collectives
are lists of class nouns in lower case (`các sở, ban, ngành`) with qualifiers. Classes, levels and fields are
small closed sets (laws on the organisation of government; 24/2014 and 37/2014/NĐ-CP on departments).
"""

from __future__ import annotations

import re

# One word of a name: letters, digits, `&` inside (TT&TT).
WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
# The same body is `Uỷ ban` and `Ủy ban`; `huyện ủy quyền cho …` is a district and what it does.
_PARTY = r"(?:ủy|uỷ)(?! (?:quyền|nhiệm|thác|viên))"
_COMMITTEE = r"(?:ủy|uỷ) ban"
# Ranges such as À-Ỹ hold small letters too: upper and lower case alternate there.
_CAPITALS = "A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
UPPER = rf"(?-i:[{_CAPITALS}])"
PLACES = (
    r"khu vực|khu công nghiệp và chế xuất|khu chế xuất và công nghiệp|khu chế xuất|khu công nghiệp|"
    r"khu kinh tế|tỉnh|thành phố|(?:huyện|xã) đảo|huyện|quận|thị xã|xã(?! hội)|"
    r"phường|thị trấn|đặc khu|trung ương|cơ sở|thôn|bản|ấp|khóm|"
    r"buôn(?! bán| lậu)|bon|khu phố|tổ dân phố|khối|tp\.?|tx\.?"
)
LEVELS = (
    rf"(?-i:(?:Tỉnh|Thành|Huyện|Quận|Thị) Hội)|(?:tỉnh|thành|huyện|quận|thị|đảng) {_PARTY}|"
    rf"(?:tỉnh|thành|huyện|quận|thị) đoàn|{PLACES}"
)
LEVEL = re.compile(rf"(?:{LEVELS})(?!\w)", re.IGNORECASE)
_FIRMS = r"vnpt|viettel|mobifone|vinaphone|fpt"
_AGENCIES = (
    rf"ubnd|ubmttq|ub mttq|{_FIRMS}|quốc hội|{_COMMITTEE} trung ương(?: mttq| mặt trận tổ quốc)?|"
    rf"{_COMMITTEE}(?: nhân dân| mttq| mặt trận tổ quốc)?|hđnd|hội đồng nhân dân|hội đồng|"
    r"mttq|(?-i:Mặt trận)(?= và (?:các )?(?:đoàn thể|tổ chức chính trị))|"
    # Longer ones before the class alone (ban, bộ), behind which they would never be tried.
    r"ban giám hiệu|ban giám đốc|ban chỉ huy|bộ chỉ huy|bộ tư lệnh|"
    r"ban cán sự đảng|đảng đoàn|đảng (?:ủy|uỷ) khối(?: các)? (?:cơ quan(?: và doanh nghiệp)?|doanh nghiệp)|"
    r"mặt trận tổ quốc|ban chỉ đạo|bcđ|ban thường vụ|ban chấp hành|ban quản lý|ban tổ chức|tổ công tác|"
    r"ban công tác mặt trận|ban nhân dân|tổ đại biểu|"
    r"công chức|ngành(?! nghề| thành phố| tỉnh| tp| trung ương)|lực lượng|đoàn kiểm tra|"
    r"đoàn thanh tra|đoàn giám sát|tổ giúp việc|tổ chuyên viên|tổ tư vấn|văn phòng|vp|"
    r"sở(?! hữu)|phòng(?!,? chống| ngừa| họp| làm việc| trào)|ban(?! hành)|"
    r"bộ(?! tiêu| chỉ số| thủ tục| phận| tthc| câu| trưởng| luật| quy| máy| mặt| đội)|bộ đội biên phòng|cục|"
    r"chi cục|tổng cục|vụ|"
    r"viện(?! trợ| kiểm sát)|thanh tra(?!,| viên)|trung tâm|đài|báo(?! cáo| chí| động| đảm)|tạp chí|"
    r"thông tấn xã|công an|"
    r"kho bạc|ngân hàng|bảo hiểm|bhxh|bưu điện|bưu chính|viễn thông|"
    r"công ty|tập đoàn|tổng công ty|điện lực|tòa án|toà án|tand|viện kiểm sát|vksnd|hạt kiểm lâm|đội|trạm|"
    r"trường(?! hợp)|học viện|đại học|bệnh viện|hội(?! nghị| thảo| thi| diễn| nhập| họp| sách| trường| ý)|"
    r"(?:đoàn|hội) (?:trực thuộc|cơ sở)|hiệp hội|liên minh|liên hiệp các (?:hội|tổ chức)|liên hiệp|"
    r"liên đoàn|lđlđ|"
    r"công đoàn(?! viên)(?: (?:cơ quan|bệnh viện|nhà trường))?|"
    r"đoàn thanh niên (?:cơ quan|bệnh viện|nhà trường)|"
    r"đoàn khối(?: các)? (?:cơ quan(?: và doanh nghiệp)?|doanh nghiệp)|đoàn(?! viên| kết| khảo| công tác|"
    r" kiểm| thanh tra)|tỉnh đoàn|"
    r"thành đoàn|huyện đoàn|quận đoàn|thị đoàn|"
    rf"(?:tỉnh|thành|huyện|quận|thị|đảng) {_PARTY}|đảng bộ|chi bộ|thường trực|chính phủ|thủ tướng|hải quan|"
    r"thuế cơ sở \d{1,2}|khoa(?! học| giáo)|nhà thiếu nhi|thư viện|bảo tàng|nhà hát|đồn biên phòng|"
    r"thuế|thống kê|chi nhánh|cổng|khối(?! lượng)|tổ(?! chức| dân)|nhà văn hóa|bộ phận"
)
HEAD = re.compile(rf"(?:{_AGENCIES})(?!\w)", re.IGNORECASE)
# Bodies that are a whole name as they stand; the others need a field, a level or a place behind them.
WHOLE = re.compile(
    rf"(?:{_FIRMS}|ubnd|ubmttq|quốc hội|{_COMMITTEE} nhân dân|hđnd|hội đồng nhân dân|mttq|"
    rf"mặt trận(?: tổ quốc)?|"
    rf"{_COMMITTEE} (?:mttq|mặt trận "
    rf"tổ quốc)|công an|(?:tỉnh|thành|huyện|quận|thị|đảng) {_PARTY}|(?:tỉnh|thành|huyện|"
    r"quận|thị) đoàn|chính phủ|"
    r"(?:đoàn|hội) (?:trực thuộc|cơ sở)|kho bạc|"
    r"thủ tướng|văn phòng|bưu điện|thanh tra|ban chỉ đạo|bcđ|ban tổ chức|ban thường vụ|lđlđ|bhxh|"
    r"tổ giúp việc|tổ công tác|tổ chuyên viên|"
    r"ban công tác mặt trận|đoàn khối|nhà thiếu nhi|ban giám hiệu|ban giám đốc|"
    r"công đoàn (?:cơ quan|bệnh viện|nhà trường)|"
    r"thuế cơ sở \d{1,2}|"
    r"đoàn thanh niên|đoàn kiểm tra|đoàn thanh tra|đoàn giám sát|bộ đội biên phòng)(?!\w)",
    re.IGNORECASE,
)
_STAFFED = re.compile(
    r"(?-i:Phòng|Sở|Văn phòng(?! [-–])|Ban|UBND|Trung tâm|Chi cục|Cục|Trường|Bệnh viện|Công an|Trạm|"
    r"Hội|Đoàn|Đài)"
    r"(?!\w)"
)  # whose staff stands for them
_STAFF = r"(?:cán bộ|công chức|viên chức|nhân viên|chuyên viên|giảng viên|giáo viên|bác sĩ)(?: của)?"
STAFF = re.compile(rf"{_STAFF} (?={_STAFFED.pattern})", re.IGNORECASE)
TITLE = re.compile(
    r"100 ?%(?: số)?\s+(?=\S)|(?:(?:các )?đồng chí |(?:ông|bà) )?(?:(?:phó )?(?:tổng )?giám đốc|thủ trưởng|"
    r"(?:phó )?chủ tịch|"
    r"thống đốc|chủ nhiệm|tổng(?= thanh tra chính phủ)|tư lệnh|chánh án|"
    r"(?:ủy|uỷ) viên|người đứng đầu|tập thể lãnh đạo|lãnh đạo|(?:phó )?bí thư|hiệu trưởng|(?:cục|vụ|"
    r"viện|chi cục|bộ) trưởng|"
    rf"{_STAFF}(?= {_STAFFED.pattern})|"
    r"tổng biên tập|(?:phó )?trưởng|(?:phó )?chánh|đại diện)(?:,\s+(?=thủ trưởng|giám đốc|"
    r"chủ tịch|trưởng|chủ nhiệm)|\s+)",
    re.IGNORECASE,
)
PLURAL = re.compile(
    r"(?:tất cả |toàn bộ |toàn thể )?(?:các|những|một số|mọi|từng|mỗi|(?:hai|ba|bốn)(?= (?:Ban|sở|phòng|"
    r"đơn vị|"
    r"cơ quan|ngành|xã|phường|huyện)(?!\w)))(?!\w)\s+",
    re.IGNORECASE,
)
# `bản` counts papers more often than villages: one beside other villages, by its name, or told where it lies.
_VILLAGES = (
    r"(?:(?<=thôn, )|(?<=thôn/)|(?<=thôn,)|(?<=thôn )|(?<=thôn và )|(?<=ấp, )|(?<=ấp và )|(?<=làng, )|"
    r"(?<=làng và )|(?<=xóm, )|(?<=xóm và )|(?<=buôn, )|(?<=xã, ))bản(?= [a-zđà-ỹ]|\s*[,.;:/]|\s*$)|"
    r"bản(?=(?:,| và|/) ?(?:thôn|ấp|làng|xóm|buôn|bon|khu phố|tổ dân phố|khu dân cư)(?!\w)|"
    rf" (?:{UPPER}(?-i:[a-zà-ỹ])|(?:vùng|biên giới|giáp biên|đặc biệt khó khăn|thuộc|trên địa bàn)(?!\w)))"
    r"(?! (?:kế|báo|cam|quy|đồ|án|kiểm|khai|sao|tin|vẽ|hợp|trích|tự|đề|nhận)(?!\w))"
)
_NOUNS = (
    r"(?:tỉnh|thành|huyện|quận|thị|đảng)(?:(?:,| và)? (?:thành|huyện|quận|thị)){0,3} (?:ủy|uỷ|đoàn)|"
    r"khoa(?! học| giáo)|(?:cơ quan ngang|cơ quan thuộc) (?:sở|"
    r"bộ|chính phủ)|cơ quan báo(?! chí)|cơ quan|đơn vị|địa phương|sở|ban ngành|ban(?! hành)|ngành|"
    r"phòng ban|phòng(?!,? chống)|hội đoàn thể|"
    r"đoàn thể|hội(?! nghị| thảo| thi)|tổ chức chính trị ?[-–]? ?xã hội|"
    r"tổ chức xã hội|tổ chức đảng|"
    r"tổ chức(?! thực hiện| triển khai| các| tốt)|"
    r"cấp (?:ủy|uỷ)|cấp|bộ(?! phận| máy| tiêu| chỉ)|quận|huyện|thị xã|xã(?! hội)|phường|thị trấn|"
    rf"thành phố|tỉnh|đặc khu|thôn|{_VILLAGES}|"
    r"ấp|khóm|buôn(?! bán| lậu)|bon|khu phố|khu dân cư|chi,? đảng bộ|chi bộ,? đảng bộ|"
    r"chính quyền|nhà trường|trường học|trường|"
    r"cơ sở giáo dục(?: và đào tạo)?|"
    r"cơ sở khám chữa bệnh|cơ sở y tế|cơ sở (?:đoàn|hội|đảng)(?!\w)|cơ sở|trạm y tế|trung tâm y tế|"
    r"bộ phận|trung tâm|chi cục|"
    r"mặt trận|lực lượng|mầm non|tiểu học|trung học cơ sở|trung học phổ thông|chi bộ|"
    r"đảng bộ|chi hội|chi đoàn|công đoàn|báo(?! cáo)|đài|khối|viện|học viện|đại học|cao đẳng|"
    r"bệnh viện|doanh nghiệp|hợp tác xã|"
    r"thành viên|tổ đại biểu|nhóm|tổ công nghệ số cộng đồng|tổ dân phố|tổ(?! chức)"
)
NOUN = re.compile(rf"(?:{_NOUNS})(?!\w)", re.IGNORECASE)
FIRM = re.compile(r"(?:các |những |một số )?(?:doanh nghiệp|hợp tác xã|hộ |người |công dân)", re.IGNORECASE)
# Beside bodies of running text; a cell or a label that names one is kept as it is.
BRAND = re.compile(rf"(?:{_FIRMS})(?!\w)", re.IGNORECASE)
# What names nobody: how such a name ends, and two that are nothing else, in small letters.
VAGUE = ("liên quan", "liên quan khác", "chức năng")
ALL_OF_THEM = ("các cấp", "các ngành")
# All heads of the ministries and of what is beside and below them stand for their bodies.
MINISTERS = re.compile(
    r"(?:các )?bộ trưởng,\s+(?:thủ trưởng )?(?:các )?(cơ quan ngang bộ)"
    r"(?:(?:,|\s+và)\s+(?:thủ trưởng )?(?:các )?(cơ quan thuộc chính phủ))?(?!\w)",
    re.IGNORECASE,
)
# Names of units of a department, a hospital, a tax office, a union, whose second part is in lower case. Most
# are what a body does too (`Sở Tài chính quản lý ngân sách`): they count only right behind class or joint.
UNIT = re.compile(
    r"(?:kế hoạch tổng hợp|kế hoạch(?: -|,)? tài chính|kế hoạch nghiệp vụ|tài chính(?: -)? kế toán|"
    r"tổ chức(?: -)? cán bộ|"
    r"tổ chức(?: -)? hành chính|tổ chức biên chế|tổ chức bộ máy|hành chính(?: -)? tổng hợp|"
    r"hành chính(?: -)? quản trị|"
    r"quản lý chất lượng|quản lý ngân sách|quản lý công sản|quản lý nợ|quản lý điều dưỡng|"
    r"công tác (?:chính trị|học sinh|sinh viên)|khám bệnh|cấp cứu|điều dưỡng|kê khai(?: và kế toán thuế)?|"
    r"kế toán thuế|"
    r"tuyên truyền(?: và| -) hỗ trợ người nộp thuế|hỗ trợ người nộp thuế|thanh tra(?: -)? kiểm tra thuế|"
    r"kiểm tra thuế|"
    r"kiểm tra nội bộ|chính sách luật pháp|chính sách pháp luật|dân chủ(?: -)? pháp luật|phong trào|nữ công|"
    r"đăng ký kinh doanh|kiểm soát bệnh tật|khảo thí|kiểm định|cải cách hành chính|xây dựng chính quyền|"
    r"công chức(?:,| -) viên chức|nghiệp vụ|đăng ký đất đai|giáo dục thường xuyên|"
    r"tiếp nhận và trả kết quả(?: thủ tục hành chính| hồ sơ)?|"
    r"cảnh sát quản lý hành chính(?: về trật tự xã hội)?|quản lý hành chính về trật tự xã hội|"
    r"quản lý xuất nhập cảnh|cảnh sát giao thông|đoàn kết sư sãi yêu nước|khuyến học|làm vườn)(?!\w)",
    re.IGNORECASE,
)
# What nobody does: those whom a body is for, and what it is about.
_NOUNS_OF_UNITS = (
    r"công tác xã hội|nạn nhân chất độc da cam|cựu thanh niên xung phong|cựu giáo chức|người mù|"
    r"người khuyết tật|kế hoạch hóa gia đình|văn học nghệ thuật|doanh nhân trẻ|đông y|thanh niên công nhân|"
    r"lao động trẻ"
)
# Fields as they stand in lower case; the second set are verbs too and count only right behind class or `và`.
FIELD = re.compile(
    rf"(?:{_NOUNS_OF_UNITS}|công nghệ số cộng đồng|công nghệ thông tin|"
    r"phát triển(?= (?:kinh tế|nông thôn|quỹ đất|đô thị|hạ tầng|doanh nghiệp|"
    r"công nghiệp))|hành chính công|hành chính|nội vụ|tài chính|tài nguyên|môi trường|"
    r"văn hóa|văn hoá|thông tin|thể thao|"
    r"du lịch|gia đình|truyền thông|giáo dục|đào tạo|y tế|tư pháp|công thương|giao thông|vận tải|nông nghiệp|"
    r"nông thôn mới|nông thôn|điện tử|đại biểu quốc hội|kỹ thuật|hữu nghị|chi nhánh|lao động|thương binh|"
    r"xã hội|khoa học|công nghệ|dân tộc|tôn giáo|ngoại vụ|"
    r"đô thị|kinh tế|hạ tầng|"
    r"thuế|kho bạc|bảo hiểm|dân vận|tuyên giáo|nội chính|quân sự|biên phòng|phụ nữ|nông dân|cựu chiến binh|"
    r"thanh niên|truyền hình|phát thanh|truyền thanh|nhà nước|nhân dân|việt nam|mặt trận tổ quốc|tổ quốc|"
    r"đối ngoại|cấp nước|thủy lợi|điện lực|viễn thông|thông tấn|báo chí|bưu chính|"
    r"an toàn (?:vệ sinh )?thực phẩm|vệ sinh an toàn thực phẩm|"
    r"tiêu chuẩn|đo lường|chất lượng|kiểm lâm|thú y|dân số|thị trường|trồng trọt|"
    r"chăn nuôi|thủy sản|lâm nghiệp|thực vật|văn thư|lưu trữ|công đoàn|sinh viên|nhà báo|"
    r"đất đai|thi hành án|dân sự|trật tự|cán bộ|công nghiệp|nhà báo|cộng sản|hồ chí minh|luật gia|"
    r"người cao tuổi|"
    r"chữ thập đỏ|chính trị|dự án|chuyển đổi số|"
    r"cải cách hành chính|thủ tục hành chính|tthc|cchc|một cửa|doanh nghiệp nhỏ và vừa|doanh nghiệp|"
    r"(?-i:Trợ) giúp pháp lý|(?-i:Phổ) biến,? giáo dục pháp luật|"  # in lower case they are what is done
    r"chợ|di tích|rừng(?: phòng hộ| đặc dụng)?|vườn quốc gia|"
    r"đầu tư xây dựng|sự nghiệp|công cộng|cơ sở)(?!\w)",
    re.IGNORECASE,
)
VERBAL_FIELD = re.compile(
    r"(?:xây dựng|tổ chức|kiểm tra|quản lý|hỗ trợ|phát triển|đầu tư|kế hoạch|thanh tra|thi đua|khen thưởng|"
    r"phục vụ|tiếp nhận|đăng ký|tổng hợp|xúc tiến(?: (?:đầu tư|thương mại|du lịch)"
    r"(?:(?:,| và|,? -) (?:đầu tư|thương mại|du lịch))*)?|kiểm soát|chỉ đạo|chỉ huy|thống kê|"
    r"liên hiệp|đoàn|thường trực|điều hành)(?!\w)",
    re.IGNORECASE,
)
# The body that others are of: one field of two syllables, or two joined.
_OFFICE = (
    rf"(?:Sở|Bộ)\s+{UPPER}\w*\s+(?-i:[^\W\d_A-ZĐ]\w*)(?:\s+(?:và|[-–])\s+{UPPER}\w*\s+(?-i:[^\W\d_A-ZĐ]\w*))?"
)
# What may follow a complete name and still belongs to it.
_MEDIA = r"(?:thông tấn|báo chí|truyền thông|truyền hình|phát thanh|xuất bản|thông tin)"
_CITY = rf"{UPPER}(?-i:[a-zà-ỹđ]+)(?: {UPPER}(?-i:[a-zà-ỹđ]+)){{1,2}}"
_PLACE = rf"(?i:{LEVELS})(?:\s+{UPPER}\w*){{0,5}}"
QUALIFIER = re.compile(
    rf"(?:(?:(?:trực )?thuộc|của) {_OFFICE}|"
    r"(?:có )?liên quan(?: khác)?|chuyên môn|chuyên trách|"
    r"ở (?:khu dân cư|địa phương|cơ sở)|thuộc (?:phạm vi|quyền) quản lý|"
    r"(?:thuộc(?:,| và) )?(?:trực )?thuộc(?:\s+(?:các\s+)?(?:sở|ubnd|bộ|phòng|(?i:ủy ban nhân "
    rf"dân)))?(?:\s+(?:{_PLACE}|{UPPER}\w+(?:\s+{UPPER}\w+)*))?|"
    rf"(?:trên|đóng trên|trong) (?:địa bàn|toàn)(?:\s+{_PLACE})?|trong\s+{_PLACE}|"
    r"cấp (?:tỉnh|huyện|xã|sở|bộ|cơ sở|trên|dưới|thành phố|trung ương|1|2|3|i|ii)"
    r"(?:(?:, | và )cấp (?:tỉnh|huyện|xã|cơ sở))*|các cấp|hai cấp|các địa phương|cùng cấp|chức năng|"
    r"xây dựng [đĐ]ảng|ngành dọc|ngành|thi đua|THPT|THCS|GDNN-GDTX|GDTX|mầm non|tiểu học|trung học cơ sở|"
    r"trung học phổ thông|khác|"
    r"(?:trực )?thuộc trung ương|trung ương|sự nghiệp(?: công lập)?|công lập|"
    r"hành chính(?: nhà nước)?|"
    rf"nhà nước|(?<=các cơ quan )thông tin(?:,? (?:đại chúng|truyền thông|báo chí))|"
    rf"(?:thông tấn|báo chí|truyền thông)(?:(?:,| và|,? -)? {_MEDIA}(?!\w))*(?: đại chúng)?(?: của {_CITY})?|"
    r"[đĐ]ảng(?:,? đoàn thể)?|đoàn thể|"
    r"chính trị(?: ?[-–] ?xã hội)?|"
    r"xã hội|"
    rf"nghề nghiệp|của các (?:đoàn thể|tổ chức chính trị ?[-–] ?xã hội)|"
    rf"của (?:bệnh viện|nhà trường|trung tâm|cơ quan|HĐND (?:{LEVELS})|Hội đồng nhân dân (?:{LEVELS}))|"
    r"(?<=Hà Nội )mới|"  # the newspaper
    rf"kinh tế|quần chúng|giáo dục|đào tạo|đại học|phổ thông|của\s+{_PLACE}|của (?:Sở|Bộ|"
    rf"Ban|Cục)(?!\s+{UPPER})|nêu trên|này)(?!\w)",
)
# Words in lower case that never belong to a name: what a body does, and what leads on.
STOP = re.compile(
    r"(?:các|những|một số|chủ trì|chủ động|chịu|có(?! liên quan)|là|được|sẽ|sớm|đã|vừa|mới|"
    r"cần|phải|nên|không|thực hiện|triển khai|"
    r"phối|chỉ|tham|hướng|tăng|đẩy|tiếp tục|tiếp nhận|nâng|rà|cập|tổng|báo cáo|gửi|theo|căn|tại|để|nhằm|về|"
    r"với|cùng|do|từ|khi|sau|trước|định|thường|khẩn|tích|nghiêm|kịp|đôn|giám|đề|lập|trình|"
    r"ban hành|bố|cung|đăng|"
    r"đưa|mở|cử|tuyên truyền|phổ|quán|lồng|nghiên|đảm|bảo đảm|hoàn|phát|sử|sắp|xem|xử|giao|yêu|thông báo|tập|"
    r"duy|khai|làm|giúp|cho|đến|vào|ra|lên|như|mà|thì|đó|trực tiếp|thẩm|kiến|đánh|quy|ký|"
    r"phê|công bố|công khai|"
    r"niêm|vận|huy|chuẩn|dự|nắm|biên|in|treo|thành lập|đồng|biểu|xét|tạo|tự|lấy|cụ|nêu|"
    r"bám|gắn|thông qua|bằng|"
    r"còn|cũng|đều|hàng|hằng|điều(?! dưỡng| hành)|"
    r"chấp|tuân|bổ|sửa|chọn|lựa|góp|thu|chi|cần|nơi|qua|theo dõi|nhưng|trong|trên|"
    r"kiểm tra|kiểm soát|kiểm định|khám|cấp|kê khai|"
    r"tổ chức|xây dựng|quản lý|đầu mối|tiến|hợp|thống nhất|năm|ngày|tháng|quý)(?!\w)",
)
# What people do in everyday words, which is no third syllable of a name.
EVERYDAY = re.compile(
    r"(?:soạn|xếp|dạy|lo|gom|cắt|trích|mua|lắp|dựng|quay|viết|nhắc|đón|trực|dọn|trang trí|vận chuyển|chở|"
    r"dịch|chấm|"
    r"phân|bàn|liên hệ|kết|tranh thủ|bắt|chỉ định|ủy nhiệm|uỷ nhiệm|ủy quyền|uỷ quyền|chuyển|nhận|trả|"
    r"thay|đo|ghi|"
    r"chụp|nộp|đóng|tìm|hỏi|mời|nhờ|thử|cài|quét|xuống|đi|thăm|tặng|trao|gắn|nối|dành|ưu tiên|kéo|tháo|"
    r"nhập|giữ|"
    r"dẹp|phụ trách|gánh|đứng|thuê|khoán|vẽ|đọc|góp|hiệu đính)(?!\w)"
)
# Those that stop a name even where a second syllable of a field may stand.
HARD_STOP = re.compile(
    r"(?:các|những|một|chủ trì|chủ động|chịu|có|là|được|sẽ|sớm|đã|vừa|mới|cần|phải|nên|không|"
    r"thực hiện|triển khai|phối hợp|"
    r"chỉ đạo|tham mưu|tham gia|hướng dẫn|tăng cường|đẩy mạnh|tiếp tục|nâng cao|rà soát|"
    r"cập nhật|tổng hợp|báo cáo|gửi|theo|"
    r"căn cứ|tại|để|nhằm|về|với|cùng|do|từ|khi|sau|trước|định kỳ|thường xuyên|khẩn trương|"
    r"tích cực|nghiêm túc|kịp thời|đôn đốc|"
    r"giám sát|đề xuất|đề nghị|lập|trình|ban hành|bố trí|cung cấp|đưa|mở|cử|tuyên truyền|"
    r"phổ biến|quán triệt|lồng ghép|"
    r"nghiên cứu|đảm bảo|bảo đảm|hoàn thành|sử dụng|sắp xếp|xem xét|xử lý|giao|yêu cầu|"
    r"thông báo|tập trung|duy trì|khai|làm|giúp|"
    r"cho|đến|vào|ra|lên|như|mà|thì|thẩm định|đánh giá|ký|phê duyệt|công bố|công khai|"
    r"niêm yết|vận động|huy động|chuẩn bị|"
    r"theo dõi|đọc(?! sách)|trong|trên|kiểm tra|tổ chức|xây dựng|quản lý|thống nhất|"
    r"năm|ngày|tháng|quý|và|cũng|còn)(?!\w)",
)
# Verbs that begin a sentence of duty are sometimes capitalised behind a name that lost its colon.
CAPITAL_STOP = re.compile(
    r"(?:Chủ trì|Phối hợp|Có trách|Thực hiện|Tham mưu|Căn cứ|Chủ động|Hướng dẫn|Chịu|Là|"
    r"Tiếp tục|Tăng cường|Rà soát|"
    r"Triển khai|Theo dõi|Cung cấp)(?!\w)"
)
# What somebody does: a line that is a task without saying who or when has at least one of these.
ACTS = re.compile(
    r"(?<!\w)(?:"
    r"xây dựng|tổ chức|thực hiện|triển khai|ban hành|rà soát|kiểm tra|tham mưu|báo cáo|"
    r"tuyên truyền|phổ biến|quán triệt|tập huấn|bồi dưỡng|đào tạo|hướng dẫn|theo dõi|đôn đốc|"
    r"giám sát|đánh giá|khảo sát|công bố|công khai|niêm yết|cập nhật|hoàn thiện|hoàn thành|"
    r"nâng cấp|nâng cao|mua sắm|trang bị|đầu tư|bố trí|sắp xếp|kiện toàn|thành lập|sơ kết|tổng kết|"
    r"phối hợp|chủ trì|đăng|viết|in|phát hành|lập|trình|thẩm định|phê duyệt|xử lý|giải quyết|"
    r"tiếp nhận|số hóa|số hoá|kết nối|tích hợp|vận hành|duy trì|đẩy mạnh|tăng cường|đổi mới|"
    r"cải tiến|nghiên cứu|đề xuất|sửa đổi|bổ sung|ký|phát động|mở|cử|thu|chi|thông báo|cung cấp|"
    r"quản lý|bảo đảm|đảm bảo|thi|xét|tặng|khen thưởng|lấy ý kiến|tham gia|tiếp tục"
    r")(?!\w)",
    re.IGNORECASE,
)
# A field that a comma or `và` joins to the next one within one name (Văn hóa, Thể thao và Du lịch).
COMMA_FIELD = re.compile(
    r"(?:kinh tế|xúc tiến đầu tư(?:, thương mại)?|văn h(?:óa|oá)|lao động|nông nghiệp|phát thanh|báo|"
    r"giáo dục|bưu chính|"
    r"khoa học|thông tin|(?-i:VH|LĐ|NN|GD))$",
                         re.IGNORECASE)  # fmt: skip
JOINED_FIELD = re.compile(
    r"(?:đào tạo|đầu tư|môi trường|truyền thông|công nghệ|phát triển nông thôn|ptnt|"
    r"thông tin|kế hoạch|tôn giáo|hạ tầng|"
    r"đô thị|xã hội|thể thao|du lịch|thương binh|dân vận|truyền hình|gia đình)(?!\w)",
    re.IGNORECASE,
)


_FIRST = re.compile(r"(?:^|[|(:?)])([^\W\d_]+)")


def _words_of(*patterns: re.Pattern[str]) -> frozenset[str]:
    """The words that begin an alternative: what begins with none of them need not be tried."""
    return frozenset(word for one in patterns for word in _FIRST.findall(one.pattern.lower()))


MAY_BE_TITLE = (_words_of(TITLE) - _words_of(_STAFFED)) | {"100", "công", "cục", "chi"}
MAY_BE_PLURAL = _words_of(PLURAL)
MAY_BE_NOUN = _words_of(NOUN)
MAY_BE_HEAD = _words_of(HEAD)
MAY_BEGIN = MAY_BE_TITLE | MAY_BE_PLURAL | MAY_BE_NOUN | MAY_BE_HEAD
MAY_BE_LEVEL = _words_of(LEVEL) | {"các"}
MAY_QUALIFY = _words_of(QUALIFIER)
MAY_BE_FIELD = _words_of(UNIT, FIELD, VERBAL_FIELD, JOINED_FIELD)

"""Who issued an act: the body that a text names beside it, else what the symbol stands for.

Symbols of central bodies are unique; `UBND`, `HĐND` and `BCĐ` exist at three levels in every locality, so the
words decide. Names of bodies are data of the texts: nothing here corrects them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile
from types import MappingProxyType

from crawler import gazetteer
from pipelines.kinds import KIND_WORDS

CENTRAL = MappingProxyType(
    {
        "CP": "Chính phủ",
        "TTg": "Thủ tướng Chính phủ",
        "CTN": "Chủ tịch nước",
        "VPCP": "Văn phòng Chính phủ",
        "TTCP": "Thanh tra Chính phủ",
        "NHNN": "Ngân hàng Nhà nước",
        "TW": "Trung ương Đảng",
        "TƯ": "Trung ương Đảng",
        "BNV": "Bộ Nội vụ",
        "BTTTT": "Bộ Thông tin và Truyền thông",
        "BBCVT": "Bộ Bưu chính, Viễn thông",
        "BKHCN": "Bộ Khoa học và Công nghệ",
        "BCA": "Bộ Công an",
        "BTP": "Bộ Tư pháp",
        "BTC": "Bộ Tài chính",
        "BKHĐT": "Bộ Kế hoạch và Đầu tư",
        "BYT": "Bộ Y tế",
        "BGDĐT": "Bộ Giáo dục và Đào tạo",
        "BXD": "Bộ Xây dựng",
        "BCT": "Bộ Công Thương",
        "BGTVT": "Bộ Giao thông vận tải",
        "BTNMT": "Bộ Tài nguyên và Môi trường",
        "BNNMT": "Bộ Nông nghiệp và Môi trường",
        "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
        "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
        "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
        "BQP": "Bộ Quốc phòng",
        "BNG": "Bộ Ngoại giao",
        "BDTTG": "Bộ Dân tộc và Tôn giáo",
        "QH": "Quốc hội",
        "VPQH": "Văn phòng Quốc hội",
        "KTNN": "Kiểm toán Nhà nước",
        "BHXH": "Bảo hiểm xã hội Việt Nam",
        "UBDT": "Ủy ban Dân tộc",
        "HĐBT": "Hội đồng Bộ trưởng",
        "BBT": "Ban Bí thư",
        "VPTW": "Văn phòng Trung ương Đảng",
        "BTCTW": "Ban Tổ chức Trung ương",
        "BTGTW": "Ban Tuyên giáo Trung ương",
        "BCĐTW": "Ban Chỉ đạo Trung ương",
        "UBKTTW": "Ủy ban Kiểm tra Trung ương",
    }
)

# Bodies that exist once in a province or district, with the name that all of them bear.
LOCAL = MappingProxyType(
    {
        "SNV": "Sở Nội vụ",
        "STP": "Sở Tư pháp",
        "STC": "Sở Tài chính",
        "SYT": "Sở Y tế",
        "SXD": "Sở Xây dựng",
        "SCT": "Sở Công Thương",
        "SNgV": "Sở Ngoại vụ",
        "SKHĐT": "Sở Kế hoạch và Đầu tư",
        "SKHCN": "Sở Khoa học và Công nghệ",
        "STTTT": "Sở Thông tin và Truyền thông",
        "SGTVT": "Sở Giao thông vận tải",
        "SGDĐT": "Sở Giáo dục và Đào tạo",
        "STNMT": "Sở Tài nguyên và Môi trường",
        "SNNMT": "Sở Nông nghiệp và Môi trường",
        "SNNPTNT": "Sở Nông nghiệp và Phát triển nông thôn",
        "SLĐTBXH": "Sở Lao động - Thương binh và Xã hội",
        "SVHTTDL": "Sở Văn hóa, Thể thao và Du lịch",
        "SDTTG": "Sở Dân tộc và Tôn giáo",
        "PNV": "Phòng Nội vụ",
        "PTP": "Phòng Tư pháp",
        "PVHTT": "Phòng Văn hóa và Thông tin",
        "PVHXH": "Phòng Văn hóa - Xã hội",
        "TTPVHCC": "Trung tâm Phục vụ hành chính công",
        "HU": "Huyện ủy",
        "QU": "Quận ủy",
    }
)
_SYMBOL_ALIASES = {"STT&TT": "STTTT", "SKH&ĐT": "SKHĐT", "STTVTT": "STTTT", "SLĐTB&XH": "SLĐTBXH"}

_HEAD = re.compile(
    r"(?:(?:(?:Phó )?Chủ tịch(?: [Tt]hường trực)?|Bộ trưởng|Giám đốc|Thường trực|Ban Thường vụ|"
    r"Ban Chấp hành|Văn phòng) )?"
    r"(?:UBND|HĐND|BCĐ|[UỦ][yỷ] ban(?: kiểm tra)?|"
    r"Ban (?:chỉ đạo|chỉ huy|quản lý|tổ chức)(?: (?:thực hiện|triển khai))?|"
    r"Hội đồng(?: phối hợp)?(?: phổ biến,? giáo dục| tuyên truyền,? phổ biến)?|Chính phủ|Thủ tướng|"
    r"Quốc hội|Bộ|Ban|Sở|Phòng|Cục|Tổng cục|Chi cục|Viện|Thanh tra|Trung tâm|Trung ương|Ngân hàng|Kho bạc|"
    r"Bảo hiểm|Đài|Công an|Thuế(?= (?:[Tt]ỉnh|[Tt]hành|[Cc]ơ sở|[Hh]uyện|[Kk]hu))|Đoàn (?:ĐBQH|[Đđ]ại biểu)|"
    r"Hải quan|"
    r"Công ty|Tổng công ty|Tập đoàn|Điện lực|Thi hành án|Đồn|Quỹ|Thư viện|Bảo tàng|Ban cán sự|Đảng đoàn|"
    r"Liên đoàn|Tòa án|Đảng bộ|Văn phòng|Mặt trận|Học viện|Đoàn Thanh niên|"
    r"Hội (?:Nhà|Nông|Liên|Cựu|Chữ|Người|Luật|Văn|Khuyến|Tin)|Hiệp hội|Liên minh|Công đoàn|Bệnh viện|"
    r"Trường (?:Chính trị|Cao đẳng|Đại học|Trung|THPT|THCS|Tiểu học|Mầm non)|"
    r"Hạt Kiểm lâm|Tổ công tác(?: triển khai| thực hiện)?|(?:Tỉnh|Thành|Huyện|Quận) đoàn|"
    r"(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) (?:ủy|uỷ))(?!\w)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:Văn hóa|Lao động|Nông nghiệp|Bưu chính|Giáo dục|Dân tộc|Kinh tế)(?: - \w+ \w+)?, "
    r"(?:\w+ ){1,4}và \w+ \w+",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
# Words that begin what a body does or said, where they are in lower case.
_STOPS = re.compile(
    r"(?:về|v/v|đã|vừa|mới|sẽ|có|ký|phê|kèm|trên|tại|năm|ngày|cho|giao|tăng|ra|(?<!đổi )số|là|được|theo|nhằm|"
    r"để|với|trong|đến|từ|do|bãi|thay|nêu|gửi|(?<![Cc]hương )trình|khi|sau|trước|như|thì|mà|này|đó|nhiệm|"
    r"ban hành|công bố|"
    r"quy định|hướng dẫn|triển khai|thực hiện|xây dựng|tổ chức|yêu cầu|đề nghị|sửa đổi|giai đoạn|"
    r"tuyên truyền|thông qua|thông báo|đẩy mạnh|chỉ đạo|kế hoạch|phát động|khai mạc|khai giảng|"
    r"khai trương|phối hợp|cung cấp|nâng cao|đánh giá|chủ trì|kiểm tra|bổ sung|rà soát|thống nhất|"
    r"điện(?=\s*:)|xem|gồm|bao gồm|hướng tới|tiếp tục|chính thức|chấp thuận|chuẩn y|lần thứ|khóa)(?!\w)"
)
_COMPLETE = re.compile(r"(?:Chính phủ|Quốc hội|Bộ Chính trị|Chủ tịch nước)$", re.IGNORECASE)
_UNITED = re.compile(r"(?:UBND|HĐND|nhân dân|[uủ][yỷ])(?!\w)", re.IGNORECASE)  # no `và` within their names
# Words that begin a sentence and hardly ever a name.
_OPENERS = frozenset(
    (
        "Theo", "Căn", "Để", "Trong", "Khi", "Sau", "Trước", "Tại", "Ngày", "Thực", "Nhằm", "Với", "Từ", "Do",
        "Qua", "Về", "Các", "Những", "Khóa", "Khoá", "Ngoài", "Bên", "Tiếp", "Trên", "Kế", "Quyết",
        "Đến", "Cụ",
    )
)  # fmt: skip
# One office of two bodies, though neither has a `và` in its own name.
_OFFICE_OF_BOTH = re.compile(
    r"Văn phòng (?:HĐND|Hội đồng nhân dân) và (?:UBND|[UỦ][yỷ] ban nhân dân)(?!\w)", re.IGNORECASE
)
_UNFINISHED = re.compile(
    r"(?<!\w)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|sở|bộ|phòng|và)$", re.IGNORECASE
)
_NUMBER_LINE = re.compile(r"Số\s*:?\s*[\d.…/_]")  # HẢI PHÒNG, and `Số: 12/KH` below it
_PERSON = re.compile(r"(?:Phó )?(?:Chủ tịch|Bộ trưởng|Giám đốc|Thứ trưởng)\s", re.IGNORECASE)
_UNIT_TYPE = re.compile(r"(?:tỉnh|thành phố|quận|huyện|thị xã|xã|phường)$", re.IGNORECASE)
_NAMED_PLACE = re.compile(
    r"(?:tỉnh|thành phố|quận|huyện|thị xã|xã|phường)(?: [^\W\d_]+){1,4}$", re.IGNORECASE
)
# The most frequent ones: with them a person begins, unless the words are a place.
_SURNAMES = frozenset(
    ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
     "Dương", "Lý", "Đinh", "Trịnh", "Đoàn", "Cao", "Mai", "Tô", "Hà")
)  # fmt: skip
_OTHERS = re.compile(rf"(?:{KIND_WORDS}|các)(?!\w)", re.IGNORECASE)  # after `và`: another act, other bodies
_OFFICER = re.compile(
    r"(?:Phó Chủ tịch(?: [Tt]hường trực(?= UBND| [UỦ]))?|(?:Phó )?(?:(?:Tổng )?Giám đốc|Trưởng|Cục trưởng|"
    r"Vụ trưởng|"
    r"Chánh))\s+"
    r"(?=Sở|Ban|UBND|HĐND|Thường trực HĐND|[UỦ]y ban|[UỦ]ỷ ban|Phòng|Chi cục|Cục|Thanh tra|Văn phòng|"
    r"Trung tâm|Viện|Đài)"
)
_MARKED = "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper())
_ADVERBS = re.compile(
    rf"(?:,? ?(?:\((?:(?:tỉnh|thành phố|huyện) )?[A-Z{_MARKED}][^()\n]{{1,30}}\)|"  # `UBND huyện A (tỉnh B)`
    r"(?:,? khóa|,? khoá|,? nhiệm kỳ) [IVXLC\d][IVXLC\d –-]*(?=[\s,])|"
    rf"(?<=, )(?:[Tt]ỉnh|[Tt]hành phố|TP\.?)(?: [A-Z{_MARKED}][^\W\d_]*){{1,4}}(?=\s|$)))?"
    r"[\s,)]*(?:[-–] [^,.;:\n]{3,60} )?"  # `Sở A - cơ quan thường trực -`
    r"(?:(?:đã|vừa|mới|cũng|có|ký|chính thức|tiếp tục|đồng ý)\s*)*$"
)
_LONGEST = 14  # words


def issuer_at(text: str, start: int) -> tuple[str, int] | None:
    """The body that is named from `start` on, without what is said of it, and where its name ends."""
    head = _HEAD.match(text, start)
    if not head:
        return None
    listed = _LISTED.match(text, head.end() + 1)
    end = listed.end() if listed else head.end()
    words = islice(_WORD.finditer(text, end, min(len(text), end + 160)), _LONGEST)
    for word in words:
        if _stops(text, start, word):
            break
        end = word.end()
        if word.group()[-1] in ",.;:)”":
            break
    end = start + len(text[start:end].rstrip(' ,.;:)”"-–\n'))
    name = " ".join(text[start:end].split())
    return (name, end) if len(name.split()) > 1 or name.isupper() else None


@dataclass(frozen=True, slots=True)
class Subject:
    """A body or its head as the subject of a verb; `start` within the clause, `person` the name behind."""

    name: str
    person: str | None
    start: int


def issuer_before(text: str, start: int, end: int) -> str | None:
    """The body named in `text[start:end]` that is subject of the verb at `end`: only adverbs part them."""
    subject = subject_before(text, start, end)
    return subject.name if subject else None


def body_of_officer(name: str) -> str:
    """`Giám đốc Sở A` signs for `Sở A`; a chairman or a minister issues acts of his own."""
    return _OFFICER.sub("", name, count=1) if _OFFICER.match(name) else name


def subject_before(text: str, start: int, end: int) -> Subject | None:
    """As `issuer_before`, with the person who holds the office."""
    clause = text[start:end]
    for head in _HEAD.finditer(clause):
        if not head.group()[0].isupper():
            continue
        name, until = issuer_at(clause, head.start()) or (head.group(), head.end())
        behind = _behind_person(clause, until, is_officer=_PERSON.match(f"{name} ") is not None)
        if _ADVERBS.match(clause, behind):
            person = clause[until:behind].strip(" ,") if _PERSON.match(f"{name} ") else ""
            return Subject(name, person or None, head.start())
    return None


def from_symbol(symbol: str) -> str | None:
    """The body of a symbol that means one body in the whole country."""
    if symbol.startswith("UBTVQH"):
        return "Ủy ban Thường vụ Quốc hội"
    if symbol.startswith("QH"):
        return "Quốc hội"
    plain = _SYMBOL_ALIASES.get(symbol, symbol.replace("&", ""))
    return CENTRAL.get(plain) or LOCAL.get(plain)


def is_central(symbol: str) -> bool:
    """Whether a symbol means a body of the whole nation: `CP`, `BNV`, `QH15`, `BCĐTW`."""
    return (
        symbol.replace("&", "") in CENTRAL
        or symbol.startswith(("UBTVQH", "QH"))
        or (symbol.endswith(("TW", "TƯ")) and symbol.isupper())
    )


def _stops(text: str, name: int, word: re.Match[str]) -> bool:
    """Whether the name that begins at `name` ended before this word.

    Capitals go on: it is `Sở Kế hoạch và Đầu tư`.
    """
    start = word.start()
    before = text[name:start].rstrip()
    if word.group()[0] in '“"(–' or _COMPLETE.search(before):
        return True
    is_next_line = "\n" in text[start - 1 : start] and not word.group()[0].islower()
    if (is_next_line and _ends_line(before, text, start)) or _begins_sentence(before, text, word):
        return True
    if word.group() in ("-", "–") and text[word.end() + 1 : word.end() + 2].islower():
        return True  # `Sở Nội vụ - cơ quan thường trực`
    if word.group().lower() == "và":
        is_one = _OFFICE_OF_BOTH.match(text, name) is not None
        return not is_one and bool(_UNITED.search(before) or _OTHERS.match(text, word.end() + 1))
    if word.group() in _SURNAMES and _PERSON.match(before):
        return not _is_place(before, text[start : start + 30])
    return bool(_STOPS.match(text, start)) or _is_behind_place(before, word.group())


def _ends_line(before: str, text: str, start: int) -> bool:
    """Whether a name ended with its line, and what stands on the next one is no more of it."""
    return _UNFINISHED.search(before) is None or _NUMBER_LINE.match(text, start) is not None


def _begins_sentence(before: str, text: str, word: re.Match[str]) -> bool:
    """`UBND tỉnh Theo đó, …`: one capital alone, an opening word or a body behind a unit's type are no place.

    But for what the gazetteer knows; it lacks units that ended long ago and most communes.
    """
    unit_type = _UNIT_TYPE.search(before)
    if unit_type is None or not word.group().istitle():
        return False
    alone = re.match(r"\s+[^\W\d_]", text[word.end() :])
    is_odd = (
        word.group() in _OPENERS
        or _HEAD.match(text, word.start()) is not None
        or (alone is not None and alone.group()[-1].islower())
    )
    named = gazetteer.load().named(f"{unit_type.group()} {word.group()}".rstrip(",.;:)”"))
    return is_odd and not (named or _is_place(before, text[word.start() : word.start() + 30]))


def _is_behind_place(before: str, word: str) -> bool:
    """`Phó Chủ tịch UBND tỉnh Gia Lai Rơ …`: the place is named to its end, and a person begins."""
    if not (word.istitle() and _PERSON.match(before)):
        return False
    place = _NAMED_PLACE.search(before)
    if place is None:
        return False
    known = gazetteer.load().named
    return bool(known(place.group())) and not known(f"{place.group()} {word}".rstrip(",.;:)”"))


def _is_place(before: str, words: str) -> bool:
    """Whether words such as `Lê Chân` or `Hà Nội` are a unit, of the type that stands before them if any."""
    unit_type = _UNIT_TYPE.search(before)
    prefix = f"{unit_type.group()} " if unit_type else ""
    names = words.split()[:3]
    return any(gazetteer.load().named(prefix + " ".join(names[:count])) for count in range(2, len(names) + 1))


def _behind_person(text: str, start: int, *, is_officer: bool) -> int:
    """Where the name of a person ends that follows `start`, as in `Chủ tịch UBND tỉnh Lê Văn A`."""
    near = islice(_WORD.finditer(text, start, start + 60), 5)
    words = list(takewhile(lambda word: word.group()[0].isupper(), near))
    is_person = words and (words[0].group() in _SURNAMES or is_officer)
    return words[-1].end() if is_person else start

"""Who issued an act: the body that a text names beside it, else what the symbol stands for.

Symbols of central bodies are unique; `UBND`, `HĐND` and `BCĐ` exist at three levels in every locality, so the
words decide. Names of bodies are data of the texts: nothing here corrects them.
"""

from __future__ import annotations

import re
from itertools import islice
from types import MappingProxyType

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
    }
)

_HEAD = re.compile(
    r"(?:(?:Chủ tịch|Phó Chủ tịch|Bộ trưởng|Giám đốc|Thường trực|Ban Thường vụ|Ban Chấp hành|Văn phòng) )?"
    r"(?:UBND|HĐND|BCĐ|[UỦ][yỷ] ban|Hội đồng|Chính phủ|Thủ tướng|Quốc hội|Bộ|Ban|Sở|Phòng|Cục|Tổng cục|"
    r"Chi cục|Viện|Thanh tra|Trung tâm|Trung ương|Ngân hàng|Kho bạc|Bảo hiểm|Đài|Công an|Liên đoàn|Tòa án|"
    r"Đảng bộ|Văn phòng|"
    r"(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) (?:ủy|uỷ))(?!\w)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:Văn hóa|Lao động|Nông nghiệp|Bưu chính|Giáo dục|Dân tộc)(?: - \w+ \w+)?, "
    r"(?:\w+ ){1,4}và \w+ \w+",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
# Words that begin what a body does or said, where they are in lower case.
_STOPS = re.compile(
    r"(?:về|v/v|đã|vừa|mới|sẽ|có|ký|phê|kèm|trên|tại|năm|ngày|cho|giao|tăng|ra|số|là|được|theo|nhằm|để|với|"
    r"trong|đến|từ|do|bãi|thay|nêu|gửi|trình|khi|sau|trước|như|thì|mà|này|đó|nhiệm|ban hành|công bố|"
    r"quy định|hướng dẫn|triển khai|thực hiện|xây dựng|tổ chức|yêu cầu|đề nghị|sửa đổi|giai đoạn|"
    r"tuyên truyền|thông qua|thông báo|đẩy mạnh|chỉ đạo|kế hoạch|phát động|khai mạc|khai giảng|"
    r"khai trương|phối hợp|cung cấp|nâng cao|đánh giá|chủ trì|kiểm tra|bổ sung|rà soát|thống nhất|"
    r"lần thứ|khóa xiii)(?!\w)"
)
_OTHERS = re.compile(rf"(?:{KIND_WORDS}|các)(?!\w)", re.IGNORECASE)  # after `và`: another act, other bodies
_ADVERBS = re.compile(r"[\s,)]*(?:(?:đã|vừa|mới|cũng|có|ký|chính thức|tiếp tục|đồng ý)\s*)*$")
_LONGEST = 14  # words


def issuer_at(text: str, start: int) -> str | None:
    """The body that is named from `start` on, without what is said of it; None where none begins there."""
    head = _HEAD.match(text, start)
    if not head:
        return None
    listed = _LISTED.match(text, head.end() + 1)
    end = listed.end() if listed else head.end()
    words = islice(_WORD.finditer(text, end, min(len(text), end + 160)), _LONGEST)
    for word in words:
        if _stops(text, word):
            break
        end = word.end()
        if word.group()[-1] in ",.;:)”":
            break
    name = " ".join(text[start:end].split()).rstrip(' ,.;:)”"-–')
    return name if len(name.split()) > 1 or name.isupper() else None


def issuer_before(text: str, start: int, end: int) -> str | None:
    """The body named in `text[start:end]` that is subject of the verb at `end`: only adverbs part them."""
    clause = text[start:end]
    for head in _HEAD.finditer(clause):
        name = (issuer_at(clause, head.start()) or head.group()) if head.group()[0].isupper() else None
        if name and _ADVERBS.match(clause, head.start() + _length(clause, head.start(), name)):
            return name
    return None


def _length(text: str, start: int, name: str) -> int:
    """How many characters of `text` the name takes, whose white space `issuer_at` made single."""
    words = re.escape(name).replace(r"\ ", r"\s+")
    found = re.compile(words).match(text, start)
    return found.end() - start if found else len(name)


def from_symbol(symbol: str) -> str | None:
    """The body of a symbol that means one body in the whole country."""
    if symbol.startswith("UBTVQH"):
        return "Ủy ban Thường vụ Quốc hội"
    if symbol.startswith("QH"):
        return "Quốc hội"
    return CENTRAL.get(symbol.replace("&", ""))


def _stops(text: str, word: re.Match[str]) -> bool:
    """Whether the name ended before this word. Capitals go on: it is `Sở Kế hoạch và Đầu tư`."""
    start = word.start()
    if word.group()[0] in '“"(–' or "\n" in text[start - 1 : start]:
        return True
    if word.group().lower() == "và":
        return bool(_OTHERS.match(text, word.end() + 1))
    return bool(_STOPS.match(text, start))

"""`/enc/NAME`: one text in every charset and kind of damage that portals ship."""

from __future__ import annotations

import unicodedata

from tests.faults.answers import HTML, Answer, Ask, Endpoint
from tests.faults.golden import article

TITLE = "Đảng ủy xã Quỳnh Lưu họp bàn cải cách hành chính"
PARAGRAPHS = (
    "Sáng nay, Đảng ủy xã tổ chức hội nghị đánh giá việc giải quyết thủ tục hành chính cho người dân.",
    "Bộ phận Một cửa đã tiếp nhận hơn hai nghìn hồ sơ đất đai, hộ tịch, trong đó chín phần mười đúng hẹn.",
    "Hội nghị thống nhất đẩy mạnh chuyển đổi số và công khai kết quả trên cổng thông tin điện tử.",
)
TEXT = "\n\n".join(PARAGRAPHS)
# The same kind of text as a TCVN3 font shows it, and as VNI does.
TCVN3 = (
    "QuyÕt ®Þnh cña ñy ban nh©n d©n tØnh vÒ viÖc ban hµnh quy chÕ lµm viÖc cña ®¬n vÞ trong thêi gian tíi."
)
VNI = (
    "UÛY BAN nhaân daân huyeän hoïp ñaùnh giaù coâng taùc caûi caùch haønh chính naêm nay taïi hoäi tröôøng."
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def page() -> str:
    return article(TITLE, PARAGRAPHS, "12/05/2025 08:00")


def cp1258(text: str) -> bytes:
    """As old portals wrote it: base letter with its shape, then the tone as a combining mark."""
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        out += (base + "".join(mark for mark in parts if mark in _TONES)).encode("cp1258")
    return out


def _legacy(text: str) -> str:
    return article("Thong bao", [text] * 3, "12/05/2025 08:00")


def _damaged(count: int) -> bytes:
    """Letters cut in the middle: the first bytes of `count` of them."""
    body = page().encode()
    mark = "thống nhất".encode()
    return body.replace(mark, mark + b"\xe1\xba " * count)


def enc(ask: Ask) -> Answer:
    bodies = {
        "utf8": (page(), HTML),
        "none": (page(), "text/html"),
        "lie-latin1": (page(), "text/html; charset=iso-8859-1"),
        "lie-utf8": (cp1258(page()), HTML),
        "cp1258": (cp1258(page()), "text/html; charset=windows-1258"),
        "nfd": (unicodedata.normalize("NFD", page()), HTML),
        "zerowidth": (page().replace("Một cửa", "Một\u200b\u00a0cửa").replace("hồ sơ", "hồ\u00ad sơ"), HTML),
        "utf16": (page().encode("utf-16"), "text/html"),
        "noctype": (page(), None),
        "mojibake": (_twice(), HTML),
        "badbytes": (_damaged(1), HTML),
        "manybad": (_damaged(120), HTML),
        "nul": (page().replace("Bộ phận", "Bộ\x00 phận"), HTML),
        "tcvn3": (_legacy(TCVN3), HTML),
        "vni": (_legacy(VNI), HTML),
    }
    body, kind = bodies[ask.rest]
    return Answer(body, kind=kind)


def _twice() -> bytes:
    return page().encode().decode("latin-1").encode()


ENDPOINTS: dict[str, Endpoint] = {"enc": enc}

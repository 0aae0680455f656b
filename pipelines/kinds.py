"""Kinds of administrative documents: abbreviations in symbols, words in running text.

Lists: 30/2020/NĐ-CP, Art. 7 and Annex III (29 administrative kinds), the Law on promulgation of legal
documents (normative kinds), Party instructions on paperwork (kết luận, thông tri …). A letter has no
abbreviation of its own; `CV` is what people write.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from pipelines.words import fold

NEWS = "tin_bai"
LETTER = "cong_van"

_KINDS = {
    "nghi_quyet": ("Nghị quyết", "NQ"),
    "quyet_dinh": ("Quyết định", "QĐ"),
    "chi_thi": ("Chỉ thị", "CT"),
    "quy_che": ("Quy chế", "QC"),
    "quy_dinh": ("Quy định", "QyĐ"),
    "thong_cao": ("Thông cáo", "TC"),
    "thong_bao": ("Thông báo", "TB"),
    "huong_dan": ("Hướng dẫn", "HD HDLN HDLT"),
    "chuong_trinh": ("Chương trình", "CTr CTHĐ CTPH CTrHĐ CTrPH"),
    "ke_hoach": ("Kế hoạch", "KH KHLT KHPH KHLN"),
    "phuong_an": ("Phương án", "PA"),
    "de_an": ("Đề án", "ĐA"),
    "du_an": ("Dự án", "DA"),
    "bao_cao": ("Báo cáo", "BC BCTĐ BCTH"),
    "bien_ban": ("Biên bản", "BB"),
    "to_trinh": ("Tờ trình", "TTr"),
    "hop_dong": ("Hợp đồng", "HĐ"),
    "cong_dien": ("Công điện", "CĐ"),
    "ban_ghi_nho": ("Bản ghi nhớ", "BGN GN"),
    "ban_thoa_thuan": ("Bản thỏa thuận", "BTT TTh"),
    "giay_uy_quyen": ("Giấy ủy quyền", "GUQ UQ"),
    "giay_moi": ("Giấy mời", "GM"),
    "giay_gioi_thieu": ("Giấy giới thiệu", "GGT"),
    "giay_nghi_phep": ("Giấy nghỉ phép", "GNP NP"),
    "phieu_gui": ("Phiếu gửi", "PG"),
    "phieu_chuyen": ("Phiếu chuyển", "PC"),
    "phieu_bao": ("Phiếu báo", "PB"),
    LETTER: ("Công văn", "CV"),
    "luat": ("Luật", "L"),
    "phap_lenh": ("Pháp lệnh", "PL"),
    "nghi_dinh": ("Nghị định", "NĐ"),
    "thong_tu": ("Thông tư", "TT"),
    "thong_tu_lien_tich": ("Thông tư liên tịch", "TTLT"),
    "nghi_quyet_lien_tich": ("Nghị quyết liên tịch", "NQLT"),
    "van_ban_hop_nhat": ("Văn bản hợp nhất", "VBHN"),
    "ket_luan": ("Kết luận", "KL"),
    "thong_tri": ("Thông tri", ""),
    "ban_sao": ("Bản sao", "BS SY TrS SL"),
}

LABELS = MappingProxyType({kind: label for kind, (label, _) in _KINDS.items()} | {NEWS: "Tin bài"})
BY_ABBREVIATION = MappingProxyType(
    {short: kind for kind, (_, shorts) in _KINDS.items() for short in shorts.split()}
)
# As mistyped: the case of a symbol is often wrong and Đ often D, but CT and CTr, TT and TTr stay apart.
_LOOSE = {short.lower(): short for short in BY_ABBREVIATION}
_UNMARKED = {"qd": "QĐ", "nd": "NĐ", "cd": "CĐ"}

_BY_LABEL = {label.lower(): kind for kind, label in LABELS.items()}
_SPELLINGS = {
    "chương trình hành động": "chuong_trinh",
    "chương trình hoạt động": "chuong_trinh",
    "chương trình công tác": "chuong_trinh",
    "chương trình phối hợp": "chuong_trinh",
    "kế hoach": "ke_hoach",
    "quyết đinh": "quyet_dinh",
    "văn bản": LETTER,
    "luật số": "luat",
}
_INITIALS = {kind: "".join(word[0] for word in fold(label).split()) for kind, label in LABELS.items()}
KIND_WORDS = "|".join(sorted(_BY_LABEL.keys() - {"tin bài", "luật"}, key=len, reverse=True))
_BY_LETTERS = {name.replace(" ", ""): kind for name, kind in _BY_LABEL.items()}
_AT_HEAD = re.compile(rf"(?:{KIND_WORDS})(?!\w)")  # in lower case: without case an i would be an ı too
_WORD = re.compile(rf"(?<!\w)(?:{KIND_WORDS}|luật)(?!\w)")  # in lower case


@lru_cache(maxsize=1000)
def by_abbreviation(short: str) -> tuple[str, str] | None:
    """The abbreviation as it should be written, and its kind: `Kh` gives (`KH`, `ke_hoach`)."""
    right = _LOOSE.get(short.lower()) or _UNMARKED.get(short.lower())
    return (right, BY_ABBREVIATION[right]) if right else None


@lru_cache(maxsize=1000)
def may_stand_for(short: str, kind: str) -> bool:
    """Whether an abbreviation may mean a kind: QĐ is quyết định or quy định, TT thông tư or tờ trình."""
    return fold(short) == _INITIALS[kind]


def by_words(words: str) -> str | None:
    """The kind that a text names last, as in `ban hành Kế hoạch`; None where it names none."""
    found = _WORD.findall(words.lower())
    return _BY_LABEL[found[-1]] if found else None


def exactly(words: str) -> str | None:
    """The kind whose name is the whole of `words`, as in the line KẾ HOẠCH of an act."""
    name = " ".join(words.lower().split()).strip(" .:*-–")
    spaced = name if len(name.split()) < 5 else name.replace(" ", "")  # K Ế H O Ạ C H
    return _BY_LABEL.get(name) or _SPELLINGS.get(name) or _BY_LETTERS.get(spaced)


def kind_at_head(line: str) -> str | None:
    """The kind that a title begins with: `KẾ HOẠCH RÀ SOÁT …`."""
    found = _AT_HEAD.match(line.strip().lower())
    return _BY_LABEL[found.group()] if found else None

"""A coding says which rules of the program made it, so that `recode` finds what older ones coded."""

from __future__ import annotations

import hashlib
import json

from pipelines import codebook
from pipelines.coding import CODER, code
from store.records import as_json

BOOK = """
version: "9"
gate: {phrases: [cải cách hành chính]}
reform:
  subjects: {phrases: [thủ tục hành chính]}
  supports: {phrases: [chuyển đổi số]}
  context: {phrases: [công vụ]}
traps: [một cửa hàng]
slips: {trực tuyên: trực tuyến}
themes:
- id: tthc
  vi: Thủ tục
  en: Procedures
  definition: of procedures
  weak: [hồ sơ]
  sub:
  - {id: mot_cua, vi: Một cửa, definition: counters, phrases: [một cửa], exclude: [một cửa sổ],
     abbreviations: [TTHC]}
  - {id: truc_tuyen, vi: Trực tuyến, definition: online, phrases: [dịch vụ công trực tuyến]}
channels: [{id: cong_trang_thong_tin, vi: Cổng, phrases: [cổng thông tin]}]
audiences: [{id: nguoi_dan, vi: Dân, phrases: [người dân]}]
indices: [{id: PCI, vi: PCI, abbreviations: [PCI]}]
"""
TEXTS = [
    ("Xã cải cách hành chính", "Người dân đến một cửa, không phải một cửa hàng.\n\nTTHC và tthc; PCI tăng."),
    ("Cai cach hanh chinh", "dich vu cong truc tuyen cua xa\nDịch vụ công trực tuyên.\nNơi nhận:\n- một cửa"),
    ("Thủ tục hành chính", "Tuyên truyền cho người dân trên cổng thông tin.\nHồ sơ\nHồ sơ\nmột cửa sổ"),
    ("Chuyển đổi số", "Căn cứ Luật; thủ tục hành chính.\nChuyển đổi số trong công vụ, uỷ quyền, hồ sơ."),
]
MADE = (11, "db7be47431f2")  # CODER, and the digest of what it makes of these texts


def test_a_change_of_what_is_coded_raises_the_number_of_the_coder() -> None:
    book = codebook.from_source(BOOK, "book")
    codings = [as_json(code(title, text, book)) for title, text in TEXTS]
    digest = hashlib.sha256(json.dumps(codings, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]
    assert (CODER, digest) == MADE, "these texts are coded otherwise: raise CODER, and note both here"


def test_a_phrase_of_a_theme_and_of_its_sub_theme_is_coded() -> None:
    twice = BOOK.replace("  weak: [hồ sơ]\n", "  phrases: [một cửa]\n")
    book = codebook.from_source(twice, "book")
    found = code("Xã cải cách hành chính", "Người dân đến một cửa.", book)
    # Each by name: the sub-theme takes its theme's part of the unit.
    assert [(one.theme, one.subtheme) for one in found.codes] == [("tthc", "mot_cua")]

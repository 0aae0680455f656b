"""Damage that portals did to their texts, and what must stay as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.repair import repair_text


@pytest.mark.parametrize(
    ("damaged", "repaired", "flag"),
    [
        ("ldquo;Một cửardquo;", "“Một cửa”", "entity_repaired"),
        ("Neacute;t mới, phograve;ng họp", "Nét mới, phòng họp", "entity_repaired"),
        ("cho ph;ép x;ét duyệt", "cho phép xét duyệt", "entity_repaired"),
        ("nhi;ecirc;n liệu", "nhiên liệu", "entity_repaired"),
        ("TTamp;TT", "TT&TT", "entity_repaired"),
        ("2021 amp;ndash; 2025", "2021 – 2025", "entity_repaired"),
        ("2021 &amp;ndash; 2025", "2021 – 2025", "entity_repaired"),
        ("2021 &ndash; 2025 &#8211; nay", "2021 – 2025 – nay", "entity_repaired"),
        ("4733/Q\u00d0-UBND", "4733/QĐ-UBND", "eth_letter"),
        ("m\u1ed9t\u00a0c\u1eeda", "một cửa", "nbsp"),
        ("\u200bThông báo\ufeff", "Thông báo", "zero_width"),
        ("hành\u00adchính", "hànhchính", "soft_hyphen"),
        (unicodedata.normalize("NFD", "thủ tục"), "thủ tục", "nfc"),
        ("một\x0bcửa\x9d", "mộtcửa", "control_removed"),
        ("á»¦y ban nhÃ¢n dÃ¢n tá»‰nh", "Ủy ban nhân dân tỉnh", "mojibake_repaired"),
    ],
)
def test_each_damage_has_its_repair_and_its_flag(damaged: str, repaired: str, flag: str) -> None:
    assert repair_text(damaged) == (repaired, (flag,))


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 12/QĐ-UBND; căn cứ Luật; ông Nam; ý kiến",
        "quản lý;ý thức của cán bộ;ông Nam",
        "TT&TT, R&D; họp",
        "XÃ ĐÃ HÃY",
        "Hỏi: A;B;C?",
        "dòng một\n\ndòng hai\tô hai",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert repair_text(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "said", "flag"),
    [
        (
            "QuyÕt ®Þnh cña ñy ban nh©n d©n tØnh vÒ viÖc ban hµnh quy chÕ lµm viÖc cña ®¬n vÞ",
            "Quyết định của ủy ban nhân dân tỉnh về việc ban hành quy chế làm việc của đơn vị",
            "legacy_tcvn3",
        ),
        (
            "UÛY BAN nhaân daân huyeän hoïp ñaùnh giaù coâng taùc caûi caùch haønh chính naêm nay",
            "ỦY BAN nhân dân huyện họp đánh giá công tác cải cách hành chính năm nay",
            "legacy_vni",
        ),
    ],
)
def test_fonts_of_the_nineties_are_read_and_flagged(text: str, said: str, flag: str) -> None:
    assert repair_text(text) == (said, ("legacy_font", flag))


def test_vietnamese_is_no_legacy_font() -> None:
    text = "Hôm qua, huyện oà vui với ngày hội “văn hoá”; ñ là chữ lạ, ® là dấu hiệu."
    assert "legacy_font" not in repair_text(text)[1]


@given(st.text(max_size=300))
def test_repair_is_final(text: str) -> None:
    once, _ = repair_text(text)
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & {"\x00", "\u00a0", "\u200b", "\ud800"}

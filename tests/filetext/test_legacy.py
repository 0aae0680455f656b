"""Text typed for old fonts is recognised by its letters and says what it said."""

from __future__ import annotations

import unicodedata

import pytest

from pipelines.legacy import convert

SAID = "Ủy ban nhân dân huyện chỉ đạo các phòng, ban rà soát thủ tục, báo cáo kết quả trước ngày 15 tháng 6."
TCVN3 = "ñy ban nh©n d©n huyÖn chØ ®¹o c¸c phßng, ban rµ so¸t thñ tôc, b¸o c¸o kÕt qu¶ tr­íc ngµy 15 th¸ng 6."
VNI = (
    "UÛy ban nhaân daân huyeän chæ ñaïo caùc phoøng, ban raø soaùt thuû tuïc, baùo caùo keát quaû tröôùc "
    "ngaøy 15 thaùng 6."
)


def test_tcvn3_has_no_capital_with_a_tone() -> None:
    converted = convert(TCVN3)
    assert converted is not None
    assert (converted.text, converted.encoding) == ("ủ" + SAID[1:], "tcvn3")
    assert converted.flags == ("legacy_font", "legacy_tcvn3")


def test_vni() -> None:
    converted = convert(VNI)
    assert converted is not None
    assert (converted.text, converted.encoding) == (SAID, "vni")


def test_windows_1258_read_as_western() -> None:
    typed = "Phòng Nội vụ kiểm tra việc tiếp nhận hồ sơ ở các xã, phường"
    # Marks of windows-1258 stand behind their letter.
    assert convert(typed) is None
    marks = {"\u0300": b"\xcc", "\u0301": b"\xec", "\u0303": b"\xde", "\u0309": b"\xd2", "\u0323": b"\xf2"}
    encoded = b"".join(marks.get(letter) or letter.encode("cp1258") for letter in _loose(typed))
    converted = convert(encoded.decode("cp1252"))
    assert converted is not None
    assert (converted.text, converted.encoding) == (typed, "cp1258")


def _loose(text: str) -> str:
    """Tones apart from their letters, hats and hooks of letters on them."""
    loose = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        loose += unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tones
    return loose


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "Hội nghị bàn về cải cách thủ tục; đại biểu các xã, phường dự họp đông đủ.",
        "Les employés de la préfecture ont été informés à l'été; où ça? Façade, naïve, Noël, œuvre.",
        "Die Behörde prüft: Größe, Übergänge, Straßenbäume, Äpfel, Öl.",
        "São Paulo: educação, informações, ações, não, próximo.",
        "§ 5. © 2020 ® ° ± 10 µm × 3",
        "Article 5. The committee shall report.",
        "",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert convert(text) is None


def test_lines_of_unicode_between_old_ones_stay() -> None:
    converted = convert(f"{SAID}\n{TCVN3}\nHà Nam, Lâm Sơn, Công an xã")
    assert converted is not None
    assert converted.text.split("\n") == [SAID, "ủ" + SAID[1:], "Hà Nam, Lâm Sơn, Công an xã"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ñY BAN NH¢N D¢N HUYÖN ®¹I L©M", "ỦY BAN NHÂN DÂN HUYỆN ĐẠI LÂM"),
        ("CHñ TÞCH ñY BAN NH¢N D¢N huyÖn", "CHỦ TỊCH ỦY BAN NHÂN DÂN huyện"),
        ("¤ng NguyÔn V¨n Lý, x· Mü §øc", "Ông Nguyễn Văn Lý, xã Mỹ Đức"),
    ],
)
def test_capitals_that_had_no_code(typed: str, said: str) -> None:
    converted = convert(typed)
    assert converted is not None
    assert converted.text == said

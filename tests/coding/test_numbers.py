from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.numbers import ActNumber, find_blank, find_numbers, parse_number, reject_reason, same_number

# Written → canonical, form. The grammar of docs: state, Party, assembly, letter, joint.
WRITTEN = [
    ("Số: 35/KH-UBND", "35/KH-UBND", "state"),
    ("Kế hoạch số 35 /KH-UBND", "35/KH-UBND", "state"),
    ("76/NQ-CP ngày 15/7/2021", "76/NQ-CP", "state"),
    ("27-NQ/TW ngày 09 tháng 11 năm 2022", "27-NQ/TW", "party"),
    ("Chỉ thị 05-CT/TW", "05-CT/TW", "party"),
    ("42/2022/NĐ-CP", "42/2022/NĐ-CP", "state"),
    ("48/2025/QĐ-UBND", "48/2025/QĐ-UBND", "state"),
    ("1365/NQ-UBTVQH15", "1365/NQ-UBTVQH15", "state"),
    ("30/2026/QH16", "30/2026/QH16", "assembly"),
    ("35/2023/UBTVQH15", "35/2023/UBTVQH15", "assembly"),
    ("01-KH/BCĐTW", "01-KH/BCĐTW", "party"),
    ("24-BS/UBKTTU", "24-BS/UBKTTU", "party"),
    ("2231/SNV-CCHC&PC", "2231/SNV-CCHC&PC", "letter"),
    ("8571/UBND-TH", "8571/UBND-TH", "letter"),
    ("18/BCTĐ-STP", "18/BCTĐ-STP", "state"),
    ("30c/NQ-CP", "30c/NQ-CP", "state"),
    ("15/2012/TTLT-BTC-BKH&ĐT-BTTTT", "15/2012/TTLT-BTC-BKH&ĐT-BTTTT", "state"),
    ("121/QÐ–UBND", "121/QĐ-UBND", "state"),
    ("33 / 2012/TT-BTTTT", "33/2012/TT-BTTTT", "state"),
    ("98/KH -UBND", "98/KH-UBND", "state"),
    ("107/KH_UBND", "107/KH-UBND", "state"),
    ("29/KH/UBND", "29/KH-UBND", "state"),
    ("13/2013-TT-BTTTT", "13/2013/TT-BTTTT", "state"),
    ("183/2010/TTLT/BTC-BNN", "183/2010/TTLT-BTC-BNN", "state"),
    ("2498/QD-UBND", "2498/QĐ-UBND", "state"),
    ("09/2018/QĐUBND", "09/2018/QĐ-UBND", "state"),
    ("66.17/2026/NQ-CP", "66.17/2026/NQ-CP", "state"),
    ("1.234/QĐ-UBND", "1234/QĐ-UBND", "state"),
    ("7/CT-TTg", "07/CT-TTg", "state"),
    ("08-CTr/TU", "08-CTr/TU", "party"),
    ("17-KH/BCĐ", "17-KH/BCĐ", "party"),
    ("38/CP", "38/CP", "letter"),
    ("105/KH-UBNd", "105/KH-UBND", "state"),
    ("12/QĐ-TTG", "12/QĐ-TTg", "state"),
    ("5420/TTRUBND", "5420/TTr-UBND", "state"),
    ("905/QĐBNV", "905/QĐ-BNV", "state"),
    ("8571/UBNDTH", "8571/UBND-TH", "letter"),
    ("1773/STCVP", "1773/STC-VP", "letter"),
    ("15/QĐ-\nUBND", "15/QĐ-UBND", "state"),
    ("15/QĐ-\n      UBND", "15/QĐ-UBND", "state"),
    ("07/\nKH-UBND", "07/KH-UBND", "state"),
    ("số 02 NQ-CP", "02/NQ-CP", "state"),
    ("công văn số 1357/PTTH&TTĐT", "1357/PTTH&TTĐT", "letter"),
]


def found(text: str) -> list[str | None]:
    return [number.number for number in find_numbers(text)]


@pytest.mark.parametrize(("written", "canonical", "form"), WRITTEN)
def test_a_number_is_read_as_it_is_written(written: str, canonical: str, form: str) -> None:
    (number,) = find_numbers(written)
    assert (number.number, number.form) == (canonical, form)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("73/KH-HU", "73-KH/HU"),
        ("01-NQ/CP", "01/NQ-CP"),
        ("08/CTr-TU", "08-CTr/TU"),
        ("29-/HD/BTGTU", "29-HD/BTGTU"),
    ],
)
def test_a_party_number_in_state_form_is_put_right_and_flagged(written: str, canonical: str) -> None:
    (number,) = find_numbers(f"Kế hoạch số {written} của Huyện ủy")
    assert number.number == canonical
    assert number.flags == ("hybrid_number",)
    assert number.raw == written


@pytest.mark.parametrize(
    "text",
    [
        "Giấy phép xuất bản số:      /GP-TTĐT",
        "Giấy phép số 12/GP-STTTT ngày 3/4/2020",
        "Tổng truy cập 8.264.117",
        "xếp thứ 40/63 tỉnh, 1.501/1.659 TTHC, 333/424 công chức",
        "Họp ngày 15/7/2021 lúc 10:43",
        "Tải về tai-lieu-35-KH-UBND.pdf hoặc /files/35/KH-UBND.pdf",
        "gửi 12/CB",
        "phong-12/KH-UBND@tinh.gov.vn",
    ],
)
def test_what_is_no_number_of_an_act(text: str) -> None:
    assert found(text) == []


def test_a_blank_number_line_gives_kind_and_issuer_only() -> None:
    number = find_blank("Số: /KH-UBND\nTuy An, ngày tháng năm 2023")
    assert number is not None
    assert (number.number, number.kind, number.issuer, number.form) == (None, "ke_hoach", "UBND", "blank")
    assert find_blank("Giấy phép số:    /GP-TTĐT") is None


def test_kinds_that_share_letters_stay_apart() -> None:
    text = "01/CT-UBND 02/CTr-UBND 03/TT-BNV 04/TTr-SNV 05-TT/TU 06/HĐ-ABC 07/HĐND-TT 08/QyĐ-UBND"
    assert [number.kind for number in find_numbers(text)] == [
        *("chi_thi", "chuong_trinh", "thong_tu", "to_trinh"),
        *("thong_tri", "hop_dong", "cong_van", "quy_dinh"),
    ]


@pytest.mark.parametrize(
    ("field", "canonical"),
    [
        ("Số: 45/2016/QĐ-TTg", "45/2016/QĐ-TTg"),
        (" Số 100/KH-UBND ", "100/KH-UBND"),
        ("Số 07 – TT/TU", "07-TT/TU"),
        ("11675-VP-KGVX", "11675/VP-KGVX"),
        ("1492 KH-UBND", "1492/KH-UBND"),
        ("79/KH-BCĐ 389", "79/KH-BCĐ 389"),
        ("77/TTra", "77/TTra"),
        ("3788/ BTTTT-THH", "3788/BTTTT-THH"),
    ],
)
def test_a_register_field_is_read_more_generously(field: str, canonical: str) -> None:
    number = parse_number(field)
    assert number is not None
    assert number.number == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Kế hoạch số 12/KH-UBND - UBND các xã thực hiện", "12/KH-UBND"),
        ("Kế hoạch số 12/KH-UBND\n- UBND các xã thực hiện", "12/KH-UBND"),
        ("điều chỉnh Nghị quyết số 05/2015/NQ-HĐND. Theo đó", "05/2015/NQ-HĐND"),
    ],
)
def test_a_number_ends_before_what_is_said_next(text: str, canonical: str) -> None:
    assert found(text) == [canonical]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("", "empty"),
        (" Số: ", "empty"),
        ("Đang cập nhật", "no_number"),
        ("15/7/2021", "date"),
        ("1234", "no_symbol"),
        ("12/63", "no_symbol"),
        ("12/GP-STTTT", "licence"),
        ("35 hồ sơ", "unknown_symbol"),
        ("35/KH-UBND", None),
    ],
)
def test_a_field_that_is_no_number_is_refused_with_a_reason(field: str, reason: str | None) -> None:
    assert reject_reason(field) == reason
    assert (parse_number(field) is None) == (reason is not None)


def test_a_submission_is_no_circular() -> None:
    kinds = [number.kind for number in find_numbers("01/TT-UBND 02/TT-STC 03/TT-BTC 04-TT/TU")]
    assert kinds == ["to_trinh", "to_trinh", "thong_tu", "thong_tri"]


def test_a_field_without_a_number_gives_none() -> None:
    assert parse_number("Đang cập nhật") is None
    assert parse_number("") is None


def test_leading_zeros_do_not_make_another_number() -> None:
    assert same_number("07/KH-UBND", "7/KH-UBND")
    assert not same_number("07/KH-UBND", "07/BC-UBND")


@given(st.text(alphabet="0123456789/-. KHUBNDQĐÐTWCPg\u00a0–sốSố:", max_size=60))
def test_spans_of_numbers_are_exact(text: str) -> None:
    for number in find_numbers(text):
        assert isinstance(number, ActNumber)
        assert text[number.start : number.end] == number.raw
        assert number.number


@given(st.text(max_size=120))
def test_no_text_is_an_error(text: str) -> None:
    list(find_numbers(text))
    find_blank(text)
    parse_number(text)

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.evaluation.wordings import agency_key, date_wordings, number_key, place_key, text_key


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("35/KH-UBND", "35 /KH-UBND"),
        ("73/KH-HU", "73-KH/HU"),
        ("06/QĐ-TTg", "6/QĐ-TTg"),
        ("8/2013/TT-BTC", "08/2013/TT-BTC"),
    ],
)
def test_one_number_in_two_spellings(one: str, two: str) -> None:
    assert number_key(one) == number_key(two)


def test_other_numbers_stay_others() -> None:
    assert number_key("35/KH-UBND") != number_key("53/KH-UBND")
    assert number_key("01/QĐ-UBND") != number_key("01/CT-UBND")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("UBND huyện Phú Lộc", "Uỷ ban Nhân dân  huyện Phú Lộc"),
        ("UBND huyện", "UBND huyện Phú Lộc"),
        ("Sở Tài chính tỉnh Thừa Thiên Huế", "Sở Tài chính"),
        ("Phòng Nội vụ huyện", "Phòng Nội vụ"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("Sở LĐTB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở KHCN", "Sở KH - CN"),
        ("các đơn vị liên quan", "đơn vị có liên quan"),
        ("Các phòng, ban, ngành", "phòng, ban và ngành"),
        ("Trung tâm Văn hóa – Thông tin – Thể thao huyện", "Trung tâm Văn hoá - Thông tin và Thể thao"),
    ],
)
def test_one_body_in_two_spellings(one: str, two: str) -> None:
    places = ("Phú Lộc", "Thừa Thiên Huế")
    assert agency_key(one, places) == agency_key(two, places)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("UBND huyện", "UBND tỉnh"),
        ("UBND xã", "UBND huyện"),
        ("Sở Nội vụ", "Phòng Nội vụ"),
        ("UBND huyện Phú Lộc", "UBND huyện Nam Đông"),
        ("Công an tỉnh", "Công an huyện"),
    ],
)
def test_other_bodies_stay_others(one: str, two: str) -> None:
    places = ("Phú Lộc", "Thừa Thiên Huế")
    assert agency_key(one, places) != agency_key(two, places)


def test_texts_and_places() -> None:
    assert text_key("Thủ tục  HÒA giải, năm 2023") == text_key("thủ tục hoà giải – năm 2023")
    assert place_key("Thành phố Hà Nội") == place_key("TP Hà Nội") == place_key("Hà Nội")
    assert place_key("Phú Yên") != place_key("Phù Yên")


@pytest.mark.parametrize(
    ("date", "precision", "words"),
    [
        (dt.date(2023, 3, 5), "day", "05/03/2023"),
        (dt.date(2023, 3, 5), "day", "5 tháng 3 năm 2023"),
        (dt.date(2023, 7, 1), "month", "tháng 7 năm 2023"),
        (dt.date(2023, 7, 1), "quarter", "quý III/2023"),
        (dt.date(2023, 1, 1), "year", "năm 2023"),
    ],
)
def test_how_a_date_may_be_written(date: dt.date, precision: str, words: str) -> None:
    assert words in date_wordings(date, precision)  # type: ignore[arg-type]

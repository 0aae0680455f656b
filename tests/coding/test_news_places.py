"""News of a district on the page of its province, and of the province on the page of a district."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler import gazetteer
from pipelines.newsplaces import place_told_of

THEN = dt.date(2022, 5, 6)
SON_LA, PHU_YEN = "P63:14", "D63:122"


def told(title: str, text: str, portal: str = SON_LA) -> str | None:
    locality = gazetteer.load().locality(portal, "portal", THEN)
    found = place_told_of(title, text, locality, THEN)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Huyện Phù Yên mở lớp tập huấn", "Các xã cử 40 công chức dự lớp."),
        ("Phù Yên: thêm ba bộ phận một cửa", "Sáng 5/5, UBND huyện Phù Yên khai trương ba bộ phận một cửa."),
        ("Kinh nghiệm từ huyện Phù Yên", "Ba năm qua, hồ sơ trễ hẹn giảm một nửa."),
        ("Cải cách hành chính của huyện có chuyển biến", "Tháng 2, huyện Phù Yên trả đúng hạn 98% hồ sơ."),
    ],
)
def test_a_district_that_the_title_names_is_told_of(title: str, text: str) -> None:
    assert told(title, text) == PHU_YEN


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Sở Nội vụ kiểm tra huyện Phù Yên", "Đoàn đã xem hồ sơ của ba xã."),
        (
            "Kiểm tra công vụ tại huyện Phù Yên",
            "Sáng 5/5, tại huyện, Đoàn kiểm tra của tỉnh làm việc với hai xã.",
        ),
        ("Kiểm tra công vụ tại huyện Phù Yên", "Ngày 5/5, Phó Chủ tịch UBND tỉnh làm việc với hai xã."),
        ("Huyện Phù Yên và huyện Bắc Yên giao lưu", "Hai huyện trao đổi cách làm."),
        ("Sơn La đẩy mạnh dịch vụ công", "Các huyện cùng làm."),
    ],
)
def test_who_comes_from_above_or_several_are_news_of_the_province(title: str, text: str) -> None:
    assert told(title, text) is None


def test_what_holds_all_over_the_province_is_the_provinces() -> None:
    text = "Quy định gồm ba chương. Huyện Phù Yên niêm yết tại bộ phận một cửa."
    assert told("Quy định về tiếp công dân trên địa bàn tỉnh Sơn La", text, PHU_YEN) == SON_LA
    assert told("Quy định về tiếp công dân trên địa bàn huyện Phù Yên", text, PHU_YEN) is None


def test_another_district_is_told_of_where_the_portals_is_not_named() -> None:
    text = "Năm qua, lực lượng dân quân huyện Bắc Yên tập luyện đều."
    assert told("Quyết thắng", text, PHU_YEN) == "D63:121"
    assert told("Quyết thắng", f"{text} Phù Yên học theo.", PHU_YEN) is None
    assert told("Quyết thắng", f"{text} Huyện Mai Sơn cũng vậy.", PHU_YEN) is None


def test_what_a_district_takes_over_from_its_province_is_the_provinces() -> None:
    text = "Sáng 5/5, UBND tỉnh Sơn La họp về dịch vụ công."
    assert told("Họp về dịch vụ công", text, PHU_YEN) == SON_LA
    assert told("Họp về dịch vụ công", f"{text} Huyện Phù Yên dự họp.", PHU_YEN) is None
    assert told("Họp về dịch vụ công", "UBND huyện họp về dịch vụ công.", PHU_YEN) is None

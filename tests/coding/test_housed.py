"""A body's line in a head leaves out what the line above it says."""

from __future__ import annotations

import pytest

from pipelines.headers import read_header

BELOW = "\nSố: 12/KH-X\n\nKẾ HOẠCH\n\nRà soát thủ tục\n\nNơi nhận:\n- Lưu: VT."


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("UBND TỈNH AN HÒA\nBAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ TỈNH AN HÒA"),
        ("ỦY BAN NHÂN DÂN\nHUYỆN BÌNH LÂM\nPHÒNG NỘI VỤ", "PHÒNG NỘI VỤ HUYỆN BÌNH LÂM"),
        ("UBND XÃ BÌNH LÂM\nPHÒNG VĂN HÓA - XÃ HỘI", "PHÒNG VĂN HÓA - XÃ HỘI XÃ BÌNH LÂM"),
        ("UBND THỊ XÃ BÌNH LÂM\nTHANH TRA THỊ XÃ", "THANH TRA THỊ XÃ BÌNH LÂM"),
        ("UBND TỈNH AN HÒA\nVĂN PHÒNG", "VĂN PHÒNG UBND TỈNH AN HÒA"),
        (
            "ĐOÀN ĐẠI BIỂU QUỐC HỘI VÀ\nHỘI ĐỒNG NHÂN DÂN TỈNH AN HÒA\nVĂN PHÒNG",
            "VĂN PHÒNG ĐOÀN ĐẠI BIỂU QUỐC HỘI VÀ HỘI ĐỒNG NHÂN DÂN TỈNH AN HÒA",
        ),
        ("TỈNH ỦY AN HÒA\nBAN TUYÊN GIÁO", "BAN TUYÊN GIÁO TỈNH ỦY AN HÒA"),
        ("ĐẢNG BỘ TỈNH AN HÒA\nBAN TỔ CHỨC TỈNH ỦY", "BAN TỔ CHỨC TỈNH ỦY AN HÒA"),
        ("LIÊN ĐOÀN LAO ĐỘNG TỈNH AN HÒA\nCÔNG ĐOÀN NGÀNH Y TẾ", "CÔNG ĐOÀN NGÀNH Y TẾ TỈNH AN HÒA"),
        ("UBND TỈNH AN HÒA\nBAN DÂN TỘC", "BAN DÂN TỘC TỈNH AN HÒA"),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH AN HÒA\nBAN DÂN TỘC", "BAN DÂN TỘC HỘI ĐỒNG NHÂN DÂN TỈNH AN HÒA"),
        ("TỈNH ĐOÀN AN HÒA\nTHÀNH ĐOÀN BÌNH LÂM", "THÀNH ĐOÀN BÌNH LÂM"),
        ("ĐẶC KHU HÒN MÂY\nỦY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN ĐẶC KHU HÒN MÂY"),
        ("CHỦ TỊCH\nỦY BAN NHÂN DÂN TỈNH AN HÒA", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH AN HÒA"),
        ("TỈNH AN HÒA\nBAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ TỈNH AN HÒA"),
        ("THUẾ TỈNH AN HÒA\nTHUẾ CƠ SỞ 3", "THUẾ CƠ SỞ 3"),
        # These have a name of their own, or the unit in it.
        ("UBND TỈNH AN HÒA\nTRƯỜNG CAO ĐẲNG NGHỀ SAO MAI", "TRƯỜNG CAO ĐẲNG NGHỀ SAO MAI"),
        ("UBND TỈNH AN HÒA\nBAN QUẢN LÝ DỰ ÁN BẾN CẢNG", "BAN QUẢN LÝ DỰ ÁN BẾN CẢNG"),
        ("UBND TỈNH AN HÒA\nSỞ TƯ PHÁP AN HÒA", "SỞ TƯ PHÁP AN HÒA"),
        ("UBND TỈNH AN HÒA\nUBND HUYỆN BÌNH LÂM", "UBND HUYỆN BÌNH LÂM"),
        ("ĐẢNG BỘ TỈNH AN HÒA\nHUYỆN ỦY BÌNH LÂM", "HUYỆN ỦY BÌNH LÂM"),
        ("SỞ Y TẾ AN HÒA\nBỆNH VIỆN ĐA KHOA SAO MAI", "BỆNH VIỆN ĐA KHOA SAO MAI"),
        ("BỘ TÀI CHÍNH\nTỔNG CỤC THUẾ", "TỔNG CỤC THUẾ"),
    ],
)
def test_a_name_is_made_whole_by_the_line_above(head: str, issuer: str) -> None:
    assert read_header(head + BELOW).issuer == issuer

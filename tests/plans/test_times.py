"""Times as they are written, and which of them are deadlines."""

from __future__ import annotations

import pytest

from pipelines.plans.marks import Marks
from pipelines.plans.times import Times


def read(text: str) -> list[str]:
    return [
        "recurring" if time.recurring else f"{time.date}/{time.precision}"
        for time in Times(text, 2024, Marks(text)).between(0, len(text))
    ]


def deadlines(text: str) -> list[str]:
    return [
        f"{time.date}/{time.precision}" for time in Times(text, 2024, Marks(text)).deadlines(0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("15/12/2022", ["2022-12-15/day"]),
        ("ngày 05 tháng 3 năm 2023", ["2023-03-05/day"]),
        ("5-3-2023; 5.3.2023", ["2023-03-05/day", "2023-03-05/day"]),
        ("ngày 25/11", ["2024-11-25/day"]),
        ("Quý II/2025", ["2025-04-01/quarter"]),
        ("quý 3 năm 2025", ["2025-07-01/quarter"]),
        ("Quý I, Quý III", ["2024-01-01/quarter", "2024-07-01/quarter"]),
        ("tháng 9/2023", ["2023-09-01/month"]),
        ("Tháng 3 - 11/2023", ["2023-11-01/month"]),
        ("T10/2023", ["2023-10-01/month"]),
        ("6 tháng đầu năm 2023", ["2023-04-01/quarter"]),
        ("Năm 2025", ["2025-01-01/year"]),
        ("Trong năm", ["2024-01-01/year"]),
        ("từ ngày 01/3/2023 đến hết ngày 15/4/2023", ["2023-04-15/day"]),
        ("từ 8 giờ ngày 01/3/2023 đến 17 giờ 00 ngày 15/4/2023", ["2023-04-15/day"]),
        ("Thường xuyên", ["recurring"]),
        ("Hằng quý", ["recurring"]),
        ("Định kỳ 6 tháng", ["recurring"]),
        ("ngày 20 tháng cuối quý", ["recurring"]),
        ("trước ngày 25 hằng tháng", ["recurring"]),
        ("31/6/2024", ["None/None"]),
        ("giai đoạn 2021-2025", []),
        ("35/KH-UBND", []),
        ("24/24 giờ, 8.264.117 lượt", []),
        ("gửi tài liệu trước 3-5 ngày làm việc", []),
        ("hoàn thành trước 5-7 ngày", []),
        ("gửi giấy mời trước 2-3\nngày", []),
        ("trước 2-3 giờ", []),
        ("trước 3-5 tuần", []),
        ("trước 10-12 giờ", []),
        ("trước 3-5 hộ dân", []),
        ("mỗi ngày 8-10 tiếng", ["recurring"]),
        ("mỗi ngày 1.5 giờ", ["recurring"]),
        ("hằng ngày 2-3 xã", ["recurring"]),
        ("mỗi ngày 2-3 xã", ["recurring"]),
        ("sau 2 ngày 1-2 lần", []),
        ("sau 2 ngày 1-2 xã", []),
        ("họp các ngày 5-7", []),
        ("hoàn thành 2/3 chỉ tiêu, 10/12 tiêu chí", []),
        ("trước 15-11", ["2024-11-15/day"]),
        ("trước 15-11\nNơi nhận", ["2024-11-15/day"]),
        ("gửi trước 15-11 để tổng hợp", ["2024-11-15/day"]),
        ("trước ngày 15.11 đồng chí A nộp", ["2024-11-15/day"]),
        ("trước ngày 15-11 năm 2025", ["2025-11-15/day"]),
        ("trước ngày 5/3 năm 2025", ["2025-03-05/day"]),
        ("trước ngày 5/3 (năm 2025)", ["2025-03-05/day"]),
        ("trước ngày 5/3(năm 2025)", ["2025-03-05/day"]),
        ("trước ngày 15/12 theo mẫu", ["2024-12-15/day"]),
        ("trước ngày 15/12 UBND xã nộp", ["2024-12-15/day"]),
        ("Chỉ thị 5/3-CT/TU, 5/3 CT-TU", []),
        ("trước ngày 15/01 năm sau", ["2025-01-15/day"]),
        ("trong tháng 1 năm sau", ["2025-01-01/month"]),
        ("trước ngày 5-7 tháng 9", ["2024-09-07/day"]),
        ("trước ngày 5 – 7 tháng 9 năm 2025", ["2025-09-07/day"]),
    ],
)
def test_a_time_is_as_precise_as_it_is_written(text: str, times: list[str]) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gửi Sở Nội vụ trước ngày 15/12.", ["2024-12-15/day"]),
        ("chậm nhất là vào ngày 5/6/2024", ["2024-06-05/day"]),
        ("hoàn thành xong trong quý III", ["2024-07-01/quarter"]),
        ("báo cáo trước 17 giờ ngày 2/8/2024", ["2024-08-02/day"]),
        ("báo cáo trước ngày 20/6 và ngày 20/11", ["2024-06-20/day", "2024-11-20/day"]),
        ("trình phê duyệt trong tháng\n5/2024", ["2024-05-01/month"]),
        ("xong trước ngày\n15 tháng 11 năm 2024", ["2024-11-15/day"]),
        ("theo Quyết định số 5/QĐ-UBND ngày 3/4/2024 của UBND tỉnh", []),
        ("có hiệu lực kể từ ngày 01/7/2024", []),
        ("các lớp được tổ chức trước ngày 31/12/2023", []),
        ("đã hoàn thành trước ngày 31/12/2023", []),
        ("tính đến ngày 30/6/2024 có 12 xã", []),
        ("đến năm 2025 đạt 80%", []),
        ("Đến hết quý II/2024 thực hiện xong việc số hóa hồ sơ", ["2024-04-01/quarter"]),
        ("Trong tháng 5/2024, tổ chức lớp cho các xã", ["2024-05-01/month"]),
        ("kiểm tra kết quả thực hiện từ tháng 1/2023 đến tháng 6/2023", []),
        ("tổ chức kiểm tra từ ngày 10/9 đến ngày 20/9/2024", ["2024-09-20/day"]),
        ("Đến hết quý II/2024 có 12 xã về đích", []),
        ("định kỳ hằng năm báo cáo trước ngày 15/12", []),
        ("kỷ niệm (10/10/1954 - 10/10/2024)", []),
        ("Báo cáo gửi về Phòng Nội vụ (trước ngày 10/6/2024).", ["2024-06-10/day"]),
        ("nộp báo cáo trước ngày 5-7 tháng 9", ["2024-09-07/day"]),
        ("hoàn thành 2/3 số nhiệm vụ", []),
        ("Danh sách gửi trước thứ Sáu, ngày 14/6/2024.", ["2024-06-14/day"]),
    ],
)
def test_a_deadline_is_what_the_words_before_it_make_one(text: str, found: list[str]) -> None:
    assert deadlines(text) == found

"""Names of bodies: where one ends, where the next begins."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines.plans.bodies import read_bodies, split_bodies


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Y tế chủ trì, phối hợp", ["Sở Y tế"]),
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Nội vụ tham mưu",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Nội vụ"],
        ),
        (
            "Phòng Tài nguyên và Môi trường và UBND các xã thực hiện",
            ["Phòng Tài nguyên và Môi trường", "UBND các xã"],
        ),
        ("Văn phòng HĐND và UBND huyện, Phòng Tư pháp để", ["Văn phòng HĐND và UBND huyện", "Phòng Tư pháp"]),
        ("Văn phòng HĐND huyện và UBND các xã cùng", ["Văn phòng HĐND huyện", "UBND các xã"]),
        ("Đảng ủy, HĐND, UBND xã chỉ đạo", ["Đảng ủy", "HĐND", "UBND xã"]),
        (
            "các sở, ban, ngành và UBND các huyện, thị xã, thành phố phải",
            ["các sở, ban, ngành", "UBND các huyện, thị xã, thành phố"],
        ),
        (
            "các Sở: Nội vụ, Giáo dục và Đào tạo và Y tế rà soát",
            ["Sở Nội vụ", "Sở Giáo dục và Đào tạo", "Sở Y tế"],
        ),
        (
            "UBND các xã: Hòa An, Phú Mỹ; Tân Lập và Đông Hà.",
            ["UBND xã Hòa An", "UBND xã Phú Mỹ", "UBND xã Tân Lập", "UBND xã Đông Hà"],
        ),
        ("UBND các xã: Tăng cường kiểm tra, xử lý", ["UBND các xã"]),
        ("UBND các huyện: Bắc Hà", ["UBND các huyện"]),
        ("Giám đốc Sở Xây dựng, Chủ tịch UBND các quận chịu", ["Sở Xây dựng", "UBND các quận"]),
        ("Ban Tuyên giáo và Dân vận Tỉnh ủy định hướng", ["Ban Tuyên giáo và Dân vận Tỉnh ủy"]),
        (
            "Kho bạc Nhà nước khu vực XI, Công an tỉnh phối hợp",
            ["Kho bạc Nhà nước khu vực XI", "Công an tỉnh"],
        ),
        ("Trung tâm Phục vụ hành chính công phường tiếp nhận", ["Trung tâm Phục vụ hành chính công phường"]),
        ("Báo và Đài Phát thanh - Truyền hình tỉnh mở", ["Báo và Đài Phát thanh - Truyền hình tỉnh"]),
        ("các cơ quan, đơn vị có liên quan tổ chức", ["các cơ quan, đơn vị có liên quan"]),
        ("UBND TP. Sao Mai giải quyết", ["UBND TP. Sao Mai"]),
        ("các doanh nghiệp viễn thông phải", []),
        ("các ngành, đơn vị khác như: Công an tỉnh; Cục Thuế tỉnh lập", ["Công an tỉnh", "Cục Thuế tỉnh"]),
        (
            "các cơ quan trung ương (Cục Hải quan, Kho bạc Nhà nước) phải",
            ["Cục Hải quan", "Kho bạc Nhà nước"],
        ),
        ("các phòng (trừ Phòng Nội vụ) phải", ["các phòng"]),
        ("các cơ quan, đơn vị được giao chủ trì rà soát", ["các cơ quan, đơn vị được giao chủ trì"]),
        ("Sở Y tế được giao chủ trì rà soát", ["Sở Y tế"]),
        ("Ban chỉ đạo 389 các huyện kiểm tra", ["Ban chỉ đạo 389 các huyện"]),
        ("Ban chỉ đạo công tác dân số tỉnh họp", ["Ban chỉ đạo công tác dân số tỉnh"]),
        ("Thanh tra tỉnh, thanh tra các Sở phối hợp", ["Thanh tra tỉnh", "thanh tra các Sở"]),
        ("hội nghị sơ kết được", []),
        ("ban hành kế hoạch", []),
        ("báo cáo kết quả", []),
    ],
)
def test_a_list_ends_where_somebody_acts(text: str, names: list[str]) -> None:
    assert [body.name for body in read_bodies(text, 0)[0]] == names


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("Sở Giáo dục và Đào tạo", "kiểm định chất lượng các trường"),
        ("Sở Tài chính", "quản lý ngân sách"),
        ("Sở Kế hoạch và Đầu tư", "đăng ký kinh doanh qua mạng"),
        ("Trung tâm Phục vụ hành chính công", "tiếp nhận và trả kết quả hồ sơ"),
        ("Phòng Nội vụ", "tổ chức cán bộ"),
        ("Phòng Tài chính", "quản lý nợ"),
        ("Sở Y tế", "kiểm tra nội bộ"),
        ("Trung tâm Y tế", "cấp cứu người bệnh"),
        ("Trung tâm Y tế", "khám và điều trị"),
        ("Văn phòng", "tiếp nhận và trả kết quả hồ sơ"),
        ("Công an", "quản lý xuất nhập cảnh"),
    ],
)
def test_what_a_body_does_is_no_unit_within_its_name(name: str, task: str) -> None:
    assert [body.name for body in read_bodies(f"{name} {task}.", 0)[0]] == [name]


@pytest.mark.parametrize("name", yaml.safe_load((Path(__file__).parent / "names.yml").read_text("utf-8")))
def test_a_name_goes_from_its_class_to_its_place(name: str) -> None:
    assert [body.name for body in read_bodies(f"{name} có trách nhiệm thực hiện.", 0)[0]] == [name]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (
            "Các phòng, ban, ngành và UBND các xã, thị trấn",
            ["Các phòng, ban, ngành", "UBND các xã, thị trấn"],
        ),
        ("- Sở Tài chính;\n- Sở Nội vụ.", ["Sở Tài chính", "Sở Nội vụ"]),
        ("Sở TN&MT, SNV", ["Sở TN&MT", "SNV"]),
        ("VNPT tỉnh, Viettel tỉnh", ["VNPT tỉnh", "Viettel tỉnh"]),
        ("Phòng Nội vụ (thường trực); Phòng Tư pháp", ["Phòng Nội vụ", "Phòng Tư pháp"]),
        ("Mời Ban Tổ chức Tỉnh ủy tham gia, Sở Nội vụ", ["Ban Tổ chức Tỉnh ủy", "Sở Nội vụ"]),
        ("", []),
    ],
)
def test_a_cell_is_nothing_but_names(cell: str, names: list[str]) -> None:
    assert [body.name for body in split_bodies(cell, 0, len(cell))] == names


def test_names_stand_where_they_say() -> None:
    text = "Giao  Sở Nội  vụ, Phòng Y tế làm"
    bodies, end = read_bodies(text, 6)
    assert [(body.name, text[body.start : body.end]) for body in bodies] == [
        ("Sở Nội vụ", "Sở Nội  vụ"),
        ("Phòng Y tế", "Phòng Y tế"),
    ]
    assert text[end:] == " làm"

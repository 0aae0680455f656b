from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.zones import units

PLAN = """Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;
Xét đề nghị của Trưởng phòng Nội vụ,
I. MỤC ĐÍCH
- Đơn giản hóa thủ tục hành chính.
III. KINH PHÍ THỰC HIỆN
- Ngân sách chi cho công tác tuyên truyền.
1. Nguồn chi thường xuyên
IV. TỔ CHỨC THỰC HIỆN
1. Phòng Nội vụ theo dõi.
Nơi nhận:
- UBND tỉnh (để báo cáo);
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
PHỤ LỤC
1\tRà soát thủ tục\tPhòng Nội vụ"""


def zones(text: str) -> list[str | None]:
    return [unit.zone for unit in units(text)]


def test_the_parts_of_a_plan_that_do_not_score() -> None:
    assert zones(PLAN) == [
        *("legal_basis", "legal_basis", None, None),
        *("funding", "funding", "funding"),
        *(None, None),
        *("recipients",) * 4,
        *(None, None),
    ]


def test_a_funding_section_ends_at_a_heading_of_its_own_rank() -> None:
    text = "3. Kinh phí thực hiện\nChi từ ngân sách xã.\n4. Tổ chức thực hiện\nGiao công chức văn hóa."
    assert zones(text) == ["funding", "funding", None, None]


@pytest.mark.parametrize(
    "line",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN\tCộng hòa xã hội chủ nghĩa Việt Nam",
        "Chương trình",
        "Phụ lục II",
        "(Ban hành kèm theo Quyết định số 5/QĐ-UBND)",
        "I- ĐÁNH GIÁ KẾT QUẢ",
    ],
)
def test_recipients_end_where_another_text_begins(line: str) -> None:
    assert zones(f"Nơi nhận:\n- Sở Nội vụ;\n{line}\nGiao Sở Y tế.")[-2:] == [None, None]
    assert zones("Nơi nhận:\n- Chương trình mục tiêu tỉnh;\n- Lưu: VT.")[-2:] == ["recipients"] * 2


@pytest.mark.parametrize(
    "line",
    [
        "Các phòng căn cứ nhiệm vụ được giao rà soát thủ tục.",
        "Căn cứ tình hình thực tế, các xã bố trí máy tính cho dân.",
        "Người dân không phải trả kinh phí khi nộp hồ sơ.",
    ],
)
def test_a_sentence_that_only_uses_the_words_scores(line: str) -> None:
    assert zones(line) == [None]


@pytest.mark.parametrize("lead", ["", "- ", "* + ", "2. ", "a) ", "II. "])
@pytest.mark.parametrize(
    "words",
    [
        "Nguồn kinh phí từ ngân sách huyện.",
        "Về kinh phí thực hiện: ngân sách huyện.",
        "KINH PHÍ do ngân sách bảo đảm.",
    ],
)
def test_funding_is_told_behind_bullets_and_numbers(lead: str, words: str) -> None:
    assert zones(f"{lead}{words}") == ["funding"]


@pytest.mark.parametrize("line", ["nơi nhận: như trên.", "- NƠI NHẬN:", "(Nơi gửi: B)", "noi nhận:"])
def test_recipients_are_told_behind_bullets(line: str) -> None:
    assert zones(line) == ["recipients"]


@pytest.mark.parametrize("lead", ["", "- ", "* "])
@pytest.mark.parametrize(
    "words", ["căn cứ Luật A;", "CĂN CỨ Nghị quyết B;", "Xét đề nghị của A;", "Theo đề nghị của B;"]
)
def test_grounds_are_told_behind_bullets(lead: str, words: str) -> None:
    assert zones(f"{lead}{words}") == ["legal_basis"]


def test_visit_counters_are_chrome() -> None:
    assert zones("Lượt xem: 194\nHuyện họp giao ban.\nTổng truy cập 8.264.117") == ["chrome", None, "chrome"]


@given(st.text(max_size=300))
def test_units_hold_every_sign_but_white_space(text: str) -> None:
    found = units(text)
    held = "".join(text[unit.start : unit.end] for unit in found)
    assert "".join(held.split()) == "".join(text.split())
    assert all(text[unit.start : unit.end] == text[unit.start : unit.end].strip() for unit in found)

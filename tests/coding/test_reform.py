from __future__ import annotations

from typing import Any

import pytest
import yaml

from pipelines import codebook
from pipelines.coding import code

FILLER = "\n".join(["Bà con trong xã đã cấy xong lúa mùa."] * 6)


@pytest.mark.parametrize(
    "title",
    [
        "Xã Tân An họp bàn công tác cải cách hành chính quý II",
        "Công bố 12 thủ tục hành chính mới về đất đai",
        "Từ tháng 9, huyện nhận hồ sơ qua dịch vụ công trực tuyến",
        "Chấn chỉnh kỷ luật, kỷ cương hành chính tại các phòng, ban",
        "Ra mắt Trung tâm Phục vụ hành chính công của phường",
        "Lấy ý kiến về sắp xếp đơn vị hành chính cấp xã",
    ],
)
def test_a_title_about_the_reform_is_enough(title: str) -> None:
    coding = code(title, FILLER)
    assert coding.is_reform
    assert coding.codes
    assert {"gate_title", "subject_title"} & set(coding.reform.rules)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Xã Tân An ra quân làm sạch kênh mương", "Đoàn viên vớt bèo trên 3 km kênh."),
        ("Khai mạc giải bóng chuyền nông dân", "Có 12 đội tham gia. Trao giải tại một cửa hàng thể thao."),
        (
            "Lộ trình tắt sóng truyền hình tương tự",
            "Người dân cần đầu thu khi chuyển đổi số hóa truyền hình.",
        ),
        ("Triển lãm sản phẩm dịch vụ công nghệ thông tin", "Các hãng giới thiệu ứng dụng CNTT cho sản xuất."),
        ("Cháy rừng tại xã Ea Tu", "Hạt kiểm lâm đã xử phạt vi phạm hành chính chủ rẫy."),
        ("Họ tên", ""),
        ("", ""),
    ],
)
def test_what_only_borrows_the_words_is_not_about_the_reform(title: str, text: str) -> None:
    coding = code(title, text)
    assert not coding.is_reform
    assert coding.codes == ()


def test_one_remark_in_a_long_report_does_not_make_it_one() -> None:
    remark = "Huyện cũng quan tâm cải cách thủ tục hành chính cho doanh nghiệp."
    assert not code("Vụ mùa thắng lợi", f"{FILLER}\n{remark}\n{FILLER}").is_reform


def test_three_gate_hits_in_the_body_do() -> None:
    body = "\n".join([FILLER, *["Cải cách hành chính được đẩy mạnh."] * 3, FILLER])
    coding = code("Kết quả sáu tháng", body)
    assert coding.is_reform
    assert "gate_body" in coding.reform.rules


def test_a_lead_with_a_gate_phrase_does() -> None:
    lead = "Sáng 5/3, thị xã sơ kết công tác CCHC."
    assert code("Họp giao ban tháng 3", f"{lead}\n{FILLER}").is_reform


def test_supporting_words_need_the_public_service_beside_them() -> None:
    firm = "Công ty ứng dụng công nghệ thông tin để bán hàng."
    office = "Các sở, ngành ứng dụng công nghệ thông tin để giải quyết hồ sơ cho người dân."
    title = "Ứng dụng công nghệ thông tin: nhìn lại một năm"
    assert not code(title, "\n".join([firm] * 4)).is_reform
    assert code(title, "\n".join([office] * 4)).is_reform


def test_scores_near_the_threshold_ask_for_a_person() -> None:
    near = code("Kết quả sáu tháng", "\n".join([FILLER, *["Nộp hồ sơ qua dịch vụ công trực tuyến."] * 3]))
    assert near.reform.review
    assert not code("Xã Tân An ra quân làm sạch kênh mương", FILLER).reform.review


def test_the_decision_names_its_rules_their_points_and_their_words() -> None:
    title = "Xã Tân An công bố thủ tục hành chính"
    coding = code(title, FILLER)
    assert coding.reform.rules == ("subject_title",)
    assert (coding.reform.score, coding.reform.margin) == (0.7, 0.2)
    (evidence,) = coding.reform.evidence
    assert (evidence.field, evidence.text) == ("title", "thủ tục hành chính")
    assert evidence.rule == "subject_title +0.70: thủ tục hành chính"
    assert title[evidence.start : evidence.end] == evidence.text


def test_a_rule_that_fired_often_shows_its_first_words_only() -> None:
    coding = code("Kết quả", "\n".join(["Dân dùng dịch vụ công trực tuyến."] * 40))
    assert coding.reform.rules == ("subject_lead", "subject_body")
    assert [one.start for one in coding.reform.evidence if one.rule.startswith("subject_body")] == [9, 43, 77]


def test_a_title_from_another_field_outweighs_any_number_of_remarks() -> None:
    body = "\n".join(["Hãng chào bán giải pháp cho chính phủ điện tử."] * 5)
    coding = code("Triển lãm giới thiệu giải pháp cho chính phủ điện tử", body)
    assert not coding.is_reform
    assert coding.reform.rules[-1] == "stranger_title"
    assert coding.reform.margin is not None
    assert coding.reform.margin < 0
    assert coding.reform.review
    assert not code(
        "Đảng bộ xã sơ kết nhiệm kỳ", "\n".join(["Cải cách hành chính có tiến bộ."] * 5)
    ).is_reform
    assert code("Đảng bộ xã lãnh đạo cải cách hành chính", FILLER).is_reform


def test_reform_without_any_theme_is_for_a_person_to_look_at() -> None:
    coding = code("Duy trì hệ thống theo ISO 9001 tại cơ quan", "Các phòng rà soát tài liệu ISO 9001.")
    assert coding.is_reform
    assert (coding.codes, coding.reform.review) == ((), True)


@pytest.mark.parametrize(
    "title",
    [
        "Ứng dụng công nghệ thông tin trong cơ quan nhà nước năm 2025",
        "Huyện Bình An nâng hạng DDCI",
        "Phân cấp quản lý nhà nước về đường bộ cho cấp xã",
        "Thực hành tiết kiệm, chống lãng phí tại xã Tân An",
        "Xã Tân An ra quân phong trào Bình dân học vụ số",
        "UBND xã Tân An ban hành kế hoạch chuyển đổi số",
        "Sáp nhập các xã: cử tri đồng thuận",
        "Triển khai Nghị quyết 57-NQ/TW trên địa bàn",
    ],
)
def test_titles_of_the_reform_that_no_gate_names(title: str) -> None:
    assert code(title, FILLER).is_reform


def test_a_supporting_word_beside_the_public_service_in_a_title_is_enough_and_to_be_reviewed() -> None:
    coding = code("Cấp xã ứng dụng công nghệ thông tin", FILLER)
    assert (coding.is_reform, coding.reform.rules) == (True, ("support_title", "context_title"))
    assert (coding.reform.margin, coding.reform.review) == (0.0, True)
    assert not code("Cửa hàng ứng dụng công nghệ thông tin", FILLER).is_reform
    assert not code("Xử phạt vi phạm hành chính công ty xả thải", FILLER).is_reform


def test_the_points_of_a_rule_are_the_codebook_s() -> None:
    raw = yaml.safe_load(codebook.BUILTIN.read_text(encoding="utf-8"))
    title = "Công bố 12 thủ tục hành chính mới về đất đai"
    builtin = code(title, FILLER)
    del raw["reform"]["points"]
    assert code(title, FILLER, made(raw)) == builtin, "a file that names no points has those of before"
    raw["reform"]["points"] = {"subject_title": 0.3, "threshold": 0.4}
    coding = code(title, FILLER, made(raw))
    assert builtin.reform is not None
    assert coding.reform is not None
    assert (builtin.is_reform, builtin.reform.score) == (True, 0.7)
    assert (coding.is_reform, coding.reform.score, coding.reform.margin) == (False, 0.3, -0.1)
    assert coding.reform.evidence[0].rule.startswith("subject_title +0.30")


def made(raw: dict[str, Any]) -> codebook.Codebook:
    return codebook.from_source(yaml.safe_dump(raw, allow_unicode=True), "mine")

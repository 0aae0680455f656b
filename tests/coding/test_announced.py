"""Which act a page announces, hands on or is, in sentences of our own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.acts import read_acts
from store.records import Act, PartialDate

SPOKEN = "Xã phải họp dân.\nDân nêu ý kiến.\nCán bộ trả lời.\nViệc gì cũng ghi sổ.\n"
MAY = dt.date(2016, 5, 10)


def act_of(text: str, title: str = "Tin trong ngày", *, files: bool = False) -> Act | None:
    return read_acts(title, text, None, MAY, has_files=files).act


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ngày 5/6/2016, Thông tư số 4/2016/TT-BNV của Bộ Nội vụ chính thức có hiệu lực.", "04/2016/TT-BNV"),
        ("Mùa mưa đến.\nĐể phòng xa, Kế hoạch số 7/KH-BCH của Ban chỉ huy huyện đã dự kiến năm việc.",
         "07/KH-BCH"),
        ("Tỉnh phân cấp nhiều việc.\nTại Nghị quyết số 8/2016/NQ-HĐND của HĐND tỉnh, có ba nguyên tắc.",
         "08/2016/NQ-HĐND"),
        (f"{SPOKEN}Trên đây là các nội dung chính tại Công văn số 15/SNV-CCHC của Sở Nội vụ.", "15/SNV-CCHC"),
        ("Theo Quyết định số 9-QĐ/BCĐ ngày 3/5/2016, có hai đoàn kiểm tra.", "09-QĐ/BCĐ"),
        ("Theo Quyết định số 9-QĐ/BCĐ ngày 3/5/2011, có hai đoàn kiểm tra.", None),
        ("Thực hiện Kế hoạch số 4/KH-UBND ngày 2/2/2016; Công văn số 5/VP-TH ngày 3/3/2016, xã họp.", None),
        ("Khi dịch xảy ra, Kế hoạch số 7/KH-UBND vẫn chưa có.", None),
    ],
)  # fmt: skip
def test_an_act_is_announced_where_the_head_or_the_end_speaks_of_it(text: str, number: str | None) -> None:
    act = act_of(text)
    assert (act.number if act else None) == number


@pytest.mark.parametrize(
    ("text", "kind", "issuer"),
    [
        ("UBND tỉnh vừa thông qua Kế hoạch xây dựng nông thôn mới.", "ke_hoach", "UBND tỉnh"),
        (
            "Để hè an toàn, Ban Chỉ đạo hè huyện xây dựng Kế hoạch trông trẻ.",
            "ke_hoach",
            "Ban Chỉ đạo hè huyện",
        ),
        ("Kế hoạch diệt muỗi năm 2016 vừa được UBND huyện Lộc Hà ban hành.", "ke_hoach", "UBND huyện Lộc Hà"),
        ("Sở Y tế vừa có văn bản đề nghị các xã diệt muỗi.", "cong_van", "Sở Y tế"),
        (
            "Trồng cây là một nhiệm vụ trọng tâm trong kế hoạch năm 2016 của UBND huyện.",
            "ke_hoach",
            "UBND huyện",
        ),
        ("Thành phố vừa ban hành Kế hoạch trồng cây.", "ke_hoach", None),
        ("Mùa khô đến.\nThành phố vừa ban hành Kế hoạch giữ rừng.", "ke_hoach", None),
        (
            "Theo kế hoạch của Ban Chỉ đạo hè huyện Lộc Hà vừa ban hành, sẽ có ba lớp bơi.",
            "ke_hoach",
            "Ban Chỉ đạo hè huyện Lộc Hà",
        ),
        ("Hội chợ mở đúng dịp Thủ tướng Chính phủ vừa ban hành Quyết định về Ngày Trồng cây.", None, None),
        ("Các xã xây dựng kế hoạch trồng cây.", None, None),
        ("Sở Tư pháp đã ban hành văn bản quy phạm pháp luật kịp thời.", None, None),
    ],
)
def test_an_act_without_a_number(text: str, kind: str | None, issuer: str | None) -> None:
    act = act_of(text)
    assert (act.kind, act.issuer) == (kind, issuer) if act else kind is None


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("Nhiều việc mừng xuân", ("Xuân về, huyện có nhiều việc.\n"
         "UBND huyện đã ban hành Kế hoạch số 8/KH-UBND ngày 2/5/2016 về thả diều."), None),
        ("Thả diều", ("Xuân về, huyện có nhiều việc.\n"
         "UBND huyện đã ban hành Kế hoạch số 8/KH-UBND ngày 2/5/2016 về thả diều."), "08/KH-UBND"),
        ("Những quy định mới trong tháng", ("Nghị định 9/2016/NĐ-CP quy định về diều.\n"
         "Thông tư 7/2016/TT-BTC quy định về phí."), None),
        ("Tập huấn về diều", ("Lớp mở sáng qua.\nHọc viên nghe các văn bản gồm: Nghị định 9/2016/NĐ-CP về "
         "diều; Nghị định 12/2016/NĐ-CP quy định về phí."), None),
        ("Sân chơi", "Sân chơi còn ít. Quyết định 4/QĐ-TTg năm 2011 đề ra năm việc cho các xã.", None),
        ("Sân chơi", "Sân chơi còn ít. Quyết định 4/QĐ-TTg năm 2016 đề ra năm việc cho các xã.", "04/QĐ-TTg"),
        ("Bến đò", ("Đò khác xe.\nTại Công văn số 3/SYT-VP ngày 2/5/2016 của Sở Y tế, đò được ưu tiên.\n"
         "Tại Công văn số 6/SGTVT-VP ngày 1/5/2016 của Sở Giao thông vận tải, xe được ưu tiên."), None),
    ],
)  # fmt: skip
def test_an_act_of_a_round_up_of_a_list_or_of_years_ago_is_cited(
    title: str, text: str, number: str | None
) -> None:
    reading = read_acts(title, text, None, MAY)
    assert (reading.act.number if reading.act else None) == number
    assert (number is None) == (len(reading.citations) > 0)


def test_a_plan_that_a_press_conference_makes_public_is_announced_where_its_gist_is_told() -> None:
    opening = "Chiều qua, Sở Y tế họp báo công bố Kế hoạch diệt muỗi.\n"
    gist = "Sở nêu các nội dung chính của Kế hoạch số 7/KH-UBND ngày 4/5/2016 của UBND tỉnh."
    act = act_of(opening + gist)
    assert act is not None
    assert (act.number, act.issuer) == ("07/KH-UBND", "UBND tỉnh")
    assert act_of("Chiều qua, Sở Y tế họp báo.\n" + gist) is None


def test_a_caption_and_its_credit_are_no_paragraphs_of_the_head() -> None:
    told = "Thành phố ban hành Kế hoạch số 7/KH-UBND ngày 4/5/2016 về trồng cây."
    shown = "Cây cần nước.\nDân cần cây.\nMột cây mới trồng.\nẢnh: Lê Na\n"
    act = act_of(shown + told)
    assert act is not None
    assert (act.number, act.issuer) == ("07/KH-UBND", "UBND Thành phố")
    assert act_of(shown.replace("Ảnh: Lê Na", "Mưa to.") + told) is None


def test_a_committee_of_inspection_issues_its_own_plan() -> None:
    act = act_of("Ủy ban kiểm tra Đảng ủy Sở ban hành Kế hoạch giám sát năm 2016.")
    assert act is not None
    assert act.issuer == "Ủy ban kiểm tra Đảng ủy Sở"


def test_the_day_of_an_act_without_number_is_not_that_of_the_act_before_it() -> None:
    text = "Thực hiện Chỉ thị số 3/CT-TTg ngày 2/2/2016, ngày 30/4, UBND tỉnh đã ban hành Kế hoạch diệt muỗi."
    act = act_of(text)
    assert act is not None
    assert (act.number, act.issued) == (None, PartialDate(dt.date(2016, 4, 30)))
    numbered = act_of(text.replace("Kế hoạch", "Kế hoạch số 9/KH-UBND về"))
    assert numbered is not None
    assert numbered.issued == PartialDate(dt.date(2016, 4, 30))


def test_a_director_signs_for_his_department_and_a_chairman_for_himself() -> None:
    act = act_of("Giám đốc Sở Y tế đã ký Quyết định số 3/QĐ-SYT về trực hè.")
    assert act is not None
    assert (act.issuer, act.signer_title) == ("Sở Y tế", "Giám đốc Sở Y tế")
    act = act_of("Chủ tịch UBND tỉnh Nguyễn Văn Mười đã ký Quyết định số 3/QĐ-UBND về trực hè.")
    assert act is not None
    assert (act.issuer, act.signer) == ("Chủ tịch UBND tỉnh", "Nguyễn Văn Mười")


def test_an_order_names_its_body_before_the_act() -> None:
    act = act_of("Đó là chỉ đạo của Thành ủy Hà Nội tại Thông tri số 11-TT/TU về trồng cây.")
    assert act is not None
    assert (act.number, act.issuer) == ("11-TT/TU", "Thành ủy Hà Nội")


# --- Covers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "text", "kind", "number"),
    [
        ("Thông báo lịch trực hè", "", "thong_bao", None),
        ("V/v gửi tài liệu trồng cây", "", "cong_van", None),
        ("BC công tác trồng cây quý I", "Xem file đính kèm.", "bao_cao", None),
        ("Lấy ý kiến góp ý cho dự thảo Quyết định về trồng cây", "", "quyet_dinh", None),
        ("Nghị quyết số 3/NQ-CP của Chính phủ", "", "nghi_quyet", "03/NQ-CP"),
        ("Thông tư hướng dẫn trồng cây", "Toàn văn Thông tư 7/2016/TT-BTC của Bộ Tài chính xem tại đây./.",
         "thong_tu", "07/2016/TT-BTC"),
    ],
)  # fmt: skip
def test_a_cover_announces_the_act_of_its_title(title: str, text: str, kind: str, number: str | None) -> None:
    reading = read_acts(title, text)
    act = reading.act
    assert act is not None
    assert (reading.kind, act.status, act.kind, act.number) == ("tin_bai", "announced", kind, number)
    assert ("draft" in act.flags) == ("dự thảo" in title)


@pytest.mark.parametrize(
    ("title", "text", "kind", "issuer"),
    [
        ("Sửa quy định trồng cây", "Bộ Tư pháp đang lấy ý kiến về dự thảo Nghị định mới.\nCó ba điều.",
         "nghi_dinh", "Bộ Tư pháp"),
        ("Mời tham gia ý kiến dự thảo Quyết định trồng cây", "Văn bản có ba điều.\nGửi thư về Sở.",
         "quyet_dinh", None),
    ],
)  # fmt: skip
def test_a_draft_that_is_put_up_for_comment_is_announced_as_one(
    title: str, text: str, kind: str, issuer: str | None
) -> None:
    act = act_of(text, title)
    assert act is not None
    assert (act.status, act.kind, act.issuer, act.number) == ("announced", kind, issuer, None)
    assert "draft" in act.flags


def test_a_meeting_about_a_draft_announces_none() -> None:
    assert act_of("Sáng qua, huyện mở hội nghị góp ý dự thảo Luật Đất đai.\nCó 60 người dự.") is None


def test_who_orders_behind_his_act_is_its_issuer() -> None:
    text = "Theo Công văn số 21/UBND-NC ngày 2/1/2016, UBND tỉnh yêu cầu các xã trồng cây.\nXã báo cáo."
    act = act_of(text)
    assert act is not None
    assert (act.number, act.issuer) == ("21/UBND-NC", "UBND tỉnh")
    assert act_of(text.replace("UBND tỉnh yêu cầu", "Sở Nội vụ yêu cầu")) is None


def test_a_day_spelled_without_its_year_takes_that_of_the_publication() -> None:
    text = "Ngày 20 tháng 4, UBND tỉnh ban hành Kế hoạch số 8/KH-UBND về trồng cây.\nXã báo cáo."
    act = read_acts("Trồng cây", text, None, MAY).act
    assert act is not None
    assert act.issued is not None
    assert (str(act.issued.date), act.flags) == (f"{MAY.year}-04-20", ("year_from_published",))


def test_the_title_of_a_cover_names_the_issuer_unless_it_names_another_act() -> None:
    act = act_of("", "Quyết định phê duyệt quyết toán năm 2015 của UBND tỉnh Sơn La")
    assert act is not None
    assert act.issuer == "UBND tỉnh Sơn La"
    act = act_of("", "Báo cáo thực hiện Nghị quyết, Kế hoạch của UBND tỉnh Sơn La")
    assert act is not None
    assert act.issuer is None


# --- Notices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "text", "issuer"),
    [
        ("Kết quả chấm điểm",
         "Thực hiện Quyết định số 5/QĐ-UBND, Sở Y tế - cơ quan thường trực Ban chỉ đạo thông báo kết quả.",
         "Sở Y tế"),
        ("THÔNG BÁO MỜI CHÀO HÀNG", "- Tên bên mời thầu: Sở Y tế Sơn La.\n- Giá bán hồ sơ: 1 đồng.",
         "Sở Y tế Sơn La"),
        ("Trả lời kiến nghị", "Kính gửi: Các xã\nSở trả lời như sau, từng điểm một.", None),
    ],
)  # fmt: skip
def test_who_speaks_in_his_own_voice_is_the_act(title: str, text: str, issuer: str | None) -> None:
    reading = read_acts(title, text, None, MAY)
    assert reading.act is not None
    assert (reading.act.status, reading.act.issuer) == ("self", issuer)
    assert reading.kind == reading.act.kind


def test_a_notice_that_is_told_is_announced() -> None:
    act = act_of(
        "UBND tỉnh vừa ban hành thông báo về lịch nghỉ lễ.\nCán bộ nghỉ ba ngày.", "Thông báo nghỉ lễ"
    )
    assert act is not None
    assert (act.status, act.kind, act.issuer) == ("announced", "thong_bao", "UBND tỉnh")
    assert act_of("Tại buổi họp, Sở Y tế thông báo kết quả chấm điểm.") is None


# --- Relations -------------------------------------------------------------------------------------------

LEAD = "UBND tỉnh vừa ban hành Kế hoạch số 20/KH-UBND ngày 3/5/2016 về trồng cây.\n"


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Các xã triển khai Chỉ thị số 3/CT-TTg của Thủ tướng Chính phủ.", "implements"),
        ("Đoàn kiểm tra việc thực hiện Chỉ thị số 3/CT-TTg của Thủ tướng Chính phủ.", "refers"),
        ("Tỉnh lập đội để thực hiện tốt Chỉ thị số 3/CT-TTg của Thủ tướng Chính phủ.", "implements"),
        ("Kế hoạch số 4/KH-BNV thực hiện Chỉ thị số 3/CT-TTg.", "refers"),
        ("Sở trình Nghị quyết bãi bỏ Chỉ thị số 3/CT-TTg.", "refers"),
        ("Kế hoạch này thay thế Chỉ thị số 3/CT-TTg.", "replaces"),
    ],
)
def test_a_cue_within_a_name_or_of_what_others_do_is_no_relation(text: str, relation: str) -> None:
    found = {one.number: one.relation for one in read_acts("", LEAD + text).citations}
    assert found["03/CT-TTg"] == relation


@pytest.mark.parametrize(("body", "is_his"), [("Thủ tướng Chính phủ", True), ("Bộ Y tế", False)])
def test_a_day_told_behind_the_name_of_what_is_approved_is_that_of_its_issuer(
    body: str, is_his: bool
) -> None:
    text = f"Xã nhớ Quyết định 5/QĐ-TTg phê duyệt Đề án trồng cây do {body} ban hành ngày 7/4/2016."
    (cited,) = read_acts("", text).citations
    assert cited.issued == (PartialDate(dt.date(2016, 4, 7)) if is_his else None)


def test_one_date_behind_two_numbers_is_that_of_both() -> None:
    text = "Xã đã họp.\nNêu các Nghị quyết số 1/NQ-CP, số 2/NQ-CP ngày 7/1/2013."
    assert [one.issued for one in read_acts("", text).citations] == [PartialDate(dt.date(2013, 1, 7))] * 2


NEWS = yaml.safe_load((Path(__file__).parent / "announced.yml").read_text(encoding="utf-8"))
MORE = (
    "\n\nTheo đó, các sở, ban, ngành căn cứ chức năng, nhiệm vụ tổ chức thực hiện nghiêm túc, bảo đảm đúng "
    "tiến độ đề ra. Văn phòng theo dõi, đôn đốc việc thực hiện.\n\nCác đơn vị rà soát, cắt giảm thủ tục, "
    "nâng cao chất lượng phục vụ người dân và doanh nghiệp trên địa bàn."
)


@pytest.mark.parametrize("case", NEWS, ids=lambda case: case["title"])
def test_kind_and_day_of_the_act_that_news_tells_of(case: dict[str, Any]) -> None:
    act = read_acts(case["title"], case["text"] + MORE, None, dt.date(2024, 5, 20)).act
    assert (act.kind if act else "none") == case["kind"]
    assert str(act.issued.date if act and act.issued else "none") == str(case["issued"])


@pytest.mark.parametrize(
    ("behind", "issuer", "signer"),
    [
        ("do Phó Chủ tịch UBND huyện Nguyễn Thị Thúy ký ngày 06/5/2016", "UBND huyện", "Nguyễn Thị Thúy"),
        ("do Giám đốc Sở Nội vụ Lê Văn An ký ban hành ngày 6/5/2016", "Sở Nội vụ", "Lê Văn An"),
    ],
)  # fmt: skip
def test_who_signed_and_when_is_told_right_behind_the_number(behind: str, issuer: str, signer: str) -> None:
    act = act_of(f"Kế hoạch số 88/KH-UBND {behind} nêu ba việc.\n{SPOKEN}")
    assert act is not None
    assert (act.issuer, act.signer, act.issued) == (issuer, signer, PartialDate(dt.date(2016, 5, 6)))

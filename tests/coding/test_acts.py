from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.acts import read_acts
from pipelines.covers import act_of_title
from store.records import PartialDate
from tests.coding.papers import PLAN, relations


def test_a_full_plan_is_the_act_itself() -> None:
    reading = read_acts("KẾ HOẠCH Rà soát thủ tục hành chính năm 2024", PLAN)
    act = reading.act
    assert act is not None
    assert (reading.kind, act.kind, act.status) == ("ke_hoach", "ke_hoach", "self")
    assert (act.number, act.raw) == ("88/KH-UBND", "88/KH-UBND")
    assert act.issued == PartialDate(dt.date(2024, 3, 4))
    assert act.issuer == "UBND huyện Tân Biên"
    assert act.signer == "Trần Thị Hoa"
    assert act.flags == ()
    assert reading.place == "Tân Biên"


def test_the_day_of_an_act_that_is_cited_is_not_that_of_the_act_issued() -> None:
    text = "Căn cứ Quyết định ngày 3/5/2023 của UBND tỉnh, Sở Nội vụ ban hành Kế hoạch thi.\n\nThi ba môn."
    act = read_acts("Tuyển dụng", text).act
    assert act is not None
    assert (act.kind, act.issuer, act.issued) == ("ke_hoach", "Sở Nội vụ", None)


def test_blanks_of_an_unsigned_copy_stay_blank() -> None:
    draft = PLAN.replace("Số: 88/KH-UBND", "Số: /KH-UBND").replace("ngày 04 tháng 3 năm", "ngày tháng năm")
    act = read_acts("", draft).act
    assert act is not None
    assert act.number is None
    assert act.issued == PartialDate(dt.date(2024, 1, 1), "year")
    assert set(act.flags) == {"number_blank", "date_incomplete"}


def test_news_announces_the_act_that_its_lead_names() -> None:
    text = (
        "Ngày 12/5/2022, UBND huyện Lộc Hà đã ban hành Kế hoạch số 131/KH-UBND về tuyên truyền "
        "theo Kế hoạch số 170/KH-UBND ngày 25/4/2022 của UBND tỉnh.\n"
        "Các xã thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ."
    )
    reading = read_acts("Đẩy mạnh tuyên truyền", text)
    act = reading.act
    assert act is not None
    assert (reading.kind, act.kind, act.status) == ("tin_bai", "ke_hoach", "announced")
    assert (act.number, act.issuer) == ("131/KH-UBND", "UBND huyện Lộc Hà")
    assert act.issued == PartialDate(dt.date(2022, 5, 12))
    assert relations(reading) == {"170/KH-UBND": "implements", "76/NQ-CP": "implements"}


@pytest.mark.parametrize(
    ("lead", "number"),
    [
        ("Công văn số 99/SNV-CCHC ngày 3/4/2023 của Sở Nội vụ về việc chấm điểm.", "99/SNV-CCHC"),
        ("Thực hiện Chỉ thị số 07/CT-TTg, xã đã họp dân.", None),
        ("Căn cứ Quyết định số 12/QĐ-UBND, phòng kiểm tra hồ sơ.", None),
        ("Hội nghị tổng kết Chương trình số 08-CTr/TU đã diễn ra.", None),
        ("Sở vừa có công văn gửi các xã. Theo đó, Công văn số 5/STP-VP yêu cầu rà soát.", "05/STP-VP"),
    ],
)
def test_only_an_act_that_is_told_of_is_announced(lead: str, number: str | None) -> None:
    act = read_acts("Tin trong tuần", lead).act
    assert (act.number if act else None) == number


def test_a_number_in_the_title_is_the_act() -> None:
    act = read_acts("Thông tư 12/2021/TT-BNV có gì mới", "Nhiều quy định thay đổi.").act
    assert act is not None
    assert (act.number, act.issuer, act.status) == ("12/2021/TT-BNV", "Bộ Nội vụ", "announced")


def test_an_act_whose_number_is_not_told_is_announced_without_one() -> None:
    act = read_acts("Tin", "UBND tỉnh vừa có Kế hoạch cải thiện chỉ số hài lòng.").act
    assert act is not None
    assert (act.number, act.kind, act.issuer, act.flags) == (
        None,
        "ke_hoach",
        "UBND tỉnh",
        ("number_missing",),
    )


def test_a_day_without_a_year_takes_it_from_the_published_date_and_says_so() -> None:
    text = "Ngày 28/12, UBND tỉnh ban hành Kế hoạch số 9/KH-UBND về chuyển đổi số."
    act = read_acts("", text, None, dt.date(2023, 1, 3)).act
    assert act is not None
    assert act.issued == PartialDate(dt.date(2022, 12, 28))
    assert "year_from_published" in act.flags


def test_an_act_named_with_its_number_in_the_background_is_not_announced() -> None:
    text = "Ngay từ đầu năm, UBND tỉnh đã ban hành Chỉ thị số 1/CT-UBND về kỷ cương.\nNay tỉnh tăng hai bậc."
    assert read_acts("Tỉnh tăng hai bậc", f"Mở đầu dài.\n{text}").act is None


@pytest.mark.parametrize(
    ("subject", "issuer"),
    [
        ("UBND thị xã Ngã Năm (tỉnh Sóc Trăng)", "UBND thị xã Ngã Năm"),
        ("Văn phòng HĐND và UBND huyện Đông Hưng, tỉnh Thái Bình", "Văn phòng HĐND và UBND huyện Đông Hưng"),
        ("UBND huyện Đông Hưng, tỉnh Thái Bình", "UBND huyện Đông Hưng"),
        ("UBND huyện Đông Hưng (Thái Bình)", "UBND huyện Đông Hưng"),
        ("UBND phường Tân Định, Thành phố Hồ Chí Minh", "UBND phường Tân Định"),
        ("Ban Thường vụ Huyện ủy Đông Hưng (Thái Bình) vừa", "Ban Thường vụ Huyện ủy Đông Hưng"),
    ],
)
def test_the_province_beside_a_district_does_not_part_it_from_its_verb(subject: str, issuer: str) -> None:
    act = read_acts("Kế hoạch mới", f"{subject} ban hành Kế hoạch số 19/KH-UBND ngày 4/5/2021 về lễ hội.").act
    assert act is not None
    assert (act.number, act.issuer) == ("19/KH-UBND", issuer)


def test_a_person_begins_where_the_place_of_the_office_ends() -> None:
    text = "Phó Chủ tịch UBND tỉnh Gia Lai Ksor Mlan đã ký ban hành Kế hoạch số 19/KH-UBND ngày 4/5/2021."
    act = read_acts("Kế hoạch mới", text).act
    assert act is not None
    assert (act.issuer, act.signer) == ("UBND tỉnh Gia Lai", "Ksor Mlan")


def test_a_day_behind_the_number_takes_its_year_from_the_published_date() -> None:
    text = "Nhiều việc nêu trong Kế hoạch số 42/KH-SYT ngày 27/9 của Sở Y tế."
    act = read_acts("Kế hoạch số 42/KH-SYT", text, None, dt.date(2016, 10, 7)).act
    assert act is not None
    assert act.issued == PartialDate(dt.date(2016, 9, 27))
    assert "year_from_published" in act.flags


def test_what_a_contest_carries_out_is_not_announced() -> None:
    text = (
        "Triển khai Chương trình chuyển đổi số được phê duyệt tại Quyết định 749/QĐ-TTg ngày 03/6/2020, "
        "Sở Nội vụ vừa phát động cuộc thi sáng tác biểu trưng."
    )
    assert read_acts("Cuộc thi sáng tác biểu trưng", text).act is None


def test_a_title_may_shorten_the_kind() -> None:
    act = read_acts("QĐ 52/QD-UBND ngày 29/01/2018 V/v công bố thủ tục của Sở Y tế", "").act
    assert act is not None
    assert act.issued is not None
    assert (act.number, act.kind, act.issued.date.isoformat()) == ("52/QĐ-UBND", "quyet_dinh", "2018-01-29")


def test_the_place_of_a_department_may_stand_on_the_next_line() -> None:
    text = (
        "SỞ TÀI CHÍNH\nSố: 31/KH-STC\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nSơn La, ngày 4 tháng 5 năm 2021\n\nKẾ HOẠCH\nTiếp công dân năm 2021\n\n"
        "Kế hoạch tiếp công dân của Sở Tài chính\ntỉnh Sơn La gồm hai phần."
    )
    act = read_acts("", text).act
    assert act is not None
    assert act.issuer == "Sở Tài chính tỉnh Sơn La"


def test_a_register_page_is_its_act() -> None:
    fields = {
        "Số/Ký hiệu:": "45 /2016/QÐ-UBND",
        "Loại văn bản": "Quyết định",
        "Cơ quan ban hành": "UBND tỉnh Đắk Nông",
        "Ngày ban hành": "19/10/2016",
        "Người ký": "Lê Văn Tám",
    }
    reading = read_acts("Ban hành quy định về giá đất", "Trích yếu …", fields)
    act = reading.act
    assert act is not None
    assert (reading.kind, act.status, act.number) == ("quyet_dinh", "self", "45/2016/QĐ-UBND")
    assert (act.issuer, act.signer) == ("UBND tỉnh Đắk Nông", "Lê Văn Tám")
    assert act.issued == PartialDate(dt.date(2016, 10, 19))


def test_a_register_number_that_cannot_be_read_is_kept_and_flagged() -> None:
    act = read_acts("Về việc nghỉ lễ", "", {"Số ký hiệu": "TJ-334", "Loại văn bản": "Thông báo"}).act
    assert act is not None
    assert (act.number, act.raw, act.kind, act.flags) == (
        None,
        "TJ-334",
        "thong_bao",
        ("number_unread", "number_without_digits"),
    )


def test_fields_that_name_no_act_give_none() -> None:
    assert read_acts("Liên hệ", "", {"Điện thoại": "0123"}).act is None


def test_a_title_names_the_act_of_a_page_that_only_hands_on_a_file() -> None:
    act = act_of_title("Kế hoạch tuyên truyền năm 2019")
    assert act is not None
    assert (act.kind, act.status, act.number) == ("ke_hoach", "announced", None)
    assert act_of_title("Huyện ban hành kế hoạch") is None


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_text_is_an_error(text: str, title: str) -> None:
    read_acts(title, text)


@pytest.mark.parametrize(
    ("day", "issued"),
    [
        ("5/3 năm 2009", PartialDate(dt.date(2009, 3, 5))),
        ("5/3, năm 2009", PartialDate(dt.date(2009, 3, 5))),
        ("5/3 (năm 2009)", PartialDate(dt.date(2009, 3, 5))),
        ("5 tháng 3 (năm 2009)", PartialDate(dt.date(2009, 3, 5))),
        ("15 tháng 12, năm 2009", PartialDate(dt.date(2009, 12, 15))),
        ("5/3-2009", PartialDate(dt.date(2009, 3, 5))),
        ("5/3 năm ngoái", None),
        ("5 tháng 3 của năm ngoái", None),
        ("5/3/09", None),
    ],
)
def test_a_year_that_is_told_is_not_replaced_by_that_of_the_page(
    day: str, issued: PartialDate | None
) -> None:
    published = dt.date(2022, 10, 5)
    cited = read_acts(
        "Tin", f"Thực hiện Kế hoạch số 9/KH-UBND ngày {day}, hôm nay huyện họp.", None, published
    )
    assert [(one.issued, one.flags) for one in cited.citations] == [(issued, ())]
    told = read_acts("", f"UBND tỉnh ban hành Kế hoạch số 9/KH-UBND ngày {day}.", None, published).act
    assert told is not None
    assert (told.issued, told.flags) == (issued, ())
    before = read_acts("", f"Ngày {day}, UBND tỉnh ban hành Kế hoạch số 9/KH-UBND.", None, published).act
    assert before is not None
    assert (before.issued, before.flags) == (issued, ())


def test_two_acts_of_two_days_have_each_its_own() -> None:
    text = "Trong hai ngày 16/9 và 19/9/2011, Cục A đã có công văn số 178/CA-GC và 208/CA-GC gửi các hãng."
    days = [one.issued for one in read_acts("Tin trong ngày", text).citations]
    act = read_acts("Tin trong ngày", text).act
    days = [*([act.issued] if act else []), *days]
    assert PartialDate(dt.date(2011, 9, 16)) in days
    assert PartialDate(dt.date(2011, 9, 19)) in days


def test_articles_without_a_head_are_a_regulation() -> None:
    text = "Điều 1. Vị trí\nSở là cơ quan chuyên môn.\nĐiều 2. Nhiệm vụ\n1. Trình UBND tỉnh."
    reading = read_acts("Chức năng nhiệm vụ", text)
    assert reading.kind == "quy_dinh"
    assert reading.act is not None
    assert reading.act.status == "self"


@pytest.mark.parametrize(
    "title",
    [
        "Hỏi đáp: Sửa đổi, bổ sung Nghị định về biên chế",
        "Ai được nghỉ hưu trước tuổi?",
        "Điểm mới của Nghị định về biên chế",
        "Những quy định cần biết về tiếp công dân",
        "Chính phủ ban hành Nghị định về biên chế",
        "Mức thu lệ phí được tính thế nào",
    ],
)
def test_articles_below_a_title_that_tells_or_asks_are_no_regulation(title: str) -> None:
    act = read_acts(title, "Điều 1. Sửa đổi một số khoản.\nĐiều 2. Hiệu lực thi hành.").act
    assert act is None or act.status == "announced"


@pytest.mark.parametrize("title", ["Quy chế hỏi đáp trực tuyến", "Quy định chức năng của Sở A ban hành"])
def test_a_title_that_begins_with_its_kind_is_an_acts(title: str) -> None:
    act = read_acts(title, "Điều 1. Vị trí của sở.\n- Điều 2. Nhiệm vụ của sở.").act
    assert act is not None
    assert act.status == "self"

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.acts import ActReading, read_acts
from pipelines.covers import act_of_title
from store.records import PartialDate

PLAN = """ỦY BAN NHÂN DÂN
HUYỆN TÂN BIÊN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 88/KH-UBND

Tân Biên, ngày 04 tháng 3 năm 2024

KẾ HOẠCH

Rà soát thủ tục hành chính năm 2024

Căn cứ Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ về kiểm soát thủ tục hành chính;
Căn cứ Kế hoạch số 410/KH-UBND ngày 20/02/2024 của UBND tỉnh Tây Ninh về rà soát thủ tục hành chính năm 2024,

UBND huyện Tân Biên ban hành Kế hoạch rà soát thủ tục hành chính như sau:

1. Các phòng rà soát theo Công văn số 77/SNV-CCHC của Sở Nội vụ.
2. Kế hoạch này thay thế Kế hoạch số 15/KH-UBND ngày 12/01/2023.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Trần Thị Hoa"""


def relations(reading: ActReading) -> dict[str, str]:
    return {citation.number: citation.relation for citation in reading.citations}


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


def test_citations_say_how_the_plan_stands_to_other_acts() -> None:
    reading = read_acts("", PLAN)
    assert relations(reading) == {
        "63/2010/NĐ-CP": "legal_basis",
        "410/KH-UBND": "implements",
        "77/SNV-CCHC": "refers",
        "15/KH-UBND": "replaces",
    }
    superior = reading.citations[1]
    assert (superior.issuer, superior.issued) == ("UBND tỉnh Tây Ninh", PartialDate(dt.date(2024, 2, 20)))
    assert PLAN[superior.start : superior.end] == superior.raw


def test_an_act_that_only_the_title_names_is_cited_once_from_there() -> None:
    title = "Xã Đồi Vàng triển khai Kế hoạch số 21/KH-UBND của UBND huyện"
    (cited,) = read_acts(title, "Sáng qua, các thôn đã họp bàn về việc sửa đường.").citations
    assert (cited.number, cited.field, title[cited.start : cited.end]) == (
        "21/KH-UBND",
        "title",
        "21/KH-UBND",
    )
    text = "Các thôn họp bàn theo Kế hoạch số 21/KH-UBND."
    (cited,) = read_acts(title, text).citations
    assert (cited.field, text[cited.start : cited.end]) == ("text", "21/KH-UBND")


def test_a_number_that_lost_its_kind_is_cited_with_the_kind_that_the_words_say() -> None:
    text = "Các xã cho vay theo Thông tư số 31/2014/BXD; mã máy là 31/2014/XYZ, 7/BXD."
    (cited,) = read_acts("Tin vay vốn", text).citations
    assert (cited.number, cited.kind, cited.issuer) == ("31/2014/BXD", "thong_tu", "Bộ Xây dựng")


def test_an_act_without_number_is_cited_where_kind_body_and_day_are_told() -> None:
    text = (
        "Thực hiện Chỉ thị của Ban Thường vụ Tỉnh ủy ngày 1/6/2023, các xã họp dân. Căn cứ Quyết định ngày 3 "
        "tháng 5 năm 2023 của UBND tỉnh về biên chế, các xã đã xem Quyết định số 7/QĐ-UBND ngày 4/5/2023 của "
        "UBND tỉnh, kế hoạch của UBND tỉnh và Nghị quyết của HĐND tỉnh năm 2023."
    )
    found = read_acts("Tin họp dân", text).citations
    assert [(one.number, one.kind, one.issuer, str(one.issued.date)) for one in found if one.issued] == [
        ("", "chi_thi", "Ban Thường vụ Tỉnh ủy", "2023-06-01"),
        ("", "quyet_dinh", "UBND tỉnh", "2023-05-03"),
        ("07/QĐ-UBND", "quyet_dinh", "UBND tỉnh", "2023-05-04"),
    ]
    assert [one.flags for one in found] == [("number_missing",), ("number_missing",), ()]
    assert all(text[one.start : one.end] == one.raw for one in found)


def test_the_day_of_an_act_that_is_cited_is_not_that_of_the_act_issued() -> None:
    text = "Căn cứ Quyết định ngày 3/5/2023 của UBND tỉnh, Sở Nội vụ ban hành Kế hoạch thi.\n\nThi ba môn."
    act = read_acts("Tuyển dụng", text).act
    assert act is not None
    assert (act.kind, act.issuer, act.issued) == ("ke_hoach", "Sở Nội vụ", None)


def test_a_list_of_acts_shares_its_cue() -> None:
    text = PLAN.replace(
        "1. Các phòng",
        "Thực hiện Chỉ thị số 23/CT-TTg ngày 2/9/2021 của Thủ tướng Chính phủ; Nghị quyết số 17-NQ/TU của "
        "Tỉnh ủy về đẩy mạnh cải cách và Kế hoạch số 9-KH/HU của Huyện ủy. "
        "Huyện nêu Quyết định số 8/QĐ-UBND.\n1. Các phòng",
    )
    found = relations(read_acts("", text))
    assert [found[number] for number in ("23/CT-TTg", "17-NQ/TU", "09-KH/HU", "08/QĐ-UBND")] == [
        *["implements"] * 3,
        "refers",
    ]


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


@pytest.mark.parametrize("date", ["31/02/2017", "30/01/203", "06/2/2104"])
def test_an_impossible_date_is_no_date(date: str) -> None:
    reading = read_acts("", f"Thực hiện Quyết định số 5/QĐ-UBND ngày {date} của UBND tỉnh.")
    assert reading.citations[0].issued is None


def test_words_decide_the_kind_of_a_party_symbol() -> None:
    reading = read_acts("", "Quán triệt Quy định số 230-QĐ/TW và Quyết định số 229-QĐ/TW.")
    assert [citation.kind for citation in reading.citations] == ["quy_dinh", "quyet_dinh"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chương trình số 12/CT-UBND của UBND tỉnh", "chuong_trinh"),
        ("Chỉ thị số 12/CT-UBND của UBND tỉnh", "chi_thi"),
        ("Tờ trình số 12/TT-BNV", "to_trinh"),
        ("Kế hoạch số 158/QĐ-UBND", "quyet_dinh"),  # a symbol of one kind decides
        ("nghị quyết số 102/2014/NĐ-CP", "nghi_dinh"),
        ("Nghị quyết số 15/2008/QH12", "nghi_quyet"),
        ("Luật số 15/2008/QH12", "luat"),
        ("Pháp lệnh số 15/2008/UBTVQH12", "phap_lenh"),
        ("Kế hoạch số 1595/STC-KH", "ke_hoach"),
        ("Báo cáo theo công văn số 1595/STC-NS", "cong_van"),
    ],
)
def test_words_and_symbols_share_the_decision_on_the_kind(text: str, kind: str) -> None:
    (citation,) = read_acts("", f"Các xã họp. Nêu {text}.").citations
    assert citation.kind == kind


@pytest.mark.parametrize(
    ("text", "issuer", "issued"),
    [
        ("Chỉ thị số 23/CT-UBND của UBND tỉnh Sơn La ngày 8/1/2015 về Tết", "UBND tỉnh Sơn La", "2015-01-08"),
        ("Nghị định số 1/2019/NĐ-CP của Chính phủ ban hành ngày 2/3/2019", "Chính phủ", "2019-03-02"),
        ("ngày 27/11/2017, Chính phủ ban hành Nghị định số 139/2017/NĐ-CP", "Chính phủ", "2017-11-27"),
        ("Quyết định số 5/QĐ-UBND ngày 4/5/2020 của Ủy ban nhân\ndân tỉnh\nSơn La về giá",
         "Ủy ban nhân dân tỉnh Sơn La", "2020-05-04"),
        ("Quyết định số 5/QĐ-UBND của UBND tỉnh, ngày 6/7/2021 xã họp", "UBND tỉnh", None),
        ("Kế hoạch số 9/KH-UBND của UBND tỉnh\n\nTheo đó, các xã phải họp", "UBND tỉnh", None),
        ("Kế hoạch số 9/KH-UBND của UBND tỉnh Theo Kế hoạch này, xã họp", "UBND tỉnh", None),
        ("Kế hoạch số 9/KH-UBND của UBND huyện Để kịp tiến độ, xã họp", "UBND huyện", None),
        ("Kế hoạch số 9/KH-UBND của UBND tỉnh Phòng Nội vụ họp", "UBND tỉnh", None),
        ("Kế hoạch số 9/KH-UBND của UBND tỉnh Bà Rịa - Vũng Tàu về lễ", "UBND tỉnh Bà Rịa - Vũng Tàu", None),
        ("Kế hoạch số 9/KH-UBND của UBND huyện Lắk về lễ", "UBND huyện Lắk", None),
        ("Kế hoạch số 9/KH-UBND của UBND huyện Kế Sách về lễ", "UBND huyện Kế Sách", None),
        ("Kế hoạch số 9/KH-UBND của Thành ủy và hướng tới tương lai", "Thành ủy", None),
    ],
)  # fmt: skip
def test_date_and_issuer_of_a_citation(text: str, issuer: str, issued: str | None) -> None:
    (citation,) = read_acts("", f"Các xã đã họp.\nTừ đó, {text}.").citations
    assert citation.issuer == issuer
    assert (citation.issued.date.isoformat() if citation.issued else None) == issued


def test_the_same_number_of_two_years_is_two_acts_and_a_later_mention_tells_the_date() -> None:
    text = (
        "Các xã đã họp.\nXã thực hiện Chỉ thị số 1/CT-UBND. "
        "Chỉ thị số 1/CT-UBND ngày 4/1/2013 của UBND tỉnh nêu rõ việc này; "
        "năm sau có Chỉ thị số 01/CT-UBND ngày 2/1/2014 của UBND tỉnh."
    )
    dates = [citation.issued.date.year for citation in read_acts("", text).citations if citation.issued]
    assert dates == [2013, 2014]


def test_an_act_named_with_its_number_in_the_background_is_not_announced() -> None:
    text = "Ngay từ đầu năm, UBND tỉnh đã ban hành Chỉ thị số 1/CT-UBND về kỷ cương.\nNay tỉnh tăng hai bậc."
    assert read_acts("Tỉnh tăng hai bậc", f"Mở đầu dài.\n{text}").act is None


def test_issuers_end_where_the_sentence_goes_on() -> None:
    text = (
        "Theo Quyết định số 1/QĐ-SVHTTDL của Sở Văn hóa, Thể thao và Du lịch về lễ hội và Kế hoạch số "
        "2/KH-SKHĐT của Sở Kế hoạch và Đầu tư ban hành năm 2020 và Chỉ thị số 3/CT-UBND của UBND tỉnh "
        "và Chỉ thị số 4/CT-TTg."
    )
    issuers = [citation.issuer for citation in read_acts("", text).citations]
    assert issuers == [
        "Sở Văn hóa, Thể thao và Du lịch",
        "Sở Kế hoạch và Đầu tư",
        "UBND tỉnh",
        "Thủ tướng Chính phủ",
    ]


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


@given(st.lists(st.sampled_from(PLAN.split("\n")), max_size=40))
def test_spans_of_citations_are_exact_in_shuffled_acts(lines: list[str]) -> None:
    text = unicodedata.normalize("NFC", "\n".join(lines))
    for citation in read_acts("", text).citations:
        assert text[citation.start : citation.end] == citation.raw


def test_a_cited_day_without_a_year_is_of_the_year_before_the_page_and_doubted() -> None:
    text = "Thực hiện Kế hoạch số 12/KH-UBND ngày 5/3 của UBND tỉnh, sáng nay huyện họp."
    cited = read_acts("Tin", text, None, dt.date(2024, 5, 20)).citations[0]
    assert cited.issued == PartialDate(dt.date(2024, 3, 5))
    assert cited.flags == ("year_from_published",)
    assert read_acts("Tin", text).citations[0].issued is None


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


def test_what_an_act_orders_to_go_on_with_it_carries_out() -> None:
    text = (
        "Công văn số 77/UBND-NC ngày 2/5/2024 của UBND tỉnh An Hòa yêu cầu các sở tiếp tục triển khai "
        "các giải pháp tại Công điện số 40/CĐ-TTg ngày 11/4/2024."
    )
    assert [one.relation for one in read_acts("Tin", text).citations] == ["implements"]


def test_articles_without_a_head_are_a_regulation() -> None:
    text = "Điều 1. Vị trí\nSở là cơ quan chuyên môn.\nĐiều 2. Nhiệm vụ\n1. Trình UBND tỉnh."
    reading = read_acts("Chức năng nhiệm vụ", text)
    assert reading.kind == "quy_dinh"
    assert reading.act is not None
    assert reading.act.status == "self"

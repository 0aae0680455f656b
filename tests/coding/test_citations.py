"""The acts that a document names, and how it stands to them."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import mentions
from pipelines.acts import read_acts
from store.records import PartialDate
from tests.coding.papers import PLAN, relations


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


def test_what_an_act_orders_to_go_on_with_it_carries_out() -> None:
    text = (
        "Công văn số 77/UBND-NC ngày 2/5/2024 của UBND tỉnh An Hòa yêu cầu các sở tiếp tục triển khai "
        "các giải pháp tại Công điện số 40/CĐ-TTg ngày 11/4/2024."
    )
    assert [one.relation for one in read_acts("Tin", text).citations] == ["implements"]


@pytest.mark.parametrize(
    ("said", "relation"),
    [
        ("thực hiện các nội dung nêu tại", "implements"),
        ("thực hiện nhiệm vụ được giao trong", "implements"),
        ("thực hiện nghiêm", "implements"),
        ("triển khai các giải pháp của", "implements"),
        ("triển khai phần mềm sau", "refers"),
        ("triển khai phần mềm sau khi có", "refers"),
        ("thực hiện nhiều việc trước khi", "refers"),
        ("thực hiện các việc không nêu tại", "refers"),
        ("thực hiện những việc khác với", "refers"),
        ("thực hiện mẫu mới thay cho", "refers"),
        ("triển khai phong trào gắn với", "refers"),
        ("thực hiện chế độ họp quy định tại", "refers"),
    ],
)
def test_what_stands_beside_an_act_does_not_carry_it_out(said: str, relation: str) -> None:
    text = (
        "Công văn số 77/UBND-NC ngày 2/5/2024 của UBND tỉnh An Hòa yêu cầu các sở "
        f"{said} Kế hoạch số 40/KH-BNV ngày 11/4/2024."
    )
    assert [one.relation for one in read_acts("Tin", text).citations] == [relation]


STANDS = (
    ("xét đề nghị của Sở Y tế, Sở Nội vụ tại Tờ trình số 12/TTr-SYT, tỉnh giao.", "legal_basis"),
    ("Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 12/TTr-SNV ngày 3/5/2024.", "legal_basis"),
    ("Xét Tờ trình số 12/TTr-UBND ngày 3/5/2024 của UBND tỉnh.", "legal_basis"),
    ("Kế hoạch này lập trên cơ sở Nghị định số 61/2018/NĐ-CP.", "legal_basis"),
    ("Kế hoạch này thay Kế hoạch số 8/KH-UBND ngày 10/7/2025.", "replaces"),
    ("Kế hoạch này thay cho Kế hoạch số 8/KH-UBND ngày 10/7/2025.", "replaces"),
    ("Sở đã trình UBND tỉnh tại Tờ trình số 12/TTr-STC ngày 3/5/2024.", "refers"),
    ("Người dân đề nghị. Việc đã nêu tại Tờ trình số 12/TTr-STC ngày 3/5/2024.", "refers"),
    ("Khi được duyệt, Kế hoạch sẽ thay cho Kế hoạch số 8/KH-UBND ngày 10/7/2025.", "replaces"),
    ("Mẫu phiếu mới thay cho Kế hoạch số 8/KH-UBND ngày 10/7/2025.", "refers"),
    ("Giao Sở A triển khai thực hiện theo đề nghị của Bộ Y tế tại Văn bản số 4058/BYT-DP.", "refers"),
    ("Hội đồng xem xét Tờ trình số 12/TTr-UBND ngày 3/5/2024.", "refers"),
    ("Chủ tịch thay mặt UBND ký Tờ trình số 12/TTr-UBND ngày 3/5/2024.", "refers"),
)  # fmt: skip


def test_what_was_asked_for_is_a_ground_and_what_stands_in_its_place_replaces() -> None:
    head = "UBND TỈNH HÀ NAM\nSố: 9/KH-UBND\nHà Nam, ngày 1 tháng 9 năm 2025\n\nKẾ HOẠCH\nNăm 2025\n\n"
    read = [(text, [one.relation for one in read_acts("", head + text).citations]) for text, _ in STANDS]
    assert read == [(text, [relation]) for text, relation in STANDS]


def test_an_act_is_cited_as_it_was_amended() -> None:
    said = (
        "Căn cứ Nghị định số 63/2010/NĐ-CP ngày 8/6/2010 của Chính phủ về thủ tục, được sửa đổi, bổ sung tại "
        "Nghị định số 92/2017/NĐ-CP ngày 7/8/2017; Nghị định số 61/2018/NĐ-CP ngày 23/4/2018.\n"
        "Luật được sửa đổi tại Nghị quyết số 5/NQ-CP. Nghị định số 3/2019/NĐ-CP; phần mềm, được sửa đổi theo "
        "Công văn số 78/SNV-VP ngày 3/4/2020.\n"
    )
    found = read_acts("", PLAN.replace("Căn cứ", said + "Căn cứ", 1)).citations
    read = {one.number: one.relation for one in found}
    assert [read[number] for number in ("63/2010/NĐ-CP", "92/2017/NĐ-CP", "61/2018/NĐ-CP")] == [
        "legal_basis"
    ] * 3
    assert "legal_basis" not in {read["05/NQ-CP"], read["78/SNV-VP"]}


@given(st.lists(st.sampled_from((".", ";", "!", "?", "\n", " ", "\t", "a", "A", "số", "1")), max_size=60))
def test_a_sentence_begins_behind_the_last_sign_that_ends_one(pieces: list[str]) -> None:
    """What is looked for backwards is what a search from the front finds last."""
    text = "".join(pieces)
    for at in range(len(text) + 1):
        ends = [found.end() for found in mentions._SENTENCE.finditer(text, 0, at)]
        assert mentions.sentence_start(text, at) == (ends[-1] if ends else 0)

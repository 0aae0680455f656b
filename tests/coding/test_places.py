from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portal import LocalitySpan, Portal
from pipelines.acts import read_acts
from pipelines.article import Article, Origin
from pipelines.placenames import bare_name_at_head, from_host, hosts_in, typed_names
from pipelines.places import Place, resolve
from store.records import Published

OLD = dt.date(2022, 5, 30)
NEW = dt.date(2025, 9, 1)
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def published(day: dt.date) -> Published:
    return Published(day, None, "day", "text", day.isoformat())


def place(
    text: str = "",
    title: str = "",
    *,
    on: dt.date | None = OLD,
    portal: Portal | None = None,
    locality: str | None = None,
    hosts: tuple[str, ...] = (),
) -> Place:
    article = Article(title, text, published(on) if on else None)
    origin = Origin("i", "k", None, NOW, portal, locality)
    acts = read_acts(title, text, None, on)
    return resolve(article, origin, acts.act, acts.place, hosts)


def code(found: Place) -> str | None:
    return found.locality.code if found.locality else None


def portal(*spans: LocalitySpan) -> Portal:
    return Portal("p", "P", "https://p.example/", ("p.example",), "generic", spans)


# --- Portal -----------------------------------------------------------------------------------------------

HUE = (LocalitySpan("P63:46", until=dt.date(2025, 6, 30)), LocalitySpan("P34:46", since=dt.date(2025, 7, 1)))


def test_a_portal_speaks_whatever_the_text_names() -> None:
    found = place("Đoàn của huyện Tuy Phước đến tỉnh Bình Định.", portal=portal(*HUE))
    assert found.locality is not None
    assert (found.locality.code, found.locality.source, found.candidates) == ("P63:46", "portal", ())


def test_the_era_of_a_portal_follows_the_published_date() -> None:
    assert code(place("", on=NEW, portal=portal(*HUE))) == "P34:46"


def test_without_a_date_a_portal_that_changed_hands_gives_candidates() -> None:
    found = place("Tin ngắn.", on=None, portal=portal(*HUE))
    assert found.locality is None
    assert [candidate.code for candidate in found.candidates] == ["P63:46", "P34:46"]


def test_a_districts_own_act_on_a_provincial_portal_speaks_for_the_district() -> None:
    lead = "UBND huyện Phú Lộc vừa ban hành Kế hoạch số 12/KH-UBND về cải cách hành chính."
    found = place(lead, portal=portal(*HUE))
    assert found.locality is not None
    assert (found.locality.code, found.locality.source) == ("D63:482", "act")
    assert found.candidates[0].code == "P63:46"


@pytest.mark.parametrize(
    "lead",
    [
        "Thủ tướng Chính phủ vừa ban hành Chỉ thị số 5/CT-TTg.",
        "Sở Nội vụ vừa ban hành Công văn số 5/SNV-CC gửi huyện Phú Lộc.",
        "UBND tỉnh vừa ban hành Kế hoạch số 12/KH-UBND.",
    ],
)
def test_other_acts_leave_the_portal_its_voice(lead: str) -> None:
    assert code(place(lead, portal=portal(*HUE))) == "P63:46"


def test_the_provinces_act_on_a_districts_portal_speaks_for_the_province() -> None:
    district = portal(LocalitySpan("D63:482", until=dt.date(2025, 6, 30)))
    found = place("UBND tỉnh vừa ban hành Kế hoạch số 12/KH-UBND.", portal=district)
    assert found.locality is not None
    assert (found.locality.code, found.locality.source) == ("P63:46", "act")
    assert code(place("UBND huyện vừa ban hành Kế hoạch số 12/KH-UBND.", portal=district)) == "D63:482"


def test_a_code_given_by_hand_comes_first() -> None:
    assert code(place("UBND tỉnh Sơn La họp.", locality="D63:550")) == "D63:550"


# --- Host -------------------------------------------------------------------------------------------------


def test_a_host_of_the_page_around_decides() -> None:
    found = place("Sáng nay xã họp.", hosts=("phuyen.sonla.gov.vn",))
    assert found.locality is not None
    assert (found.locality.code, found.locality.source) == ("D63:122", "host")


def test_hosts_mean_other_units_in_another_era() -> None:
    assert [unit.code for unit in from_host("hoaiduc.hanoi.gov.vn", OLD)] == ["D63:274"]
    assert [unit.level for unit in from_host("hoaiduc.hanoi.gov.vn", NEW)] == ["commune"]


def test_a_department_speaks_for_its_province() -> None:
    assert [unit.code for unit in from_host("sotttt.hanoi.gov.vn", OLD)] == ["P63:01"]
    assert [unit.code for unit in from_host("quangnam.gov.vn", OLD)] == ["P63:49"]
    assert from_host("moha.gov.vn", OLD) == ()


def test_hosts_are_read_out_of_text_but_not_mail_addresses() -> None:
    assert hosts_in("Xem https://dichvucong.quangnam.gov.vn/x, thư bbt@sonla.gov.vn") == [
        "dichvucong.quangnam.gov.vn"
    ]


# --- Act and text -----------------------------------------------------------------------------------------


def test_the_issuer_speaks() -> None:
    lead = "Ngày 7/2/2024, Ủy ban nhân dân tỉnh Quảng Trị ban hành Kế hoạch số 35/KH-UBND về tuyên truyền."
    found = place(lead, on=None)
    assert found.locality is not None
    assert (found.locality.code, found.locality.source) == ("P63:45", "act")
    assert found.locality.today.code == "P34:44"


def test_the_place_line_names_the_province_of_a_provincial_body() -> None:
    text = "UBND TỈNH\nSố: 5/KH-UBND\nHạ Long, ngày 20 tháng 02 năm 2018\nKẾ HOẠCH\nvề số hóa"
    text += "\nUBND tỉnh ban hành Kế hoạch này."
    assert code(place(text, on=None)) == "P63:22"


def test_chau_thanh_alone_stays_open() -> None:
    found = place("Sáng nay, huyện Châu Thành họp bàn cải cách hành chính.")
    assert found.locality is None
    assert len(found.candidates) == 10
    assert all(candidate.reason == "text: huyện Châu Thành" for candidate in found.candidates)


def test_a_province_named_beside_it_settles_a_shared_name() -> None:
    assert code(place("Huyện Châu Thành, tỉnh Tiền Giang, sơ kết quý I.")) == "D63:821"


def test_phu_yen_the_district_is_not_phu_yen_the_province() -> None:
    assert (
        code(place("", "Phù Yên: Tuyên truyền cải cách hành chính trên địa bàn huyện năm 2022")) == "D63:122"
    )
    assert code(place("", "Phú Yên: Tuyên truyền cải cách hành chính năm 2022")) == "P63:54"


def test_the_title_tells_the_province_and_its_year_the_era() -> None:
    found = place("UBND tỉnh vừa có kế hoạch.", "Quảng Trị đẩy mạnh cải cách hành chính năm 2024", on=None)
    assert code(found) == "P63:45"


def test_without_any_sign_of_the_era_both_stay_candidates() -> None:
    found = place("", "Quảng Trị đẩy mạnh cải cách hành chính", on=None)
    assert found.locality is None
    assert {"P63:45", "P34:44"} <= {candidate.code for candidate in found.candidates}


def test_districts_in_the_text_tell_the_era() -> None:
    assert code(place("Tỉnh Quảng Trị và huyện Cam Lộ ký kết.", on=None)) == "P63:45"


def test_the_territory_of_the_title_goes_before_other_names() -> None:
    title = "Đoàn tỉnh Bình Định tuyên truyền trên địa bàn huyện Phú Lộc"
    assert code(place("", title)) == "D63:482"


def test_a_text_that_names_nothing_has_no_locality() -> None:
    assert place("Cán bộ xã hướng dẫn bà con nộp hồ sơ.") == Place(None, ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("UBND TỈNH ĐẮK NÔNG", ["TỈNH ĐẮK NÔNG"]),
        ("tỉnh Bà Rịa - Vũng Tàu và tỉnh Hoà Bình", ["tỉnh Bà Rịa - Vũng Tàu", "tỉnh Hoà Bình"]),
        ("TP. Hà Nội, quận 1", ["TP. Hà Nội", "quận 1"]),
        ("cấp huyện đã họp, tỉnh đã giao", []),
    ],
)
def test_typed_names_are_read_with_their_longest_name(text: str, names: list[str]) -> None:
    assert [name.words for name in typed_names(text, OLD)] == names


def test_a_bare_name_is_read_at_the_head_only() -> None:
    assert bare_name_at_head("Đi qua Quảng Nam", OLD) is None


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_is_an_error(text: str, title: str) -> None:
    place(text, title)

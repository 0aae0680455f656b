"""Publication dates: read as portals write them, refused where they would be guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates import parse_published, published

FETCHED = dt.datetime(2025, 11, 21, 20, 0, tzinfo=dt.UTC)  # 22 November, 03:00, in Vietnam


def read(raw: str) -> tuple[str, str | None, str] | None:
    found = parse_published(raw, FETCHED)
    return (found.date.isoformat(), found.time, found.precision) if found else None


@pytest.mark.parametrize(
    ("raw", "date", "time"),
    [
        ("21/12/2012 | 12:00 AM", "2012-12-21", "00:00"),
        ("30/05/2022 10:43:AM", "2022-05-30", "10:43"),
        ("thứ năm, 08 08 2019 08:52", "2019-08-08", "08:52"),
        ("(26.07.2019 14:14)", "2019-07-26", "14:14"),
        ("25/06/2019", "2019-06-25", None),
        ("2019-05-17T03:23:52.660Z", "2019-05-17", "10:23"),
        ("2019-05-17T23:23:52Z", "2019-05-18", "06:23"),
        ("2019-05-17T23:23:52+07:00", "2019-05-17", "23:23"),
        ("13/04/2023 08:39:00 PM", "2023-04-13", "20:39"),
        ("Ngày đăng 09/07/2015 | 12:00 AM  | Lượt xem: 454", "2015-07-09", "00:00"),
        ("Publish date 28/09/2015 | 2:05 PM | View count: 470", "2015-09-28", "14:05"),
        ("Cập nhật lúc: 08:15 | 12/10/2022", "2022-10-12", "08:15"),
        ("Cập nhật: 10:05, 12/11/2025", "2025-11-12", "10:05"),
        ("Quảng Trị, ngày 7 tháng 2 năm 2024", "2024-02-07", None),
        ("8 giờ 30 phút ngày 12/9/2023", "2023-09-12", "08:30"),
        ("Thứ Hai, 30/05/2022, 8h30", "2022-05-30", "08:30"),
        ("11-12-2015 08:05:06 CH", "2015-12-11", "20:05"),
        ("03/04/2025", "2025-04-03", None),
        ("12-10-2022", "2022-10-12", None),
        ("20/05/22", "2022-05-20", None),
        ("٣٠/٠٥/٢٠٢٢", "2022-05-30", None),
        ("May 30, 2022", "2022-05-30", None),
        ("30 thg 5, 2022", "2022-05-30", None),
    ],
)
def test_days_as_portals_write_them(raw: str, date: str, time: str | None) -> None:
    assert read(raw) == (date, time, "day")


@pytest.mark.parametrize(
    ("raw", "date", "precision"),
    [
        ("05/2022", "2022-05-01", "month"),
        ("tháng 5/2022", "2022-05-01", "month"),
        ("Tháng 5 năm 2022", "2022-05-01", "month"),
        ("Quý II/2022", "2022-04-01", "quarter"),
        ("quý 3 năm 2021", "2021-07-01", "quarter"),
        ("2024", "2024-01-01", "year"),
        ("năm 2024", "2024-01-01", "year"),
        ("Tuy An, ngày     tháng     năm 2023", "2023-01-01", "year"),
    ],
)
def test_no_day_is_invented(raw: str, date: str, precision: str) -> None:
    assert read(raw) == (date, None, precision)


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("hôm qua", "2025-11-21"),
        ("3 giờ trước", "2025-11-22"),
        ("5 giờ trước", "2025-11-21"),
        ("2 ngày trước", "2025-11-20"),
    ],
)
def test_relative_dates_count_from_the_fetch_in_vietnam(raw: str, date: str) -> None:
    found = read(raw)
    assert found is not None
    assert found[0] == date


@pytest.mark.parametrize(
    "raw",
    [
        "31/02/2017", "1/13/2025", "30/01/203", "06/2/2104", "8/3/3013", "05/11/206", "04//7/2019",
        "01/01/0001", "1741305600", "20220530", "24/11/2025", "31/12/1989", "Số 12/2013", "Trang 1 2 34",
        "xin chào", "", "12/13", "1.204.551", "Lượt xem: 12 2015",
    ],
)  # fmt: skip
def test_what_is_no_date_or_cannot_be_one_is_refused(raw: str) -> None:
    assert read(raw) is None


@pytest.mark.parametrize(
    ("raw", "plain"),
    [("quý İ/2024", "quý I/2024"), ("5 gİờ trước", "5 giờ trước"), ("ſep 5, 2020", "Sep 5, 2020")],
)
def test_a_letter_that_only_looks_like_another_is_read_as_it(raw: str, plain: str) -> None:
    assert read(raw) == read(plain) is not None


def test_tomorrow_is_still_plausible() -> None:
    assert read("23/11/2025") == ("2025-11-23", None, "day")


def test_the_raw_text_is_kept_in_one_line() -> None:
    found = published(" Ngày đăng\n 09/07/2015 ", FETCHED, "selector")
    assert found is not None
    assert (found.raw, found.source) == ("Ngày đăng 09/07/2015", "selector")


@given(st.text(max_size=300) | st.from_regex(r"[\d/:.\- ]{1,30}"))
def test_no_text_raises_or_leads_into_the_future(raw: str) -> None:
    found = parse_published(raw, FETCHED)
    assert found is None or dt.date(1990, 1, 1) <= found.date <= dt.date(2025, 11, 23)

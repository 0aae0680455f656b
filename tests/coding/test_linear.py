"""No text is an error, and four times the text is not sixteen times the work."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.actplaces import placed
from pipelines.acts import read_acts
from pipelines.article import Article, Origin
from pipelines.places import resolve
from tests.growth import grows_linearly

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
SHORT = 8_000  # characters

# What a rule of the grammar begins with, over and over, so that each rule tries and fails everywhere.
PIECES = [
    "1",
    "12/",
    "12/KH-UBND-",
    "A",
    "A&B",
    "UBND ",
    "số ",
    "Số: ",
    ".",
    " ",
    "\n",
    "\t",
    "a\t",
    "tỉnh ",
    "tỉnh Quảng ",
    "UBND tỉnh ",
    "ban hành ",
    "đã ban hành Kế hoạch ",
    "căn cứ ",
    "ngày ",
    "ngày tháng ",
    "số 12/KH-UBND ngày ",
    "TM. ỦY BAN\n",
    "KT.\n",
    "KẾ HOẠCH\n",
    "ký có ",
    "đã vừa mới ",
    "a.gov.vn ",
    "của UBND ",
    "V/v a\n",
    "Họp. ",
    "ủ",
    "(",
    "12/KH-UBND của Sở Nội vụ và ",
    "Chủ tịch UBND tỉnh Nguyễn ",
    "Số ..........",
    "-",
    "1/A",
    "Văn hóa, a b c và d e ",
    "- 12/KH-UBND ngày 1/1/2020 của UBND tỉnh\n",
    "K Ế H O Ạ C H ",
    "Số: 12/KH-\n",
    "UBND TỈNH A  B\n",
    "Nguyễn Văn ",
]


def read(title: str, text: str) -> None:
    reading = read_acts(title, text)
    place = resolve(
        Article(title, text), Origin("i", "k", None, NOW), reading.act, reading.place, above=reading.above
    )
    placed(reading, place.locality)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_text_is_not_sixteen_times_the_work(piece: str) -> None:
    assert grows_linearly(lambda text: read("", text), piece, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["\n-", "\n", "- \n ", "\nĐiều 2 "])
def test_articles_that_never_go_on_are_read_in_linear_time(piece: str) -> None:
    assert grows_linearly(lambda text: read("", f"Điều 1. x{text}"), piece, SHORT)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=60))
def test_no_mixture_is_an_error(text: str, title: str) -> None:
    read(title, text)

"""No text raises, every offset holds, and time grows with the length of the text alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.plans import read_plan
from store.records import as_json
from tests.growth import grows_linearly
from tests.plans.cases import act

PIECES = [
    "Sở Nội vụ",
    "UBND các xã, thị trấn",
    "các cơ quan liên quan",
    "chủ trì",
    "phối hợp với",
    "giao",
    "yêu cầu",
    "trước ngày",
    "15/12/2023",
    "31/6",
    "quý II",
    "tháng 9",
    "thường xuyên",
    "hằng quý",
    "\n",
    "\n\n",
    "\t",
    "- ",
    "1. ",
    "I. ",
    "a) ",
    ":",
    ";",
    ". ",
    ",",
    " và ",
    "TT\tNội dung\tChủ trì\tThời gian\n",
    "Cơ quan chủ trì:",
    "Thời gian:",
    "KINH PHÍ",
    "MỤC ĐÍCH",
    "nt",
    "(",
    ")",
    "Nơi nhận:",
    "Căn cứ",
    "Văn phòng HĐND và",
    "năm 2024",
    "đến",
    "từ ngày",
    "-",
    "İ",
    "quý İ",
    "các sở như:",
]

# Of which long texts are made.
UNITS = [
    "Sở Nội vụ, ",
    "giao ",
    "các ",
    "Phòng Tài chính - Kế hoạch và ",
    "trước ngày 15/12 ",
    "đến 15/12 ",
    "a" * 40,
    "1. ",
    "- x\n",
    "; UBND xã",
    "phối hợp với ",
    "Văn phòng HĐND và ",
    "(",
    "TT\tNội dung\tChủ trì\n",
    "\t",
    "x\ty\tz\n",
    "chủ trì: ",
    "tháng 1, ",
    "báo cáo ",
    "I. ",
    "Thời gian: quý I\n",
    "trường ",
    " ",
    "\n",
    "năm 2024 ",
    "do ",
    "UBND các xã A, B, ",
    "các sở như: ",
    "các cơ quan (Sở A, ",
    "UBND các xã: ",
    "UBND các xã: Hòa An, ",
    "xã Hòa An, ",
    "- Tổ trưởng ",
    "phấn đấu đến ",
    "Thực hiện Kế hoạch số 5 xây dựng kế hoạch ",
    "A\tB\nII. C\n",
]


class Counted(str):
    """A text that counts the characters that are cut out of it."""

    cut = 0

    def __getitem__(self, key: Any) -> str:
        found = super().__getitem__(key)
        self.cut += len(found)
        return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40))
def test_any_text_can_be_read(pieces: list[str]) -> None:
    text = " ".join(pieces)
    plan = read_plan("Kế hoạch năm 2024", text, act(), dt.date(2024, 1, 5))
    assert plan is not None
    as_json(plan)
    for one in plan.deadlines:
        assert text[one.start : one.end] == one.raw
    for task in plan.tasks:
        assert 0 <= task.start <= task.end <= len(text)
        assert task.text == text[task.start : task.end] or "\t" in text[task.start : task.end]


@pytest.mark.parametrize("piece", ["các sở như: ", "các cơ quan (Sở A, ", "(", "- UBND xã: "])
def test_what_opens_and_never_ends_can_be_read(piece: str) -> None:
    assert read_plan("Kế hoạch năm 2024", piece * 400, act(), None) is not None


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_cut_out_of_a_text_grows_with_its_length(unit: str) -> None:
    """A count, not a time: one cut for each clause from the beginning of its line on would be too much."""
    short, long = (Counted((unit * length)[:length]) for length in (2_000, 8_000))
    for text in (short, long):
        read_plan("Kế hoạch năm 2024", text, act(), None)
    assert long.cut < 6 * short.cut + 50_000


@pytest.mark.slow
@pytest.mark.parametrize("piece", UNITS)
def test_the_work_grows_with_the_length_of_the_text(piece: str) -> None:
    assert grows_linearly(lambda text: read_plan("Kế hoạch năm 2024", text, act(), None), piece, 10_000)

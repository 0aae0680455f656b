"""Slips in the words of duties are read as they are meant, and every offset stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.plans.reading import read_plan
from pipelines.slips import mended


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Phối họp với Sở A", "Phối hợp với Sở A"),
        ("THƯC HIỆN chỉ thị", "THỰC HIỆN chỉ thị"),
        ("các cuộc họp tối", "các cuộc họp tối"),
        ("Nộp truớc ngày 3/4", "Nộp trước ngày 3/4"),
    ],
)
def test_a_slip_is_mended_in_its_case(written: str, meant: str) -> None:
    assert mended(written) == meant


@given(st.text(alphabet="phốiphồiợọpơ THƯCthưchiệnê ", max_size=60))
def test_no_letter_is_won_or_lost(text: str) -> None:
    assert len(mended(text)) == len(text)


def test_who_helps_is_read_through_a_slip() -> None:
    plan = read_plan("Kế hoạch năm 2024", "1. Sở Nội vụ chủ trì, phối họp với Sở Y tế mở ba lớp.", None, None)
    assert plan is not None
    assert plan.tasks[0].with_ == ("Sở Y tế",)

"""Figures as text: nothing that is not 0 reads as 0, nothing that is not whole as 100 %."""

from __future__ import annotations

import pytest

from search.charts.points import written
from search.digest.words import Words
from search.numbers import fixed, percent, significant


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.0, 1, "0.0%"), (1.0, 1, "100.0%"), (0.125, 1, "12.5%"), (0.0003, 1, "<0.1%"), (0.9998, 1, ">99.9%"),
     (0.004, 0, "<1%"), (0.998, 0, ">99%"), (0.5, 0, "50%"), (0.0, 0, "0%"), (1.0, 0, "100%")],
)  # fmt: skip
def test_a_share(value: float, digits: int, text: str) -> None:
    assert percent(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.04, 1, "<0.1"), (-0.04, 1, ">-0.1"), (0.0, 1, "0.0"), (-0.0, 1, "0.0"), (4.5, 1, "4.5"),
     (0.003, 2, "<0.01"), (-1.25, 2, "-1.25")],
)  # fmt: skip
def test_a_number_of_fixed_digits(value: float, digits: int, text: str) -> None:
    assert fixed(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(12345.6, 4, "12346"), (9999.96, 4, "10000"), (1234.5, 3, "1234"), (0.05971, 3, "0.0597"),
     (-45678.0, 3, "-45678"), (4.5, 4, "4.5"), (0.0, 3, "0")],
)  # fmt: skip
def test_a_number_of_significant_digits(value: float, digits: int, text: str) -> None:
    assert significant(value, digits) == text


def test_figures_of_charts_and_digests_are_written_so() -> None:
    assert written(0.04, "days", "vi") == "<0,1"
    assert written(-0.004, "z", "en") == ">-0.01"
    assert written(0.0003, "nats", "en") == "<0.001"
    words = Words("vi")
    assert [words.share(value) for value in (0.0003, 0.9998, 0.125)] == ["<0,1 %", ">99,9 %", "12,5 %"]

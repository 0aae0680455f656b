"""Values as figures and tables write them."""

from __future__ import annotations

import math

import pytest

from search.charts.points import written
from search.measures.results import Unit
from search.numbers import asked, counted, of_unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4.5, "days", "4,5"),
        (29.0, "days", "29"),
        (0.0, "share", "0,0%"),
        (0.0004, "share", "<0,1%"),
        (0.03, "share", "3,0%"),
        (0.42, "share", "42,0%"),
        (0.0997, "share", "10,0%"),
        (0.1, "share", "10,0%"),
        (0.997, "share", "99,7%"),
        (0.9999, "share", ">99,9%"),
        (1.0, "share", "100,0%"),
        (0.125, "share", "12,5%"),
        (2.0104, "nats", "2,010"),
    ],
)
def test_a_figure_writes_what_its_bar_shows(value: float, unit: Unit, text: str) -> None:
    assert written(value, unit, "vi") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0%"), (0.0004, "<0.1%"), (0.125, "12.5%"), (0.9996, ">99.9%"), (1.0, "100.0%")],
)
def test_a_table_has_no_zero_and_no_whole_that_is_none(value: float, text: str) -> None:
    assert of_unit(value, "share") == text


def test_each_unit_has_its_digits() -> None:
    values = [("days", 4.55), ("days", 29.0), ("number", 4.55), ("number", 12.0), ("number", 0.04),
              ("days", math.inf), ("number", -math.inf), ("number", 1e300)]  # fmt: skip
    told = [of_unit(value, unit) for unit, value in values]
    assert told == ["4.5", "29", "4.5", "12", "<0.1", "inf", "-inf", str(int(1e300))]
    more = [("nats", 1.03972), ("ratio", 1.035), ("z", -2.5), ("share", 1.0)]
    assert [of_unit(value, unit) for unit, value in more] == ["1.040", "1.03", "-2.50", "100.0%"]


def test_a_share_that_was_asked_for_has_all_of_its_digits() -> None:
    shares = (0.0, 0.07, 0.5, 0.995, 0.99999, 1.0)
    assert [asked(share) for share in shares] == ["0%", "7%", "50%", "99.5%", "99.999%", "100%"]


def test_one_thing_is_no_many() -> None:
    assert [counted(count, "document") for count in (0, 1, 2)] == ["0 documents", "1 document", "2 documents"]
    assert [counted(count, "row is", "rows are") for count in (1, 12)] == ["1 row is", "12 rows are"]

"""A report's headings, figures in its tables, and its width."""

from __future__ import annotations

import re

import pytest

from search.charts.report import Part, page
from search.charts.words import title_in
from search.measures.results import MeasureResult
from tests.charts.results import WHOLE, result, row
from tests.measures.corpus import document

_THEME = {"theme": "tthc", "reform": True}
_PARTS = (Part("salience", ("locality",)), Part("salience", ("period",)))


def _computed(part: Part) -> MeasureResult:
    value = {"locality": "D63:482", "period": "2024"}[part.by[0]]
    made = row(0.2308, WHOLE, key={part.by[0]: value}, low=0.0003, high=0.9998)
    return result("salience", part.by, made, query=_THEME, unit="share")


def test_a_report_of_a_theme_does_not_call_its_share_one_of_reform() -> None:
    made = page("Cải cách thủ tục hành chính", _PARTS, _computed, lambda _: None)
    heads = re.findall(r"<h2>(.+?)</h2>", made)
    assert "cải cách hành chính" not in " ".join(heads[:2])
    assert [re.sub("<.+?>", "", head) for head in heads[:2]] == [
        "Tỷ trọng tin bài đúng với điều kiện đã hỏi theo địa phương",
        "Tỷ trọng tin bài đúng với điều kiện đã hỏi theo kỳ",
    ]


def test_shares_of_a_report_are_written_as_on_its_figures() -> None:
    made = page("Phú Lộc", _PARTS[:1], _computed, lambda _: None)
    assert "<td>23,1%</td><td>&lt;0,1%</td><td>&gt;99,9%</td>" in made


def test_a_report_says_of_when_it_is_and_names_plans_by_their_titles() -> None:
    def computed(part: Part) -> MeasureResult:
        made = row(0.5, WHOLE, key={"plan": "a1", "period": "2024-Q1"})
        return result("tracker", ("plan", "period"), made, unit="share")

    plan = document("a1", title="Kế hoạch cải cách hành chính năm 2024")
    made = page("Phú Lộc", [Part("tracker", ("plan", "period"))], computed, lambda _: plan, "en")
    assert "figures as of 2026-11-20." in made
    assert "<td>Kế hoạch cải cách hành chính năm 2024 (a1)</td>" in made
    assert '<td class="short">2024-Q1</td>' in made, "no period is broken behind its hyphen"


def test_a_table_is_wider_than_a_telephone_and_the_page_is_not() -> None:
    made = page("Phú Lộc", _PARTS[:1], _computed, lambda _: None)
    assert made.count('<div class="wide"><table>') == made.count("<table>") == 1
    assert '<p class="wide"><img' in made
    # On paper a box that scrolls is one piece, and a long table in it would be cut off.
    assert "@media screen { .wide { overflow-x: auto; } }" in made


@pytest.mark.parametrize(
    ("query", "is_of_reform"),
    [
        ({}, True),
        ({"reform": True, "theme": []}, True),
        ({"reform": False}, False),
        ({"theme": ["tthc"]}, False),
        ({"words": "một cửa"}, False),
    ],
)
def test_only_a_share_of_reform_is_called_so(query: dict[str, object], *, is_of_reform: bool) -> None:
    assert ("reform" in title_in("en", "salience", query)) is is_of_reform
    assert title_in("vi", "delay", query) == "Độ trễ đăng tải văn bản"

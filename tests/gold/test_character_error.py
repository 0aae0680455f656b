from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gold.character_error import nearest, rate, unit_errors

TEXT = "Trang một. Bến đò Gò Sỏi mở lại từ đầu tháng ba.\n\nTrang hai. Phí qua đò giữ nguyên."


@pytest.mark.parametrize(
    ("unit", "errors", "found"),
    [
        ("Bến đò Gò Sỏi", 0, "Bến đò Gò Sỏi"),
        ("Bến đò Gò Sởi", 1, "Bến đò Gò Sỏi"),
        ("Phí qua  đò  giữ", 1 + 1, "Phí qua đò giữ"),
        ("Bến đò Sỏi", 3, "Bến đò Gò Sỏi"),
    ],
)
def test_a_unit_is_sought_in_the_whole_text(unit: str, errors: int, found: str) -> None:
    assert nearest(unit, TEXT.replace("\n\n", " "))[0] == errors
    assert nearest(unit, TEXT.replace("\n\n", " "))[1] in found + "  "


def test_neither_order_nor_other_pages_count() -> None:
    assert rate(unit_errors("Phí qua đò giữ nguyên.\nBến đò Gò Sỏi mở lại", TEXT)) == 0


def test_a_missing_unit_counts_nearly_in_full() -> None:
    assert rate(unit_errors("Phí qua đò giữ nguyên.\nQuyển sổ xanh ở tủ kia", TEXT)) > 0.3


def test_breaks_of_lines_are_no_errors() -> None:
    assert rate(unit_errors("Công văn 12/ABC-XYZ ngày mai", "Công văn 12/ABC-\nXYZ\nngày mai")) == 0


def test_letters_of_two_forms_are_one() -> None:
    assert rate(unit_errors("Bến đò", unicodedata.normalize("NFD", "Bến đò"))) == 0


def test_case_counts_unless_the_font_holds_it() -> None:
    assert rate(unit_errors("bến đò", "BẾN ĐÒ")) > 0.5
    assert rate(unit_errors("bến đò", "BẾN ĐÒ", fold_case=True)) == 0


@given(st.text("abc ", min_size=1, max_size=12), st.text("abc ", max_size=40))
@settings(deadline=None)
def test_the_fewest_edits_are_those_of_the_plain_table(unit: str, text: str) -> None:
    row = [0] * (len(text) + 1)
    for i, wanted in enumerate(unit, 1):
        before, row = row, [i]
        for j, read in enumerate(text, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (wanted != read)))
    errors, found = nearest(unit, text)
    assert errors == min(row)
    assert found in text

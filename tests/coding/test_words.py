from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.words import Token, exact_tokens, fold, folded_tokens, lower, nfc, tokens

VIETNAMESE = st.text(alphabet="aàảãáạăằâấeèêếiìoòôơớuùưứyỳýđĐðÐqghntcp ABCỦ0129._-/,\u00a0\n", max_size=60)


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("Uỷ", "ủy"),
        ("khoẻ", "khỏe"),
        ("hoàn", "hoàn"),
        ("hoài", "hoài"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("quỹ", "quỹ"),
        ("QÐ", "qđ"),
        ("toà", "tòa"),
    ],
)
def test_a_tone_mark_stands_in_one_place(written: str, exact: str) -> None:
    assert exact_tokens(written) == [exact]


def test_digits_codes_and_hosts_split() -> None:
    assert exact_tokens("8.264.117 vp_ubnd@tinh.gov.vn 35/KH-UBND") == [
        *("8", "264", "117"),
        *("vp", "ubnd", "tinh", "gov", "vn"),
        *("35", "kh", "ubnd"),
    ]


def test_folded_tokens_have_no_marks() -> None:
    assert folded_tokens("Đảng ủy phường Phước Hoà") == ["dang", "uy", "phuong", "phuoc", "hoa"]


def test_fold_keeps_spaces_and_punctuation() -> None:
    assert fold("Thừa Thiên - Huế, ĐẮK LẮK") == "thua thien - hue, dak lak"


@given(VIETNAMESE)
def test_decomposed_text_has_the_tokens_of_its_composed_form(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert exact_tokens(decomposed) == exact_tokens(nfc(text))


@given(VIETNAMESE)
def test_offsets_of_decomposed_text_point_into_it(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for token in tokens(decomposed):
        assert exact_tokens(decomposed[token.start : token.end]) == [token.exact]


@given(st.text(max_size=80))
def test_any_text_gives_tokens_whose_streams_agree(text: str) -> None:
    found = tokens(text)
    assert [token.exact for token in found] == exact_tokens(text)
    assert [token.folded for token in found] == folded_tokens(text)
    assert all(fold(token.exact) == token.folded for token in found)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_token_is_a_plain_record() -> None:
    assert tokens(" Đảng") == [Token("đảng", "dang", 1, 5)]


@given(st.text(alphabet="aÀĐđIİıẞßΣ Ǆ") | st.text(max_size=60))
def test_lower_case_keeps_every_offset(text: str) -> None:
    small = lower(text)
    assert len(small) == len(text)
    assert small == text.lower() or len(text.lower()) > len(text)

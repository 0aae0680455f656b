"""Erased words are known again however they are written, and nothing else is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.erased_bytes import is_left, redact_bytes
from store.erased_words import MARK, Matcher, redact_record, rules_of

KEY = b"k" * 32
NAME = "Ngô Thị Hoà Kiếm"


def matcher(text: str = NAME) -> Matcher:
    return Matcher(KEY, rules_of(text, KEY))


@pytest.mark.parametrize(
    "written",
    [
        "Ngô Thị Hoà Kiếm",
        "NGÔ THỊ HÒA KIẾM",
        "ngô thị hòa\nkiếm",
        "Ngô-Thị_Hoà  Kiếm",
        unicodedata.normalize("NFD", "Ngô Thị Hoà Kiếm"),
        "Ngo Thi Hoa Kiem",
    ],
)
def test_one_name_in_many_spellings(written: str) -> None:
    masked, words = matcher().redact(f"Bà {written}, Chủ tịch xã.")
    assert words == 4
    assert masked.startswith("Bà ")
    assert masked.endswith(", Chủ tịch xã.")
    assert len(masked) == len(f"Bà {written}, Chủ tịch xã.")
    assert not any(sign.isalpha() for sign in masked[3:-14])


@pytest.mark.parametrize("other", ["Ngô Thị Hoa Kiếm", "Ngô Thị Kiếm", "Ngô Thị Hoà", "Kiếm Hoà Thị Ngô"])
def test_another_name_stays(other: str) -> None:
    assert matcher().redact(f"Bà {other} phát biểu.") == (f"Bà {other} phát biểu.", 0)


@pytest.mark.parametrize(
    "written", ["0912345678", "0912.345.678", "0912 345 678", "+84 912 345 678", "(0912) 345-678"]
)
def test_a_number_however_it_is_grouped(written: str) -> None:
    masked, words = matcher("0912 345 678").redact(f"Điện thoại: {written}.")
    assert words
    assert not any(sign.isdigit() for sign in masked)


def test_another_number_stays() -> None:
    text = "Điện thoại: 0912 345 679; năm 2024, 0912 345."
    assert matcher("0912345678").redact(text) == (text, 0)


@pytest.mark.parametrize("text", ["Hoà", "12345", "…", "xã"])
def test_what_many_texts_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is "):
        rules_of(text, KEY)


def test_rules_do_not_say_the_words() -> None:
    said = repr(rules_of(NAME, KEY))
    assert not any(word in said for word in ("Ngô", "ngô", "kiem", "Kiếm"))
    assert {rule.hash for rule in rules_of(NAME, KEY)}.isdisjoint(
        rule.hash for rule in rules_of(NAME, b"other" * 6)
    )


@given(st.text(), st.text())
def test_offsets_stay_in_any_text(before: str, after: str) -> None:
    text = f"{before} {NAME} {after}"
    masked, _ = matcher().redact(text)
    assert len(masked) == len(text)
    assert not matcher().spans(masked)


def test_a_record_that_loses_words_loses_what_they_could_be_guessed_by() -> None:
    """Versions that an older program kept have it among their keys."""
    old = {"title": "", "text": f"Bà {NAME} họp.", "coding_proof": "0a" * 16}
    assert redact_record(old, matcher())[0]["coding_proof"] is None
    other = old | {"text": "Không nêu ai."}
    assert redact_record(other, matcher()) == (other, 0)


def test_what_quotes_a_text_quotes_the_marks() -> None:
    text = f"Chủ tịch {NAME} ký kế hoạch."
    start = text.index("Kiếm")
    quoted = {"field": "text", "start": start, "end": start + 9, "text": text[start : start + 9]}
    record = {
        "title": "Tin",
        "text": text,
        "codes": [{"evidence": [quoted]}],
        "url": "https://x/ngo-thi-hoa-kiem",
    }
    masked, words = redact_record(record, matcher())
    evidence = masked["codes"][0]["evidence"][0]
    assert words == 4
    assert evidence["text"] == masked["text"][start : start + 9] == MARK * 4 + " ký k"
    assert masked["url"] == record["url"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Bà Ngô Thị Hoà Kiếm nói.</p>",
        "<p>Bà <b>Ngô</b> <i>Thị Hoà</i> Kiếm nói.</p>",
        '<img alt="Bà Ngô Thị Hoà Kiếm" src="/a.png">',
        "<p>Ng&ocirc; Th&#7883; Ho&#xE0; Ki&#7871;m</p>",
        r'<script>{"author": "Ng\u00f4 Th\u1ecb Ho\u00e0 Ki\u1ebfm"}</script>',
    ],
)
def test_masked_in_markup(markup: str) -> None:
    page = f"<html><body>{markup}<a href='/ngo-thi-hoa-kiem.html'>Tin</a></body></html>".encode()
    masked, words = redact_bytes(page, matcher())
    assert words
    assert not is_left(masked, matcher())
    assert b"<a href='/ngo-thi-hoa-kiem.html'>Tin</a></body></html>" in masked
    assert masked.count(b"<") == page.count(b"<")


def test_a_word_in_pieces_is_seen_though_no_mask_fits() -> None:
    page = "<p>Bà Ngô Thị Hoà K<b>iếm</b> nói.</p>".encode()
    assert redact_bytes(page, matcher())[1] == 0
    assert is_left(page, matcher())

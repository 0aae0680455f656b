"""Charsets: what the bytes are, whatever they are called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decode import decode

TEXT = (
    "<p>Ủy ban nhân dân tỉnh ban hành Kế hoạch đẩy mạnh cải cách hành chính, nâng cao chỉ số hài lòng.</p>"
    * 4
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """As old portals wrote it: base letter with its shape, then the tone as a combining mark."""
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in _TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        out += (base + tones).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("body", "content_type", "used", "declared"),
    [
        (TEXT.encode(), "text/html; charset=utf-8", "utf-8", "utf-8"),
        (TEXT.encode(), None, "utf-8", None),
        (TEXT.encode(), "text/html; charset=ISO-8859-1", "utf-8", "iso-8859-1"),
        (b"<meta charset='windows-1252'>" + TEXT.encode(), None, "utf-8", "windows-1252"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=windows-1258", "utf-8", "windows-1258"),
        (windows_1258(TEXT), "text/html; charset=windows-1258", "cp1258", "windows-1258"),
        (windows_1258(TEXT), "text/html; charset=utf-8", "cp1258", "utf-8"),
        (windows_1258(TEXT), None, "cp1258", None),
        (TEXT.encode("utf-16"), "text/html", "utf-16-le", None),
        (TEXT.encode("utf-16-be"), None, "utf-16-be", None),
        (TEXT.encode(), "text/html; charset=klingon", "utf-8", "klingon"),
    ],
)
def test_the_bytes_decide(body: bytes, content_type: str | None, used: str, declared: str | None) -> None:
    decoded = decode(body, content_type)
    assert "Ủy ban nhân dân tỉnh ban hành Kế hoạch đẩy mạnh" in decoded.text
    assert (decoded.charset_used, decoded.charset_declared) == (used, declared)


def test_a_wrong_declaration_is_flagged() -> None:
    assert "charset_mismatch" in decode(TEXT.encode(), "text/html; charset=iso-8859-1").flags
    assert decode(TEXT.encode(), "text/html; charset=UTF8").flags == ()


def test_double_encoded_text_is_undone() -> None:
    twice = TEXT.encode().decode("latin-1").encode()
    decoded = decode(twice, "text/html; charset=utf-8")
    assert decoded.text == TEXT
    assert "mojibake_repaired" in decoded.flags


def test_a_cut_letter_is_counted_not_fatal() -> None:
    decoded = decode(TEXT.encode() + b"\xe1\xba", None)
    assert decoded.text.startswith(TEXT)
    assert decoded.charset_used == "utf-8"
    assert decoded.flags == ("replacement_characters",)


def test_many_bad_bytes_are_more_than_a_slip() -> None:
    body = TEXT.encode() + b"\xff\xfe\xff" * 5
    assert "bad_bytes" in decode(body, "text/html; charset=utf-8").flags


def test_nul_is_removed() -> None:
    decoded = decode(b"<p>M\xe1\xbb\x99t\x00 c\xe1\xbb\xada</p>" * 9, "text/html; charset=utf-8")
    assert "\x00" not in decoded.text
    assert "nul_removed" in decoded.flags


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html", "text/html; charset=utf-16", "x; charset=\x00"]),
)
def test_any_bytes_give_text(body: bytes, content_type: str | None) -> None:
    assert "\x00" not in decode(body, content_type).text

"""Marks stand on the right original letters."""

from __future__ import annotations

import html
import re
import time
import unicodedata

import pytest

from search.highlight import highlight
from search.query import parse
from store.records import Document
from tests.search.corpus import make


def shown(text: str, query: str, title: str = "", limit: int = 3) -> list[str]:
    return highlight(make("a", text, title), parse(query), limit)


def marked(snippets: list[str]) -> list[str]:
    return [
        html.unescape(found)
        for text in snippets
        for found in re.findall("<mark>(.*?)</mark>", text, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("text", "query", "letters"),
    [
        ("Công tác cải cách hành chính", '"cai cach"', ["cải cách"]),
        ("Công tác cải cách hành chính", "cach CHINH", ["cách", "chính"]),
        ("Đảng uỷ và Đảng ủy", "dang uy", ["Đảng", "uỷ", "Đảng", "ủy"]),
        ("Số 131/KH-UBND ngày", "131/kh-ubnd", ["131/KH-UBND"]),
        ("cải, (cách) hành", '"cải cách"', ["cải, (cách"]),
        ("cải\u00a0cách", '"cai cach"', ["cải\u00a0cách"]),
        (unicodedata.normalize("NFD", "cải cách"), "cải", [unicodedata.normalize("NFD", "cải")]),
        ("một hai ba bốn", '"một bốn"~2', ["một", "bốn"]),
        ("một hai ba bốn", '"một bốn"~1', []),
        ("tin tức", "-tin", []),
        ("tin tức", "theme:tthc", []),
        ("tin tức", "", []),
        ("một cửa", '"một cửa" OR cửa', ["một cửa"]),
    ],
)
def test_marks_cover_the_original_letters(text: str, query: str, letters: list[str]) -> None:
    assert marked(shown(text, query)) == letters


def test_a_marked_word_is_marked_where_it_stands_so_and_else_where_it_folds() -> None:
    assert marked(shown("đang họp Đảng bộ, đáng kể", "đảng")) == ["Đảng"]
    assert marked(shown("dang hop", "đảng")) == ["dang"]


def test_a_snippet_is_an_escaped_piece_of_the_text() -> None:
    text = "Mở đầu. " * 60 + '<script>"cải cách" & hơn</script>' + " Kết thúc." * 60
    (snippet,) = shown(text, "cải cách")
    assert "<script>" not in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    plain = html.unescape(re.sub("</?mark>", "", snippet))[2:-2]
    assert plain in text
    assert len(plain) < 300


def test_the_snippet_with_most_of_the_query_comes_first() -> None:
    far = " chữ" * 200
    first, second = shown(f"cải{far} cải cách{far} hết", "cải cách")
    assert marked([first]) == ["cải", "cách"]
    assert marked([second]) == ["cải"]
    assert len(shown(f"tin{far} tin{far} tin{far} tin{far} tin", "tin", limit=2)) == 2


def test_a_hit_in_the_title_alone_shows_the_title() -> None:
    assert shown("nội dung", "cai cach", "Cải cách & đổi mới") == [
        "<mark>Cải</mark> <mark>cách</mark> &amp; đổi mới"
    ]
    assert shown("cải tiến", "title:cai", "Cải cách") == ["<mark>Cải</mark> cách"]


def test_a_plan_of_300_000_characters_is_marked_fast() -> None:
    text = "công khai thủ tục hành chính tại bộ phận một cửa; " * 6000 + "đúng hạn"
    document: Document = make("dai", text)
    assert len(text) > 300_000
    started = time.process_time()
    assert marked(highlight(document, parse('"đúng hạn"'))) == ["đúng hạn"]
    assert marked(highlight(document, parse("hành chính cửa")))
    assert time.process_time() - started < 3


@pytest.mark.parametrize("words", ["cải cách", "x" * 1000, "hết"])
def test_words_of_any_length_are_marked(words: str) -> None:
    assert "".join(marked(shown(f"đầu {words} cuối", words))).replace(" ", "") == words.replace(" ", "")

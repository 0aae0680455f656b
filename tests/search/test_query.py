"""The query language: what is read as what."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import near, parse, to_text
from search.tree import All, And, Days, Not, Nothing, Or, Value, Word, Words
from tests.growth import grows_linearly


def word(text: str, **fields: object) -> Words:
    return Words((Word(text, text),), **fields)  # type: ignore[arg-type]


A, B, C, D = (word(letter) for letter in "abcd")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", All()),
        (" \t\n", All()),
        ("a", A),
        ("a b", And((A, B))),
        ("a a b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c d", And((A, Or((B, C)), D))),
        ("a OR b OR c", Or((A, B, C))),
        ("(a b) OR c", Or((And((A, B)), C))),
        ("a -b", And((A, Not(B)))),
        ("-a", Not(A)),
        ("-(a b)", Not(And((A, B)))),
        ("a OR -b", Or((A, Not(B)))),
        ('"a b"', Words((*A.words, *B.words))),
        ('"a b"~3', Words((*A.words, *B.words), slop=3)),
        ("title:a", word("a", field="title")),
        ('title:"a b" c', And((Words((*A.words, *B.words), "title"), C))),
        ("title:(a OR b) c", And((Or((word("a", field="title"), word("b", field="title"))), C))),
        ("-title:a", Not(word("a", field="title"))),
        ("theme:tthc", Value("theme", "tthc")),
        ("theme:tthc/mot_cua", Value("subtheme", "tthc/mot_cua")),
        ("theme:(tthc OR the_che)", Or((Value("theme", "tthc"), Value("theme", "the_che")))),
        ("locality:p63:46", Value("within", "P63:46")),
        ('locality:"Phú  Lộc"', Value("place", "phu loc")),
        ("province:Huế", Value("region", "hue")),
        ('kind:"Kế hoạch"', Value("kind", "ke_hoach")),
        ("kind:ke_hoach", Value("kind", "ke_hoach")),
        ("year:2024", Value("year", "2024")),
        ("reform:không", Value("reform", "false")),
        ("since:2024-05-01", Days(first=739_007)),
        ("until:2024-05-01", Days(last=739_007)),
        ("portal:krongno", Value("portal", "krongno")),
        ("TITLE:a", word("a", field="title")),
    ],
)
def test_syntax_is_read(text: str, query: object) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("OR", "or"), ("a OR", "a or"), ("OR a", "or a"), ("a OR OR b", "a or OR b"), ("or", "or"),
        ('"a b', "a b"), ("((a", "a"), ("a))", "a"), ("- a", "a"), ("--a", "a"), ("a-b", '"a b"'),
        ("nope:a", '"nope a"'), ("year:soon", '"year soon"'), ("since:2024", '"since 2024"'),
        ("title: a", "title a"), ("a~3", '"a 3"'), ("a*", "a"), ("c++ d#", "c d"), ("()a()", "a"),
        ("“a b”", '"a b"'),
        ("a AND b", "a and b"), ("131/KH-UBND", '"131 kh ubnd"'), ("NOT a", "not a"), ("a OR ???", "a"),
        ("reform:maybe", '"reform maybe"'),
    ],
)  # fmt: skip
def test_what_is_no_syntax_is_read_as_plain_words(text: str, words: str) -> None:
    assert to_text(parse(text)) == words


@pytest.mark.parametrize("text", ["???", '""', "-", "--", "( )", '"???"', "\x00", "“”", "-!"])
def test_text_without_words_asks_for_nothing(text: str) -> None:
    assert parse(text) == Nothing()


def test_words_are_the_tokens_of_texts() -> None:
    decomposed = parse(unicodedata.normalize("NFD", "Hoà"))
    assert decomposed == parse("hòa") == Words((Word("hòa", "hoa"),))
    assert parse("Ðảng") == parse("đảng")  # the Icelandic look-alike


def test_proximity_is_bounded_by_what_an_engine_can_do() -> None:
    assert [near(count, 10**9) for count in (1, 2, 3, 4, 5, 12)] == [0, 99, 12, 6, 4, 2]
    assert near(2, 7) == 7


@given(st.text(alphabet='ab "“()-~:OR3 \ntile\x00\ud800ế', max_size=80))
def test_any_text_is_a_query_whose_text_asks_the_same(text: str) -> None:
    query = parse(text)
    assert parse(to_text(query)) == query


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["(", ")", '"', "-", "a ", "OR ", "a OR (", "-(", "title:", '"a" ', "a:", "“", "(a) ", '"a"~9 ',
             "\x00"]
)  # fmt: skip
def test_reading_takes_time_in_proportion_to_length(unit: str) -> None:
    assert grows_linearly(lambda text: to_text(parse(text)), unit, 10_000)


def test_deep_brackets_do_not_change_what_is_asked() -> None:
    assert parse("(" * 5000 + "a OR b" + ")" * 5000 + " c") == And((Or((A, B)), C))
    assert parse("(" * 5000 + "a") == A

"""The words of a query are found where reading the whole text finds them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.words import tokens
from search.entries import LONGEST_WORD, words
from search.occurrences import occurrences
from search.tree import Words

LETTERS = "aAđĐðÐàảÁạ̉̀ oôỗơờ uưữ hH q12 _-/.,\n Kαß字"
texts = st.text(st.sampled_from(LETTERS), max_size=60)


def read(text: str, asked: Words) -> dict[int, tuple[int, int, str]]:
    """Positions and places of the asked words, by reading everything."""
    named = {word.folded for word in asked.words}
    return {
        position: (token.start, token.end, token.exact)
        for position, token in enumerate(tokens(text))
        if token.folded in named
    }


@settings(max_examples=1000)
@given(texts, texts)
def test_every_word_is_found_with_its_form(text: str, query: str) -> None:
    for word in words(query):
        asked = Words((word,))
        assert [tuple(one) for one in occurrences(text, [asked]).at.values()] == list(
            read(text, asked).values()
        )


@settings(max_examples=1000)
@given(texts, texts, st.integers(0, 3))
def test_words_of_a_phrase_are_as_far_apart_as_they_are(text: str, query: str, slop: int) -> None:
    asked = Words(words(query), slop=slop)
    expected, found = read(text, asked), occurrences(text, [asked]).at
    assert [tuple(one) for one in found.values()] == list(expected.values())
    farthest = len(asked.words) + slop if len(asked.words) > 1 else 0
    there, here = list(expected), list(found)
    for before, after in zip(range(len(there)), range(1, len(there)), strict=False):
        assert here[after] - here[before] == min(there[after] - there[before], farthest + 1)


@pytest.mark.parametrize(
    "text", ["Cải cách HÀNH CHÍNH; cai-cach", unicodedata.normalize("NFD", "Hoà, hòa, hoạ")]
)
def test_words_are_found_with_and_without_marks(text: str) -> None:
    asked = Words(words("cai cach hoa"))
    assert [text[one.start : one.end] for one in occurrences(text, [asked]).at.values()] == [
        text[start:end] for start, end, _ in read(text, asked).values()
    ]


def test_a_run_of_letters_too_long_for_a_word_is_found_by_its_beginning() -> None:
    long = "x" * (LONGEST_WORD + 20)
    (found,) = occurrences(f"a {long} b", [Words(words(long))]).at.values()
    assert (found.start, found.end) == (2, 2 + len(long))

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import audience_cues, channel_senses, channels, facets
from pipelines.codebook import load
from pipelines.coding import code
from pipelines.cues import Cue, CuedText, Cues, beginnings, cue_words

WORDS = sorted({word for asked in facets.CUED for word in re.findall(r"\w[\w ]+", asked.pattern.pattern)})
TEXTS = st.lists(st.sampled_from([*WORDS, "của", "các", "và", ",", ".", ";", ":", "\n", "Xã"])).map(" ".join)


@given(TEXTS.map(str.title) | TEXTS, st.integers(0, 60), st.integers(0, 200))
def test_a_cue_says_what_a_search_would_find(text: str, start: int, size: int) -> None:
    cued = facets.sentences(text)
    end = min(len(text), start + size)
    for asked in facets.CUED:
        is_said = bool(asked.pattern.search(text[start:end]))
        assert cued.says(asked, start, end) == is_said
        assert bool(cued.bits(start, end) & asked.bit) >= is_said
        assert bool(cued.all_bits & asked.bit) >= is_said
        assert list(cued.spans(asked, start, end)) == [
            found.span() for found in asked.pattern.finditer(text, start, end)
        ]


PEOPLE = [facet.terms.phrases[0] for facet in (*load().audiences, *load().channels)]
ADDRESSED = st.lists(
    st.sampled_from([*WORDS, *PEOPLE, *PEOPLE, "của", "các", ",", ".", ":", "\n"]), max_size=60
)


@given(ADDRESSED.map(" ".join))
def test_a_quick_look_never_decides_what_a_close_one_would_not(text: str) -> None:
    closely = pytest.MonkeyPatch()
    quick = code("", text)
    try:
        closely.setattr(CuedText, "bits", lambda *_: -1)
        closely.setattr(CuedText, "all_bits", -1)
        close = code("", text)
    finally:
        closely.undo()
    assert (quick.audiences, quick.channels) == (close.audiences, close.channels)


def test_every_cue_is_looked_for() -> None:
    made = {
        id(one)
        for module in (audience_cues, channels)
        for one in vars(module).values()
        if isinstance(one, Cue)
    }
    made |= {id(one) for one in channel_senses.ELSEWHERE.values()}
    assert made == {id(one) for one in facets.CUED}


@given(
    st.lists(st.sampled_from([*"ab.!?;:…,\n\r\t Đİ\u2028\u0301", ". ", "; ", "\r\n"]), max_size=30).map(
        "".join
    )
)
def test_sentences_end_where_a_search_finds_their_ends(text: str) -> None:
    ends = [found.end() for found in re.finditer(r"[;\n]|[.!?](?=\s)", text)]
    for start in range(len(text)):
        first, last = facets.sentences(text).around(start, start)
        assert first == max((end for end in ends if end <= start), default=0)
        assert last == min((end - 1 for end in ends if end > start), default=len(text))


def test_what_a_pattern_begins_with() -> None:
    assert beginnings(r"(?<!\w)(?:Tin,? bài|báo(?: cáo)? x|(?:các )?lớp|mời(?!\w))(?!\w)") == {
        "tin", "báo", "các ", "lớp", "mời",
    }  # fmt: skip


def test_a_pattern_that_begins_with_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with no word"):
        Cues([cue_words(r"một|\d+ cửa")])


def test_a_text_without_the_words_says_nothing() -> None:
    word = cue_words("một cửa")
    cued = CuedText("Một cửa hàng, MỘT CỬA", Cues([word]))
    assert cued.says(word, 0, 7)
    assert not cued.says(word, 1, 13)
    assert list(cued.spans(word, 1, 21)) == [(14, 21)]


def test_a_pattern_without_cues_is_a_fault_and_no_silence() -> None:
    cued = CuedText("Một cửa", Cues([cue_words("một cửa")]))
    with pytest.raises(KeyError):
        cued.says(cue_words("một"), 0, 7)
    with pytest.raises(KeyError):
        list(cued.spans(cue_words("một"), 0, 7))

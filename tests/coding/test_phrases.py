from __future__ import annotations

import re
from itertools import pairwise

import pytest
from ahocorasick_rs import BytesAhoCorasick
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.letters import GAP, as_bytes, writings
from pipelines.phrases import PhraseSet, Reading, Rule, keep_longest
from pipelines.words import exact_tokens, tokens

RULES = PhraseSet(
    [
        Rule("theme", "tthc", "một cửa"),
        Rule("theme", "tthc", "bộ phận một cửa"),
        Rule("theme", "tthc", "thủ tục hành chính"),
        Rule("theme", "tthc", "phản ánh, kiến nghị"),
        Rule("theme", "tthc", "TTHC", cased=True),
        Rule("theme", "cong_vu", "ủy quyền"),
        Rule("theme", "cong_vu", "CBCC", cased=True),
        Rule("theme", "so", "dịch vụ công trực tuyến"),
    ],
    slips=[("trực tuyên", "trực tuyến")],
)


def found(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in keep_longest(RULES.find(Reading(text)))]


def test_the_longest_phrase_at_a_position_wins() -> None:
    assert found("Nộp tại Bộ phận Một cửa của xã, hoặc tại một cửa khác") == ["Bộ phận Một cửa", "một cửa"]


@pytest.mark.parametrize("text", ["Nhà có một cửas", "amột cửa", "một cữa", "mot cua", "môt cua"])
def test_only_whole_syllables_with_their_marks_match(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["uỷ quyền", "ủy quyền", "Uỷ Quyền", "ỦY QUYỀN", "UỶ QUYỀN"])
def test_both_schools_of_tone_placement_match(text: str) -> None:
    assert found(f"được {text} ký") == [text]


def test_commas_and_line_width_do_not_part_a_phrase_but_sentences_do() -> None:
    assert found("tiếp nhận phản ánh kiến nghị") == ["phản ánh kiến nghị"]
    assert found("tiếp nhận phản  ánh, kiến nghị") == ["phản  ánh, kiến nghị"]
    assert found("có nhiều phản ánh. Kiến nghị thứ nhất") == []
    assert found("một\ncửa") == []


def test_abbreviations_are_case_sensitive_whole_tokens() -> None:
    assert found("TTHC, tthc, Tthc, XTTHC, TTHC-CB và CBCC") == ["TTHC", "TTHC", "CBCC"]


def test_unaccented_text_matches_phrases_of_three_syllables_with_low_confidence() -> None:
    hits = RULES.find(Reading("cai cach thu tuc hanh chinh va mot cua"))
    assert [(hit.rule.phrase, hit.unaccented) for hit in hits] == [("thủ tục hành chính", True)]


def test_half_accented_text_is_no_unaccented_text() -> None:
    assert found("thủ tuc hành chinh") == []


def test_a_known_slip_matches() -> None:
    assert found("dịch vụ công trực tuyên") == ["dịch vụ công trực tuyên"]


def test_an_icelandic_eth_is_a_d_in_abbreviations() -> None:
    rules = PhraseSet([Rule("theme", "x", "CPĐT", cased=True)])
    assert [hit.start for hit in rules.find(Reading("về CPÐT"))] == [3]


@given(st.lists(st.sampled_from(["một", "cửa", "Bộ phận", "TTHC", "thủ tục", "hành chính", ".", "\n", " "])))
def test_hits_are_the_words_of_their_rule(words: list[str]) -> None:
    text = " ".join(words)
    for hit in RULES.find(Reading(text)):
        assert text[hit.start : hit.end].lower().split() == hit.rule.phrase.lower().split()


SIGNS = "aàq uyỷúoòáĐÐkK.,;-_\n\t\u0301\u00a0…中ßß1"


@given(st.text(max_size=200) | st.text(SIGNS, max_size=40))
def test_the_stream_leads_back_to_every_word_of_any_text(text: str) -> None:
    reading = Reading(text)
    words = reading.stream.split(GAP)[1:-1]
    runs = [GAP + word + GAP for word in dict.fromkeys(words)]
    found = reading.find(BytesAhoCorasick(runs), runs) if words else []
    read = tokens(text)
    for word, token in zip(words, read, strict=True):
        assert as_bytes(token.exact) in (word, as_bytes(text[token.start : token.end]))
        assert word in writings(as_bytes(token.exact))
    assert [(start, -less) for start, less, _, _ in found] == [(token.start, token.end) for token in read]


@given(st.text(SIGNS, max_size=40), st.text(SIGNS, max_size=4), st.text(SIGNS, max_size=4))
def test_a_phrase_of_any_letters_is_found_where_its_words_stand(text: str, one: str, two: str) -> None:
    phrase = exact_tokens(f"{one} {two}")
    assume(phrase)
    read = tokens(text)
    runs = [read[place : place + len(phrase)] for place in range(len(read) - len(phrase) + 1)]
    expected = [
        (run[0].start, run[-1].end)
        for run in runs
        if [token.exact for token in run] == phrase
        and not any(
            re.search(r"[.;:!?…|\n\t\r\u2028\u2029]", text[before.end : after.start])
            for before, after in pairwise(run)
        )
    ]
    rules = PhraseSet([Rule("theme", "x", " ".join(phrase))])
    assert [hit[:2] for hit in rules.find(Reading(text)) if not hit.unaccented] == expected


def test_either_school_of_tone_marks_is_found_as_the_same_words() -> None:
    rules = PhraseSet([Rule("theme", "x", "thỏa thuận ủy quyền"), Rule("theme", "y", "quý")])
    text = "Thoả thuận uỷ quyền, THỎA THUẬN UỶ QUYỀN, qúy"
    assert [text[hit.start : hit.end] for hit in rules.find(Reading(text))] == text.split(", ")


def test_rules_for_titles_are_left_out_elsewhere() -> None:
    rules = PhraseSet([Rule("theme", "x", "một cửa", None, "title"), Rule("theme", "y", "một cửa")])
    assert [hit.rule.name for hit in rules.find(Reading("Một cửa"))] == ["x", "y"]
    assert [hit.rule.name for hit in rules.find(Reading("Một cửa"), in_title=False)] == ["y"]


def test_letters_that_are_not_of_vietnamese_are_told_apart() -> None:
    rules = PhraseSet([Rule("theme", "x", "naïve"), Rule("theme", "x", "五一")])
    assert [hit.rule.phrase for hit in rules.find(Reading("naüve, NAÏVE, 五一, 五二"))] == ["naïve", "五一"]

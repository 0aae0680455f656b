"""How much of one text stands in another, and which passages: on sentences of our own."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.passages import GAP, MATCH, MISMATCH, Shared, shared_passages
from pipelines.shingles import containment, grams, jaccard, sample
from pipelines.words import exact_tokens

ORDER = "Ủy ban nhân dân huyện giao Phòng Nội vụ theo dõi việc thực hiện kế hoạch này."


def of(*texts: str) -> set[int]:
    return set(grams(texts))


def test_containment_and_jaccard_by_hand() -> None:
    """Nine syllables have five 5-grams; six of the same have two, which are all of the shorter text's."""
    long, short = of("một hai ba bốn năm sáu bảy tám chín"), of("hai ba bốn năm sáu bảy")
    assert (len(long), len(short)) == (5, 2)
    assert containment(short, long) == 1
    assert containment(long, short) == pytest.approx(0.4)
    assert jaccard(long, short) == pytest.approx(0.4)


def test_case_composition_and_tone_place_make_no_difference() -> None:
    assert of(ORDER) == of(ORDER.upper()) == of(ORDER.replace("Ủy", "Uỷ")) == of(ORDER.replace("ò", "ò"))


def test_a_gram_never_goes_from_one_text_over_to_the_next() -> None:
    assert of("một hai ba", "bốn năm sáu") == set()
    assert jaccard(set(), set()) is None
    assert containment(set(), of(ORDER)) is None


def test_the_numbers_of_grams_are_the_same_in_every_process() -> None:
    """Samples of texts, and so which pairs are looked at, would differ from run to run otherwise."""
    assert list(grams(["một hai ba bốn năm"])) == [PINNED]


def test_cutting_at_spaces_gives_the_tokens_of_the_whole() -> None:
    text = "Số:170/KH-UBND\xa0ngày 25/4/2022;vp_ubnd@phuloc.gov.vn — hoà-bình\u2028Đ"
    assert len(grams([text])) == len(exact_tokens(text)) - 4


def test_a_sample_is_of_the_same_grams_in_every_text() -> None:
    made = random.Random(3)
    words = [f"từ{number}" for number in range(400)]
    text = " ".join(made.choices(words, k=4000))
    whole, half = of(text), of(text[: len(text) // 2])
    drawn = set(sample(whole, 8))
    assert set(sample(half, 8)) == drawn & half
    assert len(drawn) == pytest.approx(len(whole) / 8, rel=0.15)


def test_a_copied_passage_is_found_with_what_was_changed_in_it() -> None:
    one = exact_tokens(f"Phần mở đầu không giống. {ORDER} Hết.")
    other = exact_tokens(f"Tỉnh viết khác hẳn. {ORDER.replace('huyện', 'tỉnh').replace('này', 'trên đây')}")
    (found,) = shared_passages(one, other)
    copied = one[found.start : found.end]
    assert copied[0] == "ủy"
    assert copied[-1] == "hoạch"
    assert (found.matches, len(copied)) == (15, 16)
    assert found.score == 15 * MATCH + MISMATCH


def test_a_syllable_left_out_is_a_gap() -> None:
    one = exact_tokens("một hai ba bốn năm sáu bảy tám chín mười")
    other = [word for word in one if word != "sáu"]
    assert shared_passages(one, other) == [Shared(0, 10, 0, 9, 9 * MATCH + GAP, 9)]


def test_texts_without_five_syllables_in_common_share_nothing() -> None:
    assert shared_passages(exact_tokens(ORDER), exact_tokens("Trời hôm nay nắng đẹp và gió nhẹ.")) == []
    assert shared_passages([], []) == []


@given(st.lists(st.sampled_from("abc"), max_size=10), st.lists(st.sampled_from("abc"), max_size=10))
def test_the_best_passage_scores_as_the_whole_table_says(one: list[str], other: list[str]) -> None:
    """Short texts lie within every strip, so that the alignment is that of the textbook."""
    found = shared_passages(one, other, least=1)
    if found:
        assert found[0].score == whole_table(one, other)
        assert all(each.score <= MATCH * each.matches for each in found)


def whole_table(one: list[str], other: list[str]) -> int:
    rows = [[0] * (len(other) + 1)]
    for syllable in one:
        row = [0]
        for place, word in enumerate(other):
            both = rows[-1][place] + (MATCH if syllable == word else MISMATCH)
            row.append(max(0, both, rows[-1][place + 1] + GAP, row[-1] + GAP))
        rows.append(row)
    return max(map(max, rows))


PINNED = 9221085643118268679

"""Coding of very much and of very little: empty texts, texts of 2 MB, codebooks of 100,000 phrases."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import codebook
from pipelines.codebook import Codebook, Terms, Theme
from pipelines.coding import Coding, code
from tests.growth import grows_linearly

SHORT = 12_000  # characters
# What a rule begins with, over and over: hits that touch, traps, exclusions, words around which facets look.
PIECES = [
    "cải cách hành chính ",
    "một cửa hàng ",
    "một cửa quốc gia ",
    "dịch vụ công trực tuyến mức độ 3 ",
    "thủ tục ",
    "TTHC\n",
    "cai cach thu tuc hanh chinh ",
    "tuyên truyền cho người dân ",
    "người dân ",
    "cổng thông tin ",
    "căn cứ ",
    "Nơi nhận:\n",
    "tiêu chí. ",
    "hoà ",
    "ủ",
    "\n",
]
SYLLABLES = [
    "xã",
    "huyện",
    "tỉnh",
    "việc",
    "làm",
    "mới",
    "cũ",
    "dân",
    "người",
    "công",
    "tác",
    "hồ",
    "sơ",
    "giấy",
    "tờ",
    "phí",
    "lệ",
    "đất",
    "nhà",
    "sông",
]


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_the_work_grows_with_the_length_of_the_text(piece: str) -> None:
    assert grows_linearly(lambda text: code("Cải cách hành chính", text), piece, SHORT)


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
def test_it_does_whatever_is_in_it(unit: str) -> None:
    assert grows_linearly(lambda text: code("Cải cách hành chính", text), unit, SHORT)


@pytest.mark.slow
def test_two_megabytes_are_coded_with_exact_evidence() -> None:
    line = "Xã công khai thủ tục hành chính, tuyên truyền cho người dân trên cổng thông tin điện tử.\n"
    text = filled(line, 2_000_000)
    coding = code("Cải cách hành chính", text)
    assert_exact(coding, {"title": "Cải cách hành chính", "text": text})
    found = next(item for item in coding.codes if item.subtheme == "cong_khai_kiem_soat")
    assert abs(len(found.evidence) - text.count("công khai thủ tục hành chính")) <= 1
    assert sum(item.weight for item in coding.codes) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", " \n\t", ".", "\u0301\u0301", "123 456"])
def test_a_document_without_words_is_coded_as_nothing(text: str) -> None:
    coding = code("", text)
    assert (coding.is_reform, coding.codes, coding.channels, coding.audiences) == (False, (), (), ())
    assert (coding.reform.score, coding.reform.rules, coding.reform.margin) == (0.0, (), -0.5)


@pytest.mark.slow
def test_a_hundred_thousand_phrases_load_and_match_in_seconds(tmp_path: Path) -> None:
    phrases = [" ".join(words) for words in itertools.islice(itertools.product(SYLLABLES, repeat=4), 100_000)]
    lines = "".join(f"  - {phrase}\n" for phrase in phrases)
    file = tmp_path / "big.yml"
    head = 'version: "1"\ngate: {phrases: [cải cách]}\nthemes:\n- id: a\n  vi: A\n  en: A\n  definition: a\n'
    file.write_text(f"{head}  phrases:\n{lines}", encoding="utf-8")
    start = time.process_time()
    book = codebook.load(file)
    coding = code("Cải cách", f"Có {phrases[0]}. Và {phrases[77_777]}, hết.", book)
    assert time.process_time() - start < 40
    assert [item.text for item in coding.codes[0].evidence] == [phrases[0], phrases[77_777]]


@pytest.mark.parametrize(
    "phrase", ["một.cửa", "(một cửa)", "một* cửa+", "[một] cửa?", "một\\cửa", "^một cửa$"]
)
def test_signs_of_regular_expressions_in_a_phrase_are_no_pattern(phrase: str) -> None:
    book = own(Terms(phrases=(phrase,)))
    assert [item.text for item in code("Cải cách", "Đến Một Cửa.", book).codes[0].evidence] == ["Một Cửa"]
    assert code("Cải cách", "mộtacửa, mộttt cửaaa, cửa", book).codes == ()


def own(terms: Terms) -> Codebook:
    reform = codebook.load().reform
    return Codebook(
        "t", (Theme("a", "A", "A", "a", terms, ()),), (), (), (), Terms(phrases=("cải cách",)), reform
    )


def assert_exact(coding: Coding, fields: dict[str, str]) -> None:
    tags = (*coding.codes, *coding.channels, *coding.audiences)
    for one in (*coding.reform.evidence, *(evidence for item in tags for evidence in item.evidence)):
        assert fields[one.field][one.start : one.end] == one.text

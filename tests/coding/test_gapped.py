"""Phrases with a gap, words that count beside a public body, and what portals write (titles.yml)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines import codebook
from pipelines.codebook import CodebookError
from pipelines.codebook.lint import lint
from pipelines.coding import code
from pipelines.matching import differing
from tests.growth import grows_linearly

TITLES = yaml.safe_load((Path(__file__).parent / "titles.yml").read_text(encoding="utf-8"))
NEAR, REVIEWED = 388, 23  # how many titles; how many of the missed a person is asked about
BOOK = """
version: "1"
gate: {{phrases: [cải cách hành chính]}}
reform:
  vouched: {{title: [sáp nhập … xã], exclude: [hợp tác xã]}}
  hinted: {{title: [tập huấn … công chức, gộp … phòng]}}
  bodies: {{phrases: [ubnd, công chức, xã], exclude: [ubnd rừng]}}
themes:
- id: one
  vi: Một
  en: One
  definition: of one
  sub:
  - {{id: two, vi: Hai, definition: of two, phrases: [{phrases}], exclude: [lớp cũ],
     title: [sáp nhập … xã, tập huấn … công chức], weak: [học viên, lớp tập huấn]}}
"""
GAPPED = codebook.from_source(BOOK.format(phrases="mở … lớp"), "book")


def found(text: str, title: str = "Xã cải cách hành chính") -> list[str]:
    return [one.text for each in code(title, text, GAPPED).codes for one in each.evidence]


def test_what_portals_write_is_read_with_its_theme_and_what_borrows_the_words_is_not() -> None:
    read = [(theme, title, code(title, text)) for theme, title, text in TITLES["reform"]]
    missed = [(theme, title) for theme, title, coding in read if theme not in {c.theme for c in coding.codes}]
    assert (missed, taken("others")) == ([], [])


def taken(section: str) -> list[str]:
    return [title for title, text in TITLES[section] if code(title, text).is_reform]


def test_of_titles_that_nobody_chose_those_known_are_read_falsely_and_no_other() -> None:
    assert len(TITLES["near"]) == NEAR
    assert taken("near") == TITLES["known"]


def test_what_precision_costs_is_known_and_for_the_most_part_left_to_a_person() -> None:
    read = [(theme, title, code(title, text)) for theme, title, text in TITLES["missed"]]
    assert [title for theme, title, coding in read if theme in {one.theme for one in coding.codes}] == []
    assert sum(coding.reform.review for *_, coding in read) == REVIEWED


def test_parts_stand_in_order_near_each_other_and_in_one_sentence() -> None:
    assert found("Xã mở ba lớp và vui.") == ["mở ba lớp"]
    assert found("Xã mở lớp.") == ["mở lớp"]
    for text in ("Lớp này đã mở.", "Xã mở cửa. Lớp đông.", "Xã mở cửa\nLớp đông", "Xã mở lại lớp cũ."):
        assert found(text) == [], text
    assert found("Xã mở ra và " + "sửa lại, " * 6 + "làm xong lớp.") == []
    for sign in (": ", "; ", " – ", " - ", ", "):
        assert found(f"Xã mở cửa{sign}lớp đông.") == [], sign  # a part has one syllable
    assert found("", title="Cải cách hành chính: tập huấn bơi, lặn cho công chức") != []
    assert found("", title="Cải cách hành chính: tập huấn bơi - công chức vui") == []


def test_a_phrase_with_a_gap_for_titles_counts_there_alone() -> None:
    assert found("Sáp nhập ba xã.", title="Cải cách hành chính") == []
    assert found("", title="Cải cách hành chính: sáp nhập ba xã") == ["sáp nhập ba xã"]


def test_vouched_words_need_a_public_body_in_title_or_lead_and_ask_for_a_person() -> None:
    alone = code("Sáp nhập ba xã", "Cổ đông họp.\nUBND huyện dự.", GAPPED)
    assert (alone.is_reform, alone.reform.rules) == (False, ())
    for title, text in (("UBND: sáp nhập ba xã", ""), ("Sáp nhập ba xã", "UBND huyện họp.")):
        coding = code(title, text, GAPPED)
        assert (coding.is_reform, coding.reform.rules, coding.reform.review) == (
            True,
            ("vouched_title",),
            True,
        )
    assert not code("UBND bàn sáp nhập hai hợp tác xã", "", GAPPED).is_reform


def test_a_body_vouches_beside_the_words_and_by_a_name() -> None:
    title = "Sáp nhập ba xã"
    for text in ("UBND huyện họp.", "Xã Tân An họp.", "Xã 5 họp.", "Công chức các xã họp."):
        assert code(title, text, GAPPED).is_reform, text
    for text in ("Xã hội chung tay.", "Xã họp.", "UBND rừng họp.", "", "Dân họp."):
        assert not code(title, text, GAPPED).is_reform, text
    # The commune in the words that ask for a body is none.
    assert not code("Sáp nhập ba xã Tân An", "", GAPPED).is_reform
    assert code("Sáp nhập ba xã ở UBND", "", GAPPED).is_reform


def test_a_hint_counts_where_the_text_has_words_of_the_reform_besides() -> None:
    title, lead = "Tập huấn bơi cho công chức", "UBND huyện mở đầu buổi học."
    alone = code(title, lead, GAPPED)
    assert (alone.is_reform, alone.reform.rules, alone.reform.review) == (False, ("hinted_title",), True)
    told = code(title, f"{lead}\nSáng nay mở hai lớp.", GAPPED)
    assert (told.is_reform, told.reform.rules) == (True, ("hinted_title", "hinted_body"))
    assert (told.reform.score, told.reform.review) == (0.55, True)
    assert code(title, f"{lead}\nHọc viên vui.", GAPPED).is_reform  # a weak word of the theme of the title
    for text in ("Lớp tập huấn đông.", "Mọi người vui.", "Ai cũng vui.\nDân mở hai lớp.\nTrời mưa."):
        assert not code(title, f"{lead}\n{text}", GAPPED).is_reform, text  # a repetition, nothing, one remark
    other = code("UBND gộp hai phòng", "Học viên vui.", GAPPED)
    assert not other.is_reform  # weak, and of no theme of that title
    assert not code(title, "Dân mở hai lớp.", GAPPED).reform.rules  # no body


def test_what_looks_like_the_sign_of_a_gap_is_named_and_bodies_have_none() -> None:
    for like in ("...", "⋯", ".."):
        with pytest.raises(CodebookError, match=rf"book:14: one/two: phrases: 'mở {like} lớp' has .* no gap"):
            codebook.from_source(BOOK.format(phrases=f'"mở {like} lớp"'), "book")
    with pytest.raises(CodebookError, match=r"book:7: reform\.bodies: phrases: 'ubnd … xã' has a gap"):
        codebook.from_source(BOOK.format(phrases="mở lớp").replace("[ubnd,", "[ubnd … xã,"), "book")


@pytest.mark.parametrize("phrase", ["mở …", "… lớp", "mở … lớp … xã", "…"])
def test_a_gap_that_cannot_be_read_is_refused_with_its_line(phrase: str) -> None:
    with pytest.raises(CodebookError, match=r"book:14: one/two: phrases: "):
        codebook.from_source(BOOK.format(phrases=f'"{phrase}"'), "book")


def test_a_gap_in_a_list_that_may_have_none_is_refused() -> None:
    source = BOOK.format(phrases="mở … lớp").replace("[lớp cũ]", "[lớp … cũ]")
    with pytest.raises(CodebookError, match="which only phrases, weak, title may have"):
        codebook.from_source(source, "book")


def test_another_gap_is_another_codebook_where_its_words_stand() -> None:
    other = codebook.from_source(BOOK.format(phrases="mở … phòng"), "book")
    assert differing(GAPPED, GAPPED) == set()
    assert differing(GAPPED, other) == differing(other, GAPPED) != set()


def test_the_linter_knows_a_phrase_with_a_gap_from_the_same_without() -> None:
    twice = codebook.from_source(BOOK.format(phrases="mở … lớp, mở lớp, lớp"), "book")
    kinds = {(one.kind, one.phrase) for one in lint(twice) if one.entry == "one/two"}
    assert ("duplicate", "mở lớp") not in kinds
    assert ("shadowed", "mở … lớp") in kinds


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "length", "in_title"),
    [("rút ngắn.\n", 300_000, False), ("sắp xếp ", 120_000, True), ("giảm thủ tục công ty ", 30_000, True)],
)
def test_parts_without_end_are_read_in_linear_time(piece: str, length: int, in_title: bool) -> None:
    assert grows_linearly(lambda text: code(text, "") if in_title else code("", text), piece, length)

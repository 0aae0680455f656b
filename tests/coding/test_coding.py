from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import codebook
from pipelines.codebook import Codebook
from pipelines.coding import Coding, code

BOOK = """
version: "t"
traps: [một cửa hàng]
gate: {phrases: [cải cách]}
context_rules: [{id: lists, phrases: [tiêu chí], spares: [a]}]
themes:
- {id: a, vi: A, en: A, definition: a, abbreviations: [AAA], sub: [
    {id: a1, vi: A1, definition: x, phrases: [táo đỏ, táo đỏ ngọt]},
    {id: a2, vi: A2, definition: x, phrases: [lê vàng], exclude: [lê vàng khè]}]}
- {id: b, vi: B, en: B, definition: b, sub: [
    {id: b1, vi: B1, definition: x, phrases: [mận tím, một cửa], weak: [ổi xanh], title: [dưa]}]}
channels:
- {id: bao, vi: Báo, phrases: [trên báo]}
indices:
- {id: PAR, vi: P, phrases: [chỉ số cải cách], abbreviations: [PAR]}
- {id: SIP, vi: S, phrases: [chỉ số hài lòng], abbreviations: [SIP]}
"""
PIECES = [
    *("táo đỏ", "lê vàng", "mận tím", "ổi xanh", "AAA", "cải cách", "trên báo", "PAR (chỉ số hài lòng)"),
    *("\n", "Căn cứ Luật", ", ", "và", "hoà", "một cửa hàng"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("book") / "book.yml"
    path.write_text(BOOK, encoding="utf-8")
    return codebook.load(path)


def weights(coding: Coding) -> dict[str, float]:
    return {f"{item.theme}/{item.subtheme}": round(item.weight, 4) for item in coding.codes}


def test_weights_share_units_among_their_themes(book: Codebook) -> None:
    # Coded units: a | a+b | b; the title and the third line carry no theme.
    text = "táo đỏ\nlê vàng và mận tím\nkhông có gì\nmận tím"
    assert weights(code("cải cách", text, book)) == {
        "b/b1": round((0.5 + 1) / 3, 4),
        "a/a1": round(1 / 3, 4),
        "a/a2": round(0.5 / 3, 4),
    }


def test_sub_themes_of_one_unit_share_their_themes_part(book: Codebook) -> None:
    assert weights(code("cải cách", "táo đỏ, lê vàng", book)) == {"a/a1": 0.5, "a/a2": 0.5}


def test_a_hit_on_the_theme_alone_has_no_sub_theme(book: Codebook) -> None:
    assert weights(code("cải cách", "theo AAA", book)) == {"a/None": 1.0}


def test_the_title_is_a_unit(book: Codebook) -> None:
    coding = code("cải cách táo đỏ", "mận tím", book)
    assert weights(coding) == {"a/a1": 0.5, "b/b1": 0.5}
    assert {item.evidence[0].field for item in coding.codes} == {"title", "text"}


def test_a_weak_phrase_needs_company_or_the_title(book: Codebook) -> None:
    filler = "\n".join(["không có gì"] * 6)
    assert weights(code("cải cách", f"ổi xanh\n{filler}", book)) == {}
    assert weights(code("cải cách", f"ổi xanh\nổi xanh\nổi xanh\n{filler}", book)) == {"b/b1": 1.0}
    assert weights(code("cải cách ổi xanh", filler, book)) == {"b/b1": 1.0}


def test_a_title_phrase_counts_in_the_title_only(book: Codebook) -> None:
    assert weights(code("cải cách dưa", "không", book)) == {"b/b1": 1.0}
    assert weights(code("cải cách", "dưa, dưa, dưa", book)) == {}


def test_a_context_rule_makes_phrases_weak_but_those_it_spares(book: Codebook) -> None:
    filler = "\n".join(["không có gì"] * 6)
    assert weights(code("cải cách", f"tiêu chí mận tím\n{filler}", book)) == {}
    assert weights(code("cải cách", f"mận tím\ntiêu chí\n{filler}", book)) == {"b/b1": 1.0}
    assert weights(code("cải cách", f"tiêu chí táo đỏ\n{filler}", book)) == {"a/a1": 1.0}
    assert weights(code("cải cách: tiêu chí mận tím", filler, book)) == {"b/b1": 1.0}


def test_traps_and_exclusions_never_match(book: Codebook) -> None:
    assert weights(code("cải cách", "mở một cửa hàng, quả lê vàng khè", book)) == {}


def test_the_longest_phrase_is_the_evidence(book: Codebook) -> None:
    coding = code("cải cách", "quả táo đỏ ngọt", book)
    assert [item.text for item in coding.codes[0].evidence] == ["táo đỏ ngọt"]
    assert coding.codes[0].evidence[0].rule == "a/a1: táo đỏ ngọt"


def test_legal_basis_and_recipients_do_not_score(book: Codebook) -> None:
    text = "Căn cứ Luật về táo đỏ\nmận tím\nNơi nhận:\n- lê vàng"
    assert weights(code("cải cách", text, book)) == {"b/b1": 1.0}


def test_a_document_that_is_not_about_the_reform_has_no_codes(book: Codebook) -> None:
    coding = code("Vườn nhà", "táo đỏ, mận tím, trên báo", book)
    assert not coding.is_reform
    assert coding.codes == ()
    assert [tag.id for tag in coding.channels] == ["bao"]


def test_words_that_explain_an_index_are_not_another_index(book: Codebook) -> None:
    assert code("cải cách", "tăng PAR (chỉ số hài lòng) và SIP", book).indices == ("PAR", "SIP")
    assert code("cải cách", "tăng PAR, chỉ số hài lòng", book).indices == ("PAR", "SIP")


def test_unaccented_evidence_is_flagged() -> None:
    coding = code("Cai cach hanh chinh", "Xa cong khai thu tuc hanh chinh tai tru so.")
    assert "unaccented_match" in coding.flags
    assert all("(unaccented)" in evidence.rule for item in coding.codes for evidence in item.evidence)


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.lists(st.sampled_from(PIECES), max_size=6))
def test_spans_are_exact_and_weights_sum_to_one(text: list[str], title: list[str]) -> None:
    book = _parsed()
    fields = {"title": " ".join(title), "text": " ".join(text)}
    coding = code(fields["title"], fields["text"], book)
    _assert_sound(coding, fields)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_coded_without_an_error(text: str, title: str) -> None:
    fields = {"title": unicodedata.normalize("NFC", title), "text": unicodedata.normalize("NFC", text)}
    _assert_sound(code(fields["title"], fields["text"]), fields)


def _assert_sound(coding: Coding, fields: dict[str, str]) -> None:
    tags = (*coding.codes, *coding.channels, *coding.audiences)
    for evidence in (*coding.reform.evidence, *(evidence for item in tags for evidence in item.evidence)):
        assert fields[evidence.field][evidence.start : evidence.end] == evidence.text
    if coding.codes:
        assert sum(item.weight for item in coding.codes) == pytest.approx(1)
    assert 0 <= coding.reform.score <= 1


def _parsed() -> Codebook:
    from pipelines.codebook.parsing import parse  # noqa: PLC0415

    return _CACHE.setdefault("book", Codebook(**parse(BOOK, "book")))


_CACHE: dict[str, Codebook] = {}


def test_the_real_phrases_of_the_codebook_find_themselves() -> None:
    book = codebook.load()
    lost = []
    for theme, sub in book.subthemes:
        for phrase in sub.terms.phrases:
            coding = code("Cải cách hành chính", f"Về {phrase} của xã.", book)
            named = {(item.theme, item.subtheme) for item in coding.codes}
            if (theme.id, sub.id) not in named:
                lost.append((sub.id, phrase))
    assert lost == []


def test_the_built_in_codebook_lies_beside_its_module() -> None:
    assert Path(codebook.__file__).with_name("reform.yml").is_file()

"""What the linter finds: each fault alone, put into a codebook without one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pipelines import codebook
from pipelines.codebook.entries import entries
from pipelines.codebook.lint import Finding, lint
from pipelines.codebook.narrowing import narrowed
from pipelines.coding import code
from pipelines.words import fold

CLEAN = """\
version: "9"
traps: [một cửa hàng]
shared_phrases: [hồ sơ số]
gate: {phrases: [cải cách]}
reform:
  subjects: {phrases: [một cửa]}
  examples: [Cải cách ở xã, Một cửa ở xã]
  counter_examples: [Mở một cửa hàng]
context_rules: [{id: lists, phrases: [tiêu chí], spares: [tthc]}]
themes:
- id: tthc
  vi: Thủ tục
  en: Procedures
  definition: what people must do
  inclusion: steps
  exclusion: shops
  examples: [Dân đến một cửa.]
  counter_examples: [Dân ra chợ.]
  source: a law
  sub:
  - id: mot_cua
    vi: Một cửa
    en: One-stop
    definition: desks
    inclusion: desks
    exclusion: shops
    phrases: [một cửa, hồ sơ số]
    weak: [trả kết quả]
    abbreviations: [BPMC]
    exclude: [một cửa quốc gia]
    examples: [Dân đến một cửa hay BPMC nhận hồ sơ số., Quầy trả kết quả., Bảng tiêu chí ở một cửa.]
    counter_examples: [Mở một cửa hàng., Qua một cửa quốc gia.]
    source: a law
- id: so
  vi: Số
  en: Digital
  definition: digital
  inclusion: files
  exclusion: shops
  phrases: [hồ sơ số]
  examples: [Nộp hồ sơ số.]
  counter_examples: [Nộp giấy.]
  source: a law
"""


def found(folder: Path, *changes: tuple[str, str]) -> list[Finding]:
    text = CLEAN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "book.yml"
    path.write_text(text, encoding="utf-8")
    return lint(codebook.load(path))


def test_a_clean_codebook_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_the_built_in_codebook_is_clean() -> None:
    assert lint(codebook.load()) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("phrases: [một cửa, hồ sơ số]", "phrases: [một cửa, hồ sơ số, Một Cửa]",
         Finding("duplicate", "tthc/mot_cua", 27, "Một Cửa", "'Một Cửa' stands there twice")),
        ("abbreviations: [BPMC]", "abbreviations: [BPMC]\n    title: [bpmc]",
         Finding("duplicate", "tthc/mot_cua", 29, "BPMC", "'BPMC' stands there twice")),
        ("shared_phrases: [hồ sơ số]", "shared_phrases: []",
         Finding("duplicate", "so", 40, "hồ sơ số",
                 "'hồ sơ số' stands in tthc/mot_cua too; shared_phrases lists those that are meant to")),
        ("shared_phrases: [hồ sơ số]", "shared_phrases: [hồ sơ số, giấy tờ]",
         Finding("unknown_phrase", "shared_phrases", 3, "giấy tờ",
                 "'giấy tờ' is listed as shared and no two entries have it")),
        ("phrases: [một cửa, hồ sơ số]", "phrases: [một cửa, hồ sơ số, cơ chế một cửa]",
         Finding("shadowed", "tthc/mot_cua", 27, "cơ chế một cửa",
                 "'cơ chế một cửa' adds nothing: 'một cửa' of the same entry is found wherever it is")),
        ("weak: [trả kết quả]", "weak: [trả kết quả, tại một cửa]",
         Finding("shadowed", "tthc/mot_cua", 28, "tại một cửa",
                 "'tại một cửa' adds nothing: 'một cửa' of the same entry is found wherever it is")),
        ("phrases: [một cửa, hồ sơ số]", "phrases: [một cửa, hồ sơ số, một cửa hàng]",
         Finding("shadowed", "tthc/mot_cua", 27, "một cửa hàng",
                 "'một cửa hàng' never counts: it is excluded itself")),
        ("phrases: [một cửa, hồ sơ số]", "phrases: [một cửa, hồ sơ số, nộp tại quầy]",
         Finding("unused", "tthc/mot_cua", 27, "nộp tại quầy", "'nộp tại quầy' is found in no example")),
        ("[Mở một cửa hàng., Qua", "[Đến một cửa xã bên., Qua",
         Finding("counter_example", "tthc/mot_cua", 27, "một cửa",
                 "'một cửa' is found in the counter-example 'Đến một cửa xã bên.'")),
        ("[Nộp hồ sơ số.]", "[Nộp hồ sơ số., Nộp lúa.]",
         Finding("unmatched", "so", 41, "Nộp lúa.", "no phrase is found in the example 'Nộp lúa.'")),
        ("  exclusion: shops\n  phrases: [hồ sơ số]", "  phrases: [hồ sơ số]",
         Finding("missing", "so", 34, None, "has no exclusion")),
        ("phrases: [tiêu chí]", "phrases: [tiêu chí, thang điểm]",
         Finding("unused", "context_rules/lists", 9, "thang điểm", "'thang điểm' is found in no example")),
        ("  examples: [Cải cách ở xã, Một", "  examples: [Cải cách ở xã, Đua bò, Một",
         Finding("unmatched", "reform", 7, "Đua bò", "the example 'Đua bò' is judged no reform")),
        ("[Mở một cửa hàng]", "[Mở một cửa ở xã]",
         Finding("counter_example", "reform", 8, "Mở một cửa ở xã",
                 "the counter-example 'Mở một cửa ở xã' is judged reform")),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_line(tmp_path: Path, old: str, new: str, finding: Finding) -> None:
    assert finding in found(tmp_path, (old, new))


def test_signs_of_regular_expressions_are_taken_literally_and_said_so(tmp_path: Path) -> None:
    findings = found(
        tmp_path, ("phrases: [một cửa, hồ sơ số]", r"phrases: [một cửa, hồ sơ số, 'quầy .* (số|giấy)+']")
    )
    (regex,) = [one for one in findings if one.kind == "regex"]
    assert regex.message == (
        "'quầy .* (số|giấy)+' is taken literally: ()*+| are no pattern here, only its words are matched"
    )


def test_a_longer_phrase_is_of_use_where_it_keeps_another_entry_out(tmp_path: Path) -> None:
    changes = ("phrases: [một cửa, hồ sơ số]", "phrases: [một cửa, hồ sơ số, một cửa số hóa]"), (
        "  phrases: [hồ sơ số]", "  phrases: [hồ sơ số, số hóa]"
    )  # fmt: skip
    assert not [one for one in found(tmp_path, *changes) if one.kind == "shadowed"]


def test_a_longer_phrase_is_of_use_where_a_trap_would_hide_the_shorter(tmp_path: Path) -> None:
    change = ("phrases: [một cửa, hồ sơ số]", "phrases: [một cửa, hồ sơ số, một cửa hàng tháng]")
    assert not [one for one in found(tmp_path, change) if one.kind == "shadowed"]


def test_a_narrowed_codebook_reads_the_sentences_as_the_whole_one_does() -> None:
    """Also those with slips, without marks, decomposed or in capitals; phrases of none are left out."""
    source = codebook.BUILTIN.read_text(encoding="utf-8")
    whole = codebook.from_source(source, "built-in")
    guides = [one.guide for one in entries(whole)]
    said = [one for guide in guides for one in (*guide.examples, *guide.counter_examples)][::7]
    said += [sentence.replace(meant, wrong) for wrong, meant in whole.slips for sentence in said]
    said += [fold(said[0]), unicodedata.normalize("NFD", said[1]), said[2].upper(), "CCHC, PAR INDEX"]
    part = narrowed(whole, said)
    for sentence in said:
        assert code(sentence, sentence, part) == code(sentence, sentence, whole), sentence
    sizes = [sum(len(one.terms.phrases) for one in entries(book)) for book in (whole, part)]
    assert 0 < sizes[1] < sizes[0]
    assert not any(one.terms.phrases or one.terms.exclude for one in entries(narrowed(whole, ["không đâu"])))

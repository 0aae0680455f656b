from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import codebook
from pipelines.codebook import CodebookError

MINIMAL = """
version: "9"
themes:
- id: one
  vi: Một
  en: One
  definition: the first
  sub: [{id: sub, vi: Con, definition: below, phrases: [một cửa]}]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "book.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_codebook_has_ten_themes_and_46_sub_themes() -> None:
    book = codebook.load()
    assert book.version == "0.12"
    assert len(book.themes) == 10
    assert len(list(book.subthemes)) == 46
    assert (len(book.channels), len(book.audiences), len(book.indices)) == (20, 10, 12)
    assert book.theme("tthc").label == "Cải cách thủ tục hành chính"
    assert book.label("tthc/mot_cua") == "Một cửa, một cửa liên thông"
    assert book.label("unknown/thing") == "unknown/thing"


def test_the_built_in_codebook_is_read_once() -> None:
    assert codebook.load() is codebook.load()


def test_a_codebook_of_ones_own_is_loaded(tmp_path: Path) -> None:
    book = codebook.load(write(tmp_path, MINIMAL))
    assert book.version == "9"
    assert book.themes[0].subthemes[0].terms.phrases == ("một cửa",)


def test_every_error_of_a_codebook_is_named_with_its_line(tmp_path: Path) -> None:
    wrong = MINIMAL.replace('version: "9"', "version: 9").replace("phrases:", "phrase:") + "colour: red\n"
    with pytest.raises(CodebookError) as caught:
        codebook.load(write(tmp_path, wrong))
    assert caught.value.errors == (
        "book.yml:2: codebook: version is missing or no text",
        "book.yml:8: one.sub[0]: unknown key 'phrase' (did you mean 'phrases'?)",
        "book.yml:9: codebook: unknown key 'colour'",
    )


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("id: sub,", "id: a b,", "book.yml:8: one.sub[0]: id 'a b' is not of letters, digits, - and _"),
        ("[một cửa]", "[một cửa, '***']", "book.yml:8: one/sub: phrases: '***' has no letter or digit"),
        ("[một cửa]", "một cửa", "book.yml:8: one/sub: phrases is not a list of phrases"),
        ("themes:", "gate: [a]\nthemes:", "book.yml:3: gate: is not a mapping"),
        ("  en: One", "  en: One\n  en: Two", "book.yml:7: themes[0]: en stands there twice"),
        ("- id: one", "- 7\n- id: one", "book.yml:4: themes[0]: is not a mapping"),
        ("themes:", "context_rules: [{id: r, phrases: [a], spares: [one, two]}]\nthemes:",
         "book.yml:3: context_rules/r: spares two, which is no theme here"),
        ("themes:", "reform: {points: {threshold: half}}\nthemes:",
         "book.yml:3: reform.points: threshold: 'half' is no number"),
        ("themes:", "reform: {points: {gate_titel: 1}}\nthemes:",
         "book.yml:3: points: unknown key 'gate_titel' (did you mean 'gate_title'?)"),
        ("themes:", "reform: {points: {broad: 0}}\nthemes:",
         "book.yml:3: reform.points: broad: 0 is not above 0"),
        ("themes:", "reform: {points: {review: .nan}}\nthemes:",
         "book.yml:3: reform.points: review: nan is no finite number"),
        ("themes:", "reform: {points: {gate_title: .inf}}\nthemes:",
         "book.yml:3: reform.points: gate_title: inf is no finite number"),
        ("themes:", "reform: {points: {broad: -1.0e+999}}\nthemes:",
         "book.yml:3: reform.points: broad: -inf is no finite number"),
        ("themes:", f"reform: {{points: {{gate_title: 1{'0' * 400}}}}}\nthemes:",
         "book.yml:3: reform.points: gate_title: is too large"),
        ("vi: Con", "vi: [Con", "book.yml:8: not YAML: did not find expected ',' or ']'"),
    ],
)  # fmt: skip
def test_an_error_names_its_line_and_its_reason(tmp_path: Path, old: str, new: str, error: str) -> None:
    assert old in MINIMAL
    with pytest.raises(CodebookError) as caught:
        codebook.load(write(tmp_path, MINIMAL.replace(old, new)))
    assert error in caught.value.errors


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.yml"
    path.write_bytes(b"version: \xff")
    with pytest.raises(CodebookError, match="not UTF-8"):
        codebook.load(path)


def test_two_files_of_one_version_are_told_apart(tmp_path: Path) -> None:
    first = codebook.load(write(tmp_path, MINIMAL))
    second = codebook.load(write(tmp_path, MINIMAL + "# changed\n"))
    assert (first.version, len(first.digest)) == (second.version, 64)
    assert first.digest != second.digest


def test_a_number_among_the_phrases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match="numbers need quotes"):
        codebook.load(write(tmp_path, MINIMAL.replace("[một cửa]", "[một cửa, 1022]")))


def test_an_id_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    themes = MINIMAL.split("themes:\n")[1]
    with pytest.raises(CodebookError, match="one stands there twice"):
        codebook.load(write(tmp_path, MINIMAL + themes))


@pytest.mark.parametrize("text", ["themes: [", "- a\n- b\n", ""])
def test_what_is_no_codebook_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CodebookError):
        codebook.load(write(tmp_path, text))

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
    assert book.version == "0.1"
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


def test_every_error_of_a_codebook_is_named(tmp_path: Path) -> None:
    wrong = MINIMAL.replace('version: "9"', "version: 9").replace("phrases:", "phrase:") + "colour: red\n"
    with pytest.raises(CodebookError) as caught:
        codebook.load(write(tmp_path, wrong))
    assert [error.split(": ", 1)[1] for error in caught.value.errors] == [
        "codebook: unknown key 'colour'",
        "codebook: version is missing or no text",
        "one.sub[0]: unknown key 'phrase'",
    ]


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

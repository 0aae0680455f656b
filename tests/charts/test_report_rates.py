"""What a report says of the rules: of which codebook, of which theme, and where a rate is not known."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from cli import _run
from store.database import open_store
from store.records import Code, Document
from store.validation_records import Rate
from tests.measures.corpus import document
from tests.measures.test_validated import FRAME, TTHC, keep

RATES = "precision 75.0% [60.0%; 85.0%], recall 50.0% [40.0%; 60.0%], on 132 documents (codebook 0.1)"
ONE = document("a", themes={"tthc": 1.0}, codebook="0.1")


def report(home: Path, of: str, *documents: Document, language: str = "en", figures: object = TTHC) -> str:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        for each in documents:
            store.documents.save(each)
        keep(store, figures)  # type: ignore[arg-type]
    file = home / "report.html"
    with redirect_stderr(io.StringIO()):
        assert _run(["--home", str(home), "report", of, str(file), "--language", language]) == 0
    return unescape(file.read_text(encoding="utf-8"))


def test_a_document_without_a_theme_hides_no_rates(tmp_path: Path) -> None:
    other = document("b", themes={}, codebook="0.2", is_reform=False)
    told = report(tmp_path, "tthc", ONE, other)
    assert RATES in told
    assert "not validated" not in told


def test_a_theme_of_no_document_has_no_codebook_to_be_validated(tmp_path: Path) -> None:
    told = report(tmp_path, "tthc/mot_cua", ONE)
    assert "No document here was given this theme by a known codebook." in told
    assert "not validated" not in told


def test_a_document_of_another_theme_hides_no_rates(tmp_path: Path) -> None:
    assert RATES in report(tmp_path, "tthc", ONE, document("b", themes={"cong_vu": 1.0}, codebook="0.2"))


@pytest.mark.parametrize(
    ("language", "several", "unvalidated"),
    [
        ("en", "given by several codebooks (0.1, 0.2)", "not validated against"),
        ("vi", "do nhiều phiên bản bộ mã (0.1, 0.2) gắn", "chưa được kiểm chứng với"),
    ],
)
@pytest.mark.parametrize("of", ["tthc", "D63:482"])
def test_several_codebooks_are_told_as_such(
    tmp_path: Path, of: str, language: str, several: str, unvalidated: str
) -> None:
    second = document("b", themes={"tthc": 1.0}, codebook="0.2")
    told = report(tmp_path, of, ONE, second, language=language)
    assert several in told
    assert unvalidated not in told


@pytest.mark.parametrize(
    ("language", "whole", "sub"),
    [
        ("en", "“Administrative procedure reform” as a whole", "; its sub-theme was not validated."),
        ("vi", "cả chủ đề “Cải cách thủ tục hành chính”", "; riêng chủ đề con này chưa được kiểm chứng."),
    ],
)
def test_rates_of_a_theme_are_not_those_of_its_part(
    tmp_path: Path, language: str, whole: str, sub: str
) -> None:
    (code,) = ONE.codes
    part = replace(ONE, codes=(Code("tthc", "mot_cua", code.weight, code.evidence),))
    told = report(tmp_path, "tthc/mot_cua", part, language=language)
    assert whole in told
    assert sub in told


@pytest.mark.parametrize(
    ("language", "sentence", "cell"),
    [
        ("en", "precision not known, recall 50.0%", "not known"),
        ("vi", "độ chính xác chưa ước lượng được, độ phủ 50,0%", "chưa ước lượng được"),
    ],
)
def test_a_rate_that_is_not_known_says_so(tmp_path: Path, language: str, sentence: str, cell: str) -> None:
    nothing = Rate(None, reason="no_document_of_the_rules")
    figures = replace(TTHC, frame=replace(FRAME, precision=nothing), coded=replace(FRAME, recall=nothing))
    assert sentence in report(tmp_path, "tthc", ONE, language=language, figures=figures)
    told = report(tmp_path, "D63:482", language=language, figures=figures)
    share = "50.0% [40.0%; 60.0%]".replace(".", "." if language == "en" else ",")
    assert f"<td>{cell}</td><td>{share}</td><td>{cell}</td>" in told

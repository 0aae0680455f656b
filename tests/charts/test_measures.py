"""Every measure on a store gives a figure and a frame."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import redirect_stderr
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from pypdfium2 import PdfDocument

import settings
from cli import _run
from pipelines import codebook
from search.charts.figure import figure
from search.charts.methods import formula_in, source_in
from search.charts.pdf import NoPdf, pdf
from search.charts.points import records
from search.charts.words import drawable
from search.flat import flat
from search.frames import frame
from search.measures import measures
from search.measures.results import MeasureResult
from store.database import open_store
from store.records import identity
from tests.measures.acts import act, citation
from tests.measures.corpus import document, measured
from tests.measures.test_validated import TTHC, keep

ENGLISH = re.compile(r"\b(?:the|of|with|and|or|not|from|that|are|each|by|unknown|[a-z]+_[a-z]{3,}\w*)\b")
VIETNAMESE = re.compile(r"\b(?:không|chưa|quan sát|tuần|theo|của|và|được)\b")
_WORDS = "Các xã báo cáo kết quả trước ngày hai mươi lăm hằng tháng"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("charts")
    settings.override_home(folder)
    with open_store(settings.get_settings().store_url) as store:
        for made in (
            document(
                "a",
                title="<script>alert(1)</script>",
                url="javascript:alert(1)",
                themes={"tthc": 0.5, "cong_vu": 0.5},
                text=_WORDS,
                act=act("131/KH-UBND", "2022-05-24", "D63:482"),
                citations=(citation("170/KH-UBND", "2022-04-25", "P63:46"),),
                codebook="0.1",
            ),
            document("b", "P63:46", "2023-03-01", {"tthc": 1.0}, text=_WORDS, codebook="0.1"),
        ):
            store.documents.save(made)
    yield folder
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


@pytest.fixture(scope="module")
def results(home: Path) -> dict[str, MeasureResult]:
    with open_store(settings.get_settings().store_url) as store:
        return {name: measured(store, name) for name in measures()}


@pytest.mark.parametrize("name", list(measures()))
def test_every_measure_has_a_figure_and_a_frame(results: dict[str, MeasureResult], name: str) -> None:
    result = results[name]
    spec = figure(result)
    lines = [each["line"] for values in spec["datasets"].values() for each in values if "line" in each]
    assert drawable(formula_in("vi", result), "vi").replace(" ", "") in "".join(lines).replace(" ", "")
    reasons = [each["told"] for values in spec["datasets"].values() for each in values if "told" in each]
    # Beside what stands on the command line in its own language, and the signs of formulas.
    plain = re.sub(r"--copies all|tracker sample|scope: all|all_lt|[\w^]+_\w{1,3}\b", "", " ".join(lines))
    assert ENGLISH.findall(plain) == ENGLISH.findall(" ".join(reasons)) == [], plain
    told = str([each for values in spec["datasets"].values() for each in values if "line" not in each])
    drawn = "170/KH-UBND" if name in {"cascade", "citations"} else "Phú Lộc"
    assert (drawn in told + str(spec["vconcat"])) is (name not in {"completeness", "openness"})
    columns = flat(result, names=True).columns
    assert len(set(columns)) == len(columns)
    made = frame(result)
    assert made.height == len(result.rows)
    assert made["value"].to_list() == [row.value for row in result.rows]
    assert made["documents"].to_list() == [list(row.documents) for row in result.rows]


@pytest.mark.parametrize("name", list(measures()))
def test_an_english_figure_has_no_vietnamese_reasons(results: dict[str, MeasureResult], name: str) -> None:
    told = " ".join(each["told"] for each in records(results[name], "en"))
    assert VIETNAMESE.findall(told) == [], told


def test_the_command_writes_what_was_asked_for(home: Path, tmp_path: Path) -> None:
    told = io.StringIO()
    names = [tmp_path / name for name in ("a.svg", "a.xlsx", "a.parquet")]
    asked = ["--chart", str(names[0]), "--xlsx", str(names[1]), "--parquet", str(names[2])]
    with redirect_stderr(told):
        assert _run(["--home", str(home), "measure", "attention", *asked, "--language", "en"]) == 0
        assert _run(["--home", str(home), "measure", "attention", "--chart", "a.pdf"]) == 2
        assert (
            _run(["--home", str(home), "measure", "attention", "--chart", str(tmp_path / "no" / "a.svg")])
            == 1
        )
    assert "Attention to each theme" in names[0].read_text(encoding="utf-8")
    assert pl.read_parquet(names[2])["locality_name"].to_list()[0] == "Phú Lộc"
    assert sorted(tmp_path.iterdir()) == sorted(names)
    assert "the name must end in .svg, .png, .html" in told.getvalue()
    assert "a.svg cannot be written" in told.getvalue()


def test_a_report_says_how_good_the_rules_of_its_themes_are(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.html"

    def page(of: str, language: str) -> str:
        with redirect_stderr(io.StringIO()):
            assert _run(["--home", str(home), "report", of, str(file), "--language", language]) == 0
        return unescape(file.read_text(encoding="utf-8"))

    assert "Chủ đề: chưa được kiểm chứng" in page("D63:482", "vi")
    assert "Themes: not validated against human coders" in page("tthc", "en")
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        keep(store, TTHC)
    rates = "precision 75.0% [60.0%; 85.0%], recall 50.0% [40.0%; 60.0%], on 132 documents (codebook 0.1)"
    assert f"The rules of the theme against human coders: {rates}." in page("tthc", "en")
    told = page("D63:482", "vi")
    assert "<th>độ chính xác</th><th>độ phủ</th><th>tỷ lệ văn bản đã hiệu chỉnh</th>" in told
    assert "<td>75,0% [60,0%; 85,0%]</td><td>50,0% [40,0%; 60,0%]</td>" in told
    assert "<td>chưa kiểm chứng</td>" * 3 in told  # of the other theme
    assert "chưa được kiểm chứng" not in told


def test_a_report_holds_figures_rows_and_documents_and_loads_nothing(home: Path, tmp_path: Path) -> None:
    pages = {}
    for of, name, language in (
        ("D63:482", "Phú Lộc", "vi"),
        ("tthc", "Administrative procedure reform", "en"),
    ):
        file = tmp_path / f"{name}.html"
        with redirect_stderr(io.StringIO()):
            assert _run(["--home", str(home), "report", of, str(file), "--language", language]) == 0
        pages[language] = page = file.read_text(encoding="utf-8")
        assert f"<h1>{name}</h1>" in page
        assert "data:image/png;base64," in page
        sources = [source_in("vi" if language == "vi" else "en", name) for name in ("delay", "channels")]
        assert all(source in unescape(page) for source in sources)
        assert "&lt;script&gt;" in page
        assert re.search(r"<script|<link|src=.https?:|javascript:", page) is None
        assert identity("a") in page
    assert (
        "<h2>Tỷ trọng tin bài về cải cách hành chính <small>theo địa phương, kỳ</small></h2>" in pages["vi"]
    )
    assert "Công thức: S" in pages["vi"]
    assert "not compared with others" not in pages["vi"]
    of_theme = "Share of what was asked for in all that is published"
    assert f"<h2>{of_theme} <small>by locality</small></h2>" in pages["en"]
    assert '<html lang="en">' in pages["en"]
    assert "Nguồn" not in pages["en"]
    assert _run(["--home", str(home), "report", "tthc", "report.txt"]) == 2


def test_pdf_without_a_browser_says_what_to_install(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = io.StringIO()
    with redirect_stderr(told):
        assert _run(["--home", str(home), "report", "tthc", str(tmp_path / "a.pdf")]) == 1
    assert "install chromium" in told.getvalue()
    assert list(tmp_path.iterdir()) == []


def test_pdf_that_a_browser_did_not_print_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\necho no display >&2\n", encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NoPdf, match="no display"):
        pdf("<p>a</p>")


@pytest.mark.tools
def test_pdf_has_the_letters_of_the_page() -> None:
    letters = "Cải cách thủ tục hành chính, Phú Lộc: Đẵẩộợứ"
    made = PdfDocument(pdf(f"<html><body><p>{letters}</p></body></html>"))
    page = made[0].get_textpage()
    read = page.get_text_range()
    page.close()
    made.close()
    assert letters in read

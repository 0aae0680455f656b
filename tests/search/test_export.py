"""Exports: cells that cannot execute, lines that say all, files that are whole or not there."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pipelines.cells import safe_cell, safe_json
from search import workbook
from search.export import COLUMNS
from search.export_tables import EXPORTERS
from store.records import Document, as_json
from tests.search.corpus import make, random_documents

TRIGGERS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x",
            '=HYPERLINK("x")', "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\tx", "\rx",
            "\nx", "\ufeff=1", "\u200b=1", "\x0b=1", "\u00a0=1", "\u3000@x", "﹦1", "﹢1", "﹣1",
            "﹫x"]  # fmt: skip
BLANK = "\ufeff\u200b"  # beside what `strip` takes away


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("text", TRIGGERS)
@pytest.mark.parametrize("before", ["", "Huế;", "Huế, ", "Huế\t", "Huế\n"])
def test_no_cell_begins_as_a_formula_however_it_is_split(text: str, before: str, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    EXPORTERS[".csv"]([make("a", title=before + text)], path)
    (row,) = read_csv(path)
    title = row["title"]
    assert title[0] not in "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫"
    for separator in ";,\t\r\n":
        for part in title.split(separator)[1:]:
            assert part.strip().strip(BLANK)[:1] not in tuple("=+-@＝＋－＠﹦﹢﹣﹫")


def test_no_cell_of_a_workbook_is_a_formula_and_only_its_beginning_counts(tmp_path: Path) -> None:
    """Cells are texts for whoever opens it; what is saved as CSV from it begins with no formula either."""
    plain = ["Huế, -5 độ", "Kế hoạch; = mới", "một\n- hai", "a | @b", 'x" =1', "Huế;=1+1"]
    path = tmp_path / "out.xlsx"
    documents = [make(f"k{n}", title=text) for n, text in enumerate([*TRIGGERS, *plain])]
    EXPORTERS[".xlsx"](documents, path)
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "/worksheets/" in name]
    assert sheets
    assert not [sheet for sheet in sheets if re.search(r"<f[ >/]|HYPERLINK.*</f>|<hyperlink", sheet)]
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("documents").to_python()
    titles = [row[COLUMNS.index("title")] for row in rows[1:]]
    assert titles[len(TRIGGERS) :] == plain
    assert {title[0] for title in titles[: len(TRIGGERS)]} == {"'"}
    assert [title[1:] for title in titles[:4]] == TRIGGERS[:4]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    path = tmp_path / "out.xlsx"
    assert EXPORTERS[".xlsx"](random_documents(3), path) == 3
    before = path.read_bytes()
    with pytest.raises(workbook.TooManyRows, match=r"--year.*\.csv, \.jsonl or \.parquet"):
        EXPORTERS[".xlsx"](random_documents(4), path)
    assert (path.read_bytes(), [file.name for file in tmp_path.iterdir()]) == (before, ["out.xlsx"])


@pytest.mark.parametrize(
    "text", ["Kế hoạch 131/KH-UBND", "a-b", "1 + 1 = 2", "UBND - HĐND", "email@x.example", ""]
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_long_runs_of_separators_take_no_longer_than_words() -> None:
    """A quadratic reading of these would take hours; the limit of a test is minutes."""
    text = "\n; \t" * 500_000
    assert safe_cell(f"{text}x") == f"'{text}x"
    assert safe_cell(f"{text}=1").endswith("'=1")


def test_a_list_in_a_cell_stays_json_and_its_texts_are_safe() -> None:
    made = {"days": [-5, 2], "title": "a; =cmd", "@x": ["+1", None]}
    assert json.loads(safe_json(made)) == {"days": [-5, 2], "title": "a; '=cmd", "'@x": ["'+1", None]}


def test_csv_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    documents = random_documents(50)
    assert EXPORTERS[".csv"](documents, path) == 50
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = read_csv(path)
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == [document.id for document in documents]
    assert {row["is_reform"] for row in rows} == {"0", "1"}
    assert b',"1",' not in raw  # numbers are numbers


def test_jsonl_has_the_record_of_show_in_each_line(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    documents = [*random_documents(20), make("dong", "một\ndòng\u2028khác", "Tiêu đề")]
    assert EXPORTERS[".jsonl"](documents, path) == 21
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [json.loads(line) for line in lines[:-1]] == [as_json(document) for document in documents]
    assert "Tiêu đề" in lines[20]


@pytest.mark.parametrize("suffix", sorted(EXPORTERS))
def test_a_broken_export_leaves_the_old_file_and_no_other(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{suffix}"
    path.write_text("old")

    def documents() -> Iterator[Document]:
        yield make("a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EXPORTERS[suffix](documents(), path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


@pytest.mark.parametrize("suffix", sorted(EXPORTERS))
def test_no_documents_are_a_complete_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{suffix}"
    assert EXPORTERS[suffix]([], path) == 0
    assert path.exists()


def test_a_workbook_and_parquet_hold_the_rows_of_the_csv(tmp_path: Path) -> None:
    documents = [make("a", title="=1+1"), *random_documents(30, 3)]
    for suffix in (".csv", ".xlsx", ".parquet"):
        assert EXPORTERS[suffix](documents, tmp_path / f"out{suffix}") == len(documents)
    told = read_csv(tmp_path / "out.csv")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert tuple(frame.columns) == COLUMNS
    assert frame["title"][0] == "=1+1", "Parquet needs no care"
    assert (frame.schema["characters"], frame.schema["reform_score"]) == (pl.Int64, pl.Float64)
    assert [str(one) for one in frame["characters"]] == [row["characters"] for row in told]
    head, *rows = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("documents").to_python()
    assert tuple(head) == COLUMNS
    assert [cells[0] for cells in rows] == [row["id"] for row in told] == frame["id"].to_list()
    assert rows[0][COLUMNS.index("title")] == "'=1+1"


def test_parquet_says_null_of_what_is_not_known_and_keeps_an_empty_text(tmp_path: Path) -> None:
    EXPORTERS[".parquet"]([replace(make("a"), published=None, url=None, title="")], tmp_path / "out.parquet")
    (told,) = pl.read_parquet(tmp_path / "out.parquet").to_dicts()
    assert (told["published"], told["url"], told["title"]) == (None, None, "")


def test_a_workbook_of_documents_says_which_of_its_cells_hold_more_than_a_cell_can(tmp_path: Path) -> None:
    EXPORTERS[".xlsx"]([make("a", title="x" * 40_000)], tmp_path / "out.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "out.xlsx")
    about = book.get_sheet_by_name("about").to_python()
    assert about[0] == ["what", "is"]
    assert "32,767 characters: 1." in str(about[1][1])
    pieces = [str(row[-1]) for row in book.get_sheet_by_name("long cells").to_python()[1:]]
    assert "".join(pieces) == "x" * 40_000

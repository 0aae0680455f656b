"""Rows as workbooks, data frames and Parquet."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace

import polars as pl
from python_calamine import CalamineWorkbook

from search.frames import frame, parquet_bytes
from search.workbook import xlsx_bytes
from tests.charts.results import PART, result, row

_MADE = result(
    "distinctiveness", ("locality", "word"),
    row(2.5, PART, key={"locality": "D63:482", "word": "=cmd|' /C calc'!A0"}, documents=("a", "b"),
        more={"share": 0.2, "words": ["một", "cửa"]}),
    unit="z", notes=("@SUM(A1)",),
)  # fmt: skip


def test_cells_of_a_workbook_cannot_execute() -> None:
    made = xlsx_bytes(_MADE)
    assert made == xlsx_bytes(_MADE)
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    rows = book.get_sheet_by_name("rows").to_python()
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["locality"], line["locality_name"], line["value"]) == ("D63:482", "Phú Lộc", 2.5)
    assert line["word"].startswith("'=")
    assert (line["documents"], line["words"], line["weeks"]) == ("a b", '["một", "cửa"]', 52)
    assert ["note", "'@SUM(A1)"] in book.get_sheet_by_name("about").to_python()


def test_a_list_in_a_cell_is_json_as_it_is() -> None:
    lists = {"days": [1, -5], "told": [{"text": "a; =cmd", "low": -0.5}], "none": []}
    made = xlsx_bytes(result("distinctiveness", ("word",), row(1.0, PART, key={"word": "a"}, more=lists)))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("rows").to_python()
    line = dict(zip(rows[0], rows[1], strict=True))
    assert json.loads(line["days"]) == [1, -5]
    assert json.loads(line["told"]) == [{"text": "a; =cmd", "low": -0.5}]
    assert json.loads(line["none"]) == []


def test_what_no_cell_holds_stands_on_a_sheet_of_its_own_and_whole() -> None:
    """Excel's longest cell has 32,767 characters: half a list of documents, half a JSON is neither."""
    ids = tuple(f"{place:016x}" for place in range(4_000))
    told = [{"text": f"; =cmd {place}", "low": place / 3} for place in range(2_000)]
    more = {"told": told, "days": {"a": 1, "=b": [2]}, "one": [["x" * 40_000], "=y"], "text": "=1 " * 20_000}
    made = xlsx_bytes(result("reuse", ("word",), row(1.0, PART, key={"word": "a"}, documents=ids, more=more)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    rows, about, long = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    line = dict(zip(rows[0], rows[1], strict=True))
    assert line["documents"] == "4000 entries, on the sheet 'long cells'"
    assert json.loads(line["days"]) == {"a": 1, "=b": [2]}, "what fits stays where it was"
    assert all(len(str(cell)) <= 32_767 for sheet in (rows, about, long) for each in sheet for cell in each)
    assert [each for each in about if "32,767 characters: 4." in str(each[1])]
    of: dict[str, list[object]] = {}
    for sheet, number, column, _, is_ in long[1:]:
        assert (sheet, number) == ("rows", 2)
        of.setdefault(column, []).append(is_)
    assert of["documents"] == list(ids)
    assert [json.loads(str(each)) for each in of["told"]] == told
    assert of["one"] == ["40,004 characters, more than a cell holds: JSON, CSV and Parquet have them", "'=y"]
    assert "".join(str(each).removeprefix("'") for each in of["text"]) == "=1 " * 20_000


def test_what_is_told_of_a_workbook_counts_its_second_sheet_and_lengths_as_excel_does() -> None:
    faces = "😀" * 20_000  # two units each
    made = result("reuse", ("word",), row(float("inf"), PART, key={"word": "a"}, more={"faces": faces}))
    made = replace(made, query={**made.query, "words": "từ " * 20_000}, notes=("n" * 40_000,))
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(made)))
    rows, about, long = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["value"], line["faces"]) == ("inf", "2 pieces, on the sheet 'long cells'")
    assert "".join(each[4] for each in long if each[2] == "faces") == faces
    told = [str(each[1]) for each in about if "characters: 3." in str(each[1])]
    assert told, about
    assert [each[0] for each in about[1:]][-1] == "note"


def test_columns_of_a_workbook_are_as_wide_as_what_stands_in_them() -> None:
    """Names are read without dragging columns about; a long list does not push all else away."""
    made = xlsx_bytes(replace(_MADE, rows=(replace(_MADE.rows[0], documents=("a" * 16,) * 50),)))
    names, cells = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("rows").to_python()
    line = dict(zip(names, cells, strict=True))
    assert [type(line[name]) for name in ("value", "n", "compared", "documents")] == [float, float, bool, str]
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet, "no formula"
    found = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
    widths = [float(width) for first, last, width in found for _ in range(int(first), int(last) + 1)]
    assert len(widths) == len(names)
    for name, width in zip(names, widths, strict=True):
        assert min(60, max(len(name), len(str(line[name])) if name == "locality_name" else 0)) < width < 62


def test_a_frame_has_the_types_of_its_columns_even_without_rows() -> None:
    made, empty = frame(_MADE), frame(result("distinctiveness", ("locality", "word"), unit="z"))
    assert made["documents"].to_list() == [["a", "b"]]
    assert made["low"].dtype == pl.Float64
    assert dict(empty.schema).items() <= dict(made.schema).items()
    assert empty.height == 0


def test_parquet_gives_the_frame_back_and_says_what_it_is() -> None:
    made = parquet_bytes(_MADE)
    assert made == parquet_bytes(_MADE)
    assert pl.read_parquet(made).equals(frame(_MADE))
    assert '"formula", "x = y / z"' in pl.read_parquet_metadata(made)["reformwatch"]

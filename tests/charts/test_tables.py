"""Rows as workbooks, data frames and Parquet."""

from __future__ import annotations

import io
import json

import polars as pl
from python_calamine import CalamineWorkbook

from search.flat import xlsx_bytes
from search.frames import frame, parquet_bytes
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


def test_a_list_in_a_cell_is_json_and_its_texts_cannot_execute() -> None:
    lists = {"days": [1, -5], "told": [{"text": "a; =cmd", "low": -0.5}], "none": []}
    made = xlsx_bytes(result("distinctiveness", ("word",), row(1.0, PART, key={"word": "a"}, more=lists)))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("rows").to_python()
    line = dict(zip(rows[0], rows[1], strict=True))
    assert json.loads(line["days"]) == [1, -5]
    assert json.loads(line["told"]) == [{"text": "a; '=cmd", "low": -0.5}]
    assert json.loads(line["none"]) == []


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

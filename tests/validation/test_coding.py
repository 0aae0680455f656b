from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.validation.coding import Read, Source, read_codings
from pipelines.validation.sheets import coding_sheet
from pipelines.validation.tables import Line, Table, TableError, read_table
from pipelines.validation.writing import WRITERS, write
from store.records import Document, identity
from store.validation_records import Sample
from tests.validation.filled import SAVED, Grid, as_csv, as_xlsx, blank, fill, put
from tests.validation.material import BOOK, ITEMS, document, sample_of

ONE = document("a", "- Gạch đầu dòng\n\n=1+1; @x\n\nXã \"họp\", dân 'bàn'.\t\x0b")
TWO = document("b")
SAMPLE = sample_of(ONE, TWO)


def source(sample: Sample = SAMPLE, *documents: Document) -> dict[str, Source]:
    return {sample.id: Source(sample, {one.id: one for one in documents or (ONE, TWO)})}


def table(grid: Grid) -> Table:
    columns = [str(head).partition(":")[0] for head in grid[0]]
    lines = (
        Line(number, dict(zip(columns, map(str, row), strict=True)))
        for number, row in enumerate(grid[1:], start=2)
    )
    return Table(tuple(columns), tuple(lines))


def grid() -> Grid:
    made = blank(SAMPLE, ONE, TWO)
    fill(made, 2, reform="có", tthc="có")
    fill(made, 3)
    return made


def faults(made: Grid, coder: str | None = None, **options: Any) -> list[str]:
    read = read_codings(table(made), options.pop("sources", source()), coder, **options)
    return [str(fault) for fault in read.faults]


@pytest.mark.parametrize(("name", "save"), SAVED)
def test_a_filled_sheet_comes_back_however_it_was_saved(
    name: str, save: Callable[[Grid, Path], Path], tmp_path: Path
) -> None:
    made = grid()
    put(made, 2, {"remark": "đọc; kỹ,\n'lại'"})
    read = read_codings(read_table(save(made, tmp_path / name)), source(), None)
    assert read.faults == []
    first, second = read.codings
    assert (first.document, first.coder, first.remark) == (ONE.id, "An", "đọc; kỹ,\n'lại'")
    assert {item for item, value in first.values.items() if value} == {"reform", "tthc"}
    assert dict(second.values) == dict.fromkeys(ITEMS, False)


@pytest.mark.parametrize("ending", WRITERS)
def test_a_sheet_as_it_was_written_lacks_its_codes_and_nothing_else(ending: str, tmp_path: Path) -> None:
    write(coding_sheet(SAMPLE, SAMPLE.units, {ONE.id: ONE, TWO.id: TWO}, BOOK, "An"), tmp_path / f"a{ending}")
    read = read_codings(read_table(tmp_path / f"a{ending}"), source(), None)
    assert [str(fault) for fault in read.faults] == [
        f"row {row}: no code is filled in; --partial leaves such rows for later" for row in (2, 3)
    ]
    later = read_codings(read_table(tmp_path / f"a{ending}"), source(), None, partial=True)
    assert (later.faults, later.codings, later.open_rows) == ([], [], [2, 3])


def test_every_fault_is_listed_by_row_and_column() -> None:
    made = grid()
    made.append(list(made[1]))
    made.append(list(made[2]))
    put(made, 2, {"tthc": "maybe", "cong_vu": ""})
    put(made, 3, {"id": "0" * 16, "coder": ""})
    put(made, 4, {"sample": "nothere"})
    put(made, 5, {"title": "Khác", "text": "khác", "coder": "=1+1"})
    assert faults(made) == [
        "row 2, column tthc: 'maybe' is none of có, không, không rõ",
        "row 2, column cong_vu: is empty",
        f"row 3, column id: 0000000000000000 is none of sample {SAMPLE.id}",
        "row 3, column coder: no coder: fill the column, or give --coder",
        "row 4, column sample: nothere is no sample of this store",
        "row 5, column title: is not that of the document (edited, or sorted without the rest)",
        "row 5, column text: is not that of the document (edited, or sorted without the rest)",
        "row 5, column coder: '=1+1' is no name (up to 60 letters, digits, blanks, dots)",
    ]


def test_one_coder_codes_a_document_once_in_a_sheet() -> None:
    made = grid()
    made.append(list(made[1]))
    assert faults(made) == ["row 4, column id: An coded it in row 2 already"]
    put(made, 4, {"coder": "Bình"})
    assert faults(made) == []


def test_a_text_that_left_the_store_is_a_fault() -> None:
    found = faults(grid(), sources=source(SAMPLE, ONE))
    assert len(found) == 1
    assert found[0].startswith("row 3, column id: its text changed")


def test_a_column_sorted_alone_is_seen() -> None:
    made = grid()
    ids = made[1][1], made[2][1]
    put(made, 2, {"id": ids[1]})
    put(made, 3, {"id": ids[0]})
    assert {fault.partition(":")[0] for fault in faults(made)} == {
        "row 2, column title", "row 2, column text", "row 3, column title", "row 3, column text",
    }  # fmt: skip


def test_columns_of_the_text_may_be_taken_out_and_those_of_codes_may_not() -> None:
    made = [[cell for place, cell in enumerate(row) if place not in {2, 3, 4, 5}] for row in grid()]
    assert faults(made) == []
    short = [row[:-3] for row in grid()]
    assert faults(short) == ["row 1, column moi_truong_kinh_doanh: the column is missing"]
    assert faults(grid()[:1]) == ["there is no row below the head"]


def test_the_coder_of_the_command_fills_gaps_and_contradicts_nobody() -> None:
    made = grid()
    put(made, 2, {"coder": ""})
    assert faults(made, "An") == []
    put(made, 2, {"coder": "Bình"})
    assert faults(made, "An") == ["row 2, column coder: is Bình, and --coder says An"]


def test_a_coder_who_was_not_asked_is_a_slip_unless_the_command_says_so() -> None:
    asked = sample_of(ONE, TWO, units=tuple(replace(unit, coders=("An", "Bình")) for unit in SAMPLE.units))
    made = blank(asked, ONE, TWO, coder="Anh")
    for row in (2, 3):
        fill(made, row)
    told = faults(made, sources=source(asked))
    assert told[0] == "row 2, column coder: Anh was not asked (An, Bình); --coder takes any name"
    assert faults(made, "Anh", sources=source(asked)) == []


def test_what_is_not_about_the_reform_has_no_theme() -> None:
    made = grid()
    put(made, 3, dict.fromkeys(ITEMS, "") | {"reform": "không"})
    read = read_codings(table(made), source(), None)
    assert read.faults == []
    assert dict(read.codings[1].values) == dict.fromkeys(ITEMS, False)
    put(made, 3, {"tthc": "có"})
    assert faults(made) == ["row 3, column tthc: is 'có', and reform is 'không'"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("có", True), (" CÓ ", True), ("Co\u0301", True), ("1", True), ("TRUE", True), ("x", True),
     ("Không", False), ("0", False), ("no", False), ("không  rõ", None), ("?", None)],
)  # fmt: skip
def test_what_people_type_for_a_choice(typed: str, value: bool | None) -> None:
    made = grid()
    put(made, 2, {"tthc": typed})
    read = read_codings(table(made), source(), None)
    assert read.faults == []
    assert read.codings[0].values["tthc"] is value


def test_numbers_of_a_spreadsheet_are_what_was_typed(tmp_path: Path) -> None:
    made = grid()
    put(made, 2, {"tthc": 1, "cong_vu": 0.0, "reform": True})
    read = read_codings(read_table(as_xlsx(made, tmp_path / "a.xlsx")), source(), None)
    assert read.faults == []
    assert (read.codings[0].values["tthc"], read.codings[0].values["cong_vu"]) == (True, False)


def test_an_id_that_looks_like_a_number_survives_a_csv(tmp_path: Path) -> None:
    odd = replace(ONE, id="12345678901234e5")
    sample = sample_of(odd)
    write(coding_sheet(sample, sample.units, {odd.id: odd}, BOOK, "An"), tmp_path / "a.csv")
    assert '"\'12345678901234e5"' in (tmp_path / "a.csv").read_text(encoding="utf-8")
    read = read_codings(read_table(tmp_path / "a.csv"), source(sample, odd), None, partial=True)
    assert (read.faults, read.open_rows) == ([], [2])


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", "mã;tên".encode("cp1258", "replace") + b"\xff", "not UTF-8"),
        ("a.csv", b'id,"a"b\n"x', "no CSV"),
        ("a.csv", b"\n\nsample,id\n1,2\n", "row 3"),
        ("a.csv", b"id,id,sample\n1,2,3\n", "twice: id"),
        ("a.xlsx", b"PK\x03\x04rubbish", "no workbook"),
        ("a.xlsx", b"", "no workbook"),
        ("a.ods", b"", "must end in .csv or .xlsx"),
    ],
)
def test_a_file_that_is_no_sheet(name: str, body: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(TableError, match=told):
        read_table(tmp_path / name)


def test_lines_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    made = [*grid()[:2], [""] * len(grid()[0]), grid()[2]]
    for path in (as_csv(made, tmp_path / "a.csv"), as_xlsx(made, tmp_path / "a.xlsx")):
        assert [line.number for line in read_table(path).lines] == [2, 4]


def test_nothing_is_taken_from_an_id_of_another_sample() -> None:
    other = sample_of(document("c"), seed=2)
    made = grid()
    put(made, 2, {"sample": other.id})
    read: Read = read_codings(table(made), source() | source(other, document("c")), None)
    assert [str(fault) for fault in read.faults] == [
        f"row 2, column id: {identity('a')} is none of sample {other.id}"
    ]


@settings(deadline=None)
@given(st.text(), st.text(alphabet="_x0041D'\"=+-@;,\t\r\n \u2028\x85ế", max_size=40))
def test_no_text_of_a_portal_looks_changed_when_it_comes_back(title: str, text: str) -> None:
    odd = document("odd", text + title, title=title + text)
    sample = sample_of(odd)
    sheet = coding_sheet(sample, sample.units, {odd.id: odd}, BOOK, "An")
    with TemporaryDirectory() as folder:
        for ending in WRITERS:
            path = Path(folder) / f"a{ending}"
            write(sheet, path)
            read = read_codings(read_table(path), source(sample, odd), None, partial=True)
            assert (read.faults, read.open_rows) == ([], [2])

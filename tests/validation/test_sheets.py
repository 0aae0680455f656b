"""Sheets as files: the same bytes, choices that bind, nothing that executes, nothing of our codes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from pipelines.validation.sheets import CHOICES, Sheet, coding_sheet, shown_text
from pipelines.validation.writing import WRITERS, csv_bytes, write, xlsx_bytes
from tests.validation.material import BOOK, ITEMS, document, sample_of

FORMULA = '=HYPERLINK("https://evil.example","x")'
TEXT = f"Xã họp dân.\n\n{FORMULA}\n@SUM(1)\x0b và <b>&amp;</b>\ufffe _x0041_"


def sheet(text: str = TEXT, title: str = "+84 gọi", url: str | None = "javascript:alert(1)") -> Sheet:
    one = document("a", text, title=title, url=url)
    sample = sample_of(one)
    return coding_sheet(sample, sample.units, {one.id: one}, BOOK, "An")


def parts(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert {info.date_time[0] for info in book.infolist()} == {1980}
        return {name: book.read(name).decode() for name in book.namelist()}


def test_the_same_sheet_has_the_same_bytes_and_no_time_of_making() -> None:
    assert xlsx_bytes(sheet()) == xlsx_bytes(sheet())
    assert csv_bytes(sheet()) == csv_bytes(sheet())
    stamps = re.findall(r"20\d\d-\d\d-\d\dT[\d:]+Z", parts(xlsx_bytes(sheet()))["docProps/core.xml"])
    assert set(stamps) == {"2000-01-01T00:00:00Z"}


def test_choices_bind_every_row_of_every_item_and_the_head_is_frozen() -> None:
    page = parts(xlsx_bytes(sheet()))["xl/worksheets/sheet1.xml"]
    lists = re.findall(r'<dataValidation type="list".*?sqref="([A-Z]+)2"><formula1>"(.*?)"</formula1>', page)
    assert len(lists) == len(ITEMS)
    assert {values for _, values in lists} == {",".join(CHOICES)}
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in page


def test_no_cell_of_a_workbook_is_a_formula_or_a_link_that_runs() -> None:
    found = parts(xlsx_bytes(sheet()))
    assert not re.search(r"<f[ >]", found["xl/worksheets/sheet1.xml"])
    assert 'quotePrefix="1"' in found["xl/styles.xml"]
    assert not any("javascript:" in text for name, text in found.items() if name.endswith(".rels"))
    assert any("https://mau.example/a" in text for text in parts(
        xlsx_bytes(sheet(url="https://mau.example/a"))).values())  # fmt: skip


def test_no_cell_of_a_csv_begins_to_calculate() -> None:
    rows = list(csv.reader(io.StringIO(csv_bytes(sheet()).decode("utf-8-sig"), newline="")))
    assert len(rows) == 2
    pieces = [piece.strip() for row in rows for cell in row for piece in re.split("[\n\t,;]", cell)]
    assert not [piece for piece in pieces if piece.startswith(("=", "+", "-", "@"))]
    assert "'+84 gọi" in rows[1]


def test_what_xml_cannot_hold_is_replaced_and_the_rest_reads_back() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(sheet())))
    head, only = book.get_sheet_by_name("Mã hóa").to_python()
    cells = dict(zip(head, only, strict=True))
    assert str(cells["text: nội dung"]).startswith(f"Xã họp dân.\n\n{FORMULA}\n@SUM(1)  và <b>&amp;</b>")
    assert cells["title: tiêu đề"] == "+84 gọi"
    assert cells["probability"] == 0.5


def test_the_second_sheet_defines_every_item() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes(sheet())))
    rows = book.get_sheet_by_name("Định nghĩa").to_python()
    defined = {row[0]: row for row in rows}
    assert set(ITEMS) <= set(defined)
    assert defined["tthc"][3] == BOOK.theme("tthc").definition
    told = BOOK.theme("tthc").guide
    assert (defined["tthc"][4], defined["tthc"][5]) == (told.inclusion, told.exclusion)
    assert defined["tthc"][6] == "\n".join(told.examples) != ""
    assert {f"{theme.id}/{sub.id}" for theme, sub in BOOK.subthemes} <= set(defined)
    assert defined["codebook"][1] == BOOK.version


def test_a_sheet_is_blind() -> None:
    """Neither stratum nor the rules' codes: items are empty, and nothing names a theme but the head."""
    made = sheet("Hội nghị về thủ tục hành chính.")
    assert "theme=" not in str(made.rows)
    names = [column.name for column in made.columns]
    assert [made.rows[0][names.index(item)] for item in ITEMS] == [""] * len(ITEMS)


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shown_text("a" * 50, 20) == "a" * 20 + "\n[… còn 30 ký tự, xem liên kết]"
    assert shown_text("a" * 20, 20) == "a" * 20
    made = xlsx_bytes(sheet("🙂" * 16_000 + "a" * 40_000))
    assert "còn 41000" in parts(made)["xl/sharedStrings.xml"]


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_that_cannot_be_finished_leaves_nothing(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"a{ending}"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        write(sheet(), target)
    assert list(tmp_path.iterdir()) == [target]

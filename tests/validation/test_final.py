from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.validation.coding import Source
from pipelines.validation.final import THEMES, agreement, disagreements, finals, read_judgements
from pipelines.validation.sheets import columns
from pipelines.validation.tables import Table, read_table
from pipelines.validation.writing import WRITERS, write
from store.validation_records import HumanCoding, Judgement
from tests.validation.filled import as_csv
from tests.validation.material import BOOK, ITEMS, document, sample_of

ONE, TWO, THREE = document("a"), document("b"), document("c")
SAMPLE = sample_of(ONE, TWO, THREE)
SOURCE = Source(SAMPLE, {one.id: one for one in (ONE, TWO, THREE)})


def said(document_id: str, coder: str, **values: bool | None) -> HumanCoding:
    return HumanCoding(SAMPLE.id, document_id, coder, dict.fromkeys(ITEMS, False) | {"reform": True} | values)


CODINGS = [
    said(ONE.id, "An", tthc=True, cong_vu=True),
    said(ONE.id, "Bình", tthc=True),
    said(TWO.id, "An", tthc=None),
    said(THREE.id, "An", reform=False),
    said(THREE.id, "Bình", tthc=True),
]


def how(*judged: Judgement) -> dict[tuple[str, str], tuple[bool | None, str]]:
    found = finals(ITEMS, CODINGS, judged)
    return {key: (final.value, final.how) for key, final in found.items()}


def test_what_people_say_in_the_end() -> None:
    found = how()
    assert len(found) == 3 * len(ITEMS)
    assert found[ONE.id, "tthc"] == (True, "agreed")
    assert found[ONE.id, "the_che"] == (False, "agreed")
    assert found[ONE.id, "cong_vu"] == (None, "differ")
    assert found[TWO.id, "tthc"] == (None, "unsure")
    assert found[TWO.id, "cong_vu"] == (False, "single")
    assert found[THREE.id, "reform"] == found[THREE.id, "tthc"] == (None, "differ")


def test_a_judgement_comes_before_all_and_without_reform_there_is_no_theme() -> None:
    judged = Judgement(SAMPLE.id, ONE.id, "cong_vu", value=True, by="Chi")
    assert how(judged)[ONE.id, "cong_vu"] == (True, "adjudicated")
    no = Judgement(SAMPLE.id, THREE.id, "reform", value=False, by="Chi")
    found = how(no)
    assert found[THREE.id, "reform"] == found[THREE.id, "tthc"] == (False, "adjudicated")
    assert how(no, Judgement(SAMPLE.id, THREE.id, "tthc", value=True, by="Chi")) == found


def test_agreement_is_measured_before_judgement_for_each_item_and_all_themes() -> None:
    found = agreement(ITEMS, CODINGS)
    assert set(found) == {*ITEMS, THEMES}
    assert (found["the_che"].value, found["the_che"].reason) == (None, "no_variation")
    assert found["tthc"].units == 2  # "cannot tell" is a missing value
    assert found["reform"].value == pytest.approx(0.0)  # yes yes, no yes
    assert found[THEMES].units == 2 * (len(ITEMS) - 1)
    alone = agreement(ITEMS, CODINGS[:1])
    assert {one.reason for one in alone.values()} == {"one_coder"}
    assert {one.reason for one in agreement(ITEMS, []).values()} == {"nothing_coded"}


def filled(folder: Path, ending: str = ".csv", **cells: str) -> Table:
    """The sheet of disagreements with the same cells in each row."""
    sheet = disagreements(SOURCE, finals(ITEMS, CODINGS, ()), BOOK)
    names = columns(sheet)
    rows = [[cells.get(name, cell) for name, cell in zip(names, row, strict=True)] for row in sheet.rows]
    if not cells:
        write(sheet, folder / f"a{ending}")
        return read_table(folder / f"a{ending}")
    return read_table(as_csv([list(names), *rows], folder / "a.csv"))  # type: ignore[list-item]


FOUND = {SAMPLE.id: finals(ITEMS, CODINGS, ())}


@pytest.mark.parametrize("ending", WRITERS)
def test_the_sheet_of_disagreements_holds_each_open_decision_with_what_was_said(
    ending: str, tmp_path: Path
) -> None:
    table = filled(tmp_path, ending)
    rows = {(line.key("id"), line["item"]): line for line in table.lines}
    assert set(rows) == {
        (ONE.id, "cong_vu"), (TWO.id, "tthc"), (THREE.id, "reform"), (THREE.id, "tthc"),
    }  # fmt: skip
    line = rows[ONE.id, "cong_vu"]
    assert (line["coder 1"], line["coder 2"], line["judgement"]) == ("có", "không", "")
    assert (rows[TWO.id, "tthc"]["coder 1"], rows[TWO.id, "tthc"]["coder 2"]) == ("không rõ", "")
    assert BOOK.theme("cong_vu").label in line["meaning"]
    judged, faults = read_judgements(table, {SAMPLE.id: SOURCE}, FOUND, None, partial=True)
    assert (judged, faults) == ([], [])


def test_a_filled_sheet_settles_what_was_open(tmp_path: Path) -> None:
    table = filled(tmp_path, judgement="Có", by="Chi", why="theo tiêu đề")
    judged, faults = read_judgements(table, {SAMPLE.id: SOURCE}, FOUND, None, partial=False)
    assert faults == []
    assert {(one.by, one.why, one.value) for one in judged} == {("Chi", "theo tiêu đề", True)}
    settled = finals(ITEMS, CODINGS, judged)
    assert not [final for final in settled.values() if final.value is None]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"judgement": ""}, "column judgement: is empty"),
        ({"judgement": "không rõ"}, "column judgement: 'không rõ' is none of có, không"),
        ({"by": ""}, "column by: nobody judged: fill the column, or give --by"),
        ({"sample": "x"}, "column sample: x is no sample of this store"),
        ({"id": "x"}, f"column id: x is none of sample {SAMPLE.id}"),
        ({"item": "x"}, "column item: nobody coded x of this document"),
    ],
)
def test_every_fault_of_a_judgement_is_told(cells: dict[str, str], told: str, tmp_path: Path) -> None:
    table = filled(tmp_path, **{"judgement": "có", "by": "Chi"} | cells)
    _, faults = read_judgements(table, {SAMPLE.id: SOURCE}, FOUND, None, partial=False)
    assert [str(fault) for fault in faults if fault.row == 2] == [f"row 2, {told}"]
    assert {fault.row for fault in faults} == {2, 3, 4, 5}


def test_a_decision_is_judged_once_in_a_sheet_and_needs_its_columns(tmp_path: Path) -> None:
    table = filled(tmp_path, judgement="có", by="Chi")
    twice = Table(table.columns, (*table.lines, table.lines[0]))
    _, faults = read_judgements(twice, {SAMPLE.id: SOURCE}, FOUND, None, partial=False)
    assert [fault.what for fault in faults] == ["it is judged in an earlier row already"]
    short = Table(("sample", "id"), table.lines)
    _, faults = read_judgements(short, {SAMPLE.id: SOURCE}, FOUND, None, partial=False)
    assert [fault.column for fault in faults] == ["item", "judgement"]

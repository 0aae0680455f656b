"""What changed and what left: `show --diff` and `changes`, each with the records that show it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest

from store.archive import WarcWriter, read_record
from store.database import Store, open_store
from store.records import Document, WarcRef
from tests.cli.conftest import Call
from tests.store.samples import NOON, make, published

DAY = dt.timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One document was edited in silence, one with a new date; two went, one of them came back."""
    home = tmp_path / "home"
    with (
        open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store,
        WarcWriter(home / "warc", "run-1") as writer,
    ):
        for name in ("lang", "ngay", "mat", "ve"):
            _keep(
                store, writer, make(name, url=f"https://huyen.example/{name}", text="Hạn là ngày 25 tháng 5.")
            )
        edited = make("lang", url="https://huyen.example/lang", text="Hạn là ngày 30 tháng 5.")
        _keep(store, writer, replace(edited, fetched_at=NOON + 5 * DAY))
        dated = make(
            "ngay", url="https://huyen.example/ngay", text="Khác.", published=published("2024-06-01")
        )
        _keep(store, writer, replace(dated, fetched_at=NOON + 5 * DAY))
        for name in ("mat", "ve"):
            for days in (3, 5):
                at = NOON + days * DAY
                raw = writer.write(f"https://huyen.example/{name}", 404, [], b"", at)
                store.removals.note(make(name).id, at, 404, raw)
        back = make("ve", url="https://huyen.example/ve", text="Hạn là ngày 25 tháng 5.")
        _keep(store, writer, replace(back, fetched_at=NOON + 7 * DAY))
    return home


def _keep(store: Store, writer: WarcWriter, document: Document) -> None:
    assert document.url
    raw = writer.write(document.url, 200, [], document.text.encode(), document.fetched_at)
    store.documents.save(replace(document, warc=raw))


def _body(home: Path, side: dict[str, object]) -> str:
    warc = side["warc"]
    assert isinstance(warc, dict)
    return read_record(home / "warc", WarcRef(**warc)).body.decode()


def test_silent_edits_and_removals_come_with_their_records(home: Path, reformwatch: Call) -> None:
    report = reformwatch("changes", "--since", "2024-05-30", "--until", "2024-06-30", "--json").json
    assert report["totals"] == {"edits": 1, "edits_with_new_date": 1, "removals": 2, "returns": 1}
    (edit,) = report["edits"]
    assert (edit["id"], edit["fields"], edit["words_removed"], edit["words_added"]) == (
        make("lang").id, ["text"], 1, 1,
    )  # fmt: skip
    assert "[-25-]{+30+}" in edit["excerpt"]
    assert _body(home, edit["before"]) == "Hạn là ngày 25 tháng 5."
    assert _body(home, edit["after"]) == "Hạn là ngày 30 tháng 5."
    assert edit["after"]["captured_at"] == (NOON + 5 * DAY).isoformat()
    gone = next(each for each in report["removals"] if each["id"] == make("mat").id)
    assert [gone[name]["status"] for name in ("missing", "gone")] == [404, 404]
    assert gone["returned"] is None
    assert _body(home, gone["before"]) == "Hạn là ngày 25 tháng 5."
    assert read_record(home / "warc", WarcRef(**gone["gone"]["warc"])).status == 404
    (back,) = report["returns"]
    assert _body(home, back["returned"]) == "Hạn là ngày 25 tháng 5."
    shown = {name: reformwatch("show", make(name).id, "--json").json["gone"] for name in ("mat", "ve")}
    assert (shown["mat"]["status"], shown["ve"]) == (404, None)


def test_changes_are_bounded_by_days_and_portals(home: Path, reformwatch: Call) -> None:
    early = reformwatch("changes", "--since", "2024-05-30", "--until", "2024-06-03", "--json").json
    assert set(early["totals"].values()) == {0}
    other = reformwatch("changes", "--since", "2024-05-30", "--portal", "khac", "--json").json
    assert set(other["totals"].values()) == {0}


def test_changes_for_a_spreadsheet_and_for_people(home: Path, reformwatch: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(reformwatch("changes", "--since", "2024", "--csv").out)))
    assert [row["change"] for row in rows] == ["edit", "removal", "removal", "return"]
    assert all(row["before_file"] == row["after_file"] == "run-1.warc.gz" for row in rows)
    text = reformwatch("changes", "--since", "2024").out
    assert "1 silent edits, 2 removals, 1 returns" in text
    assert reformwatch("changes", "--since", "2024", "--csv", "--json").code == 2


def test_no_cell_of_the_changes_can_execute(home: Path, reformwatch: Call) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        for number, day in enumerate((0, 9)):
            edited = make("bay", title="=HYPERLINK(A1)", text=f"@SUM({number})")
            store.documents.save(replace(edited, fetched_at=NOON + day * DAY))
    rows = list(csv.DictReader(io.StringIO(reformwatch("changes", "--since", "2024", "--csv").out)))
    (row,) = [row for row in rows if row["id"] == make("bay").id]
    assert row["title"] == "'=HYPERLINK(A1)"
    assert not any(cell.startswith(("=", "@", "+", "-")) for cell in row.values())


def test_a_difference_is_told_word_by_word(home: Path, reformwatch: Call) -> None:
    id_ = make("lang").id
    text = reformwatch("show", id_, "--diff").out
    assert "Hạn là ngày [-25-]{+30+} tháng 5." in text
    assert "run-1.warc.gz:" in text
    told = reformwatch("show", id_, "--diff", "1:2", "--json").json
    assert list(told["fields"]) == ["text"]
    pieces = told["fields"]["text"]["pieces"]
    assert (
        "".join(piece["text"] for piece in pieces if piece["change"] != "removed")
        == "Hạn là ngày 30 tháng 5."
    )
    assert (told["before"]["version"], told["after"]["version"]) == (1, 2)
    both = reformwatch("show", make("ngay").id, "--diff", "2:1", "--json").json
    assert set(both["fields"]) == {"text", "published"}
    assert reformwatch("show", id_, "--version", "1", "--json").json["text"] == "Hạn là ngày 25 tháng 5."


def test_a_difference_that_cannot_be_told_is_a_sentence(home: Path, reformwatch: Call) -> None:
    assert reformwatch("show", make("mat").id, "--diff").code == 1
    assert reformwatch("show", make("lang").id, "--diff", "1:9").code == 1
    assert reformwatch("show", make("lang").id, "--diff", "1-2").code == 2

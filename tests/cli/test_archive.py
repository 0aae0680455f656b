"""`verify` and `reextract` on the demo's portals: what is whole is left alone, what is not is named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from commands.reextract import _program
from store.database import open_store
from store.readings import Span
from tests.cli.conftest import Answer, call

pytestmark = pytest.mark.timeout(300)  # each call starts its own workers


@pytest.fixture
def home(demo: tuple[Path, Answer], tmp_path: Path) -> Path:
    """A copy of the demo's data, to be damaged."""
    return Path(shutil.copytree(demo[0], tmp_path / "home"))


def _files(home: Path) -> list[Path]:
    return sorted((home / "warc").glob("*.warc.gz"))


def _count(home: Path) -> int:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        return store.documents.count()


def _verify(home: Path, *args: str) -> tuple[int, dict[str, Any]]:
    answer = call(home, "verify", "--json", *args)
    return answer.code, answer.json


def test_a_sound_archive_has_no_fault(home: Path) -> None:
    code, report = _verify(home)
    assert (code, report["faults"], report["uncounted"], report["database"]) == (0, [], [], "ok")
    assert report["files"] == len(_files(home)) == 5
    assert report["records"] > 300
    assert report["links"] > 200
    text = call(home, "verify")
    assert text.code == 0
    assert "no faults" in text.out


def test_what_is_cut_lost_or_changed_is_told_with_its_place(home: Path) -> None:
    cut, lost, *_ = _files(home)
    size = cut.stat().st_size // 2
    cut.write_bytes(cut.read_bytes()[:size])
    lost.unlink()
    with sqlite3.connect(home / "reformwatch.sqlite") as connection:
        connection.execute("update documents set sha256 = 'x' where id = (select min(id) from documents)")
    connection.close()
    code, report = _verify(home)
    found = {(fault["reason"], fault["file"]) for fault in report["faults"]}
    assert code == 3
    assert {("torn", cut.name), ("count", cut.name), ("size", cut.name), ("missing_record", cut.name),
            ("missing_file", lost.name), ("database", None)} <= found  # fmt: skip
    (torn,) = (fault for fault in report["faults"] if fault["reason"] == "torn")
    assert 0 < torn["offset"] <= size
    assert all(fault["offset"] >= torn["offset"] for fault in report["faults"] if fault["file"] == cut.name)
    text = call(home, "verify")
    assert text.code == 3
    assert f"torn {cut.name}:{torn['offset']}" in text.out


def test_one_portal_can_be_checked_alone(home: Path) -> None:
    broken, *_ = _files(home)
    broken.write_bytes(b"")
    portal = broken.name.split("-", 1)[1].rsplit("-", 1)[0]
    code, report = _verify(home, "--portal", portal)
    assert (code, report["files"]) == (1, 1)
    others = {path.name.split("-", 1)[1].rsplit("-", 1)[0] for path in _files(home)} - {portal}
    assert _verify(home, "--portal", others.pop())[0] == 0


def test_a_portal_that_nobody_knows_is_not_found_whole(home: Path) -> None:
    answer = call(home, "verify", "--portal", "khong-co")
    assert (answer.code, answer.out) == (2, "")
    assert "no portal is called khong-co" in answer.err


def test_what_a_killed_run_left_open_is_closed_first(home: Path) -> None:
    file = _files(home)[0]
    file.with_name(f"{file.name}.open").write_bytes(file.read_bytes() + b"\x1f\x8b\x08torn")
    file.unlink()
    with sqlite3.connect(home / "reformwatch.sqlite") as connection:
        connection.execute("delete from archives where file = ?", (file.name,))  # its run never closed it
    connection.close()
    code, report = _verify(home)
    assert (code, [left["file"] for left in report["salvaged"]], report["uncounted"]) == (0, [file.name], [])
    assert report["salvaged"][0]["torn"] == file.with_name(f"{file.name}.torn").stat().st_size == 7


@pytest.mark.slow
def test_the_same_program_changes_nothing(home: Path) -> None:
    answer = call(home, "reextract", "--json", "--no-index")
    (line,) = answer.lines
    assert answer.code == 0
    assert (line["totals"]["unchanged"], line["totals"]["revised"]) == (_count(home), 0)
    assert not (home / "reextract.json").exists()


@pytest.mark.slow
def test_a_stopped_pass_goes_on_where_it_ended_and_says_why_documents_changed(home: Path) -> None:
    with sqlite3.connect(home / "reformwatch.sqlite") as connection:
        connection.execute("update documents set extractor = 'older/0', digest = ''")
    connection.close()
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        ids = sorted(document.id for document in store.documents.find())
    middle = len(ids) // 2
    # As a pass that was killed in the middle leaves it: how far it came, in the words of this program.
    told = {"pass": f"{Span()} {_program()}", "after": ids[middle], "counts": {}}
    (home / "reextract.json").write_text(json.dumps(told), encoding="utf-8")
    rest = call(home, "reextract", "--json", "--no-index")
    assert "Goes on after" in rest.err
    totals = rest.lines[-1]["totals"]
    after = len(ids) - middle - 1
    assert (totals["revised"], totals["fields"]) == (after, {"extractor": after})
    assert sum(totals["why"].values()) == after
    assert {line["id"] for line in rest.lines[:-1]} == set(ids[middle + 1 :])
    assert not (home / "reextract.json").exists()
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        older = {document.id for document in store.documents.find() if document.extractor == "older/0"}
        assert older == set(ids[: middle + 1])
        assert store.documents.count_versions() == len(ids)


@pytest.mark.slow
def test_missing_records_are_counted_and_make_the_pass_partial(home: Path) -> None:
    lost = _files(home)[0]
    lost.unlink()
    answer = call(home, "reextract", "--json", "--no-index")
    assert answer.code == 3
    missing = [line for line in answer.lines[:-1] if line["status"] == "missing"]
    assert len(missing) == answer.lines[-1]["totals"]["missing"] > 0
    assert all(lost.name in line["reason"] for line in missing)
    assert call(home, "reextract", "--portal", "nirgends").code == 2
    assert call(home, "reextract", "--until", "2001").code == 1


def test_a_damaged_index_is_a_fault_and_an_absent_one_is_none(home: Path) -> None:
    shutil.rmtree(home / "index")
    assert _verify(home)[0] == 0
    assert call(home, "index", "rebuild").code == 0
    for file in (home / "index").rglob("*"):
        if file.is_file() and file.suffix not in (".json", ".lock", ""):
            file.write_bytes(b"\x00" * file.stat().st_size)
    code, report = _verify(home)
    assert (code, [fault["reason"] for fault in report["faults"]]) == (3, ["index"])

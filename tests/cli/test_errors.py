"""What people do wrong gets one plain sentence and the right exit code, and nothing is half done."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from commands.reasons import why
from store.records import PageKind
from tests.cli.conftest import Call
from tests.conftest import PROJECT


def test_version_and_help_need_no_data_folder(reformwatch: Call, tmp_path: Path) -> None:
    assert reformwatch("--help").code == 0
    assert reformwatch("--version").out.startswith("reformwatch, version ")
    assert not (tmp_path / "home").exists()


def test_modules_of_somebody_else_stop_the_program(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "theirs" / "store").mkdir(parents=True)
    (tmp_path / "theirs" / "store" / "__init__.py").write_text("")
    (tmp_path / "theirs" / "settings.py").write_text("")
    places = os.pathsep.join([str(tmp_path / "theirs"), str(PROJECT)])
    answer = reformwatch("status", env={"PYTHONPATH": places})
    assert answer.code == 1
    assert "Not ours" in answer.err
    assert "theirs" in answer.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["crawl", "no_such_portal"], "no portal is called no_such_portal"),
        (["crawl", "--shard", "3/2"], "--shard"),
        (["crawl", "--since", "31/02/2024"], "is not a day"),
        (["search", "x", "--province", "Atlantis"], "Atlantis"),
        (["search", "x", "--locality", "D63:999999"], "D63:999999"),
        (["search", "x", "--theme", "astrology"], "astrology"),
        (["search", "--locality", "Châu Thành"], "more than one place"),
        (["search", "x", "--kind", "ke_hoac"], "did you mean ke_hoach"),
        (["search", "x", "--theme", "tthcc"], "did you mean tthc"),
        (["export", "all.csv", "--portal", "krongnoo"], "did you mean krongno"),
        (["measure", "attention", "--portal", "nobody-at-all"], "no portal is called nobody-at-all"),
        (["search", "x", "--reform", "--not-reform"], "not both"),
        (["search", "x", "--json", "--csv"], "not both"),
        (["measure", "attention", "--json", "--csv"], "not both"),
        (["measure", "vibes"], "is no measure"),
        (["measure", "attention", "--by", "locality"], "theme"),
        (["export", "all.docx"], ".csv"),
        (["crawl", "--since", "2024-05-02", "--until", "2024-05-01"], "before --since"),
        (["changes", "--since", "2024-05-02", "--until", "2024-05-01"], "before --since"),
        (["reextract", "--since", "2024-05-02", "--until", "2024-05-01"], "before --since"),
        (["search", "x", "--since", "2024", "--until", "2023"], "before --since"),
        (["ingest", "x.txt", "--locality", "46"], "not a code"),
    ],
)
def test_wrong_use_is_2_and_names_the_mistake(args: list[str], words: str, reformwatch: Call) -> None:
    answer = reformwatch(*args)
    assert answer.code == 2, answer.err
    assert words in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.case("O2")
def test_wrong_settings_are_all_listed(reformwatch: Call) -> None:
    answer = reformwatch(
        "status", env={"REFORMWATCH_DELAY": "soon", "REFORMWATCH_CONNECT_TO": "a.vn=8.8.8.8:80"}
    )
    assert answer.code == 2
    assert "REFORMWATCH_DELAY" in answer.err
    assert "REFORMWATCH_CONNECT_TO" in answer.err


@pytest.mark.case("O1")
def test_a_crawl_of_real_hosts_needs_a_contact(reformwatch: Call) -> None:
    answer = reformwatch("crawl", "krongno")
    assert answer.code == 2
    assert "REFORMWATCH_CONTACT" in answer.err


@pytest.mark.case("O2")
def test_wrong_portal_files_are_listed_with_file_and_line(reformwatch: Call, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "portals"
    folder.mkdir(parents=True)
    (folder / "mine.yml").write_text(
        "id: mine\nname: Mine\nurl: ftp://x\nplatfrom: generic\nlocality: D63:9999\n"
    )
    answer = reformwatch("portals", "check")
    assert answer.code == 2
    for line, word in ((3, "url"), (4, "platform"), (5, "D63:9999")):
        assert any(f"mine.yml:{line}:" in row and word in row for row in answer.err.splitlines()), answer.err
    assert reformwatch("crawl", "mine").code == 2


def test_builtin_portals_are_right(reformwatch: Call) -> None:
    answer = reformwatch("portals", "check")
    assert answer.code == 0, answer.err
    listed = reformwatch("portals", "list", "--json").json["portals"]
    assert len(listed) >= 70
    assert set(listed[0]) == {"id", "host", "url", "platform", "locality", "enabled", "stop_list"}


def test_a_data_folder_that_cannot_be_made_is_named(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = reformwatch("--home", str(tmp_path / "file" / "below"), "status")
    assert answer.code == 1
    assert "cannot be made" in answer.err
    assert "Traceback" not in answer.err


def test_an_unknown_document_is_said_to_be_unknown(reformwatch: Call) -> None:
    answer = reformwatch("show", "0123456789abcdef")
    assert answer.code == 1
    assert "no document 0123456789abcdef" in answer.err


def test_a_search_without_an_index_says_what_to_do(reformwatch: Call) -> None:
    answer = reformwatch("search", "x")
    assert answer.code == 1
    assert "index rebuild" in answer.err


def test_a_database_that_is_none_is_said_to_be_none(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "reformwatch.sqlite").write_bytes(b"not a database" * 1000)
    answer = reformwatch("status")
    assert answer.code == 1
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "query", ["(" * 5000, '"' * 999, "a AND", "title:", "-", "x" * 100_000, "\x00 ", "số: 5"]
)
def test_any_query_is_answered(query: str, in_demo: Call) -> None:
    # A process cannot be given a NUL byte: the shell's way to type one is an empty word.
    answer = in_demo("search", query.replace("\x00", ""), "--json")
    assert answer.code == 0, answer.err
    assert isinstance(answer.json["total"], int)


def test_files_that_cannot_be_read_are_rejected_one_by_one(reformwatch: Call, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "torn.jsonl").write_text('{"id": "x"')
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "good.txt").write_text(
        "UBND huyện ban hành Kế hoạch cải cách hành chính năm 2024\n\nNgày 05/02/2024, UBND huyện ban hành "
        "Kế hoạch số 21/KH-UBND về cải cách hành chính nhà nước năm 2024 trên địa bàn huyện.\n",
        encoding="utf-8",
    )
    answer = reformwatch("ingest", str(folder), "--json")
    rows = {row["source"]: row for row in answer.lines[:-1]}
    assert answer.code == 3
    assert rows["good.txt"]["status"] == "new"
    for name in ("empty.txt", "binary.txt", "torn.jsonl:1", "picture.png"):
        assert rows[name]["status"] == "rejected", name
        assert rows[name]["reason"], name
    totals = answer.lines[-1]["totals"]
    assert totals == {"files": 5, "new": 1, "updated": 0, "unchanged": 0, "rejected": 4, "left_out": {}}
    again = reformwatch("ingest", str(folder / "good.txt"), "--json")
    assert (again.code, again.lines[0]["status"]) == (0, "unchanged")
    assert again.lines[0]["id"] == rows["good.txt"]["id"]


def test_a_folder_without_files_is_a_failure(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    answer = reformwatch("ingest", str(tmp_path / "nothing"))
    assert answer.code == 1


def test_an_export_can_be_ingested_again(in_demo: Call, reformwatch: Call, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert in_demo("export", str(file)).code == 0
    answer = reformwatch("ingest", str(file), "--json")
    assert answer.code == 0, answer.err
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert answer.lines[-1]["totals"]["new"] == len(records)


def test_a_record_from_elsewhere_claims_no_evidence_that_is_not_here(
    in_demo: Call, reformwatch: Call, tmp_path: Path
) -> None:
    """Its raw bytes lie in the archive of the store that wrote it: no fault of this one."""
    file = tmp_path / "all.jsonl"
    in_demo("export", str(file))
    reformwatch("ingest", str(file))
    checked = reformwatch("verify", "--json")
    assert (checked.code, checked.json["faults"]) == (0, [])
    assert reformwatch("export", str(tmp_path / "again.jsonl")).code == 0
    again = (tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["warc"] for line in again} == {None}
    own = in_demo("ingest", str(file), "--json")
    assert own.lines[-1]["totals"]["unchanged"] == len(again)


def test_each_reason_is_told_in_words() -> None:
    assert why("tool_missing:tesseract").startswith(
        "tool_missing:tesseract (the program tesseract that reads it"
    )
    assert why("unreadable", ("Permission denied",)) == "unreadable (Permission denied)"
    kinds = {kind.value for kind in PageKind} - {"article", "register", "file", "unreadable"}
    unread = {
        "broken",
        "encrypted",
        "bomb",
        "depth_limit",
        "no_text",
        "placeholder",
        "bad_record",
        "empty_file",
    }
    assert [reason for reason in sorted(kinds | unread) if "(" not in why(reason)] == []

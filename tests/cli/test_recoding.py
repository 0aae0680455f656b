"""Recoding, switching and correcting by the command line, within this process: there are many calls."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import settings
from pipelines import codebook
from tests.cli.conftest import Answer, call
from tests.coding.books import source
from tests.measures.calling import run

pytestmark = pytest.mark.timeout(600)

PLAN = """Đẩy mạnh cải cách thủ tục hành chính tại huyện

Ủy ban nhân dân huyện Phú Lộc đưa bộ phận một cửa vào hoạt động để cải cách hành chính.

Người dân nộp hồ sơ dịch vụ công trực tuyến, thủ tục hành chính được rút ngắn.
"""
SPORT = """Khai mạc giải bóng đá

Sáng nay, mười đội bóng của huyện Phú Lộc tranh giải mùa xuân trên sân vận động.
"""


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recoding")
    (folder / "bai").mkdir()
    (folder / "bai" / "mot.txt").write_text(PLAN, encoding="utf-8")
    (folder / "bai" / "hai.txt").write_text(SPORT, encoding="utf-8")
    done = call(folder / "home", "ingest", str(folder / "bai"), "--locality", "D63:482")
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def home(ingested: Path, tmp_path: Path) -> Iterator[Path]:
    """The data folder of a store with two documents, for the test alone."""
    shutil.copytree(ingested, tmp_path / "own")
    yield tmp_path / "own" / "home"
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def by_title(home: Path) -> dict[str, dict[str, Any]]:
    out = home.parent / "all.jsonl"
    assert run(home, "export", str(out)).code == 0
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {record["title"].split()[0]: record for record in records}


def themes(record: dict[str, Any]) -> set[str]:
    return {code["theme"] for code in record["codes"]}


def test_a_recode_stands_beside_until_it_is_switched_and_crawls_follow_it(home: Path, tmp_path: Path) -> None:
    before = by_title(home)
    assert "chinh_quyen_so" in themes(before["Đẩy"])
    old = before["Đẩy"]["codebook"]
    mine = written(tmp_path, "mine.yml", source("my-2", without=("chinh_quyen_so",)))
    coded = run(home, "recode", "--codebook", mine, "--json")
    assert coded.code == 0, coded.err
    totals = coded.lines[-1]["totals"]
    assert (totals["codebook"], totals["coded"], totals["refused"], totals["changes"]) == ("my-2", 2, 0, 1)
    assert by_title(home) == before
    difference = run(home, "codebook", "diff", old, "my-2", "--json").json
    assert [one["id"] for one in difference["changes"]] == [before["Đẩy"]["id"]]
    assert list(difference["removed_themes"]) == ["chinh_quyen_so"]
    assert {move["key"].get("theme") for move in difference["moves"]} >= {"chinh_quyen_so", "tthc"}
    assert "chinh_quyen_so" in run(home, "codebook", "diff", old, "my-2").out
    assert run(home, "codebook", "use", "my-2", "--json").json["changed"] == 2
    assert "chinh_quyen_so" not in themes(by_title(home)["Đẩy"])
    assert run(home, "measure", "attention", "--json").json["codebook"] == "my-2"
    assert run(home, "measure", "attention", "--csv").out.splitlines()[1].endswith("my-2")
    found = run(home, "search", "một cửa", "--json").json
    assert (found["codebook"], found["total"]) == ("my-2", 1)
    assert "chinh_quyen_so" not in found["hits"][0]["themes"], "the index has seen the switch"
    third = written(tmp_path, "ba.txt", PLAN.replace("huyện\n", "xã\n", 1))
    assert run(home, "ingest", third, "--locality", "D63:482").code == 0
    codebooks = {record["codebook"] for record in by_title(home).values()}
    assert codebooks == {"my-2"}, "what is read from now on is coded with it"
    assert run(home, "reextract", "--json").lines[-1]["totals"]["unchanged"] == 3
    wrong = call(home, "search", "--theme", "chinh_quyen_so")  # a process that knows of nothing yet
    assert wrong.code == 2
    assert "my-2" in wrong.err
    rows = {row["version"]: row for row in run(home, "codebook", "list", "--json").json["codebooks"]}
    assert rows["my-2"]["active"]
    assert not rows[old]["active"]
    assert (rows["my-2"]["documents"], rows[old]["missing"]) == (3, 1)
    refused = run(home, "codebook", "use", old)
    assert refused.code == 1
    assert "(1 missing)" in refused.err
    assert run(home, "recode", "--codebook", old).code == 0
    assert run(home, "codebook", "use", old).code == 0
    assert by_title(home)["Đẩy"]["codebook"] == old


def test_what_an_older_program_coded_is_taken_over(home: Path, tmp_path: Path) -> None:
    """Its built-in codebook is kept as soon as documents are coded with it."""
    (row,) = run(home, "codebook", "list", "--json").json["codebooks"]
    assert (row["builtin"], row["documents"], bool(row["digest"])) == (True, 2, True)
    own = codebook.BUILTIN.read_text(encoding="utf-8")
    assert f'version: "{row["version"]}"' in own
    newer = written(tmp_path, "newer.yml", own.replace(f'version: "{row["version"]}"', 'version: "newer"', 1))
    totals = run(home, "recode", "--codebook", newer, "--json").lines[-1]["totals"]
    assert (totals["coded"], totals["inherited"]) == (2, 2)


def test_anew_makes_again_what_is_beside_and_nothing_in_use(home: Path, tmp_path: Path) -> None:
    mine = written(tmp_path, "mine.yml", source("my-2", without=("chinh_quyen_so",)))
    assert run(home, "recode", "--codebook", mine).code == 0
    assert run(home, "recode", "--codebook", mine, "--json").lines[-1]["totals"]["coded"] == 0
    totals = run(home, "recode", "--codebook", mine, "--anew", "--json").lines[-1]["totals"]
    assert (totals["coded"], totals["inherited"]) == (2, 0)
    assert run(home, "codebook", "use", "my-2").code == 0
    refused = run(home, "recode", "--codebook", mine, "--anew")
    assert refused.code == 2
    assert "2 documents stand coded with my-2" in refused.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("version: [", "not YAML"),
        ("themes: 3\nversion: x\n", "themes"),
        ("", "codebook"),
    ],
)
def test_a_codebook_with_an_error_is_refused_and_nothing_is_coded(
    home: Path, tmp_path: Path, text: str, reason: str
) -> None:
    file = written(tmp_path, "bad.yml", text)
    done = run(home, "recode", "--codebook", file)
    assert done.code == 2
    assert "bad.yml" in done.err
    assert reason in done.err
    assert "Traceback" not in done.err
    assert [row["version"] for row in run(home, "codebook", "list", "--json").json["codebooks"]] != []
    assert len(run(home, "codebook", "list", "--json").json["codebooks"]) == 1


def test_two_codebooks_of_one_version_and_versions_nobody_knows_are_refused(
    home: Path, tmp_path: Path
) -> None:
    old = by_title(home)["Đẩy"]["codebook"]
    clash = run(home, "recode", "--codebook", written(tmp_path, "a.yml", source(old, without=("tthc",))))
    assert clash.code == 2
    assert "other rules" in clash.err
    for args in (
        ("recode", "--codebook", "9.9"),
        ("codebook", "diff", old, "9.9"),
        ("codebook", "use", "9.9"),
    ):
        done = run(home, *args)
        assert done.code == 2, args
        assert "9.9" in done.err


def test_an_empty_store_has_nothing_to_recode(home: Path) -> None:
    done = run(home.parent / "empty", "recode")
    assert done.code == 1
    assert "no document" in done.err


def test_a_correction_counts_is_shown_and_can_be_taken_back(home: Path) -> None:
    before = by_title(home)
    id_ = before["Đẩy"]["id"]
    say = ("correct", id_, "--by", "Lan", "--json")
    made = run(home, *say, "--add", "cong_vu", "--remove", "chinh_quyen_so", "--why", "đọc lại").json
    assert made["correction"]["number"] == 1
    stands = made["document"]
    assert [code["source"] for code in stands["codes"] if code["theme"] == "cong_vu"] == ["person"]
    assert sum(code["weight"] for code in stands["codes"]) == pytest.approx(1)
    found = run(home, "search", "một cửa", "--theme", "cong_vu", "--json").json
    assert found["total"] == 1, "the index has seen the correction"
    rows = run(home, "measure", "attention", "--json").json["rows"]
    assert {row["key"]["theme"] for row in rows} == themes(stands)
    shown = run(home, "show", id_).out
    assert "said by a person, correction 1" in shown
    assert "by Lan" in shown
    assert "đọc lại" in shown
    assert run(home, "reextract", "--json").lines[-1]["totals"]["unchanged"] == 2
    again = run(home, "ingest", str(home.parent / "bai"), "--locality", "D63:482", "--json")
    assert again.lines[-1]["totals"]["unchanged"] == 2
    assert run(home, "show", id_, "--json").json["codes"] == stands["codes"]
    gold = str(home.parent / "gold.jsonl")
    assert run(home, "corrections", "--export", gold).code == 0
    (label,) = (json.loads(line) for line in Path(gold).read_text(encoding="utf-8").splitlines())
    assert label["themes"] == ["cong_vu"]
    assert label["labelled_themes"] == ["cong_vu", "chinh_quyen_so"]
    judged = run(home, "evaluate", gold, "--json").json
    assert judged["themes"]["cong_vu"]["f1"] == 0.0, "a label does not prove itself"
    assert set(judged["fields"]) == {"is_reform"}
    assert run(home, "correct", id_, "--undo", "1", "--by", "Minh").code == 0
    after = run(home, "show", id_, "--json").json
    assert after | {"corrections": []} == before["Đẩy"]
    (listed,) = run(home, "corrections", id_, "--json").json["corrections"]
    assert listed["taken_back"]["by"] == "Minh"


def test_what_cannot_be_meant_is_said_and_nothing_is_applied(home: Path) -> None:
    records = by_title(home)
    plan, sport = records["Đẩy"]["id"], records["Khai"]["id"]
    why = ("--by", "Lan", "--why", "đọc lại")
    cases: list[tuple[tuple[str, ...], str]] = [
        ((plan, "--add", "thu_tuc", *why), "no theme"),
        ((plan, "--add", "tthc/khong_co", *why), "no theme"),
        ((plan, "--remove", "tai_chinh_cong", *why), "to remove"),
        ((plan, "--add", "tthc", "--remove", "tthc", *why), "one or the other"),
        ((plan, "--add", "cong_vu", "--reform", "no", *why), "--reform no"),
        ((sport, "--add", "cong_vu", *why), "--reform yes"),
        (("0" * 16, "--reform", "no", *why), "no document"),
        ((plan, "--locality", "Châu Thành", *why), "more than one place"),
        ((plan, "--locality", "Atlantis", *why), "no place"),
        ((plan, *why), "nothing to correct"),
        ((plan, "--reform", "no", "--by", "Lan"), "--why"),
        ((plan, "--reform", "no", "--why", "đọc lại"), "--by"),
        ((plan, "--undo", "7", "--by", "Lan"), "no correction 7"),
    ]
    for arguments, reason in cases:
        done: Answer = run(home, "correct", *arguments)
        assert done.code == 2, (arguments, done.out, done.err)
        assert reason in done.err, (arguments, done.err)
    assert by_title(home) == records
    assert run(home, "corrections", "--json").json == {"corrections": []}
    assert run(home, "corrections", "--export", str(home / "gold.jsonl")).code == 1


def test_a_document_that_a_person_says_is_reform_counts_as_one(home: Path) -> None:
    id_ = by_title(home)["Khai"]["id"]
    done = run(home, "correct", id_, "--reform", "yes", "--add", "tthc", "--locality", "P63:46",
                "--by", "Lan", "--why", "đọc lại", "--json")  # fmt: skip
    assert done.code == 0, done.err
    assert done.json["document"]["locality"]["source"] == "person"
    rows = run(home, "measure", "attention", "--province", "P63:46", "--json").json["rows"]
    assert [id_] in [row["documents"] for row in rows if row["key"]["locality"] == "P63:46"]
    assert run(home, "search", "bóng đá", "--reform", "--json").json["total"] == 1


def test_what_somebody_said_already_is_no_second_correction(home: Path) -> None:
    id_ = by_title(home)["Khai"]["id"]
    here = (id_, "--locality", "P63:46", "--by", "Lan", "--why", "the province's", "--no-index")
    first = run(home, "correct", *here, "--json").json["correction"]["number"]
    again = run(home, "correct", *here)
    assert again.code == 2
    assert f"correction {first} of {id_}, by Lan" in again.err
    there = (id_, "--locality", "D63:482", "--by", "Minh", "--why", "the district's", "--no-index")
    assert run(home, "correct", *there).code == 0
    assert run(home, "correct", *here).code == 0, "somebody has said otherwise since"
    assert len(run(home, "corrections", id_, "--json").json["corrections"]) == 3


def test_a_paper_that_is_ingested_again_stays_as_it_was_read(home: Path) -> None:
    words = "".join(f"\\u{ord(letter)}?" if ord(letter) > 127 else letter for letter in PLAN)
    paper = written(home.parent, "giay.rtf", "{\\rtf1\\ansi " + words.replace("\n", "\\par\n") + "}")
    arguments = ("ingest", paper, "--locality", "D63:482", "--json")
    first = run(home, *arguments).lines[0]
    assert first["status"] == "new", first
    before = run(home, "show", first["id"], "--json").json
    assert before["is_reform"]
    assert before["file"]["name"] == "giay.rtf"
    assert run(home, "correct", first["id"], "--reform", "no", "--by", "Lan", "--why", "thử").code == 0
    assert run(home, *arguments).lines[0]["status"] == "unchanged"
    assert not run(home, "show", first["id"], "--json").json["is_reform"]
    assert run(home, "correct", first["id"], "--undo", "1", "--by", "Lan").code == 0
    assert run(home, "show", first["id"], "--json").json | {"corrections": []} == before

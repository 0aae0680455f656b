"""One wrong file among the operator's portals: named every time, and it costs nobody but its own portal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.declarations import DEMO_MARK
from samples.server import SampleServer, portals_folder
from tests.cli.conftest import Answer, Call, call

WRONG = "id: xa-moi\nname: Xã Mới\nurl: https://xa-moi.example/\nplatfrom: generic\nlocality: D63:9999\n"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with one good portal and one whose file has two errors."""
    home = tmp_path / "home"
    (home / "portals").mkdir(parents=True)
    (home / DEMO_MARK).touch()
    (sample,) = [file for file in portals_folder().rglob("*.yml") if file.stem == "mau-dakha"]
    shutil.copy(sample, home / "portals")
    (home / "portals" / "xa-moi.yml").write_text(WRONG, encoding="utf-8")
    return home


@pytest.fixture
def reformwatch(home: Path, server: SampleServer) -> Call:
    targets = ",".join(f"{host}={address}:{port}" for host, (address, port) in server.connect_to.items())
    settings = {"REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0"}
    return lambda *args: call(home, *args, env=settings)


def assert_named(answer: Answer) -> None:
    for line, word in ((4, "platform"), (5, "D63:9999")):
        told = [row for row in answer.err.splitlines() if f"xa-moi.yml:{line}:" in row]
        assert len(told) == 1, answer.err
        assert word in told[0]
    assert "Traceback" not in answer.err


@pytest.mark.case("O2")
def test_a_crawl_of_all_crawls_the_good_ones_and_ends_with_3(reformwatch: Call) -> None:
    answer = reformwatch("crawl", "--json", "--max-pages", "60")
    assert answer.code == 3
    assert_named(answer)
    assert [line["portal"] for line in answer.lines[:-1]] == ["mau-dakha"]
    assert answer.lines[0]["verdict"] == "ok"
    assert answer.lines[-1]["totals"]["wrong_files"] == 1
    # What was stored is found, and the page of health knows both.
    assert reformwatch("search", "huyện", "--json").json["total"] > 0
    status = reformwatch("status", "--json")
    assert status.code == 0
    assert_named(status)
    wrong = [(each["portal"], each["line"]) for each in status.json["wrong_files"]]
    assert wrong == [("xa-moi", 1), ("xa-moi", 4), ("xa-moi", 5)]
    rows = {row["id"]: row for row in status.json["portals"]}
    assert rows["mau-dakha"]["verdict"] == "ok"
    assert (rows["xa-moi"]["verdict"], rows["xa-moi"]["reason"]) == ("broken", "wrong_file")
    assert "xa-moi.yml:1" in rows["xa-moi"]["advice"]


@pytest.mark.case("O2")
def test_a_crawl_of_the_wrong_one_ends_with_2_and_of_the_good_one_with_0(reformwatch: Call) -> None:
    for names in (["xa-moi"], ["mau-dakha", "xa-moi"]):
        answer = reformwatch("crawl", *names, "--json")
        assert (answer.code, answer.out) == (2, "")
        assert "D63:9999" in answer.err
    assert reformwatch("crawl", "mau-dakha", "--max-pages", "60", "--json").code == 0


@pytest.mark.case("O2")
def test_a_file_that_is_no_yaml_takes_nothing_away(reformwatch: Call, home: Path) -> None:
    (home / "portals" / "xa-moi.yml").write_bytes(b"id: [\x00\xff")
    answer = reformwatch("portals", "status")
    assert answer.code == 0
    assert "xa-moi.yml:1:" in answer.err
    assert any(row.startswith("broken") and "xa-moi" in row for row in answer.out.splitlines())
    listed = reformwatch("portals", "list", "--json").json
    assert [portal["id"] for portal in listed["portals"]] == ["mau-dakha"]
    assert listed["wrong_files"]
    assert reformwatch("show", "https://mau-dakha.example/").code == 1, "no such document, and no other fault"


@pytest.mark.case("O2")
def test_check_lists_every_error_of_all_files_and_of_the_stop_list(reformwatch: Call, home: Path) -> None:
    (home / "stop-list.yml").write_text("hosts:\n  - hots: a.example\n")
    answer = reformwatch("portals", "check")
    assert answer.code == 2
    for place in ("xa-moi.yml:4:", "xa-moi.yml:5:", "stop-list.yml:2:"):
        assert place in answer.err


@pytest.mark.case("O2")
def test_the_scheduler_runs_the_others(reformwatch: Call) -> None:
    answer = reformwatch("schedule", "--once")
    assert answer.code == 3
    assert_named(answer)
    assert answer.out.splitlines()[:2] == ["crawl mau-dakha: done", "index sync: done"]


@pytest.mark.case("O2")
def test_where_no_file_is_right_there_is_nothing_to_do(reformwatch: Call, home: Path) -> None:
    (home / "portals" / "mau-dakha.yml").unlink()
    for args in (["crawl"], ["schedule", "--once"]):
        answer = reformwatch(*args)
        assert answer.code == 2
        assert "xa-moi.yml:4:" in answer.err


def test_of_two_files_for_one_portal_the_first_holds_and_the_second_is_named(
    reformwatch: Call, home: Path
) -> None:
    (home / "portals" / "xa-moi.yml").unlink()
    (home / "portals" / "them").mkdir()
    shutil.copy(home / "portals" / "mau-dakha.yml", home / "portals" / "them")
    answer = reformwatch("portals", "list", "--json")
    assert [portal["id"] for portal in answer.json["portals"]] == ["mau-dakha"]
    assert "them/mau-dakha.yml" in answer.err
    assert reformwatch("crawl", "mau-dakha").code == 2, "nobody can know which of the two is meant"


def test_a_folder_that_cannot_be_read_is_told(reformwatch: Call, home: Path) -> None:
    (home / "portals" / "xa-moi.yml").unlink()
    (home / "portals" / "kin").mkdir(mode=0)
    answer = reformwatch("portals", "check")
    (home / "portals" / "kin").chmod(0o700)
    if answer.code != 0:  # root reads everything
        assert answer.code == 2
        assert "portals/kin:0: cannot be read" in answer.err

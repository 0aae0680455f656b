"""A quick check reads what is new and a part of the rest, and says what it did not read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store.checks import ROUNDS
from store.database import open_store
from store.verification import check_file
from tests.care.homes import Filling, make_home, url_of
from tests.cli.conftest import Call
from tests.measures.calling import run
from tests.store.samples import later


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = make_home(tmp_path_factory.mktemp("checked") / "home", count=1)
    with open_store(url_of(home)) as store:
        for number in range(ROUNDS + 5):
            filling = Filling(store, home, f"run-{number:02}")
            filling.add(100 + number)
            filling.close()
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


@pytest.fixture
def program(home: Path) -> Call:
    return lambda *args, **options: run(home, *args, **options)


def test_new_files_first_then_a_part_of_all(home: Path, program: Call) -> None:
    first = program("verify", "--quick", "--json").json
    assert (first["files"], first["unread"]["files"]) == (ROUNDS + 6, 0)
    second = program("verify", "--quick", "--json").json
    assert (second["files"], second["unread"]["files"]) == (2, ROUNDS + 4)
    assert second["unread"]["links"] > 0
    assert second["unread"]["bytes"] > 0
    with open_store(url_of(home)) as store:
        filling = Filling(store, home, "newest")
        filling.add(999)
        filling.close()
    assert program("verify", "--quick", "--json").json["files"] == 3


def test_every_file_is_read_within_the_rounds(home: Path) -> None:
    with open_store(url_of(home)) as store:
        paths = sorted((home / "warc").glob("*.warc.gz"))
        read: list[str] = []
        for _ in range(ROUNDS):
            due = store.checks.due(paths) if read else paths[:1]
            read += [path.name for path in due]
            store.checks.note([check_file(path, None) for path in due], later(len(read)))
    assert set(read) == {path.name for path in paths}


def test_damage_in_an_unread_file_is_not_called_whole(home: Path, program: Call) -> None:
    program("verify", "--quick")
    damaged = home / "warc" / "run-30.warc.gz"
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(data)
    quick = program("verify", "--quick")
    assert "Not read this time" in quick.out
    assert program("verify", "--json").json["faults"][0]["file"] == "run-30.warc.gz"


def test_a_cut_file_is_seen_at_once(home: Path, program: Call) -> None:
    program("verify", "--quick")
    cut = home / "warc" / "run-30.warc.gz"
    cut.write_bytes(cut.read_bytes()[:-20])
    answer = program("verify", "--quick", "--json")
    assert answer.code == 3
    assert {fault["file"] for fault in answer.json["faults"]} == {"run-30.warc.gz"}


def test_a_missing_file_is_told_though_nothing_was_read(home: Path, program: Call) -> None:
    program("verify", "--quick")
    (home / "warc" / "run-30.warc.gz").unlink()
    faults = program("verify", "--quick", "--json").json["faults"]
    assert [fault["reason"] for fault in faults] == ["missing_file"]

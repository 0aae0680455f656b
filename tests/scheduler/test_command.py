"""`reformwatch schedule` as operators call it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.declarations import DEMO_MARK
from samples.server import SampleServer, portals_folder
from store.database import open_store
from tests.cli.conftest import Call, call


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with one portal of its own and none of the built-in ones."""
    home = tmp_path / "home"
    (home / "portals").mkdir(parents=True)
    (home / DEMO_MARK).touch()
    (sample,) = [file for file in portals_folder().rglob("*.yml") if file.stem == "mau-dakha"]
    shutil.copy(sample, home / "portals")
    return home


@pytest.fixture
def schedule(home: Path, server: SampleServer) -> Call:
    targets = ",".join(f"{host}={address}:{port}" for host, (address, port) in server.connect_to.items())
    settings = {"REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0"}
    return lambda *args: call(home, "schedule", *args, env=settings)


def test_once_crawls_what_is_due_indexes_it_and_does_nothing_twice(schedule: Call, home: Path) -> None:
    first = schedule("--once")
    assert first.code == 0, first.err
    assert first.out.splitlines()[-2:] == ["crawl mau-dakha: done", "index sync: done"]
    assert call(home, "search", "huyện", "--json").json["total"] > 5
    assert "crawl mau-dakha" not in schedule("--once").out


def test_a_second_scheduler_ends_with_75(schedule: Call, home: Path) -> None:
    assert schedule("--check").code == 1
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        store.slots.hold()
        refused = schedule("--once")
        assert refused.code == 75
        assert "works on this store" in refused.err
        assert schedule("--check").code == 0


def test_the_plan_names_every_job_in_local_time(schedule: Call) -> None:
    lines = schedule("--plan").out.splitlines()
    assert sorted(line.partition("(Hà Nội)  ")[2] for line in lines) == ["crawl mau-dakha", "index sync"]


def test_who_does_not_say_who_asks_is_told_once_and_nothing_starts(home: Path) -> None:
    refused = call(home, "schedule", "--once", env={"REFORMWATCH_CONTACT": ""})
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.count("REFORMWATCH_CONTACT") == 1
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        assert store.slots.last("crawl mau-dakha") == []

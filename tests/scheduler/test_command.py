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
    settings = {"REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0", "REFORMWATCH_VERIFY_AT": "off",
                "REFORMWATCH_CLEAN_UP_AT": "off"}  # fmt: skip
    return lambda *args: call(home, "schedule", *args, env=settings)


def test_once_crawls_what_is_due_indexes_it_and_does_nothing_twice(schedule: Call, home: Path) -> None:
    first = schedule("--once")
    assert first.code == 0, first.err
    assert first.out.splitlines()[-2:] == ["crawl mau-dakha: done", "index sync: done"]
    assert call(home, "search", "huyện", "--json").json["total"] > 5
    (ran,) = schedule("--list", "--json").json["slots"][:1]
    assert schedule("--once").code == 0
    listed = schedule("--list", "--json").json
    assert ran in listed["slots"]  # neither run again nor told otherwise
    assert {slot["attempts"] for slot in listed["slots"] if slot["state"] == "done"} == {1}
    assert "crawl mau-dakha" in schedule("--list").out


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
    names = sorted(line.partition("(Hà Nội)  ")[2] for line in lines)
    assert {"crawl mau-dakha", "index sync"} <= {*names}
    assert sorted(row["job"] for row in schedule("--plan", "--json").json["next"]) == names


def test_a_weekday_by_number_is_refused_before_anything_starts(home: Path) -> None:
    refused = call(home, "schedule", "--once", env={"REFORMWATCH_DIGEST_WEEK_AT": "0 7 * * 1"})
    assert (refused.code, refused.out) == (2, "")
    assert "REFORMWATCH_DIGEST_WEEK_AT" in refused.err
    assert "weekday by number" in refused.err


def test_what_is_wrong_is_listed_and_told_in_status(schedule: Call, home: Path) -> None:
    """A disk that is as low as no disk could be full."""
    file = home / "portals" / "mau-dakha.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("enabled: true", "enabled: false"), encoding="utf-8"
    )
    low = {"REFORMWATCH_DISK_LOW_MB": str(10**9), "REFORMWATCH_INDEX_AT": "off",
           "REFORMWATCH_CLEAN_UP_AT": "off", "REFORMWATCH_VERIFY_AT": "off",
           "REFORMWATCH_ALERT_TO": "operator@example.org"}  # fmt: skip
    assert "could not be delivered" in call(home, "schedule", "--once", env=low).out
    (incident,) = call(home, "alerts", "--json").json["incidents"]
    assert incident["kind"] == "disk"
    told = call(home, "status").out
    assert "Alert since" in told
    assert "1 alert to operator@example.org not delivered yet" in told
    call(home, "schedule", "--once", env=low | {"REFORMWATCH_DISK_LOW_MB": "0"})
    assert call(home, "status", "--json").json["incidents"] == []
    assert "Over since" in call(home, "alerts").out


def test_who_does_not_say_who_asks_is_told_once_and_nothing_starts(home: Path) -> None:
    refused = call(home, "schedule", "--once", env={"REFORMWATCH_CONTACT": ""})
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.count("REFORMWATCH_CONTACT") == 1
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        assert store.slots.last("crawl mau-dakha") == []

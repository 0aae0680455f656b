"""`reformwatch crawl` beside others, interrupted, and run again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.server import SampleServer, portals_folder
from store.database import open_store
from tests.cli.conftest import Call
from tests.conftest import PROJECT

PORTAL = "mau-dakha"


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(portals_folder(), tmp_path / "home" / "portals")
    return tmp_path / "home"


def settings(server: SampleServer, **more: str) -> dict[str, str]:
    targets = ",".join(f"{host}={address}:{port}" for host, (address, port) in server.connect_to.items())
    return {"REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0"} | more


def test_a_line_for_each_portal_then_the_totals(reformwatch: Call, home: Path, server: SampleServer) -> None:
    answer = reformwatch("crawl", PORTAL, "mau-lethuy", "--json", env=settings(server))
    assert answer.code == 0, answer.err
    *portals, last = answer.lines
    assert {row["portal"] for row in portals} == {PORTAL, "mau-lethuy"}
    for row in portals:
        assert set(row) == {"portal", "verdict", "reason", "pages", "new", "updated", "unchanged", "failed",
                            "attachments", "removed", "held", "lists_left", "connected_to", "assertions",
                            "quarantine"}  # fmt: skip
        assert row["verdict"] == "ok"
        assert row["connected_to"] == f"127.0.0.1:{server.port}"
    assert last["totals"]["new"] == sum(row["new"] for row in portals) > 20
    assert reformwatch("search", "huyện", "--json").json["total"] > 5


def test_a_second_crawl_finds_nothing_new_and_asks_for_less(
    reformwatch: Call, home: Path, server: SampleServer
) -> None:
    first = reformwatch("crawl", PORTAL, "--json", env=settings(server)).lines[0]
    second = reformwatch("crawl", PORTAL, "--json", env=settings(server)).lines[0]
    assert (second["verdict"], second["new"], second["updated"]) == ("ok", 0, 0)
    assert second["pages"] < first["pages"]


def test_a_dead_host_is_broken_and_the_others_go_on(
    reformwatch: Call, home: Path, server: SampleServer
) -> None:
    env = settings(server, REFORMWATCH_RETRY_DELAY="0.01")
    dead = server.connect_to["dakha.mau-hai.example"][1]
    env["REFORMWATCH_CONNECT_TO"] = env["REFORMWATCH_CONNECT_TO"].replace(
        f"dakha.mau-hai.example=127.0.0.1:{dead}", "dakha.mau-hai.example=127.0.0.1:1"
    )
    answer = reformwatch("crawl", PORTAL, "mau-lethuy", "--json", env=env)
    verdicts = {row["portal"]: row["verdict"] for row in answer.lines[:-1]}
    assert answer.code == 3
    assert verdicts["mau-lethuy"] == "ok"
    assert verdicts[PORTAL] in {"blocked", "broken"}
    alone = reformwatch("crawl", PORTAL, "--json", env=env)
    assert alone.code == 1


@pytest.mark.case("O4")
def test_a_portal_that_is_being_crawled_is_busy(reformwatch: Call, home: Path, server: SampleServer) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        store.runs.start(PORTAL, connected_to=None, owner="this test")
        alone = reformwatch("crawl", PORTAL, env=settings(server))
        both = reformwatch("crawl", PORTAL, "mau-lethuy", "--json", env=settings(server))
    assert alone.code == 75
    assert both.code == 3
    assert both.lines[-1]["totals"]["busy"] == 1


def test_status_tells_a_running_crawl_from_the_last_verdict(
    reformwatch: Call, home: Path, server: SampleServer
) -> None:
    reformwatch("crawl", PORTAL, env=settings(server))
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        store.runs.start(PORTAL, connected_to=None, owner="this test")
        [row] = [row for row in reformwatch("status", "--json").json["portals"] if row["id"] == PORTAL]
    assert (row["verdict"], row["running"], row["documents"]) == ("ok", True, 15 + 3)


@pytest.mark.case("O4")
def test_ctrl_c_ends_cleanly_and_loses_nothing(home: Path, server: SampleServer) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    env |= settings(server, REFORMWATCH_HOME=str(home), REFORMWATCH_DELAY="0.2")
    command = [sys.executable, "-m", "cli", "crawl", PORTAL, "--json", "--no-index"]
    with subprocess.Popen(command, env=env, cwd=PROJECT, stdout=subprocess.PIPE) as crawl:
        _wait_for_hits(server, 15)
        crawl.send_signal(signal.SIGINT)
        out, _ = crawl.communicate(timeout=20)
    row = json.loads(out.splitlines()[0])
    assert (row["verdict"], row["reason"]) == ("partial", "interrupted")
    assert crawl.returncode == 3
    done = subprocess.run(
        command, env=env | {"REFORMWATCH_DELAY": "0"}, cwd=PROJECT, capture_output=True, check=True
    )
    again = json.loads(done.stdout.splitlines()[0])
    assert again["verdict"] == "ok"
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        pages = [document for document in store.documents.find() if document.parent is None]
        assert len(pages) == row["new"] + again["new"] == 15
        assert store.documents.count() == 15 + 3  # each with its file, where it has one
    assert not list((home / "warc").glob("*.open"))


def _wait_for_hits(server: SampleServer, count: int) -> None:
    import time  # noqa: PLC0415

    deadline = time.monotonic() + 60
    while len(server.hits) < count:
        assert time.monotonic() < deadline, "the crawl asks for nothing"
        time.sleep(0.05)

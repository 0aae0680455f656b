"""A full disk: said as such, nothing half stored, what is stored stays readable, the next run completes."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from samples.server import SampleServer, portals_folder
from store.database import open_store
from tests.cli.conftest import Call, call
from tests.cli.small_disk import possible, small_disk
from tests.conftest import PROJECT

PORTAL, HOST = "mau-bentre", "mau-bon.example"
# A disk of a few hundred kilobytes takes a mount, which not every machine grants; CI's does.
needs_mounts = pytest.mark.skipif(not possible(), reason="this machine allows no mounts of one's own")


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


def settings(server: SampleServer) -> dict[str, str]:
    targets = ",".join(f"{host}={address}:{port}" for host, (address, port) in server.connect_to.items())
    return {"REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0", "REFORMWATCH_MIN_FREE_MB": "0"}


def records() -> list[dict[str, Any]]:
    lines = (PROJECT / "samples" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, lines) if HOST in record["url"]]


def published() -> set[str]:
    return {record["url"] for record in records()}


def complete() -> set[str]:
    """The articles and the files that they offer."""
    return published() | {file["url"] for record in records() for file in record["attachments"]}


def assert_complete(home: Path) -> None:
    """Every article and file once, in one version; every file of the archive whole; a sound database."""
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        assert Counter(document.url for document in store.documents.find()) == Counter(complete())
        assert store.documents.count_versions() == len(complete())
    with sqlite3.connect(home / "reformwatch.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    for file in (home / "warc").iterdir():
        assert file.name.endswith(".warc.gz")
        with file.open("rb") as stream:
            assert [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]


# An empty store takes about 450.
@needs_mounts
@pytest.mark.parametrize("kib", [1200, pytest.param(700, marks=pytest.mark.slow)])
@pytest.mark.case("S3")
def test_a_disk_that_fills_ends_a_crawl_truthfully(tmp_path: Path, server: SampleServer, kib: int) -> None:
    with small_disk(tmp_path / "disk" / "home", **settings(server)) as disk:
        disk("put", str(portals_folder()), "portals")
        disk("size", kib)
        full = disk("crawl", PORTAL, "--json")
        looked = disk("status", "--json")
        disk("size", 65536)
        rest = disk("crawl", PORTAL, "--json")
        disk("keep", str(tmp_path / "kept"))
    assert full.lines, full.err
    run = full.lines[0]
    assert run["reason"] == "disk_full", full.err
    assert (run["verdict"], full.code) in {("partial", 3), ("broken", 1)}
    assert "full" in full.err
    assert "Traceback" not in full.err
    assert looked.code == 0, looked.err
    assert looked.json["store"]["documents"] == run["new"] < len(published())
    assert (rest.code, rest.lines[0]["verdict"]) == (0, "ok"), rest.err
    assert run["new"] + rest.lines[0]["new"] == len(published())
    assert_complete(tmp_path / "kept")


@needs_mounts
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_is_stored_is_read_on_a_full_disk(tmp_path: Path, server: SampleServer) -> None:
    (tmp_path / "more.txt").write_text("Kế hoạch cải cách hành chính năm 2025\n\nVăn bản để thử.\n")
    with small_disk(tmp_path / "disk" / "home", **settings(server)) as disk:
        disk("put", str(portals_folder()), "portals")
        first = disk("crawl", PORTAL)
        disk("fill")
        status = disk("status", "--json")
        found = disk("search", "hành chính", "--json")
        shown = disk("show", found.json["hits"][0]["id"], "--json")
        measured = disk("measure", "attention", "--json")
        exported = disk("export", str(tmp_path / "all.jsonl"))
        refused = {
            name: disk(*args)
            for name, args in {
                "crawl": ("crawl", PORTAL),
                "ingest": ("ingest", str(tmp_path / "more.txt")),
                "rebuild": ("index", "rebuild"),
                "export": ("export", str(tmp_path / "disk" / "home" / "all.csv")),
                "demo": ("demo",),
            }.items()
        }
        again = disk("search", "hành chính", "--json")
        disk("free")
        mended = [disk("ingest", str(tmp_path / "more.txt")), disk("index", "rebuild"), disk("crawl", PORTAL)]
        disk("keep", str(tmp_path / "kept"))
    assert [each.code for each in (first, status, found, shown, measured, exported)] == [0] * 6, status.err
    assert found.json["total"] == again.json["total"] > 0
    assert len((tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()) == len(complete())
    for name, answer in refused.items():
        assert answer.code == 1, (name, answer)
        words = answer.out + answer.err
        assert "full" in words or "No space left" in words, (name, words)
        assert "Traceback" not in words, name
    assert not list((tmp_path / "kept").glob("*all.csv*"))
    assert [answer.code for answer in mended] == [0, 0, 0], mended
    with open_store(f"sqlite:///{tmp_path / 'kept' / 'reformwatch.sqlite'}") as store:
        assert store.documents.count() == len(complete()) + 1


@pytest.mark.case("S3")
def test_a_crawl_does_not_begin_below_the_floor(
    reformwatch: Call, tmp_path: Path, server: SampleServer
) -> None:
    shutil.copytree(portals_folder(), tmp_path / "home" / "portals")
    answer = reformwatch("crawl", PORTAL, env=settings(server) | {"REFORMWATCH_MIN_FREE_MB": "999999999"})
    assert answer.code == 1
    assert "MB are free" in answer.err
    assert server.hits == []


@pytest.mark.slow
def test_a_limit_on_files_ends_a_crawl_like_a_failing_disk(tmp_path: Path, server: SampleServer) -> None:
    """The system refuses to let any file grow: not a full disk, but nothing can be written either."""
    home = tmp_path / "home"
    shutil.copytree(portals_folder(), home / "portals")
    env = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    limit = 40 * 1024
    env |= settings(server) | {"REFORMWATCH_HOME": str(home)}
    status = call(home, "status", env=settings(server))  # makes the database, larger than the limit
    assert status.code == 0, status.err
    done = subprocess.run(
        [sys.executable, "-m", "cli", "crawl", PORTAL, "--json"], env=env, cwd=PROJECT, capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)),
        timeout=110, check=False,
    )  # fmt: skip
    run = json.loads(done.stdout.splitlines()[0])
    assert run["reason"] == "store_error", done.stderr.decode()
    assert (run["verdict"], done.returncode) in {("partial", 3), ("broken", 1)}
    assert b"Traceback" not in done.stderr
    rest = call(home, "crawl", PORTAL, "--json", env=settings(server))
    assert (rest.code, rest.lines[0]["verdict"]) == (0, "ok"), rest.err
    assert_complete(home)

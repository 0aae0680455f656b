"""A writer and eight readers on one SQLite file: nobody is told that it is locked, its log stays small."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from store.database import open_store
from store.errors import StoreBusy
from tests.conftest import PROJECT
from tests.store.samples import make

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
READERS, SECONDS = 8, 60

READER = """
import os, sys, time
from store.database import open_store
from store.filters import Filters
from tests.faults.cases import OF_PROCESSES
if guard := os.environ.get(OF_PROCESSES):
    from tests.faults.guards import switch_off_here
    switch_off_here(guard)
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    until = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < until:
        assert sum(1 for _ in store.documents.find(Filters(theme=("tthc",)))) <= store.documents.count()
        time.sleep(0.3)
"""


@pytest.mark.case("S9", guard="log")
def test_readers_beside_a_writer_see_no_lock_and_the_log_stays_small(tmp_path: Path, without: str) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    seconds = SECONDS if not without else 6
    written = refused = 0
    with open_store(url) as store:
        store.documents.save(make("dau"))
        command = [sys.executable, "-c", READER, url, str(seconds)]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        readers = [subprocess.Popen(command, cwd=PROJECT, **pipes) for _ in range(READERS)]
        begun = [reader.stdout.readline() for reader in readers]
        assert begun == [b"ready\n"] * READERS
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                store.documents.save(make(f"k{written}", text="ế" * 5000))
                written += 1
            except StoreBusy:
                refused += 1
            time.sleep(0.05)
        errors = [reader.communicate()[1].decode() for reader in readers]
        assert refused == 0
        assert [reader.returncode for reader in readers] == [0] * READERS, errors
        assert store.documents.count() == written + 1
        # While somebody always reads the log can only grow; the end of a run empties it.
        store.runs.finish(replace(store.runs.start("mau", connected_to=None, owner="test"), verdict="ok"))
        assert (tmp_path / "store.sqlite-wal").stat().st_size < 64 << 20
    assert written > 50

"""A writer and eight readers on one SQLite file: nobody is told that it is locked, its log stays small."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from store.database import open_store
from tests.conftest import PROJECT
from tests.store.samples import make

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
READERS, SECONDS = 8, 60

READER = """
import sys, time
from store.database import open_store
from store.filters import Filters
until = time.monotonic() + float(sys.argv[2])
with open_store(sys.argv[1]) as store:
    while time.monotonic() < until:
        assert sum(1 for _ in store.documents.find(Filters(theme=("tthc",)))) <= store.documents.count()
        time.sleep(0.05)
"""


@pytest.mark.case("S9")
def test_readers_beside_a_writer_see_no_lock_and_the_log_stays_small(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    written = 0
    with open_store(url) as store:
        store.documents.save(make("dau"))
        command = [sys.executable, "-c", READER, url, str(SECONDS)]
        readers = [subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE) for _ in range(READERS)]
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            store.documents.save(make(f"k{written}", text="ế" * 5000))
            written += 1
            time.sleep(0.02)
        errors = [reader.communicate()[1].decode() for reader in readers]
        assert [reader.returncode for reader in readers] == [0] * READERS, errors
        assert store.documents.count() == written + 1
        # While somebody always reads the log can only grow; the end of a run empties it.
        store.runs.finish(replace(store.runs.start("mau", connected_to=None, owner="test"), verdict="ok"))
        assert (tmp_path / "store.sqlite-wal").stat().st_size < 64 << 20
    assert written > 50

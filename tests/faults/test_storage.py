"""A writer and eight readers on one SQLite file: nobody is told that it is locked, its log stays small."""

from __future__ import annotations

import time
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from store.database import open_store
from store.errors import StoreBusy
from store.filters import Filters
from tests.crawler import crawling
from tests.faults import naive_store
from tests.store.samples import make

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
READERS, SECONDS = 8, 60


def read(url: str, seconds: float, begun: Barrier) -> None:
    """A reader's life. It ends otherwise than with 0 where it is told that the store is locked."""
    naive_store.switch_off_as_told()
    begun.wait(60)
    until = time.monotonic() + seconds
    with open_store(url) as store:
        while time.monotonic() < until:
            found = sum(1 for _ in store.documents.find(Filters(theme=("tthc",))))
            assert found <= store.documents.count()
            time.sleep(0.3)


@pytest.mark.case("S9", guard="log")
def test_readers_beside_a_writer_see_no_lock_and_the_log_stays_small(tmp_path: Path, without: str) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    seconds, least = (SECONDS, 50) if not without else (4, 3)
    with open_store(url) as store:
        store.documents.save(make("dau"))
    begun = crawling.processes.Barrier(READERS + 1)
    readers = [crawling.processes.Process(target=read, args=(url, seconds, begun)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    with open_store(url) as store:
        begun.wait(60)
        written = refused = 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                store.documents.save(make(f"k{written}", text="ế" * 5000))
                written += 1
            except StoreBusy:
                refused += 1
            time.sleep(0.05)
        for reader in readers:
            reader.join()
        assert refused == 0
        assert [reader.exitcode for reader in readers] == [0] * READERS
        assert store.documents.count() == written + 1
        # While somebody always reads the log can only grow; the end of a run empties it.
        store.runs.finish(replace(store.runs.start("mau", connected_to=None, owner="test"), verdict="ok"))
        assert (tmp_path / "store.sqlite-wal").stat().st_size < 64 << 20
    assert written > least

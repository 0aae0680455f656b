"""Readers beside a writer: nobody is told that the database is locked, and SQLite's log stays small."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from store.database import Store, open_store
from store.filters import Filters
from tests.store.samples import make


def read_until(done: threading.Event, store: Store, errors: list[BaseException]) -> None:
    try:
        while not done.is_set():
            assert sum(1 for _ in store.documents.find(Filters(theme=("tthc",)))) <= store.documents.count()
            list(store.documents.coded())
    # A failed assertion in a thread would be lost: the test looks at the list.
    except BaseException as error:
        errors.append(error)
        raise


def test_readers_and_a_writer_do_not_hinder_each_other(store: Store) -> None:
    done, errors = threading.Event(), list[BaseException]()
    readers = [threading.Thread(target=read_until, args=(done, store, errors)) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(50):
        store.documents.save(make(f"k{number}"))
    done.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert store.documents.count() == 50


@pytest.mark.slow
def test_the_log_stays_small_beside_readers(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        largest = 0
        for number in range(160):
            store.documents.save(make(f"k{number}", text="ế" * 20_000, codes=()))
            next(store.documents.find())
            largest = max(largest, (tmp_path / "only.sqlite-wal").stat().st_size)
    # Were it never folded in, all that was written would lie in it: more than 16 MiB.
    assert largest < 10 << 20

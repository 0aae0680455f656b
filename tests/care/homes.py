"""Data folders of a few documents with their raw records, and what works on them from another process."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from store.archive import WarcWriter
from store.archives import ArchiveFile
from store.database import Store, open_store
from store.records import Document
from tests import forks
from tests.store.samples import make

NOON = dt.datetime(2024, 5, 30, 5, 0, tzinfo=dt.UTC)


def url_of(home: Path) -> str:
    return f"sqlite:///{home / 'reformwatch.sqlite'}"


def page(words: str) -> bytes:
    return f"<html><body><h1>Tin</h1><p>{words}</p></body></html>".encode()


class Filling:
    """Saves documents with their raw records in one file of the archive."""

    def __init__(self, store: Store, home: Path, run: str) -> None:
        self._store, self._home = store, home
        self._archive = WarcWriter(home / "warc", run)

    def add(self, number: int, words: str = "Cải cách hành chính.", **given: Any) -> Document:
        address = f"https://xa.example/{number}"
        raw = self._archive.write(address, 200, [("Content-Type", "text/html")], page(words), NOON)
        document = make(f"k{number}", text=words, url=address, warc=raw, **given)
        self._store.documents.save(document)
        return document

    def close(self) -> None:
        archive = self._archive
        self._store.archives.note(ArchiveFile(archive.name, None, NOON, archive.records, archive.size))
        archive.close()


def make_home(home: Path, count: int = 3) -> Path:
    """A data folder with documents, raw archive, a portal's file, a watch and a key."""
    (home / "portals").mkdir(parents=True)
    (home / "portals" / "xa.yml").write_text("id: xa\n", encoding="utf-8")
    (home / "watches.yml").write_text("- name: mot-cua\n", encoding="utf-8")
    (home / "secret").write_text("khóa", encoding="utf-8")
    (home / "index").mkdir()
    (home / "index" / "current").write_text("v-1", encoding="utf-8")
    with open_store(url_of(home)) as store:
        filling = Filling(store, home, "first")
        for number in range(count):
            filling.add(number)
        filling.close()
    return home


def content(home: Path) -> dict[str, bytes]:
    """Every file of a folder, but SQLite's own beside the database."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


# --- Another process -----------------------------------------------------------------------------------


@contextmanager
def writer(home: Path) -> Iterator[Callable[[int], None]]:
    """A process that saves documents, each with its record, until the block ends; gives what waits for more.

    Its file of the archive stays open: it is killed as a run is that a machine's end meets.
    """
    reader, told = forks.processes.Pipe(duplex=False)
    child = forks.processes.Process(target=_write_on, args=(home, told))
    child.start()
    told.close()

    def wait(count: int) -> None:
        for _ in range(count):
            assert reader.poll(100), "the other process saves nothing"
            reader.recv_bytes()

    try:
        yield wait
    finally:
        child.kill()
        child.join()


def _write_on(home: Path, told: Connection) -> None:
    with open_store(url_of(home)) as store:
        filling = Filling(store, home, f"load-{os.getpid()}")
        for number in range(1000, 1_000_000):
            filling.add(number, f"Văn bản {number}. " * 50)
            told.send_bytes(b".")


# What changes a disk, with the commits of databases: each is a moment at which a process may die.
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.utime", "os.chmod",
            "shutil.rmtree", "sqlite3.connect", "ctypes.get_errno"}  # fmt: skip


def killed_at(step: int, work: Callable[..., object], *args: Any) -> bool:
    """Runs `work` in a process that is killed at change `step` of the disk; False if it ended."""
    child = forks.processes.Process(target=_killed, args=(step, work, args))
    child.start()
    child.join(100)
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode != 0


def _killed(step: int, work: Callable[..., object], args: tuple[Any, ...]) -> None:
    killer = _Killer(step)
    event.listen(Engine, "commit", lambda _connection: killer.count())
    sys.addaudithook(killer)
    work(*args)
    sys.stdout.flush()
    os._exit(0)


class _Killer:
    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        is_change = event in _CHANGES or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR))
        if is_change:
            self.count()

    def count(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

"""Reading files of somebody else's: `read_file` in a process that can be killed, records as they stream."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.portal import Portal
from pipelines.ingest import RECORD_SUFFIXES, Ingested, read_file
from pipelines.workers import Limits, WorkerError, WorkerPool

# A file was chosen by a person and has no crawl waiting for it: more time than a page of a crawl gets.
LIMITS = Limits(seconds=30.0)


class FileReader:
    """Reads one file after the other; a hostile one costs a worker and is rejected with the worker's reason.

    `locality` is a code of the gazetteer.
    """

    def __init__(self, portal: Portal | None, locality: str | None, limits: Limits = LIMITS) -> None:
        self._work = functools.partial(read_file, portal=portal, locality=locality)
        self._runner = asyncio.Runner()
        self._pool: WorkerPool[tuple[Path, dt.datetime], tuple[Ingested, ...]] = WorkerPool(
            functools.partial(_read_whole, portal, locality), 1, limits
        )

    def read(self, path: Path, fetched_at: dt.datetime) -> Iterator[Ingested]:
        """What a file holds; never raises for a bad file."""
        obstacle = _obstacle(path)
        if obstacle is not None:
            yield obstacle
        elif path.suffix.lower() in RECORD_SUFFIXES:
            yield from self._work(path, fetched_at=fetched_at)
        else:
            yield from self._in_worker(path, fetched_at)

    def _in_worker(self, path: Path, fetched_at: dt.datetime) -> tuple[Ingested, ...]:
        try:
            return self._runner.run(self._pool.run((path, fetched_at)))
        except WorkerError as error:
            return (Ingested(path.name, None, error.reason),)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._pool.close())
        finally:
            self._runner.close()


def _obstacle(path: Path) -> Ingested | None:
    """Why a path is no file to read: a folder that is closed, a pipe that nobody may ever write to."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            next(path.iterdir(), None)
    except OSError as error:
        return Ingested(path.name, None, "unreadable", (error.strerror or type(error).__name__,))
    return None if stat.S_ISREG(mode) else Ingested(path.name, None, "unsupported_type")


def _read_whole(
    portal: Portal | None, locality: str | None, job: tuple[Path, dt.datetime]
) -> tuple[Ingested, ...]:
    path, fetched_at = job
    return tuple(read_file(path, portal=portal, locality=locality, fetched_at=fetched_at))

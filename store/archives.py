"""What each file of the raw archive held when it was closed: `verify` compares it with what is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from store.engine import Database, upsert
from store.salvage import Salvaged, salvage
from store.tables import archives, runs


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """`size` and `torn` are bytes; `torn` is what a killed run left, put aside as `<file>.torn`."""

    file: str
    portal: str | None
    closed_at: dt.datetime
    records: int
    size: int
    torn: int = 0


class Archives:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, closed: ArchiveFile) -> None:
        """Keeps what a file held when it was closed. The first word stays: nothing is appended to it."""
        row = {name: getattr(closed, name) for name in ArchiveFile.__slots__}
        with self._database.write() as connection:
            upsert(connection, archives, [row])

    def salvage(self, folder: Path) -> list[Salvaged]:
        """Closes what dead runs left open, as `store.salvage.salvage` does, and notes what it holds."""
        found = salvage(folder)
        for each in found:
            if each.file is not None:
                portal = self._portal_of(each.file)
                now = dt.datetime.now(dt.UTC)
                self.note(ArchiveFile(each.file, portal, now, each.records, each.size, each.torn))
        return found

    def _portal_of(self, file: str) -> str | None:
        run = select(runs.c.portal).where(runs.c.id == file.removesuffix(".warc.gz"))
        with self._database.read() as connection:
            return connection.execute(run).scalar()

    def all(self) -> dict[str, ArchiveFile]:
        """The files that were closed, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(archives).order_by(archives.c.file))
            return {row.file: ArchiveFile(**row._mapping) for row in rows}

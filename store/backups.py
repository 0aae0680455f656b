"""The backups that were made of this store: when, where to, and whether they were read again whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, insert, select

from store.care_tables import backups
from store.engine import Database
from store.migrations import MIGRATIONS
from store.snapshots import Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read again: `at` is the moment of the store that it holds."""

    at: dt.datetime
    file: str
    size: int  # bytes
    documents: int
    with_warc: bool


class Backups:
    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def schema(self) -> int:
        """The version of the schema that this program writes."""
        return len(MIGRATIONS)

    def snapshot(self, into: Path) -> Snapshot:
        """Writes the whole database, as one moment saw it, into a SQLite file; nobody waits meanwhile."""
        return snapshot(self._database, into)

    def size(self) -> int:
        """About how many bytes a snapshot takes."""
        with self._database.read() as connection:
            if connection.dialect.name == "sqlite":
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())

    def note(self, made: Backup) -> None:
        with self._database.write() as connection:
            connection.execute(
                insert(backups), {name: getattr(made, name) for name in Backup.__dataclass_fields__}
            )

    def last(self) -> Backup | None:
        """The newest one, for whoever watches their age; None where there was none."""
        return next(iter(self.all()), None)

    def all(self) -> list[Backup]:
        """The newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(backups).order_by(backups.c.at.desc(), backups.c.number.desc()))
            return [_backup(row) for row in rows]


def _backup(row: Row[Any]) -> Backup:
    return Backup(row.at, row.file, row.size, row.documents, row.with_warc)

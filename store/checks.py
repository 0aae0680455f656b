"""Which files of the raw archive were read to their end and found whole, and when: for quick checks."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from store.care_tables import checks
from store.engine import Database, upsert
from store.verification import Checked

ROUNDS = 30  # quick checks after which every file was read again


@dataclass(frozen=True, slots=True)
class Check:
    """That a file of this size was whole at this moment."""

    file: str
    at: dt.datetime
    size: int
    records: int


class Checks:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, Check]:
        with self._database.read() as connection:
            return {row.file: Check(**row._mapping) for row in connection.execute(select(checks))}

    def note(self, found: Iterable[Checked], at: dt.datetime) -> None:
        """Files without a fault count as checked; one with a fault is read again the next time."""
        rows, faulty = [], []
        for each in found:
            if each.faults:
                faulty.append(each.file)
            else:
                rows.append({"file": each.file, "at": at, "size": each.size, "records": each.records})
        with self._database.write() as connection:
            upsert(connection, checks, rows, ("at", "size", "records"))
            connection.execute(delete(checks).where(checks.c.file.in_(faulty)))

    def due(self, paths: Iterable[Path]) -> list[Path]:
        """What a quick check reads: files that were never read or have another size, and of the others a
        thirtieth, those first that were read longest ago."""
        known = self.all()
        new: list[Path] = []
        old: list[Path] = []
        for path in paths:
            check = known.get(path.name)
            (new if check is None or check.size != path.stat().st_size else old).append(path)
        old.sort(key=lambda path: (known[path.name].at, path.name))
        return sorted([*new, *old[: math.ceil(len(old) / ROUNDS)]])

"""What is kept for how long: what is older goes, but evidence that something still cites stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, exists, select

from store.care_tables import checks, erased_records, swept
from store.delivery_tables import deliveries, mails, subscribers
from store.engine import Database
from store.links import Links
from store.salvage import is_growing
from store.tables import archives, files

_CLOSED = ("sent", "failed", "late", "skipped")
_STALE = (".*.erasing", ".*.new")  # what a killed process left beside the file that it was writing


@dataclass(frozen=True, slots=True)
class Keeping:
    """Days; None: for ever."""

    warc: int | None = None
    logs: int | None = None
    search_logs: int | None = None
    deliveries: int | None = None
    unsubscribed: int | None = None


@dataclass(slots=True)
class Cleaned:
    """What went, by name or number; `cited`: old files of the raw archive that something still leads to."""

    warc: list[str]
    warc_bytes: int
    cited: list[str]
    logs: list[str]
    deliveries: int
    mails: int
    unsubscribed: int
    stale: list[str]


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    def clean(self, home: Path, keeping: Keeping, now: dt.datetime, *, dry_run: bool = False) -> Cleaned:
        """Removes what is older than it is to be kept, or says what that would be."""
        done = Cleaned([], 0, [], [], 0, 0, 0, [])
        self._warc(done, home / "warc", _limit(keeping.warc, now), dry_run=dry_run)
        for folder, days in (("logs", keeping.logs), ("logs/search", keeping.search_logs)):
            self._logs(done, home, folder, _limit(days, now), dry_run=dry_run)
        with self._database.write() as connection:
            self._people(done, connection, keeping, now)
            if dry_run:
                connection.rollback()
        return done

    def _warc(self, done: Cleaned, folder: Path, limit: dt.datetime | None, *, dry_run: bool) -> None:
        done.stale = [] if dry_run else list(_remove_stale(folder))
        old = {path.name: path for path in folder.glob("*.warc.gz") if _is_older(path, limit)}
        cited = self._cited(set(old)) if old else set()
        done.cited = sorted(cited)
        for name in sorted(old.keys() - cited):
            done.warc.append(name)
            done.warc_bytes += old[name].stat().st_size
            if not dry_run:
                self._forget(name)
                old[name].unlink()
        for torn in sorted(folder.glob("*.torn")):
            if _is_older(torn, limit):
                done.warc.append(torn.name)
                if not dry_run:
                    torn.unlink()

    def _cited(self, names: set[str]) -> set[str]:
        found: set[str] = set()
        for link in Links(self._database).all():
            if link.file in names:
                found.add(link.file)
                if found == names:
                    return found
        with self._database.read() as connection:
            told = connection.scalars(
                select(files.c.warc_file).where(files.c.warc_file.in_(names)).distinct()
            )
            return found | {name for name in told if name is not None}

    def _forget(self, name: str) -> None:
        """First, so that no killed clean-up leaves a file that is missed."""
        with self._database.write() as connection:
            for table in (archives, checks, swept, erased_records):
                connection.execute(delete(table).where(table.c.file == name))

    def _logs(
        self, done: Cleaned, home: Path, folder: str, limit: dt.datetime | None, *, dry_run: bool
    ) -> None:
        for path in sorted((home / folder).glob("*")):
            if path.is_file() and not path.is_symlink() and _is_older(path, limit):
                done.logs.append(path.relative_to(home).as_posix())
                if not dry_run:
                    path.unlink()

    def _people(self, done: Cleaned, connection: Connection, keeping: Keeping, now: dt.datetime) -> None:
        if (limit := _limit(keeping.unsubscribed, now)) is not None:
            gone = delete(subscribers).where(subscribers.c.unsubscribed_at < limit)
            done.unsubscribed = connection.execute(gone).rowcount
        if (limit := _limit(keeping.deliveries, now)) is not None:
            over = (deliveries.c.ends_at < limit, deliveries.c.state.in_(_CLOSED))
            done.deliveries = connection.execute(delete(deliveries).where(*over)).rowcount
        orphans = ~exists(select(deliveries.c.mail).where(deliveries.c.mail == mails.c.sha256))
        if keeping.unsubscribed is not None or keeping.deliveries is not None:
            done.mails = connection.execute(delete(mails).where(orphans)).rowcount


def _limit(days: int | None, now: dt.datetime) -> dt.datetime | None:
    return None if days is None else now - dt.timedelta(days=days)


def _is_older(path: Path, limit: dt.datetime | None) -> bool:
    return limit is not None and dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < limit


def _remove_stale(folder: Path) -> Iterator[str]:
    for pattern in _STALE:
        for path in sorted(folder.glob(pattern)):
            if not is_growing(path):
                path.unlink(missing_ok=True)
                yield path.name

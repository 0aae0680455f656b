"""The store as its users see it: `open_store(url)`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import TracebackType
from typing import Self

from store.archives import Archives
from store.arrivals import Arrivals
from store.backups import Backups
from store.care import Care
from store.checks import Checks
from store.citing import Citations
from store.codings import Codings
from store.copies import Copies
from store.corrections import Corrections
from store.coverage import Coverage
from store.cuts import Cuts
from store.deliveries import Deliveries
from store.documents import Documents
from store.engine import Database
from store.erasing import Erasing
from store.errors import StoreError, StoreOutdated, StoreTooNew
from store.facts import RunFacts
from store.files import Files
from store.freezing import Freezing
from store.ground import Grounds
from store.history import History
from store.incidents import Incidents
from store.indexing import Indexing
from store.links import Links
from store.lists import Lists
from store.measuring import Measuring
from store.migrations import check_version, migrate, schema_version
from store.pages import Pages
from store.quarantine import Quarantine
from store.readings import Readings
from store.relations import Relations
from store.removals import Removals
from store.retention import Retention
from store.runs import LEASE, Runs
from store.slots import Slots
from store.subscribers import Subscribers
from store.tracker import Tracker
from store.validation import Validation

__all__ = ["Store", "StoreError", "StoreTooNew", "open_frozen", "open_store"]


class Store:
    """One open store; safe to share between threads, not between processes."""

    def __init__(self, database: Database, lease: dt.timedelta = LEASE) -> None:
        self._database = database
        self.documents = Documents(database)
        self.citations = Citations(database)
        self.codings = Codings(database)
        self.corrections = Corrections(database)
        self.copies = Copies(database)
        self.pages = Pages(database)
        self.removals = Removals(database)
        self.retention = Retention(database)
        self.quarantine = Quarantine(database, self.removals)
        self.coverage = Coverage(database)
        self.cuts = Cuts(database)
        self.deliveries = Deliveries(database)
        self.readings = Readings(database)
        self.relations = Relations(database)
        self.archives = Archives(database)
        self.arrivals = Arrivals(database)
        self.backups = Backups(database)
        self.care = Care(database)
        self.checks = Checks(database)
        self.erasing = Erasing(database)
        self.facts = RunFacts(database)
        self.files = Files(database)
        self.freezing = Freezing(database)
        self.grounds = Grounds(database)
        self.links = Links(database)
        self.lists = Lists(database)
        self.history = History(database)
        self.measuring = Measuring(database)
        self.incidents = Incidents(database)
        self.indexing = Indexing(database)
        self.slots = Slots(database)
        self.subscribers = Subscribers(database)
        self.tracker = Tracker(database)
        self.validation = Validation(database)
        self.runs = Runs(database, before_finish=self.pages.flush, lease=lease)

    @property
    def url(self) -> str:
        """The store's URL, without its password."""
        return self._database.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Writes what waits and closes the connections, these also when writing fails."""
        try:
            self.pages.flush()
        finally:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except StoreError:
            # The error that ends the block tells more than the same fault met once again.
            if error is None:
                raise


def open_store(url: str, *, lease: dt.timedelta = LEASE) -> Store:
    """The store at `url`, `sqlite:///FILE` or `postgresql://USER@HOST/NAME`; made or migrated if need be.

    `lease` is how long a run may miss its heartbeat. Raises StoreTooNew for a store that a newer program
    wrote, another StoreError for one that cannot be opened.
    """
    database = Database(url)
    try:
        with database.read() as connection:
            behind = check_version(schema_version(connection))
        if behind:
            with database.write() as connection:
                migrate(connection)
    except StoreError:
        database.close()
        raise
    return Store(database, lease)


def open_frozen(file: Path) -> Store:
    """The store in a SQLite file that nobody writes. Raises StoreTooNew, StoreDamaged for no store at all.

    One of an older schema cannot be read: it is the caller's to migrate a copy.
    """
    database = Database(f"sqlite:///{file}", frozen=True)
    with database.read() as connection:
        if check_version(schema_version(connection)):
            raise StoreOutdated(f"{file.name} was written by an older reformwatch: migrate a copy of it.")
    return Store(database)

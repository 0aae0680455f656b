"""One database, SQLite or PostgreSQL: connections, transactions, and errors in plain sentences."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError

from store.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreUnreachable

BUSY_MS = 10_000
_POSTGRES = {"postgresql", "postgres", "postgresql+pg8000"}
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON")
_FULL = (StoreFull, "The disk of the store is full: free some space and run again.")
_SQLITE_ERRORS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,  # not even room for the index of the log
    sqlite3.SQLITE_BUSY: (StoreBusy, "Another program is writing to the store: try again later."),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "Another program is writing to the store: try again later."),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "The database of the store is damaged: restore a backup."),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "The file of the store is no database: name another one."),
    sqlite3.SQLITE_READONLY: (StoreUnreachable, "The store cannot be written: check the rights."),
    sqlite3.SQLITE_CANTOPEN: (StoreUnreachable, "The store cannot be opened: check folder and rights."),
    sqlite3.SQLITE_IOERR: (StoreUnreachable, "The disk of the store fails to read or write."),
}
_POSTGRES_ERRORS: dict[str, tuple[type[StoreError], str]] = {
    "53100": _FULL,
    "53300": (StoreBusy, "The database server has no connection left: try again later."),
    "28P01": (StoreUnreachable, "The database server refuses the password of the store's URL."),
    "28000": (StoreUnreachable, "The database server refuses the user of the store's URL."),
    "3D000": (StoreUnreachable, "The database of the store's URL does not exist: create it first."),
}


class Database:
    """Read and write transactions on one URL."""

    def __init__(self, url: str, *, frozen: bool = False) -> None:
        """Raises StoreUnreachable for a URL that cannot be used; connects at the first transaction.

        `frozen`: a SQLite file that nobody writes, and nothing is written beside it.
        """
        self.url = _parse(url)
        self.engine = _frozen_engine(Path(self.url.database or "")) if frozen else _engine(self.url)
        self._writer = self.engine.execution_options(immediate=True)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A read transaction: short, because a long reader keeps SQLite's log from shrinking."""
        with _plain_errors(self.url), self._reader() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A write transaction: all of it is committed at the end, or nothing."""
        with _plain_errors(self.url), self._writer.begin() as connection:
            yield connection

    def checkpoint(self) -> None:
        """Folds SQLite's log into the file, as far as other readers let it."""
        if self.url.get_backend_name() == "sqlite":
            with suppress(StoreBusy), self.read() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def rewrite(self) -> bool:
        """Writes SQLite's file anew, without what was deleted; False while others have it open.

        PostgreSQL frees it by itself; there is nothing to wait for.
        """
        if self.url.get_backend_name() != "sqlite":
            return True
        with suppress(StoreBusy), self.read() as connection:
            raw: Any = connection.connection.driver_connection
            raw.rollback()
            raw.execute("VACUUM").close()
            return bool(raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        return False

    def close(self) -> None:
        self.engine.dispose()

    def _reader(self) -> sa.Connection:
        try:
            return self.engine.connect()
        except DatabaseError as error:
            # SQLite writes even for a reader. Where nothing waits in its log, the file is all there is.
            known, file = _sqlite_error(error.orig), Path(self.url.database or "")
            if known != _FULL or not _is_folded(file):
                raise
            return _frozen_engine(file).connect()


def upsert(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], update: Iterable[str] = ()
) -> None:
    """Inserts rows; where a primary key is there already, its row takes the columns named in `update`."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(update)), list(rows))


def insert_new(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Inserts a row; False, and nothing is written, where its primary key is there already."""
    statement = _upsert(connection.dialect.name, table, ())
    return connection.execute(statement.values(**row)).rowcount == 1


def raw_rows(connection: sa.Connection, statement: sa.Select[Any]) -> Sequence[Sequence[Any]]:
    """All rows as the driver gives them, for those who read a hundred thousand.

    A row object and a conversion of each value take twice as long as the reading itself. What differs between
    drivers is left to the caller: SQLite gives days as text (`as_day`), truth as 0 and 1.
    """
    cursor = connection.execute(statement).cursor
    assert cursor is not None
    found: Sequence[Sequence[Any]] = cursor.fetchall()
    cursor.close()
    return found


@lru_cache(maxsize=65536)  # there are few days, and many rows
def as_day(value: str | dt.date | None) -> dt.date | None:
    """A day as SQLite or PostgreSQL gives it."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


@cache
def _upsert(dialect: str, table: sa.Table, update: tuple[str, ...]) -> sa.Insert:
    statement: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    if not update:
        return cast("sa.Insert", statement.on_conflict_do_nothing())
    keys = [column.name for column in table.primary_key]
    values = {name: statement.excluded[name] for name in update}
    return cast("sa.Insert", statement.on_conflict_do_update(index_elements=keys, set_=values))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUnreachable(
            "The store's URL cannot be read: it is sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None
    if parsed.drivername in _POSTGRES:
        return parsed.set(drivername="postgresql+pg8000")
    if parsed.drivername == "sqlite":
        return parsed
    raise StoreUnreachable(f"A store in {parsed.drivername} is not known: use sqlite or postgresql.")


def _engine(url: URL) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    try:
        return sa.create_engine(url, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreUnreachable(
            "PostgreSQL needs one more package: pip install 'reformwatch[postgres]'."
        ) from None


def _sqlite_engine(url: URL) -> sa.Engine:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnreachable(f"The folder of the store cannot be made: {error}.") from error
    engine = sa.create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _is_folded(file: Path) -> bool:
    """Whether all that was committed stands in the database file itself, none of it in its log."""
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size > 0 and not (log.exists() and log.stat().st_size)


def _frozen_engine(file: Path) -> sa.Engine:
    """Reads a file that nobody can write: one transaction each, since that may change at any time."""
    address = f"{file.absolute().as_uri()}?immutable=1"
    return sa.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=sa.NullPool
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Without this the driver begins and commits where it likes, and DDL would leave the transaction.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    # The first look into the file: where it cannot be had, connecting fails and not some later statement.
    connection.execute("PRAGMA schema_version").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer would fail without waiting.
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def _plain_errors(url: URL) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError, sqlite3.Error) as error:
        cause = error if isinstance(error, sqlite3.Error) else error.orig
        known = _sqlite_error(cause) or _postgres_error(cause)
        if known is None:
            raise
        kind, sentence = known
        raise kind(f"{sentence} ({url.render_as_string(hide_password=True)})") from error


def _sqlite_error(error: BaseException | None) -> tuple[type[StoreError], str] | None:
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the kind of error, the rest says more of some.
    return None if code is None else _SQLITE_ERRORS.get(code) or _SQLITE_ERRORS.get(code & 0xFF)


def _postgres_error(error: BaseException | None) -> tuple[type[StoreError], str] | None:
    facts = error.args[0] if error is not None and error.args else None
    if isinstance(facts, dict):
        return _POSTGRES_ERRORS.get(str(facts.get("C")))
    if isinstance(facts, str) and "connection" in facts.lower():
        return StoreUnreachable, "The database server cannot be reached: start it, or check the URL."
    return None

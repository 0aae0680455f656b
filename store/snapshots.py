"""A whole store as one SQLite file: out of a database that others write to, and back into an empty one.

From SQLite by VACUUM INTO: one read transaction of the log's moment, so that writers go on and no page of it
is torn; and only what rows hold, nothing that was deleted and lies in free pages. The backup interface of
SQLite would carry those along, and begins anew whenever another process writes. From PostgreSQL table by
table in one REPEATABLE READ transaction: pg_dump has to be there in the server's version, and what it writes
can go back into PostgreSQL only.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text, tuple_

from store.engine import Database
from store.errors import StoreDamaged, StoreError, StoreFull
from store.migrations import check_version, migrate, schema_version
from store.schema import all_tables
from store.tables import counters, documents

_BATCH = 500
_FRESH = ("schema_version", "counters")  # tables that a new store has rows in


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a snapshot is of: `identity` is the store's own number, `revision` that of its newest change."""

    at: dt.datetime
    engine: str
    schema: int
    identity: int
    revision: int
    documents: int


def snapshot(database: Database, into: Path) -> Snapshot:
    """Writes the store into a new SQLite file. Raises StoreError; then there is no file."""
    begun = dt.datetime.now(dt.UTC)
    into.unlink(missing_ok=True)
    into.touch(mode=0o600)
    try:
        if database.url.get_backend_name() == "sqlite":
            with database.read() as connection:
                # Outside a transaction, as VACUUM must be: the statement is one itself.
                raw = connection.connection.driver_connection
                assert raw is not None
                _vacuum_into(raw, into)
        else:
            _copy_into(database, into)
        return replace(describe(into, database.url.get_backend_name()), at=begun)
    # Whatever stopped it, Ctrl-C included: a snapshot that is written in part is none.
    except BaseException:
        into.unlink(missing_ok=True)
        raise


def _vacuum_into(raw: Any, into: Path) -> None:
    raw.rollback()
    try:
        raw.execute("VACUUM INTO ?", (str(into),))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise StoreFull("The disk of the backup is full: free some space and run again.") from error
        raise


def _copy_into(source: Database, into: Path) -> None:
    target = Database(f"sqlite:///{into}")
    try:
        with target.write() as connection:
            migrate(connection)
        with source.read() as reader, target.write() as writer:
            reader.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            copy_rows(reader, writer)
    finally:
        target.close()
    with closing(sqlite3.connect(into, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()


def describe(file: Path, engine: str = "sqlite") -> Snapshot:
    """What a snapshot holds. Raises StoreDamaged where it is no sound database."""
    now = dt.datetime.now(dt.UTC)
    frozen = Database(f"sqlite:///{file}", frozen=True)
    try:
        with frozen.read() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if sound != "ok":
                raise StoreDamaged(f"The database in the backup is damaged: {sound}.")
            numbers = {row.name: row.value for row in connection.execute(select(counters))}
            count = connection.execute(select(func.count()).select_from(documents)).scalar_one()
            version = schema_version(connection)
    finally:
        frozen.close()
    return Snapshot(now, engine, version, numbers["identity"], numbers["revision"], count)


def fill(database: Database, file: Path) -> None:
    """Puts a snapshot of today's schema into an empty database, all in one transaction.

    Raises StoreError where the database holds something.
    """
    source = Database(f"sqlite:///{file}", frozen=True)
    try:
        with source.read() as reader, database.write() as writer:
            if inspect(writer).get_table_names():
                raise StoreError("The database is not empty: name a new one, or drop its tables.")
            check_version(schema_version(reader))
            migrate(writer)
            copy_rows(reader, writer)
            _set_sequences(writer)
    finally:
        source.close()


def copy_rows(reader: Connection, writer: Connection) -> None:
    """Every row of every table, into tables that are empty."""
    for name in _FRESH:
        writer.execute(text(f"DELETE FROM {name}"))  # noqa: S608 a name of ours
    for table in all_tables():
        for part in _parts(reader, table):
            writer.execute(insert(table), part)


def _parts(reader: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    """By the primary key: the driver of PostgreSQL holds all rows of an answer in memory."""
    keys = list(table.primary_key)
    statement = select(table).order_by(*keys)
    place: tuple[Any, ...] | None = None
    while True:
        wanted = statement if place is None else statement.where(tuple_(*keys) > tuple_(*place))
        rows = reader.execute(wanted.limit(_BATCH) if keys else wanted).mappings().all()
        if rows:
            yield [dict(row) for row in rows]
        if len(rows) < _BATCH or not keys:
            return
        place = tuple(rows[-1][key.name] for key in keys)


def _set_sequences(connection: Connection) -> None:
    """PostgreSQL counts on from where the rows end."""
    if connection.dialect.name != "postgresql":
        return
    for table in all_tables():
        column = table.autoincrement_column
        if column is None or not _has_sequence(connection, table, column.name):
            continue
        highest = connection.execute(select(func.max(column))).scalar()
        if highest:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :value)"),
                {"table": table.name, "column": column.name, "value": highest},
            )


def _has_sequence(connection: Connection, table: Table, column: str) -> bool:
    found = text("SELECT pg_get_serial_sequence(:table, :column)")
    return connection.execute(found, {"table": table.name, "column": column}).scalar() is not None

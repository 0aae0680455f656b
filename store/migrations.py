"""The schema's versions: how an older store becomes a newer one, in one transaction.

A change of tables.py is a new step at the end of MIGRATIONS; the first step then gets a frozen copy of
the tables as they were, because a step never changes once it was released.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, delete, insert, inspect, select, text

from store.byte_tables import byte_metadata
from store.care_tables import care_metadata
from store.coding_tables import coding_metadata, codings
from store.copy_tables import copy_metadata
from store.cut_tables import cut_metadata
from store.delivery_tables import delivery_metadata
from store.errors import StoreTooNew
from store.ground import ground_metadata
from store.incident_tables import incident_metadata
from store.light_index import index_light, name_again
from store.rows import NAMED
from store.samebytes import note_all
from store.saving import mark_duplicates
from store.tables import counters, documents, metadata, runs, schema, slots
from store.tracker_tables import tracker_metadata
from store.validation_tables import validation_metadata

Migration: TypeAlias = Callable[[Connection], None]
_LOCK = 0x7265666F  # any number that other programs of the same server do not use


def _first(connection: Connection) -> None:
    metadata.create_all(connection)
    rows = [{"name": "revision", "value": 0}, {"name": "identity", "value": secrets.randbits(63)}]
    connection.execute(insert(counters), rows)


def _validation(connection: Connection) -> None:
    validation_metadata.create_all(connection)


def _codings(connection: Connection) -> None:
    """Codings beside the one that stands, and what people say against it."""
    coding_metadata.create_all(connection)
    connection.execute(text("CREATE INDEX documents_by_codebook ON documents (codebook)"))


def _copies(connection: Connection) -> None:
    """Which documents are copies, of what, found by the next pass over them; and what coded them."""
    copy_metadata.create_all(connection)
    rows = [{"name": name, "value": 0} for name in ("copies", "copy_rules")]
    connection.execute(insert(counters), rows)
    for table in (documents, codings):
        _add_column(connection, table.name, "coder", "INTEGER")


def _lists_left(connection: Connection) -> None:
    """What lists named when they were read, and how many a run left unread; until now it was none."""
    ground_metadata.create_all(connection)
    _add_column(connection, runs.name, "lists_left", "INTEGER DEFAULT 0 NOT NULL")


def _incidents(connection: Connection) -> None:
    """What the operator is told of, and of each slot its process and why it was left out."""
    incident_metadata.create_all(connection)
    for name in ("child", "reason"):
        _add_column(connection, slots.name, name, "TEXT")
    connection.execute(text("CREATE INDEX IF NOT EXISTS slots_by_due ON slots (due_at)"))


def _deliveries(connection: Connection) -> None:
    """Subscribers, and what was written and sent to them."""
    delivery_metadata.create_all(connection)


def _care(connection: Connection) -> None:
    """Backups, erasures and checks."""
    care_metadata.create_all(connection)


def _tracker(connection: Connection) -> None:
    """What people say of the reports that the plan tracker finds."""
    tracker_metadata.create_all(connection)


def _bytes(connection: Connection) -> None:
    """What files are by their bytes; loose ones that a page offers, too, are its copies from now on."""
    byte_metadata.create_all(connection)
    for likeness in note_all(connection):
        mark_duplicates(connection, likeness)


def _cuts(connection: Connection) -> None:
    """Until when what was seen is news of a period."""
    cut_metadata.create_all(connection)


def _light(connection: Connection) -> None:
    """What measures read of all documents, where neither texts nor evidence lie on the way."""
    for name in NAMED:
        _add_column(connection, documents.name, name, "TEXT DEFAULT '[]' NOT NULL")
    name_again(connection)
    index_light(connection)


def _proofs(connection: Connection) -> None:
    """Of what codings were made; of those that are there nobody knows."""
    _add_column(connection, documents.name, "coding_proof", "VARCHAR(32)")
    _add_column(connection, codings.name, "proof", "VARCHAR(32)")


MIGRATIONS: tuple[Migration, ...] = (
    _first,
    _validation,
    _codings,
    _copies,
    _lists_left,
    _incidents,
    _deliveries,
    _care,
    _tracker,
    _cuts,
    _light,
    _bytes,
    _proofs,
)


def _add_column(connection: Connection, table: str, name: str, kind: str) -> None:
    """The first steps made today's tables where the store is new: then the column is there."""
    if all(column["name"] != name for column in inspect(connection).get_columns(table)):
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {name} {kind}"))


def schema_version(connection: Connection) -> int:
    """The version that the database has; 0 for an empty one."""
    if not inspect(connection).has_table(schema.name):
        return 0
    return connection.execute(select(schema.c.version)).scalar() or 0


def check_version(version: int, migrations: Sequence[Migration] = MIGRATIONS) -> bool:
    """True if steps are missing. Raises StoreTooNew when a newer program wrote the store."""
    if version > len(migrations):
        raise StoreTooNew(
            f"The store has schema version {version} and this program knows {len(migrations)}: "
            "it was written by a newer reformwatch; install that one."
        )
    return version < len(migrations)


def migrate(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Runs the missing steps within the caller's write transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    version = schema_version(connection)
    if not check_version(version, migrations):
        return
    for step in migrations[version:]:
        step(connection)
    connection.execute(delete(schema))
    connection.execute(insert(schema).values(version=len(migrations)))

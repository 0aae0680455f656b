"""What the care of a whole store needs: who works on it, and what of erasures outlives a restore."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from store.care_tables import care_keys, erasure_rules, erasures, suppressions, withdrawals
from store.engine import Database
from store.errors import HomeInUse
from store.processes import is_dead
from store.tables import counters, holders, leases

_KEPT: tuple[Table, ...] = (care_keys, erasures, erasure_rules, withdrawals, suppressions)


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows by which a store knows what was erased from it; in none of them is what it said."""

    identity: int  # of the store
    rows: Mapping[str, list[dict[str, Any]]] = field(repr=False)


class Care:
    def __init__(self, database: Database) -> None:
        self._database = database

    def refuse_in_use(self) -> None:
        """Raises HomeInUse while a crawl or a scheduler works on the store, as far as that can be told."""
        with self._database.read() as connection:
            held = [(row.portal, row.host, row.process) for row in connection.execute(select(leases))]
            held += [(row.name, row.host, row.process) for row in connection.execute(select(holders))]
        living = sorted(name for name, host, process in held if not is_dead(host, process))
        if living:
            raise HomeInUse(f"At work on this data folder: {', '.join(living)}. Stop it and run again.")

    def kept(self) -> Kept:
        with self._database.read() as connection:
            return Kept(_identity(connection), {table.name: _rows(connection, table) for table in _KEPT})

    def restored(self, kept: Kept | None) -> None:
        """After a restore, before anybody works on the store: what was erased is known, and is to be erased
        again, since the copies that it was carried out on may be back."""
        with self._database.write() as connection:
            if kept is not None and kept.rows[care_keys.name] and kept.identity == _identity(connection):
                _take_over(connection, kept)
            connection.execute(update(erasures).values(finished_at=None))

    def unfinished(self) -> list[int]:
        """The erasures that were begun, or that a restore may have undone."""
        with self._database.read() as connection:
            wanted = select(erasures.c.number).where(erasures.c.finished_at.is_(None))
            return list(connection.scalars(wanted.order_by(erasures.c.number)))


def _identity(connection: Connection) -> int:
    wanted = select(counters.c.value).where(counters.c.name == "identity")
    return int(connection.execute(wanted).scalar_one())


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def _take_over(connection: Connection, kept: Kept) -> None:
    """The old store knows all that the backup knew, and what came after: one key, one list of numbers."""
    for table in reversed(_KEPT):
        connection.execute(delete(table))
    for table in _KEPT:
        if kept.rows[table.name]:
            connection.execute(insert(table), kept.rows[table.name])

"""What people said, as rows that are numbered by key: nothing that was said before is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Table, insert, select

from store.columns import storable
from store.engine import Database
from store.records import Json
from store.saving import take_turn
from store.validation_records import Kept

Key: TypeAlias = tuple[str | int, ...]  # the first part of it is the sample


def keep_said(
    database: Database, table: Table, rows: Mapping[Key, Json], at: dt.datetime, source: str
) -> Kept:
    """Numbers each row after the last one of its key, and leaves out those that say the same; all or none.

    The key is the table's own but for the number, in its order.
    """
    keys = tuple(column.name for column in table.primary_key if column.name != "number")
    count = {"new": 0, "replaced": 0, "unchanged": 0}
    with database.write() as connection:
        take_turn(connection)
        standing = _newest(connection, table, keys, {key[0] for key in rows})
        added = []
        for key, said in rows.items():
            before = standing.get(key)
            if before is not None and all(getattr(before, name) == value for name, value in said.items()):
                count["unchanged"] += 1
                continue
            count["new" if before is None else "replaced"] += 1
            number = 1 if before is None else before.number + 1
            added.append(dict(zip(keys, key, strict=True)) | said
                         | {"number": number, "at": at, "source": storable(source)})  # fmt: skip
        if added:
            connection.execute(insert(table), added)
    return Kept(**count)


def _newest(
    connection: Connection, table: Table, keys: tuple[str, ...], of: set[str | int]
) -> dict[Key, Row[Any]]:
    wanted = select(table).where(table.c[keys[0]].in_(of)).order_by(table.c.number)
    return {tuple(getattr(row, key) for key in keys): row for row in connection.execute(wanted)}

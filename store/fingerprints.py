"""What a corpus says, as digests: of its rows as they stand, whatever program or library wrote the file.

A digest of the file's bytes would change with a version of SQLite; one of rows in the order of their keys,
columns by name, does not.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.steps import Told, untold

_APART = {
    "corpus_manifest",
    "corpus_digests",
    "counters",
    "corpus_erasures",
}  # the digests themselves, and a store's own numbers
_TOLD_AFTER = 1_000  # rows


@dataclass(frozen=True, slots=True)
class TableDigest:
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of every table that has rows, and of every chosen document with what belongs to it."""

    tables: Mapping[str, TableDigest]
    documents: Mapping[str, str] = field(repr=False)


def fingerprint(file: Path, told: Told = untold) -> Fingerprint:
    """Reads the whole file; `told` hears of its rows. Raises sqlite3.DatabaseError where none can be read."""
    tables: dict[str, TableDigest] = {}
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        chosen = connection.execute("SELECT document_id FROM corpus_members ORDER BY document_id")
        documents = {row[0]: hashlib.sha256() for row in chosen}
        found = list(_tables(connection))
        rows = sum(_rows(connection, table) for table, _, _ in found)
        for table, columns, keys in found:
            whole, count = hashlib.sha256(f"{table} {columns}\n".encode()), 0
            owner = _owner(table, columns)
            for row in connection.execute(_select(table, columns, keys)):
                line = canonical(row)
                whole.update(line)
                count += 1
                if count % _TOLD_AFTER == 0:
                    told("Computing digests", _TOLD_AFTER, rows)
                if owner is not None and row[owner] in documents:
                    documents[row[owner]].update(line)
            if count:
                tables[table] = TableDigest(count, whole.hexdigest())
    return Fingerprint(tables, {id_: digest.hexdigest() for id_, digest in documents.items()})


def canonical(value: Any) -> bytes:
    """JSON that has one form only, a line."""
    return (
        json.dumps(
            value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=bytes.hex
        ).encode()
        + b"\n"
    )


def _tables(connection: sqlite3.Connection) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each table with its columns, by name, and those of its key; of one without key all columns are."""
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for (table,) in connection.execute(wanted).fetchall():
        if table in _APART:
            continue
        found = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        columns = sorted(row[1] for row in found)
        keys = [row[1] for row in sorted(found, key=lambda row: row[5]) if row[5]]
        yield table, columns, keys or columns


def _rows(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 as below
    return count


def _select(table: str, columns: list[str], keys: list[str]) -> str:
    listed, order = (", ".join(f'"{name}"' for name in names) for names in (columns, keys))
    return f'SELECT {listed} FROM "{table}" ORDER BY {order}'  # noqa: S608 names of the file itself


def _owner(table: str, columns: list[str]) -> int | None:
    """The place of the column that says whose a row is."""
    name = "id" if table == "documents" else "document_id"
    return columns.index(name) if name in columns and table != "corpus_members" else None

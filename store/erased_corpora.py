"""Erasing from frozen corpora: the law goes before the promise that they never change, and they say so.

The file is copied, changed and put in its own place. What was changed is marked in it with new digests, so
that `corpus verify` still finds any other change, and names what can no longer be compared with what was
frozen.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.columns import compact
from store.erased_words import ADDRESSES, MARK, Masking, redact_value, requote
from store.fingerprints import fingerprint
from store.freezing import PROOFS
from store.records import Json, as_json
from store.salvage import sync_folder

MARKS = "corpus_erasures"
_APART = {"schema_version", "counters", "corpus_manifest", "corpus_digests", "corpus_members", "codebooks",
          "copy_texts", "copy_bands", "copy_members", MARKS}  # fmt: skip


class Everything:
    """Masks all words of a text: of a document that was taken out whole."""

    def redact(self, text: str) -> tuple[str, int]:
        masked = "".join(sign if sign.isspace() else MARK for sign in text)
        return masked, int(masked != text)


@dataclass(slots=True)
class _Change:
    """Of each document that changed what its title and text were and are."""

    texts: dict[str, tuple[Json, Json]] = field(default_factory=dict)
    words: int = 0


def erase_from(
    file: Path, matcher: Masking, erasure: int, *, withdrawn: Collection[str] = (), dry_run: bool = False
) -> tuple[int, int]:
    """How many documents of a corpus were changed, and how many words."""
    part = file.with_name(f".{file.name}.erasing")
    for side in ("", "-journal"):
        part.with_name(part.name + side).unlink(missing_ok=True)
    shutil.copyfile(file, part)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            change = _Change()
            connection.execute("BEGIN")
            _documents(connection, change, matcher, withdrawn)
            _others(connection, change, matcher)
            connection.execute("COMMIT")
            if change.words and not dry_run:
                connection.execute("VACUUM")
        if change.words and not dry_run:
            _mark(part, sorted(change.texts), erasure)
            part.chmod(0o444)
            part.replace(file)
            sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return len(change.texts), change.words


def marks_of(file: Path) -> Json | None:
    """What was erased from a corpus, and the digests that it has had since; None where nothing was."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        known = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?"
        if connection.execute(known, (MARKS,)).fetchone() is None:
            return None
        (record,) = connection.execute(f"SELECT record FROM {MARKS}").fetchone()  # noqa: S608 a name of ours
    found: Json = json.loads(record)
    return found


def _documents(
    connection: sqlite3.Connection, change: _Change, matcher: Masking, withdrawn: Collection[str]
) -> None:
    for row in connection.execute("SELECT id, title, text FROM documents").fetchall():
        masking = Everything() if row["id"] in withdrawn else matcher
        old = {"title": row["title"], "text": row["text"]}
        new, words = {}, 0
        for name, value in old.items():
            new[name], lost = masking.redact(value)
            words += lost
        if words:
            change.texts[row["id"]] = old, new
            change.words += words
            wanted = "UPDATE documents SET title = ?, text = ? WHERE id = ?"
            connection.execute(wanted, (new["title"], new["text"], row["id"]))


def _others(connection: sqlite3.Connection, change: _Change, matcher: Masking) -> None:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in connection.execute(wanted).fetchall():
        if table not in _APART:
            _table(connection, table, change, matcher)


def _table(connection: sqlite3.Connection, table: str, change: _Change, matcher: Masking) -> None:
    owner = "id" if table == "documents" else "document_id"
    done = ("title", "text") if table == "documents" else ()
    shape = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    columns = [
        row["name"] for row in shape if row["type"] == "TEXT" and row["name"] not in (*ADDRESSES, *done)
    ]
    keys = [row["name"] for row in shape if row["pk"]]
    for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608 names of the file
        texts = change.texts.get(row[owner]) if owner in row.keys() else None  # noqa: SIM118 a row is no dict
        new = {name: _value(row[name], matcher, texts) for name in columns if row[name]}
        changed: dict[str, str | None]
        changed = {name: value for name, (value, _) in new.items() if value != row[name]}
        if texts is not None:  # corpora of an older program have them
            changed |= {name: None for name in PROOFS if name in row.keys() and row[name]}  # noqa: SIM118
        if changed:
            change.words += sum(words for _, words in new.values())
            sets = ", ".join(f'"{name}" = ?' for name in changed)
            where = " AND ".join(f'"{name}" = ?' for name in keys)
            values = [*changed.values(), *(row[key] for key in keys)]
            connection.execute(f'UPDATE "{table}" SET {sets} WHERE {where}', values)  # noqa: S608


def _value(value: str, matcher: Masking, texts: tuple[Json, Json] | None) -> tuple[str, int]:
    if not value.startswith(("{", "[")):
        return matcher.redact(value)
    try:
        decoded = json.loads(value)
    except ValueError:
        return matcher.redact(value)
    changed, words = redact_value(decoded, matcher)
    if texts is not None:
        changed = requote(decoded, matcher, *texts)
    return (value, 0) if changed == decoded else (compact(changed), words)


def _mark(part: Path, ids: list[str], erasure: int) -> None:
    before = marks_of(part) or {"erasures": [], "documents": [], "tables": {}, "digests": {}}
    found = fingerprint(part)
    told: Mapping[str, Any] = {
        "erasures": [*before["erasures"], {"erasure": erasure, "at": dt.datetime.now(dt.UTC).isoformat()}],
        "documents": sorted({*before["documents"], *ids}),
        "tables": as_json(dict(found.tables)),
        "digests": dict(found.documents),
    }
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {MARKS} (record TEXT NOT NULL)")
        connection.execute(f"DELETE FROM {MARKS}")  # noqa: S608 a name of ours
        connection.execute(f"INSERT INTO {MARKS} VALUES (?)", (compact(told),))  # noqa: S608

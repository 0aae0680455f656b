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
from store.own_words import columns_of
from store.records import Json, as_json
from store.salvage import sync_folder

MARKS = "corpus_erasures"
# Digests, derived tables, and what the program itself says: codebooks, declarations of portals.
_APART = {"schema_version", "counters", "corpus_manifest", "corpus_digests", "corpus_members", "corpus_parts",
          "codebooks", "copy_texts", "copy_bands", "copy_members", MARKS}  # fmt: skip
# What every digest of must be that of the freeze, whatever was erased since.
OURS = frozenset({"schema_version", "corpus_members", "corpus_parts", "codebooks", "coverage", "runs",
                  "run_facts", "validations", "tracker_figures"})  # fmt: skip
# What figures are made of: a name of a place is taken from the gazetteer.
_FIGURED = {
    "documents": {"kind", "level", "locality_code", "codebook", "flags", "channels", "audiences"},
    "codes": {"theme", "subtheme"},
    "citations": {"kind"},
}


class Everything:
    """Masks all words of a text: of a document that was taken out whole, whose addresses go too."""

    def redact(self, text: str) -> tuple[str, int]:
        masked = "".join(sign if sign.isspace() else MARK for sign in text)
        return masked, int(masked != text)


_EVERYTHING = Everything()


@dataclass(frozen=True, slots=True)
class Masks:
    """What is masked: everywhere by `matcher`; in some documents by what `of` has for them, which masks all
    that `matcher` does; all words of those that were `withdrawn`."""

    matcher: Masking
    withdrawn: Collection[str] = ()
    of: Mapping[str, Masking] = field(default_factory=dict)

    def of_document(self, id_: str | None) -> Masking:
        if id_ is None:
            return self.matcher
        return _EVERYTHING if id_ in self.withdrawn else self.of.get(id_, self.matcher)


@dataclass(slots=True)
class _Change:
    """The documents that changed, what title and text of some were and are, and how many words went."""

    texts: dict[str, tuple[Json, Json]] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)
    words: int = 0

    def note(self, document: str | None, words: int) -> None:
        self.words += words
        if document:
            self.documents.add(document)


def erase_from(file: Path, masks: Masks, erasure: int, *, dry_run: bool = False) -> tuple[int, int]:
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
            _documents(connection, change, masks)
            _others(connection, change, masks)
            connection.execute("COMMIT")
            if change.words and not dry_run:
                connection.execute("VACUUM")
        if change.words and not dry_run:
            _mark(part, sorted(change.documents), erasure)
            part.chmod(0o444)
            part.replace(file)
            sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)
    return len(change.documents), change.words


def masked_vocabulary(file: Path) -> list[str]:
    """Where an older program masked what is no word of a document, and what figures are made of."""
    if marks_of(file) is None:
        return []
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        wanted = "SELECT name FROM corpus_parts WHERE value LIKE ? ORDER BY name"
        found = [str(name) for (name,) in connection.execute(wanted, (f"%{MARK}%",))]
        for table, named in _FIGURED.items():
            shape = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            columns = [row[1] for row in shape if row[1] in named]
            looked = ", ".join(f"max(instr(\"{column}\", '{MARK}'))" for column in columns)
            places = connection.execute(f'SELECT {looked} FROM "{table}"').fetchone()  # noqa: S608 names of ours
            found += [f"{table}.{column}" for column, place in zip(columns, places, strict=True) if place]
    return found


def marks_of(file: Path) -> Json | None:
    """What was erased from a corpus, and the digests that it has had since; None where nothing was."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        known = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?"
        if connection.execute(known, (MARKS,)).fetchone() is None:
            return None
        (record,) = connection.execute(f"SELECT record FROM {MARKS}").fetchone()  # noqa: S608 a name of ours
    found: Json = json.loads(record)
    return found


def _documents(connection: sqlite3.Connection, change: _Change, masks: Masks) -> None:
    for row in connection.execute("SELECT id, title, text FROM documents").fetchall():
        masking = masks.of_document(row["id"])
        old = {"title": row["title"], "text": row["text"]}
        new, words = {}, 0
        for name, value in old.items():
            new[name], lost = masking.redact(value)
            words += lost
        if words:
            change.texts[row["id"]] = old, new
            change.note(row["id"], words)
            wanted = "UPDATE documents SET title = ?, text = ? WHERE id = ?"
            connection.execute(wanted, (new["title"], new["text"], row["id"]))
    bare = "UPDATE documents SET url = NULL, key = id WHERE id = ? AND (url IS NOT NULL OR key <> id)"
    for id_ in sorted(masks.withdrawn):
        if count := connection.execute(bare, (id_,)).rowcount:
            change.note(id_, count)


def _others(connection: sqlite3.Connection, change: _Change, masks: Masks) -> None:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in connection.execute(wanted).fetchall():
        if table not in _APART:
            _table(connection, table, change, masks)


def _table(connection: sqlite3.Connection, table: str, change: _Change, masks: Masks) -> None:
    owner = "id" if table == "documents" else "document_id"
    done = ("title", "text", "url", "key", "portal") if table == "documents" else ("portal",)
    shape = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [row["name"] for row in shape if row["pk"]]
    apart = {*done, *keys, *columns_of(table)}
    columns = [row["name"] for row in shape if row["type"] == "TEXT" and row["name"] not in apart]
    plain = [name for name in columns if name not in ADDRESSES]
    for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608 names of the file
        whose = row[owner] if owner in row.keys() else None  # noqa: SIM118 a row is no dict
        texts = change.texts.get(whose) if whose else None
        masking = masks.of_document(whose)
        told = columns if isinstance(masking, Everything) else plain
        new = {name: _value(row[name], masking, texts) for name in told if row[name]}
        changed: dict[str, str | None]
        changed = {name: value for name, (value, _) in new.items() if value != row[name]}
        if texts is not None:  # corpora of an older program have them
            changed |= {name: None for name in PROOFS if name in row.keys() and row[name]}  # noqa: SIM118
        if changed:
            change.note(whose, sum(words for _, words in new.values()))
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
    if isinstance(matcher, Everything):
        changed, gone = _unaddressed(changed)
        words += gone
    return (value, 0) if changed == decoded else (compact(changed), words)


def _unaddressed(value: Any) -> tuple[Any, int]:
    """JSON without the addresses that `redact_value` leaves; how many there were."""
    if isinstance(value, list):
        parts = [_unaddressed(each) for each in value]
        return [part for part, _ in parts], sum(count for _, count in parts)
    if not isinstance(value, dict):
        return value, 0
    new, total = {}, 0
    for name, each in value.items():
        is_address = name in {"url", "key"} and isinstance(each, str)
        new[name], count = _EVERYTHING.redact(each) if is_address else _unaddressed(each)
        total += count
    return new, total


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

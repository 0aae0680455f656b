"""What was erased stays out: every document that is saved is compared first, within the same transaction.

The rules are written in a transaction of their own that takes the writers' turn: a document is saved either
before it, and the erasure finds it, or after it, and is masked here.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, or_, select

from store.care_tables import care_keys, erased_records, erasure_rules, withdrawals
from store.codec import from_json
from store.engine import upsert
from store.erased_words import Matcher, Rule, redact_record
from store.records import Document, WarcRef
from store.rows import Prepared, prepare

WORDS = "words"  # the name of the key of all hashes of this store
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_ANY = select(
    exists(select(erasure_rules.c.hash)), exists(select(withdrawals.c.id).where(withdrawals.c.id.in_(_IDS)))
)
_RULES = select(erasure_rules).where(
    or_(erasure_rules.c.document_id.is_(None), erasure_rules.c.document_id == bindparam("document"))
)


def keep_out(connection: Connection, prepared: Prepared) -> Prepared | None:
    """The document as it may be saved: without erased words; None where it was withdrawn whole."""
    document = prepared.document
    ids = [document.id, document.parent] if document.parent else [document.id]
    has_rules, is_withdrawn = connection.execute(_ANY, {"ids": ids}).one()
    if is_withdrawn:
        keep_records(connection, [document.warc], 0, whole=True)
        return None
    if not has_rules:
        return prepared
    matcher = matcher_of(connection, document.id)
    body, count = redact_record(prepared.body, matcher)
    if not count:
        return prepared
    keep_records(connection, [document.warc], newest(connection))
    masked = from_json(Document, body)
    return prepare(masked)


def matcher_of(connection: Connection, document_id: str = "") -> Matcher:
    """What finds the words that were erased everywhere, and those erased from this document."""
    rows = connection.execute(_RULES, {"document": document_id}).all()
    rules = [Rule(row.hash, row.form, row.length, row.first, row.document_id) for row in rows]
    return Matcher(key_of(connection), rules)


def key_of(connection: Connection) -> bytes:
    """Empty where nothing was ever erased."""
    found = connection.execute(select(care_keys.c.value).where(care_keys.c.name == WORDS)).scalar()
    return bytes.fromhex(found or "")


def newest(connection: Connection) -> int:
    return connection.execute(select(func.max(erasure_rules.c.erasure))).scalar() or 0


def keep_records(
    connection: Connection, refs: Iterable[WarcRef | None], erasure: int, *, whole: bool = False
) -> None:
    """Notes answers of the raw archive that erased words came from: they are gone through when their file is
    closed."""
    rows = [
        {"file": ref.file, "offset": ref.offset, "erasure": erasure, "whole": whole} for ref in refs if ref
    ]
    upsert(connection, erased_records, rows, ("whole",) if whole else ())

"""Taking words out of a whole store: of documents with every version, of what waits, of all other tables.

Each document is changed in a transaction of its own, with all that quotes it. Killed anywhere, what was
changed needs no second pass, and what was not is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Table, delete, select, tuple_, update

from store import saving
from store.codec import from_json
from store.coding_tables import codings
from store.columns import JsonText, Words
from store.copy_tables import copy_members
from store.engine import Database
from store.erased_words import ADDRESSES, Matcher, redact_record, redact_value, requote
from store.keeping_out import keep_records, matcher_of
from store.loading import load
from store.own_words import columns_of
from store.records import Document, Json, WarcRef, as_json
from store.schema import all_tables
from store.tables import documents, proposals, versions
from store.validation_records import text_sha256
from store.validation_tables import sample_units

MatcherOf: TypeAlias = Callable[[str], Matcher]
_DOCUMENTS = 100
_ROWS = 500
# Written anew with their documents, derived, or of the program itself.
_APART = {
    "documents", "codes", "attachments", "citations", "acts", "versions", "proposals", "codings", "codebooks",
    "copy_texts", "copy_bands", "copy_members", "addresses", "leases", "holders", "slots", "erasures",
    "erasure_rules", "care_keys", "backups", "mails",
}  # fmt: skip


class Redaction:
    """One pass over a store; `dry_run` counts what it would change."""

    def __init__(self, database: Database, erasure: int, matcher: Matcher | None = None) -> None:
        """`matcher`: of words that are no rules yet; then nothing is changed."""
        self._database, self._erasure = database, erasure
        self._given = matcher
        self.documents: set[str] = set()

    @property
    def is_dry(self) -> bool:
        return self._given is not None

    def all(self, only: str | None = None) -> Json:
        """How many documents, older and held versions and other rows had the words, and how many words."""
        found = {"documents": 0, "versions": 0, "held": 0, "rows": 0, "words": 0}
        for name, work in (("versions", self._versions), ("held", self._held), ("documents", self._current)):
            for document_id, count in work(only):
                self.documents.add(document_id)
                found[name] += 1
                found["words"] += count
        for count in self._rest() if only is None else ():
            found["rows"] += 1
            found["words"] += count
        return found

    def rows(self, runs: Collection[str] | None = None) -> int:
        """How many rows of other tables had the words; of those that runs wrote, where some are named."""
        return sum(1 for _ in self._rest(runs))

    def _matcher(self, connection: Connection, document_id: str) -> Matcher:
        return self._given or matcher_of(connection, document_id)

    # --- Documents --------------------------------------------------------------------------------------

    def _current(self, only: str | None) -> Iterator[tuple[str, int]]:
        last = ""
        while True:
            wanted = select(documents).where(documents.c.id > last).order_by(documents.c.id).limit(_DOCUMENTS)
            if only is not None:
                wanted = wanted.where(documents.c.id == only)
            with self._database.read() as connection:
                batch = load(connection, wanted)
                matcher = self._matcher(connection, only or "")
            for document in batch:
                count = redact_record(as_json(document), matcher)[1]
                if count:
                    yield document.id, count
                    self._mask(document.id)
            if len(batch) < _DOCUMENTS:
                return
            last = batch[-1].id

    def _mask(self, document_id: str) -> None:
        if self.is_dry:
            return
        with self._database.write() as connection:
            saving.take_turn(connection)
            before = saving.read_one(connection, document_id)
            if before is None:
                return
            old = as_json(before)
            new, _ = redact_record(old, matcher_of(connection, document_id))
            after = from_json(Document, new)
            keep_records(connection, [before.warc], self._erasure)
            saving.rewrite(connection, after)
            _follow(connection, before, after, old, new)

    def _versions(self, only: str | None) -> Iterator[tuple[str, int]]:
        wanted = select(versions).where(versions.c.record.is_not(None))
        if only is not None:
            wanted = wanted.where(versions.c.document_id == only)
        for row in self._pages(versions, wanted):
            refs = [_ref(row.record["warc"]), _ref({"file": row.warc_file, "offset": row.warc_offset})]
            key = (versions.c.document_id == row.document_id, versions.c.number == row.number)
            if count := self._mask_record(versions, row, refs, key):
                yield row.document_id, count

    def _held(self, only: str | None) -> Iterator[tuple[str, int]]:
        wanted = select(proposals).where(proposals.c.record.is_not(None))
        if only is not None:
            wanted = wanted.where(proposals.c.document_id == only)
        for row in self._pages(proposals, wanted):
            key = (proposals.c.run_id == row.run_id, proposals.c.document_id == row.document_id)
            if count := self._mask_record(proposals, row, [_ref(row.record["warc"])], key):
                yield row.document_id, count

    def _mask_record(
        self, table: Table, row: Row[Any], refs: list[WarcRef | None], key: tuple[Any, ...]
    ) -> int:
        with self._database.read() as connection:
            matcher = self._matcher(connection, row.document_id)
        record, count = redact_record(row.record, matcher)
        if count and not self.is_dry:
            before, after = from_json(Document, row.record), from_json(Document, record)
            sha256 = after.fingerprint()
            with self._database.write() as connection:
                saving.take_turn(connection)
                keep_records(connection, refs, self._erasure)
                connection.execute(update(table).where(*key).values(record=record, sha256=sha256))
                _recount(connection, before, after)
        return count

    # --- Everything else --------------------------------------------------------------------------------

    def _rest(self, runs: Collection[str] | None = None) -> Iterator[int]:
        with self._database.read() as connection:
            matcher = self._matcher(connection, "")
        for table in all_tables():
            columns = _told(table)
            if table.name in _APART or not columns or not list(table.primary_key):
                continue
            wanted = select(table)
            if runs is not None:
                if "run_id" not in table.columns:
                    continue
                wanted = wanted.where(table.c.run_id.in_(list(runs)))
            for row in self._pages(table, wanted):
                changed, count = _changed(row, columns, matcher)
                if count:
                    yield count
                if count and not self.is_dry:
                    key = [column == getattr(row, column.name) for column in table.primary_key]
                    with self._database.write() as connection:
                        connection.execute(update(table).where(*key).values(changed))

    def _pages(self, table: Table, statement: Any) -> Iterator[Row[Any]]:
        keys = list(table.primary_key)
        place: tuple[Any, ...] | None = None
        while True:
            wanted = statement if place is None else statement.where(tuple_(*keys) > tuple_(*place))
            with self._database.read() as connection:
                rows = connection.execute(wanted.order_by(*keys).limit(_ROWS)).all()
            yield from rows
            if len(rows) < _ROWS:
                return
            place = tuple(getattr(rows[-1], key.name) for key in keys)


def _follow(connection: Connection, before: Document, after: Document, old: Json, new: Json) -> None:
    """What quotes a document, or is known by the digest of its version, goes with it."""
    mine = codings.c.document_id == before.id
    for row in connection.execute(select(codings).where(mine)).all():
        coding = requote(row.coding, matcher_of(connection, before.id), old, new)
        at = (mine, codings.c.codebook == row.codebook)
        connection.execute(update(codings).where(*at).values(coding=coding))
    _recount(connection, before, after)
    connection.execute(delete(copy_members).where(copy_members.c.document_id == before.id))


def _recount(connection: Connection, before: Document, after: Document) -> None:
    """A person's sample, or a coding beside, of this version stays one of this version.

    What codings were made of nobody may find by trial: their proofs, of whatever version, go.
    """
    connection.execute(update(codings).where(codings.c.document_id == before.id).values(proof=None))
    digests: tuple[tuple[Table, Callable[[Document], str]], ...] = (
        (codings, Document.fingerprint),
        (sample_units, text_sha256),
    )
    for table, digest in digests:
        mine = (table.c.document_id == before.id, table.c.sha256 == digest(before))
        connection.execute(update(table).where(*mine).values(sha256=digest(after)))


def _told(table: Table) -> list[str]:
    """The columns that may say something of a person, other than addresses and our own vocabulary."""
    kinds, apart = (Words, JsonText), ADDRESSES | columns_of(table.name)
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, kinds) and column.name not in apart and not column.primary_key
    ]


def _changed(row: Row[Any], columns: list[str], matcher: Matcher) -> tuple[dict[str, Any], int]:
    changed: dict[str, Any] = {}
    total = 0
    for name in columns:
        value = getattr(row, name)
        new, count = (value, 0) if value is None else redact_value(value, matcher)
        if count:
            changed[name] = new
            total += count
    return changed, total


def _ref(raw: Json | None) -> WarcRef | None:
    return WarcRef(raw["file"], raw["offset"]) if raw and raw["file"] else None

"""What follows the store reads: every document with the revision of its last change, and what was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select

from store.engine import Database
from store.loading import load, load_revised
from store.records import Document
from store.tables import counters, documents, tombstones

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Deleted:
    """A document that is no longer in the store."""

    id: str


class Changes:
    def __init__(self, database: Database) -> None:
        self._database = database

    def revised(self) -> Iterator[tuple[int, Document]]:
        """Streams all documents by id, each with its revision, in batches as `Documents.find` does."""
        last = ""
        while True:
            statement = select(documents).where(documents.c.id > last).order_by(documents.c.id).limit(_BATCH)
            with self._database.read() as connection:
                batch = load_revised(connection, statement)
            yield from batch
            if len(batch) < _BATCH:
                return
            last = batch[-1][1].id

    def changed_since(self, revision: int, limit: int) -> list[tuple[int, Document | Deleted]]:
        """Up to `limit` changes after `revision`, oldest first, one for each document: its last one."""
        changes = [
            select(table.c.revision, table.c.id, literal(there).label("there"))
            .where(table.c.revision > revision)
            .order_by(table.c.revision)
            .limit(limit)
            for table, there in ((documents, 1), (tombstones, 0))
        ]
        with self._database.read() as connection:
            rows = [row for change in changes for row in connection.execute(change)]
            rows = sorted(rows, key=lambda row: row.revision)[:limit]
            living = [row.id for row in rows if row.there]
            found: dict[str, Document] = {}
            for start in range(0, len(living), _BATCH):
                wanted = select(documents).where(documents.c.id.in_(living[start : start + _BATCH]))
                found.update((document.id, document) for document in load(connection, wanted))
        return [(row.revision, found[row.id] if row.there else Deleted(row.id)) for row in rows]

    def revisions(self, ids: Sequence[str]) -> dict[str, int]:
        """The revisions of documents by id, without those that are not there."""
        found: dict[str, int] = {}
        for start in range(0, len(ids), _BATCH):
            wanted = select(documents.c.id, documents.c.revision).where(
                documents.c.id.in_(ids[start : start + _BATCH])
            )
            with self._database.read() as connection:
                found.update((row.id, row.revision) for row in connection.execute(wanted))
        return found

    def pending(self, revision: int) -> int:
        """How many documents were changed or deleted after `revision`, each counted once."""
        counted = [
            select(func.count()).select_from(table).where(table.c.revision > revision).scalar_subquery()
            for table in (documents, tombstones)
        ]
        with self._database.read() as connection:
            return int(connection.execute(select(counted[0] + counted[1])).scalar_one())

    def deleted_ids(self) -> set[str]:
        with self._database.read() as connection:
            return set(connection.scalars(select(tombstones.c.id)))

    def is_deleted(self, document_id: str) -> bool:
        """Whether there was such a document, and it was removed from the store."""
        with self._database.read() as connection:
            known = select(tombstones.c.id).where(tombstones.c.id == document_id)
            return connection.execute(known).one_or_none() is not None

    def latest_revision(self) -> int:
        """The revision of the newest change of any document; 0 for an empty store."""
        with self._database.read() as connection:
            statement = select(counters.c.value).where(counters.c.name == "revision")
            return int(connection.execute(statement).scalar_one())

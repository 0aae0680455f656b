"""What the store knows of the indices that are made from it: how far each has come, and what it refused.

An index is named by its engine: one store feeds one index of each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, delete, func, insert, select

from store.engine import Database, upsert
from store.tables import counters, index_marks, refusals

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that an engine could not take as it was at `revision`."""

    id: str
    revision: int
    reason: str
    at: dt.datetime


class Indexing:
    def __init__(self, database: Database) -> None:
        self._database = database

    def identity(self) -> str:
        """What tells this store from all others, and stays with it and its copies: 16 hex digits."""
        statement = select(counters.c.value).where(counters.c.name == "identity")
        with self._database.read() as connection:
            return f"{connection.execute(statement).scalar() or 0:016x}"

    def settle(self, engine: str, given: Mapping[str, int], refused: Mapping[str, str]) -> None:
        """Keeps what became of the documents that an engine was given, in one transaction.

        `given` has the revision of each by id, `refused` the reason for those that were not taken; what was
        known of the others is forgotten.
        """
        if not refused and not self._known(engine, given):
            return
        now = dt.datetime.now(dt.UTC)
        with self._database.write() as connection:
            _forget(connection, engine, given)
            rows = [
                {"engine": engine, "document_id": id_, "revision": given[id_], "reason": reason, "at": now}
                for id_, reason in refused.items()
            ]
            if rows:
                connection.execute(insert(refusals), rows)

    def keep_only(self, engine: str, ids: Collection[str]) -> None:
        """Forgets the refusals of all other documents: those of an index that was replaced."""
        others = [one.id for one in self.refusals(engine) if one.id not in ids]
        if others:
            with self._database.write() as connection:
                _forget(connection, engine, others)

    def refusals(self, engine: str) -> list[Refusal]:
        """What the engine refused, by id."""
        column = refusals.c
        statement = (
            select(column.document_id, column.revision, column.reason, column.at)
            .where(column.engine == engine)
            .order_by(column.document_id)
        )
        with self._database.read() as connection:
            return [Refusal(*row) for row in connection.execute(statement)]

    def count_refusals(self, engine: str) -> int:
        statement = select(func.count()).select_from(refusals).where(refusals.c.engine == engine)
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one()

    def reached(self, engine: str, revision: int) -> None:
        """Notes how far the engine's index has come, for whoever asks while the engine does not answer."""
        if self.mark(engine) != revision:
            row = {"engine": engine, "revision": revision}
            with self._database.write() as connection:
                upsert(connection, index_marks, [row], ["revision"])

    def mark(self, engine: str) -> int:
        """The revision that the engine's index had reached when it was last written; 0 where none was."""
        statement = select(index_marks.c.revision).where(index_marks.c.engine == engine)
        with self._database.read() as connection:
            return connection.execute(statement).scalar() or 0

    def _known(self, engine: str, ids: Mapping[str, int]) -> bool:
        found = select(refusals.c.document_id).where(refusals.c.engine == engine).limit(1)
        with self._database.read() as connection:
            return any(
                connection.execute(found.where(refusals.c.document_id.in_(part))).first()
                for part in _parts(list(ids))
            )


def _forget(connection: Connection, engine: str, ids: Collection[str]) -> None:
    for part in _parts(list(ids)):
        connection.execute(
            delete(refusals).where(refusals.c.engine == engine, refusals.c.document_id.in_(part))
        )


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while part := list(islice(rest, _BATCH)):
        yield part

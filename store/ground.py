"""What the lists of a portal named when they were last read: known ground, down to which the next run reads.

A derived memory (crawler/ground.py has the rules): where it is empty, lists are read to their ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, Date, MetaData, String, Table, delete, insert, select

from store.columns import ID
from store.engine import Database

ground_metadata = MetaData()

grounds = Table(  # schema version 5
    "grounds",
    ground_metadata,
    Column("portal", String(128), primary_key=True),
    Column("page_id", ID, primary_key=True),  # the first page of the list
    Column("newest", Date),  # null: it named no article, nor did what it leads to
    Column("below", Date),  # when something new was last found below known ground
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A list by its first page; `newest` is the last day that it showed, None where it showed no article."""

    page_id: str
    newest: dt.date | None
    below: dt.date | None = None


class Grounds:
    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, portal: str) -> dict[str, Ground]:
        """The lists of a portal that have known ground, or nothing, by the id of their first page."""
        with self._database.read() as connection:
            found = connection.execute(select(grounds).where(grounds.c.portal == portal))
            return {row.page_id: Ground(row.page_id, row.newest, row.below) for row in found}

    def keep(self, portal: str, found: Iterable[Ground]) -> None:
        """Keeps these in place of all that was known of the portal's lists."""
        rows = [
            {"portal": portal, "page_id": each.page_id, "newest": each.newest, "below": each.below}
            for each in found
        ]
        with self._database.write() as connection:
            connection.execute(delete(grounds).where(grounds.c.portal == portal))
            if rows:
                connection.execute(insert(grounds), rows)

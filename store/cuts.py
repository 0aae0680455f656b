"""Where the digest of one period ends and the next one begins: decided once, for all who get either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from store.cut_tables import digest_cuts
from store.engine import Database, insert_new, upsert
from store.tables import leases

_ALL = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What was seen before `everywhere` is told; of the portals in `apart` only what was seen earlier."""

    everywhere: dt.datetime
    apart: Mapping[str, dt.datetime] = field(default_factory=dict)

    def of(self, portal: str | None) -> dt.datetime:
        return self.apart.get(portal or _ALL, self.everywhere)

    @property
    def least(self) -> dt.datetime:
        return min((self.everywhere, *self.apart.values()))


class Cuts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, period: str) -> Cut | None:
        """The cut that was noted for a period, by its key."""
        statement = select(digest_cuts).where(digest_cuts.c.period == period)
        with self._database.read() as connection:
            found = {row.portal: row.seen_until for row in connection.execute(statement)}
        return Cut(found.pop(_ALL), found) if found else None

    def note(self, period: str, cut: Cut) -> Cut:
        """Notes the cut of a period, unless one stands; the one that stands."""
        row = {"period": period, "portal": _ALL, "seen_until": cut.everywhere}
        apart = [{"period": period, "portal": id_, "seen_until": at} for id_, at in cut.apart.items()]
        with self._database.write() as connection:
            # The first row is what two who write at once wait for: the second one finds it and adds nothing.
            if insert_new(connection, digest_cuts, row):
                upsert(connection, digest_cuts, apart)
        found = self.get(period)
        assert found is not None  # it was written right now, and nothing removes one
        return found

    def being_read(self) -> dict[str, dt.datetime]:
        """The portals that are being read right now, with the begin of the run.

        What such a run has seen may not be in the store yet; nothing that it will bring was seen before.
        """
        with self._database.read() as connection:
            return {row.portal: row.taken_at for row in connection.execute(select(leases))}

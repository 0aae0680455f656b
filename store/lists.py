"""What two kinds of lists of a portal name, to tell how many articles neither of them does."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, case, cast, func, select

from store.engine import Database
from store.records import ListSource, PageKind
from store.tables import discoveries, pages, runs

_LATEST = 10  # runs that are looked at: a short one need not have read both kinds of lists
_MACHINES = (ListSource.FEED.value, ListSource.SITEMAP.value)
_ARTICLES = (PageKind.ARTICLE.value, PageKind.REGISTER.value)


@dataclass(frozen=True, slots=True)
class TwoLists:
    """Articles that feeds and site maps name (`first`), that listings name (`second`), and both.

    An address that was never fetched counts as one; `unread` of all of them are such.
    """

    run: str
    first: int
    second: int
    both: int
    unread: int


class Lists:
    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, portal: str) -> TwoLists | None:
        """Of the newest run that ended and read both kinds, else of the newest that read one; else None."""
        ended = (
            select(runs.c.id)
            # A run that left lists names the newest of each only: no share of all that they name.
            .where(runs.c.portal == portal, runs.c.finished_at.is_not(None), runs.c.lists_left == 0)
            .order_by(runs.c.started_at.desc(), runs.c.id.desc())
            .limit(_LATEST)
        )
        with self._database.read() as connection:
            ids = list(connection.scalars(ended))
        found = [lists for run in ids if (lists := self._of(run, portal)) is not None]
        return next((lists for lists in found if lists.first and lists.second), found[0] if found else None)

    def _of(self, run: str, portal: str) -> TwoLists | None:
        by_machine, by_page = (
            func.max(case((condition, 1), else_=0))
            for condition in (
                discoveries.c.source.in_(_MACHINES), discoveries.c.source == ListSource.LISTING.value
            )
        )  # fmt: skip
        named = (
            select(
                by_machine.label("machine"), by_page.label("listing"), func.max(pages.c.kind).label("kind")
            )
            .outerjoin(pages, (pages.c.id == discoveries.c.page_id) & (pages.c.portal == portal))
            .where(discoveries.c.run_id == run, pages.c.kind.is_(None) | pages.c.kind.in_(_ARTICLES))
            .group_by(discoveries.c.page_id)
            .subquery()
        )
        column = named.c
        unread = func.sum(cast(column.kind.is_(None), Integer))
        sums = (func.sum(column.machine), func.sum(column.listing), func.sum(column.machine * column.listing))
        with self._database.read() as connection:
            row = connection.execute(select(*sums, unread)).one()
        return TwoLists(run, *map(int, row)) if row[0] is not None else None

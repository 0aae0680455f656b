"""What two kinds of lists of a portal name, to tell how many articles neither of them does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, case, cast, func, select

from store.engine import Database
from store.records import ListSource, PageKind
from store.tables import discoveries, pages, runs

_LATEST = 10  # runs that are looked at: a short one need not have read both kinds of lists
_MACHINES = (ListSource.FEED.value, ListSource.SITEMAP.value)
_BATCH = 500
_RUNS: BindParameter[Any] = bindparam("runs", expanding=True)
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
        return self.newest_of([portal]).get(portal)

    def newest_of(self, portals: Collection[str]) -> dict[str, TwoLists]:
        """The same of many portals; those without any are left out."""
        found: dict[str, TwoLists] = {}
        left = set(portals)
        for runs_of in self._ended(left):  # the newest of each portal first: most need no other
            read = self._named({portal: run for portal, run in runs_of.items() if portal in left})
            for portal, lists in read.items():
                if lists.first and lists.second:
                    found[portal] = lists
                    left.discard(portal)
                else:
                    found.setdefault(portal, lists)
        return found

    def _ended(self, portals: Collection[str]) -> list[dict[str, str]]:
        """By portal its newest run, then by portal the one before it, and so on; those that ended."""
        place = func.row_number().over(
            partition_by=runs.c.portal, order_by=(runs.c.started_at.desc(), runs.c.id.desc())
        )
        ended = (
            select(runs.c.portal, runs.c.id, place.label("place"))
            # A run that left lists names the newest of each only: no share of all that they name.
            .where(runs.c.finished_at.is_not(None), runs.c.lists_left == 0)
        )
        found: list[dict[str, str]] = [{} for _ in range(_LATEST)]
        with self._database.read() as connection:
            for part in _parts(portals):
                newest = ended.where(runs.c.portal.in_(part)).subquery()
                for row in connection.execute(select(newest).where(newest.c.place <= _LATEST)):
                    found[row.place - 1][row.portal] = row.id
        return found

    def _named(self, runs_of: Mapping[str, str]) -> dict[str, TwoLists]:
        """What one run of each portal names; those that name nothing are left out."""
        by_machine, by_page = (
            func.max(case((condition, 1), else_=0))
            for condition in (
                discoveries.c.source.in_(_MACHINES), discoveries.c.source == ListSource.LISTING.value
            )
        )  # fmt: skip
        named = (  # each page once, before what is known of it is looked up in a wide table
            select(
                discoveries.c.run_id,
                discoveries.c.page_id,
                by_machine.label("machine"),
                by_page.label("listing"),
            )
            .where(discoveries.c.run_id.in_(_RUNS))
            .group_by(discoveries.c.run_id, discoveries.c.page_id)
            .subquery()
        )
        column, kind = named.c, pages.c.kind
        unread = func.sum(cast(kind.is_(None), Integer))
        sums = (func.sum(column.machine), func.sum(column.listing), func.sum(column.machine * column.listing))
        wanted = (
            select(column.run_id, *sums, unread)
            .join(runs, runs.c.id == column.run_id)
            .outerjoin(pages, (pages.c.id == column.page_id) & (pages.c.portal == runs.c.portal))
            .where(kind.is_(None) | kind.in_(_ARTICLES))
            .group_by(column.run_id)
        )
        owners = {run: portal for portal, run in runs_of.items()}
        with self._database.read() as connection:
            rows = [
                row for part in _parts(owners) for row in connection.execute(wanted, {"runs": part}).all()
            ]
        return {owners[row[0]]: TwoLists(row[0], *map(int, row[1:])) for row in rows}


def _parts(names: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(names)
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))

"""Known ground: down to where a paged list is read between two whole readings, and which pages wait for one.

All pages of all lists are read by the first run of each week (Monday to Sunday in Vietnam), after a run
that was not ok or asked for other days, and where nothing is known of a list. Whether a week was observed
is told by runs that ended after it: the first of these that is ok has read all, so that what is told of a
week never rests on what was not read.

Any other run reads a list down to *known ground*: a page on which every item was known to the store before
this run, and unchanged, where

    at least 10 items in a row are known     lists of a few items show too little of their order
    one of them is of the newest day that the list showed when it was read last
                                             a page full of old pinned items lies above what came since
    the days go down: at least 4 times, and up at most once for every 4 times down
                                             a list by title, one without days, and a load of one day do not;
                                             a few pinned items, or a block beside the list, do

Further pages that the store does not know are read all the same. Where a reading finds a new item below
known ground, as when an old act is put in its place by date, the list is read whole for the next 30 days.

A page that only menus lead to waits for the next whole reading too, if it named no article and led to none
when it was read last: the months of a calendar, an index of nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from crawler.listdates import VIETNAM
from store.database import Store
from store.ground import Ground
from store.records import Run, identity

KNOWN_IN_A_ROW = 10
LEAST_DOWN = 4  # five different days: by chance they go down once in 120 times
UP_OF_DOWN = 0.25
DOUBT = dt.timedelta(days=30)


@dataclass(slots=True)
class Chain:
    """The pages of one paged list as a run reads them. `days`: item → ordinal of the day that the list shows
    for it, in its order; `pages`: its further pages that the store knows as lists."""

    ground: Ground | None = None  # as the last run left it
    may_be_left: bool = False
    today: int = 0  # what is dated later is a slip, or an event to come
    days: dict[int, int | None] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)
    in_a_row: int = 0  # known items, up to the last one
    newest_known: int = 0
    is_paged: bool = False
    is_known: bool = False  # it was read down to known ground
    is_left: bool = False  # further pages of it were not read for that
    found_below: bool = False

    def read(self, items: Mapping[int, int | None], *, known: Collection[int], new: Collection[int]) -> bool:
        """Take the items that a page names; whether any was not on an earlier page.

        `known`: those that the store knew before this run; `new`: those that were not known before this page.
        """
        fresh = {item: day for item, day in items.items() if item not in self.days}
        self.found_below |= self.is_known and not fresh.keys().isdisjoint(new)
        self.days |= fresh
        are_known = all(item in known for item in fresh)
        self.in_a_row = self.in_a_row + len(fresh) if are_known else 0
        days = [day for item, day in fresh.items() if day and day <= self.today and item in known]
        self.newest_known = max(self.newest_known, *days, 0)
        if fresh and are_known:
            self.is_known |= self._is_ground()
        return bool(fresh)

    def leaves(self, page: int) -> bool:
        """Whether a further page is not read, since the list was read down to known ground."""
        return self.may_be_left and self.is_known and page in self.pages

    @property
    def last_day(self) -> int | None:
        """The ordinal of the last day that it showed."""
        return next((day for day in reversed(self.days.values()) if day), None)

    def _is_ground(self) -> bool:
        newest = self.ground.newest if self.ground else None
        if newest is None or self.in_a_row < KNOWN_IN_A_ROW:
            return False
        return self.newest_known >= newest.toordinal() and goes_down(self.days.values())


class Lists:
    """The lists of one portal in one run: which may be left, and what the next run is told of them."""

    def __init__(self, store: Store, run: Run, window: tuple[dt.date | None, dt.date | None]) -> None:
        self._store = store
        self._run = run
        self._before = store.grounds.of(run.portal)
        self._may_leave = may_leave(store, run, window)
        self._today = run.started_at.astimezone(VIETNAM).date()
        self._chains: dict[str, Chain] = {}
        self._led: dict[int, int] = {}  # page → the page that led to it first
        self._bearing: set[int] = set()  # pages that name articles, or are some
        self._idle: set[int] = set()  # pages of navigation that were read as lists and name no article

    def chain(self, key: str) -> Chain:
        """The list that begins with the page `key`."""
        id_ = identity(key)
        ground = self._before.get(id_)
        is_doubted = ground is not None and ground.below is not None and self._today - ground.below < DOUBT
        may_be_left = self._may_leave and ground is not None and not is_doubted
        return self._chains.setdefault(id_, Chain(ground, may_be_left, self._today.toordinal()))

    def leads(self, parent: int, pages: Iterable[int]) -> None:
        """Note the pages, no articles, that a page leads to and none before it did."""
        for page in pages:
            self._led.setdefault(page, parent)

    def bears(self, page: int) -> None:
        """Note that a page names articles, or is one."""
        self._bearing.add(page)

    def was_idle(self, page: int) -> None:
        """Note a list that only menus lead to and that names no article."""
        self._idle.add(page)

    def waits(self, page: int) -> bool:
        """Whether a page of navigation waits for the next whole reading."""
        ground = self._before.get(f"{page:016x}")
        return self._may_leave and ground is not None and ground.newest is None

    def keep(self) -> None:
        """Tell the next run what these lists named, after a run that was ok."""
        days = dict(self._store.documents.days(self._run.portal))
        known = [ground for id_, chain in self._chains.items() if (ground := self._ground(id_, chain, days))]
        idle = {f"{page:016x}" for page in self._idle - self._all_bearing()}
        if self._may_leave:
            idle |= {id_ for id_, each in self._before.items() if each.newest is None} - self._chains.keys()
        idle -= {ground.page_id for ground in known}
        self._store.grounds.keep(self._run.portal, [*known, *(Ground(id_, None) for id_ in sorted(idle))])

    def _ground(self, id_: str, chain: Chain, stored: Mapping[str, dt.date]) -> Ground | None:
        """What is known of a paged list from now on; None if its order says nothing."""
        days = [day or _ordinal(stored.get(f"{item:016x}")) for item, day in chain.days.items()]
        past = [day for day in days if day and day <= self._today.toordinal()]
        if not (chain.is_paged and past and goes_down(days)):
            return None
        doubted = chain.ground.below if chain.ground else None
        below = self._today if chain.found_below else doubted
        return Ground(id_, dt.date.fromordinal(max(past)), below)

    def _all_bearing(self) -> set[int]:
        """The pages that name articles, with all that led to them."""
        found: set[int] = set()
        for page in self._bearing:
            way: int | None = page
            while way is not None and way not in found:
                found.add(way)
                way = self._led.get(way)
        return found


def may_leave(store: Store, run: Run, window: tuple[dt.date | None, dt.date | None]) -> bool:
    """Whether a portal's lists may be read in part: they were read whole in this week, and all runs since
    then were ok and asked for the same days."""
    ended = (each for each in store.runs.last(run.portal, 2) if each.id != run.id)
    last = next(ended, None)
    if last is None or last.verdict != "ok" or (last.since, last.until) != window:
        return False
    whole = next(iter(store.runs.good(run.portal, 1, whole=True)), None)
    return whole is not None and week_of(whole.started_at) == week_of(run.started_at)


def week_of(moment: dt.datetime) -> tuple[int, int]:
    """The year and week (ISO 8601) in Vietnam."""
    return moment.astimezone(VIETNAM).isocalendar()[:2]


def goes_down(days: Iterable[int | None]) -> bool:
    """Whether a list shows the newest first, by the days of its items; those without a day say nothing."""
    steps = [after - before for before, after in pairwise(day for day in days if day) if after != before]
    down = sum(step < 0 for step in steps)
    return down >= LEAST_DOWN and len(steps) - down <= UP_OF_DOWN * down


def _ordinal(day: dt.date | None) -> int | None:
    return day.toordinal() if day else None

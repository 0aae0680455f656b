"""What a run still has to fetch: compact, ordered, and counted, so that memory stays flat.

Scrapy's scheduler would hold whole requests; here lie only addresses, and the spider's `start()` hands
over a few at a time.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

from crawler.ground import Chain
from store.files import Wanted
from store.pages import PageState
from store.records import Listed, ListSource

# Who says that a list exists. What the portal's file names must be readable, what its robots.txt names must
# not fail in another way than by not being there; a list names its further pages; and nobody promised what we
# only guess (/sitemap.xml).
NamedBy: TypeAlias = Literal["file", "robots", "list", "guess"]


class Turn(IntEnum):
    """The order in which candidates are taken: lists that cost one request, then what they name.

    Items go before further pages of a list, so that a page budget is spent on articles, not on lists. An item
    without a day that no list of articles has named waits for these pages: some portals show the day of an
    article in their lists only.
    """

    LIST_FILE = 0  # feeds and sitemaps
    SEED = 1
    ITEM = 2
    AGAIN = 3  # stored documents that are looked at again though nothing named them in this run
    PAGER = 4
    NAVIGATION = 5
    FILE = 6  # attachments: articles first


FILES_IN_HAND = 2  # at a time: a file may be large, and its bytes are in memory until it was read
_LISTS = (Turn.LIST_FILE, Turn.SEED, Turn.PAGER)
_LATE = len(Turn)
_AFTER_LISTS = 1e7  # rank after the pages of lists, which have rank 0; above the ordinal of any day


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address to fetch. `depth` counts steps of navigation; `barren` the pages of its list before it that
    named nothing new; `state` is what the store knows of a page that is fetched again.
    """

    url: str
    key: str
    turn: Turn
    listed: Listed
    depth: int = 0
    barren: int = 0
    chain: Chain | None = None
    named_by: NamedBy = "guess"
    day: int = 0  # ordinal of the day that a list shows; newer items go first
    late: float = 0.0  # when it failed last, seconds since 1970, if it did; such pages are asked for last
    state: PageState | None = None
    files: tuple[Wanted, ...] = ()  # of an attachment: what is known of it under each of its addresses


class Frontier:
    """A priority queue with at most `in_hand` candidates being worked on."""

    def __init__(self, in_hand: int) -> None:
        self._limit = in_hand
        self._heap: list[tuple[int, float, int, Candidate]] = []
        self._order = itertools.count()
        self._working = 0
        self._lists = 0  # of those being worked on
        self._closed = False
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, candidate: Candidate) -> None:
        turn, rank = int(candidate.turn), float(-candidate.day)
        if candidate.late:
            turn, rank = _LATE, candidate.late
        elif _may_be_dated(candidate):
            turn, rank = Turn.PAGER, _AFTER_LISTS - candidate.day
        elif candidate.turn is Turn.NAVIGATION:
            rank = candidate.depth
        heapq.heappush(self._heap, (turn, rank, next(self._order), candidate))
        self._changed.set()

    async def take(self) -> Candidate | None:
        """The next candidate, as soon as a hand is free; None when nothing is left or can come any more."""
        while not self._closed:
            if self._heap and self._working < self._limit and not self._must_wait():
                self._working += 1
                candidate = heapq.heappop(self._heap)[3]
                self._lists += candidate.turn in _LISTS
                return candidate
            if not self._heap and not self._working:
                return None
            self._changed.clear()
            await self._changed.wait()
        return None

    def done(self, candidate: Candidate) -> None:
        """A candidate that was taken has been worked on."""
        self._working -= 1
        self._lists -= candidate.turn in _LISTS
        self._changed.set()

    def _must_wait(self) -> bool:
        """A menu's link, and an item without a day, wait for the lists in hand: they may show its day. What
        failed before waits for everything in hand. A further page of a list that may be left at known ground
        waits for the page before it, which may be that."""
        turn, rank, _, candidate = self._heap[0]
        if turn == _LATE:
            return self._working > 0
        if turn == Turn.FILE:
            return self._working >= FILES_IN_HAND
        is_next = candidate.turn is Turn.PAGER and candidate.chain is not None and candidate.chain.may_be_left
        waits = turn == Turn.NAVIGATION or (turn == Turn.PAGER and (rank > 0 or is_next))
        return waits and self._lists > 0

    def close(self) -> None:
        """Hand out nothing any more."""
        self._closed = True
        self._changed.set()

    def drop_late(self) -> list[Candidate]:
        """Forget what failed in a run before; what that was."""
        return self._take_out(lambda turn, candidate: turn == _LATE)

    def drop_files(self) -> list[Candidate]:
        """Forget the attachments that wait; what they were."""
        return self._take_out(lambda turn, candidate: candidate.turn is Turn.FILE)

    def drop(self, unwanted: Callable[[str], bool]) -> int:
        """Forget the pages of navigation whose address is unwanted; how many those were."""
        kept = [entry for entry in self._heap if entry[0] != Turn.NAVIGATION or not unwanted(entry[3].url)]
        dropped = len(self._heap) - len(kept)
        heapq.heapify(kept)
        self._heap = kept
        return dropped

    def _take_out(self, unwanted: Callable[[int, Candidate], bool]) -> list[Candidate]:
        dropped = [entry[3] for entry in self._heap if unwanted(entry[0], entry[3])]
        self._heap = [entry for entry in self._heap if not unwanted(entry[0], entry[3])]
        heapq.heapify(self._heap)
        return dropped


def _may_be_dated(candidate: Candidate) -> bool:
    """Whether an item was named without its day, and not by a list of articles, which would have shown it."""
    listed = candidate.listed
    return candidate.turn is Turn.ITEM and not listed.published and listed.source is not ListSource.LISTING

"""The end of a walk: stored pages that are due although nothing named them in this run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.frontier import Candidate, Turn
from crawler.recheck import SHARE
from store.pages import PageState
from store.records import Listed, ListSource

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

_UNLISTED = Listed(ListSource.LINK)


class LookingAgain:
    """Queues them once a run, and not where the portal itself was not reached."""

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._done = False

    def queue(self) -> bool:
        """Queue what is due; whether there is any."""
        spider, tally = self._spider, self._spider.tally
        if self._done or tally.robots != "allowed" or not tally.readable:
            return False
        self._done = True
        complete = not (len(spider.frontier) or tally.failed_lists or tally.unread or tally.lists_left)
        due = spider.recheck.unasked(spider.discovery.has_seen, spider.window if complete else None)
        fresh = {state.key: state for state in due if spider.discovery.claim(state.key)}
        fresh |= self._overdue(most=spider.budget // SHARE - len(fresh))
        for state in fresh.values():
            candidate = Candidate(state.url, state.key, Turn.AGAIN, _UNLISTED, state=state)
            spider.frontier.add(spider.suspects.placed(candidate, state))
        return bool(fresh)

    def _overdue(self, most: int) -> dict[str, PageState]:
        """What was not asked for in a month; what a list named and still waits is asked for anyway."""
        spider = self._spider
        waiting = bool(len(spider.frontier))
        late = spider.recheck.overdue(max(most, 0), spider.window)
        return {state.key: state for state in late if spider.discovery.claim(state.key) or not waiting}

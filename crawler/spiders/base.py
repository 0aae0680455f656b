"""The spider of a portal: what it starts from, what it does with each answer, when it stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure

from crawler.addresses import is_forbidden
from crawler.discovery import Discovery
from crawler.frontier import Candidate, Frontier, Turn
from crawler.items import Fetched
from crawler.listfiles import ListFiles
from crawler.middlewares import CONDITIONS, FOR_ROBOTS
from crawler.options import CrawlEvent, CrawlOptions, What
from crawler.pages import PageWork
from crawler.platforms import get_platform
from crawler.politeness import MIN_REAL_DELAY, HostGate, HostHealth
from crawler.portal import Portal
from crawler.reader import Reader
from crawler.reasons import INTERNAL, failure_reason, store_reason
from crawler.recheck import SHARE, Recheck
from crawler.robots import Robots
from crawler.tally import Tally
from store.archive import WarcWriter
from store.database import Store
from store.errors import LeaseLost, StoreError
from store.records import Listed, ListSource, Run

logger = logging.getLogger(__name__)

MAX_PAGES = 2000  # of a run, where neither the options nor the portal's file say otherwise
IN_HAND = 4  # requests of one portal at a time: one on the wire, the others being read or waiting
HEARTBEAT = 20.0  # seconds; a run that is silent for minutes counts as dead
UNLISTED = Listed(ListSource.LINK)
READING_GRACE = 5.0  # seconds that pages being read are given after Ctrl-C


@dataclass(frozen=True, slots=True)
class Commission:
    """What a spider is sent out with."""

    portal: Portal
    run: Run
    options: CrawlOptions
    store: Store
    archive: WarcWriter
    reader: Reader
    gate: HostGate
    on_event: Callable[[CrawlEvent], None]


class PortalSpider(Spider):
    """Discovery by robots-named and declared sitemaps, feeds, lists with their pages, and links.

    A platform has a spider of its own only where it must be walked in another way; its module is named
    like the platform.
    """

    name = "portal"
    start_paths: ClassVar[tuple[str, ...]] = ()  # lists that portals of the platform often have

    def __init__(self, commission: Commission) -> None:
        super().__init__()
        self.portal = commission.portal
        self.store = commission.store
        self.run = commission.run
        self.options = commission.options
        self.archive = commission.archive
        self.reader = commission.reader
        self.gate = commission.gate
        self.on_event = commission.on_event
        self.tally = Tally()
        self.halted: str | None = None
        self.downloads: set[asyncio.Task[Response]] = set()
        self.readings: set[asyncio.Task[Any]] = set()
        self.robots = Robots(self._fetch_robots)
        self.frontier = Frontier(IN_HAND)
        self._health: dict[str, HostHealth] = {}
        self._given_up: dict[str, str] = {}
        self._budget = self.options.max_pages or self.portal.crawl.max_pages or MAX_PAGES
        self._looked_again = False
        self._heart: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_fault, signals.spider_error)
        crawler.signals.connect(spider.on_fault, signals.item_error)
        return spider

    # --- What the middlewares and the download handler ask ----------------------------------------------

    def is_own(self, url: str) -> bool:
        return self.discovery.is_own(url)

    def unreachable(self, host: str) -> str | None:
        """Why no connection is made for this host, whatever its robots.txt says, if so."""
        if self.options.target_of(host):
            return None
        if is_forbidden(host):
            return "blocked_address"
        return "not_connected" if self.run.connected_to else None

    def given_up(self, url: str) -> str | None:
        """Why this host gets no more requests in this run, if so."""
        return self._given_up.get(_host(url))

    def delay_of(self, host: str) -> float:
        """Seconds between two requests to `host`; its robots.txt may ask for more than we would wait."""
        if self.options.target_of(host):
            own = self.options.delay
        else:
            declared = self.portal.crawl.delay
            own = max(MIN_REAL_DELAY, self.options.delay if declared is None else declared)
        return max(own, self.robots.delays.get(host, 0.0))

    def answered(self, request: Request, response: Response) -> str | None:
        """Note an answer; why its host is given up, if this was one refusal or failure too many."""
        if request.meta.get(FOR_ROBOTS):
            return None
        home = urlsplit(request.url)[1:4] == urlsplit(self.portal.url)[1:4]
        reason = self._health_of(request.url).answered(response.status, home=home)
        if reason:
            self.give_up(request.url, reason)
        return reason

    def unanswered(self, request: Request) -> str | None:
        """Note a request that failed; why its host is given up, if so."""
        if request.meta.get(FOR_ROBOTS):
            return None
        reason = self._health_of(request.url).failed()
        if reason:
            self.give_up(request.url, reason)
        return reason

    def give_up(self, url: str, reason: str) -> None:
        """No more requests to this host in this run; without its main host a run ends."""
        logger.warning("%s: %s is left alone: %s", self.portal.id, _host(url), reason)
        self._given_up[_host(url)] = reason
        if _host(url) == _host(self.portal.url):
            self.halt(reason)

    def halt(self, reason: str) -> None:
        """End the run as soon as what is in hand was dealt with; the first reason stays."""
        self.halted = self.halted or reason
        self.frontier.close()
        for download in self.downloads:
            download.cancel()
        if reason == "interrupted":
            asyncio.get_running_loop().call_later(READING_GRACE, self._drop_readings)

    def store_failed(self, error: StoreError) -> str:
        """End the run, since nothing can be kept any more; the reason. Said once, however often it is met."""
        reason = store_reason(error)
        if not self.halted:
            logger.warning("%s: %s", self.portal.id, error)
        self.halt(reason)
        return reason

    def announce(self, what: What, run: Run | None = None) -> None:
        self.on_event(CrawlEvent(self.portal.id, what, self.tally.counts(), run))

    # --- The walk ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        self._heart = asyncio.ensure_future(self._beat())
        self._prepare()
        await self._seed()
        handed_out = 0
        while (candidate := await self._next(handed_out)) is not None:
            if self.discovery.is_superseded(candidate):
                self.frontier.done(candidate)
                continue
            if candidate.turn is not Turn.LIST_FILE:
                if handed_out >= self._budget:
                    self.tally.unread += len(self.frontier) + 1
                    self.frontier.close()
                    self.frontier.done(candidate)
                    return
                handed_out += 1
            yield self._request(candidate)
        self.discovery.settle()

    async def _next(self, handed_out: int) -> Candidate | None:
        """The next candidate; what is fetched again unasked comes last, with a share of the budget."""
        if handed_out >= self._budget - self._budget // SHARE:
            self._look_again()
        candidate = await self.frontier.take()
        if candidate is None and not self.halted and self._look_again():
            candidate = await self.frontier.take()
        return candidate

    def _look_again(self) -> bool:
        """Queue the stored pages that are due though nothing named them; whether there are any. Once a run,
        and not where the portal itself was not reached."""
        if self._looked_again or self.tally.robots != "allowed" or not self.tally.readable:
            return False
        self._looked_again = True
        complete = not (len(self.frontier) or self.tally.failed_lists or self.tally.unread)
        due = self.recheck.unasked(self.discovery.has_seen, self.window if complete else None)
        fresh = [state for state in due if self.discovery.claim(state.key)]
        for state in fresh:
            self.frontier.add(Candidate(state.url, state.key, Turn.AGAIN, UNLISTED, state=state))
        return bool(fresh)

    async def on_page(self, response: Response, candidate: Candidate) -> AsyncIterator[Fetched]:
        try:
            for fetched in await self.pages.take(response, candidate):
                yield fetched
        finally:
            self.frontier.done(candidate)

    async def on_list_file(self, response: Response, candidate: Candidate) -> None:
        try:
            await self.list_files.take(response, candidate)
        finally:
            self.frontier.done(candidate)

    def on_failure(self, failure: TwistedFailure) -> None:
        """A request that got no answer, or that we did not send."""
        request: Request = failure.request  # type: ignore[attr-defined]
        try:
            assert failure.value is not None
            reason = failure_reason(failure.value, request.url)
            if reason == INTERNAL:
                logger.error("%s was not fetched", request.url, exc_info=failure.value)
                self.tally.errors += 1
            self.pages.failed(request.cb_kwargs["candidate"], request.url, reason)
        finally:
            self.frontier.done(request.cb_kwargs["candidate"])

    def on_fault(self, failure: TwistedFailure) -> None:
        """An exception in a callback or an item pipeline: the store's end the run, others are counted."""
        if isinstance(failure.value, StoreError):
            self.store_failed(failure.value)
        else:
            self.tally.errors += 1

    def closed(self, reason: str) -> None:
        """Scrapy ended the run; where it did so before the walk was done (memory), the run says so."""
        if reason != "finished":
            self.halted = self.halted or ("internal_error" if reason == "start_error" else reason)
        if self._heart is not None:
            self._heart.cancel()

    def _prepare(self) -> None:
        self.window = self.options.window(self.portal)
        self.recheck = Recheck(self.store, self.portal.id, self.run.started_at)
        self.discovery = Discovery(
            portal=self.portal,
            platform=get_platform(self.portal.platform),
            store=self.store,
            run_id=self.run.id,
            window=self.window,
            recheck=self.recheck,
            tally=self.tally,
            frontier=self.frontier,
        )
        self.pages = PageWork(self, self.window)
        self.list_files = ListFiles(self)

    async def _seed(self) -> None:
        """robots.txt first: it decides, and it names sitemaps."""
        rules = await self.robots.rules(self.portal.url)
        refusal = rules.refusal(self.portal.url)
        if self.halted or refusal == INTERNAL:
            self.tally.errors += refusal == INTERNAL
            return  # the fault is ours, and nothing is known of their rules
        self.tally.robots = "disallowed" if refusal and rules.state == "allowed" else rules.state
        self.tally.robots_reason = refusal
        if rules.state == "unreachable" or refusal == "crawl_delay":
            return
        add = self.discovery.add_list
        for address in (*self.portal.sitemaps, *self.portal.feeds):
            add(urljoin(self.portal.url, address), Turn.LIST_FILE, "file")
        for section in self.portal.sections:
            add(urljoin(self.portal.url, section.path), Turn.SEED, "file")
        if self.portal.scope == "sections" and self.portal.sections:
            return
        for address in rules.sitemaps:
            add(address, Turn.LIST_FILE, "robots")
        add(urljoin(self.portal.url, "/sitemap.xml"), Turn.LIST_FILE, "guess")
        add(self.portal.url, Turn.SEED, "file")
        for path in self.start_paths:
            add(urljoin(self.portal.url, path), Turn.SEED, "guess")

    def _request(self, candidate: Candidate) -> Request:
        known = ((name, getattr(candidate.state, kept, None)) for kept, name in CONDITIONS.items())
        headers = {name: value for name, value in known if value}
        is_file = candidate.turn is Turn.LIST_FILE
        return Request(
            candidate.url,
            callback=self.on_list_file if is_file else self.on_page,
            errback=self.on_failure,
            cb_kwargs={"candidate": candidate},
            headers=headers,
            dont_filter=True,
        )

    async def _fetch_robots(self, url: str) -> Response:
        request = Request(url, meta={FOR_ROBOTS: True}, callback=NO_CALLBACK, dont_filter=True)
        return await self.crawler.engine.download_async(request)

    async def _beat(self) -> None:
        while not self.halted:
            await asyncio.sleep(HEARTBEAT)
            try:
                self.store.runs.heartbeat(self.run.id)
            except LeaseLost:
                self.halt("lease_lost")
            except StoreError as error:
                logger.warning("%s: no heartbeat: %s", self.portal.id, error)

    def _drop_readings(self) -> None:
        for reading in self.readings:
            reading.cancel()

    def _health_of(self, url: str) -> HostHealth:
        return self._health.setdefault(_host(url), HostHealth())


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()

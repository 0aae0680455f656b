"""The spider of a portal: what it starts from, what it does with each answer, when it stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure

from crawler.again import LookingAgain
from crawler.attachments import AttachmentWork
from crawler.discovery import Discovery
from crawler.facts import Observed
from crawler.frontier import Candidate, Frontier, Turn
from crawler.ground import Lists
from crawler.heartbeat import Heartbeat
from crawler.hosts import Hosts, Recourse, host_of
from crawler.hours import Curfew
from crawler.items import Fetched
from crawler.listfiles import ListFiles
from crawler.middlewares import CONDITIONS, FOR_ROBOTS, PROBE
from crawler.options import CrawlEvent, CrawlOptions, What
from crawler.pages import PageWork
from crawler.platforms import get_platform
from crawler.politeness import HostGate
from crawler.portal import Portal
from crawler.reader import Reader
from crawler.reasons import INTERNAL, failure_reason, store_reason
from crawler.recheck import SHARE, Recheck
from crawler.robots import Robots
from crawler.seeding import seed
from crawler.sitemaps import MAX_FILES
from crawler.suspects import Suspects
from crawler.tally import Tally
from store.archive import WarcWriter
from store.database import Store
from store.errors import StoreError
from store.records import Run

logger = logging.getLogger(__name__)

MAX_PAGES = 2000  # of a run, where neither the options nor the portal's file say otherwise
LEAST_TO_PROBE = 3  # pages of a run: a list, an article, and the probe that tells one from an error page
IN_HAND = 4  # requests of one portal at a time: one on the wire, the others being read or waiting
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
    most_list_files: ClassVar[int] = MAX_FILES  # that sitemaps of the portal name

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
        self.observed = Observed(self.portal)
        self.halted: str | None = None
        self.downloads: set[asyncio.Task[Response]] = set()
        self.readings: set[asyncio.Task[Any]] = set()
        self.robots = Robots(self._fetch_robots)
        self.frontier = Frontier(IN_HAND)
        self.files = AttachmentWork(self)
        recourse = Recourse(self._ask_once, self._drop_late, self._without_host)
        self.hosts = Hosts(self.portal, self.run, self.options, self.robots, recourse)
        self._has_probed = False
        self.handed_out = 0  # pages of the budget that were asked for
        self.budget = self.options.max_pages or self.portal.crawl.max_pages or MAX_PAGES
        self._is_spent = False  # whether the budget was met
        self._again = LookingAgain(self)
        self._unsaved = 0  # items that the pipelines have not done with
        self._all_saved = asyncio.Event()
        self._heart = Heartbeat(self)
        self._curfew: Curfew | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_fault, signals.spider_error)
        crawler.signals.connect(spider.on_fault, signals.item_error)
        for signal in (signals.item_scraped, signals.item_error, signals.item_dropped):
            crawler.signals.connect(spider.on_item_done, signal)
        return spider

    # --- What the middlewares and the download handler ask ----------------------------------------------

    def is_own(self, url: str) -> bool:
        return self.discovery.is_own(url)

    def halt(self, reason: str) -> None:
        """End the run as soon as what is in hand was dealt with; the first reason stays."""
        self.halted = self.halted or reason
        self.frontier.close()
        self._all_saved.set()
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

    def take_page(self, *, probe: bool = False) -> bool:
        """Take one page of the budget for a request; False if none is left.

        One is kept for the probe of crawler.placeholders until it was sent: without it an error page could
        pass as a document.
        """
        kept = 0 if probe or self._has_probed or self.budget < LEAST_TO_PROBE else 1
        is_left = self.handed_out < self.budget - kept
        self.handed_out += is_left
        self._has_probed |= probe
        return is_left

    # --- The walk ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        self._heart.start()
        self._curfew = Curfew(self.portal.crawl.window, self.halt)
        self._prepare()
        await seed(self)
        while (candidate := await self._next()) is not None:
            if candidate.turn is Turn.FILE:
                yield self.files.request(candidate)
            elif self.discovery.is_superseded(candidate) or self.discovery.is_left(candidate):
                self.frontier.done(candidate)
            elif candidate.turn is not Turn.LIST_FILE and not self.take_page():
                self._is_spent = True
                self.tally.unread += 1
                self.frontier.done(candidate)
            else:
                yield self._request(candidate)
        if not self._is_spent:
            self.discovery.settle()

    async def _next(self) -> Candidate | None:
        """The next candidate; what is fetched again unasked comes last of the pages, with a share of the
        budget; then the files that stored pages offer, with a budget of their own."""
        if self.handed_out >= self.budget - self.budget // SHARE:
            self._again.queue()
        candidate = await self.frontier.take()
        if candidate is None and not self.halted and not self._is_spent and self._again.queue():
            candidate = await self.frontier.take()
        if candidate is None and not self.halted:
            await self._saved()
            if not self.halted and self.files.queue():
                candidate = await self.frontier.take()
        return candidate

    async def _saved(self) -> None:
        """Wait until the item pipelines are done with what was read: it may offer files."""
        while self._unsaved and not self.halted:
            self._all_saved.clear()
            await self._all_saved.wait()

    async def on_page(self, response: Response, candidate: Candidate) -> AsyncIterator[Fetched]:
        try:
            for fetched in await self.pages.take(response, candidate):
                self._unsaved += 1
                yield fetched
        finally:
            self.frontier.done(candidate)

    async def on_attachment(self, response: Response, candidate: Candidate) -> AsyncIterator[Fetched]:
        try:
            for fetched in await self.files.take(response, candidate):
                self._unsaved += 1
                yield fetched
        finally:
            self.frontier.done(candidate)

    def on_item_done(self) -> None:
        self._unsaved -= 1
        if not self._unsaved:
            self._all_saved.set()

    async def on_list_file(self, response: Response, candidate: Candidate) -> None:
        try:
            await self.list_files.take(response, candidate)
        finally:
            self.frontier.done(candidate)

    def on_failure(self, failure: TwistedFailure) -> None:
        """A request that got no answer, or that we did not send."""
        request: Request = failure.request  # type: ignore[attr-defined]
        candidate: Candidate = request.cb_kwargs["candidate"]
        try:
            assert failure.value is not None
            reason = failure_reason(failure.value, request.url)
            if reason == INTERNAL:
                logger.error("%s was not fetched", request.url, exc_info=failure.value)
                self.tally.errors += 1
            if candidate.turn is Turn.FILE:
                self.files.failed(candidate, reason)
            else:
                self.pages.failed(candidate, request.url, reason)
        finally:
            self.frontier.done(candidate)

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
        self._heart.stop()
        if self._curfew is not None:
            self._curfew.cancel()

    def _prepare(self) -> None:
        self.window = self.options.window(self.portal)
        self.recheck = Recheck(self.store, self.portal.id, self.run.started_at)
        self.lists = Lists(self.store, self.run, (self.window.since, self.window.until))
        platform = get_platform(self.portal.platform)
        self.suspects = Suspects(
            self.store, self.portal.id, self.run.started_at, lambda url: platform.classify(url).key
        )
        self.discovery = Discovery(
            portal=self.portal,
            platform=platform,
            store=self.store,
            run_id=self.run.id,
            window=self.window,
            recheck=self.recheck,
            lists=self.lists,
            suspects=self.suspects,
            tally=self.tally,
            frontier=self.frontier,
        )
        self.hosts.on_trial = self._down_before()
        self.pages = PageWork(self, self.window)
        self.list_files = ListFiles(self)

    def _down_before(self) -> str | None:
        """The portal's host, if the last run ended because it was down: its circuit is half open."""
        ended = (run for run in self.store.runs.last(self.portal.id, 2) if run.id != self.run.id)
        last = next(ended, None)
        return host_of(self.portal.url) if last is not None and last.reason == "host_down" else None

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
        return await self._ask(url, {FOR_ROBOTS: True})

    async def _ask_once(self, url: str) -> Response:
        # A slot of its own: those that wait for the answer hold the host's.
        return await self._ask(url, {PROBE: True, "download_slot": "probe"})

    async def _ask(self, url: str, meta: dict[str, Any]) -> Response:
        request = Request(url, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        return await self.crawler.engine.download_async(request)

    def _without_host(self, reason: str) -> None:
        """The portal's own host is left alone: the walk ends; where only files are left, these alone do."""
        if self.files.under_way:
            self.files.give_up(reason)
        else:
            self.halt(reason)

    def _drop_late(self) -> None:
        """Ask for no more of what failed in the runs before; it is missing in this one too."""
        for candidate in self.frontier.drop_late():
            self.pages.passed_over(candidate)

    def _drop_readings(self) -> None:
        for reading in self.readings:
            reading.cancel()

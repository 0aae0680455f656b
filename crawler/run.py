"""Crawls portals: one spider each, many at a time, one run with a verdict each.

Scrapy runs in this process, on a reactor that cannot start twice: one crawl per process.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import getpass
import logging
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.utils.misc import load_object

from crawler.archiving import has_room
from crawler.closing import finished, log_finished, settled
from crawler.errors import ContactMissing, CrawlError
from crawler.facts import facts_of
from crawler.hosts import host_of
from crawler.hours import is_open
from crawler.loglines import log_event
from crawler.options import CrawlEvent, CrawlOptions
from crawler.places import Places
from crawler.politeness import HostGate
from crawler.portal import Portal
from crawler.reader import Reader, ReaderFactory
from crawler.reasons import store_reason
from crawler.scrapy_settings import scrapy_settings
from crawler.spiders import spider_of
from crawler.spiders.base import Commission, PortalSpider
from crawler.tally import Tally
from crawler.window import DateWindow
from store.archive import WarcWriter
from store.archives import ArchiveFile
from store.database import Store
from store.errors import PortalBusy, StoreError
from store.records import Run

__all__ = ["ContactMissing", "CrawlError", "CrawlEvent", "CrawlOptions", "crawl"]

logger = logging.getLogger(__name__)

_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://[^\s/]+\.\S+")  # an e-mail address or a URL


def crawl(
    portals: Sequence[Portal],
    store: Store,
    options: CrawlOptions,
    on_event: Callable[[CrawlEvent], None] = lambda event: None,
) -> list[Run]:
    """Crawl each portal once; the runs that were made, in the order of `portals`.

    A portal that another process crawls now is told by the event `busy` and has no run here. Ctrl-C ends
    all runs cleanly, as partial. Raises ContactMissing, and CrawlError for a second crawl in one process.
    """
    _refuse_anonymous(portals, options)
    folder = options.home / "warc"
    folder.mkdir(parents=True, exist_ok=True)
    if not has_room(options.home, options.min_free_mb):
        raise CrawlError(
            f"Less than {options.min_free_mb} MB are free in {options.home}; nothing was crawled."
        )
    for left in store.archives.salvage(folder):
        logger.warning(
            "a killed run left %s: %d records kept, %d bytes torn", left.file, left.records, left.torn
        )
    work = _Work(portals, store, options, on_event)
    with _signals_restored():
        _Process(work).start()
    work.close_rest()
    return [work.runs[portal.id] for portal in portals if portal.id in work.runs]


class _Process(AsyncCrawlerProcess):
    """Scrapy's process around all portals of a crawl: it ends when they have, and stops them all."""

    def __init__(self, work: _Work) -> None:
        super().__init__(work.settings)
        # Scrapy sets DEBUG and formats two lines for every request, even where nobody listens.
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        self._work = work

    async def join(self) -> None:
        await self._work.all_portals(self)

    async def stop(self) -> None:
        self._work.interrupt()
        await super().stop()


class _Work:
    """The runs of one crawl."""

    def __init__(
        self,
        portals: Sequence[Portal],
        store: Store,
        options: CrawlOptions,
        on_event: Callable[[CrawlEvent], None],
    ) -> None:
        self.settings = scrapy_settings(options)
        self.runs: dict[str, Run] = {}
        self._portals = portals
        self._store = store
        self._options = options
        self._on_event = on_event
        self._gate = HostGate()
        self._open: dict[str, _Open] = {}
        self._interrupted = False

    async def all_portals(self, process: _Process) -> None:
        """Every portal, when there is a place for it; the reader lives as long as they do."""
        factory: ReaderFactory = load_object(self._options.reader)
        reader = factory(
            {portal.id: portal for portal in self._portals}, self._options.workers, self._options.home
        )
        places = Places()

        async def in_place(portal: Portal) -> None:
            is_local = bool(self._options.targets_of(portal)) or self._options.stop_list.entry_of(portal.host)
            async with places.one(None if is_local else host_of(portal.url)):
                await self._one(process, reader, portal)

        try:
            await asyncio.gather(*map(in_place, self._portals))
        finally:
            await reader.close()

    def interrupt(self) -> None:
        """Let every run end with what it has; none begins any more."""
        self._interrupted = True
        for opened in self._open.values():
            if opened.spider is not None:
                opened.spider.halt("interrupted")

    def close_rest(self) -> None:
        """End the runs that a second Ctrl-C left open."""
        for opened in list(self._open.values()):
            self._end(opened, "interrupted")

    async def _one(self, process: _Process, reader: Reader, portal: Portal) -> None:
        if self._interrupted:
            return
        if not is_open(portal.crawl.window, dt.datetime.now(dt.UTC)):
            logger.info("%s: not begun, its hours are %s", portal.id, portal.crawl.window)
            self._on_event(CrawlEvent(portal.id, "outside_hours", {}))
            return
        targets = self._options.targets_of(portal)
        connected_to = ", ".join(f"{address}:{port}" for address, port in targets) or None
        try:
            run = self._store.runs.start(portal.id, connected_to=connected_to, owner=_owner())
        except PortalBusy as error:
            logger.warning("%s", error)
            self._on_event(CrawlEvent(portal.id, "busy", {}))
            return
        except StoreError as error:
            self._not_begun(portal, connected_to, error)
            return
        opened = self._open[portal.id] = _Open(
            run,
            WarcWriter(self._options.home / "warc", run.id),
            self._crawler(portal),
            self._options.window(portal),
            portal,
        )
        log_event(logger, "run_started", portal=portal.id, run=run.id, connected_to=connected_to)
        self._on_event(CrawlEvent(portal.id, "started", {}, run))
        fault = None
        try:
            await process.crawl(opened.crawler, self._commission(opened, portal, reader))
        # The outermost edge of a run: whatever broke this portal must not end the others, and the run must be
        # closed with a verdict that says so.
        except Exception:
            logger.exception("%s: the run broke", portal.id)
            fault = "internal_error"
        self._end(opened, fault)

    def _not_begun(self, portal: Portal, connected_to: str | None, error: StoreError) -> None:
        """Tell of a run that the store could not even note."""
        logger.warning("%s: %s", portal.id, error)
        now = dt.datetime.now(dt.UTC)
        run = Run("", portal.id, now, now, "broken", store_reason(error), connected_to=connected_to)
        self.runs[portal.id] = run
        self._on_event(CrawlEvent(portal.id, "finished", Tally().counts(), run))

    def _crawler(self, portal: Portal) -> Crawler:
        settings = self.settings.copy()
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", portal.crawl.tls == "strict", priority="cmdline")
        named = self._options.spider
        return Crawler(load_object(named) if named else spider_of(portal.platform), settings)

    def _commission(self, opened: _Open, portal: Portal, reader: Reader) -> Commission:
        return Commission(
            portal, opened.run, self._options, self._store, opened.archive, reader, self._gate, self._on_event
        )

    def _end(self, opened: _Open, fault: str | None) -> None:
        """Close the archive, judge the run, release the portal."""
        del self._open[opened.run.portal]
        spider = opened.spider
        tally = spider.tally if spider else Tally()
        halted = (spider.halted if spider else None) or fault
        warc = _closed(opened.archive, self._store, opened.run)
        run = replace(finished(opened.run, tally, halted, opened.window), warc=warc)
        try:
            run = settled(run, tally, opened.portal, self._store)
            self._store.runs.finish(run)
        except StoreError as error:
            logger.warning("%s: the run could not be recorded: %s", run.portal, error)
            verdict = "broken" if run.verdict == "ok" else run.verdict
            run = replace(run, verdict=verdict, reason=store_reason(error))
        if spider is not None:
            _keep_facts(run, spider, self._store)
            _keep_ground(run, spider)
        log_finished(run)
        self.runs[run.portal] = run
        self._on_event(CrawlEvent(run.portal, "finished", tally.counts(), run))


@dataclass(slots=True)
class _Open:
    """A run that goes on."""

    run: Run
    archive: WarcWriter
    crawler: Crawler
    window: DateWindow
    portal: Portal

    @property
    def spider(self) -> PortalSpider | None:
        spider = self.crawler.spider
        return spider if isinstance(spider, PortalSpider) else None


def _keep_facts(run: Run, spider: PortalSpider, store: Store) -> None:
    try:
        store.facts.keep(run.id, run.portal, facts_of(run, spider.observed, store))
    except StoreError as error:
        logger.warning("%s: the facts of the run could not be kept: %s", run.portal, error)


def _keep_ground(run: Run, spider: PortalSpider) -> None:
    """What the next run need not read again; nothing of a run that was not ok, after which all is read."""
    try:
        if run.verdict == "ok":
            spider.lists.keep()
    except StoreError as error:
        logger.warning("%s: what its lists named could not be kept: %s", run.portal, error)


def _closed(archive: WarcWriter, store: Store, run: Run) -> str | None:
    """The name of the run's file; None if there is none, or if it stays open for the next `salvage`.

    What it holds is noted before: a file that got its name without that could be cut and nobody would know.
    """
    now = dt.datetime.now(dt.UTC)
    try:
        if archive.records:
            store.archives.note(ArchiveFile(archive.name, run.portal, now, archive.records, archive.size))
    except StoreError as error:
        logger.warning("%s: what its raw archive holds is not noted: %s", run.portal, error)
    try:
        path = archive.close()
    except (StoreError, OSError) as error:
        logger.warning("the raw archive of this run stays open: %s", error)
        return None
    return path.name if path else None


def refuse_anonymous(portals: Sequence[Portal], options: CrawlOptions) -> None:
    """Raises ContactMissing where real hosts would be asked and nobody says who asks."""
    _refuse_anonymous(portals, options)


def _refuse_anonymous(portals: Sequence[Portal], options: CrawlOptions) -> None:
    real = tuple(host for portal in portals if not options.targets_of(portal) for host in portal.hosts)
    if real and not _CONTACT.search(options.contact):
        raise ContactMissing(real)


def _owner() -> str:
    return f"{getpass.getuser()} on {socket.gethostname()} (process {os.getpid()})"


@contextlib.contextmanager
def _signals_restored() -> Iterator[None]:
    """Scrapy takes the handlers of Ctrl-C and SIGTERM and keeps them."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

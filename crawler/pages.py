"""What is done with the answer for one page: kept, read, followed, counted."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.archiving import FETCHED_AT, WARC, header_pairs
from crawler.blocking import is_challenge
from crawler.frontier import Candidate, Turn
from crawler.items import Fetched
from crawler.placeholders import Placeholders, unverified
from crawler.recheck import OUT_OF_WINDOW, REDIRECTED, remembered
from crawler.window import DateWindow
from store.records import (
    Document,
    Failure,
    Listed,
    ListSource,
    PageKind,
    PageReading,
    RawPage,
    identity,
)
from store.removals import Answer

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

logger = logging.getLogger(__name__)

MAX_CHALLENGES = 3  # in a row; then the host answers robots with challenges, and we are one

_DOCUMENTS = frozenset({PageKind.ARTICLE, PageKind.REGISTER})
_LEGIBLE = _DOCUMENTS | {PageKind.LISTING, PageKind.STUB}
_OBSTACLES = frozenset({PageKind.CHALLENGE, PageKind.MAINTENANCE})
_GONE = frozenset({404, 410})


class PageWork:
    """The pages of one run."""

    def __init__(self, spider: PortalSpider, window: DateWindow) -> None:
        self._spider = spider
        self._window = window
        self._challenges = 0
        self._placeholders = Placeholders(spider)
        self._home = spider.discovery.classify(spider.portal.url).key
        self._starts: dict[str, list[Candidate]] = {}  # where start addresses led to, and which
        self._failed_lists: set[str] = set()

    async def take(self, response: Response, candidate: Candidate) -> list[Fetched]:
        """The items of one answer; none if the run ends before the page was read.

        Where a redirect led elsewhere, the address that was asked is told too, after the page that it led to:
        else every run would ask it anew.
        """
        spider = self._spider
        spider.tally.pages += 1
        page = self._raw_page(response, candidate)
        kept = _own_document(candidate)
        self._mark_gone(page, kept, candidate)
        self._note_start(candidate, page.key)
        if page.key == candidate.key:
            return await self._take(page, candidate, kept)
        target: list[Fetched] = []
        if spider.discovery.claim(page.key) or self._is_declared(candidate):
            target = await self._take(page, candidate, page.id)
            if not target:
                return []
        asked = replace(page, id=identity(candidate.key), key=candidate.key, url=candidate.url)
        return [*target, _redirected(asked, target, spider.run.id, kept or page.id)]

    async def _take(self, page: RawPage, candidate: Candidate, kept: str | None) -> list[Fetched]:
        reading = await self._read(page, candidate)
        if reading is None:
            return []
        reading = await self._placeholders.unmask(page, reading)
        if self._spider.portal.crawl.tls == "lax" and not self._spider.run.connected_to:
            reading = unverified(page, reading)
        self._count(page, candidate, reading)
        document = reading.document
        self._spider.discovery.was_read(
            candidate, dateless=document is not None and document.published is None
        )
        reading = self._follow(candidate, reading)
        page, reading = self._within_window(page, reading)
        return [Fetched(page, reading, self._spider.run.id, kept)]

    def failed(self, candidate: Candidate, url: str, reason: str) -> None:
        """Note a candidate without a usable answer, and whether the run is less complete for it."""
        tally = self._spider.tally
        if self._spider.halted and reason == "interrupted":
            return
        missing = reason in ("http_404", "http_410")
        if candidate.turn in (Turn.LIST_FILE, Turn.SEED, Turn.PAGER):
            is_failure = _is_list_failure(candidate, missing=missing)
            tally.failed_lists += is_failure
            is_part = candidate.turn is Turn.LIST_FILE and candidate.depth > 0  # of a sitemap that was read
            if candidate.turn is Turn.PAGER and missing and candidate.named_by == "list":
                tally.lacks_page(url, reason)
            if not is_failure and not is_part:
                return
        elif missing:
            return
        elif candidate.turn is Turn.ITEM and self._is_listed(candidate):
            tally.failed_items += 1
        tally.failed.append(Failure(url, reason))

    def passed_over(self, candidate: Candidate) -> None:
        """Note a candidate that failed before and was not asked for again; the run lacks it."""
        self._spider.tally.failed_items += candidate.turn is Turn.ITEM and self._is_listed(candidate)
        self._spider.tally.failed_lists += candidate.turn is Turn.PAGER

    def _is_listed(self, candidate: Candidate) -> bool:
        return self._spider.tally.is_listed(int(identity(candidate.key), 16), candidate.listed)

    def _is_named(self, candidate: Candidate) -> bool:
        """Whether a list names a page as an article; where lists were left, what they named before stands."""
        if candidate.turn is Turn.AGAIN and self._spider.tally.lists_left:
            return self._spider.recheck.was_named(identity(candidate.key))
        return candidate.turn is Turn.ITEM and self._is_listed(candidate)

    def _is_declared(self, candidate: Candidate) -> bool:
        """Whether the portal's file says that this is a list; of the home page it does not."""
        return candidate.turn is Turn.SEED and candidate.named_by == "file" and candidate.key != self._home

    def _note_start(self, candidate: Candidate, led_to: str) -> None:
        """A declared list that leads to the home page, or to where another start address leads, is none."""
        if candidate.turn is not Turn.SEED:
            return
        others = self._starts.setdefault(led_to, [])
        others.append(candidate)
        if len(others) == 1 and led_to != self._home:
            return
        for each in others:
            if each.key != led_to and self._is_declared(each):
                self._fail_list(each, each.url, "redirected")

    def _fail_list(self, candidate: Candidate, url: str, reason: str) -> None:
        if candidate.key not in self._failed_lists:
            self._failed_lists.add(candidate.key)
            self._spider.tally.failed_lists += 1
            self._spider.tally.failed.append(Failure(url, reason))

    def _raw_page(self, response: Response, candidate: Candidate) -> RawPage:
        key = candidate.key
        if response.meta.get("redirect_urls"):
            key = self._spider.discovery.classify(response.url).key
        return RawPage(
            id=identity(key),
            key=key,
            url=response.url,
            portal=self._spider.portal.id,
            status=response.status,
            headers=header_pairs(response.headers),
            body=response.body,
            fetched_at=response.meta.get(FETCHED_AT) or dt.datetime.now(dt.UTC),
            warc=response.meta.get(WARC),
            listed=remembered(candidate.listed, candidate.state),
        )

    async def _read(self, page: RawPage, candidate: Candidate) -> PageReading | None:
        """What the page is; None if Ctrl-C came before that was known."""
        if page.status == 304 and candidate.state is not None:
            self._spider.tally.unchanged += 1
            return PageReading(candidate.state.kind, reason=candidate.state.reason)
        if is_challenge(page.body):
            return PageReading(PageKind.CHALLENGE, reason="challenge")
        if not 200 <= page.status < 300:
            return PageReading(PageKind.UNREADABLE, reason=f"http_{page.status}")
        facts = self._spider.discovery.classify(page.url)
        if page.key != candidate.key and facts.role == "skip":
            kind = PageKind.LOGIN if facts.reason == "login" else PageKind.UNREADABLE
            return PageReading(kind, reason=facts.reason)
        reading = asyncio.ensure_future(self._spider.reader.read(page))
        self._spider.readings.add(reading)
        try:
            return await reading
        except asyncio.CancelledError:
            return None
        finally:
            self._spider.readings.discard(reading)

    def _count(self, page: RawPage, candidate: Candidate, reading: PageReading) -> None:
        tally = self._spider.tally
        readable = reading.kind not in _OBSTACLES and (200 <= page.status < 300 or page.status == 304)
        self._challenges = self._challenges + 1 if reading.kind is PageKind.CHALLENGE else 0
        # A start page that reads like an article is a redesign or a notice, no sign that the portal is read;
        # nor is an old article that is still there when no list names it.
        if reading.kind in _DOCUMENTS and candidate.turn not in (Turn.SEED, Turn.AGAIN):
            tally.knows(int(page.id, 16), candidate.listed)
            tally.vanished.standing += candidate.turn is Turn.ITEM
        elif reading.kind in _DOCUMENTS and candidate.turn is Turn.AGAIN:
            tally.vanished.standing += self._is_named(candidate)
        if readable and candidate.turn is not Turn.AGAIN:
            tally.readable += 1
        if readable and candidate.turn is Turn.SEED and reading.kind in _LEGIBLE:
            tally.rules.add_start(_path_of(candidate.url), page.url, reading.rules)
        if readable:
            if page.status != 304:
                tally.read(
                    page.url, reading, was_article=bool(candidate.state and candidate.state.document_id)
                )
            self._count_unread(page, candidate, reading)
        else:
            is_empty = reading.kind in _OBSTACLES or page.status in _GONE
            tally.has_empty |= is_empty and candidate.turn is Turn.ITEM and self._is_listed(candidate)
            self.failed(candidate, page.url, reading.reason or reading.kind.value)
        is_home = candidate.turn is Turn.SEED
        if self._challenges >= MAX_CHALLENGES or (self._challenges and is_home):
            self._spider.hosts.give_up(page.url, "challenge")

    def _count_unread(self, page: RawPage, candidate: Candidate, reading: PageReading) -> None:
        """What was answered well, and is not what a list or the portal's file calls it."""
        kind, reason = reading.kind, reading.reason
        if self._is_declared(candidate) and kind is not PageKind.LISTING:
            self._fail_list(candidate, page.url, reason or "not_a_list")
        elif kind in _DOCUMENTS or kind is PageKind.LISTING:
            return
        elif candidate.turn is Turn.ITEM and self._is_listed(candidate):
            self._spider.tally.lacks(page.url, kind, reason)
        elif kind is PageKind.UNREADABLE:
            self._spider.tally.failed.append(Failure(page.url, reason or "unreadable"))

    def _follow(self, candidate: Candidate, reading: PageReading) -> PageReading:
        """Adds what the page leads to; the reading without its links, which nobody needs any more."""
        discovery = self._spider.discovery
        is_list = reading.kind is PageKind.LISTING
        named = discovery.add_links(candidate, reading.links, is_list=is_list)
        if candidate.turn not in (Turn.ITEM, Turn.AGAIN) and reading.kind is not PageKind.UNREADABLE:
            fruitful = named > 0 or reading.kind in _DOCUMENTS
            if fruitful:
                discovery.bears(candidate)
            if discovery.branches.closes(candidate.url, fruitful=fruitful):
                self._spider.tally.cut("trap", lossy=False)
                dropped = self._spider.frontier.drop(discovery.branches.is_closed)
                logger.warning(
                    "%s: trap at %s, %d more dropped", self._spider.portal.id, candidate.url, dropped
                )
        return replace(reading, links=())

    def _within_window(self, page: RawPage, reading: PageReading) -> tuple[RawPage, PageReading]:
        """Without its document if that was published outside the window; the day is kept with the page."""
        document = reading.document
        if document is None:
            return page, reading
        if not _is_outside(document, self._window):
            return page, reading
        assert document.published is not None
        listed = page.listed or Listed(ListSource.LINK)
        page = replace(page, listed=replace(listed, published=document.published.date.isoformat()))
        return page, replace(reading, document=None, reason=OUT_OF_WINDOW)

    def _mark_gone(self, page: RawPage, kept: str | None, candidate: Candidate) -> None:
        """Note that a document's page is missing; whether that makes it gone is decided after the run."""
        if kept is not None and candidate.state is not None and page.status in _GONE:
            spider = self._spider
            is_named = self._is_named(candidate)
            if is_named and spider.recheck.is_standing(candidate.state):
                spider.tally.vanished.gone[kept] = candidate.url
            answer = Answer(page.fetched_at, page.status, page.warc)
            spider.store.quarantine.remove(spider.run.id, spider.portal.id, kept, answer)


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _own_document(candidate: Candidate) -> str | None:
    """The stored document of this very address; not the one that the address led to the last time."""
    own = identity(candidate.key)
    return own if candidate.state is not None and candidate.state.document_id == own else None


def _redirected(asked: RawPage, target: list[Fetched], run_id: str, document: str) -> Fetched:
    """What is known of an address that leads elsewhere: the document it stands for, or that it is a list."""
    if not target:
        return Fetched(asked, PageReading(PageKind.UNREADABLE, reason=REDIRECTED), run_id, document)
    reading = target[0].reading
    told = PageReading(reading.kind, reason=reading.reason or REDIRECTED)
    return Fetched(replace(asked, listed=target[0].page.listed), told, run_id, document)


def _is_list_failure(candidate: Candidate, *, missing: bool) -> bool:
    if candidate.turn is Turn.PAGER:
        return not missing
    return candidate.named_by == "file" or (candidate.named_by == "robots" and not missing)


def _is_outside(document: Document, window: DateWindow) -> bool:
    published = document.published
    return published is not None and published.precision == "day" and window.excludes(published.date)

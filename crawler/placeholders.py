"""Pages that pretend: an error page with status 200, a gate that answers every address alike.

A portal's error page is learnt by asking for one address that cannot exist, once for each host and run, and
only when a page was read as a document; the documents that read like it are none.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import re
import secrets
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.archiving import FETCHED_AT, WARC, header_pairs
from crawler.blocking import is_gate
from crawler.hosts import host_of
from crawler.middlewares import PROBE
from crawler.reasons import NETWORK_ERRORS
from store.records import Document, PageKind, PageReading, RawPage, identity

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

ALIKE = 0.9  # share of the words of two pages that are the same, from which they are one page
SAME_BODIES = 3  # addresses that one short page of script answers, from which it is a gate

_SUFFIX = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_WORD = re.compile(r"\w+")


class Placeholders:
    """What one run knows of the error pages and gates of its hosts."""

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._error_pages: dict[str, asyncio.Task[Document | None]] = {}
        self._gates: dict[bytes, set[str]] = {}

    async def unmask(self, page: RawPage, reading: PageReading) -> PageReading:
        """The same reading, or that the page is a gate or the portal's error page, without its document."""
        if self._is_repeated_gate(page, reading):
            return PageReading(PageKind.CHALLENGE, reason="challenge", flags=reading.flags)
        if reading.document is None or self._is_as_before(reading.document):
            return reading
        error_page = await self._error_page(page)
        if error_page is not None and are_alike(reading.document, error_page):
            return PageReading(PageKind.SOFT_404, reason="soft_404", flags=reading.flags)
        return reading

    def _is_as_before(self, document: Document) -> bool:
        """Whether it is stored with the same words already; then there is nothing to ask the host for."""
        return self._spider.store.documents.words(document.id) == (document.title, document.text)

    def _is_repeated_gate(self, page: RawPage, reading: PageReading) -> bool:
        if reading.document is not None or page.status != 200 or not is_gate(page.body):
            return False
        keys = self._gates.setdefault(hashlib.sha256(page.body).digest(), set())
        keys.add(page.key)
        if len(keys) < SAME_BODIES:
            return False
        self._spider.hosts.give_up(page.url, "challenge")
        return True

    async def _error_page(self, page: RawPage) -> Document | None:
        host = host_of(page.url)
        if host not in self._error_pages:
            self._error_pages[host] = asyncio.ensure_future(self._ask(page.url))
        return await asyncio.shield(self._error_pages[host])

    async def _ask(self, neighbour: str) -> Document | None:
        """What the portal shows where there is nothing; None where it says so by its status."""
        spider = self._spider
        if not spider.take_page(probe=True):
            return None
        request = Request(nowhere(neighbour), meta={PROBE: True}, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await spider.crawler.engine.download_async(request)
        except NETWORK_ERRORS:
            return None
        spider.tally.pages += 1
        if response.status != 200 or host_of(response.url) != host_of(neighbour):
            return None
        reading = asyncio.ensure_future(spider.reader.read(_raw_page(response, spider.portal.id)))
        spider.readings.add(reading)
        try:
            return (await reading).document
        except asyncio.CancelledError:
            return None
        finally:
            spider.readings.discard(reading)


def nowhere(neighbour: str) -> str:
    """An address beside `neighbour` that no portal has, of the same kind."""
    parts = urlsplit(neighbour)
    folder, _, name = parts.path.rpartition("/")
    suffix = _SUFFIX.search(name)
    path = f"{folder}/khong-co-{secrets.token_hex(8)}{suffix[0] if suffix else ''}"
    return parts._replace(path=path, query="", fragment="").geturl()


def are_alike(one: Document, other: Document) -> bool:
    """Whether two documents share at least ALIKE of their words; of chrome a document has none."""
    first, second = (Counter(_WORD.findall(f"{each.title} {each.text}".lower())) for each in (one, other))
    total = first.total() + second.total()
    return total > 0 and 2 * (first & second).total() / total >= ALIKE


def unverified(page: RawPage, reading: PageReading) -> PageReading:
    """The reading of a page that came over TLS without a look at the certificate; its document says so."""
    if not page.url.startswith("https:") or reading.document is None:
        return reading
    flags = (*reading.flags, "tls_unverified")
    document = replace(reading.document, flags=(*reading.document.flags, "tls_unverified"))
    return replace(reading, flags=flags, document=document)


def _raw_page(response: Response, portal: str) -> RawPage:
    return RawPage(
        id=identity(response.url),
        key=response.url,
        url=response.url,
        portal=portal,
        status=response.status,
        headers=header_pairs(response.headers),
        body=response.body,
        fetched_at=response.meta.get(FETCHED_AT) or dt.datetime.now(dt.UTC),
        warc=response.meta.get(WARC),
    )

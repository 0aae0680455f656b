"""A short walk over a portal that nobody has declared yet: enough to propose a declaration, and no more.

It is a crawl like any other, with the same robots, pauses and guards, into a store that is thrown away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.frontier import Candidate, Turn
from crawler.items import Fetched
from crawler.spiders.base import Commission, PortalSpider

# Requests of each kind, so that a real host is asked for a minute or two.
MOST = {Turn.ITEM: 12, Turn.PAGER: 3, Turn.NAVIGATION: 18}
MOST_PAGES = 2 + sum(MOST.values())  # and the home page, and the probe of crawler.placeholders
SPIDER = "crawler.probing.ProbeSpider"

_MOST_FEEDS = 3
_LOOKED_AT = 512 * 1024  # bytes
_TAG = re.compile(rb"<(?:link|a)\b[^>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(rb"""href\s*=\s*["']?([^"'\s>]{1,1000})""", re.IGNORECASE)
_IS_FEED = re.compile(
    rb"application/(?:rss|atom)\+xml|href\s*=\s*[\"']?[^\"'\s>]*(?:/rss\b|\.rss\b|/feed\b|rss\.aspx|atom\.xml)",
    re.IGNORECASE,
)


class ProbeSpider(PortalSpider):
    """Reads the lists that a portal names, follows its menus a little, and looks at some articles."""

    name = "probe"
    most_list_files: ClassVar[int] = 4

    def __init__(self, commission: Commission) -> None:
        super().__init__(commission)
        self._taken: Counter[Turn] = Counter()

    async def _next(self) -> Candidate | None:
        while (candidate := await super()._next()) is not None:
            most = MOST.get(candidate.turn)
            if most is None or self._taken[candidate.turn] < most:
                self._taken[candidate.turn] += 1
                break
            self.frontier.done(candidate)
        return candidate

    async def on_page(self, response: Response, candidate: Candidate) -> AsyncIterator[Fetched]:
        if candidate.turn is Turn.SEED:
            for address in feed_addresses(response.body, response.url):
                self.discovery.add_list(address, Turn.LIST_FILE, "guess")
        async for fetched in super().on_page(response, candidate):
            yield fetched


def feed_addresses(body: bytes, url: str) -> list[str]:
    """The first few addresses that a page calls a feed; the crawling process parses no HTML."""
    found: dict[str, None] = {}
    for tag in _TAG.findall(body[:_LOOKED_AT]):
        href = _HREF.search(tag)
        if href and _IS_FEED.search(tag):
            found[urljoin(url, href[1].decode("utf-8", "replace").replace("&amp;", "&"))] = None
    return list(found)[:_MOST_FEEDS]

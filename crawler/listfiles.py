"""Feeds and sitemaps of one run."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scrapy.http import Response

from crawler.frontier import Candidate, Turn
from crawler.sitemaps import MAX_DEPTH, MAX_ENTRIES, Sitemap, read_sitemap
from crawler.xmlfiles import TooLarge

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

logger = logging.getLogger(__name__)


class ListFiles:
    """What the feeds and sitemaps of a portal name, within the limits of a run."""

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._files = 0
        self._entries = 0
        self._too_deep = False

    async def take(self, response: Response, candidate: Candidate) -> None:
        """Follow one list; one that cannot be read is a failure unless nobody promised it."""
        content, reason = _content(response)
        if content is None:
            self._spider.pages.failed(candidate, response.url, reason)
            return
        self._add_files(content.sitemaps, candidate)
        entries = content.entries[: MAX_ENTRIES - self._entries]
        self._entries += len(entries)
        self._spider.discovery.add_entries(entries)
        if len(entries) < len(content.entries):
            self._spider.tally.cut("limits", lossy=True)
        if self._too_deep:
            # Sitemaps that name sitemaps for ever, and nothing else, are a trap that costs nothing.
            self._spider.tally.cut("trap", lossy=self._entries > 0)

    def _add_files(self, addresses: Sequence[str], candidate: Candidate) -> None:
        depth = candidate.depth + 1
        if addresses and depth >= MAX_DEPTH:
            self._too_deep = True
            return
        for address in addresses:
            if self._files >= self._spider.most_list_files:
                self._spider.tally.cut("limits", lossy=True)
                return
            add = self._spider.discovery.add_list
            self._files += add(address, Turn.LIST_FILE, candidate.named_by, depth=depth)


def _content(response: Response) -> tuple[Sitemap | None, str]:
    if not 200 <= response.status < 300:
        return None, f"http_{response.status}"
    try:
        content = read_sitemap(response.body, response.url)
    except TooLarge:
        return None, "too_large"
    return content, "not_a_list"

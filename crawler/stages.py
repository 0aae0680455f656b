"""The crawl's own item pipeline: the last one, so that a page is known only once its document is stored."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy.crawler import Crawler

from crawler.items import Fetched

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider


class PageStage:
    """Records each page; a run killed before that fetches the page once more."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PageStage:
        return cls(crawler)

    async def process_item(self, item: Fetched) -> Fetched:
        spider: PortalSpider = self._crawler.spider  # type: ignore[assignment]
        document = item.document_id
        spider.store.pages.record(item.run_id, item.page, item.reading.kind, item.reading.reason, document)
        if item.file is not None:
            spider.files.note(item, item.file)
        spider.announce("page")
        await asyncio.sleep(0)  # a burst of items must not keep the loop from its downloads
        return item

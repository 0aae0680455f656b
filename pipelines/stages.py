"""Scrapy item pipelines: the only place of this package that knows Scrapy."""

from __future__ import annotations

from typing import cast

from scrapy.crawler import Crawler

from crawler.items import Fetched
from crawler.spiders.base import PortalSpider


class StoreStage:
    """Saves each document in a transaction of its own, and counts what it was: new, updated, unchanged.

    What would be another version of a stored document waits until the run is judged (store/quarantine.py).

    A store that cannot take it raises StoreError, on which the spider ends the run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StoreStage:
        return cls(crawler)

    async def process_item(self, item: Fetched) -> Fetched:
        document = item.reading.document
        if document is not None:
            spider = cast("PortalSpider", self._crawler.spider)
            done = spider.store.quarantine.save(item.run_id, document)
            spider.tally.saved(done.status)
            if done.status != "new":
                spider.tally.fields.compare(document, done.lost)
            if done.held:
                spider.tally.fields.same.changed(document, done.before)
            spider.tally.attachments += len(document.attachments)
        return item

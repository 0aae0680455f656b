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
        spider = cast("PortalSpider", self._crawler.spider)
        for each in item.file.documents if item.file else ():
            done = spider.store.quarantine.save(item.run_id, each)
            if done.status != "new":  # what is new of a run are its pages; its files are counted apart
                spider.tally.saved(done.status)
        if document is not None:
            done = spider.store.quarantine.save(item.run_id, document)
            spider.tally.saved(done.status)
            if done.status != "new":
                spider.tally.fields.compare(document, done.lost)
            if done.held:
                spider.tally.fields.same.changed(document, done.before)
        return item

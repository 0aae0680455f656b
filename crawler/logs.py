"""What Scrapy writes to the log about faults: the address, never the page; and no trace of a full disk."""

from __future__ import annotations

import logging

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from crawler.items import Fetched
from store.errors import StoreError


class PlainLog(LogFormatter):
    """Scrapy's own lines, but for items, which hold whole pages. The spider tells of the store's errors."""

    def item_error(
        self, item: Fetched, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return {
            "level": _level(exception),
            "msg": "%(url)s was not stored",
            "args": {"url": item.page.url},
        }

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        usual = super().spider_error(failure, request, response, spider)
        return {**usual, "level": _level(failure.value)}


def _level(error: BaseException | None) -> int:
    return logging.DEBUG if isinstance(error, StoreError) else logging.ERROR

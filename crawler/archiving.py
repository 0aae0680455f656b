"""Every answer goes to the raw archive before anything is made of it; a full disk ends the run."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.errors import Refused
from store.errors import StoreError

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

logger = logging.getLogger(__name__)

MAX_HEADERS = 256 * 1024  # bytes; Scrapy's own limits leave headers out
_CHECK_EVERY = 20  # answers between two looks at the free space, and one before each that is large
_LARGE = 4 * 1024 * 1024

FETCHED_AT = "fetched_at"
WARC = "warc"


class ArchiveMiddleware:
    """Writes each answer, unpacked, redirects and errors included; `meta[WARC]` tells where it lies."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._answers = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        spider: PortalSpider = self._crawler.spider  # type: ignore[assignment]
        pairs = header_pairs(response.headers)
        if sum(len(name) + len(value) for name, value in pairs) > MAX_HEADERS:
            raise Refused("bad_headers")
        due = self._answers % _CHECK_EVERY == 0 or len(response.body) > _LARGE
        if due and not has_room(spider.options.home, spider.options.min_free_mb):
            logger.warning(
                "%s: less than %d MB are free in %s",
                spider.portal.id, spider.options.min_free_mb, spider.options.home,
            )  # fmt: skip
            spider.halt("disk_full")
            raise Refused("disk_full")
        self._answers += 1
        now = dt.datetime.now(dt.UTC)
        try:
            reference = spider.archive.write(
                response.url,
                response.status,
                pairs,
                response.body,
                now,
                request_headers=header_pairs(request.headers),
            )
        except StoreError as error:
            raise Refused(spider.store_failed(error)) from None
        if spider.is_own(response.url):
            latency = request.meta.get("download_latency")
            spider.observed.answer(response.url, response.status, response.body, latency)
        request.meta[WARC] = reference
        request.meta[FETCHED_AT] = now
        return response


def has_room(folder: Path, min_free_mb: int) -> bool:
    """Whether the disk that holds `folder` has at least `min_free_mb` MiB free."""
    return shutil.disk_usage(folder).free >= min_free_mb * 1024 * 1024


def header_pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Headers as text, names in lower case, one pair per value."""
    return tuple(
        (name.decode("latin-1").lower(), _text(value)) for name, values in headers.items() for value in values
    )


def _text(value: bytes) -> str:
    """No standard says what bytes beyond ASCII are: UTF-8 where they can be that, as with file names."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")

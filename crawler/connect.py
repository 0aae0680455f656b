"""The download handler: a request waits for its host's turn, then goes there, or to CONNECT_TO's target.

The request is rewritten only here, just before the connection, so that robots, delays, redirects and all
that is stored keep the real host.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.protocols.basic import LineReceiver
from twisted.web._newclient import HTTPParser

from crawler.addresses import token_for
from crawler.errors import Refused
from crawler.politeness import RETRIED_STATUS, RETRY_AFTER_CAP, retry_after

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider


def _refuse_line(parser: LineReceiver, line: Any) -> Any:
    """Twisted hangs up on a header line above its limit (16 KiB) and says that the connection was lost."""
    raise ValueError("a header line is too long")


HTTPParser.lineLengthExceeded = _refuse_line  # type: ignore[method-assign]


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the host gate, the address guard and CONNECT_TO."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twisted repeats a request on a lost connection at once; attempts are ours to count and to space.
        self._pool.retryAutomatically = False

    async def download_request(self, request: Request) -> Response:
        spider = self._spider
        if spider.halted:
            raise Refused("interrupted")
        download = asyncio.ensure_future(self._in_turn(spider, request))
        spider.downloads.add(download)
        try:
            return await download
        except asyncio.CancelledError:
            raise Refused("interrupted") from None
        finally:
            spider.downloads.discard(download)

    @property
    def _spider(self) -> PortalSpider:
        spider: PortalSpider = self._crawler.spider  # type: ignore[assignment]
        return spider

    async def _in_turn(self, spider: PortalSpider, request: Request) -> Response:
        host = (urlsplit(request.url).hostname or "").lower()
        if reason := spider.hosts.unreachable(host):
            raise Refused(reason)
        target = spider.options.target_of(host)
        sent = request if target is None else _redirected(request, target)
        async with spider.gate.turn(host, spider.hosts.delay_of(host)):
            response = await super().download_request(sent)
            # Within the turn: who waits for the next one would be gone before any middleware sees the answer.
            spider.gate.hold(host, _asked_wait(response))
        return response if target is None else response.replace(url=request.url)


def _asked_wait(response: Response) -> float:
    """Seconds that the answer of a busy host asks everybody to wait; one that asks for more is given up."""
    value = response.headers.get("Retry-After")
    if value is None or response.status not in RETRIED_STATUS:
        return 0.0
    return min(retry_after(value.decode("latin-1"), dt.datetime.now(dt.UTC)) or 0.0, RETRY_AFTER_CAP)


def _redirected(request: Request, target: tuple[str, int]) -> Request:
    """The same request, sent in plain HTTP to `target` with the real Host header."""
    parts = urlsplit(request.url)
    address = parts._replace(scheme="http", netloc=f"{token_for(target)}:{target[1]}").geturl()
    sent = request.replace(url=address)
    sent.headers[b"Host"] = parts.netloc.encode("ascii")
    return sent

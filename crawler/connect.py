"""The download handler: a request waits for its host's turn, then goes there, or to CONNECT_TO's target.

The request is rewritten only here, just before the connection, so that robots, delays, redirects and all
that is stored keep the real host.
"""

from __future__ import annotations

import asyncio
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
from crawler.middlewares import asked_wait, asks_for_too_much, is_transient, wait_before_retry
from crawler.politeness import RETRIED_STATUS
from crawler.reasons import NETWORK_ERRORS

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
        while True:
            async with spider.gate.turn(host, spider.hosts.delay_of(host)):
                if (check := spider.hosts.check_before(request)) is None:
                    response = await self._exchanged(spider, request, sent)
                    break
            await asyncio.shield(check)
        return response if target is None else response.replace(url=request.url)

    async def _exchanged(self, spider: PortalSpider, request: Request, sent: Request) -> Response:
        """The answer, with what follows from it for the host.

        Within the turn: who waits for the next one would be gone before any middleware sees the answer.
        """
        host = (urlsplit(request.url).hostname or "").lower()
        try:
            response = await super().download_request(sent)
        except NETWORK_ERRORS as error:
            if is_transient(error, request.url):
                spider.hosts.failed(request)
                spider.gate.hold(host, wait_before_retry(spider, request) or 0.0)
            raise
        if asks_for_too_much(response):
            return response  # RetryMiddleware gives the host up
        spider.hosts.answered(request, response.status)
        if response.status in RETRIED_STATUS:
            wait = wait_before_retry(spider, request) or 0.0
            spider.gate.hold(host, max(asked_wait(response), wait))
        return response


def _redirected(request: Request, target: tuple[str, int]) -> Request:
    """The same request, sent in plain HTTP to `target` with the real Host header."""
    parts = urlsplit(request.url)
    address = parts._replace(scheme="http", netloc=f"{token_for(target)}:{target[1]}").geturl()
    sent = request.replace(url=address)
    sent.headers[b"Host"] = parts.netloc.encode("ascii")
    return sent

"""The two Scrapy middlewares that decide whether a request is sent, and whether it is sent again."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.addresses import is_refused
from crawler.errors import Refused
from crawler.politeness import RETRIED_STATUS, RETRIES, RETRY_AFTER_CAP, retry_after
from crawler.reasons import TRANSIENT, failure_reason

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

logger = logging.getLogger(__name__)

FOR_ROBOTS = "for_robots"
PROBE = "probe"  # a request that is asked once, and whose failure says nothing of the host
CONDITIONS = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
_ATTEMPT = "attempt"


class _Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Middleware:
        return cls(crawler)

    @property
    def _spider(self) -> PortalSpider:
        spider: PortalSpider = self._crawler.spider  # type: ignore[assignment]
        return spider


class PermissionMiddleware(_Middleware):
    """Own and open hosts only, robots.txt obeyed, none that was given up; also for each hop of a redirect."""

    async def process_request(self, request: Request) -> None:
        spider = self._spider
        if spider.halted:
            raise Refused("interrupted")
        if urlsplit(request.url).scheme not in ("http", "https"):
            raise Refused("bad_scheme")
        host, for_robots = _host(request), request.meta.get(FOR_ROBOTS)
        # robots.txt may lie with another host (RFC 9309 §2.3.1.2), but not where nothing may be asked.
        # Attachments too: many portals keep their files on a host of their province or of their vendor.
        if not (for_robots or _is_file(request) or spider.is_own(request.url)):
            raise Refused("off_site")
        if reason := spider.hosts.unreachable(host):
            raise Refused(reason)
        if for_robots:
            return
        if reason := spider.hosts.given_up(request.url):
            raise Refused(reason)
        if reason := (await spider.robots.rules(request.url)).refusal(request.url):
            raise Refused("blocked_address" if is_refused(host) else reason)


class Redirects(RedirectMiddleware):
    """Scrapy's redirects; each hop comes back through PermissionMiddleware. Only a file on the page's own
    host is asked for with a referer, which goes no further than that host."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # Without Scrapy's signal handler, whose only work is to look for the referer middleware.
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def handle_referer(self, request: Request, response: Response) -> None:
        if _host(request) != (urlsplit(response.url).hostname or "").lower():
            request.headers.pop("Referer", None)
        candidate = request.cb_kwargs.get("candidate")
        spider: PortalSpider = self.crawler.spider  # type: ignore[assignment]
        if candidate and spider.discovery.classify(request.url).key != candidate.key:
            for condition in CONDITIONS.values():  # they are about the page that was asked for
                request.headers.pop(condition, None)


class RetryMiddleware(_Middleware):
    """Another attempt where it may help; how long the host waits before, crawler.connect has seen to."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        hosts = self._spider.hosts
        reason = await hosts.settled(request)
        if response.status not in RETRIED_STATUS:
            return response
        if asks_for_too_much(response):
            hosts.give_up(request.url, "retry_after")
            return response
        return (None if reason else self._again(request)) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if not is_transient(exception, request.url):
            return None
        return None if await self._spider.hosts.settled(request) else self._again(request)

    def _again(self, request: Request) -> Request | None:
        if wait_before_retry(self._spider, request) is None:
            return None
        again = request.replace(dont_filter=True)
        again.meta[_ATTEMPT] = request.meta.get(_ATTEMPT, 0) + 1
        return again


def wait_before_retry(spider: PortalSpider, request: Request) -> float | None:
    """Seconds before a failed request is sent once more; None if it is not.

    Once only is asked for what failed in a run before, and for anything while its host is in doubt.
    """
    attempts = request.meta.get(_ATTEMPT, 0)
    candidate = request.cb_kwargs.get("candidate")
    if attempts >= RETRIES or request.meta.get(PROBE) or (candidate and candidate.late):
        return None
    return None if spider.hosts.is_doubted(request) else spider.options.retry_delay * 2.0**attempts


def is_transient(exception: Exception, url: str) -> bool:
    """Whether a request failed in a way that another attempt may cure."""
    return not isinstance(exception, Refused) and failure_reason(exception, url) in TRANSIENT


def asked_wait(response: Response) -> float:
    """Seconds that a busy host asks everybody to wait, 0 if it does not."""
    value = response.headers.get("Retry-After")
    if value is None or response.status not in RETRIED_STATUS:
        return 0.0
    return retry_after(value.decode("latin-1"), dt.datetime.now(dt.UTC)) or 0.0


def asks_for_too_much(response: Response) -> bool:
    """Whether a busy host wants to be left alone for so long that it gets no more requests in this run."""
    return asked_wait(response) > RETRY_AFTER_CAP


def _is_file(request: Request) -> bool:
    candidate = request.cb_kwargs.get("candidate")
    return bool(candidate and candidate.files)


def _host(request: Request) -> str:
    return (urlsplit(request.url).hostname or "").lower()

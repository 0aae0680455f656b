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
        if not for_robots and not spider.is_own(request.url):
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
    """Scrapy's redirects; each hop comes back through PermissionMiddleware. No referer is ever sent."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # Without Scrapy's signal handler, whose only work is to look for the referer middleware.
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def handle_referer(self, request: Request, response: Response) -> None:
        request.headers.pop("Referer", None)
        candidate = request.cb_kwargs.get("candidate")
        spider: PortalSpider = self.crawler.spider  # type: ignore[assignment]
        if candidate and spider.discovery.classify(request.url).key != candidate.key:
            for condition in CONDITIONS.values():  # they are about the page that was asked for
                request.headers.pop(condition, None)


class RetryMiddleware(_Middleware):
    """Another attempt where it may help, later each time; the whole host waits with it."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        spider = self._spider
        reason = spider.hosts.answered(request, response)
        if response.status not in RETRIED_STATUS:
            return response
        value = response.headers.get("Retry-After")
        asked = retry_after(value.decode("latin-1") if value else None, dt.datetime.now(dt.UTC))
        if asked is not None and asked > RETRY_AFTER_CAP:
            spider.hosts.give_up(request.url, "retry_after")
            return response
        if asked is not None:
            spider.gate.hold(_host(request), asked)
        return (None if reason else self._again(request)) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        reason = failure_reason(exception, request.url)
        if isinstance(exception, Refused) or reason not in TRANSIENT:
            return None
        return None if self._spider.hosts.unanswered(request) else self._again(request)

    def _again(self, request: Request) -> Request | None:
        attempt = request.meta.get(_ATTEMPT, 0) + 1
        if attempt > RETRIES or request.meta.get(PROBE):
            return None
        self._spider.gate.hold(_host(request), self._spider.options.retry_delay * 2 ** (attempt - 1))
        again = request.replace(dont_filter=True)
        again.meta[_ATTEMPT] = attempt
        return again


def _host(request: Request) -> str:
    return (urlsplit(request.url).hostname or "").lower()

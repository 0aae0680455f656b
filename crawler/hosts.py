"""The hosts of one run: which may be asked, how often, and which were given up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import is_forbidden
from crawler.middlewares import FOR_ROBOTS, PROBE
from crawler.options import CrawlOptions
from crawler.politeness import MIN_REAL_DELAY, HostHealth
from crawler.portal import Portal
from crawler.robots import Robots
from store.records import Run

logger = logging.getLogger(__name__)


class Hosts:
    """What the middlewares and the download handler ask before and after each request."""

    def __init__(
        self, portal: Portal, run: Run, options: CrawlOptions, robots: Robots, halt: Callable[[str], None]
    ) -> None:
        self._portal = portal
        self._run = run
        self._options = options
        self._robots = robots
        self._halt = halt
        self.on_trial: str | None = None  # the host that was down when the last run ended
        self._health: dict[str, HostHealth] = {}
        self._given_up: dict[str, str] = {}

    def unreachable(self, host: str) -> str | None:
        """Why no connection is made for this host, whatever its robots.txt says, if so."""
        if self._options.stop_list.entry_of(host):
            return "stop_list"
        if self._options.target_of(host):
            return None
        if is_forbidden(host):
            return "blocked_address"
        return "not_connected" if self._run.connected_to else None

    def given_up(self, url: str) -> str | None:
        """Why this host gets no more requests in this run, if so."""
        return self._given_up.get(host_of(url))

    def delay_of(self, host: str) -> float:
        """Seconds between two requests to `host`; its robots.txt may ask for more than we would wait."""
        if self._options.target_of(host):
            own = self._options.delay
        else:
            declared = self._portal.crawl.delay
            own = max(MIN_REAL_DELAY, self._options.delay if declared is None else declared)
        return max(own, self._robots.delays.get(host, 0.0))

    def answered(self, request: Request, response: Response) -> str | None:
        """Note an answer; why its host is given up, if this was one refusal or failure too many."""
        if request.meta.get(FOR_ROBOTS) or request.meta.get(PROBE):
            return None
        home = urlsplit(request.url)[1:4] == urlsplit(self._portal.url)[1:4]
        reason = self._health_of(request.url).answered(response.status, home=home)
        if reason:
            self.give_up(request.url, reason)
        return reason

    def unanswered(self, request: Request) -> str | None:
        """Note a request that failed; why its host is given up, if so."""
        if request.meta.get(FOR_ROBOTS) or request.meta.get(PROBE):
            return None
        reason = self._health_of(request.url).failed()
        if reason:
            self.give_up(request.url, reason)
        return reason

    def give_up(self, url: str, reason: str) -> None:
        """No more requests to this host in this run; without its main host a run ends."""
        logger.warning("%s: %s is left alone: %s", self._portal.id, host_of(url), reason)
        self._given_up[host_of(url)] = reason
        if host_of(url) == host_of(self._portal.url):
            self._halt(reason)

    def _health_of(self, url: str) -> HostHealth:
        host = host_of(url)
        if host not in self._health:
            self._health[host] = HostHealth(on_trial=host == self.on_trial)
        return self._health[host]


def host_of(url: str) -> str:
    """The host of an address in lower case, empty where it has none."""
    return (urlsplit(url).hostname or "").lower()

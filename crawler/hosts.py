"""The hosts of one run: which may be asked, how often, and which were given up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.addresses import is_forbidden
from crawler.errors import Refused
from crawler.middlewares import FOR_ROBOTS, PROBE
from crawler.options import CrawlOptions
from crawler.politeness import MIN_REAL_DELAY, RETRIED_STATUS, HostHealth
from crawler.portal import Portal
from crawler.reasons import NETWORK_ERRORS
from crawler.robots import Robots
from store.records import Run

logger = logging.getLogger(__name__)

_REFUSED = "refused"  # the request whose refusal was one too many


@dataclass(slots=True)
class _Known:
    """What this run knows of a host; `check` goes on while nobody knows whether the host is down."""

    health: HostHealth
    good: str | None = None  # an address that it answered well
    check: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True)
class Recourse:
    """What can be done when requests fail: ask for a page once, give up the late ones, end the run."""

    ask: Callable[[str], Awaitable[Response]]
    drop_late: Callable[[], None]
    halt: Callable[[str], None]


class Hosts:
    """What the middlewares and the download handler ask before and after each request."""

    def __init__(
        self, portal: Portal, run: Run, options: CrawlOptions, robots: Robots, recourse: Recourse
    ) -> None:
        self._portal = portal
        self._run = run
        self._options = options
        self._robots = robots
        self._recourse = recourse
        self.on_trial: str | None = None  # the host that was down when the last run ended
        self._known: dict[str, _Known] = {}
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

    def answered(self, request: Request, status: int) -> None:
        """Note an answer, in the turn of its request."""
        if _is_apart(request):
            return
        known = self._known_of(request.url)
        home = urlsplit(request.url)[1:4] == urlsplit(self._portal.url)[1:4]
        verdict = known.health.answered(status, home=home)
        if verdict == "blocked":
            request.meta[_REFUSED] = verdict
        else:
            self._look_into(request, known, verdict)
        if status < 300:
            known.good = self._portal.url if known.health.home_answered else request.url

    def failed(self, request: Request) -> None:
        """Note a request that got no answer, in its turn."""
        if not _is_apart(request):
            known = self._known_of(request.url)
            self._look_into(request, known, known.health.failed())

    def check_before(self, request: Request) -> asyncio.Task[None] | None:
        """What has to be known of the host before this request is sent. Raises Refused if it was given up."""
        if _is_apart(request):
            return None
        if reason := self.given_up(request.url):
            raise Refused(reason)
        return self._known_of(request.url).check

    async def settled(self, request: Request) -> str | None:
        """Why the host of a request that came back is given up, if it is; waits until that is known."""
        if _is_apart(request):
            return None
        if check := self._known_of(request.url).check:
            await asyncio.shield(check)
        if reason := request.meta.pop(_REFUSED, None):
            self.give_up(request.url, reason)
        return self.given_up(request.url)

    def is_doubted(self, request: Request) -> bool:
        """Whether too much failed at this host to send anything to it twice."""
        return not _is_apart(request) and self._known_of(request.url).health.is_doubted

    def give_up(self, url: str, reason: str) -> None:
        """No more requests to this host in this run; without its main host a run ends."""
        logger.warning("%s: %s is left alone: %s", self._portal.id, host_of(url), reason)
        self._given_up[host_of(url)] = reason
        if host_of(url) == host_of(self._portal.url):
            self._recourse.halt(reason)

    def _look_into(self, request: Request, known: _Known, verdict: str | None) -> None:
        """Find out whether a host is down, or only these pages bad; nothing is sent to it meanwhile."""
        if verdict is not None:
            in_doubt = verdict == "in_doubt"
            known.check = asyncio.ensure_future(self._check(request, known, in_doubt=in_doubt))

    async def _check(self, request: Request, known: _Known, *, in_doubt: bool) -> None:
        candidate = request.cb_kwargs.get("candidate")
        try:
            if in_doubt and await self._still_answers(request.url, known):
                return
            if candidate and candidate.late and not in_doubt:
                known.health.relent()
                self._recourse.drop_late()
            else:
                self.give_up(request.url, "host_down")
        finally:
            known.check = None

    async def _still_answers(self, url: str, known: _Known) -> bool:
        """Whether the host answers for what it answered before, or for its home page if nothing was."""
        home = self._portal.url if host_of(url) == host_of(self._portal.url) else None
        page = known.good or home
        if page is None:
            return False
        try:
            return (await self._recourse.ask(page)).status not in RETRIED_STATUS
        except NETWORK_ERRORS:
            return False

    def _known_of(self, url: str) -> _Known:
        host = host_of(url)
        if host not in self._known:
            self._known[host] = _Known(HostHealth(on_trial=host == self.on_trial))
        return self._known[host]


def _is_apart(request: Request) -> bool:
    """Whether a request says nothing of its host's health."""
    return bool(request.meta.get(FOR_ROBOTS) or request.meta.get(PROBE))


def host_of(url: str) -> str:
    """The host of an address in lower case, empty where it has none."""
    return (urlsplit(url).hostname or "").lower()

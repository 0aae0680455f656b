"""robots.txt as RFC 9309 has it, fail-closed: what cannot be asked is not fetched."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy.http import Response

from crawler.reasons import NETWORK_ERRORS, OURS, failure_reason
from store.records import RobotsState

logger = logging.getLogger(__name__)

AGENT = "reformwatch"  # the product token that rules are written for
MAX_BYTES = 500 * 1024  # RFC 9309 §2.5: at least this much is read; what comes after is not
MAX_CRAWL_DELAY = 60.0  # seconds; a host that asks for more is not crawled

MAX_AGE = 24 * 3600.0  # seconds; RFC 9309 §2.4: rules that are older are asked for again, also within a run

# Failures that are the host's own, whatever its robots.txt would say: the run names them instead.
_OF_THE_HOST = frozenset({"dns_error", "tls_error", "tls_version", "blocked_address"})
_LINE = re.compile(
    r"(?P<agent>user[ -]?agent)|(?P<delay>crawl[ -]delay)|(?P<known>allow|diss?all?ow|site-?maps?)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)  # RFC 9309 §2.2.1: all that a product token may hold


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says to us; `delay` in seconds, 0 where it asks for none.

    `cause` is why it could not be asked, where that is not the origin's doing; `answer` is what came instead.
    """

    state: RobotsState
    parser: Protego | None = None
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    cause: str | None = None
    answer: str | None = None

    def refusal(self, url: str) -> str | None:
        """Why `url` may not be fetched, else None."""
        if self.state == "unreachable":
            return self.cause or "robots_unreachable"
        if self.delay > MAX_CRAWL_DELAY:
            return "crawl_delay"
        if self.parser is not None and not self.parser.can_fetch(url, AGENT):
            return "robots_disallowed"
        return None


class Robots:
    """The rules of the origins that a run asks, each asked once a day."""

    def __init__(self, fetch: Callable[[str], Awaitable[Response]], max_age: float = MAX_AGE) -> None:
        self._fetch = fetch
        self._max_age = max_age
        self._origins: dict[str, tuple[float, asyncio.Task[Rules]]] = {}
        self.delays: dict[str, float] = {}  # seconds that a host asks for, by its name

    async def rules(self, url: str) -> Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        now = asyncio.get_running_loop().time()
        asked_at, task = self._origins.get(origin, (now, None))
        if task is None or now - asked_at > self._max_age:
            task = asyncio.ensure_future(self._load(f"{origin}/robots.txt"))
            self._origins[origin] = now, task
        return await asyncio.shield(task)

    async def _load(self, url: str) -> Rules:
        try:
            response = await self._fetch(url)
        except NETWORK_ERRORS as error:
            reason = failure_reason(error, url)
            logger.info("%s: %s", url, reason)
            cause = reason if reason in OURS | _OF_THE_HOST else None
            return Rules("unreachable", cause=cause, answer=reason)
        rules = rules_of(response.status, response.body, url)
        host = (urlsplit(url).hostname or "").lower()
        self.delays[host] = max(self.delays.get(host, 0.0), rules.delay)
        return rules


def rules_of(status: int, body: bytes, url: str) -> Rules:
    """The rules in an answer for `url`: 2xx as written, other 4xx none at all, the rest unreachable."""
    if 400 <= status < 500 and status != 429:
        return Rules("allowed")
    if not 200 <= status < 300:
        return Rules("unreachable", answer=f"http_{status}")
    text = body[:MAX_BYTES].decode("utf-8-sig", errors="replace")
    parser = Protego.parse("\n".join(_lines(text, with_delays=False)))
    delay = Protego.parse("\n".join(_lines(text, with_delays=True))).crawl_delay(AGENT)
    sitemaps = tuple(urljoin(url, address) for address in parser.sitemaps)
    return Rules("allowed", parser, delay or 0.0, sitemaps)


def _lines(text: str, *, with_delays: bool) -> Iterator[str]:
    """The lines that mean something, made so that Protego reads them as RFC 9309 does.

    An unknown line between two agents would end their group, and so would a delay, which the RFC does not
    know; a shorter agent would match ours by its beginning, and one with a version would not match at all.
    """
    for line in re.split(r"\r\n?|\n", text):
        found = _LINE.match(line.strip())
        if found is None or (found["delay"] and not with_delays):
            continue
        yield f"User-agent: {_agent(line.strip()[found.end() :])}" if found["agent"] else line


def _agent(value: str) -> str:
    name = value.partition("#")[0].strip().removeprefix(":").strip()
    if name == "*" or name.startswith("* "):
        return "*"
    token = _TOKEN.match(name)
    return AGENT if token and token[0].lower() == AGENT else "other"

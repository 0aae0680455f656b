"""robots.txt as RFC 9309 has it, fail-closed: what cannot be asked is not fetched."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
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

_KEYS = ("user-agent", "allow", "disallow", "sitemap", "crawl-delay")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says to us; `delay` in seconds, 0 where it asks for none.

    `cause` is why it could not be asked, where that is not the origin's doing.
    """

    state: RobotsState
    parser: Protego | None = None
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    cause: str | None = None

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
    """The rules of the origins that a run asks, each fetched once."""

    def __init__(self, fetch: Callable[[str], Awaitable[Response]]) -> None:
        self._fetch = fetch
        self._origins: dict[str, asyncio.Task[Rules]] = {}
        self.delays: dict[str, float] = {}  # seconds that a host asks for, by its name

    async def rules(self, url: str) -> Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._origins:
            self._origins[origin] = asyncio.ensure_future(self._load(f"{origin}/robots.txt"))
        return await asyncio.shield(self._origins[origin])

    async def _load(self, url: str) -> Rules:
        try:
            response = await self._fetch(url)
        except NETWORK_ERRORS as error:
            reason = failure_reason(error, url)
            logger.info("%s: %s", url, reason)
            return Rules("unreachable", cause=reason if reason in OURS else None)
        rules = rules_of(response.status, response.body, url)
        host = (urlsplit(url).hostname or "").lower()
        self.delays[host] = max(self.delays.get(host, 0.0), rules.delay)
        return rules


def rules_of(status: int, body: bytes, url: str) -> Rules:
    """The rules in an answer for `url`: 2xx as written, other 4xx none at all, the rest unreachable."""
    if 400 <= status < 500 and status != 429:
        return Rules("allowed")
    if not 200 <= status < 300:
        return Rules("unreachable")
    parser = Protego.parse(_known_lines(body[:MAX_BYTES].decode("utf-8-sig", errors="replace")))
    sitemaps = tuple(urljoin(url, address) for address in parser.sitemaps)
    return Rules("allowed", parser, parser.crawl_delay(AGENT) or 0.0, sitemaps)


def _known_lines(text: str) -> str:
    """Only the lines that mean something: an unknown one between two agents would end Protego's group."""
    return "\n".join(line for line in text.splitlines() if line.strip().lower().startswith(_KEYS))

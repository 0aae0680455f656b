"""Each guard in its naive form, to be put in its place: the suite's own proof.

`pytest -p tests.faults.cases --without NAME` runs the tests that name it so, and `tests.faults.proof` shows
that each of them fails then; with `--control` all is the same, and the guard stays where it is.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from lxml import etree

from crawler import discovery, feeds, middlewares, politeness, robots, sitemaps, xmlfiles
from crawler.addresses import is_forbidden, is_public
from crawler.archiving import has_room
from crawler.blocking import is_challenge, is_maintenance
from crawler.branches import Branches
from tests.faults import naive_reading, naive_store
from tests.faults.patching import constants, everywhere, replace, settings

MANY = 10**9


def _addresses() -> None:
    everywhere(is_public, lambda address: True)
    everywhere(is_forbidden, lambda host: False)
    from crawler import hosts

    hosts.Hosts.unreachable = lambda self, host: None  # type: ignore[method-assign]
    _off_site()


def _off_site() -> None:
    discovery.Discovery.is_own = lambda self, url: True  # type: ignore[method-assign]


def _robots() -> None:
    robots.Rules.refusal = lambda self, url: None  # type: ignore[method-assign]


def _robots_open() -> None:
    """As Scrapy: what cannot be asked is allowed."""
    fail_closed = robots.Rules.refusal
    robots.Rules.refusal = (  # type: ignore[method-assign]
        lambda self, url: None if self.state == "unreachable" else fail_closed(self, url)
    )
    from crawler import seeding

    ours = seeding.seed

    async def seed(spider: Any) -> None:
        rules = await spider.robots.rules(spider.portal.url)
        if rules.state == "unreachable":
            spider.tally.robots = "allowed"
            seeding._queue_starts(spider, rules)
        else:
            await ours(spider)

    everywhere(ours, seed)


def _robots_closed() -> None:
    """What is not answered with 200 is closed, as if no portal could be without the file."""
    ours = robots.rules_of

    def naive(status: int, body: bytes, url: str) -> robots.Rules:
        return ours(status if status == 200 else 503, body, url)

    everywhere(ours, naive)


def _no_delay() -> None:
    """Crawl-delay is not looked at."""
    ours = robots.rules_of
    everywhere(ours, lambda status, body, url: dataclasses.replace(ours(status, body, url), delay=0.0))


def _no_hold() -> None:
    politeness.HostGate.hold = lambda self, host, seconds: None  # type: ignore[method-assign]


def _no_patience() -> None:
    """Retry-After is not looked at."""
    everywhere(middlewares.asks_for_too_much, lambda response: False)
    everywhere(middlewares.asked_wait, lambda response: 0.0)


def _no_pause() -> None:
    from crawler import hosts

    hosts.Hosts.delay_of = lambda self, host: 0.0  # type: ignore[method-assign]


def _no_circuit() -> None:
    politeness.HostHealth.failed = lambda self: None  # type: ignore[method-assign]


def _no_refusals() -> None:
    politeness.HostHealth.answered = lambda self, status, *, home: None  # type: ignore[method-assign]


def _retry_everything() -> None:
    everything = frozenset({*middlewares.TRANSIENT, "tls_error", "tls_version", "too_large", "bad_headers"})
    middlewares.TRANSIENT = everything  # type: ignore[misc]
    middlewares.RETRIES += 1  # type: ignore[misc]


def _headers() -> None:
    replace("crawler.archiving.MAX_HEADERS", MANY)


def _entities() -> None:
    def parse(body: bytes) -> Any:
        parser = etree.XMLParser(
            resolve_entities=True, load_dtd=True, no_network=False, huge_tree=True, recover=True
        )
        return etree.fromstring(body.lstrip(), parser)

    for module in (xmlfiles, feeds, sitemaps):
        if hasattr(module, "parse_xml"):
            module.parse_xml = parse  # type: ignore[assignment]


def _challenges() -> None:
    everywhere(is_challenge, lambda body: False)


def _placeholders() -> None:
    everywhere(is_maintenance, lambda text: False)


def _branches() -> None:
    replace("crawler.discovery.MAX_DEPTH", MANY)
    Branches.closes = lambda self, url, *, fruitful: False  # type: ignore[method-assign]
    Branches.is_closed = lambda self, url: False  # type: ignore[method-assign]


def _variants() -> None:
    Branches.is_one_too_many = lambda self, url: False  # type: ignore[method-assign]


def _echoes() -> None:
    from crawler.urls import is_trap

    everywhere(is_trap, lambda parts: False)


def _sessions() -> None:
    import re

    replace("crawler.urls._TRACKING", re.compile("(?!)"))


def _one_queue() -> None:
    """A portal whose name does not resolve takes a place like any other."""
    from crawler.places import Places

    @asynccontextmanager
    async def one(self: Any, host: str | None) -> AsyncIterator[None]:
        async with self._found:
            yield

    Places.one = one  # type: ignore[method-assign]


def _anything_is_ok() -> None:
    from crawler.verdict import judge

    everywhere(judge, lambda tally, halted: ("ok", None))


GUARDS: Mapping[str, Callable[[], None]] = {
    "time-out": settings(DOWNLOAD_TIMEOUT=3600),
    "retry-limit": _retry_everything,
    "holding": _no_hold,
    "circuit": _no_circuit,
    "refusals": _no_refusals,
    "addresses": _addresses,
    "off-site": _off_site,
    "robots": _robots,
    "robots-closed": _robots_open,
    "robots-lines": lambda: replace("crawler.robots._lines", lambda text, with_delays: text.splitlines()),
    "robots-4xx": _robots_closed,
    "robots-size": constants(robots__MAX_BYTES=MANY),
    "crawl-delay": _no_delay,
    "pause": _no_pause,
    "retry-after-cap": _no_patience,
    "retry-after-forms": lambda: everywhere(politeness.retry_after, lambda value, now: None),
    "body-limit": settings(DOWNLOAD_MAXSIZE=400 << 20),
    "header-limit": _headers,
    "whole-bodies": settings(DOWNLOAD_FAIL_ON_DATALOSS=False),
    "hops": settings(REDIRECT_MAX_TIMES=40),
    "entities": _entities,
    "challenges": _challenges,
    "placeholders": _placeholders,
    "branches": _branches,
    "variants": _variants,
    "echoes": _echoes,
    "sessions": _sessions,
    # Deep enough and enough of them to tell, and not for ever.
    "sitemaps": constants(listfiles__MAX_DEPTH=5, spiders__base__PortalSpider__most_list_files=60),
    "barren": constants(discovery__MAX_BARREN=MANY),
    "zero-is-broken": _anything_is_ok,
    "magic": naive_reading.magic,
    "worker": lambda: None,  # the reader below is all of it
    "charsets": naive_reading.charsets,
    "repairs": naive_reading.repairs,
    "dates": naive_reading.dates,
    "stored-first": naive_reading.early_pages,
    "certificates": settings(DOWNLOAD_VERIFY_CERTIFICATES=False),
    "places": _one_queue,
    "tls-reasons": lambda: replace("crawler.reasons._OLD_TLS", ()),
    "contact": lambda: replace("crawler.run._refuse_anonymous", lambda portals, options: None),
    "disk-room": lambda: everywhere(has_room, lambda folder, min_free_mb: True),
    "rest-closed": lambda: replace("crawler.run._Work.close_rest", lambda self: None),
    "monthly-look": lambda: replace("crawler.recheck.Recheck._month_share", lambda self: 0),
    **naive_store.GUARDS,
}


def switch_off(name: str, options: dict[str, Any], *, control: bool = False) -> None:
    """In a crawl process, before it begins.

    Pages are read as a plain spider reads them: guards of the reading would be in other processes otherwise,
    and those take longer to start than most proofs.
    """
    is_ours = options.get("reader") == "pipelines.reader.PageReader"
    if is_ours and not (control and name == "worker"):
        options |= naive_reading.IN_PROCESS
        importlib.import_module("pipelines.reading")
    if not control:
        GUARDS[name]()


def switch_off_here(name: str) -> None:
    """In the process of a test. Raises KeyError for a guard that there is not."""
    naive = GUARDS[name]
    if name in naive_store.GUARDS:
        naive()

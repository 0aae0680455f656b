"""Each guard in its naive form, to be put in its place in the crawl process: the test's own proof.

`pytest -p tests.faults.cases --without NAME` runs the suite so, and `python -m tests.faults.proof` shows
for each case that its test fails then.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from lxml import etree

from crawler import discovery, feeds, middlewares, politeness, robots, run, sitemaps, xmlfiles
from crawler.addresses import is_forbidden, is_public
from crawler.archiving import has_room
from crawler.blocking import is_challenge, is_maintenance
from crawler.branches import Branches
from crawler.portal import Portal
from store.records import PageReading, RawPage

MANY = 10**9


def replace(name: str, value: object) -> None:
    """Give `package.module.NAME`, or `package.module.Class.name`, another value."""
    owner, _, attribute = name.rpartition(".")
    setattr(_found(owner), attribute, value)


def _found(name: str) -> Any:
    with suppress(ImportError):
        return importlib.import_module(name)
    owner, _, attribute = name.rpartition(".")
    return getattr(_found(owner), attribute)


def _everywhere(function: Any, naive: Any) -> None:
    """Replace a function in every module that has imported it by name."""
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()) if hasattr(module, "__dict__") else ():
            if value is function:
                setattr(module, name, naive)


def _settings(**changes: Any) -> Callable[[], None]:
    """Other settings of Scrapy."""

    def change() -> None:
        ours = run.scrapy_settings

        def changed(options: Any) -> Any:
            settings = ours(options)
            settings.update(changes, priority="cmdline")
            return settings

        run.scrapy_settings = changed  # type: ignore[assignment]

    return change


def _constants(**values: Any) -> Callable[[], None]:
    """`module__NAME=value` of the crawler."""
    return lambda: (
        [replace(f"crawler.{name.replace('__', '.')}", value) for name, value in values.items()] and None
    )


def _addresses() -> None:
    _everywhere(is_public, lambda address: True)
    _everywhere(is_forbidden, lambda host: False)
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

    _everywhere(ours, seed)


def _no_hold() -> None:
    politeness.HostGate.hold = lambda self, host, seconds: None  # type: ignore[method-assign]


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
    middlewares.RETRIES = 6  # type: ignore[misc]


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
    _everywhere(is_challenge, lambda body: False)


def _placeholders() -> None:
    _everywhere(is_maintenance, lambda text: False)


def _branches() -> None:
    replace("crawler.discovery.MAX_DEPTH", MANY)
    Branches.closes = lambda self, url, *, fruitful: False  # type: ignore[method-assign]
    Branches.is_closed = lambda self, url: False  # type: ignore[method-assign]


def _variants() -> None:
    Branches.is_one_too_many = lambda self, url: False  # type: ignore[method-assign]


def _echoes() -> None:
    from crawler.urls import is_trap

    _everywhere(is_trap, lambda parts: False)


def _sessions() -> None:
    import re

    replace("crawler.urls._TRACKING", re.compile("(?!)"))


def _names_in_the_loop() -> None:
    """Names are resolved where the callbacks run, which wait meanwhile."""
    import socket

    from scrapy.resolver import CachingThreadedResolver
    from twisted.internet.defer import fail, succeed
    from twisted.internet.error import DNSLookupError

    def resolve(self: Any, name: str, timeout: Any = ()) -> Any:
        try:
            return succeed(socket.gethostbyname(name))
        except OSError as error:
            return fail(DNSLookupError(str(error)))

    CachingThreadedResolver.getHostByName = resolve  # type: ignore[method-assign]


def _anything_is_ok() -> None:
    from crawler.verdict import judge

    _everywhere(judge, lambda tally, halted: ("ok", None))


def _magic() -> None:
    from pipelines.pagekind import no_page

    _everywhere(no_page, lambda body, content_type, is_file_address: None)


def _charsets() -> None:
    from pipelines.decode import Decoded, declared_charset, decode

    def naive(body: bytes, content_type: str | None) -> Decoded:
        declared = declared_charset(body, content_type) or "utf-8"
        return Decoded(body.decode(declared, "replace"), declared, declared)

    _everywhere(decode, naive)


def _repairs() -> None:
    from pipelines.repair import repair_mojibake, repair_text

    _everywhere(repair_text, lambda text: (text, ()))
    _everywhere(repair_mojibake, lambda text: (text, ()))


def _dates() -> None:
    import dateparser

    from pipelines.dates import published
    from store.records import Published

    def naive(raw: str, fetched_at: Any, source: Any = "selector") -> Published | None:
        found = dateparser.parse(raw)
        return Published(found.date(), None, "day", source, raw) if found else None

    _everywhere(published, naive)


def _early_pages() -> None:
    """A page counts as known before its document is stored."""
    import asyncio

    from crawler.stages import PageStage
    from pipelines.stages import StoreStage

    record = PageStage.process_item

    async def slowly(self: Any, item: Any) -> Any:
        done = await record(self, item)
        await asyncio.sleep(0.05)
        return done

    PageStage.process_item = slowly  # type: ignore[method-assign]
    stages = {"crawler.stages.PageStage": 100, f"{StoreStage.__module__}.StoreStage": 300}
    _settings(ITEM_PIPELINES=stages | {"tests.crawler.plain_reader.SavingStage": None})()


GUARDS: Mapping[str, Callable[[], None]] = {
    "time-out": _settings(DOWNLOAD_TIMEOUT=3600),
    "retry-limit": _retry_everything,
    "holding": _no_hold,
    "circuit": _no_circuit,
    "refusals": _no_refusals,
    "addresses": _addresses,
    "off-site": _off_site,
    "robots": _robots,
    "robots-closed": _robots_open,
    "robots-lines": lambda: replace("crawler.robots._lines", lambda text, with_delays: text.splitlines()),
    "robots-size": _constants(robots__MAX_BYTES=MANY),
    "crawl-delay": _constants(robots__MAX_CRAWL_DELAY=float(MANY)),
    "pause": _no_pause,
    "retry-after-cap": _constants(middlewares__RETRY_AFTER_CAP=float(MANY)),
    "retry-after-forms": lambda: _everywhere(politeness.retry_after, lambda value, now: None),
    "body-limit": _settings(DOWNLOAD_MAXSIZE=400 << 20),
    "header-limit": _headers,
    "whole-bodies": _settings(DOWNLOAD_FAIL_ON_DATALOSS=False),
    "hops": _settings(REDIRECT_MAX_TIMES=40),
    "entities": _entities,
    "challenges": _challenges,
    "placeholders": _placeholders,
    "branches": _branches,
    "variants": _variants,
    "echoes": _echoes,
    "sessions": _sessions,
    "sitemaps": _constants(listfiles__MAX_DEPTH=MANY, listfiles__MAX_FILES=MANY),
    "barren": _constants(discovery__MAX_BARREN=MANY),
    "zero-is-broken": _anything_is_ok,
    "magic": _magic,
    "worker": lambda: None,  # the reader below is all of it
    "charsets": _charsets,
    "repairs": _repairs,
    "dates": _dates,
    "stored-first": _early_pages,
    "certificates": _settings(DOWNLOAD_VERIFY_CERTIFICATES=False),
    "slow-names": _names_in_the_loop,
    "tls-reasons": lambda: replace("crawler.reasons._OLD_TLS", ()),
    "contact": lambda: replace("crawler.run._refuse_anonymous", lambda portals, options: None),
    "disk-room": lambda: _everywhere(has_room, lambda folder, min_free_mb: True),
    "rest-closed": lambda: replace("crawler.run._Work.close_rest", lambda self: None),
    "monthly-look": lambda: replace("crawler.recheck.Recheck._month_share", lambda self: 0),
}
# Guards of the reading live in worker processes; without them, pages are read as a plain spider reads them.
_OF_READING = frozenset({"challenges", "placeholders", "magic", "worker", "charsets", "repairs", "dates"})


def switch_off(name: str, options: dict[str, Any]) -> None:
    if name in _OF_READING and "reader" in options:
        options["reader"] = "tests.faults.guards.InProcess"
        importlib.import_module("pipelines.reading")
    GUARDS[name]()


class InProcess:
    """A reader without processes: it parses in the crawl's own."""

    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> None:
        self._portals = portals

    async def read(self, page: RawPage) -> PageReading:
        from pipelines.reading import read_page

        return read_page(page, self._portals[page.portal])

    async def close(self) -> None:
        pass

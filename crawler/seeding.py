"""What a walk starts from: robots.txt first, since it decides, and since it names sitemaps."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.frontier import Turn
from crawler.hosts import host_of
from crawler.reasons import INTERNAL
from crawler.robots import Rules
from store.records import Failure

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

ASK_AFTER = dt.timedelta(days=30)  # RFC 9309 §2.3.1.4 would see no rules then; we ask the operator
# There is no host, or none that can be trusted: such a portal is broken, and nobody has closed it.
OF_THE_CONNECTION = frozenset({"dns_error", "tls_error", "tls_version"})


async def seed(spider: PortalSpider) -> None:
    """Queue the lists and start pages of a portal; none where its robots.txt could not be asked."""
    if spider.hosts.unreachable(host_of(spider.portal.url)) == "stop_list":
        spider.tally.robots_reason = "stop_list"
        return
    rules = await spider.robots.rules(spider.portal.url)
    refusal = rules.refusal(spider.portal.url)
    tally = spider.tally
    if spider.halted or refusal == INTERNAL:
        tally.errors += refusal == INTERNAL
        return  # the fault is ours, and nothing is known of their rules
    tally.robots = "disallowed" if refusal and rules.state == "allowed" else rules.state
    if refusal in OF_THE_CONNECTION:
        tally.failed.append(Failure(spider.portal.url, refusal))
        return
    tally.robots_reason = _lasting(spider, refusal)
    if rules.state == "unreachable" and refusal == "robots_unreachable" and rules.answer:
        tally.failed.append(Failure(urljoin(spider.portal.url, "/robots.txt"), rules.answer))
    if rules.state == "unreachable" or refusal == "crawl_delay":
        return
    _queue_starts(spider, rules)


def _lasting(spider: PortalSpider, refusal: str | None) -> str | None:
    """The same reason, or that nobody has reached the robots.txt for a month: then a person should look."""
    since = spider.store.runs.robots_unreachable_since(spider.portal.id)
    if refusal != "robots_unreachable" or since is None or spider.run.started_at - since < ASK_AFTER:
        return refusal
    return "robots_unreachable_30_days"


def _queue_starts(spider: PortalSpider, rules: Rules) -> None:
    portal, add = spider.portal, spider.discovery.add_list
    for address in (*portal.sitemaps, *portal.feeds):
        add(urljoin(portal.url, address), Turn.LIST_FILE, "file")
    for section in portal.sections:
        add(urljoin(portal.url, section.path), Turn.SEED, "file")
    if portal.scope == "sections" and portal.sections:
        return
    for address in rules.sitemaps:
        add(address, Turn.LIST_FILE, "robots")
    add(urljoin(portal.url, "/sitemap.xml"), Turn.LIST_FILE, "guess")
    add(portal.url, Turn.SEED, "file")
    for path in spider.start_paths:
        add(urljoin(portal.url, path), Turn.SEED, "guess")

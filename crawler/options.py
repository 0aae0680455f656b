"""What a crawl is asked to do, and what it says while it does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from crawler.discovery import bare_host
from crawler.portal import Portal
from crawler.stoplist import StopList
from crawler.window import DateWindow
from store.records import Run

What: TypeAlias = Literal["started", "page", "finished", "busy", "outside_hours"]


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """`since`, `until` and `max_pages` go before what a portal's file says. `connect_to` is host → (loopback
    address, port); ask `target_of`. `delay`, `timeout` and `retry_delay` are seconds. `reader` and `stages`
    are named, not imported: they belong to the package above. `spider` goes before that of the platform.
    """

    home: Path
    since: dt.date | None = None
    until: dt.date | None = None
    max_pages: int | None = None
    connect_to: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    delay: float = 2.0
    timeout: float = 30.0
    retry_delay: float = 5.0
    contact: str = ""
    stop_list: StopList = field(default_factory=StopList)
    workers: int = 1
    min_free_mb: int = 200
    spider: str | None = None
    reader: str = "pipelines.reader.PageReader"
    stages: Mapping[str, int] = field(default_factory=lambda: {"pipelines.stages.StoreStage": 300})

    def target_of(self, host: str) -> tuple[str, int] | None:
        """Where requests for a host go instead of the network; with and without `www.` it is one site."""
        same = (target for name, target in self.connect_to.items() if bare_host(name) == bare_host(host))
        return self.connect_to.get(host.lower()) or next(same, None)

    def targets_of(self, portal: Portal) -> tuple[tuple[str, int], ...]:
        """Where requests for a portal go, once each; with any, none of its requests goes to the network."""
        found = (self.target_of(host) for host in portal.hosts)
        return tuple(dict.fromkeys(target for target in found if target))

    def window(self, portal: Portal) -> DateWindow:
        return DateWindow(self.since or portal.crawl.since, self.until)


@dataclass(frozen=True, slots=True)
class CrawlEvent:
    """`counts` has pages, seen, new, updated, unchanged, failed; `run` is set when it has `finished`.

    `busy`: another process crawls this portal now, nothing was done. `outside_hours`: nor was it here, since
    this is not the time of day that `crawl.window` of the portal's file names.
    """

    portal: str
    what: What
    counts: Mapping[str, int]
    run: Run | None = None

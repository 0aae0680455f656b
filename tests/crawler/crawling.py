"""Crawls in a process of their own, since Scrapy's reactor starts only once."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests import forks
from tests.crawler import child

_numbers = itertools.count()
# What a crawl loads when it begins: Scrapy's handler of HTTP alone takes a second and a half.
PRELOADED = (
    "settings", "tests.crawler.child", "crawler.connect", "crawler.declaration", "crawler.logs",
    "crawler.stages", "crawler.spiders.generic", "crawler.spiders.sharepoint_lacviet",
    "crawler.platforms.liferay_asset", "crawler.platforms.sharepoint_lacviet", "scrapy.core.downloader",
    "scrapy.core.scheduler",
    "scrapy.downloadermiddlewares.defaultheaders", "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.httpcompression", "scrapy.downloadermiddlewares.useragent",
    "scrapy.dupefilters", "scrapy.extensions.memusage", "scrapy.logformatter", "scrapy.pqueues",
    "scrapy.squeues", "scrapy.statscollectors",
)  # fmt: skip
processes: BaseContext = forks.processes
forks.preload(*PRELOADED)


class CrawlDied(Exception):  # noqa: N818
    """A crawl process ended without its last words: no assertion of a test, whatever it wanted to show."""


@dataclass(frozen=True)
class Crawling:
    """A crawl that goes on."""

    process: BaseProcess
    out: Path

    def send_signal(self, number: int) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


@dataclass(frozen=True)
class Crawled:
    """What a crawl process said: its runs by portal, its events, how it ended."""

    runs: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]
    error: str | None
    seconds: float
    log: str

    @property
    def run(self) -> dict[str, Any]:
        (run,) = self.runs.values()
        return run


def portal(id_: str = "thu", host: str = "thu.example", **keys: Any) -> dict[str, Any]:
    base = {
        "id": id_,
        "name": "Cổng thử",
        "url": f"https://{host}/",
        "platform": "generic",
        "locality": "P63:46",
    }
    return base | keys


def start(
    home: Path,
    portals: Sequence[Mapping[str, Any]],
    connect_to: Mapping[str, tuple[str, int]],
    *,
    target: Callable[[dict[str, Any], Path], None] = child.main,
    more: Mapping[str, Any] | None = None,
    **options: Any,
) -> Crawling:
    """`target` is the crawl process, `more` what it is told besides."""
    order = {"home": str(home), "portals": list(portals), "connect_to": dict(connect_to), "options": options}
    order |= more or {}
    home.mkdir(parents=True, exist_ok=True)
    out = home / f"crawl-{next(_numbers)}.jsonl"
    process = processes.Process(target=target, args=(order, out))
    process.start()
    return Crawling(process, out)


def finish(crawling: Crawling, timeout: float = 60) -> Crawled:
    process = crawling.process
    process.join(timeout)
    if process.exitcode is None:
        process.kill()
        process.join()
    lines = [json.loads(line) for line in crawling.out.read_text().splitlines()]
    log = crawling.out.with_suffix(".log").read_text()
    if not lines or "done" not in lines[-1]:
        raise CrawlDied(f"the crawl process died ({process.exitcode}):\n{lines}\n{log}")
    done = lines.pop()
    return Crawled({run["portal"]: run for run in done["done"]}, lines, done["error"], done["seconds"], log)


def crawl(
    home: Path,
    portals: Sequence[Mapping[str, Any]] | Mapping[str, Any],
    connect_to: Mapping[str, tuple[str, int]],
    **options: Any,
) -> Crawled:
    """Crawl with no pause between requests, unless the options say otherwise."""
    wanted = [portals] if isinstance(portals, Mapping) else portals
    return finish(start(home, wanted, connect_to, **options))

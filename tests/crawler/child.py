"""The crawl process of a test: its order comes as JSON, its events and runs go out as JSON lines."""

from __future__ import annotations

import json
import logging
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.errors import CrawlError
from crawler.portal import Portal, portal_from_mapping
from crawler.run import CrawlEvent, CrawlOptions, crawl
from store.database import open_store
from store.records import as_json
from tests.crawler.crawling import as_date


def main() -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    order = json.loads(sys.argv[1])
    home = Path(order["home"])
    home.mkdir(parents=True, exist_ok=True)
    given = {"delay": 0, "retry_delay": 0.05, "timeout": 3, "min_free_mb": 0} | order["options"]
    given |= {name: as_date(given[name]) for name in ("since", "until") if name in given}
    options = CrawlOptions(
        home=home,
        connect_to={host: (address, port) for host, (address, port) in order["connect_to"].items()},
        **{
            "reader": "tests.crawler.plain_reader.PlainReader",
            "stages": {"tests.crawler.plain_reader.SavingStage": 300},
        }
        | given,
    )
    portals = [_portal(dict(each)) for each in order["portals"]]
    runs, error, begin = [], None, time.monotonic()
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        try:
            runs = crawl(portals, store, options, _tell)
        except CrawlError as problem:
            error = f"{type(problem).__name__}: {problem}"
    _say(done=as_json(runs), error=error, seconds=time.monotonic() - begin)


def _portal(mapping: dict[str, Any]) -> Portal:
    """`raw_hosts` are hosts that no declaration may have: addresses, names without a dot."""
    raw = tuple(mapping.pop("raw_hosts", ()))
    portal = portal_from_mapping(mapping)
    return replace(portal, hosts=(*portal.hosts, *raw))


def _tell(event: CrawlEvent) -> None:
    if event.what != "page":
        _say(portal=event.portal, what=event.what, counts=dict(event.counts))


def _say(**values: Any) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""The crawl process of a test: its events and runs go out as lines of JSON."""

from __future__ import annotations

import datetime as dt
import functools
import json
import logging
import signal
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from crawler.errors import CrawlError
from crawler.portal import Portal, portal_from_mapping
from crawler.run import CrawlEvent, CrawlOptions, crawl
from store.database import open_store
from store.records import as_json


def main(order: dict[str, Any], out: Path) -> None:
    """Crawl as ordered; lines of JSON go to `out`, the log beside it."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the fork server, our parent, ignores it
    logging.basicConfig(level=logging.INFO, filename=out.with_suffix(".log"))
    home = Path(order["home"])
    given = {"delay": 0, "retry_delay": 0.05, "timeout": 3, "min_free_mb": 0} | order["options"]
    given |= {name: dt.date.fromisoformat(given[name]) for name in ("since", "until") if name in given}
    named = {
        "reader": "tests.crawler.plain_reader.PlainReader",
        "stages": {"tests.crawler.plain_reader.SavingStage": 300},
    }
    connect_to = {host: (address, port) for host, (address, port) in order["connect_to"].items()}
    options = CrawlOptions(home=home, connect_to=connect_to, **named | given)
    portals = [_portal(dict(each)) for each in order["portals"]]
    runs, error, begin = [], None, time.monotonic()
    with out.open("w") as lines, open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        try:
            runs = crawl(portals, store, options, functools.partial(_tell, lines))
        except CrawlError as problem:
            error = f"{type(problem).__name__}: {problem}"
        _say(lines, done=as_json(runs), error=error, seconds=time.monotonic() - begin)


def _portal(mapping: dict[str, Any]) -> Portal:
    """`raw_…` are values that no declaration may have: addresses as hosts, a platform that is not there."""
    raw = {
        name: mapping.pop(f"raw_{name}") for name in ("hosts", "platform", "url") if f"raw_{name}" in mapping
    }
    portal = portal_from_mapping(mapping)
    return replace(portal, **raw | {"hosts": (*portal.hosts, *raw.get("hosts", ()))})


def _tell(lines: TextIO, event: CrawlEvent) -> None:
    if event.what != "page":
        _say(lines, portal=event.portal, what=event.what, counts=dict(event.counts))


def _say(lines: TextIO, **values: Any) -> None:
    lines.write(json.dumps(values) + "\n")
    lines.flush()

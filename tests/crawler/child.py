"""The crawl process of a test: its events and runs go out as lines of JSON."""

from __future__ import annotations

import datetime as dt
import functools
import json
import logging
import os
import signal
import socket
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from crawler import addresses
from crawler.errors import CrawlError
from crawler.portal import Portal, Window, portal_from_mapping
from crawler.run import CrawlEvent, CrawlOptions, crawl
from crawler.spiders import base
from crawler.stoplist import StopEntry, StopList
from store.database import open_store
from store.records import as_json


def main(order: dict[str, Any], out: Path) -> None:
    """Crawl as ordered; lines of JSON go to `out`, the log beside it."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the fork server, our parent, ignores it
    # In place of the handlers of a test, whose fork this may be.
    logging.basicConfig(level=logging.INFO, filename=out.with_suffix(".log"), force=True)
    home = Path(order["home"])
    given = {"delay": 0, "retry_delay": 0.05, "timeout": 3, "min_free_mb": 0} | order["options"]
    _arrange(given.pop("local_names", ()), given.pop("ca", None), given.pop("names", {}))
    # How long pages that are being read are given after Ctrl-C.
    base.READING_GRACE = given.pop("grace", base.READING_GRACE)
    given["stop_list"] = StopList(tuple(StopEntry(**entry) for entry in given.pop("stop_list", ())))
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


def _arrange(local_names: Sequence[str], ca: str | None, names: Mapping[str, Sequence[Any]]) -> None:
    """The network of a test, for this process only.

    `local_names`: names that the address guard resolves to 127.0.0.1 (tests.services.tls). `ca`: a file of
    certificates that are trusted. `names`: what the system's resolver says of a name, one answer after the
    other: [seconds that it takes, address or None]; names that are not told do not exist.
    """
    addresses._tokens.update(dict.fromkeys(local_names, "127.0.0.1"))
    if ca:
        os.environ["SSL_CERT_FILE"] = ca
    answers = {name: list(told) for name, told in names.items()}

    def resolve(name: str) -> str:
        told = answers.get(name, [[0, None]])
        seconds, address = told.pop(0) if len(told) > 1 else told[0]
        time.sleep(seconds)
        if address is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return str(address)

    if names:
        socket.gethostbyname = resolve


def _portal(mapping: dict[str, Any]) -> Portal:
    """`raw_…` are values that no declaration may have: addresses as hosts, hours with seconds, and so on."""
    raw = {
        name: mapping.pop(f"raw_{name}") for name in ("hosts", "platform", "url") if f"raw_{name}" in mapping
    }
    hours = [dt.time.fromisoformat(each) for each in mapping.pop("raw_window", ())]
    portal = portal_from_mapping(mapping)
    if hours:
        portal = replace(portal, crawl=replace(portal.crawl, window=Window(*hours)))
    return replace(portal, **raw | {"hosts": (*portal.hosts, *raw.get("hosts", ()))})


def _tell(lines: TextIO, event: CrawlEvent) -> None:
    if event.what != "page":
        _say(lines, portal=event.portal, what=event.what, counts=dict(event.counts))


def _say(lines: TextIO, **values: Any) -> None:
    lines.write(json.dumps(values) + "\n")
    lines.flush()

"""Crawls in a process of their own, since Scrapy's reactor starts only once."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


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
    **options: Any,
) -> subprocess.Popen[str]:
    order = {"home": str(home), "portals": list(portals), "connect_to": dict(connect_to), "options": options}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.crawler.child", json.dumps(order)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )


def finish(process: subprocess.Popen[str], timeout: float = 60) -> Crawled:
    try:
        out, log = process.communicate(timeout=timeout)
    finally:
        process.kill()
    lines = [json.loads(line) for line in out.splitlines()]
    if not lines or "done" not in lines[-1]:
        raise AssertionError(f"the crawl process died ({process.returncode}):\n{out}\n{log}")
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


def as_date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None

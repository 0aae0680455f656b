"""The crawl process of a faulty run: as in tests/crawler, with its network, its guards and a stopwatch."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import time
from pathlib import Path
from typing import Any

from crawler import run as crawler_run
from tests.crawler import child
from tests.faults import guards
from tests.faults.cases import CONTROL
from tests.faults.patching import replace

_STEP = 0.02


def main(order: dict[str, Any], out: Path) -> None:
    for name, value in order.get("shrunk", {}).items():
        replace(name, value)
    if order.get("without"):
        guards.switch_off(order["without"], order["options"], control=CONTROL in os.environ)
    before = _peak()
    watch = _Watch()
    child.main(order, out)
    facts = {
        "longest_callback": watch.longest,
        "longest_wait": watch.longest_wait,
        "grown_mb": (_peak() - before) / 1024,
    }
    out.with_suffix(".facts").write_text(json.dumps(facts))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class _Watch:
    """How long the crawl's loop went at most without coming round.

    `longest` is processor time of its thread, so that a busy machine is not taken for a blocking callback;
    `longest_wait` is the time of a clock.
    """

    def __init__(self) -> None:
        self.longest = self.longest_wait = 0.0
        walk = crawler_run._Work.all_portals

        async def watched(work: Any, process: Any) -> None:
            task = asyncio.ensure_future(self._beat())
            try:
                await walk(work, process)
            finally:
                task.cancel()

        crawler_run._Work.all_portals = watched  # type: ignore[method-assign]

    async def _beat(self) -> None:
        last, clock = time.thread_time(), time.monotonic()
        while True:
            await asyncio.sleep(_STEP)
            now, time_now = time.thread_time(), time.monotonic()
            self.longest, last = max(self.longest, now - last), now
            self.longest_wait, clock = max(self.longest_wait, time_now - clock - _STEP), time_now

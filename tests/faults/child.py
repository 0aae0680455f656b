"""The crawl process of a faulty run: as in tests/crawler, with its network, its guards and a stopwatch."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from pathlib import Path
from typing import Any

from crawler import run as crawler_run
from tests.crawler import child
from tests.faults import guards

_STEP = 0.02


def main(order: dict[str, Any], out: Path) -> None:
    for name, value in order.get("shrunk", {}).items():
        guards.replace(name, value)
    if order.get("without"):
        guards.switch_off(order["without"], order["options"])
    before = _peak()
    watch = _Watch()
    child.main(order, out)
    facts = {"longest_callback": watch.longest, "grown_mb": (_peak() - before) / 1024}
    out.with_suffix(".facts").write_text(json.dumps(facts))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class _Watch:
    """How much processor time the crawl's loop spent at most without coming round.

    Processor time of its thread, so that a busy machine is not taken for a blocking callback.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        walk = crawler_run._Work.all_portals

        async def watched(work: Any, process: Any) -> None:
            task = asyncio.ensure_future(self._beat())
            try:
                await walk(work, process)
            finally:
                task.cancel()

        crawler_run._Work.all_portals = watched  # type: ignore[method-assign]

    async def _beat(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(_STEP)
            now = time.thread_time()
            self.longest, last = max(self.longest, now - last), now

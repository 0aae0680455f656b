"""The sign of life of a run: without one for minutes it counts as dead, and another may take its portal."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from store.errors import LeaseLost, StoreError

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

logger = logging.getLogger(__name__)

HEARTBEAT = 20.0  # seconds; a run that is silent for minutes counts as dead


class Heartbeat:
    """Tells the store that a run goes on, until it has ended."""

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.ensure_future(self._beat())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _beat(self) -> None:
        spider = self._spider
        while not spider.halted:
            await asyncio.sleep(HEARTBEAT)
            try:
                spider.store.runs.heartbeat(spider.run.id)
            except LeaseLost:
                spider.halt("lease_lost")
            except StoreError as error:
                logger.warning("%s: no heartbeat: %s", spider.portal.id, error)

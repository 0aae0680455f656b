"""Reading pages away from the crawl: `read_page` in processes that can be killed."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from pathlib import Path

from crawler.portal import Portal
from pipelines.reading import read_page
from pipelines.workers import Limits, WorkerError, WorkerPool
from store.records import PageKind, PageReading, RawPage

logger = logging.getLogger(__name__)


class PageReader:
    """What the crawl calls for every page; named by its setting PAGE_READER, so that it imports nothing."""

    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path, limits: Limits | None = None):
        self._pool: WorkerPool[RawPage, PageReading] = WorkerPool(
            functools.partial(read_for, dict(portals)), workers, limits
        )

    async def read(self, page: RawPage) -> PageReading:
        """What the page is. A page that cannot be read is `UNREADABLE` with a reason, never an exception."""
        try:
            return await self._pool.run(page)
        except WorkerError as error:
            logger.warning("cannot read %s: %s", page.url, error)
            return PageReading(PageKind.UNREADABLE, reason=error.reason)

    async def close(self) -> None:
        await self._pool.close()


def read_for(portals: Mapping[str, Portal], page: RawPage) -> PageReading:
    """`read_page` with the declaration of the page's portal."""
    return read_page(page, portals[page.portal])

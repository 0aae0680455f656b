"""Reading pages and files away from the crawl: in processes that can be killed."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.portal import Portal
from pipelines.article import Origin
from pipelines.files import file_name
from pipelines.fileworkers import FileWorkers
from pipelines.inforce import in_force
from pipelines.workers import Limits, Named, WorkerError, WorkerPool
from store.records import Document, FileReading, PageKind, PageReading, RawPage

if TYPE_CHECKING:
    from pipelines.ingest import Capture, Ingested, LooseFile
    from pipelines.loose import LooseReader

logger = logging.getLogger(__name__)


class PageReader:
    """What the crawl calls for every page; named by its setting PAGE_READER, so that it imports nothing."""

    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path, limits: Limits | None = None):
        self._portals = dict(portals)
        self._pool: WorkerPool[RawPage, PageReading] = WorkerPool(
            in_force(functools.partial(Named("pipelines.reading", "read_for"), self._portals)),
            workers,
            limits,
        )
        # Apart from the pages', so that a file of many pages keeps no article waiting.
        self._files = FileWorkers(workers)
        self._workers = workers

    async def read(self, page: RawPage) -> PageReading:
        """What the page is. A page that cannot be read is `UNREADABLE` with a reason, never an exception."""
        try:
            return await self._pool.run(page)
        except WorkerError as error:
            logger.warning("cannot read %s: %s", page.url, error)
            return PageReading(PageKind.UNREADABLE, reason=error.reason)

    async def read_file(self, page: RawPage, name: str, parent: Document) -> FileReading:
        """What a file says, as documents of the page that offers it; without any, there is a reason."""
        origin = Origin(
            page.id,
            page.key,
            page.url,
            page.fetched_at,
            self._portals[page.portal],
            None,
            page.status,
            page.warc,
        )
        called = page.header("content-type")
        return await self._files.read(
            page.body, file_name(page.url), name, origin, parent, content_type=called
        )

    async def read_loose(self, loose: LooseFile) -> tuple[Ingested, ...]:
        """What a file says that somebody had, as it was ingested."""
        return await self._loose.read(loose)

    async def read_capture(
        self, capture: Capture, parent: tuple[Document, str] | None = None
    ) -> tuple[Ingested, ...]:
        """What an answer says that somebody else captured, as it was ingested."""
        return await self._loose.read_capture(capture, parent)

    async def close(self) -> None:
        await self._pool.close()
        await self._files.close()
        if "_loose" in self.__dict__:
            await self._loose.close()

    @cached_property
    def _loose(self) -> LooseReader:
        # No crawl asks for it, and it works with all that there is.
        from pipelines.loose import LooseReader  # noqa: PLC0415

        return LooseReader(self._workers, self._files)

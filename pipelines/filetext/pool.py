"""Reading files away from the crawl: `read_bytes` in processes that can be killed."""

from __future__ import annotations

import functools
import logging
import tempfile
from pathlib import Path

from pipelines.filetext.limits import MEBIBYTE, FileLimits
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import media_type
from pipelines.workers import Limits, Named, WorkerError, WorkerPool

logger = logging.getLogger(__name__)

# Reading stops by itself when its own time is over and gives what it has; a worker that does not is killed.
_GRACE = 30.0
_MEMORY = 2048 * MEBIBYTE


class FilePool:
    """`workers` processes that read files; `limits` are those of one file."""

    def __init__(
        self, workers: int = 1, limits: FileLimits | None = None, bounds: Limits | None = None
    ) -> None:
        limits = limits or FileLimits()
        bounds = bounds or Limits(seconds=limits.seconds + _GRACE, memory=_MEMORY)
        self._pool: WorkerPool[tuple[bytes, str, Path], FileText] = WorkerPool(
            functools.partial(Named("pipelines.filetext.reading", "read_job"), limits), workers, bounds
        )

    async def read(self, body: bytes, name: str) -> FileText:
        """What a file says. A file that cannot be read is flagged with the reason, never an exception."""
        # Made and removed here: a worker that is killed cannot clear up after itself.
        with tempfile.TemporaryDirectory(prefix="reformwatch-", ignore_cleanup_errors=True) as folder:
            try:
                return await self._pool.run((body, name, Path(folder)))
            except WorkerError as error:
                logger.warning("cannot read the file %r: %s", name[:200], error)
                return FileText(media_type(body), flags=(error.reason,))

    async def close(self) -> None:
        await self._pool.close()

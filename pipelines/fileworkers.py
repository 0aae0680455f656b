"""Files to documents in processes that can be killed: their text in one pool, what it says in another."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace

from pipelines.article import Origin
from pipelines.filesource import FileJob, FileSource, is_called_paper, slim
from pipelines.filetext.pool import FilePool
from pipelines.inforce import in_force
from pipelines.workers import Limits, Named, WorkerError, WorkerPool
from store.records import Document, FileFacts, FileReading

logger = logging.getLogger(__name__)

_CODING = Limits(seconds=60.0)  # of a file's text: it may be a thousand pages long


class FileWorkers:
    """`size` processes of each kind; none is started before the first file."""

    def __init__(self, size: int) -> None:
        self._texts = FilePool(size)
        described = Named("pipelines.filedocuments", "described")
        self._coding: WorkerPool[FileJob, FileReading] = WorkerPool(in_force(described), size, _CODING)

    async def read(
        self,
        body: bytes,
        named: str,
        label: str,
        origin: Origin,
        parent: Document | None = None,
        *,
        content_type: str | None = None,
    ) -> FileReading:
        """What a file says. `named` is what it is called where it lies, `label` what its page calls it,
        `content_type` what the server says it is.

        Never raises for a bad file: there is a reason then.
        """
        read = await self._texts.read(body, named)
        digest = await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())
        source = FileSource(label, origin, len(body), digest, slim(parent) if parent else None,
                            is_called_paper(content_type))  # fmt: skip
        try:
            return await self._coding.run(FileJob(read, source))
        except WorkerError as error:
            logger.warning("cannot code the text of %s: %s", origin.url or label, error)
            facts = FileFacts(label, read.media_type, len(body), digest, read.pages, read.text_source)
            return FileReading(replace(facts, flags=read.flags), reason=error.reason)

    async def close(self) -> None:
        await self._texts.close()
        await self._coding.close()

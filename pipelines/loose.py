"""Files that somebody had, read in processes that can be killed: pages and texts in one, papers in others."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pipelines.article import Origin
from pipelines.filesource import IN_ARCHIVE
from pipelines.filetext.sniff import HTML, PLAIN, media_type
from pipelines.fileworkers import FileWorkers
from pipelines.inforce import in_force
from pipelines.ingest import Capture, Ingested, LooseFile, Raw, read_capture, read_loose
from pipelines.workers import Limits, WorkerError, WorkerPool
from store.records import Document, FileMember, FileReading, identity

# A file was chosen by a person and has no crawl waiting for it: more time than a page of a crawl gets.
LIMITS = Limits(seconds=30.0)
MAX_BYTES = 32 * 1024 * 1024  # of a file; a text or a page has a limit of its own
_TEXTS = (None, HTML, PLAIN)  # no paper, or nothing that is known here


class LooseReader:
    """Reads bytes by what they are, whatever their name says; never raises for bad ones."""

    def __init__(self, workers: int, files: FileWorkers | None = None, limits: Limits = LIMITS) -> None:
        self._files = files or FileWorkers(workers)
        self._pages: WorkerPool[LooseFile | Capture, Ingested] = WorkerPool(in_force(_read), workers, limits)

    async def read(self, loose: LooseFile) -> tuple[Ingested, ...]:
        """The documents of a file: one of a text, a page or a paper, one of each member of an archive."""
        raw = Raw(loose.body, loose.fetched_at)
        if len(loose.body) > MAX_BYTES:
            return (Ingested(loose.name, None, "too_large"),)
        if media_type(loose.body) in _TEXTS:
            return (replace(await self._page(loose, loose.name), raw=raw),)
        digest = hashlib.sha256(loose.body).hexdigest()
        origin = Origin(identity(digest), digest, None, loose.fetched_at, loose.portal, loose.locality)
        reading = await self._files.read(loose.body, loose.name, loose.name, origin)
        return _each(loose.name, reading, raw)

    async def read_capture(
        self, capture: Capture, parent: tuple[Document, str] | None = None
    ) -> tuple[Ingested, ...]:
        """The documents of a captured answer; `parent` is the page that offers it and what it calls it."""
        raw = Raw(capture.body, capture.at, capture.url, capture.status, capture.headers)
        if not capture.is_file:
            return (replace(await self._page(capture, capture.url), raw=raw),)
        key = capture.key
        origin = Origin(
            identity(key), key, capture.url, capture.at, capture.portal, capture.locality, capture.status
        )
        page, label = parent or (None, capture.name)
        called = next((value for name, value in capture.headers if name.lower() == "content-type"), None)
        reading = await self._files.read(capture.body, capture.name, label, origin, page, content_type=called)
        return _each(capture.url, reading, raw)

    async def close(self) -> None:
        await self._pages.close()
        await self._files.close()

    async def _page(self, job: LooseFile | Capture, source: str) -> Ingested:
        try:
            return await self._pages.run(job)
        except WorkerError as error:
            return Ingested(source, None, error.reason)


def is_paper(body: bytes) -> bool:
    """Whether these are bytes of a PDF, a Word paper, a table or an archive: no text and no page."""
    return media_type(body) not in _TEXTS


def _read(job: LooseFile | Capture) -> Ingested:
    return read_loose(job) if isinstance(job, LooseFile) else read_capture(job)


def _each(source: str, reading: FileReading, raw: Raw) -> tuple[Ingested, ...]:
    """One line for a paper, one for each member of an archive that is a document or says why not."""
    told = [each for each in reading.facts.members if each.id or each.flags]
    if told:
        return tuple(_of_member(source, each, reading, raw) for each in told)
    document = reading.documents[0] if reading.documents else None
    flags = document.flags if document else reading.facts.flags
    return (Ingested(source, document, reading.reason, flags, raw, reading),)


def _of_member(source: str, member: FileMember, reading: FileReading, raw: Raw) -> Ingested:
    document = next((each for each in reading.documents if each.id == member.id), None)
    reason = None if document else next(iter(member.flags), "no_text")
    return Ingested(f"{source}{IN_ARCHIVE}{member.name}", document, reason, member.flags, raw, reading)

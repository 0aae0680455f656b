"""Documents read again from the raw archive, without the network, as the crawl read them.

The same readers in the same processes, with what lists said of each page, and files with the page that
offers them. Another reading of the same bytes is a revision of the document, never a version (design §5.4):
the portal changed nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from crawler.platforms import get_platform
from crawler.portal import Portal
from crawler.reader import Reader
from crawler.recheck import remembered
from crawler.window import DateWindow
from pipelines.filesource import IN_ARCHIVE
from pipelines.ingest import Capture, Ingested, LooseFile
from store.archive import RESOURCE, WarcRecord, ascii_url, read_record
from store.database import Store
from store.errors import ArchiveError
from store.quarantine import Doubted
from store.readings import Bare, Held, Span
from store.records import (
    Document,
    Listed,
    ListSource,
    PageKind,
    PageReading,
    RawPage,
    WarcRef,
    as_json,
    identity,
)
from store.rows import CIRCUMSTANCES, offered, prepare

Status: TypeAlias = Literal[
    "unchanged", "revised", "new", "missing", "unread", "undeclared", "no_raw_page", "newer"
]
FAULTS: frozenset[Status] = frozenset({"missing", "unread", "undeclared"})
_UNLISTED = Listed(ListSource.LINK)
ALTERED = "the stored record was changed without the program"
AT_ONCE = 8  # pages in hand for each worker; their bytes are in memory


class Rereader(Reader, Protocol):
    """A reader of what was ingested, too."""

    async def read_loose(self, loose: LooseFile) -> tuple[Ingested, ...]: ...

    async def read_capture(
        self, capture: Capture, parent: tuple[Document, str] | None = None
    ) -> tuple[Ingested, ...]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document or page; `version` is None for the current one.

    `fields` are those that differ now. `extractor` and `codebook` are what it was read with before and now.
    """

    status: Status
    id: str
    url: str | None
    version: int | None = None
    fields: tuple[str, ...] = ()
    reason: str | None = None
    extractor: tuple[str | None, str | None] = (None, None)
    codebook: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Batch:
    """The outcomes up to and with the document `last`; '' for pages that held none."""

    last: str
    outcomes: tuple[Outcome, ...]


class Reextraction:
    """One pass over the store. With `dry_run` nothing is written."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        reader: Rereader,
        portals: Mapping[str, Portal],
        *,
        dry_run: bool = False,
    ) -> None:
        self._store = store
        self._folder = folder
        self._reader = reader
        self._portals = portals
        self._dry_run = dry_run

    async def run(self, span: Span, at_once: int, after: str = "") -> AsyncIterator[Batch]:
        """The documents by id, from the one `after`; then versions in quarantine that are whole now; then
        the pages whose last answer held none.

        Each document is saved in a transaction of its own: killed anywhere, nothing is half done.
        """
        places = asyncio.Semaphore(at_once)
        for held in self._store.readings.held(span, after):
            outcomes = await asyncio.gather(*(self._placed(places, self._held(each)) for each in held))
            yield Batch(held[-1].document.id, tuple(outcomes))
        doubted = self._store.quarantine.doubted(span)
        for start in range(0, len(doubted), at_once):
            found = await asyncio.gather(*map(self._doubted, doubted[start : start + at_once]))
            yield Batch("", tuple(outcome for outcome in found if outcome is not None))
        waiting: list[Bare] = []
        for bare in self._store.readings.bare(span):
            waiting.append(bare)
            if len(waiting) == at_once:
                yield await self._pages(waiting)
                waiting = []
        if waiting:
            yield await self._pages(waiting)

    async def _pages(self, waiting: list[Bare]) -> Batch:
        found = await asyncio.gather(*map(self._bare, waiting))
        return Batch("", tuple(outcome for outcome in found if outcome is not None))

    async def _placed(self, places: asyncio.Semaphore, work: Awaitable[Outcome]) -> Outcome:
        async with places:
            return await work

    async def _held(self, held: Held) -> Outcome:
        before = held.document
        outcome = Outcome(
            "no_raw_page", before.id, before.url, version=None if held.is_current else held.number
        )
        if before.warc is None:
            return outcome
        if before.portal is not None and before.portal not in self._portals:
            return replace(outcome, status="undeclared", reason=f"portal {before.portal} is not declared")
        try:
            record = read_record(self._folder, before.warc)
        except ArchiveError as error:
            return replace(outcome, status="missing", reason=str(error))
        after, reason = await self._again(held, record)
        if after is None:
            return replace(outcome, status="unread", reason=reason)
        return self._keep(held, after, outcome)

    async def _again(self, held: Held, record: WarcRecord) -> tuple[Document | None, str]:
        """The document as it is read now, by the way that it was read; else why there is none."""
        before = held.document
        if record.url.startswith(RESOURCE) or before.portal is None or before.file is not None:
            found, reason = await self._file_again(before, record)
            return next((each for each in found if each.id == before.id), None), reason
        reading = await self._reader.read(_page(before, record, held.listed))
        return reading.document, reading.reason or reading.kind.value

    async def _file_again(self, before: Document, record: WarcRecord) -> tuple[list[Document], str]:
        """The same of what was ingested, and of files: each with the page that offers it."""
        parent = self._store.corrections.as_read(before.parent) if before.parent else None
        if before.parent and parent is None:
            return [], "the page that offers it is not in the store"
        name = before.file.name if before.file else ""
        if before.portal is not None and not record.url.startswith(RESOURCE):
            assert parent is not None
            reading = await self._reader.read_file(_file_page(before, record), name, parent)
            return [
                replace(each, warc=before.warc) for each in reading.documents
            ], reading.reason or "no_text"
        portal = self._portals[before.portal] if before.portal else None
        loose = LooseFile(record.body, name, record.fetched_at, portal, _given(before))
        if record.url.startswith(RESOURCE):
            read = await self._reader.read_loose(loose)
        else:
            capture = Capture(record.url, record.status, record.headers, record.body, record.fetched_at,
                              before.file is not None, portal, _given(before))  # fmt: skip
            read = await self._reader.read_capture(capture, (parent, name) if parent else None)
        found = [replace(each.document, warc=before.warc) for each in read if each.document]
        return found, next((each.reason for each in read if each.reason), "no_text")

    def _keep(self, held: Held, after: Document, outcome: Outcome) -> Outcome:
        before = held.document
        fields = changed_fields(before, after)
        if not fields:
            return replace(outcome, status="unchanged")
        outcome = replace(
            outcome,
            status="revised",
            fields=fields,
            extractor=(before.extractor, after.extractor),
            codebook=(before.codebook, after.codebook),
        )
        if self._dry_run:
            return outcome
        if not held.is_current:
            self._store.readings.replace_version(after, held.number)
            return outcome
        result = self._store.readings.replace(after)
        if result is None:
            return replace(outcome, status="newer", reason="a crawl has fetched it since", fields=())
        if result.status == "unchanged":  # changed and changed back meanwhile
            return replace(outcome, status="unchanged", fields=())
        return replace(outcome, reason=ALTERED) if result.mended else outcome

    async def _doubted(self, doubted: Doubted) -> Outcome | None:
        """The outcome for a version in quarantine that is read whole now; None for all others."""
        before = doubted.document
        if before.warc is None or before.portal is None or before.portal not in self._portals:
            return None
        try:
            record = read_record(self._folder, before.warc)
        except ArchiveError as error:
            return Outcome("missing", before.id, before.url, reason=str(error))
        state = next(self._store.pages.by_ids(before.portal, [before.id]), None)
        reading = await self._reader.read(_page(before, record, remembered(_UNLISTED, state)))
        after = reading.document
        fields = changed_fields(before, after) if after else ()
        if after is None or not fields:
            return None
        if not self._store.quarantine.mend(doubted.run_id, after, dry_run=self._dry_run):
            return None
        versions = (before.extractor, after.extractor)
        return Outcome("revised", before.id, before.url, fields=fields, extractor=versions)

    async def _bare(self, bare: Bare) -> Outcome | None:
        """The outcome for a page that is read as a document now; None for all others."""
        portal = self._portals.get(bare.portal)
        if portal is None or get_platform(portal.platform).classify(bare.url).role == "skip":
            return None
        try:
            record = read_record(self._folder, bare.warc)
        except ArchiveError as error:
            return Outcome("missing", bare.id, bare.url, reason=str(error))
        page = _bare_page(bare, record)
        if bare.kind is PageKind.FILE:
            return await self._bare_file(bare, page)
        reading = await self._reader.read(page)
        document = reading.document
        if document is None or _is_outside(document, portal):
            return None
        if not self._dry_run:
            self._save(bare, page, reading, document)
        return Outcome("new", bare.id, bare.url, extractor=(None, document.extractor), reason=bare.reason)

    async def _bare_file(self, bare: Bare, page: RawPage) -> Outcome | None:
        """The outcome for a file that gave no text, or not of all its members, and gives one now."""
        urls = self._store.files.urls_of(bare.warc)
        parent = self._store.files.parent_of(urls) if urls else None
        if parent is None:
            return None
        reading = await self._reader.read_file(page, parent[1], parent[0])
        fresh = [each for each in reading.documents if self._store.documents.get(each.id) is None]
        if not fresh:
            return None
        if not self._dry_run:
            for document in fresh:
                self._store.documents.save(document)
            of_file = reading.documents[0].id if len(reading.documents) == 1 else None
            self._store.files.came(urls, bare.portal, reading.facts, page.fetched_at, document=of_file,
                                   reason=reading.reason, warc=bare.warc)  # fmt: skip
            self._store.pages.record(bare.run_id, page, PageKind.FILE, reading.reason, of_file)
        return Outcome("new", bare.id, bare.url, extractor=(None, fresh[0].extractor), reason=bare.reason)

    def _save(self, bare: Bare, page: RawPage, reading: PageReading, document: Document) -> None:
        self._store.documents.save(document)
        self._store.pages.record(bare.run_id, page, reading.kind, reading.reason, document.id)


def changed_fields(before: Document, after: Document) -> tuple[str, ...]:
    """The names of the fields that another reading gives other values; what only a fetch says is left out."""
    now, then = prepare(after).body, as_json(before)
    for body in (now, then):  # what became of a file is no part of its page
        body["attachments"] = offered(body["attachments"])
    return tuple(name for name in now if name not in CIRCUMSTANCES and now[name] != then[name])


def _page(before: Document, record: WarcRecord, listed: Listed | None) -> RawPage:
    """The page as the crawl handed it to the reader. Raises nothing: the portal was looked up before."""
    assert before.portal is not None
    url = before.url if before.url and ascii_url(before.url) == record.url else record.url
    return _raw((before.id, before.key, url, before.portal), record, before.warc, listed)


def _file_page(before: Document, record: WarcRecord) -> RawPage:
    """The answer that brought a file; a member of an archive is found under the archive's key."""
    assert before.portal is not None
    key = before.key.partition(IN_ARCHIVE)[0]
    url = (before.url or "").partition(IN_ARCHIVE)[0]
    url = url if ascii_url(url) == record.url else record.url
    return _raw((identity(key), key, url, before.portal), record, before.warc, None)


def _given(before: Document) -> str | None:
    """The locality that was given by hand when a file was ingested: no portal had declared it."""
    place = before.locality
    return place.code if before.portal is None and place is not None and place.source == "portal" else None


def _bare_page(bare: Bare, record: WarcRecord) -> RawPage:
    url = bare.url if ascii_url(bare.url) == record.url else record.url
    return _raw((bare.id, bare.key, url, bare.portal), record, bare.warc, bare.listed)


def _raw(
    name: tuple[str, str, str, str], record: WarcRecord, warc: WarcRef | None, listed: Listed | None
) -> RawPage:
    id_, key, url, portal = name
    return RawPage(
        id=id_,
        key=key,
        url=url,
        portal=portal,
        status=record.status,
        headers=record.headers,
        body=record.body,
        fetched_at=record.fetched_at,
        warc=warc,
        listed=listed,
    )


def _is_outside(document: Document, portal: Portal) -> bool:
    published = document.published
    window = DateWindow(portal.crawl.since)
    return published is not None and published.precision == "day" and window.excludes(published.date)

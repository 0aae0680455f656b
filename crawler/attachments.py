"""The files that articles offer: asked for after all pages, kept as they came, read in killable workers.

What is to be asked for is the store's to say (`store.files`): what an earlier run was killed before is due
like what this one has found. A file lies where its page says, also on another host: that one's robots.txt and
the address guard decide. A Referer names the page where both are on one host, since some portals refuse a
file to whoever does not come from its record.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.archiving import FETCHED_AT, WARC, header_pairs
from crawler.blocking import is_challenge
from crawler.frontier import Candidate, Turn
from crawler.hosts import host_of
from crawler.items import Fetched
from crawler.middlewares import CONDITIONS
from crawler.urls import extension
from store.files import Wanted
from store.pages import PageState
from store.records import (
    Document,
    FileReading,
    Listed,
    ListSource,
    PageKind,
    PageReading,
    RawPage,
    identity,
)
from store.removals import Answer

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider

MAX_BYTES = 32 * 1024 * 1024  # of a file as it comes: scans are large
PATIENCE = 4  # times as long as a page may take
SHARE = 10  # of the files that are known, one in so many is asked for again in one run at most
# faults.md §9: what may be asked for; an address without an extension may be any of them.
TYPES = frozenset(
    "pdf doc docx docm dot dotx rtf odt xls xlsx xlsm xlsb ods pptx pptm ppsx zip rar 7z".split()  # noqa: SIM905
)
# What a file's address answers with in its place: a page that says something else to people.
NO_FILES = frozenset({"type_mismatch"})
_GONE = frozenset({404, 410})
_TORN = frozenset({"broken", "time_limit"})  # an archive that may hold more than it lists
_UNLISTED = Listed(ListSource.LINK)
_PAGES = frozenset({"htm", "html", "aspx", "jsp", "php"})


class AttachmentWork:
    """The files of one run."""

    def __init__(self, spider: PortalSpider) -> None:
        self._spider = spider
        self._queued = False

    def queue(self) -> bool:
        """Queue what is due, once a run, unless nothing of the portal was read; whether there is any."""
        spider = self._spider
        if self._queued or not spider.tally.has_documents:
            return False
        self._queued = True
        due = list(self._due())
        for candidate in due[: spider.budget]:
            spider.frontier.add(candidate)
        spider.tally.files_left = len(due[spider.budget :])
        return bool(due)

    @property
    def under_way(self) -> bool:
        """Whether all pages are done and only files are asked for."""
        return self._queued

    def request(self, candidate: Candidate) -> Request:
        known = ((name, getattr(candidate.state, kept, None)) for kept, name in CONDITIONS.items())
        headers = {name: value for name, value in known if value}
        page = candidate.files[0].page
        if page and host_of(page) == host_of(candidate.url):
            headers["Referer"] = page
        spider = self._spider
        return Request(
            candidate.url,
            callback=spider.on_attachment,
            errback=spider.on_failure,
            cb_kwargs={"candidate": candidate},
            headers=headers,
            meta={"download_maxsize": MAX_BYTES, "download_timeout": PATIENCE * spider.options.timeout},
            dont_filter=True,
        )

    async def take(self, response: Response, candidate: Candidate) -> list[Fetched]:
        """The item of one answer; none if there is nothing to keep, or the run ends before it was read."""
        spider = self._spider
        page = self._raw_page(response, candidate)
        if page.status == 304 and candidate.state is not None:
            self._count(candidate)
            spider.store.files.stands(_urls(candidate), page.fetched_at)
            return [Fetched(page, PageReading(PageKind.FILE), spider.run.id, candidate.state.document_id)]
        if reason := _refusal(page):
            return [self._refused(page, candidate, reason)]
        parent = spider.store.files.parent_of(_urls(candidate))
        if parent is None:  # its page was changed meanwhile and offers it no more
            return []
        reading = await self._read(page, parent[1], parent[0])
        if reading is None:
            return []
        if reading.reason in NO_FILES:
            return [self._refused(page, candidate, reading.reason)]
        self._count(candidate)
        self._mark_left_out(page, candidate, reading)
        told = PageReading(PageKind.FILE, reason=reading.reason)
        return [Fetched(page, told, spider.run.id, file=reading, urls=_urls(candidate))]

    def failed(self, candidate: Candidate, reason: str) -> None:
        """Note a file without an answer."""
        if not (self._spider.halted and reason == "interrupted"):
            self._note_failure(candidate, reason)

    def give_up(self, reason: str) -> None:
        """Ask for no more files of the portal's own host in this run: all pages were read, which counts."""
        for candidate in self._spider.frontier.drop_files():
            if host_of(candidate.url) == host_of(self._spider.portal.url):
                self._note_failure(candidate, reason)
            else:
                self._spider.frontier.add(candidate)

    def note(self, item: Fetched, reading: FileReading) -> None:
        """Keep what became of a file; its documents are stored by now."""
        page, tally = item.page, self._spider.tally
        self._spider.store.files.came(
            item.urls,
            page.portal,
            reading.facts,
            page.fetched_at,
            document=item.document_id,
            reason=reading.reason,
            warc=page.warc,
        )
        tally.attachments += reading.reason is None
        if reading.reason is not None:
            tally.files_failed[reading.reason] = tally.files_failed.get(reading.reason, 0) + 1

    def _due(self) -> list[Candidate]:
        spider = self._spider
        now = spider.run.started_at
        groups: dict[str, list[Wanted]] = {}
        for wanted in spider.store.files.wanted(spider.portal.id, now):
            facts = spider.discovery.classify(wanted.url)
            if _is_of_a_type(wanted.url):
                groups.setdefault(facts.key, []).append(wanted)
            else:
                spider.store.files.failed([wanted.url], spider.portal.id, "unsupported_type", now)
        states = spider.store.pages.known(spider.portal.id, list(groups))
        fresh = [_candidate(key, group, None) for key, group in groups.items() if key not in states]
        again = [_candidate(key, group, states[key]) for key, group in groups.items() if key in states]
        return [*fresh, *again[: self._most_again()]]

    def _most_again(self) -> int:
        opened = self._spider.store.files.opened(self._spider.portal.id)
        return max(1, (opened.offered - opened.unasked) // SHARE)

    def _raw_page(self, response: Response, candidate: Candidate) -> RawPage:
        return RawPage(
            id=identity(candidate.key),
            key=candidate.key,
            url=response.url,
            portal=self._spider.portal.id,
            status=response.status,
            headers=header_pairs(response.headers),
            body=response.body,
            fetched_at=response.meta.get(FETCHED_AT) or dt.datetime.now(dt.UTC),
            warc=response.meta.get(WARC),
        )

    async def _read(self, page: RawPage, name: str, parent: Document) -> FileReading | None:
        """What the file says; None if Ctrl-C came before that was known."""
        spider = self._spider
        reading = asyncio.ensure_future(spider.reader.read_file(page, name, parent))
        spider.readings.add(reading)
        try:
            return await reading
        except asyncio.CancelledError:
            return None
        finally:
            spider.readings.discard(reading)

    def _count(self, candidate: Candidate) -> None:
        self._spider.tally.files_asked += 1
        self._spider.tally.files_fresh += _is_fresh(candidate)

    def _refused(self, page: RawPage, candidate: Candidate, reason: str) -> Fetched:
        """The item of an answer that is not the file: an error, a challenge, a page of HTML in its place."""
        self._note_failure(candidate, reason)
        self._mark_gone(page, candidate)
        kept = candidate.state.document_id if candidate.state else None
        return Fetched(page, PageReading(PageKind.FILE, reason=reason), self._spider.run.id, kept)

    def _note_failure(self, candidate: Candidate, reason: str) -> None:
        spider, now = self._spider, dt.datetime.now(dt.UTC)
        self._count(candidate)
        spider.tally.lacks_file(candidate.url, reason, fresh=_is_fresh(candidate))
        spider.store.files.failed(_urls(candidate), spider.portal.id, reason, now)

    def _mark_gone(self, page: RawPage, candidate: Candidate) -> None:
        if page.status in _GONE:
            for document in self._spider.store.files.documents_of(_urls(candidate)):
                self._remove(page, document)

    def _mark_left_out(self, page: RawPage, candidate: Candidate, reading: FileReading) -> None:
        """What lay in an archive that has come without it is gone; what it still lists is not."""
        listed = {member.name for member in reading.facts.members}
        if not (listed or reading.documents) or not _TORN.isdisjoint(reading.facts.flags):
            return
        kept = {document.id for document in reading.documents}
        for document, name in self._spider.store.files.documents_of(_urls(candidate)).items():
            if document not in kept and name not in listed:
                self._remove(page, document)

    def _remove(self, page: RawPage, document: str) -> None:
        spider = self._spider
        answer = Answer(page.fetched_at, page.status, page.warc)
        spider.store.quarantine.remove(spider.run.id, spider.portal.id, document, answer)


def _candidate(key: str, group: list[Wanted], state: PageState | None) -> Candidate:
    first = group[0]
    late = first.asked_at.timestamp() if first.failures and first.asked_at else 0.0
    known = state if state and state.document_id else None
    return Candidate(first.url, key, Turn.FILE, _UNLISTED, late=late, state=known, files=tuple(group))


def _is_fresh(candidate: Candidate) -> bool:
    return candidate.files[0].asked_at is None


def _urls(candidate: Candidate) -> tuple[str, ...]:
    return tuple(wanted.url for wanted in candidate.files)


def _is_of_a_type(url: str) -> bool:
    suffix = extension(urlsplit(url).path)
    return not suffix or suffix in TYPES or suffix in _PAGES or not suffix.isalpha()


def _refusal(page: RawPage) -> str | None:
    """Why an answer is no file, if it is not."""
    if not 200 <= page.status < 300:
        return f"http_{page.status}"
    if is_challenge(page.body):
        return "challenge"
    return None if page.body.strip() else "empty_body"

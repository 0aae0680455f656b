"""A reader of the test sites' simple pages, for tests of the walk; and a stage that stores what it read."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zipfile import ZipFile

from crawler.items import Fetched
from crawler.portal import Portal
from store.errors import StoreFull
from store.records import (
    Attachment,
    Document,
    FileFacts,
    FileMember,
    FileReading,
    Link,
    PageKind,
    PageReading,
    Published,
    RawPage,
    identity,
)

_LINK = re.compile(r'<a class="(\w+)" href="([^"]*)"(?: data-date="([^"]*)")?>([^<]*)</a>')
_PART = re.compile(r"<(h1|time|p)>([^<]*)</\1>")


class PlainReader:
    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> None:
        self.portals = portals

    async def read(self, page: RawPage) -> PageReading:
        text = page.body.decode("utf-8", errors="replace")
        links = tuple(
            Link(urljoin(page.url, url), text=words, published=date or None, role=role)
            for role, url, date, words in _LINK.findall(text)
        )
        if "<!--listing-->" in text:
            return PageReading(PageKind.LISTING, links=links)
        parts = dict(_PART.findall(text))
        if "h1" not in parts:
            return PageReading(PageKind.UNREADABLE, reason="no_content", links=links)
        files = tuple(Attachment(None, link.url, link.text) for link in links if link.role == "file")
        document = replace(_document(page, parts), attachments=files)
        return PageReading(PageKind.ARTICLE, links=links, document=document)

    async def read_file(self, page: RawPage, name: str, parent: Document) -> FileReading:
        """A file of a test says what stands behind its mark; a page is none, others cannot be read."""
        digest = hashlib.sha256(page.body).hexdigest()
        facts = FileFacts(name, "application/pdf", len(page.body), digest, 1, "layer")
        if page.body.startswith(b"PK"):
            return _archive(page, facts, parent)
        if not page.body.startswith(b"%PDF"):
            return FileReading(facts, reason="type_mismatch" if b"<html" in page.body else "encrypted")
        text = page.body.removeprefix(b"%PDF").decode().strip()
        document = Document(page.id, page.key, page.url, page.portal, name, text, page.fetched_at)
        document = replace(document, parent=parent.id, published=parent.published, warc=page.warc, file=facts)
        return FileReading(facts, (document,))

    async def close(self) -> None:
        pass


def _archive(page: RawPage, facts: FileFacts, parent: Document) -> FileReading:
    """The members of a ZIP file; an empty one is listed and gives no text."""
    members, documents = [], []
    with ZipFile(BytesIO(page.body)) as archive:
        for name in archive.namelist():
            key, text = f"{page.key}!/{name}", archive.read(name).decode()
            document = Document(
                identity(key), key, f"{page.url}!/{name}", page.portal, name, text, page.fetched_at
            )
            documents += [replace(document, parent=parent.id, warc=page.warc)] if text else []
            members.append(FileMember(name, len(text), document.id if text else None))
    return FileReading(replace(facts, members=tuple(members)), tuple(documents))


class ListedReader(PlainReader):
    """Dates a document as its list does, where its page shows no day."""

    async def read(self, page: RawPage) -> PageReading:
        reading = await super().read(page)
        day = page.listed.published if page.listed else None
        if reading.document is None or reading.document.published or not day:
            return reading
        shown = Published(dt.date.fromisoformat(day), None, "day", "feed", day)
        return replace(reading, document=replace(reading.document, published=shown))


def _document(page: RawPage, parts: Mapping[str, str]) -> Document:
    day = parts.get("time")
    published = Published(dt.date.fromisoformat(day), None, "day", "selector", day) if day else None
    return Document(
        id=page.id,
        key=page.key,
        url=page.url,
        portal=page.portal,
        title=parts["h1"],
        text=parts.get("p", ""),
        fetched_at=page.fetched_at,
        published=published,
        http_status=page.status,
        warc=page.warc,
    )


class SavingStage:
    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> SavingStage:
        return cls(crawler)

    def process_item(self, item: Fetched) -> Fetched:
        for each in item.file.documents if item.file else ():
            self.crawler.spider.store.quarantine.save(item.run_id, each)
        if item.reading.document is not None:
            spider = self.crawler.spider
            spider.tally.saved(spider.store.documents.save(item.reading.document).status)
        return item


class FullStage(SavingStage):
    """A store whose disk is full from the third document on."""

    def process_item(self, item: Fetched) -> Fetched:
        if item.reading.document is not None and self.crawler.spider.tally.new >= 2:
            raise StoreFull("No space is left for the database.")
        return super().process_item(item)


class BrokenStage(SavingStage):
    """A fault of ours in one document."""

    def process_item(self, item: Fetched) -> Fetched:
        if item.page.url.endswith("/a1"):
            raise ValueError("unexpected")
        return super().process_item(item)


class ClosingStage(SavingStage):
    """Scrapy ends the spider after the third document, as its guard of memory does."""

    def process_item(self, item: Fetched) -> Fetched:
        item = super().process_item(item)
        if self.crawler.spider.tally.new == 3:
            end = self.crawler.engine.close_spider_async(reason="memusage_exceeded")
            self.end = asyncio.ensure_future(end)
        return item


class SlowReader(PlainReader):
    """Takes a minute for one page."""

    async def read(self, page: RawPage) -> PageReading:
        if page.url.endswith("/a1"):
            await asyncio.sleep(60)
        return await super().read(page)

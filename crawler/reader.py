"""What the crawl needs of whoever reads its pages; the crawl itself never parses HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from crawler.portal import Portal
from store.records import Document, FileReading, PageReading, RawPage


class Reader(Protocol):
    async def read(self, page: RawPage) -> PageReading:
        """What the page is. Never raises for a bad page: its kind is then UNREADABLE, with a reason."""
        ...

    async def read_file(self, page: RawPage, name: str, parent: Document) -> FileReading:
        """What a file says, `name` as its page `parent` has it. Never raises for a bad file."""
        ...

    async def close(self) -> None: ...


class ReaderFactory(Protocol):
    def __call__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> Reader: ...

"""What the crawl needs of whoever reads its pages; the crawl itself never parses HTML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from crawler.portal import Portal
from store.records import PageReading, RawPage


class Reader(Protocol):
    async def read(self, page: RawPage) -> PageReading:
        """What the page is. Never raises for a bad page: its kind is then UNREADABLE, with a reason."""
        ...

    async def close(self) -> None: ...


class ReaderFactory(Protocol):
    def __call__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> Reader: ...

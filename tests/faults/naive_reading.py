"""Naive forms of the guards that read and keep pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.portal import Portal
from store.records import PageReading, RawPage
from tests.faults.patching import everywhere, settings

IN_PROCESS = {"reader": "tests.faults.naive_reading.InProcess"}


def magic() -> None:
    from pipelines.pagekind import no_page

    everywhere(no_page, lambda body, content_type, is_file_address: None)


def charsets() -> None:
    from pipelines.decode import Decoded, declared_charset, decode

    def naive(body: bytes, content_type: str | None) -> Decoded:
        declared = declared_charset(body, content_type) or "utf-8"
        return Decoded(body.decode(declared, "replace"), declared, declared)

    everywhere(decode, naive)


def repairs() -> None:
    from pipelines.repair import repair_mojibake, repair_text

    everywhere(repair_text, lambda text: (text, ()))
    everywhere(repair_mojibake, lambda text: (text, ()))


def dates() -> None:
    import dateparser

    from pipelines.dates import published
    from store.records import Published

    def naive(raw: str, fetched_at: Any, source: Any = "selector") -> Published | None:
        found = dateparser.parse(raw)
        return Published(found.date(), None, "day", source, raw) if found else None

    everywhere(published, naive)


def early_pages() -> None:
    """A page counts as known before its document is stored, as with a list of addresses that were seen."""
    import asyncio

    from crawler.recheck import Recheck
    from crawler.stages import PageStage
    from pipelines.stages import StoreStage

    record = PageStage.process_item

    async def slowly(self: Any, item: Any) -> Any:
        done = await record(self, item)
        await asyncio.sleep(0.2)
        return done

    due = Recheck.due

    def trusting(self: Any, state: Any, listed: Any) -> bool:
        return state.document_id is not None and due(self, state, listed)

    Recheck.due = trusting  # type: ignore[method-assign]
    PageStage.process_item = slowly  # type: ignore[method-assign]
    stages = {"crawler.stages.PageStage": 100, f"{StoreStage.__module__}.StoreStage": 300}
    settings(ITEM_PIPELINES=stages | {"tests.crawler.plain_reader.SavingStage": None})()


class InProcess:
    """A reader without processes: it parses in the crawl's own."""

    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> None:
        self._portals = portals

    async def read(self, page: RawPage) -> PageReading:
        from pipelines.reading import read_page

        return read_page(page, self._portals[page.portal])

    async def close(self) -> None:
        pass

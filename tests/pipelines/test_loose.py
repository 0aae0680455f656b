"""Answers that somebody else captured are read as a crawl reads them."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from crawler.portal import LocalitySpan, Portal
from pipelines.ingest import Capture, Ingested
from pipelines.loose import LooseReader
from tests.store.samples import make

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PORTAL = Portal(
    "phuloc", "P", "https://phuloc.example/", ("phuloc.example",), "generic", (LocalitySpan("D63:482"),)
)
PAPER = """<html><body><p>ỦY BAN NHÂN DÂN</p><p>HUYỆN PHÚ LỘC</p><p>Số: 77/KH-UBND</p>
<p>Phú Lộc, ngày 12 tháng 5 năm 2022</p><p>KẾ HOẠCH</p><p>Cải cách hành chính năm 2022</p>
<p>1. Rà soát thủ tục hành chính tại các xã.</p></body></html>"""


@pytest.mark.parametrize(("called", "reason"), [("application/msword", None), ("text/html", "type_mismatch")])
def test_a_paper_saved_as_a_page_is_one_where_it_was_sent_as_one(called: str, reason: str | None) -> None:
    headers = (("Content-Type", called),)
    capture = Capture(
        "https://phuloc.example/tep/kh.doc", 200, headers, PAPER.encode(), NOW, is_file=True, portal=PORTAL
    )
    (item,) = asyncio.run(_read(capture))
    assert item.reason == reason
    assert (item.document is None) is (reason is not None)


async def _read(capture: Capture) -> tuple[Ingested, ...]:
    reader = LooseReader(1)
    try:
        return await reader.read_capture(capture, (make("tin"), "Kế hoạch"))
    finally:
        await reader.close()

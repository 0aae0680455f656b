"""The three saved portals: kinds of all pages; titles, dates and bodies against the second reading."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from crawler.platforms import get_platform
from crawler.portal import portal_from_mapping
from pipelines.reading import read_page
from store.records import PageKind, PageReading, RawPage, identity
from tests.shared.reference_bodies import Reference, references

pytestmark = [pytest.mark.shared, pytest.mark.timeout(300)]

PLATFORMS = {
    "sotttt.hanoi.gov.vn": "liferay_asset",
    "krongno.daknong.gov.vn": "sharepoint_lacviet",
    "stc.daknong.gov.vn": "sharepoint_lacviet",
}
KINDS = {
    "detail": {PageKind.ARTICLE},
    "detail_twin": {PageKind.ARTICLE, PageKind.STUB},  # four of them are empty
    "detail_print": {PageKind.PRINT},
    "register": {PageKind.REGISTER},
    "stub": {PageKind.STUB},
    "soft404_status": {PageKind.SOFT_404},
    "login": {PageKind.LOGIN},
    "section_page": {PageKind.LISTING, PageKind.LOGIN},  # /dang-nhap is one
    "list": {PageKind.LISTING},
    "list_paged": {PageKind.LISTING},
    "home": {PageKind.LISTING},
    "sitemap_page": {PageKind.LISTING},
}
FETCHED = dt.datetime(2025, 11, 21, tzinfo=dt.UTC)


@lru_cache(maxsize=1)
def readings(shared: Path) -> dict[str, tuple[str, PageReading]]:
    """(kind in INDEX.csv, what we read) of every saved page, by file."""
    return {file: (kind, reading) for file, kind, reading in _read_all(shared / "portals")}


def _read_all(portals: Path) -> Iterator[tuple[str, str, PageReading]]:
    with (portals / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index))
    for row in rows:
        host, _, path = row["file"].partition("/")
        url = row["url"] or f"http://{host}/{path.removesuffix('index.html')}"
        portal = portal_from_mapping(
            {"id": host.split(".")[0], "name": host, "url": f"http://{host}/", "platform": PLATFORMS[host],
             "locality": "P63:01"}
        )  # fmt: skip
        key = get_platform(portal.platform).classify(url).key
        body = (portals / row["file"]).read_bytes()
        headers = (("content-type", "text/html"),)
        yield (
            row["file"],
            row["kind"],
            read_page(RawPage(identity(key), key, url, portal.id, 200, headers, body, FETCHED), portal),
        )


@lru_cache(maxsize=1)
def pairs(shared: Path) -> list[tuple[Reference, PageReading]]:
    read = readings(shared)
    return [(reference, read[reference.file][1]) for reference in references(shared)]


def f1(text: str, truth: str) -> float:
    found, wanted = (Counter(re.findall(r"\w+", side.lower())) for side in (text, truth))
    total = sum(found.values()) + sum(wanted.values())
    return 2 * sum((found & wanted).values()) / total if total else 1.0


def test_every_saved_page_is_of_its_kind(shared: Path) -> None:
    wrong = {
        file: (kind, reading.kind)
        for file, (kind, reading) in readings(shared).items()
        if reading.kind not in KINDS[kind]
    }
    assert wrong == {}


def test_only_articles_and_registers_are_documents(shared: Path) -> None:
    by_kind = Counter(kind for kind, reading in readings(shared).values() if reading.document)
    assert by_kind == {"detail": 445, "detail_twin": 16, "register": 10}


def test_an_article_is_one_document_under_all_its_addresses(shared: Path) -> None:
    ids: dict[str, set[str]] = defaultdict(set)
    for file, (kind, reading) in readings(shared).items():
        if reading.document:
            ids[kind].add(reading.document.id)
            assert reading.document.id == identity(reading.document.key), file
    assert len(ids["detail"]) == 445
    assert ids["detail_twin"] <= ids["detail"] | ids["detail_twin"]


def test_titles_and_dates_are_those_of_the_page(shared: Path) -> None:
    titles, dates = [], []
    for reference, reading in pairs(shared):
        document = reading.document
        assert document is not None
        day = document.published.date if document.published else None
        titles.append(document.title == reference.title)
        dates.append(day == (dt.date(*reference.date) if reference.date else None))
    assert sum(titles) / len(titles) >= 0.99
    assert sum(dates) / len(dates) >= 0.995


def test_bodies_are_those_of_the_page(shared: Path) -> None:
    scores: dict[str, list[float]] = defaultdict(list)
    for reference, reading in pairs(shared):
        assert reading.document is not None
        scores[reference.file.split(".")[0]].append(f1(reading.document.text, reference.body))
    means = {portal: sum(values) / len(values) for portal, values in scores.items()}
    assert min(means.values()) >= 0.99, means
    assert min(min(values) for values in scores.values()) >= 0.95


def test_chrome_never_reaches_the_text(shared: Path) -> None:
    chrome = ("TIN ĐÃ ĐƯA", "In bài viết", "Lượt truy cập", "SỐ LƯỢT", "Các tin khác", "LIÊN KẾT WEBSITE")
    for file, (_, reading) in readings(shared).items():
        if reading.document:
            assert not [word for word in chrome if word in reading.document.text], file


def test_each_register_page_has_its_act_and_its_file(shared: Path) -> None:
    acts = [reading.document for kind, reading in readings(shared).values() if kind == "register"]
    for act in filter(None, acts):
        assert act.attachments, act.url
        assert act.act is not None, act.url
        assert act.act.number, act.url
        assert act.act.issued, act.url
        assert act.published, act.url

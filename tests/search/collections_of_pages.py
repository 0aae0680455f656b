"""Whole collections as documents: the pages of the samples, the seeds and the saved portals."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from crawler.platforms import get_platform
from crawler.portal import Portal, builtin_folder, load_portals
from pipelines.ingest import read_file
from pipelines.reading import read_page
from samples import portals_folder
from samples.sites import sample_sites
from store.records import Document, RawPage, identity

FETCHED = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def samples() -> Iterator[Document]:
    portals = load_portals([portals_folder()])
    for site in sample_sites():
        for target, page in site.pages.items():
            yield from _read(f"https://{site.host}{target}", page.render().body, portals[site.office.id])


def saved(shared: Path) -> Iterator[Document]:
    """The five seeds, and every article of the saved portals."""
    for file in sorted((shared / "seeds").glob("*.txt")):
        yield from (one.document for one in read_file(file, fetched_at=FETCHED) if one.document)
    portals = {host: portal for portal in load_portals([builtin_folder()]).values() for host in portal.hosts}
    with (shared / "portals" / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            portal = portals[row["file"].partition("/")[0]]
            if row["url"]:
                yield from _read(row["url"], (shared / "portals" / row["file"]).read_bytes(), portal)


def _read(url: str, body: bytes, portal: Portal) -> Iterator[Document]:
    """The document of a page, if it has one."""
    key = get_platform(portal.platform).classify(url).key
    page = RawPage(
        id=identity(key), key=key, url=url, portal=portal.id, status=200,
        headers=(("content-type", "text/html; charset=utf-8"),), body=body, fetched_at=FETCHED,
    )  # fmt: skip
    document = read_page(page, portal).document
    if document is not None:
        yield document

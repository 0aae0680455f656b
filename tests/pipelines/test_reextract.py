"""Documents read again from their raw records: revisions where rules changed, versions never."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.portal import portal_from_mapping
from crawler.reader import Reader
from pipelines.reextract import ALTERED, Outcome, Reextraction
from store.archive import check
from store.database import Store, open_store
from store.readings import Span
from store.records import PageReading, RawPage, identity
from tests.crawler.crawling import crawl, portal
from tests.crawler.plain_reader import PlainReader
from tests.crawler.site import Answer, Site, article, listing
from tests.store.samples import make

HOST = "thu.example"
PORTALS = {"thu": portal_from_mapping(portal())}


class OtherReader(PlainReader):
    """Rules that read the text otherwise, as a later program would."""

    async def read(self, page: RawPage) -> PageReading:
        reading = await super().read(page)
        if reading.document is None:
            return reading
        document = replace(reading.document, text=reading.document.text.upper(), extractor="other/2")
        return replace(reading, document=document)


class SecondReader(PlainReader):
    """Rules that know the markup which the first ones could not read."""

    async def read(self, page: RawPage) -> PageReading:
        return await super().read(
            replace(page, body=page.body.replace(b"<h2>", b"<h1>").replace(b"</h2>", b"</h1>"))
        )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Five articles: one in two versions, one gone, one that the rules could not read."""
    with Site({"/": listing({f"/a{n}": f"2024-05-0{n + 1}" for n in range(5)})}) as site:
        site.pages |= {f"/a{n}": article(f"Bài {n}", f"2024-05-0{n + 1}") for n in range(4)}
        site.pages["/a4"] = "<html><h2>Bài 4</h2><p>Nội dung Bài 4</p></html>"
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/"] = listing({f"/a{n}": "2024-06-01" for n in range(4)})
        site.pages |= {"/a0": article("Bài 0 sửa", "2024-05-01"), "/a1": Answer("", 410)}
        crawl(tmp_path, portal(), site.connect_to(HOST))
    return tmp_path


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as opened:
        yield opened


def _again(store: Store, home: Path, reader: type[PlainReader], **options: bool) -> list[Outcome]:
    async def run() -> list[Outcome]:
        read: Reader = reader(PORTALS, 1, home)
        work = Reextraction(store, home / "warc", read, PORTALS, **options)
        return [outcome async for batch in work.run(Span(), 4) for outcome in batch.outcomes]

    return asyncio.run(run())


def _counts(outcomes: list[Outcome]) -> dict[str, int]:
    return dict(Counter(outcome.status for outcome in outcomes))


def test_the_same_rules_change_nothing(store: Store, home: Path) -> None:
    before = list(store.documents.find()), store.documents.latest_revision()
    assert _counts(_again(store, home, PlainReader)) == {"unchanged": 5}
    assert (list(store.documents.find()), store.documents.latest_revision()) == before


def test_other_rules_make_revisions_of_all_versions_and_no_version_more(store: Store, home: Path) -> None:
    outcomes = _again(store, home, OtherReader)
    assert _counts(outcomes) == {"revised": 5}
    assert {outcome.fields for outcome in outcomes} == {("text", "extractor")}
    assert {outcome.extractor for outcome in outcomes} == {(None, "other/2")}
    assert sorted(outcome.version or 0 for outcome in outcomes) == [0, 0, 0, 0, 1]
    edited = store.documents.get(identity(f"{HOST}/a0"))
    first = store.documents.get(identity(f"{HOST}/a0"), version=1)
    assert edited is not None
    assert first is not None
    assert (first.text, edited.text) == ("NỘI DUNG BÀI 0", "NỘI DUNG BÀI 0 SỬA")
    assert [version.sha256 for version in edited.versions] == [first.fingerprint(), edited.fingerprint()]
    assert store.documents.count_versions() == 5
    assert list(store.links.check_database()) == []
    assert _counts(_again(store, home, OtherReader)) == {"unchanged": 5}


def test_a_document_that_is_gone_stays_gone(store: Store, home: Path) -> None:
    _again(store, home, OtherReader)
    gone = store.documents.get(identity(f"{HOST}/a1"))
    assert gone is not None
    assert gone.gone is not None
    assert gone.text == "NỘI DUNG BÀI 1"
    (removal,) = store.removals.of(gone.id)
    assert removal.returned is None


def test_a_page_that_could_not_be_read_becomes_a_document_with_better_rules(store: Store, home: Path) -> None:
    fresh = [outcome for outcome in _again(store, home, SecondReader) if outcome.status == "new"]
    assert [outcome.url for outcome in fresh] == [f"https://{HOST}/a4"]
    found = store.documents.get(identity(f"{HOST}/a4"))
    assert found is not None
    assert found.title == "Bài 4"
    assert _counts(_again(store, home, SecondReader)) == {"unchanged": 6}


def test_a_dry_run_writes_nothing(store: Store, home: Path) -> None:
    before = list(store.documents.find()), store.documents.latest_revision()
    assert _counts(_again(store, home, OtherReader, dry_run=True)) == {"revised": 5}
    assert (list(store.documents.find()), store.documents.latest_revision()) == before


def test_torn_and_missing_records_and_files_without_one_are_named(store: Store, home: Path) -> None:
    first, second = sorted((home / "warc").iterdir(), key=lambda file: file.stat().st_mtime_ns)
    lost = {each.id for each in store.documents.find() if each.warc and each.warc.file == second.name}
    assert check(second).responses > 1
    second.write_bytes(second.read_bytes()[:200])
    store.documents.save(make("tep", url=None, portal=None))
    outcomes = _again(store, home, OtherReader)
    lost.add(identity(f"{HOST}/"))  # a page that held no document is missed too
    assert {outcome.id for outcome in outcomes if outcome.status == "missing"} == lost
    assert all(second.name in (outcome.reason or "") for outcome in outcomes if outcome.status == "missing")
    assert [outcome.id for outcome in outcomes if outcome.status == "no_raw_page"] == [identity("tep")]
    assert first.exists()


def test_what_can_no_longer_be_read_keeps_what_was_read_before(store: Store, home: Path) -> None:
    class Blind(PlainReader):
        async def read(self, page: RawPage) -> PageReading:
            return replace(await super().read(page), document=None, reason="no_content")

    before = list(store.documents.find())
    assert _counts(_again(store, home, Blind)) == {"unread": 5}
    assert list(store.documents.find()) == before


def test_a_newer_fetch_is_never_replaced(store: Store, home: Path) -> None:
    document = store.documents.get(identity(f"{HOST}/a2"))
    assert document is not None
    assert document.warc is not None
    moved = replace(document, warc=replace(document.warc, offset=document.warc.offset + 1))
    assert store.readings.replace(replace(moved, text="cũ")) is None
    assert store.documents.get(document.id) == document


def test_a_span_of_days_is_a_span_of_fetches(store: Store, home: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    assert [len(batch) for batch in store.readings.held(Span(since=now - dt.timedelta(hours=1)))] == [5]
    assert list(store.readings.held(Span(until=now - dt.timedelta(hours=1)))) == []
    assert list(store.readings.held(Span(portals=("khac",)))) == []


def test_a_row_that_somebody_changed_is_told_and_written_anew(store: Store, home: Path) -> None:
    changed = identity(f"{HOST}/a2")
    before = store.documents.get(changed)
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("update documents set text = 'Lời của ai đó' where id = ?", (changed,))
    connection.close()
    faults = [(each.reason, each.document) for each in store.links.check_database()]
    assert faults == [("database", changed)]
    told = [each for each in _again(store, home, PlainReader, dry_run=True) if each.status != "unchanged"]
    assert [(each.id, each.status, each.fields) for each in told] == [(changed, "revised", ("text",))]
    outcomes = _again(store, home, PlainReader)
    (mended,) = [each for each in outcomes if each.status == "revised"]
    assert (mended.id, mended.fields, mended.reason) == (changed, ("text",), ALTERED)
    assert store.documents.get(changed) == before
    assert list(store.links.check_database()) == []
    assert _counts(_again(store, home, PlainReader)) == {"unchanged": 5}

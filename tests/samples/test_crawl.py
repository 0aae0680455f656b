"""The five sample portals crawled end to end: the expected documents, and nothing asked for in vain."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.portal import load_portals
from samples import SampleServer, portals_folder
from samples.expected import expected
from samples.server import Hit
from search.measures.attention import attention
from search.measures.results import MeasureRow
from store.database import open_store
from store.filters import Filters
from store.records import Document

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Crawled:
    runs: list[dict[str, Any]]
    documents: dict[str | None, Document]
    hits: list[Hit]
    attention: Sequence[MeasureRow]


# Each is a whole crawl: `make test` makes the one that finds its pages by their links.
@pytest.fixture(
    scope="module",
    params=[pytest.param(True, id="sitemap", marks=pytest.mark.slow), pytest.param(False, id="no sitemap")],
)
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    home = tmp_path_factory.mktemp("home")
    with SampleServer(sitemap=request.param) as server:
        command = [sys.executable, "-m", "tests.samples.crawl_once", str(server.port), str(home)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=True)
        runs = [json.loads(line) for line in done.stdout.splitlines()]
    with open_store(f"sqlite:///{home / 'samples.sqlite'}") as store:
        documents = {document.url: document for document in store.documents.find()}
        rows = attention(store, load_portals([portals_folder()]), Filters()).rows
        yield Crawled(runs, documents, server.hits, rows)


def test_every_run_is_ok(crawled: Crawled) -> None:
    assert [run["verdict"] for run in crawled.runs] == ["ok"] * 5


def test_the_documents_are_exactly_the_expected_ones_with_their_files(crawled: Crawled) -> None:
    pages = [url for url, document in crawled.documents.items() if document.parent is None]
    files = [url for url, document in crawled.documents.items() if document.parent is not None]
    assert sorted(map(str, pages)) == sorted(record["url"] for record in expected())
    offered = {file["url"] for record in expected() for file in record["attachments"]}
    assert sorted(map(str, files)) == sorted(offered)


def test_each_page_knows_the_document_of_each_of_its_files(crawled: Crawled) -> None:
    for record in expected():
        page = crawled.documents[record["url"]]
        assert [file.url for file in page.attachments] == [file["url"] for file in record["attachments"]]
        for file in page.attachments:
            assert file.id == crawled.documents[file.url].id
            # The sample's .doc holds RTF, as Word's own often does.
            flags = ("type_mismatch",) if file.url.endswith(".doc") else ()
            assert (file.flags, file.text_source) == (flags, "layer")


def test_each_document_belongs_to_the_locality_of_its_portal(crawled: Crawled) -> None:
    localities = Counter(d.locality.code if d.locality else None for d in crawled.documents.values())
    wanted = Counter(document.portal for document in crawled.documents.values())
    assert sorted(localities.values()) == sorted(wanted.values())
    assert None not in localities


def test_the_second_posting_is_a_document_that_names_the_first(crawled: Crawled) -> None:
    named = {d.url: d.duplicate_of for d in crawled.documents.values() if d.duplicate_of}
    pairs = {record["url"]: record["duplicate_of"] for record in expected() if record["duplicate_of"]}
    ids = {url: document.id for url, document in crawled.documents.items()}
    either_way = {frozenset((ids[url], other)) for url, other in named.items()}
    assert either_way == {frozenset((ids[url], ids[first])) for url, first in pairs.items()}


def test_a_plan_that_stands_in_its_file_alone_is_found_and_counted(crawled: Crawled) -> None:
    page = next(each for each in crawled.documents.values() if each.title.startswith("Kế hoạch số 88"))
    file = next(each for each in crawled.documents.values() if each.parent == page.id)
    assert (page.text, page.codes) == ("", ())
    assert (file.kind, file.act and file.act.number, file.is_reform) == ("ke_hoach", "88/KH-UBND", True)
    assert file.title == "KẾ HOẠCH Kiểm tra công tác cải cách hành chính năm 2023 trên địa bàn huyện Đăk Hà"
    assert (file.published, file.locality) == (page.published, page.locality)
    assert file.text.splitlines()[-1] == "B Văn Mẫu"
    rows = [row for row in crawled.attention if page.id in row.documents]
    assert {row.key["theme"] for row in rows} >= {"tthc"}
    assert not [row for row in crawled.attention if file.id in row.documents]


def test_what_robots_close_is_never_asked_for(crawled: Crawled) -> None:
    assert [hit["target"] for hit in crawled.hits if "/noi-bo/" in hit["target"]] == []


def test_login_and_print_twins_are_never_asked_for(crawled: Crawled) -> None:
    marks = ("p_p_id=58", "/pop_up/", "/print/", "Authenticate.aspx", "login.aspx", "sid=")
    asked = [hit["target"] for hit in crawled.hits if any(mark in hit["target"] for mark in marks)]
    assert asked == []


def test_traps_are_left_after_a_few_pages(crawled: Crawled) -> None:
    calendars = Counter(hit["host"] for hit in crawled.hits if hit["path"].startswith("/lich"))
    assert max(calendars.values()) <= 24
    assert sum("van-ban/" in hit["target"] for hit in crawled.hits) <= 4
    assert [hit["target"] for hit in crawled.hits if ".html/" in hit["target"]] == []


def test_no_page_is_fetched_twice(crawled: Crawled) -> None:
    asked = Counter((hit["host"], hit["target"]) for hit in crawled.hits)
    assert [target for target, count in asked.items() if count > 1] == []


def test_every_request_says_who_asks(crawled: Crawled) -> None:
    agents = {hit["ua"] for hit in crawled.hits}
    assert len(agents) == 1
    assert "reformwatch/" in agents.pop()


def test_published_dates_are_those_that_portals_show(crawled: Crawled) -> None:
    wanted = {record["url"]: record["published"] for record in expected() if record["published"]}
    shown = {url: d.published.date.isoformat() for url, d in crawled.documents.items() if d.published}
    assert {url: shown.get(url) for url in wanted} == wanted

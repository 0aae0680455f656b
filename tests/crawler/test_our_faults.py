"""Faults on our side of the wire are told as such, never as the portal's."""

from __future__ import annotations

import errno
import resource
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from urllib.parse import unquote

import pytest
from scrapy.exceptions import DownloadFailedError
from twisted.internet.error import ConnectionLost

from crawler.items import Fetched
from crawler.portal import Portal
from crawler.reasons import failure_reason
from crawler.robots import Rules
from store.archive import read_record
from store.database import open_store
from tests.crawler.crawling import crawl, portal
from tests.crawler.plain_reader import PlainReader, SavingStage
from tests.crawler.site import Answer, Page, Site, article, listing

HOST = "thu.example"
LARGEST_FILE = 4 * 1024 * 1024


class CrampedReader(PlainReader):
    """In its process no file grows beyond LARGEST_FILE: the raw archive fails, and it is not full."""

    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> None:
        super().__init__(portals, workers, home)
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


class ClosedReader(PlainReader):
    """In the place of the archive's folder is a file before the run begins."""

    def __init__(self, portals: Mapping[str, Portal], workers: int, home: Path) -> None:
        super().__init__(portals, workers, home)
        (home / "warc").rmdir()
        (home / "warc").write_text("không phải thư mục")


class VanishingStage(SavingStage):
    """The home folder goes away with the first document: who asks for its free space is at a loss."""

    def process_item(self, item: Fetched) -> Fetched:
        spider = self.crawler.spider
        spider.options = replace(spider.options, home=spider.options.home / "đã mất")
        return super().process_item(item)


def test_an_archive_that_cannot_be_written_ends_the_run_as_our_fault(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/": listing({"/a1": "2024-05-02", "/to": "2024-05-01", "/a2": "", "/a3": ""}),
        "/to": Answer(Random(7).randbytes(2 * LARGEST_FILE)),
        **{f"/a{n}": article(f"Bài {n}") for n in (1, 2, 3)},
    }
    with Site(pages) as site:
        cramped = crawl(
            tmp_path, portal(), site.connect_to(HOST), reader=f"{__name__}.CrampedReader", timeout=10
        )
        asked = site.paths()
        assert asked.count("/to") == 1
        assert "/a3" not in asked
        rest = crawl(tmp_path, portal(), site.connect_to(HOST), timeout=10)
    assert (cramped.run["verdict"], cramped.run["reason"]) == ("partial", "store_error")
    assert {failure["reason"] for failure in cramped.run["failed"]} <= {"store_error"}
    assert "cannot be written: File too large" in cramped.log
    assert (cramped.run["new"], rest.run["new"]) == (1, 2)


def test_an_archive_that_fails_from_the_start_is_not_an_unreachable_robots_file(tmp_path: Path) -> None:
    with Site({"/": listing({"/a1": ""}), "/a1": article("Một")}) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST), reader=f"{__name__}.ClosedReader")
    assert (done.run["verdict"], done.run["reason"]) == ("broken", "store_error")
    assert (done.run["robots"], done.run["failed"]) == (None, [])


def test_a_fault_of_ours_between_request_and_answer_is_told_as_one(tmp_path: Path) -> None:
    menus = tuple(f"/muc{n}" for n in range(30))
    pages: dict[str, Page] = {"/": listing({"/a1": ""}, nav=menus), "/a1": article("Một")}
    pages |= dict.fromkeys(menus, listing({}))
    with Site(pages) as site:
        stages = {f"{__name__}.VanishingStage": 300}
        done = crawl(tmp_path, portal(), site.connect_to(HOST), stages=stages)
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "internal_error")
    assert {failure["reason"] for failure in done.run["failed"]} <= {"internal_error"}
    assert "was not fetched" in done.log
    assert len(site.hits) == len(set(site.paths()))  # asking again would cure nothing


@pytest.mark.parametrize(
    "error",
    [
        ValueError("?"),
        KeyError("?"),
        OSError(errno.EIO, "disk"),
        FileNotFoundError(),
        MemoryError(),
        RuntimeError(),
    ],
)
def test_what_nobody_foresaw_is_no_reset_connection(error: BaseException) -> None:
    assert failure_reason(error, "https://thu.example/") == "internal_error"


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(),
        BrokenPipeError(),
        ConnectionLost(),
        ConnectionAbortedError(),
        DownloadFailedError("?"),
    ],
)
def test_a_broken_connection_is_one(error: BaseException) -> None:
    assert failure_reason(error, "https://thu.example/") == "conn_reset"


def test_rules_that_we_could_not_ask_for_say_why() -> None:
    assert Rules("unreachable").refusal("https://thu.example/") == "robots_unreachable"
    assert Rules("unreachable", cause="store_error").refusal("https://thu.example/") == "store_error"


def test_headers_beyond_ascii_are_archived_as_they_were_meant(tmp_path: Path) -> None:
    disposition = 'attachment; filename="Kế hoạch 12.doc"'.encode()
    headers = {"Content-Disposition": disposition.decode("latin-1"), "X-Cu": "caf\xe9"}
    with Site({"/": listing({"/a1": ""}), "/a1": Answer(article("Một"), headers=headers)}) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        (document,) = store.documents.find()
    assert document.warc is not None
    kept = dict(read_record(tmp_path / "warc", document.warc).headers)
    name = kept["content-disposition"].partition("filename*=UTF-8''")[2]  # as RFC 8187 has it
    assert unquote(name) == "Kế hoạch 12.doc"
    assert unquote(kept["x-cu"]) == "café"

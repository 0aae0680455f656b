"""The saved portals, crawled once and read again from their raw archive: the same program reads the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.shared.test_saved_portals import PORTALS, Crawled, crawl

pytestmark = [pytest.mark.shared, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def crawled(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl(shared, tmp_path_factory.mktemp("again"))


def _call(home: Path, *args: str) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", *args],
        env=os.environ | {"REFORMWATCH_HOME": str(home)}, cwd=PROJECT, capture_output=True, check=False,
    )  # fmt: skip
    text = done.stdout.decode()
    return done.returncode, [json.loads(line) for line in text.splitlines()] if args[0] == "reextract" else [
        json.loads(text)
    ]


def test_an_unchanged_program_reads_every_document_as_the_crawl_did(crawled: Crawled) -> None:
    code, lines = _call(crawled.home, "reextract", "--no-index", "--json")
    totals = lines[-1]["totals"]
    with crawled.store() as store:
        count = store.documents.count()
    assert lines[:-1] == []
    assert (code, totals["unchanged"], totals["revised"], totals["new"]) == (0, count, 0, 0)


def test_every_record_is_whole_and_every_link_leads_to_its_record(crawled: Crawled) -> None:
    code, (report,) = _call(crawled.home, "verify", "--json")
    assert (code, report["faults"], report["uncounted"]) == (0, [], [])
    assert report["files"] == len(PORTALS)
    assert report["links"] > report["records"] / 4

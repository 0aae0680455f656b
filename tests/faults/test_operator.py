"""What an operator does, or does not notice: a redesign, a clock that goes back, an index that is deleted."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from search.index import SearchRequest
from search.indexer import open_index, rebuild
from store.database import open_store
from tests.faults.golden import pieces
from tests.faults.running import Faulty, assert_published, crawl, declared

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
HOST = "doi-moi.example"


@pytest.mark.case("O3", guard="zero-is-broken")
def test_a_redesign_is_broken_at_once_and_changes_nothing(
    tmp_path: Path, faulty: Faulty, without: str
) -> None:
    """Every page answers 200, and none is an article any more."""
    faulty.change_hosts({HOST: {"articles": 12}})
    targets = faulty.connect_to(HOST)
    first = crawl(tmp_path, [declared(HOST)], targets, without=without)
    faulty.change_hosts({HOST: {"articles": 12, "layout": "new"}})
    second = crawl(tmp_path, [declared(HOST)], targets, without=without)
    assert first.exit_code == 0
    assert (second.exit_code, second.runs["doi-moi"]["verdict"]) == (1, "broken")
    assert second.runs["doi-moi"]["reason"] is not None
    assert_published(second, HOST, pieces(HOST, 12))
    faulty.change_hosts({HOST: {"articles": 14}})
    third = crawl(tmp_path, [declared(HOST)], targets, without=without)
    assert third.exit_code == 0
    assert_published(third, HOST, pieces(HOST, 14))


@pytest.mark.case("O5")
def test_a_clock_that_goes_back_fetches_nothing_twice(tmp_path: Path, faulty: Faulty, without: str) -> None:
    faulty.change_hosts({HOST: {"articles": 30}})
    targets = faulty.connect_to(HOST)
    crawl(tmp_path, [declared(HOST)], targets, without=without)
    _later(tmp_path, 1)  # all that is stored now lies a day ahead of the clock
    faulty.forget()
    second = crawl(tmp_path, [declared(HOST)], targets, without=without)
    assert (second.exit_code, second.runs["doi-moi"]["new"]) == (0, 0)
    assert len([hit for hit in faulty.hits(HOST) if hit.path.startswith("/tin/")]) <= 3
    assert_published(second, HOST, pieces(HOST, 30))


def _later(home: Path, days: int) -> None:
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("update pages set last_fetched = datetime(last_fetched, ?)", (f"{days} days",))
    connection.close()


@pytest.mark.case("O5")
def test_a_deleted_index_is_built_again_from_the_store(tmp_path: Path, faulty: Faulty, without: str) -> None:
    faulty.change_hosts({HOST: {"articles": 30}})
    crawl(tmp_path, [declared(HOST)], faulty.connect_to(HOST), without=without)
    counts = []
    for _ in range(2):
        shutil.rmtree(tmp_path / "index", ignore_errors=True)
        with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
            rebuild(store, tmp_path / "index")
            with closing(open_index(tmp_path / "index")) as index:
                counts.append((index.search(SearchRequest()).total, store.documents.count()))
    assert counts == [(30, 30)] * 2

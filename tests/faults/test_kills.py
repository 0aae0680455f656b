"""`kill -9` at random moments of a crawl of 400 articles: run again, and each is there exactly once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from pathlib import Path

import pytest

from crawler.spiders.base import IN_HAND
from store.database import open_store
from tests.faults.running import Faulty, begin, crawl, declared

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
ARTICLES, KILLS, HOST = 400, 20, "chet-400.example"


@pytest.mark.case("S1", guard="stored-first")
def test_twenty_kills_lose_and_double_nothing(tmp_path: Path, faulty: Faulty, without: str) -> None:
    # Without the guard a few kills show it; the crawl is slower then.
    articles, kills, most = (ARTICLES, KILLS, 30) if not without else (160, 6, 30)
    faulty.change_hosts({HOST: {"articles": articles}})
    portals, targets = [declared(HOST)], faulty.connect_to(HOST)
    moments, killed = random.Random(400), 0
    for _ in range(kills):
        goal = faulty.count() + moments.randint(1, most)
        crawling_now = begin(tmp_path, portals, targets, without=without)
        while faulty.count() < goal and crawling_now.process.is_alive():
            threading.Event().wait(0.02)
        threading.Event().wait(moments.uniform(0, 0.2))
        killed += crawling_now.process.is_alive()
        crawling_now.kill()
    last = crawl(tmp_path, portals, targets, without=without)
    if killed < kills - 2:
        pytest.fail("most crawls ended before they were killed")
    assert (last.exit_code, last.runs["chet-400"]["verdict"]) == (0, "ok")
    _assert_whole(tmp_path, faulty, articles)
    assert last.runs["chet-400"]["new"] > 0, "the kills left nothing to do"


def _assert_whole(home: Path, faulty: Faulty, articles: int) -> None:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        documents = list(store.documents.find())
        assert Counter(document.url for document in documents) == Counter(
            f"https://{HOST}/tin/bai-so-{number}" for number in range(1, articles + 1)
        )
        assert [document.id for document in documents if document.duplicate_of] == []
        assert store.documents.count_versions() == articles
        assert {run.reason for run in store.runs.last("chet-400", KILLS + 1)} <= {None, "killed"}
    # What was in hand at a kill is asked for again; the newest tenth is at every run.
    asked = Counter(hit.path for hit in faulty.hits(HOST) if hit.path.startswith("/tin/bai-so-"))
    again = [
        path for path, times in asked.items() if times > 1 and int(path.rpartition("-")[2]) > articles // 10
    ]
    assert len(again) <= KILLS * IN_HAND

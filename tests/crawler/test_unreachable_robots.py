"""How long a robots.txt could not be asked: after a month a person is asked instead of the host."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from store.database import open_store
from store.records import RobotsState
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Page, Site, article, listing, robots

DAY = dt.timedelta(days=1)
PAGES: dict[str, Page] = {"/": listing({"/a1": ""}), "/a1": article("Bài")}


def _past(home: Path, *runs: tuple[int, RobotsState]) -> None:
    """Runs of the portal, each so many days ago."""
    home.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{home / 'store.sqlite'}"
    for days, state in runs:
        with open_store(url) as store:
            run = store.runs.start("thu", connected_to=None, owner="thử")
            verdict = "ok" if state == "allowed" else "blocked"
            store.runs.finish(replace(run, verdict=verdict, robots=state))
        engine = create_engine(url)
        with engine.begin() as connection:
            moved = (run.started_at - days * DAY).replace(tzinfo=None)
            connection.execute(
                text("update runs set started_at = :at where id = :id"),
                {"at": moved.isoformat(sep=" "), "id": run.id},
            )
        engine.dispose()


@pytest.mark.case("H3")
@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ((), "robots_unreachable"),
        (((31, "unreachable"), (3, "unreachable")), "robots_unreachable_30_days"),
        (((29, "unreachable"),), "robots_unreachable"),
        (((60, "unreachable"), (31, "allowed"), (3, "unreachable")), "robots_unreachable"),
        (((60, "unreachable"), (31, "disallowed")), "robots_unreachable"),
    ],
)
def test_after_a_month_the_run_says_that_a_person_should_look(
    tmp_path: Path, runs: tuple[tuple[int, RobotsState], ...], reason: str
) -> None:
    _past(tmp_path, *runs)
    with Site({**PAGES, "/robots.txt": Answer("", 503)}) as site:
        done = crawl(tmp_path, portal(), site.connect_to("thu.example"))
    assert (done.run["verdict"], done.run["reason"], done.run["robots"]) == ("blocked", reason, "unreachable")
    assert set(site.paths()) == {"/robots.txt"}


def test_rules_that_cannot_be_asked_now_are_not_taken_from_yesterday(tmp_path: Path) -> None:
    """A run that begins while robots.txt fails fetches nothing, and the next one asks again."""
    with Site({**PAGES, "/robots.txt": robots("Disallow:")}) as site:
        runs = []
        for status in (200, 503, 200):
            site.pages["/robots.txt"] = robots("Disallow:") if status == 200 else Answer("", status)
            before = len(site.hits)
            runs.append(crawl(tmp_path, portal(), site.connect_to("thu.example")).run)
            asked = {hit.path for hit in site.hits[before:]}
            assert (asked == {"/robots.txt"}) == (status == 503)
    assert [run["verdict"] for run in runs] == ["ok", "blocked", "ok"]

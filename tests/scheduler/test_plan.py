"""Which jobs there are, by settings, declarations and history, and which of their slots are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from commands.jobs.plan import Job, due, make_plan
from commands.jobs.rhythm import CrawlTimes, Rhythm
from commands.jobs.times import ZONE
from crawler.portal import CrawlRules, Window
from store.database import Store
from store.slots import Slot
from tests.scheduler.homes import at, job, portal, settings

NIGHT = CrawlRules(window=Window(dt.time(22), dt.time(5)))


def plan(store: Store, tmp_path: Path, *portals: Any, **values: Any) -> dict[str, Job]:
    given = settings(tmp_path, **values)
    return {job.name: job for job in make_plan(portals, given, store, at(2, 12), published={})}


def slot(due_at: dt.datetime, state: Any = "done", attempts: int = 1) -> Slot:
    return Slot("crawl a", due_at, state, attempts, due_at, due_at, None)


def times_of(found: Job) -> CrawlTimes:
    assert isinstance(found.when, CrawlTimes)
    return found.when


def test_each_enabled_portal_has_a_crawl_and_all_else_its_settings(store: Store, tmp_path: Path) -> None:
    found = plan(store, tmp_path, portal("a"), portal("b", enabled=False), backup_to=tmp_path / "safe")
    assert [*found] == ["crawl a", "index sync", "digest day", "digest week", "digest month", "verify",
                        "backup", "clean-up"]  # fmt: skip
    assert found["crawl a"].command == ("crawl", "a", "--no-index", "--json")
    assert found["clean-up"].command == ("clean",)
    assert found["verify"].command == ("verify", "--quick")
    assert found["backup"].command == ("backup", f"{tmp_path / 'safe'}/", "--keep", "7")
    rest = plan(store, tmp_path, index_at="off", digest_day_at="off", verify_at="off", clean_up_at="off")
    assert [*rest] == ["digest week", "digest month"]


def test_a_digest_is_that_of_the_period_before_its_slot(store: Store, tmp_path: Path) -> None:
    found = plan(store, tmp_path)
    keys = {name: found[name].call(at(0, 7))[-1] for name in ("digest day", "digest week", "digest month")}
    assert keys == {"digest day": "2024-05-12", "digest week": "2024-W19", "digest month": "2024-04"}
    assert found["digest week"].call(at(1, 9))[:3] == ("digest", "send", "--period")


def test_the_history_of_a_portal_is_its_rhythm(store: Store, tmp_path: Path) -> None:
    days = [((at(-20) + dt.timedelta(days=day)).date(), 2) for day in range(20)]
    ahead = [(at(30).date(), 400)]  # a date of the future is no news
    found = make_plan([portal("a"), portal("b")], settings(tmp_path), store, at(2),
                      published={"a": days + ahead})  # fmt: skip
    assert [times_of(job).rhythm for job in found[:2]] == [Rhythm(1), Rhythm(7)]


def test_a_portal_that_failed_is_asked_again_the_next_day(store: Store, tmp_path: Path) -> None:
    assert store.slots.claim("crawl a", at(1, 10))
    store.slots.finish("crawl a", at(1, 10), "failed", 1)
    assert times_of(plan(store, tmp_path, portal("a"))["crawl a"]).rhythm == Rhythm(1)


def test_a_slot_far_ahead_of_the_clock_holds_no_portal_up(store: Store, tmp_path: Path) -> None:
    for moment in (at(1, 10), at(4000, 10)):
        assert store.slots.claim("crawl a", moment)
        store.slots.finish("crawl a", moment, "done", 0)
    assert times_of(plan(store, tmp_path, portal("a"))["crawl a"]).last == at(1, 10)


def test_the_closing_runs_end_before_the_digest_of_the_settings(store: Store, tmp_path: Path) -> None:
    early = times_of(plan(store, tmp_path, portal("a"), digest_week_at="0 3 * * mon")["crawl a"])
    assert early.closing is not None
    assert early.closing < 90
    midday = portal("b", crawl=CrawlRules(window=Window(dt.time(12), dt.time(14))))
    assert times_of(plan(store, tmp_path, midday)["crawl b"]).closing is None


def test_what_was_missed_is_made_up_for_by_the_newest_slot(store: Store) -> None:
    hourly, now = job(), at(2, 12, 30)
    found = due(hourly, [slot(at(2, 8))], now, at(0))
    assert found.run == (at(2, 12),)
    assert next(iter(found.missed.values()))[-3:] == [at(2, 9), at(2, 10), at(2, 11)]
    assert due(hourly, [slot(at(2, 12))], now, at(2, 12)).run == ()


def test_what_was_cut_short_is_due_again_three_times_at_most(store: Store) -> None:
    hourly, now = job(), at(2, 12, 30)
    for attempts, wanted in ((1, (at(2, 12),)), (2, (at(2, 12),)), (3, ())):
        assert due(hourly, [slot(at(2, 12), "killed", attempts)], now, at(0)).run == wanted


def test_nothing_was_missed_before_the_first_start() -> None:
    assert due(job(), [], at(2, 12, 30), None).run == (at(2, 12),)
    assert not any(due(job(), [], at(2, 12, 30), None).missed.values())
    digest = replace(job("0 7 * * mon"), each=True)
    assert due(digest, [], at(2), None).run == ()
    assert due(digest, [slot(at(0, 7), "missed", 0)], at(14, 8), at(0, 7)).run == (at(7, 7), at(14, 7))


def test_a_clock_that_goes_back_makes_nothing_due_again() -> None:
    known = [slot(at(2, hour)) for hour in range(13)]
    assert due(job(), known, at(2, 6, 30), at(0)).run == ()
    crawl = replace(job(), when=CrawlTimes(600, Rhythm(1), at(2, 10), 125))
    assert due(crawl, [slot(at(2, 10))], at(1, 12), at(0)).run == ()


def test_a_crawl_waits_for_its_hours(store: Store, tmp_path: Path) -> None:
    crawl = plan(store, tmp_path, portal("a", crawl=NIGHT))["crawl a"]
    noon = at(2, 12)
    assert due(crawl, [], noon, None).run  # it is due
    assert not crawl.may_begin(noon)  # and may not begin
    assert crawl.may_begin(dt.datetime(2024, 5, 15, 23, tzinfo=ZONE))

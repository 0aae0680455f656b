"""The ledger: a slot is run once, by one scheduler, and one that was cut short is run again."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from sqlalchemy import text

from store import migrations
from store.database import Store, open_store
from store.engine import Database
from store.errors import SchedulerBusy
from store.migrations import MIGRATIONS
from store.slots import MOST_ATTEMPTS
from tests.conftest import PROJECT

DUE = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
CLAIM = """
import datetime as dt, sys
from store.database import open_store
store = open_store(sys.argv[1])
sys.stdin.readline()
print(store.slots.claim("crawl a", dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)), flush=True)
sys.stdin.readline()
"""
HOLD = """
import sys
from store.database import open_store
open_store(sys.argv[1]).slots.hold()
print("held", flush=True)
sys.stdin.readline()
"""


def child(script: str, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT)


def say(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_of_many_processes_one_gets_a_slot(store_url: str, store: Store) -> None:
    children = [child(CLAIM, store_url) for _ in range(6)]
    for one in children:
        say(one)
    assert sorted(map(hear, children)) == ["False"] * 5 + ["True"]
    for one in children:
        end(one)


def test_a_slot_whose_process_died_is_found_and_given_again(store_url: str, store: Store) -> None:
    killed = child(CLAIM, store_url)
    say(killed)
    assert hear(killed) == "True"
    assert store.slots.bury() == []
    assert not store.slots.claim("crawl a", DUE)
    end(killed)
    assert [slot.job for slot in store.slots.bury()] == ["crawl a"]
    assert store.slots.claim("crawl a", DUE)


def test_a_slot_that_is_always_cut_short_is_given_up(store: Store) -> None:
    for _ in range(MOST_ATTEMPTS):
        assert store.slots.claim("crawl a", DUE)
        store.slots.finish("crawl a", DUE, "stopped", -15)
    assert not store.slots.claim("crawl a", DUE)


def test_what_was_done_or_skipped_is_not_done_again(store: Store) -> None:
    assert store.slots.claim("crawl a", DUE)
    store.slots.finish("crawl a", DUE, "done", 0)
    later = DUE + dt.timedelta(1)
    assert store.slots.leave_out("crawl a", [DUE, later], "skipped", "too early") == 1
    assert not store.slots.claim("crawl a", DUE)
    assert not store.slots.claim("crawl a", later)
    assert [(slot.state, slot.code) for slot in store.slots.last("crawl a")] == [
        ("skipped", None),
        ("done", 0),
    ]


def test_a_second_scheduler_is_refused_while_the_first_one_lives(store_url: str, store: Store) -> None:
    first = child(HOLD, store_url)
    assert hear(first) == "held"
    with pytest.raises(SchedulerBusy, match="works on this store since"):
        store.slots.hold()
    assert store.slots.holder() is not None
    end(first)
    assert store.slots.holder() is None
    store.slots.hold()
    store.slots.heartbeat()
    store.slots.release()
    assert store.slots.holder() is None


def test_the_ledger_is_cleaned_and_each_job_keeps_the_slot_that_it_ran_last(store: Store) -> None:
    for days in range(3):
        assert store.slots.claim("crawl a", DUE + dt.timedelta(days=days))
        store.slots.finish("crawl a", DUE + dt.timedelta(days=days), "done", 0)
    store.slots.leave_out("index sync", [DUE], "missed", "away")
    assert store.slots.clean(DUE + dt.timedelta(days=2, hours=1)) == 3
    assert store.slots.first() == {"crawl a": DUE + dt.timedelta(days=2)}


def test_why_a_slot_ended_as_it_did_is_kept(store: Store) -> None:
    assert store.slots.claim("crawl a", DUE)
    store.slots.began("crawl a", DUE, "1:x")
    store.slots.finish("crawl a", DUE, "failed", 1, "broken: timeout")
    (slot,) = store.slots.since(DUE)["crawl a"]
    assert (slot.child, slot.reason, slot.code) == ("1:x", "broken: timeout", 1)
    assert store.slots.newest_run(DUE) == {"crawl a": DUE}


def test_the_ledger_of_an_older_store_is_kept_and_tells_more_from_now_on(store_url: str) -> None:
    step = MIGRATIONS.index(migrations._incidents)
    with open_store(store_url) as store:
        assert store.slots.claim("crawl a", DUE)
        store.slots.finish("crawl a", DUE, "done", 0)
    database = Database(store_url)
    with database.write() as connection:
        for statement in (
            "DROP INDEX slots_by_due",
            "ALTER TABLE slots DROP COLUMN child",
            "ALTER TABLE slots DROP COLUMN reason",
            "DROP TABLE incidents",
            "DROP TABLE notices",
            f"UPDATE schema_version SET version = {step}",
        ):
            connection.execute(text(statement))
    with database.write() as connection:
        migrations.migrate(connection, MIGRATIONS[: step + 1])
        connection.execute(text(f"UPDATE schema_version SET version = {len(MIGRATIONS)}"))
    database.close()
    with open_store(store_url) as store:
        (slot,) = store.slots.last("crawl a")
        assert (slot.state, slot.reason) == ("done", None)
        assert store.incidents.going() == []

"""What is older than the settings allow goes, and nothing that a document still cites."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.database import Store, open_store
from store.deliveries import Due
from store.retention import Keeping
from store.subscribers import Consent, Wishes
from tests.care.homes import NOON, Filling, make_home, url_of
from tests.cli.conftest import call
from tests.measures.calling import run
from tests.store.samples import later

NOW = later(400)
ALL = Keeping(warc=100, logs=100, search_logs=10, deliveries=100, unsubscribed=100)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path / "home", count=2)


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(url_of(home)) as opened:
        yield opened


def aged(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    moment = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_only_raw_records_that_nothing_cites_go(home: Path, store: Store) -> None:
    filling = Filling(store, home, "second")
    document = filling.add(7)
    filling.close()
    store.documents.delete(document.id)
    for name in ("first.warc.gz", "second.warc.gz", "killed.warc.gz.torn"):
        aged(home / "warc" / name, 200)
    would = store.retention.clean(home, ALL, NOW, dry_run=True)
    assert (would.warc, would.cited) == (["second.warc.gz", "killed.warc.gz.torn"], ["first.warc.gz"])
    assert (home / "warc" / "second.warc.gz").exists()
    assert store.retention.clean(home, ALL, NOW) == would
    assert sorted(path.name for path in (home / "warc").iterdir()) == ["first.warc.gz"]
    assert run(home, "verify").code == 0


def test_young_records_and_all_of_them_without_a_limit_stay(home: Path, store: Store) -> None:
    aged(home / "warc" / "loose.warc.gz", 50)
    assert store.retention.clean(home, ALL, NOW).warc == []
    aged(home / "warc" / "loose.warc.gz", 5000)
    assert store.retention.clean(home, replace(ALL, warc=None), NOW).warc == []


def test_logs_by_their_own_limits(home: Path, store: Store) -> None:
    for name, days in (("old.log", 150), ("new.log", 50), ("search/old.log", 50), ("search/new.log", 5)):
        aged(home / "logs" / name, days)
    assert store.retention.clean(home, ALL, NOW).logs == ["logs/old.log", "logs/search/old.log"]
    assert (home / "logs" / "new.log").exists()
    assert (home / "logs" / "search" / "new.log").exists()


def test_who_unsubscribed_is_forgotten_and_who_reads_stays(home: Path, store: Store) -> None:
    consent = Consent(NOON, "1", "digest")
    ids = [
        store.subscribers.add(f"{name}@xa.example", f"{name}@xa.example", "mail", Wishes(), consent).id
        for name in ("gone", "just-gone", "reader")
    ]
    store.subscribers.unsubscribe(ids[0], NOW - dt.timedelta(days=101))
    store.subscribers.unsubscribe(ids[1], NOW - dt.timedelta(days=99))
    for days, mail in ((300, b"old"), (20, b"new")):
        ends_at = NOW - dt.timedelta(days=days)
        store.deliveries.freeze(Due(f"d{days}", "", ends_at), mail, ids, ends_at, "skipped")
    done = store.retention.clean(home, ALL, NOW)
    assert (done.unsubscribed, done.deliveries, done.mails) == (1, 2, 1)
    assert [each.address for each in store.subscribers.all()] == ["just-gone@xa.example", "reader@xa.example"]
    assert {each.period for each in store.deliveries.history()} == {"d20"}


def test_what_a_killed_process_left_goes(home: Path, store: Store) -> None:
    aged(home / "warc" / ".first.warc.gz.erasing", 0)
    assert store.retention.clean(home, Keeping(), NOW).stale == [".first.warc.gz.erasing"]


def test_the_command_says_what_went(home: Path) -> None:
    aged(home / "logs" / "old.log", 400)
    answer = call(home, "clean", "--json", env={"REFORMWATCH_KEEP_LOG_DAYS": "1"})
    assert answer.code == 0
    assert answer.json["logs"] == ["logs/old.log"]
    assert answer.json["warc"] == []


def test_the_command_forgets_old_slots_and_alerts(home: Path, store: Store) -> None:
    for due_at in (NOW - dt.timedelta(days=4000), NOW - dt.timedelta(days=3999)):
        assert store.slots.claim("index sync", due_at)
        store.slots.finish("index sync", due_at, "done", 0)
    planned = call(home, "clean", "--json", "--dry-run").json
    assert (planned["slots"], planned["incidents"]) == (None, None)
    answer = call(home, "clean", "--json")
    assert (answer.json["slots"], answer.json["incidents"]) == (1, 0)  # the newest that ran is kept

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from store.database import Store, open_store
from store.errors import LeaseLost, PortalBusy
from store.records import Assertion, Failure, FieldCounts, Run, Verdict
from tests.store.samples import later


def start(store: Store, portal: str = "huyen") -> Run:
    return store.runs.start(portal, connected_to=None, owner="me")


def holder(url: str, portal: str = "huyen") -> tuple[subprocess.Popen[str], str]:
    """Another process that has started a run of the portal, and the run's id."""
    command = [sys.executable, "-m", "tests.store.child", "hold", url, portal]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    return child, child.stdout.readline().strip()


def test_a_run_comes_back_whole(store: Store) -> None:
    started = store.runs.start("huyen", connected_to="127.0.0.1:80", owner="me")
    assert store.runs.last("huyen") == [started]
    ended = replace(
        started, finished_at=later(), verdict="partial", reason="timeout", pages=9, seen=8, new=7, updated=6,
        unchanged=5, attachments=4, removed=3, held=2,
        failed=(Failure("https://a", "timeout"), Failure("https://a", "timeout")),
        robots="allowed", reached_back=dt.date(2024, 1, 2), complete_lists=True, lists_left=1,
        warc="r.warc.gz", since=dt.date(2024, 1, 1), until=dt.date(2024, 5, 1),
        fields=FieldCounts(9, 8, 7, 6, 500), rules={"news.title": 9}, quarantine="held",
        assertions=(Assertion("items_fell", (5, None), 1.0, True, ("news.date",), "https://a"),),
    )  # fmt: skip
    assert all(getattr(ended, field.name) != field.default for field in fields(Run))
    store.runs.finish(ended)
    assert store.runs.last("huyen") == [ended]
    assert store.runs.get(ended.id) == ended
    assert store.runs.get("unknown") is None


def test_a_run_without_an_end_gets_one(store: Store) -> None:
    run = start(store)
    store.runs.finish(replace(run, verdict="ok"))
    finished = store.runs.last("huyen")[0].finished_at
    assert finished is not None
    assert finished >= run.started_at


def test_a_portal_is_held_until_its_run_ends(store: Store) -> None:
    first = start(store)
    with pytest.raises(PortalBusy, match=r"Portal huyen is being crawled by me since .* UTC") as refused:
        start(store)
    assert (refused.value.portal, refused.value.run_id) == ("huyen", first.id)
    start(store, "xa")
    assert [run.id for run in store.runs.last("huyen", 5)] == [first.id], "a refused run leaves no trace"
    store.runs.finish(replace(first, verdict="ok"))
    second = start(store)
    assert second.id != first.id
    assert [run.id for run in store.runs.last("huyen", 5)] == [second.id, first.id]


def test_a_living_process_keeps_its_portal(store: Store, store_url: str) -> None:
    child, run_id = holder(store_url)
    with pytest.raises(PortalBusy, match="the other one"):
        start(store)
    assert store.runs.reap() == []
    child.communicate()
    assert store.runs.last("huyen")[0].verdict == "ok"
    assert start(store).id != run_id


def test_the_portal_of_a_killed_process_is_taken_over(store: Store, store_url: str) -> None:
    child, run_id = holder(store_url)
    child.kill()
    child.communicate()
    mine = start(store)
    dead = store.runs.get(run_id)
    assert dead is not None
    assert (dead.verdict, dead.reason) == ("broken", "killed")
    assert dead.finished_at is not None
    with pytest.raises(PortalBusy):
        start(store)
    store.runs.finish(replace(mine, verdict="ok"))


def test_a_process_that_nobody_waited_for_is_dead(store: Store, store_url: str) -> None:
    """Its parent has not asked for its exit status yet: the pid exists, the process does not."""
    child, run_id = holder(store_url)
    child.kill()
    assert child.stdout is not None
    child.stdout.read()
    assert start(store).id != run_id
    child.communicate()


def test_of_many_starters_one_wins(store_url: str) -> None:
    open_store(store_url).close()
    command = [sys.executable, "-m", "tests.store.child", "hold", store_url, "huyen"]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(5)
    ]
    answers = [child.stdout.readline().strip() for child in children if child.stdout is not None]
    assert answers.count("busy") == 4
    for child in children:
        child.communicate()
    with open_store(store_url) as store:
        assert len(store.runs.last("huyen", 9)) == 1


def test_a_run_whose_heart_stopped_loses_its_portal(store_url: str) -> None:
    with open_store(store_url) as slow, open_store(store_url, lease=dt.timedelta(0)) as other:
        first = start(slow)
        second = start(other)
        assert slow.runs.get(first.id) == replace(
            first,
            verdict="broken",
            reason="killed",
            quarantine="held",
            finished_at=slow.runs.last("huyen", 2)[1].finished_at,
        )
        with pytest.raises(LeaseLost, match=first.id):
            slow.runs.heartbeat(first.id)
        with pytest.raises(LeaseLost):
            slow.runs.finish(replace(first, verdict="ok"))
        dead = slow.runs.get(first.id)
        assert dead is not None
        assert dead.verdict == "broken"
        other.runs.finish(replace(second, verdict="ok"))


def test_a_heartbeat_renews_the_lease(store: Store, rows: Callable[[str], list[tuple[Any, ...]]]) -> None:
    run = start(store)
    ((before,),) = rows("SELECT heartbeat_at FROM leases")
    store.runs.heartbeat(run.id)
    ((after,),) = rows("SELECT heartbeat_at FROM leases")
    assert after > before


def test_a_finished_run_has_no_heart(store: Store) -> None:
    run = start(store)
    store.runs.finish(replace(run, verdict="ok"))
    with pytest.raises(LeaseLost):
        store.runs.heartbeat(run.id)


def test_reaping_marks_the_dead_only(store: Store, store_url: str) -> None:
    mine = start(store, "xa")
    child, run_id = holder(store_url)
    assert store.runs.reap() == []
    child.kill()
    child.communicate()
    assert [(run.id, run.reason) for run in store.runs.reap()] == [(run_id, "killed")]
    assert store.runs.reap() == []
    store.runs.heartbeat(mine.id)


def test_the_last_success_moves_with_runs_that_ended_ok(store: Store) -> None:
    assert store.runs.last_success("huyen") is None
    verdicts: tuple[Verdict, ...] = ("partial", "ok", "broken", "blocked", "partial")
    started: list[dt.datetime] = []
    for verdict in verdicts:
        run = start(store)
        assert store.runs.last_success("huyen") == (started[1] if len(started) > 1 else None)
        store.runs.finish(replace(run, verdict=verdict))
        started.append(run.started_at)
    assert store.runs.last_success("huyen") == started[1]
    assert store.runs.last_success("xa") is None


def test_the_last_runs_of_all_portals(store: Store) -> None:
    first, other = start(store), start(store, "xa")
    store.runs.finish(replace(first, verdict="ok"))
    second = start(store)
    store.runs.finish(replace(second, verdict="broken", failed=(Failure("https://a", "timeout"),)))
    assert store.runs.portals() == {"huyen", "xa"}
    last = store.runs.all_last()
    assert {portal: run.id for portal, run in last.items()} == {"huyen": second.id, "xa": other.id}
    assert last["huyen"].failed == (Failure("https://a", "timeout"),)
    assert [run.id for run in store.runs.last("huyen", 2)] == [second.id, first.id]
    assert store.runs.last("nowhere") == []


def test_runs_between_two_moments(store: Store) -> None:
    runs = []
    for _ in range(3):
        runs.append(start(store))
        store.runs.finish(replace(runs[-1], verdict="ok"))
    found = store.runs.between(runs[0].started_at, runs[2].started_at)
    assert [run.id for run in found] == [runs[0].id, runs[1].id]


def test_ids_of_runs_are_file_names(store: Store) -> None:
    run = start(store, "../Tỉnh lớn/" + "x" * 100)
    assert "/" not in run.id
    assert run.id.isascii()
    assert len(run.id) <= 64

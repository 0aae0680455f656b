"""Jobs are processes: they end, fail, hang or are stopped, and the scheduler lives on."""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import scheduler
from scheduler import ZONE, Job, Runner, due, run_due, run_forever
from store.database import Store, open_store

DUE = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
# Writes its process id and that of a child, and waits: what a hanging crawl with a worker looks like.
HANG = """
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "600"])
part = sys.argv[1] + ".part"
open(part, "w").write(f"{os.getpid()} {child.pid}")
os.rename(part, sys.argv[1])
time.sleep(600)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        opened.slots.hold()
        yield opened


def job(*command: str, name: str = "crawl a") -> Job:
    return Job(name, ("crawl", *command), 1, 0, tuple(range(0, 24 * 60, 5)))


def runner(store: Store, script: str, *, least: float = 60) -> Runner:
    return Runner(store, (sys.executable, "-c", "import sys; sys.argv.pop(1)\n" + script), least)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("sys.exit(0)", "done"),
        ("sys.exit(3)", "done"),
        ("sys.exit(75)", "busy"),
        ("raise ValueError", "failed"),
        ("import ctypes; ctypes.string_at(0)", "failed"),
    ],
)
def test_a_slot_is_run_once_and_told_as_it_ended(store: Store, script: str, state: str) -> None:
    one = runner(store, script)
    assert one.run(job(), DUE) == state
    assert one.run(job(), DUE) is None
    assert [slot.state for slot in store.slots.last("crawl a")] == [state]


def test_a_program_that_cannot_be_started_is_a_failed_slot(store: Store) -> None:
    assert Runner(store, ("/nowhere/python",)).run(job(), DUE) == "failed"


def test_what_hangs_is_ended_at_its_deadline_with_all_that_it_started(store: Store, tmp_path: Path) -> None:
    told = tmp_path / "pids"
    assert runner(store, HANG, least=4).run(job(str(told)), DUE) == "timed_out"
    assert [is_alive(int(pid)) for pid in told.read_text().split()] == [False, False]
    assert runner(store, "sys.exit(0)").run(job(), DUE + dt.timedelta(1)) == "done"


def test_the_newest_missed_slot_is_made_up_for_once(store: Store) -> None:
    one, now = job(), dt.datetime.now(ZONE)
    assert due(one, store, now) == one.newest(now)
    assert run_due(store, [one], runner(store, "sys.exit(0)")) == {"crawl a": "done"}
    assert [slot.due_at for slot in store.slots.last("crawl a")] == [one.newest(now)]
    assert due(one, store, one.newest(now)) is None


def test_the_index_comes_after_the_crawls(store: Store, tmp_path: Path) -> None:
    index = Job("index sync", ("index", "sync"), 1, 0, (0,))
    script = f"open({str(tmp_path / 'order')!r}, 'a').write(' '.join(sys.argv[1:]) + ';')"
    # The runner of these tests takes the first word of a command away.
    assert set(run_due(store, [index, job("a"), job("b", name="crawl b")], runner(store, script))) == {
        "index sync", "crawl a", "crawl b",
    }  # fmt: skip
    assert (tmp_path / "order").read_text().endswith("sync;")


def test_a_scheduler_that_is_stopped_ends_its_jobs_and_they_are_run_again(
    store: Store, tmp_path: Path
) -> None:
    told, stop = tmp_path / "pids", threading.Event()
    hanging, one = runner(store, HANG), job(str(told))
    working = threading.Thread(target=run_forever, args=(store, [one], hanging, stop))
    working.start()
    while not told.exists():
        time.sleep(0.05)
    stop.set()
    working.join()
    assert not is_alive(int(told.read_text().split()[0]))
    (slot,) = store.slots.last("crawl a")
    assert slot.state == "stopped"
    assert due(one, store, slot.due_at) == slot.due_at
    assert runner(store, "sys.exit(0)").run(one, slot.due_at) == "done"


def test_a_slot_that_comes_while_the_one_before_runs_is_counted(store: Store) -> None:
    class Event:
        job_id, scheduled_run_times = "crawl a", [DUE]

    scheduler._skipped(store, Event)  # type: ignore[arg-type]
    assert [slot.state for slot in store.slots.last("crawl a")] == ["skipped"]

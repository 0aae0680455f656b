"""Jobs are processes: they end, fail, hang or are stopped, and the scheduler lives on."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from commands.jobs.processes import Processes
from commands.jobs.runner import Runner
from commands.jobs.waking import Waker
from crawler.portal import Window
from scheduler import run_due, run_forever
from store.database import Store
from tests.scheduler.homes import HANG, Clock, at, is_alive, job, runner, states

DUE = at(2, 12)


def wait_for(file: Path) -> None:
    while not file.exists():  # the test's time-out is the limit
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("script", "state", "reason"),
    [
        ("sys.exit(0)", "done", None),
        ("sys.exit(3)", "done", None),
        ("sys.exit(75)", "busy", None),
        ("sys.exit('the disk is full')", "failed", "the disk is full"),
        ('print(\'{"verdict": "broken", "reason": "timeout"}\'); sys.exit(1)', "failed", "broken: timeout"),
    ],
)
def test_a_slot_is_run_once_and_told_as_it_ended(
    store: Store, clock: Clock, script: str, state: str, reason: str | None
) -> None:
    one = runner(store, script, clock)
    assert one.run(job(), DUE) == state
    assert one.run(job(), DUE) is None
    (slot,) = store.slots.last("crawl a")
    assert (slot.state, slot.reason) == (state, reason)


def test_a_program_that_cannot_be_started_is_a_failed_slot(store: Store, clock: Clock) -> None:
    assert Runner(store, Processes(("/nowhere/python",)), clock=clock).run(job(), DUE) == "failed"


def test_what_is_due_is_run_once_the_rest_after_the_crawls(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    script = f"open({str(tmp_path / 'order')!r}, 'a').write(sys.argv[-1] + ' ')"
    index = replace(job(), name="index sync", command=("index", "sync"))
    planned = [index, job("0 * * * *", "a"), job("0 * * * *", "b", name="crawl b")]
    assert run_due(planned, runner(store, script, clock), 2) == {
        "crawl a": "done", "crawl b": "done", "index sync": "done"
    }  # fmt: skip
    assert (tmp_path / "order").read_text().endswith("sync ")
    assert run_due(planned, runner(store, script, clock), 2) == {}


def test_a_crawl_outside_its_hours_waits_and_takes_no_slot(store: Store, clock: Clock) -> None:
    night = job(window=Window(dt.time(22), dt.time(5)))
    one = runner(store, "", clock)
    assert run_due([night], one, 1) == {}
    assert states(store) == []
    clock.now = at(2, 23, 30)
    assert run_due([night], one, 1) == {"crawl a": "done"}


def test_a_scheduler_that_is_stopped_ends_its_jobs_and_they_are_run_again(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    told, stop = tmp_path / "pids", threading.Event()
    one, hanging = job("0 * * * *", str(told)), runner(store, HANG, clock)
    working = threading.Thread(target=run_forever, args=(lambda: [one], hanging, stop, 1, lambda: None))
    working.start()
    wait_for(told)
    stop.set()
    working.join()
    assert not any(is_alive(int(pid)) for pid in told.read_text().split())
    assert states(store) == ["stopped"]
    assert run_due([one], runner(store, "", clock), 1) == {"crawl a": "done"}
    assert states(store) == ["done"]


def test_what_does_not_heed_a_stop_is_ended(store: Store, clock: Clock, tmp_path: Path) -> None:
    told = tmp_path / "pids"
    deaf = runner(
        store, "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + HANG, clock, grace=0.1
    )
    one = job("0 * * * *", str(told))
    working = threading.Thread(target=deaf.run, args=(one, DUE))
    working.start()
    wait_for(told)
    deaf.stop()
    working.join()
    assert states(store) == ["stopped"]


def test_jobs_that_are_added_while_it_runs_are_run(store: Store, clock: Clock) -> None:
    planned = [job()]
    waker = Waker(lambda: list(planned), runner(store, "", clock), 1, lambda: None)
    waker.start()
    while states(store) != ["done"]:
        time.sleep(0.02)
    planned.append(job(name="crawl b"))
    waker.round()
    while states(store, "crawl b") != ["done"]:
        time.sleep(0.02)
    planned.clear()
    waker.round()
    clock.now = at(3)
    waker.round()
    waker.shutdown()
    assert states(store) == states(store, "crawl b") == ["done"]

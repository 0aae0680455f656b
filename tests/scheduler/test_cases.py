"""Cases C1 to C6 of the fault matrix: what goes wrong with a scheduler."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import cli
from commands.jobs import runner as runner_of
from commands.jobs.plan import Job
from commands.jobs.rhythm import CrawlTimes, Rhythm
from commands.jobs.times import read_cron
from commands.jobs.waking import Waker
from scheduler import run_due
from settings import get_settings
from store.database import Store, open_store
from store.errors import PortalBusy, SchedulerBusy
from store.slots import Slot
from tests.conftest import PROJECT
from tests.scheduler.homes import HANG, Clock, at, is_alive, job, runner, states

# What a process of its own does; it says a word when it is there, and ends when it is told to.
CLAIM = """
print("there", flush=True)
sys.stdin.readline()
print(store.slots.claim("crawl a", dt.datetime(2024, 5, 15, 3, tzinfo=dt.UTC)), flush=True)
sys.stdin.readline()
"""
HOLD = """
store.slots.hold()
print("there", flush=True)
sys.stdin.readline()
"""
SCHEDULE = """
from tests.scheduler.homes import HANG, Clock, at, job, runner
store.slots.hold()
runner(store, HANG, Clock(at(2, 12, 30))).catch_up(job("0 * * * *", sys.argv[2]))
"""
_BEGIN = """
import datetime as dt, sys
from store.database import open_store
from tests.faults.naive_store import switch_off_as_told
switch_off_as_told()
store = open_store(sys.argv[1])
"""


class Child:
    """A process that works on the same store."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN + script, *arguments], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, cwd=PROJECT,
        )  # fmt: skip

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def say(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def children(*scripts: str, url: str) -> Iterator[list[Child]]:
    found = [Child(script, url) for script in scripts]
    try:
        yield found
    finally:
        for child in found:
            child.kill()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.sqlite'}"


def wait_for(file: Path) -> None:
    while not file.exists():  # the test's time-out is the limit
        time.sleep(0.02)


@pytest.mark.case("C1", guard="claim")
def test_of_six_processes_one_gets_a_slot(url: str) -> None:
    open_store(url).close()
    with children(*[CLAIM] * 6, url=url) as six:
        assert {child.hear() for child in six} == {"there"}
        for child in six:
            child.say()
        assert sorted(child.hear() for child in six) == ["False"] * 5 + ["True"]


@pytest.mark.case("C1", guard="scheduler-lease")
def test_a_second_scheduler_is_refused_while_the_first_one_lives(url: str) -> None:
    with open_store(url) as store, children(HOLD, url=url) as (first,):
        assert first.hear() == "there"
        with pytest.raises(SchedulerBusy, match="works on this store since"):
            store.slots.hold()
        first.kill()
        store.slots.hold()


@pytest.mark.case("C1", guard="scheduler-lease")
def test_a_second_scheduler_ends_with_75_and_a_line_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    (home / "portals").mkdir(parents=True)
    (home / ".reformwatch-demo").touch()
    portal = ("id: a", "name: A", "url: https://a.example/", "platform: generic", "locality: P63:46",
              "enabled: false")  # fmt: skip
    (home / "portals" / "a.yml").write_text("\n".join(portal), encoding="utf-8")
    for name in ("INDEX_AT", "VERIFY_AT", "CLEAN_UP_AT"):
        monkeypatch.setenv(f"REFORMWATCH_{name}", "off")
    monkeypatch.setenv("REFORMWATCH_CONTACT", "somebody@example.org")
    get_settings.cache_clear()
    try:
        with children(HOLD, url=f"sqlite:///{home / 'reformwatch.sqlite'}") as (first,):
            assert first.hear() == "there"
            assert cli._run(["schedule", "--once"]) == 75
        assert "works on this store since" in capsys.readouterr().err
    finally:
        get_settings.cache_clear()


@pytest.mark.case("C2", guard="killed-jobs")
def test_a_job_whose_scheduler_was_killed_is_found_ended_and_finished_once(
    tmp_path: Path, url: str, clock: Clock
) -> None:
    told = tmp_path / "pids"
    killed = Child(SCHEDULE, url, str(told))
    wait_for(told)
    left = [int(pid) for pid in told.read_text().split()]
    killed.kill()
    try:
        with open_store(url) as store:
            assert states(store) == ["running"]
            store.slots.hold()
            crawl = job("0 * * * *", str(told))
            assert run_due([crawl], runner(store, "", clock), 1) == {"crawl a": "done"}
            assert run_due([crawl], runner(store, "", clock), 1) == {}
            (slot,) = store.slots.last("crawl a")
            assert (slot.state, slot.attempts) == ("done", 2)
        assert not any(is_alive(pid) for pid in left)
    finally:
        for pid in filter(is_alive, left):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.case("C2", guard="each-week")
def test_each_missing_week_gets_its_digest_and_only_the_newest_crawl_is_run(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    """The scheduler was away from Tuesday to the Wednesday two weeks later."""
    weekly = read_cron("0 7 * * mon")
    assert weekly is not None
    digest = Job("digest week", ("digest", "send"), weekly, each=True)
    crawl = Job("crawl a", ("crawl", "a"), CrawlTimes(600, Rhythm(1), at(1, 10), closing=125))
    for name, slot in (("digest week", at(0, 7)), ("crawl a", at(1, 10))):
        assert store.slots.claim(name, slot)
        store.slots.finish(name, slot, "done", 0)
    clock.now = at(16, 12)
    script = f"open({str(tmp_path / 'run')!r}, 'a').write(sys.argv[-1] + ' ')"
    for _ in range(2):
        run_due([crawl, digest], runner(store, script, clock), 1)
    assert (tmp_path / "run").read_text().split() == ["a", "2024-W20", "2024-W21"]
    assert states(store, "digest week") == ["done"] * 3
    assert states(store).count("done") == 2
    assert {slot.reason for slot in store.slots.last("crawl a") if slot.state == "missed"} == {
        "only the newest one was made up for"
    }


@pytest.mark.case("C3", guard="grace")
def test_a_laptop_that_slept_for_three_hours_crawls_once_on_waking(store: Store, clock: Clock) -> None:
    crawl, one = job(), runner(store, "", clock)
    assert run_due([crawl], one, 1) == {"crawl a": "done"}
    clock.now += dt.timedelta(hours=3)
    assert run_due([crawl], one, 1) == {"crawl a": "done"}
    assert run_due([crawl], one, 1) == {}
    assert states(store) == ["done", "missed", "missed", "done"]


@pytest.mark.case("C4", guard="overlap")
def test_a_slot_that_comes_while_the_one_before_runs_is_left_out_and_counted(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    go, log = tmp_path / "go", tmp_path / "log"
    slow = f"""
import pathlib, time
with open({str(log)!r}, "a") as log: log.write("x")
while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.02)
"""
    crawl, one = job(), runner(store, slow, clock)
    waker = Waker(lambda: [crawl], one, 4, lambda: None)
    waker.start()
    wait_for(log)
    clock.now += dt.timedelta(hours=1)
    waker.round()
    waker.round()
    during = [*states(store)]
    go.touch()
    _settle_one(store)
    waker.round()
    waker.shutdown()
    assert during == ["running", "skipped"]
    assert states(store) == ["done", "skipped"]
    assert store.slots.last("crawl a")[0].reason == "the one before had not ended"
    assert log.read_text() == "x"


def _settle_one(store: Store) -> None:
    while "running" in states(store):
        time.sleep(0.02)


@pytest.mark.case("C4", guard="portal-lease")
def test_two_crawls_never_work_on_one_portal(store: Store) -> None:
    store.runs.start("a", connected_to=None, owner="the first")
    with pytest.raises(PortalBusy, match="being crawled by the first"):
        store.runs.start("a", connected_to=None, owner="the second")


@pytest.mark.case("C5", guard="zone")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_zone_of_the_host_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday 07:00 in Hà Nội is Monday 00:00 UTC, on whatever host."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        weekly = read_cron("0 7 * * mon")
        assert weekly is not None
        assert weekly.next(at(-1).astimezone()) == dt.datetime(2024, 5, 13, tzinfo=dt.UTC)
        crawl = CrawlTimes(620, Rhythm(1), at(2, 10, 20).astimezone(), closing=125)
        assert crawl.next(at(2, 12).astimezone()) == dt.datetime(2024, 5, 16, 3, 20, tzinfo=dt.UTC)
        assert crawl.next(at(6, 12).astimezone()) == dt.datetime(2024, 5, 19, 19, 5, tzinfo=dt.UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.case("C5", guard="day-names")
def test_a_weekday_by_number_is_refused() -> None:
    with pytest.raises(ValueError, match="name it, mon, tue"):
        read_cron("0 7 * * 1")


@pytest.mark.case("C6", guard="exit-codes")
@pytest.mark.parametrize("script", ["raise ValueError", "import ctypes; ctypes.string_at(0)"])
def test_a_job_that_crashes_is_told_and_the_next_slot_runs(store: Store, clock: Clock, script: str) -> None:
    assert run_due([job()], runner(store, script, clock), 1) == {"crawl a": "failed"}
    clock.now += dt.timedelta(hours=1)
    assert run_due([job()], runner(store, "", clock), 1) == {"crawl a": "done"}
    assert states(store) == ["failed", "done"]


@pytest.mark.case("C6", guard="process-groups")
def test_what_hangs_is_ended_at_its_deadline_with_all_that_it_started(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    told = tmp_path / "pids"
    hanging = job("0 * * * *", str(told))
    for seconds in (2, 20, 90):  # however long the machine takes to start it
        assert runner(store, HANG, clock, least=seconds).catch_up(hanging) == {
            at(2, clock.now.hour): "timed_out"
        }
        clock.now += dt.timedelta(hours=1)
        if told.exists():
            break
    alive = [pid for pid in map(int, told.read_text().split()) if is_alive(pid)]
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    assert alive == []
    assert run_due([hanging], runner(store, "", clock), 1) == {"crawl a": "done"}


@pytest.mark.case("C6", guard="deadline")
def test_the_deadline_is_twice_the_usual_time_and_an_hour_at_least() -> None:
    def slots(*minutes: int) -> list[Slot]:
        return [Slot("a", at(0), "done", 1, at(0), at(0, 0, took), 0) for took in minutes]

    assert runner_of.deadline(slots(10, 90, 100), 3600, 20000) == 2 * 90 * 60
    assert runner_of.deadline(slots(1, 2, 3), 3600, 20000) == 3600
    assert runner_of.deadline([], 3600, 20000) == 20000

"""What tests of the scheduler share: a store, portals, jobs, and programs that stand for ours."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from commands.jobs.plan import Job
from commands.jobs.processes import Processes
from commands.jobs.runner import Runner
from commands.jobs.times import ZONE, Cron
from crawler.portal import Expects, Portal, portal_from_mapping
from settings import Settings
from store.database import Store

# A Monday of the past: whatever the clock of the machine shows, it is later.
MONDAY = dt.datetime(2024, 5, 13, tzinfo=ZONE)
# Writes its process id and that of a child, and waits: what a hanging crawl with a worker looks like.
HANG = """
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "600"])
part = sys.argv[-1] + ".part"
open(part, "w").write(f"{os.getpid()} {child.pid}")
os.rename(part, sys.argv[-1])
time.sleep(600)
"""


def at(day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A moment of that week, in Vietnam: day 0 is its Monday."""
    return MONDAY + dt.timedelta(days=day, hours=hour, minutes=minute)


@dataclass
class Clock:
    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now


def portal(name: str, gap: int = 7, **fields: Any) -> Portal:
    found = portal_from_mapping({"id": name, "name": name, "url": f"https://{name}.example/",
                                 "platform": "generic", "locality": "P63:46"})  # fmt: skip
    return replace(found, expects=Expects(gap_days=gap), **fields)


def job(line: str = "0 * * * *", *command: str, name: str = "crawl a", **more: Any) -> Job:
    return Job(name, ("crawl", *command), Cron(line), **more)


def runner(
    store: Store, script: str, clock: Callable[[], dt.datetime], *, least: float = 60, grace: float = 60
) -> Runner:
    """A runner whose jobs run `script`; the words of a job's command are its last arguments."""
    program = (sys.executable, "-c", f"import sys\n{script}")
    return Runner(store, Processes(program, grace), least=least, first=least, clock=clock)


def settings(home: Path, **values: Any) -> Settings:
    return Settings(home=home, _env_file=None, **values)  # type: ignore[call-arg]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}


def states(store: Store, name: str = "crawl a") -> Sequence[str]:
    """What became of a job's slots, oldest first."""
    return [slot.state for slot in reversed(store.slots.last(name, 100))]

"""What a command costs: wall time, CPU time and memory of it and of all its children (Linux)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Sample:
    """Resident memory of the process tree in MiB at `seconds`, after `progress` units of work."""

    seconds: float
    progress: int
    mib: float


@dataclass(frozen=True)
class Cost:
    code: int
    wall: float
    cpu: float  # seconds, user and system, children included
    peak_mib: float
    out: str
    samples: tuple[Sample, ...] = field(repr=False, default=())


def run(command: Sequence[str], progress: Callable[[], int] = lambda: 0, interval: float = 0.1) -> Cost:
    """Runs a command to its end. CPU time is the larger of two counts: the kernel's for the command and the
    children it waited for, and the sum over the tree that was sampled, so that no child is forgotten.
    """
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watch = _Watch(process.pid, started, progress, interval)
    watch.start()
    assert process.stdout is not None
    with process.stdout:
        out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    return Cost(
        code=process.returncode,
        wall=time.monotonic() - started,
        cpu=max(usage.ru_utime + usage.ru_stime, watch.cpu),
        peak_mib=max((sample.mib for sample in watch.samples), default=0.0),
        out=out,
        samples=tuple(watch.samples),
    )


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


class _Watch(threading.Thread):
    def __init__(self, pid: int, started: float, progress: Callable[[], int], interval: float) -> None:
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self.cpu = 0.0
        self._pid, self._began, self._progress, self._interval = pid, started, progress, interval
        self._ended = threading.Event()
        self._cpu_of: dict[int, float] = {}

    def run(self) -> None:
        while not self._ended.wait(self._interval):
            tree = _tree(self._pid)
            self._cpu_of |= {pid: cpu for pid in tree if (cpu := _cpu(pid)) is not None}
            mib = sum(_resident(pid) for pid in tree)
            if mib:
                self.samples.append(Sample(time.monotonic() - self._began, self._progress(), mib))

    def stop(self) -> None:
        self._ended.set()
        self.join()
        self.cpu = sum(self._cpu_of.values())


def _tree(root: int) -> list[int]:
    """The process and all its descendants."""
    found, rest = [], [root]
    while rest:
        pid = rest.pop()
        found.append(pid)
        for file in Path(f"/proc/{pid}/task").glob("*/children"):
            rest.extend(int(child) for child in _read(file).split())
    return found


def _cpu(pid: int) -> float | None:
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK if fields else None


def _resident(pid: int) -> float:
    fields = _read(Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * PAGE_MIB if fields else 0.0


def _read(file: Path) -> str:
    """A process may end while it is looked at: then there is nothing to read."""
    try:
        return file.read_text()
    except OSError:
        return ""

"""Which process holds something, and whether it still lives: pids are reused, start times are not."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path


@cache
def this_host() -> str:
    """Host, machine and pid namespace: only within one of them does a pid name a process."""
    return f"{socket.gethostname()}/{_read('/etc/machine-id')[:8]}/{_namespace()}"


def this_process() -> str:
    """`pid:start`, where start is the boot and the clock tick at which the process began."""
    return process_of(os.getpid())


def process_of(pid: int) -> str:
    """The same of another process of this host."""
    return f"{pid}:{_start(pid)}"


def is_dead(host: str, process: str) -> bool:
    """True only if the process is known to have ended; of another host nothing is known."""
    if host != this_host():
        return False
    pid, _, start = process.partition(":")
    return not _exists(int(pid)) or start != _start(int(pid))


def _start(pid: int) -> str:
    """Empty where the system has no /proc: then a pid in use counts as alive."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    # Field 22 of proc(5) is the start time; the name before it, in brackets, may hold anything.
    return f"{_read('/proc/sys/kernel/random/boot_id')[:8]}:{fields[19]}" if len(fields) > 19 else ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return bool(fields) and fields[0] in {"Z", "X"}


def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").stat().st_ino)
    except OSError:
        return ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""

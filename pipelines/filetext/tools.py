"""Other programs, each run as a child that is bounded in time, memory, processor time and output.

Input and output are files without a name, so that nothing is left behind, whoever is killed.
"""

from __future__ import annotations

import ctypes
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial

from pipelines.filetext.limits import MEBIBYTE, Budget

MOST_OUTPUT = 64 * MEBIBYTE
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class ToolMissingError(Exception):
    """No such program on this machine."""

    def __init__(self, tool: str) -> None:
        super().__init__(tool)
        self.flag = f"tool_missing:{tool}"


class ToolFailedError(Exception):
    """The program said no, took too long or died."""

    def __init__(self, tool: str, reason: str, flag: str | None = None) -> None:
        super().__init__(f"{tool}: {reason}")
        self.flag = flag or f"tool_failed:{tool}"


def is_there(tool: str) -> bool:
    return shutil.which(tool) is not None


def run(
    tool: str,
    arguments: Sequence[str],
    body: bytes,
    budget: Budget,
    *,
    seconds: float | None = None,
    output: int = MOST_OUTPUT,
) -> bytes:
    """What `tool` writes to its output when it is given `body` as its input.

    Raises ToolMissingError and ToolFailedError.
    """
    path = shutil.which(tool)
    if path is None:
        raise ToolMissingError(tool)
    seconds = min(seconds or budget.limits.page_seconds, budget.seconds)
    with (
        tempfile.TemporaryFile(dir=budget.folder) as given,
        tempfile.TemporaryFile(dir=budget.folder) as told,
    ):
        given.write(body)
        given.seek(0)
        # Only what a program cannot do without: no setting of the user's may change what a file says.
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "OMP_THREAD_LIMIT": "1",  # tesseract on two threads costs twice the processor time
            "HOME": str(budget.folder),
            "TMPDIR": str(budget.folder),
        }
        child = subprocess.Popen(  # noqa: S603  # a fixed program, no shell, a file's name is never an argument
            [path, *arguments],
            stdin=given,
            stdout=told,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=budget.folder,
            preexec_fn=_bounds(seconds, budget.limits.tool_memory, output),  # noqa: PLW1509  # a worker has one thread
        )
        _wait(tool, child, seconds)
        told.seek(0)
        return told.read()


def _wait(tool: str, child: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        code = child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise ToolFailedError(tool, "too slow") from None
    finally:
        child.kill()
        child.wait()
    if code == -signal.SIGXFSZ:
        raise ToolFailedError(tool, "too much output", "size_limit")
    if code:
        raise ToolFailedError(tool, f"exit status {code}")


def _bounds(seconds: float, memory: int, output: int) -> Callable[[], None]:
    return partial(_bind, int(seconds) + 1, memory, output)


def _bind(seconds: int, memory: int, output: int) -> None:
    """In the child, before the program starts."""
    if _LIBC is not None:
        _LIBC.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)  # it goes when its worker goes
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_FSIZE, output)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (most, most))

"""A job is a process of its own, with its process group and a deadline; the scheduler lives on."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from store.processes import process_of
from store.slots import Slot, State, is_here

log = logging.getLogger(__name__)

PROGRAM = (sys.executable, "-P", "-m", "cli")  # -P: no module of the folder it is started in
GRACE = 60.0  # seconds between asking a process to end and ending it

_STATES: dict[int, State] = {0: "done", 3: "done", 75: "busy"}
_LONGEST = 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Outcome:
    state: State
    code: int | None = None
    reason: str | None = None


class Processes:
    """Runs commands as processes of `program`."""

    def __init__(self, program: Sequence[str] = PROGRAM, grace: float = GRACE) -> None:
        self._program, self._grace = program, grace
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopping = threading.Event()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        """Asks everything that runs to end, and starts nothing any more."""
        self._stopping.set()
        self._tell_all(signal.SIGTERM)
        patience = threading.Timer(self._grace, self.kill)
        patience.daemon = True
        patience.start()

    def kill(self) -> None:
        """Ends everything that still runs, at once."""
        self._tell_all(signal.SIGKILL)

    def _tell_all(self, what: signal.Signals) -> None:
        for process in list(self._running):
            _tell(process.pid, what)

    def run(
        self, command: Sequence[str], deadline: float, more: Mapping[str, str], began: Callable[[str], None]
    ) -> Outcome:
        """What became of a command that may take `deadline` seconds; `began` is told its process.

        Raises OSError where it cannot be started.
        """
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603 our own program
                [*self._program, *command], stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                start_new_session=True, env={**os.environ, **more},
            )  # fmt: skip
            self._running.add(process)
            try:
                began(process_of(process.pid))
                if self._stopping.is_set():
                    _tell(process.pid, signal.SIGTERM)
                state, code = self._wait(process, deadline)
            # Whatever ended the waiting, Ctrl-C included: no child may go on that nobody watches.
            except BaseException:
                _end(process, self._grace)
                raise
            finally:
                self._running.discard(process)
            return Outcome(state, code, _last_words(command, out, errors, state))

    def _wait(self, process: subprocess.Popen[bytes], deadline: float) -> tuple[State, int]:
        try:
            code = process.wait(deadline)
        except subprocess.TimeoutExpired:
            return "timed_out", _end(process, self._grace)
        _tell(process.pid, signal.SIGKILL)  # what it started and left behind
        if self._stopping.is_set() and code not in _STATES:
            return "stopped", code
        return _STATES.get(code, "failed"), code


def end_orphan(slot: Slot, grace: float = GRACE) -> bool:
    """Ends what a killed scheduler left running; False where nothing was left."""
    if slot.child is None or not is_here(slot):
        return False
    pid = int(slot.child.partition(":")[0])
    _tell(pid, signal.SIGTERM)
    waited = threading.Event()
    for _ in range(int(grace * 5)):
        if not is_here(slot):
            break
        waited.wait(0.2)
    _tell(pid, signal.SIGKILL)
    return True


def _last_words(command: Sequence[str], out: IO[bytes], errors: IO[bytes], state: State) -> str | None:
    """Why it ended as it did: the verdict of a crawl, else its last line on standard error, if it failed."""
    told = _text(errors).strip()
    if told:
        sys.stderr.write(f"{told}\n")
    if state == "timed_out":
        return "it was ended at its deadline"
    if command[:1] == ("crawl",) and (verdict := _verdict(_text(out))):
        return verdict
    if state == "done" or not told:
        return None
    return told.splitlines()[-1][:_LONGEST]


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _verdict(lines: str) -> str | None:
    for line in lines.splitlines():
        with suppress(ValueError, AttributeError):
            run = json.loads(line)
            if run.get("verdict"):
                return str(run["verdict"]) + (f": {run['reason']}" if run.get("reason") else "")
    return None


def _end(process: subprocess.Popen[bytes], grace: float) -> int:
    """Ends the process with all that it started."""
    _tell(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    _tell(process.pid, signal.SIGKILL)
    return process.wait()


def _tell(group: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, what)

"""Workers are forked from one process that has imported what they work with: a start costs no imports.

That process, the template, starts with the first worker and runs nothing but imports; it ends when the
process that asked for it does, however that ends. A worker is its child, in a group of its own, and talks
over a socket whose other end only we hold.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

_TEMPLATE = (
    sys.executable,
    "-c",
    "from pipelines.forking import template; from pipelines.workers import serve; template(serve)",
)
_LAST = 0.5  # seconds that the template waits for its workers when its work is done
_NUMBER = struct.Struct("!I")  # the length of a module's name; a process id


class ForkError(Exception):
    """No worker could be started."""


class Forks:
    """The template of this process, started when it is first needed and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._owner = 0

    def fork(self, module: str, serve: socket.socket, seconds: float) -> int:
        """The id of a new worker that has imported `module` and serves at its end `serve` of a socket pair.

        Blocks for up to `seconds`; raises ForkError.
        """
        with self._lock:
            try:
                return self._asked(module, serve, seconds)
            except TimeoutError as error:
                raise ForkError("no answer") from error
            except (OSError, EOFError):
                pass  # the template died since it was last asked: another one is started
            try:
                return self._asked(module, serve, seconds)
            except (OSError, EOFError) as error:
                raise ForkError(str(error) or type(error).__name__) from error

    def _asked(self, module: str, serve: socket.socket, seconds: float) -> int:
        try:
            channel = self._started()
            channel.settimeout(seconds)
            name = module.encode()
            socket.send_fds(channel, [_NUMBER.pack(len(name)) + name], [serve.fileno()])
            return int(*_NUMBER.unpack(_receive(channel, _NUMBER.size)))
        except (OSError, EOFError):
            self._end()
            raise

    def close(self) -> None:
        with self._lock:
            self._end()

    def _started(self) -> socket.socket:
        if self._channel is not None and self._owner == os.getpid():
            return self._channel
        ours, theirs = socket.socketpair()
        with theirs:
            # A group of its own: Ctrl-C at the terminal is for the crawl, which ends its workers itself.
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter)
                _TEMPLATE, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, process_group=0
            )
        self._channel, self._owner = ours, os.getpid()
        return ours

    def _end(self) -> None:
        if self._channel is not None:
            self._channel.close()
        if self._process is not None and self._owner == os.getpid():
            try:
                self._process.wait(2 * _LAST)
            except subprocess.TimeoutExpired:  # it hangs in an import
                self._process.kill()
                self._process.wait()
        self._channel = self._process = None


_forks = Forks()
atexit.register(_forks.close)


def fork(work: Callable[..., Any], serve: socket.socket, seconds: float) -> int:
    """The process id of a worker that will do `work` (`Forks.fork`)."""
    return _forks.fork(_module_of(work), serve, seconds)


def _module_of(work: Callable[..., Any]) -> str:
    while callable(inner := getattr(work, "func", None)):  # a partial, or what wraps work likewise
        work = inner
    module = getattr(work, "__module__", None) or type(work).__module__
    return str(module)


def _receive(channel: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = channel.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


# --- In the template ----------------------------------------------------------------------------------------


def template(serve: Callable[[int], None]) -> NoReturn:
    """The template's life: for each name of a module and socket that it gets, a worker that does `serve`."""
    channel = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # Waited for, so that what workers cost is counted with what this process costs.
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    with suppress(EOFError, ConnectionError):
        while True:
            module, end = _asked(channel)
            importlib.import_module(module)
            pid = _forked(serve, channel, end)
            os.close(end)
            channel.sendall(_NUMBER.pack(pid))
    deadline = time.monotonic() + _LAST
    while _reap() and time.monotonic() < deadline:
        time.sleep(0.01)
    os._exit(0)


def _reap() -> bool:
    """Wait for the workers that have ended; whether there are others."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
        return True
    return False


def _asked(channel: socket.socket) -> tuple[str, int]:
    data, ends, _, _ = socket.recv_fds(channel, _NUMBER.size, 1)
    if not data:
        raise EOFError
    data += _receive(channel, _NUMBER.size - len(data))
    return _receive(channel, *_NUMBER.unpack(data)).decode(), ends[0]


def _forked(serve: Callable[[int], None], channel: socket.socket, end: int) -> int:
    gc.freeze()  # what is imported stays shared between all workers
    pid = os.fork()
    if pid:
        with suppress(ProcessLookupError, PermissionError):
            os.setpgid(pid, pid)  # also here: whoever is told of the worker may kill its group at once
        return pid
    try:
        os.setpgid(0, 0)
        channel.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the programs that it starts are waited for
        serve(end)
    finally:
        os._exit(0)

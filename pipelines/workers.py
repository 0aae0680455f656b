"""Processes that do one job at a time and can be killed: hostile input costs one worker, never the crawl.

Jobs and answers travel as length-prefixed pickles over a socket. A worker ends when our end of it closes, so
none outlives a crawl that was killed. How it is started, `pipelines.forking` says.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import pickle
import resource
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Generic, TypeVar

from pipelines.forking import ForkError, fork

logger = logging.getLogger(__name__)

_LENGTH = struct.Struct("!Q")
_DEATHS = (asyncio.IncompleteReadError, ConnectionError)

Job = TypeVar("Job")
Answer = TypeVar("Answer")


class WorkerError(Exception):
    """A job that gave no answer; `reason` is its code: extract_timeout, extract_memory, extract_failed."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` wall time of one job, `memory` bytes of address space of a worker.

    `start` is the seconds that a worker has to start and to import what it works with: no page's fault.
    """

    seconds: float = 10.0
    memory: int = 1 << 30
    start: float = 60.0


@dataclass(frozen=True, slots=True)
class _Worker:
    pid: int
    answers: asyncio.StreamReader
    jobs: asyncio.StreamWriter


class Named:
    """A function of a worker by its name: the crawl's process need not import what it never calls itself."""

    def __init__(self, module: str, name: str) -> None:
        self._path = (module, name)
        self.__module__ = module  # it is this one that workers are forked with (`pipelines.forking`)

    def __call__(self, *given: Any) -> Any:
        return _function(*self._path)(*given)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, str]]:
        return _function, self._path


def _function(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


class WorkerPool(Generic[Job, Answer]):
    """`size` processes that each answer `work(job)`; `work` is pickled once, when a worker starts."""

    def __init__(self, work: Callable[[Job], Answer], size: int, limits: Limits | None = None) -> None:
        self._work = work
        self._limits = limits or Limits()
        self._greeting = _frame((work, self._limits.memory))
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._idle.put_nowait(None)  # a place: its worker starts with its first job
        self._size = size

    async def run(self, job: Job) -> Answer:
        """The answer to one job. Raises WorkerError when it took too long, too much memory, or failed.

        A worker whose job only failed is kept: the next page like it must not cost a new process each time.
        """
        worker = await self._idle.get()
        try:
            if worker is None or worker.answers.at_eof():
                worker = await self._start()
            status, value = await self._ask(worker, job)
        # Also on cancellation: a worker with an unread answer would give it to the next job.
        except BaseException:
            await _kill(worker)
            worker = None
            raise
        finally:
            self._idle.put_nowait(worker)
        if status != "ok":
            raise WorkerError(status, str(value))
        answer: Answer = value
        return answer

    async def close(self) -> None:
        """End all workers; jobs still running are waited for. A pool that is closed twice stays closed."""
        for worker in [await self._idle.get() for _ in range(self._size)]:
            await _kill(worker)
            self._idle.put_nowait(None)

    async def _start(self) -> _Worker:
        """A worker that has said that it is ready."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                pid = await asyncio.to_thread(fork, self._work, theirs, self._limits.start)
            worker = _Worker(pid, *await asyncio.open_connection(sock=ours, limit=1 << 20))
        # Also on cancellation: a worker that is being forked ends when our end is closed.
        except BaseException as error:
            ours.close()
            if isinstance(error, ForkError):
                raise WorkerError("extract_failed", "no worker started") from error
            raise
        try:
            await _exchange(worker, self._greeting, self._limits.start)
        # Also on cancellation: a process that never got ready must not stay behind.
        except BaseException as error:
            await _kill(worker)
            if isinstance(error, (TimeoutError, *_DEATHS)):
                raise WorkerError("extract_failed", "no worker started") from None
            raise
        return worker

    async def _ask(self, worker: _Worker, job: Job) -> tuple[str, Any]:
        """What became of the job. Raises WorkerError where the worker is of no more use."""
        try:
            status, value = await _exchange(worker, _frame(job), self._limits.seconds)
        except TimeoutError:
            raise WorkerError("extract_timeout") from None
        except _DEATHS:
            raise WorkerError("extract_failed", "the worker died") from None
        if status == "extract_memory":
            raise WorkerError(status, str(value))
        return status, value


async def _exchange(worker: _Worker, frame: bytes, seconds: float) -> tuple[str, Any]:
    async with asyncio.timeout(seconds):
        worker.jobs.write(frame)
        await worker.jobs.drain()
        (length,) = _LENGTH.unpack(await worker.answers.readexactly(_LENGTH.size))
        answer: tuple[str, Any] = pickle.loads(await worker.answers.readexactly(length))  # noqa: S301 (our child)
    return answer


async def _kill(worker: _Worker | None) -> None:
    """Ends a worker and whatever it started: the programs that read files are its children."""
    if worker is None:
        return
    # Also after the worker died by itself: its group lives on as long as a child does.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, signal.SIGKILL)
    with suppress(ConnectionError):
        while await worker.answers.read(1 << 16):
            pass  # its end of the socket closes when nothing of the group is left
    worker.jobs.close()


def _frame(value: object) -> bytes:
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


# --- In the worker -----------------------------------------------------------------------------------------


def serve(end: int) -> None:
    """A worker's life at its end of a socket: the greeting names the work and the memory limit; one answer to
    it and to each job.

    It ends without a word when the crawl is gone, at whatever point that was killed.
    """
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    jobs, answers = os.fdopen(end, "rb"), os.fdopen(os.dup(end), "wb")
    os.dup2(2, 1)  # a stray print of some library must not be lost, nor end up between two answers
    with suppress(EOFError):
        work, memory = _receive(jobs)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        _send(answers, ("ready", None))
        while True:
            _send(answers, _answer(work, _receive(jobs)))


def _answer(work: Callable[[Any], Any], job: object) -> tuple[str, Any]:
    try:
        return "ok", work(job)
    except MemoryError:
        return "extract_memory", "over the memory limit of a worker"
    # The outermost edge of a job: a page may break any library that reads it in any way, and costs itself
    # only. The crawl is told, the trace is logged.
    except Exception as error:
        logger.warning("a job failed", exc_info=True)
        return "extract_failed", f"{type(error).__name__}: {error}"


def _send(stream: BinaryIO, answer: tuple[str, Any]) -> None:
    stream.write(_frame(answer))
    stream.flush()


def _receive(stream: BinaryIO) -> Any:
    return pickle.loads(_read(stream, _LENGTH.unpack(_read(stream, _LENGTH.size))[0]))  # noqa: S301 (our parent)


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data

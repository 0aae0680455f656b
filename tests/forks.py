"""Processes forked from one that has imported the program: a start costs a tenth of a second, not two."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import BaseContext
from pathlib import Path

processes: BaseContext = multiprocessing.get_context("forkserver")
_preloaded = ["pytest"]

# What Python reads when it starts, before there is a fork to tell: such a call takes a process of its own.
_OF_THE_INTERPRETER = ("PYTHON", "LC_", "LANG", "LD_", "TZ")
_COMMANDS = (
    "settings", "cli", "tests.forks", "store.database", "crawler.run", "pipelines.reader", "pipelines.stages",
    "search.indexer", "search.export", "search.measures.attention", "rich.table", "rich.progress",
    "crawler.declaration", "commands.declarations", "commands.sync", "commands.matrix",
)  # fmt: skip


def preload(*modules: str) -> None:
    """Have the process that all are forked from import more; to be called before the first of them."""
    _preloaded.extend(name for name in modules if name not in _preloaded)
    processes.set_forkserver_preload(list(_preloaded))


def is_forkable(environment: Mapping[str, str]) -> bool:
    return not any(name.startswith(_OF_THE_INTERPRETER) for name in environment)


def run_cli(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, into: Path) -> int | None:
    """`reformwatch ARGUMENTS` in a fork, in `folder`: its exit code, None if it had to be killed after 300 s.

    What it prints is in `out` and `err` below `into`.
    """
    process = processes.Process(target=_cli, args=(list(arguments), dict(environment), folder, into))
    process.start()
    process.join(300)
    if process.exitcode is None:
        process.kill()
        process.join()
        return None
    return process.exitcode


def _cli(arguments: list[str], environment: dict[str, str], folder: Path, into: Path) -> None:
    """As `python -m cli` would find the world; raises SystemExit, as that does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the fork server ignores it
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        with (into / name).open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.argv = ["reformwatch", *arguments]
    import cli  # noqa: PLC0415  forks of crawls need none of it

    try:
        cli.main(arguments)
    finally:
        atexit._run_exitfuncs()


preload(*_COMMANDS)

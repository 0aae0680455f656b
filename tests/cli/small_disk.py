"""A disk of a few kilobytes of our own: `python -m tests.cli.small_disk HOME` under `unshare --mount`.

HOME becomes a file system in memory that nobody else sees, and that ends with this process. Steps come as
lines of JSON, each is answered by one: ["size", KIB], ["fill"], ["free"], ["put", FOLDER, NAME] (copies it
in), ["keep", FOLDER] (copies HOME out), ["kill", FILE, LINES, ARGUMENTS …] (starts `reformwatch` and kills it
when FILE has so many lines more), ["set", NAME, VALUE] (a setting), or the arguments of `reformwatch`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from tests.cli.conftest import Answer, call
from tests.conftest import PROJECT

UNSHARE = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
FILLER = "filler"


def possible() -> bool:
    """Whether this machine lets us mount something in a name space of our own."""
    command = [*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"]
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Disk:
    """The other end of such a process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._steps: TextIO = process.stdin  # type: ignore[assignment]
        self._answers: TextIO = process.stdout  # type: ignore[assignment]

    def __call__(self, *step: str | int) -> Answer:
        self._steps.write(f"{json.dumps(step)}\n")
        self._steps.flush()
        return Answer(**json.loads(self._answers.readline()))


@contextmanager
def small_disk(home: Path, **settings: str) -> Iterator[Disk]:
    home.mkdir(parents=True)
    command = [*UNSHARE, sys.executable, "-m", "tests.cli.small_disk", str(home)]
    with subprocess.Popen(
        command, cwd=PROJECT, env=os.environ | settings, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield Disk(process)
        assert process.stdin
        process.stdin.close()


def serve(home: Path, steps: TextIO, answers: TextIO) -> None:
    settings = {name: value for name, value in os.environ.items() if name.startswith("REFORMWATCH_")}
    settings["REFORMWATCH_HOME"] = str(home)
    _mount("-t", "tmpfs", "-o", "size=64m", "none", home)
    for line in steps:
        answer = _do(home, json.loads(line), settings)
        answers.write(f"{json.dumps({'code': answer.code, 'out': answer.out, 'err': answer.err})}\n")
        answers.flush()


def _do(home: Path, step: Sequence[Any], settings: dict[str, str]) -> Answer:
    match step:
        case ["size", kib]:
            _mount("-o", f"remount,size={kib}k", home)
        case ["fill"]:
            _fill(home / FILLER)
        case ["free"]:
            (home / FILLER).unlink()
        case ["put", folder, name]:
            shutil.copytree(folder, home / name)
        case ["keep", folder]:
            shutil.copytree(home, folder)
        case ["kill", file, lines, *args]:
            return _kill(args, Path(file), lines, settings)
        case ["set", name, value]:
            settings[name] = value
        case _:
            return call(home, *step, env=settings)
    return Answer(0, "", "")


def _kill(args: Sequence[str], file: Path, lines: int, settings: dict[str, str]) -> Answer:
    """The code is that of a killed process, or of one that ended before."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    goal = file.read_bytes().count(b"\n") + lines
    with subprocess.Popen(
        [sys.executable, "-m", "cli", *args], env=env | settings, cwd=PROJECT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        while file.read_bytes().count(b"\n") < goal and process.poll() is None:
            time.sleep(0.02)
        process.kill()
    return Answer(process.returncode, "", "")


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def _mount(*args: object) -> None:
    subprocess.run(["mount", *map(str, args)], check=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.stdin, sys.stdout)

"""The program as its users run it: processes, with a demo that was crawled once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import forks
from tests.conftest import PROJECT


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Answer]


def call(home: Path, *args: str, env: Mapping[str, str] | None = None) -> Answer:
    """`reformwatch ARGS` with its data in `home`."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    settings |= {"REFORMWATCH_HOME": str(home)}
    folder = home if home.is_dir() else home.parent
    if forks.is_forkable(env or {}):
        return _forked(args, settings | dict(env or {}), folder)
    done = subprocess.run(
        [sys.executable, "-m", "cli", *args], env=settings | {"PYTHONPATH": str(PROJECT)} | dict(env or {}),
        cwd=folder, capture_output=True, timeout=110, check=False,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def _forked(args: Sequence[str], env: Mapping[str, str], folder: Path) -> Answer:
    with tempfile.TemporaryDirectory() as into:
        code = forks.run_cli(args, env, folder, Path(into))
        out, err = ((Path(into) / name).read_bytes().decode() for name in ("out", "err"))
    assert code is not None, f"reformwatch {' '.join(args)} goes on for too long:\n{err}"
    return Answer(code, out, err)


@pytest.fixture
def reformwatch(tmp_path: Path) -> Call:
    """The program with an empty data folder of the test's own."""
    return lambda *args, **options: call(tmp_path / "home", *args, **options)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """The data folder of one demo, and what it printed. Tests only read it."""
    home = tmp_path_factory.mktemp("demo")
    return home / "demo", call(home, "demo")


@pytest.fixture
def in_demo(demo: tuple[Path, Answer]) -> Call:
    """The program on the demo's data."""
    return lambda *args, **options: call(demo[0], *args, **options)

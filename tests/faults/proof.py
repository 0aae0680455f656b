"""The suite's own proof: each test that names a guard fails when that guard is switched off.

`python -m tests.faults.proof [--jobs 4] [--control] [CASE …]` runs, for each guard, the tests that name it
in a process without it. Each must fail, by an assertion of its own: a fixture that breaks or a time-out
proves nothing. It also fails where a case has no guard, and where no test names a guard.

That the same tests pass with their guards is what `make test-faults` shows. What they crawl is smaller here,
so `--control` shows that they pass in this form too: all as in the proof, and no guard switched off.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest

from tests.conftest import ELASTICSEARCH, PROJECT
from tests.faults import cases
from tests.faults.cases import CASES, FAILED, OF_NODE, PASSED, guards_of
from tests.faults.guards import GUARDS
from tests.faults.running import PRELOADED

_SUITE = "case and not slow and not postgres and not shared"
# Guards whose tests take longest begin first, so that none of them is left alone at the end.
_LONG = ("worker", "places", "stored-first", "addresses", "body-limit", "transactions", "retry-limit")
_PATIENCE = 400  # seconds for the tests of one guard
# The tests are imported once; what a guard's process changes of them is its own.
_forks = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Named:
    """A test whose mark names a guard."""

    case: str
    guard: str
    test: str


@dataclass(frozen=True)
class Running:
    """A process that runs the tests of a guard: `file` gets how they ended, `log` what pytest said."""

    guard: str
    process: ForkProcess
    begun: float
    file: Path
    log: Path


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.proof")
    parser.add_argument("--jobs", type=int, default=4, help="guards at a time: most tests wait")
    parser.add_argument("--control", action="store_true", help="switch nothing off: each test must pass")
    parser.add_argument("cases", nargs="*", default=sorted(CASES if ELASTICSEARCH else CASES - OF_NODE))
    given = parser.parse_args(arguments)
    everything = _collected()
    named = [each for each in everything if each.case in given.cases]
    tests: dict[str, set[str]] = {}
    for each in named:
        tests.setdefault(each.guard, set()).add(each.test)
    _warm_up()
    outcomes = _outcomes(tests, given.jobs, control=given.control)
    bare = set(given.cases) - {each.case for each in named}
    idle = set(GUARDS) - {each.guard for each in everything}
    faults = [
        *_faults(named, outcomes, PASSED if given.control else FAILED),
        *(f"{case}: no test names a guard" for case in sorted(bare)),
        *(f"{guard}: no test names this guard" for guard in sorted(idle)),
    ]
    for fault in faults:
        _say(fault)
    _say(f"proof: {len({e.case for e in named})} cases, {len(tests)} guards, {len(faults)} faults")
    return 1 if faults else 0


def _collected() -> list[Named]:
    """Every test of the suite that names a guard."""
    found: list[Named] = []

    class Collector:
        def pytest_collection_finish(self, session: pytest.Session) -> None:
            found.extend(
                Named(case, guard, item.nodeid)
                for item in session.items
                for case, guard in guards_of(item)
                if guard
            )

    files = [str(file) for file in (PROJECT / "tests").rglob("test_*.py") if "mark.case(" in file.read_text()]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main(["--collect-only", "-q", "-m", _SUITE, *files], plugins=[Collector()])
    if code:
        raise SystemExit(said.getvalue())
    return found


def _warm_up() -> None:
    """Import what a crawl works with once, before the processes part."""
    for name in PRELOADED:
        importlib.import_module(name)


def _outcomes(tests: Mapping[str, set[str]], jobs: int, *, control: bool) -> Mapping[str, Mapping[str, str]]:
    """How each test ended without its guard; so many guards at a time."""
    left = sorted(tests, key=lambda guard: guard not in _LONG)
    running, done = list[Running](), dict[str, Mapping[str, str]]()
    with tempfile.TemporaryDirectory() as folder:
        try:
            while left or running:
                while left and len(running) < jobs:
                    guard = left.pop(0)
                    running.append(_begin(guard, tests[guard], Path(folder), control=control))
                wait([each.process.sentinel for each in running], timeout=1)
                for each in [each for each in running if _has_ended(each)]:
                    running.remove(each)
                    _kill(each)  # what it started and left
                    done[each.guard] = _verdicts(each, tests[each.guard])
        finally:
            for each in running:
                _kill(each)
    return done


def _begin(guard: str, tests: Iterable[str], folder: Path, *, control: bool) -> Running:
    file, log = folder / f"{guard}.jsonl", folder / f"{guard}.log"
    process = _forks.Process(target=_run, args=(guard, sorted(tests), file, log, control))
    process.start()
    return Running(guard, process, time.monotonic(), file, log)


def _run(guard: str, tests: Sequence[str], file: Path, log: Path, control: bool) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()  # so that it can be ended with all that it started
    with log.open("wb") as lines:
        os.dup2(lines.fileno(), 1)
        os.dup2(lines.fileno(), 2)
    options = ["--without", guard, "--verdicts", str(file), "-q", "--tb=short", "-m", _SUITE]
    options += ["--control"] if control else []
    pytest.main([*options, *tests], plugins=[cases])


def _has_ended(running: Running) -> bool:
    if running.process.is_alive() and time.monotonic() - running.begun > _PATIENCE:
        _kill(running)
    return not running.process.is_alive()


def _kill(running: Running) -> None:
    assert running.process.pid is not None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.kill()  # it may not have a group yet
    running.process.join()


def _verdicts(running: Running, tests: set[str]) -> Mapping[str, str]:
    lines = running.file.read_text(encoding="utf-8").splitlines() if running.file.exists() else []
    found = {line["test"]: line["verdict"] for line in map(json.loads, lines)}
    failed = sum(found.get(test) == FAILED for test in tests)
    seconds = time.monotonic() - running.begun
    _say(f"{running.guard}: {failed} of {len(tests)} tests fail, {seconds:.0f} s")
    said = running.log.read_text(errors="replace")[-500:] if running.log.exists() else ""
    return {test: found.get(test) or f"not run: {said}" for test in tests}


def _faults(named: Iterable[Named], outcomes: Mapping[str, Mapping[str, str]], wanted: str) -> Iterator[str]:
    """What is not proven."""
    for each in named:
        verdict = outcomes[each.guard][each.test]
        if verdict != wanted:
            told = verdict if verdict in (PASSED, FAILED) else f"breaks instead ({verdict})"
            yield f"{each.case} {each.guard}: {each.test} {told}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(PROJECT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # ends what was begun, too
    sys.exit(main(sys.argv[1:]))

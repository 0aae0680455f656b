"""The suite's own proof: with the guard of a case switched off, a test of that case fails.

`python -m tests.faults.proof [CASE …]` runs, for each pair of a case and its guard, the tests of that case
without it, and says for which of them nothing failed. Cases without a guard to switch off are listed.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.faults.cases import CASES

_NOT_OURS = {"S5": "tests/elastic", "S6": "tests/elastic", "S7": "tests/elastic", "S8": "tests/elastic"}


class _Pairs:
    """The cases of the collected tests, with the guards that their marks name and the files they stand in."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], set[str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("case"):
                pair = mark.args[0], str(mark.kwargs.get("guard", ""))
                self.found.setdefault(pair, set()).add(str(item.path))


def main(wanted: list[str]) -> int:
    pairs = _Pairs()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["--collect-only", "-q", "-m", "case", "tests"], plugins=[pairs])
    proven, unproven = set[str](), list[str]()
    for (case, guard), files in sorted(pairs.found.items()):
        if not guard or (wanted and case not in wanted):
            continue
        if _fails_without(case, guard, files):
            proven.add(case)
            _say(f"{case:4} fails without {guard}")
        else:
            unproven.append(f"{case} without {guard}")
            _say(f"{case:4} PASSES without {guard}")
    for case in sorted((set(wanted) or set(CASES)) - proven):
        _say(f"{case:4} has no proof{f': {_NOT_OURS[case]}' if case in _NOT_OURS else ''}")
    return 1 if unproven else 0


def _fails_without(case: str, guard: str, files: set[str]) -> bool:
    chosen = ["--case", case, "--without", guard, "-x", "-q", "--tb=no", "-m", "case"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.faults.cases", *chosen, *sorted(files)],
        cwd=PROJECT, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == pytest.ExitCode.TESTS_FAILED


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    assert Path.cwd() == PROJECT, "run it in the project's folder"
    sys.exit(main(sys.argv[1:]))

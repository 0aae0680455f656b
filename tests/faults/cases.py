"""The registry of the fault matrix: `pytest -p tests.faults.cases` fails where a case is absent or skipped.

`--matrix node` asks for the cases that need a node of Elasticsearch, otherwise it is all others.
`--without GUARD` switches a guard off and keeps only the tests whose mark names it; `--control` leaves it on,
and all else as it is without it. `--verdicts FILE` gets a line of JSON for each test: {test, verdict}, see
`verdict_of`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

OF_NODE = frozenset({"S5", "S6", "S7", "S8"})  # tests/elastic, run where a node is
CASES = frozenset(
    [
        *(f"N{n}" for n in range(1, 10)),
        *(f"H{n}" for n in range(1, 13)),
        *(f"E{n}" for n in range(1, 7)),
        *(f"T{n}" for n in range(1, 9)),
        *(f"S{n}" for n in range(1, 10)),
        *(f"C{n}" for n in range(1, 7)),
        *(f"D{n}" for n in range(1, 7)),
        *(f"O{n}" for n in range(1, 7)),
    ]
)
_LONG = frozenset({"test_ten_bad_days", "test_kills", "test_storage", "test_matrix"})
PASSED, FAILED = "passed", "failed"
CONTROL = "TEST_WITHOUT_GUARD_CONTROL"  # in the environment, for the crawls that tests start


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--matrix", choices=("crawl", "node"), default="crawl", help="whose cases must be there")
    parser.addoption("--without", default="", help="switch this guard off, keep the tests that name it")
    parser.addoption("--control", action="store_true", help="leave the guard of --without where it is")
    parser.addoption("--verdicts", type=Path, default=None, help="write how each test ended")


def pytest_configure(config: pytest.Config) -> None:
    if guard := config.getoption("--without"):
        _switch_off(guard, control=config.getoption("--control"))
        config.pluginmanager.register(_Chosen(guard))
    else:
        config.pluginmanager.register(Registry(OF_NODE if _is_of_node(config) else CASES - OF_NODE))
    if file := config.getoption("--verdicts"):
        config.pluginmanager.register(_Verdicts(file))


def _is_of_node(config: pytest.Config) -> bool:
    return bool(config.getoption("--matrix") == "node")


class Registry:
    """What was collected, what passed and what did not run, by case.

    With xdist the workers collect and the one that reports hears of a test when it is run: it knows as much.
    """

    def __init__(self, expected: frozenset[str]) -> None:
        self._expected = expected
        self.collected: set[str] = set()
        self.passed: set[str] = set()
        self.skipped: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            ids = {mark.args[0] for mark in item.iter_markers("case")}
            self.collected |= ids
            item.user_properties += [("case", name) for name in sorted(ids)]
        # Files that take minutes begin first, so that no process is left with one of them at the end.
        items.sort(key=lambda item: item.path.stem not in _LONG)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = {str(value) for name, value in report.user_properties if name == "case"}
        self.collected |= ids
        if report.skipped:
            self.skipped |= dict.fromkeys(ids, report.nodeid)
        elif report.passed and report.when == "call":
            self.passed |= ids

    def faults(self) -> list[str]:
        return [
            *(f"{name}: no test" for name in sorted(self._expected - self.collected)),
            *(f"{name}: no test passed" for name in sorted((self._expected & self.collected) - self.passed)),
            *(f"{name}: skipped in {where}" for name, where in sorted(self.skipped.items())),
            *(f"{name}: no such case" for name in sorted(self.collected - CASES)),
        ]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")
        if self.faults() and not is_worker and not session.config.option.collectonly:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.faults():
            terminalreporter.write_line(f"fault matrix: {line}", red=True)
        passed = len(self.passed & self._expected)
        terminalreporter.write_line(f"fault matrix: {passed} of {len(self._expected)} cases passed")


class _Chosen:
    """Keeps the tests that name a guard."""

    def __init__(self, guard: str) -> None:
        self._guard = guard

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if self._guard in {guard for _, guard in guards_of(item)}]


class _Verdicts:
    """How each test ended, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call" or call.excinfo is not None:
            line = {"test": item.nodeid, "verdict": verdict_of(call)}
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line) + "\n")
        return report


def verdict_of(call: pytest.CallInfo[None]) -> str:
    """`passed`; `failed` where an assertion of the test itself does not hold; else what broke instead.

    A fixture that breaks, a time-out, a skipped test or any other exception is no failed assertion.
    """
    if call.excinfo is None:
        return PASSED
    told = call.excinfo.value
    is_assertion = isinstance(told, AssertionError) or str(told).startswith("DID NOT RAISE")
    return FAILED if call.when == "call" and is_assertion else f"{call.when}: {call.excinfo.exconly()[:300]}"


def guards_of(item: pytest.Item) -> Iterator[tuple[str, str]]:
    """The cases of a test with the guards that its marks name, "" where one names none."""
    for mark in item.iter_markers("case"):
        yield mark.args[0], str(mark.kwargs.get("guard", ""))


def _switch_off(guard: str, *, control: bool) -> None:
    """Here, in the crawls of tests that know nothing of guards, and in processes that look for it."""
    from tests.crawler import crawling
    from tests.faults import child, guards, naive_store

    # Forks of this process, which has imported all that a crawl works with.
    crawling.processes = multiprocessing.get_context("fork")
    crawling.start.__kwdefaults__ |= {"target": child.main, "more": {"without": guard}}
    if control:
        os.environ[CONTROL] = guard
    else:
        os.environ[naive_store.OF_PROCESSES] = guard
        guards.switch_off_here(guard)

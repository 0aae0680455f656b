"""The registry of the fault matrix: `pytest -p tests.faults.cases` fails where a case is absent or skipped.

`--case ID` keeps the tests of one case, `--without GUARD` switches a guard off in the crawls of the suite.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

_ELASTIC = frozenset({"S5", "S6", "S7", "S8"})  # tests/elastic, run where a node is
CASES = frozenset(
    [
        *(f"N{n}" for n in range(1, 10)),
        *(f"H{n}" for n in range(1, 13)),
        *(f"E{n}" for n in range(1, 7)),
        *(f"T{n}" for n in range(1, 9)),
        *(f"S{n}" for n in range(1, 10)),
        *(f"O{n}" for n in (1, 2, 3, 4, 5)),
    ]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--case", default="", help="only the tests of this case of the fault matrix")
    parser.addoption("--without", default="", help="switch this guard off")


class Registry:
    """What was collected, what passed and what did not run, by case."""

    def __init__(self, only: str) -> None:
        self._only = only
        self.collected: set[str] = set()
        self.passed: set[str] = set()
        self.skipped: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item], config: pytest.Config) -> None:
        for item in items:
            ids = set(case_ids(item))
            self.collected |= ids
            item.user_properties += [("case", name) for name in sorted(ids)]
        if self._only:
            items[:] = [item for item in items if self._only in set(case_ids(item))]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = {str(value) for name, value in report.user_properties if name == "case"}
        self.collected |= ids
        if report.skipped:
            self.skipped |= dict.fromkeys(ids, report.nodeid)
        elif report.passed and report.when == "call":
            self.passed |= ids

    def faults(self) -> list[str]:
        if self._only:
            return []
        absent = [f"{name}: no test" for name in sorted(CASES - self.collected - (_ELASTIC - self.passed))]
        idle = CASES - self.passed - _ELASTIC - {line.partition(":")[0] for line in absent}
        return [
            *absent,
            *(f"{name}: no test passed" for name in sorted(idle)),
            *(f"{name}: skipped in {where}" for name, where in sorted(self.skipped.items())),
        ]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")
        if self.faults() and not is_worker and not session.config.option.collectonly:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.faults():
            terminalreporter.write_line(f"fault matrix: {line}", red=True)
        terminalreporter.write_line(f"fault matrix: {len(self.passed & CASES)} of {len(CASES)} cases passed")


def pytest_configure(config: pytest.Config) -> None:
    if guard := config.getoption("--without"):
        _switch_off(guard)
    config.pluginmanager.register(Registry(config.getoption("--case")))


def _switch_off(guard: str) -> None:
    """Also in the crawls of tests that know nothing of guards."""
    from tests.crawler import crawling
    from tests.faults import child

    crawling.start.__kwdefaults__ |= {"target": child.main, "more": {"without": guard}}


def case_ids(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("case"):
        yield mark.args[0]

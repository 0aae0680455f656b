"""Fixtures that every suite shares.

`shared` is the folder of real documents: $REFORMWATCH_SHARED, else `shared` beside the project. Tests that
need it carry the marker `shared` and are left out, with one line that says so, where it is not there.

`--naming slow,tools` reads only the files in which one of these marks is named: a suite of forty files does
not import three hundred. A mark that a test bears and its file does not name fails every run that collects
it, so nothing is left out in silence.

REFORMWATCH_TEST_ELASTICSEARCH is the URL of a node (`python tests/services/elasticsearch.py start` prints
one). Whoever names one asks for its tests: a skipped one is a failure then.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ELASTICSEARCH = os.environ.get("REFORMWATCH_TEST_ELASTICSEARCH", "")
# Not `postgres`: its mark comes from a parameter of a fixture (tests/store/conftest.py).
SUITES = ("shared", "slow", "elasticsearch", "faults", "tools", "case")


def shared_folder() -> Path | None:
    folder = Path(os.environ.get("REFORMWATCH_SHARED") or PROJECT.parent / "shared")
    return folder if (folder / "design.md").is_file() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = shared_folder()
    if folder is None:
        # A test that asks for them without the marker is left out where they are not, not failed.
        pytest.skip("the real documents are not beside the project")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--naming", default="", help="read only the test files that name one of these marks")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    marks = str(config.getoption("--naming"))
    if not marks or collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    return True if named_in(collection_path).isdisjoint(marks.split(",")) else None


@cache
def named_in(file: Path) -> frozenset[str]:
    """The marks of suites that a test file names."""
    return frozenset(re.findall(rf"\b(?:{'|'.join(SUITES)})\b", file.read_text(encoding="utf-8")))


def pytest_configure() -> None:
    """The same examples in each run, however fast the machine is: what was green stays green."""
    # Only now: a plugin that is loaded before pytest starts is one that it warns of.
    from hypothesis import settings  # noqa: PLC0415

    settings.register_profile("repeatable", derandomize=True, deadline=None)
    settings.register_profile("explore", deadline=None, max_examples=500)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the data folder of whoever runs it."""
    monkeypatch.setenv("REFORMWATCH_HOME", str(tmp_path / "home"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # On a user's machine there are no real documents; make test-shared and CI run these tests.
    absent = pytest.mark.skip(reason="the real documents are not beside the project")
    # `make test` passes without Java; make test-elasticsearch and CI run these tests.
    nodeless = pytest.mark.skip(reason="no node is named by REFORMWATCH_TEST_ELASTICSEARCH")
    for item in items:
        if unnamed := {mark.name for mark in item.iter_markers()} & set(SUITES) - named_in(item.path):
            marks = ", ".join(sorted(unnamed))
            raise pytest.UsageError(f"{item.nodeid} is marked {marks}, which its file does not name")
        if "shared" in item.keywords and shared_folder() is None:
            item.add_marker(absent)
        if "elasticsearch" in item.keywords and not ELASTICSEARCH:
            item.add_marker(nodeless)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    wanted = ELASTICSEARCH and "elasticsearch" in item.keywords
    absent = "shared" in item.keywords and shared_folder() is None
    if wanted and report.skipped and not absent and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"asked for, but {reason}"
    return report

"""Fixtures that every suite shares.

`shared` is the folder of real documents: $REFORMWATCH_SHARED, else `shared` beside the project. Tests that
need it carry the marker `shared` and are left out, with one line that says so, where it is not there.

REFORMWATCH_TEST_ELASTICSEARCH is the URL of a node (`python tests/services/elasticsearch.py start` prints
one). Whoever names one asks for its tests: a skipped one is a failure then.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ELASTICSEARCH = os.environ.get("REFORMWATCH_TEST_ELASTICSEARCH", "")


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

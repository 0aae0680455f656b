"""The suite of Elasticsearch cannot be passed by leaving it out where it was asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT

SUITE = """
import pytest

@pytest.mark.elasticsearch
def test_that_skips_itself():
    pytest.skip("no node here")

@pytest.mark.elasticsearch
@pytest.mark.shared
@pytest.mark.skip(reason="of real documents")
def test_of_real_documents():
    pass

@pytest.mark.skip(reason="another matter")
def test_without_the_marker():
    pass
"""


def run_suite(folder: Path, **environment: str) -> tuple[int, str]:
    for name in ("conftest.py", "pyproject.toml"):
        (folder / name).symlink_to(PROJECT / ("tests" if name == "conftest.py" else "") / name)
    (folder / "test_suite.py").write_text(SUITE)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder / "test_suite.py")],
        env=inherited | {"REFORMWATCH_SHARED": str(folder / "nowhere")} | environment,
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_test_that_was_asked_for_and_skipped_has_failed(tmp_path: Path) -> None:
    code, told = run_suite(tmp_path, REFORMWATCH_TEST_ELASTICSEARCH="http://127.0.0.1:9")
    assert code == 1
    assert "1 failed, 2 skipped" in told
    assert "asked for, but Skipped: no node here" in told


def test_without_a_node_the_tests_are_left_out(tmp_path: Path) -> None:
    code, told = run_suite(tmp_path)
    assert code == 0
    assert "3 skipped" in told

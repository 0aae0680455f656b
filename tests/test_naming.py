"""Which files a suite reads: those that name its mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SUITES, named_in, pytest_collection_modifyitems, pytest_ignore_collect

LATE = SUITES[1]  # a mark that this file does not name


def test_a_file_that_does_not_name_the_mark_is_not_read(
    tmp_path: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {name: tmp_path / f"test_{name}.py" for name in ("bearing", "bare")}
    files["bearing"].write_text(f"pytestmark = pytest.mark.{LATE}\n", encoding="utf-8")
    files["bare"].write_text(f"{LATE}ly = 1\n", encoding="utf-8")
    monkeypatch.setattr(pytestconfig.option, "naming", f"{SUITES[0]},{LATE}")
    assert [name for name, file in files.items() if pytest_ignore_collect(file, pytestconfig)] == ["bare"]
    assert pytest_ignore_collect(tmp_path / "conftest.py", pytestconfig) is None
    monkeypatch.setattr(pytestconfig.option, "naming", "")
    assert not any(pytest_ignore_collect(file, pytestconfig) for file in files.values())
    assert named_in(files["bearing"]) == {LATE}


def test_a_mark_that_comes_from_elsewhere_is_refused(request: pytest.FixtureRequest) -> None:
    pytest_collection_modifyitems(request.config, [request.node])
    request.node.add_marker(LATE)
    with pytest.raises(pytest.UsageError, match=rf"is marked {LATE}, which its file does not name"):
        pytest_collection_modifyitems(request.config, [request.node])

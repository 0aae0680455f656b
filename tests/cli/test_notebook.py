"""The notebook of the docs says what it would say if somebody ran it now, on a demo made now."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer
from tests.conftest import PROJECT
from tests.notebooks import code_cells, run

NOTEBOOK = PROJECT / "docs" / "demo.ipynb"


def _told(outputs: list[dict[str, Any]]) -> list[str]:
    """What an output says; of a drawing its words, as its lines differ with the fonts of a machine."""
    told = []
    for one in outputs:
        data = one.get("data", {})
        drawn = "".join(data.get("image/svg+xml", ()))
        told.append("".join(one.get("text", ())) or "".join(data["text/plain"]))
        told += re.findall(r"<text[^>]*>(.*?)</text>", drawn)
    return told


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_notebook_shows_what_it_says(demo: tuple[Path, Answer], tmp_path: Path) -> None:
    again = tmp_path / "demo.ipynb"
    again.write_bytes(NOTEBOOK.read_bytes())
    made = subprocess.run(
        [sys.executable, "-m", "tests.notebooks", str(again)], cwd=PROJECT, capture_output=True, check=False,
        env=os.environ | {"REFORMWATCH_HOME": str(demo[0])}, timeout=500,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr.decode()
    cells = [list(code_cells(json.loads(file.read_text(encoding="utf-8")))) for file in (NOTEBOOK, again)]
    assert len(cells[0]) >= 10
    for stored, fresh in zip(*cells, strict=True):
        assert _told(stored["outputs"]) == _told(fresh["outputs"]), "".join(stored["source"])


def test_runner_keeps_names_and_shows_the_last_value() -> None:
    cells = [{"cell_type": "code", "source": [line]} for line in ("a = 2\nprint('x')", "a * 21", "b = a")]
    printed, shown, silent = run({"cells": [{"cell_type": "markdown", "source": ["a"]}, *cells]})
    assert [printed[0]["text"], shown[0]["data"]["text/plain"], silent] == [["x\n"], ["42"], []]

"""Output in pipes: whole lines, and work that goes on when nobody reads any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Call
from tests.conftest import PROJECT

FILES = 12


def test_an_ingest_whose_reader_leaves_is_finished(reformwatch: Call, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(f"Tin số {number}\n\nBộ phận một cửa.", encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    env |= {"REFORMWATCH_HOME": str(tmp_path / "home"), "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "ingest", str(folder), "--json"],
        env=env, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert b'"status": "new"' in process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert (process.returncode, "Traceback" in said) == (0, False), said
    index = reformwatch("status", "--json").json
    assert (index["store"]["documents"], index["index"]["documents"]) == (FILES, FILES)


def test_nothing_is_cut_or_wrapped_in_a_pipe(reformwatch: Call, tmp_path: Path) -> None:
    title = "Kế hoạch cải cách hành chính " * 5 + "hết"
    (tmp_path / "dai.txt").write_text(f"{title}\n\n{'Bộ phận một cửa. ' * 60}", encoding="utf-8")
    reformwatch("ingest", str(tmp_path / "dai.txt"))
    assert title in reformwatch("search", "mot cua").out.splitlines()
    listed = reformwatch("portals", "list").out
    assert "…" not in listed
    assert reformwatch("search", "mot cua", "--json").json["hits"][0]["title"] == title

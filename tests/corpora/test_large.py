"""What a corpus of a hundred thousand documents needs: little memory, and a word of how far it is."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars
import pytest

from commands.steps import Steps
from search.package_fields import FIELDS
from search.package_tables import TableFiles
from store.corpora import Corpora
from store.database import open_store
from tests.corpora.conftest import WORDS, Program

_ROWS = 30_000


def _rows(count: int) -> Iterator[Mapping[str, Any]]:
    for place in range(count):
        words = None if place % 3 else f"=1+{place} niêm yết “công khai”\n{WORDS}"
        yield dict.fromkeys(FIELDS["codes"]) | {
            "document": f"{place:016x}", "theme": "tthc", "weight": place / 7, "start": place, "words": words,
        }  # fmt: skip


def _write(folder: Path, parts: Iterator[Iterator[Mapping[str, Any]]]) -> None:
    folder.mkdir()
    with TableFiles("codes", folder) as table:
        for rows in parts:
            table.write(rows)
        table.finish()


def test_a_table_is_written_in_little_memory_and_always_with_the_same_bytes(tmp_path: Path) -> None:
    tracemalloc.start()
    _write(tmp_path / "once", iter([_rows(_ROWS)]))
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 8 << 20, "all rows at once take more than 30 MiB"
    _write(tmp_path / "often", (iter([row]) for row in _rows(_ROWS)))
    assert [file.name for file in sorted((tmp_path / "once").iterdir())] == ["codes.csv", "codes.parquet"]
    for file in (tmp_path / "once").iterdir():
        assert file.read_bytes() == (tmp_path / "often" / file.name).read_bytes(), file.name
    read = polars.read_parquet(tmp_path / "once" / "codes.parquet")
    assert read.to_dicts() == list(_rows(_ROWS))
    whole = tmp_path / "whole.parquet"
    polars.DataFrame(list(_rows(_ROWS)), schema=read.schema).write_parquet(
        whole, compression="zstd", row_group_size=65_536
    )
    assert (tmp_path / "once" / "codes.parquet").read_bytes() == whole.read_bytes(), "as before, in one piece"


def test_freezing_exporting_and_verifying_tell_how_far_they_are(
    home: Path, reformwatch: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, int, int]] = []
    monkeypatch.setattr(Steps, "__call__", lambda _self, *step: shown.append(step))
    monkeypatch.setattr("store.fingerprints._TOLD_AFTER", 1)
    assert reformwatch("corpus", "freeze", "mot", "--reform").code == 0
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        held = store.documents.count()
    copied = [(more, of) for step, more, of in shown if step == "Copying documents"]
    assert (sum(more for more, _ in copied), {of for _, of in copied}) == (held, {held})
    assert [each for each in shown if each[0] == "Computing digests"]
    shown.clear()
    assert reformwatch("corpus", "export", "mot", str(tmp_path / "out")).code == 0
    with Corpora(home / "corpora").open("mot") as corpus:
        assert shown == [("Writing documents", 1, len(corpus.members))] * len(corpus.members)
    shown.clear()
    assert reformwatch("corpus", "verify", "mot").code == 0
    (rows,) = {of for _, _, of in shown}
    assert sum(more for _, more, _ in shown) == rows


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("is_terminal", [True, False])
def test_steps_are_shown_on_a_terminal_only(*, is_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    out = _Terminal() if is_terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    with Steps() as steps:
        steps("Copying documents", 400, 800)
        steps("Copying documents", 400, 800)
        steps("Computing digests", 1, 2)
    if not is_terminal:
        assert not out.getvalue()
        return
    assert all(part in out.getvalue() for part in ("Copying documents", "50%", "100%", "Computing digests"))

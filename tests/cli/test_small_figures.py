"""Figures that round to nothing, and questions that ask nothing: said, not shown as 0."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from pipelines import codebook
from tests.cli.test_recoding import run

_MOST = "Huyện công khai thủ tục hành chính lần thứ {}."
_ONE = "Huyện chi trả đúng hạn theo cải cách tài chính công."


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


@pytest.fixture
def long_text(home: Path, tmp_path: Path) -> str:
    """The id of a text of 300 units about one theme and one about another."""
    file = tmp_path / "dai.txt"
    lines = ("Cải cách hành chính ở huyện", *map(_MOST.format, range(300)), _ONE)
    file.write_text("\n\n".join(lines), encoding="utf-8")
    done = run(home, "ingest", str(file), "--locality", "D63:482")
    assert done.code == 0
    return done.out.splitlines()[0].split()[-1]


def test_a_theme_that_has_words_never_weighs_nothing(home: Path, long_text: str) -> None:
    shown = run(home, "show", long_text).out
    assert "tai_chinh_cong/tu_chu_su_nghiep <0.01: cải cách tài chính công" in shown


def test_a_query_without_words_is_told_so(home: Path, long_text: str) -> None:
    assert long_text
    for query in ("!!! ???", '"', "(((", "«–»"):
        found = run(home, "search", query)
        assert (found.code, "no word to look for" in found.out) == (0, True), query
        assert 'Read as: ""' not in found.out
    assert "no word to look for" not in run(home, "search", "zzzz").out

"""What strangers wrote into a title moves, colours and turns no terminal; the records keep it."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.codebook_versions import print_difference
from commands.output import seen
from search.codebook_diff import Changed, Difference
from store.database import open_store
from tests.cli.conftest import call
from tests.measures.corpus import document

TITLE = "Kế hoạch\x1b[31m đỏ \u202egnoud\x07 hết"
SHOWN = "Kế hoạch[31m đỏ gnoud hết"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_store(f"sqlite:///{tmp_path / 'reformwatch.sqlite'}") as store:
        store.documents.save(document("ke-hoach", title=TITLE, text=f"Nội dung \x1b]0;tên mới\x07 {TITLE}"))
    return tmp_path


def test_show_and_search_obey_nobody(home: Path) -> None:
    assert call(home, "index", "rebuild").code == 0
    (found,) = call(home, "search", "ke hoach", "--json").json["hits"]
    for command in (("show", found["id"]), ("search", "ke hoach")):
        out = call(home, *command, env={"FORCE_COLOR": "1"}).out
        assert SHOWN in out, command
        assert "\x1b[1m" in out, "our own styles pass"
        assert not any(bad in out for bad in ("\x1b[31m", "\x1b]0", "\x07", "\u202e")), command
    assert call(home, "show", found["id"], "--json").json["title"] == TITLE


def test_show_tells_once_that_no_theme_was_validated(home: Path) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        made = document("mã", themes={"tthc": 0.5, "cong_vu": 0.25, "the_che": 0.25})
        store.documents.save(made)
    told = call(home, "show", made.id).out
    assert told.count("validated") == 1
    assert "tthc, cong_vu, the_che" in next(line for line in told.splitlines() if "validated" in line)


def test_a_difference_of_codebooks_obeys_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    change = Changed("0" * 16, TITLE, None, (True, False), (), (), 0.0)
    print_difference(Difference("1", "2", "then", 1, 0, (change,), (), {}, {}, []), None)
    out = capsys.readouterr().out
    assert SHOWN in out
    assert not any(bad in out for bad in ("\x1b", "\x07", "\u202e"))


def test_lines_and_blanks_stay() -> None:
    assert seen("một\n\thai\u00a0ba\u00adbốn\u2028năm") == "một\n\thai babốn năm"

"""`watch` and `digest preview` as people call them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Call, call

WATCHES = """# Ours, by hand.
mot:
  query: một cửa   # the words

# The second.
hai:
  query: chữ ký
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def reformwatch(home: Path) -> Call:
    home.mkdir()
    return lambda *args, **options: call(home, *args, **options)


def names(answer: Answer) -> list[str]:
    return [one["name"] for one in answer.json["watches"]]


def test_watch_is_added_listed_and_removed(reformwatch: Call, home: Path) -> None:
    added = reformwatch(
        "watch", "add", "mot-cua", "--query", '"một cửa"', "--province", "Huế", "--theme", "tthc", "--reform",
        "--period", "month",
    )  # fmt: skip
    assert added.code == 0, added.err
    (one,) = reformwatch("watch", "list", "--json").json["watches"]
    assert one == {
        "name": "mot-cua", "query": '"một cửa"', "period": "month",
        "filters": {"province": ["P34:46"], "theme": ["tthc"], "reform": ["true"]},
    }  # fmt: skip
    assert reformwatch("watch", "add", "mot-cua").code == 2  # taken
    assert reformwatch("watch", "remove", "mot-cua").code == 0
    assert names(reformwatch("watch", "list", "--json")) == []
    assert reformwatch("watch", "remove", "mot-cua").code == 2


def test_file_of_people_stays_as_they_wrote_it(reformwatch: Call, home: Path) -> None:
    file = home / "watches.yml"
    file.write_text(WATCHES, encoding="utf-8")
    reformwatch("watch", "add", "ba", "--query", "tinh giản")
    reformwatch("watch", "remove", "mot")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Ours, by hand.\n")
    assert "# The second.\nhai:\n  query: chữ ký\nba:\n" in text
    assert names(reformwatch("watch", "list", "--json")) == ["hai", "ba"]


def test_wrong_watch_is_refused_with_all_that_is_wrong(reformwatch: Call, home: Path) -> None:
    refused = reformwatch(
        "watch", "add", "Tên sai", "--query", "(một cửa them:tthc", "--locality", "D63:482", "--theme", "xyz"
    )
    assert refused.code == 1
    for told in ("no name of a watch", "bracket is not closed", "no field them:", "no theme xyz", "Phú Lộc"):
        assert told in refused.err
    assert not (home / "watches.yml").exists()


def test_list_tells_every_error_with_its_line(reformwatch: Call, home: Path) -> None:
    (home / "watches.yml").write_text("a:\n  qery: x\nb:\n  query: '('\nc: {}\n", encoding="utf-8")
    found = reformwatch("watch", "list")
    assert found.code == 2
    assert "watches.yml:2: " in found.err
    assert "watches.yml:4: " in found.err
    assert found.out.split() == ["c", "week"]


def test_test_warns_of_nothing_and_says_that_nobody_looked(reformwatch: Call) -> None:
    reformwatch("watch", "add", "a", "--query", "một cửa")
    tested = reformwatch("watch", "test", "a")
    assert tested.code == 0
    assert "0 new documents" in tested.out
    assert "matches nothing" in tested.err
    assert "no portal was ever crawled" in tested.err
    assert reformwatch("watch", "test", "khong-co").code == 2


def test_preview_of_an_empty_store_is_no_nothing_new(reformwatch: Call) -> None:
    said = reformwatch("digest", "preview", "--period", "2026-W40")
    assert said.code == 0
    assert "Kho dữ liệu chưa có tài liệu nào" in said.out
    assert "không có gì mới" not in said.out
    english = reformwatch("digest", "preview", "--period", "2026-W40", "--language", "en", "--format", "html")
    assert "<html" in english.out
    assert "The store holds no document yet" in english.out


def test_preview_refuses_what_is_no_period_or_not_yet(reformwatch: Call) -> None:
    assert "is not a period" in reformwatch("digest", "preview", "--period", "2026-W60").err
    assert reformwatch("digest", "preview", "--period", "2099-01").code == 1


def test_preview_tells_of_a_watch_that_is_gone(reformwatch: Call) -> None:
    said = reformwatch("digest", "preview", "--watch", "mat", "--format", "json", "--period", "2026-W40").json
    assert [(fault["watch"], fault["code"]) for fault in said["faults"]] == [("mat", "gone")]
    assert said["when"]["key"] == "2026-W40"

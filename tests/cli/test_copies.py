"""Copies by the command line: ingested, counted once, shown, left out of an export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from pipelines import codebook
from tests.cli.test_recoding import run

SENTENCES = [
    f"Việc thứ {number}: thôn {number} lập tổ {number} rà soát sổ sách, báo cáo ngày {number}."
    for number in range(9)
]
TITLE = "Xã đẩy mạnh cải cách thủ tục hành chính"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


def test_copies_count_once_are_shown_and_can_be_left_out(home: Path, tmp_path: Path) -> None:
    for name, end in (("mot", "Hết."), ("hai", "Tin của xã."), ("ba", "Theo báo huyện.")):
        text = "\n\n".join((TITLE, *SENTENCES, end))
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    files = [str(path) for path in sorted(tmp_path.glob("*.txt"))]
    assert run(home, "ingest", *files, "--locality", "D63:482", "--no-index").code == 0
    measured = run(home, "measure", "attention", "--json").json
    assert measured["copies"] == {"counted": "first", "folded": 2}
    assert {row["n"] for row in measured["rows"]} == {1}
    assert "Copies of texts that are counted already: 2;" in run(home, "measure", "attention").out
    every = run(home, "measure", "attention", "--copies", "all", "--json").json
    assert {row["n"] for row in every["rows"]} == {3}
    ((first,),) = [row["documents"] for row in measured["rows"]][:1]
    shown = run(home, "show", first, "--json").json
    assert (shown["copy_of"], shown["copies"], len(shown["near"])) == (first, 3, 2)
    assert all(near["jaccard"] > 0.8 for near in shown["near"])
    assert "one of 3 of its text; the first" in run(home, "show", first).out
    whole, once = tmp_path / "het.jsonl", tmp_path / "mot.jsonl"
    assert run(home, "export", str(whole)).code == 0
    assert "2 copies" in run(home, "export", str(once), "--copies", "first").err
    records = [json.loads(line) for line in whole.read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line)["id"] for line in once.read_text(encoding="utf-8").splitlines()] == [first]
    assert shown in records, "an export tells of copies what show tells"


def test_one_text_is_one_hit_unless_each_is_asked_for(home: Path, tmp_path: Path) -> None:
    for name, end in (("mot", "Hết."), ("hai", "Tin của xã."), ("khac", "")):
        lines = SENTENCES[::-2] if name == "khac" else (*SENTENCES, end)
        (tmp_path / f"{name}.txt").write_text("\n\n".join((TITLE, *lines)), encoding="utf-8")
    files = [str(path) for path in sorted(tmp_path.glob("*.txt"))]
    assert run(home, "ingest", *files, "--locality", "D63:482").code == 0
    asked = ("search", "rà soát", "--json")
    once, each = run(home, *asked).json, run(home, *asked, "--copies", "all").json
    assert (once["total"], once["copies"]) == (2, {"counted": "first", "folded": 1})
    assert (each["total"], each["copies"]) == (3, {"counted": "all", "folded": 0})
    assert [count["count"] for count in once["facets"]["kind"]] == [2]
    shown = run(home, "search", "rà soát").out
    assert "Copies left out: 1 (--copies all shows each)." in shown
    (left_out,) = {hit["id"] for hit in each["hits"]} - {hit["id"] for hit in once["hits"]}
    original = run(home, "show", left_out, "--json").json["copy_of"]
    assert original in {hit["id"] for hit in once["hits"]}
    narrow = '"Tin của xã" OR "Hết"'
    assert run(home, "search", narrow, "--json").json["total"] == 1
    said = [run(home, "search", f'"{end}"', "--json").json for end in ("Hết", "Tin của xã")]
    assert [found["total"] for found in said] == [1, 1], "without the original the copy is found"

"""`reformwatch measure` for the measures of relations, within this process: table, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.records import identity
from tests.cli.conftest import Answer
from tests.measures import calling
from tests.measures.acts import act, citation
from tests.measures.corpus import document

_WORDS = "Các xã báo cáo kết quả trước ngày hai mươi lăm hằng tháng"
_SHOWN = {
    "cascade": "170/KH-UBND",
    "citations": "170/KH-UBND",
    "completeness": "mau",
    "openness": "mau",
    "reuse": identity("a"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("relations")
    own = act("131/KH-UBND", "2022-05-24", "D63:482")
    superior = citation("170/KH-UBND", "2022-04-25", "P63:46")
    made = (
        document("a", text=_WORDS, act=own, citations=(superior,)),
        document("b", "P63:46", "2023-03-01", text=f"{_WORDS} và hằng quý"),
    )
    with calling.home_of(folder, made) as home:
        yield home


def run(home: Path, *args: str) -> Answer:
    return calling.run(home, "measure", *args)


@pytest.mark.parametrize("name", _SHOWN)
def test_every_measure_of_relations_answers_in_every_form(home: Path, name: str) -> None:
    found = run(home, name, "--json")
    assert found.code == 0, found.err
    assert found.json["rows"]
    for row in found.json["rows"]:
        assert set(row["key"]) == set(found.json["query"]["by"])
        assert len(row["documents"]) in {0, row["n"]}
    lines = list(csv.DictReader(io.StringIO(run(home, name, "--csv").out)))
    assert len(lines) == len(found.json["rows"])
    table = run(home, name)
    assert (table.code, _SHOWN[name] in table.out) == (0, True), table.out


@pytest.mark.parametrize("name", _SHOWN)
def test_a_period_in_the_future_says_so(home: Path, name: str) -> None:
    found = run(home, name, "--json", "--since", "2099-01-01")
    assert found.code == 0, found.err
    assert "lies ahead" in found.json["notes"][0]
    assert all(row["n"] == 0 or not row["documents"] for row in found.json["rows"])

"""`reformwatch measure` for every measure, within this process: table, CSV, JSON, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.records import Plan, Task
from tests.cli.conftest import Answer
from tests.measures import calling
from tests.measures.corpus import OWN, document


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("measures")
    made = (
        document("a", themes={"tthc": 0.5, "cong_vu": 0.5}),
        document("b", "P63:46", "2023-03-01", {"tthc": 1.0}),
        document("c", is_reform=False),
        document(
            "ke-hoach",
            plan=Plan(2022, (Task(1, "=cmd|' /C calc'!A0 và rà soát", ("@SUM(A1)",), (), None),), ()),
        ),
    )
    with calling.home_of(folder, made) as home:
        yield home


def run(home: Path, *args: str) -> Answer:
    return calling.run(home, "measure", *args)


@pytest.mark.parametrize("name", OWN)
def test_every_measure_answers_in_every_form(home: Path, name: str) -> None:
    found = run(home, name, "--json")
    assert found.code == 0, found.err
    result = found.json
    assert (result["measure"], result["settings"]["compare"]) == (name, 0.5)
    assert result["rows"]
    for row in result["rows"]:
        assert set(row["key"]) == set(result["query"]["by"])
        assert len(row["documents"]) in {0, row["n"]}
    lines = list(csv.DictReader(io.StringIO(run(home, name, "--csv").out)))
    assert len(lines) == len(result["rows"])
    assert list(lines[0])[: len(result["query"]["by"])] == result["query"]["by"]
    table = run(home, name)
    assert (table.code, "Phú Lộc" in table.out) == (0, True), table.err


def test_no_cell_of_a_csv_can_execute(home: Path) -> None:
    """Texts of tasks and titles of reports are those of whoever published them."""
    rows = list(csv.reader(io.StringIO(run(home, "tracker", "--by", "plan,task", "--csv").out)))
    assert any("'=cmd|' /C calc'!A0" in cell for row in rows for cell in row)
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == []
    lead = dict(zip(*rows[:2], strict=True))["lead"]
    assert json.loads(lead) == ["'@SUM(A1)"]


def test_what_is_wrong_is_named_all_at_once(home: Path) -> None:
    found = run(home, "breadth", "--set", "m=0", "--set", "size=3", "--by", "colour")
    assert found.code == 2
    assert "m is a whole number from 1" in found.err
    assert "'size' is no parameter here; there are m, compare" in found.err
    assert "not by colour" in found.err
    assert "NAME=VALUE, not m" in run(home, "breadth", "--set", "m").err
    assert run(home, "attention", "--theme", "hanh_phuc").code == 2


def test_the_output_says_what_it_does_not_compare(home: Path) -> None:
    assert "not compared with others" in run(home, "diversity").out
    assert "not compared with others" in run(home, "diversity", "--csv").err
    compared = run(home, "diversity", "--set", "compare=all")
    assert "compare=all" in compared.out
    assert "not compared with" not in compared.out


def test_the_list_tells_formula_source_and_parameters(home: Path) -> None:
    listed = {one["name"]: one for one in json.loads(run(home, "--list", "--json").out)["measures"]}
    assert listed["breadth"]["parameters"]["m"].startswith("fewest publications")
    shown = run(home, "--list").out
    assert all(f"{name}: " in shown for name in listed)
    assert "--set m=" in shown


@pytest.mark.parametrize("query", ['"', "(((", "-", '"" OR ?'])
def test_a_query_without_a_word_is_refused_and_gives_no_zero(home: Path, query: str) -> None:
    told = run(home, "salience", "--query", query)
    assert (told.code, told.out, "holds no word to look for" in told.err) == (2, "", True), told.err


@pytest.mark.parametrize(
    "query",
    [
        "title:",
        "theme: tthc",
        '(-Title:) "một cửa"',
        'text:"" cửa',
        'theme:" "',
        'theme:"',
        "title:( ) cửa",
    ],
)
def test_a_field_without_a_value_is_refused_and_not_read_as_a_word(home: Path, query: str) -> None:
    told = run(home, "salience", "--query", query)
    assert (told.code, told.out, "without a word after it" in told.err) == (2, "", True), told.err


def test_a_table_says_what_it_counts_and_what_a_dash_means(home: Path) -> None:
    table = run(home, "tracker").out
    assert "tasks judged" in table.replace("\n", " ")
    channels = run(home, "channels").out
    assert "– under channel:" in channels
    assert "under channel" not in run(home, "channels", "--by", "locality").out


@pytest.mark.parametrize("kind", ["--chart", "--xlsx", "--parquet"])
def test_a_file_without_a_name_is_refused(home: Path, kind: str) -> None:
    told = run(home, "salience", kind, "")
    assert (told.code, "a file to write has an empty name" in told.err) == (2, True), told.err


@pytest.mark.parametrize("name", ["completeness", "openness"])
def test_without_a_portal_that_is_said(home: Path, name: str) -> None:
    told = run(home, name, "--locality", "P63:10")
    assert (told.code, "No portal is left by what was asked for" in told.out) == (0, True), told.out


def test_documents_that_were_not_asked_for_are_not_called_uncoded(home: Path) -> None:
    told = run(home, "salience", "--year", "2020")
    assert "Codebook: none, nothing that was asked for has a theme." in told.out

"""The pages for users of R and Python: what they write down works on the files and frames there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from search.frames import frame, parquet_bytes
from search.measures.results import MeasureResult
from store.database import Store, open_store
from tests.conftest import PROJECT
from tests.measures.calling import home_of
from tests.measures.corpus import document, measured

R = (PROJECT / "docs" / "r.md").read_text(encoding="utf-8")
PYTHON = (PROJECT / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shares(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasureResult]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('pages') / 'store.sqlite'}") as store:
        _fill(store)
        yield measured(store, "attention", settings={"compare": "all"})


def _fill(store: Store) -> None:
    store.documents.save(document("a", themes={"tthc": 0.5, "cong_vu": 0.5}))
    store.documents.save(document("b", "P63:46", themes={"tthc": 1.0}))


def test_columns_that_the_page_for_r_names_are_those_of_the_file(
    shares: MeasureResult, tmp_path: Path
) -> None:
    file = tmp_path / "attention.parquet"
    file.write_bytes(parquet_bytes(shares))
    columns = pl.read_parquet_schema(file)
    (selected,) = re.findall(r"select\((.*?)\)", R, flags=re.DOTALL)
    named = {word.strip() for word in selected.split(",")}
    assert {"locality_name", "theme_name", "value"} <= named <= columns.keys()
    assert set(re.findall(r"filter\((\w+), !is\.na\((\w+)\)\)", R)[0]) <= columns.keys()
    assert columns["compared"] == pl.Boolean
    lists = re.findall(r"`(\w+)` (?:\(a|is a) list column", R)
    lists += re.findall(r"`(\w+)` \(a list column\)", R)
    assert {name for name in lists if columns[name] == pl.List(pl.String)} == {"flags", "documents"}
    (key,) = re.findall(r"\$metadata\$(\w+)\)", R)
    about = dict(json.loads(pl.read_parquet_metadata(file)[key]))
    assert {"formula", "query", "settings", "codebook"} <= about.keys()
    (unnested,) = re.findall(r"unnest\(shares, (\w+)\)", R)
    assert pl.read_parquet(file).explode(unnested).height == sum(row.n for row in shares.rows)


def test_the_table_of_columns_is_that_of_the_frame(shares: MeasureResult) -> None:
    schema = frame(shares).schema
    kinds = {"text": {pl.String}, "number or null": {pl.Float64}, "whole number": {pl.Int64},
             "list of texts": {pl.List(pl.String)}, "true or false": {pl.Boolean}}  # fmt: skip
    seen = 0
    for names, kind in re.findall(r"^\| (.*?) \| (.*?) \|$", PYTHON, flags=re.MULTILINE):
        for name in re.findall(r"`(\w+)…?`", names) if kind in kinds else ():
            columns = [column for column in schema if column == name or name.endswith("_")]
            columns = [each for each in columns if each.startswith(name) and not each.endswith("_reason")]
            assert columns, name
            assert {schema[column] for column in columns} <= kinds[kind], name
            seen += len(columns)
    assert seen >= 12


def test_the_frame_is_pivoted_as_the_page_does(shares: MeasureResult) -> None:
    (line,) = re.findall(r"^    (shares\.filter.*)$", PYTHON, flags=re.MULTILINE)
    made = eval(line, {"pl": pl, "shares": frame(shares)})
    assert made.height == 2
    assert made.columns[0] == "locality_name"


def test_what_the_page_for_python_writes_runs_as_it_stands(tmp_path: Path) -> None:
    made = (document(f"nam-{year}", day=f"{year}-05-30", themes={"tthc": 1.0}) for year in (2023, 2024))
    (code,) = re.findall(r"```python\n(.*?)```", PYTHON, flags=re.DOTALL)
    with home_of(tmp_path, made):
        known: dict[str, Any] = {}
        exec(code, known)
    assert known["shares"]["theme"].to_list().count("tthc") == 1
    assert set(known["shares"]["locality_name"]) >= {"Phú Lộc"}

"""An exported corpus: a data package that other programs read, the same bytes each time."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars
import pytest
import yaml
from jsonschema import Draft7Validator  # Altair brings it

from store.corpora import Corpora
from tests.corpora.conftest import WORDS, Program
from tests.corpora.data_package import PACKAGE, TYPES, wrong_cell
from tests.measures.corpus import document


@pytest.fixture
def package(file: Path, reformwatch: Program, tmp_path: Path) -> Path:
    told = reformwatch("corpus", "export", "mot", str(tmp_path / "package"), "--texts")
    assert told.code == 0, told.err
    return tmp_path / "package"


def test_the_same_corpus_gives_the_same_bytes(package: Path, reformwatch: Program, tmp_path: Path) -> None:
    assert reformwatch("corpus", "export", "mot", str(tmp_path / "again"), "--texts").code == 0
    files = sorted(path.relative_to(package) for path in package.rglob("*") if path.is_file())
    assert len(files) == 6 * 2 + 4 + 1 + 4
    for name in files:
        assert (tmp_path / "again" / name).read_bytes() == (package / name).read_bytes(), name


def test_every_field_of_every_file_is_described(package: Path) -> None:
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert told["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert len(told["resources"]) == 12
    for resource in told["resources"]:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert all(field["description"] for field in fields.values())
        path = package / resource["path"]
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                assert next(csv.reader(file)) == list(fields)
            continue
        kinds = {"integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean,
                 "date": polars.Date}  # fmt: skip
        for name, kind in polars.read_parquet_schema(path).items():
            assert kind == kinds.get(fields.pop(name)["type"], polars.String), name
        assert not fields


def test_the_description_is_a_data_package(package: Path) -> None:
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    wrong = [(list(each.path), each.message) for each in Draft7Validator(PACKAGE).iter_errors(told)]
    assert wrong == []
    names = [resource["name"] for resource in told["resources"]]
    assert len(set(names)) == len(names)
    for resource in told["resources"]:
        assert (package / resource["path"]).is_file()
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert len(set(fields)) == len(fields)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": "Có dấu"}, "name"),
        ({"created": "30/11/2026"}, "created"),
        ({"resources": []}, "resources"),
        ({"resource": []}, None),
    ],
)
def test_a_description_that_is_none_is_found(package: Path, wrong: dict[str, Any], where: str | None) -> None:
    """The check itself checks: each of these the standard refuses."""
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8")) | wrong
    found = [list(each.path) for each in Draft7Validator(PACKAGE).iter_errors(told)]
    assert found == [[where] if where else []]


def test_every_cell_is_written_as_its_type_is(package: Path) -> None:
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    seen = set()
    for resource in (each for each in told["resources"] if each["format"] == "csv"):
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        with (package / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                assert [name for name, text in row.items() if wrong_cell(text, fields[name])] == []
                seen |= {fields[name]["type"] for name, text in row.items() if text}
    assert seen == set(TYPES)
    assert wrong_cell("1,5", {"type": "number"})
    assert wrong_cell("30/11/2026", {"type": "date"})


def test_both_forms_of_a_table_have_the_same_rows(package: Path) -> None:
    for path in package.glob("*.csv"):
        rows = polars.read_parquet(path.with_suffix(".parquet")).rows(named=True)
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.DictReader(file))
        plain = [{name: _cell(value) for name, value in row.items()} for row in rows]
        assert plain == [{name: _number(value) for name, value in row.items()} for row in cells]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return _number(str(int(value) if isinstance(value, bool) else value))


def _number(text: str) -> str:
    return text.removesuffix(".0")


def test_rows_lead_from_codes_to_documents(package: Path, file: Path) -> None:
    documents = polars.read_parquet(package / "documents.parquet")
    with Corpora(file.parent).open("mot") as corpus:
        assert set(documents["id"]) == corpus.members
    assert set(polars.read_parquet(package / "codes.parquet")["document"]) <= set(documents["id"])
    assert "observed" in polars.read_parquet(package / "coverage.parquet")["state"].to_list()
    assert polars.read_parquet(package / "portals.parquet")["portal"].to_list() == ["mau"]


def test_texts_come_by_choice_and_with_a_note(package: Path, reformwatch: Program, tmp_path: Path) -> None:
    text = (package / "texts" / f"{document('a').id}.txt").read_text(encoding="utf-8")
    assert WORDS in text
    assert "copyright" in (package / "texts" / "LICENCE.md").read_text(encoding="utf-8")
    assert reformwatch("corpus", "export", "mot", str(tmp_path / "without")).code == 0
    assert not (tmp_path / "without" / "texts").exists()


def test_the_citation_names_the_digest(package: Path) -> None:
    told = yaml.safe_load((package / "CITATION.cff").read_text(encoding="utf-8"))
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    assert told["identifiers"][0]["value"] == f"sha256:{manifest['sha256']}"
    assert (told["cff-version"], told["type"]) == ("1.2.0", "dataset")
    assert yaml.safe_load((package / "codebook.yml").read_text(encoding="utf-8"))["version"]


def test_a_folder_with_files_is_left_alone(package: Path, reformwatch: Program) -> None:
    before = (package / "datapackage.json").read_bytes()
    told = reformwatch("corpus", "export", "mot", str(package))
    assert (told.code, "not empty" in told.err) == (2, True)
    assert (package / "datapackage.json").read_bytes() == before

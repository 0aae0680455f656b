"""The five real documents that the project began with, as a user would ingest them."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest import read_file
from store.records import Document

pytestmark = pytest.mark.shared

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
SEEDS = ("seed-000", "seed-001", "seed-002", "seed-003", "seed-004")


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, dict[str, Any]]:
    lines = (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def ingest(path: Path) -> Document:
    (item,) = read_file(path, fetched_at=NOW)
    assert item.document is not None, item.reason
    return item.document


def damaged(text: str) -> dict[str, str]:
    return {
        "nfd": unicodedata.normalize("NFD", text),
        "nbsp": text.replace(" ", "\u00a0"),
        "tone": text.replace("hòa", "hoà").replace("Hòa", "Hoà").replace("ủy", "uỷ").replace("Ủy", "Uỷ"),
        "crlf": text.replace("\n", "\r\n"),
    }


def assert_equals_gold(document: Document, row: dict[str, Any]) -> None:
    assert document.kind == row["doc_type"]
    assert (document.act.number if document.act else None) == row["doc_number"]
    assert document.locality is not None
    assert document.locality.province.name == row["province"]
    if row["district"]:
        assert (document.locality.level, document.locality.name) == ("district", row["district"])
    assert document.is_reform is row["is_reform"]
    labelled = set(row["labelled_themes"])
    assert {code.theme for code in document.codes} & labelled == set(row["themes"])


def assert_spans(document: Document) -> None:
    fields = {"title": document.title, "text": document.text}
    assert unicodedata.is_normalized("NFC", document.text)
    assert "\u00a0" not in document.text
    for item in (*document.codes, *document.channels, *document.audiences):
        for evidence in item.evidence:
            assert fields[evidence.field][evidence.start : evidence.end] == evidence.text
    for citation in document.citations:
        assert document.text[citation.start : citation.end] == citation.raw
    assert sum(code.weight for code in document.codes) == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_equals_its_hand_made_labels(seed: str, gold: dict[str, dict[str, Any]], shared: Path) -> None:
    row = gold[seed]
    document = ingest(shared / row["file"])
    assert_equals_gold(document, row)
    assert_spans(document)
    assert {citation.number for citation in document.citations} == {
        "73-KH/HU" if number == "73/KH-HU" else number
        for number in set(row["cited_docs"]) - {row["doc_number"]}
    }
    assert set(document.indices) == set(row["indices"])
    assert document.author == row.get("author")
    if seed != "seed-000":
        assert document.title.lower() == row["title"].lower()
    assert row["title"] in document.title


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("damage", ["nfd", "nbsp", "tone", "crlf"])
def test_a_damaged_seed_gives_the_same_record(
    seed: str, damage: str, gold: dict[str, dict[str, Any]], shared: Path, tmp_path: Path
) -> None:
    row = gold[seed]
    path = tmp_path / "seed.txt"
    text = (shared / row["file"]).read_text(encoding="utf-8")
    path.write_bytes(damaged(text)[damage].encode())
    document = ingest(path)
    assert_equals_gold(document, row)
    assert_spans(document)


@pytest.mark.parametrize(
    ("seed", "relations"),
    [
        ("seed-001", {"828/QĐ-UBND": "implements"}),
        ("seed-002", {"170/KH-UBND": "implements", "5843/KH-UBND": "replaces", "76/NQ-CP": "refers"}),
        ("seed-003", {"42/2022/NĐ-CP": "legal_basis", "2817/QĐ-UBND": "refers"}),
        ("seed-004", {"252/KH-UBND": "implements", "17-NQ/TU": "refers"}),
    ],
)
def test_the_relations_of_a_seed(
    seed: str, relations: dict[str, str], gold: dict[str, dict[str, Any]], shared: Path
) -> None:
    document = ingest(shared / gold[seed]["file"])
    found = {citation.number: citation.relation for citation in document.citations}
    assert relations.items() <= found.items()


def test_the_dates_of_the_announced_acts(gold: dict[str, dict[str, Any]], shared: Path) -> None:
    acts = [ingest(shared / gold[seed]["file"]).act for seed in SEEDS[:3]]
    issued = [act.issued for act in acts if act]
    assert [(date.date.isoformat(), date.precision) for date in issued if date] == [
        ("2024-02-07", "day"),
        ("2023-01-01", "year"),
        ("2022-05-24", "day"),
    ]


def test_nothing_of_the_page_around_is_left(gold: dict[str, dict[str, Any]], shared: Path) -> None:
    for seed in SEEDS:
        row = gold[seed]
        text = ingest(shared / row["file"]).text
        for chrome in row.get("boilerplate", ()):
            assert chrome not in text
        assert "Lượt xem" not in text
        assert "Tin Nhiem Mang" not in text

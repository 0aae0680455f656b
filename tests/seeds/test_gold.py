"""What the floors of `make evaluate` do not hold: clear errors, act numbers as published, substring traps."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.portal import Portal, builtin_folder, load_portals
from pipelines.act_dates import date_after
from pipelines.kinds import exactly
from pipelines.numbers import find_blank, find_numbers, parse_number, reject_reason
from pipelines.phrases import PhraseSet, Reading, Rule
from pipelines.reading import read_page
from store.records import Document, RawPage, identity

pytestmark = [pytest.mark.shared, pytest.mark.slow]

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def portals() -> dict[str, Portal]:
    return {host: portal for portal in load_portals([builtin_folder()]).values() for host in portal.hosts}


def rows(shared: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shared / "gold" / name).read_text(encoding="utf-8").splitlines()]


def read(row: dict[str, Any], shared: Path, portals: dict[str, Portal]) -> Document | None:
    path = Path(row["file"])
    portal = portals[path.parts[1]]
    page = RawPage(
        id=identity(row["url"]),
        key=row["url"],
        url=row["url"],
        portal=portal.id,
        status=200,
        headers=(("content-type", "text/html"),),
        body=(shared / path).read_bytes(),
        fetched_at=NOW,
    )
    return read_page(page, portal).document


@pytest.fixture(scope="module")
def coded(shared: Path, portals: dict[str, Portal]) -> list[tuple[dict[str, Any], Document]]:
    pairs = [(row, read(row, shared, portals)) for row in rows(shared, "coded.jsonl")]
    assert all(document is not None for _, document in pairs)
    return [(row, document) for row, document in pairs if document is not None]


def test_nothing_clearly_foreign_is_taken_for_reform(coded: list[tuple[dict[str, Any], Document]]) -> None:
    clear = [
        document.title
        for row, document in coded
        if document.is_reform and row["is_reform"] is False and row["margin"] == "clear"
    ]
    assert clear == []


def test_real_numbers_are_parsed(shared: Path) -> None:
    with (shared / "domain" / "doc_number_zoo.csv").open(encoding="utf-8") as file:
        entries = list(csv.DictReader(file))
    read = [(parse_number(entry["number_as_published"]), entry) for entry in entries]
    assert sum(number is not None for number, _ in read) >= 885
    assert all(number or reject_reason(entry["number_as_published"]) for number, entry in read)
    # About twenty types of that register are wrong: VBHN called Thông tư, and the like.
    assert sum(number is not None and number.kind == exactly(entry["type"]) for number, entry in read) >= 858
    in_text = [
        list(find_numbers(f"Thực hiện Văn bản số {entry['number_as_published']} của")) for entry in entries
    ]
    assert sum(len(found) == 1 for found in in_text) >= 885


def test_the_vectors_of_the_grammar_hold(shared: Path) -> None:
    vectors = yaml.safe_load((shared / "domain" / "doctypes.yaml").read_text(encoding="utf-8"))["tests"]
    wrong = []
    for vector in vectors:
        if vector["kind"] == "date":
            continue  # of a place line: tests/coding/test_headers.py
        number = next(find_numbers(vector["in"]), None) or find_blank(vector["in"])
        if (number.number if number else None) != vector["out"]:
            wrong.append((vector["in"], number))
        if vector["kind"] in ("party", "letter", "blank") and (
            number is None or number.form != vector["kind"]
        ):
            wrong.append((vector["in"], number))
        issued = date_after(vector["in"], number.end)[0] if number and "date" in vector else None
        if issued and issued.date.isoformat() != vector["date"]:
            wrong.append((vector["in"], issued))
    assert len(vectors) >= 29
    assert wrong == []


def test_the_substring_traps_hold(shared: Path) -> None:
    from pipelines import codebook  # noqa: PLC0415
    from pipelines.coding import code  # noqa: PLC0415

    traps = json.loads((shared / "domain" / "substring_traps.json").read_text(encoding="utf-8"))
    foreign = ["dịch vụ công nghệ", "dịch vụ công ích", "một cửa hàng", "chuyển đổi số hóa", "thi hành chính"]
    assert set(foreign) <= set(traps)
    for phrase in foreign:
        coding = code(
            "Công tác cải cách hành chính", f"Bàn về {phrase} ở xã.\nBàn về {phrase}.", codebook.load()
        )
        assert [
            evidence.text for item in coding.codes for evidence in item.evidence if evidence.field == "text"
        ] == []
    rules = PhraseSet([Rule("theme", "x", "một cửa")])
    assert len(rules.find(Reading("một cửa"))) == 1

"""What the plans of the five real documents say, against their hand-made labels."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from pipelines.ingest import read_file
from store.records import Document, Plan
from tests.plans.cases import folded

pytestmark = pytest.mark.shared

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def read(shared: Path) -> list[tuple[Document, dict[str, Any]]]:
    rows = (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    return [(document_of(shared / row["file"]), row) for row in map(json.loads, rows)]


def document_of(path: Path) -> Document:
    (item,) = read_file(path, fetched_at=NOW)
    assert item.document is not None, item.reason
    return item.document


def plan_of(document: Document) -> Plan:
    assert document.plan is not None
    return document.plan


def f1(read: list[set[str]], wanted: list[set[str]]) -> float:
    right = sum(len(one & other) for one, other in zip(read, wanted, strict=True))
    return 2 * right / (sum(map(len, read)) + sum(map(len, wanted)))


def level_dropped(names: set[str]) -> set[str]:
    """The labels name a body once, with its level; the tables name it now with and now without."""
    return {name.removesuffix(" huyện") for name in names}


def test_every_seed_is_or_announces_a_plan_of_its_year(read: list[tuple[Document, dict[str, Any]]]) -> None:
    assert [plan_of(document).year for document, _ in read] == [row["plan_year"] for _, row in read]


def test_deadlines_are_those_of_the_labels(read: list[tuple[Document, dict[str, Any]]]) -> None:
    for document, row in read:
        found = {one.date.isoformat() for one in plan_of(document).deadlines}
        assert found == {one["date"] for one in row["deadlines"]}, row["id"]


def test_deadlines_of_another_year_are_flagged(read: list[tuple[Document, dict[str, Any]]]) -> None:
    flagged = ["deadline_other_year" in plan_of(document).flags for document, _ in read]
    assert flagged == [False, True, False, False, False]


def test_lead_and_coordinating_bodies(read: list[tuple[Document, dict[str, Any]]]) -> None:
    plans = [plan_of(document) for document, _ in read]
    lead = [level_dropped(folded(name for task in plan.tasks for name in task.lead)) for plan in plans]
    taking_part = [
        level_dropped(folded(name for task in plan.tasks for name in task.with_)) for plan in plans
    ]
    assert f1(lead, [level_dropped(folded(row["lead_agencies"])) for _, row in read]) >= 0.85
    named = [level_dropped(folded(row["coordinating_agencies"])) for _, row in read]
    assert all(
        wanted - {"cơ quan liên quan"} <= found for found, wanted in zip(taking_part, named, strict=True)
    )


def test_the_rows_of_a_table_are_its_tasks(read: list[tuple[Document, dict[str, Any]]]) -> None:
    document, row = read[1]
    rows = [task for task in plan_of(document).tasks if (task.section or "").startswith("HOẠT ĐỘNG")]
    assert [folded(task.lead) for task in rows] == [folded(one["lead"]) for one in row["task_table"]]
    assert [folded(task.with_) for task in rows] == [folded(one["coord"]) for one in row["task_table"]]


def test_other_spellings_and_spaces_change_nothing(tmp_path: Path, shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        plain = plan_of(document_of(path))
        for form in (unicodedata.normalize("NFD", text), text.replace("\n", "\r\n")):
            other = tmp_path / path.name
            other.write_bytes(form.encode())
            assert plan_of(document_of(other)).tasks == plain.tasks

"""The committed labels keep their format, name the same documents, and hold facts, not texts."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from pipelines.kinds import LABELS
from tests.gold.agreement import SETS, VALUES, members, read, table, value

HERE = Path(__file__).parent
NAMES = ("acts", "passes/pass-a", "passes/pass-b", "passes/pass-c")
FILES = [HERE / f"{name}.jsonl" for name in NAMES]
OWN_SETS = ("plans", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
OWN = [HERE / "own" / f"{name}.jsonl" for name in OWN_SETS]  # checked by test_own.py
SHORT = [
    HERE / "short" / f"{name}.jsonl" for name in ("first", "second", "third", "fourth")
]  # by test_own.py too
THEMES = [
    HERE / "own" / f"themes-{name}.jsonl" for name in ("first", "second", "third", "fourth")
]  # by test_themes.py
ORDINARY = HERE / "own" / "ordinary.jsonl"  # by test_ordinary.py
KINDS = {*LABELS, "khac"}
RELATIONS = {"replaces", "amends", "implements", "legal_basis", "issued_with", "refers"}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def labels(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    return read(request.param)


def test_no_labels_are_left_unchecked() -> None:
    assert sorted(HERE.rglob("*.jsonl")) == sorted([*FILES, *OWN, *SHORT, *THEMES, ORDINARY])


def test_every_label_is_of_a_document_of_the_list(labels: dict[str, dict[str, Any]]) -> None:
    listed = _documents()
    assert all(listed.get(key) == label["file"] for key, label in labels.items())


def test_the_first_pass_and_the_adjudicated_labels_are_whole() -> None:
    listed = _documents().keys()
    assert read(HERE / "passes" / "pass-a.jsonl").keys() == listed
    assert read(HERE / "acts.jsonl").keys() == listed
    assert len(read(HERE / "passes" / "pass-b.jsonl")) >= 120


def test_the_readme_states_the_agreement_that_the_passes_have() -> None:
    first, *others = (read(HERE / "passes" / f"pass-{name}.jsonl") for name in "abc")
    for other in others:
        assert f"```\n{table(first, other)}```\n" in (HERE / "README.md").read_text(encoding="utf-8")


def test_adjudication_says_how_often_a_document_was_read() -> None:
    twice = read(HERE / "passes" / "pass-b.jsonl").keys()
    acts = read(HERE / "acts.jsonl")
    assert {key: label["passes"] for key, label in acts.items()} == {
        key: 2 if key in twice else 1 for key in acts
    }


def test_adjudication_keeps_what_both_passes_say_and_labels_nothing_more() -> None:
    acts, first, second = map(read, FILES[:3])
    for key, act in acts.items():
        assert set(act["labelled"]) <= set(first[key]["labelled"]), key
    for key in second:
        for field, say in [(name, value) for name in VALUES] + [(name, members) for name in SETS]:
            one, other = say(first[key], field), say(second[key], field)
            if one == other:
                assert say(acts[key], field) == one, (key, field)


def test_kinds_and_relations_are_known(labels: dict[str, dict[str, Any]]) -> None:
    for key, label in labels.items():
        assert label["doc_type"] in KINDS, key
        assert label["announced_doc_type"] in KINDS | {None}, key
        assert (label["announced_doc_type"] is not None) == (label["status"] == "announced"), key
        assert all(act["relation"] in RELATIONS | {None} for act in label["citations"]), key
        assert label["doc_number"] not in {act["number"] for act in label["citations"]}, key


def test_dates_are_dates(labels: dict[str, dict[str, Any]]) -> None:
    for key, label in labels.items():
        dues = [task["due"] for task in (label["plan"] or {"tasks": []})["tasks"]]
        given = [
            label["issue_date"],
            *label["deadlines"],
            *(act["date"] for act in label["citations"]),
            *dues,
        ]
        for date in filter(None, given):
            assert date["precision"] in {"day", "month", "quarter", "year", None}, key
            assert date["date"] is None or dt.date.fromisoformat(date["date"]).year > 1945, key
        if label["published_date"]:
            assert dt.date.fromisoformat(label["published_date"]), key


def test_places_are_codes_with_an_era(labels: dict[str, dict[str, Any]]) -> None:
    codes = [label["issuer_locality"] for label in labels.values() if label["issuer_locality"]]
    assert all(re.fullmatch(r"(?:[PD]63|[PC]34):\d{2,5}", code) for code in codes)


def test_unions_hold_what_the_tasks_say(labels: dict[str, dict[str, Any]]) -> None:
    for key, label in labels.items():
        for task in (label["plan"] or {"tasks": []})["tasks"]:
            assert set(task["lead"]) <= set(label["lead_agencies"]), key
            assert set(task["with"]) <= set(label["coordinating_agencies"]), key


def test_nothing_is_long_enough_to_be_a_text(labels: dict[str, dict[str, Any]]) -> None:
    for key, label in labels.items():
        longest = max((len(text) for text in _strings(label, skip={"file", "url"})), default=0)
        assert longest <= 260, (key, longest)


@pytest.mark.shared
def test_every_adjudicated_number_is_in_its_page(shared: Path) -> None:
    acts = read(HERE / "acts.jsonl")
    for key, label in acts.items():
        if label["page"] == "attachment":
            continue
        page = (shared / label["file"]).read_text(encoding="utf-8", errors="replace")
        text = _bare(lxml.html.document_fromstring(page).text_content())
        numbers = [label["raw"], *(act["number"] for act in label["citations"])]
        missing = [number for number in filter(None, numbers) if _bare(number) not in text]
        assert not missing, key


def _bare(text: str) -> str:
    """Without spaces and marks: a canonical number and the same number as written, slips of signs apart."""
    return re.sub(r"ndash|\W", "", text).replace("Ð", "Đ").upper()


def _documents() -> dict[str, str]:
    with (HERE / "documents.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["file"] for row in csv.DictReader(file)}


def _strings(value: object, skip: set[str]) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, item in value.items() if name not in skip for text in _strings(item, skip)]
    return [text for item in value for text in _strings(item, skip)] if isinstance(value, list) else []

"""The main job from end to end: what the sample portals publish is what is stored, coded and measured."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Answer, Call
from tests.conftest import PROJECT

PORTALS = ("mau-bacgiang-snv", "mau-bentre", "mau-dakha", "mau-lethuy", "mau-thanhhoa-sotttt")


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    lines = (PROJECT / "samples" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return {record["url"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def documents(
    demo: tuple[Path, Answer], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    from tests.cli.conftest import call  # noqa: PLC0415  a fixture of one module, the function of another

    file = tmp_path_factory.mktemp("export") / "all.jsonl"
    assert call(demo[0], "export", str(file)).code == 0
    return {
        record["url"]: record for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    }


def test_ends_well_and_says_what_to_do_next(demo: tuple[Path, Answer]) -> None:
    home, answer = demo
    assert answer.code == 0, answer.err
    assert answer.err == ""
    for portal in PORTALS:
        assert re.search(rf"^{portal} +ok ", answer.out, re.MULTILINE)
    assert "Not live" in answer.out
    assert f"--home {home} search" in answer.out


def test_matrix_has_localities_and_themes(demo: tuple[Path, Answer]) -> None:
    lines = demo[1].out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("theme "))
    assert len(re.findall(r"  \S", lines[head])) >= 3
    shares = [line for line in lines[head + 1 :] if "%" in line]
    assert len(shares) >= 3


def test_every_article_and_every_file_is_a_document_and_nothing_else_is(
    documents: dict[str, Any], expected: dict[str, Any]
) -> None:
    files = {file["url"] for record in expected.values() for file in record["attachments"]}
    assert set(documents) == set(expected) | files


@pytest.mark.parametrize("field", ["title", "published", "kind", "act_number"])
def test_documents_say_what_the_pages_say(
    field: str, documents: dict[str, Any], expected: dict[str, Any]
) -> None:
    wrong = {
        url: got for url, record in expected.items() if (got := _read(documents[url], field)) != record[field]
    }
    assert wrong == {}


def _read(document: dict[str, Any], field: str) -> str | None:
    if field == "published":
        return document["published"]["date"] if document["published"] else None
    if field == "act_number":
        return document["act"]["number"] if document["act"] else None
    value: str = document[field]
    return value


def test_bodies_are_whole(documents: dict[str, Any], expected: dict[str, Any]) -> None:
    phrases = [
        (url, record[end]) for url, record in expected.items() for end in ("first", "last") if record[end]
    ]
    assert len(phrases) > len(expected)
    assert [(url, words) for url, words in phrases if words not in documents[url]["text"]] == []


def test_reform_is_told_from_the_rest(documents: dict[str, Any], expected: dict[str, Any]) -> None:
    labelled = {
        url: record["is_reform"] for url, record in expected.items() if record["is_reform"] is not None
    }
    assert {url: documents[url]["is_reform"] for url in labelled} == labelled


def test_evidence_is_the_words_at_its_offsets(documents: dict[str, Any]) -> None:
    checked = 0
    for document in documents.values():
        for code in document["codes"]:
            for evidence in code["evidence"]:
                assert document[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]
                checked += 1
    assert checked > 100


def test_marks_and_case_do_not_matter(in_demo: Call) -> None:
    forms = ("cai cach hanh chinh", "CẢI CÁCH HÀNH CHÍNH", "ca\u0309i ca\u0301ch ha\u0300nh chi\u0301nh",
             '"cải cách hành chính"')  # fmt: skip
    found = [
        {hit["id"] for hit in in_demo("search", form, "--limit", "1000", "--json").json["hits"]}
        for form in forms
    ]
    assert found[0]
    assert all(one == found[0] for one in found)


def test_pages_of_an_answer_are_disjoint_and_complete(in_demo: Call) -> None:
    seen: list[str] = []
    cursor: list[str] = []
    while True:
        page = in_demo("search", "hành chính", "--limit", "20", "--json", *cursor).json
        seen += [hit["id"] for hit in page["hits"]]
        if not page["next"]:
            break
        cursor = ["--cursor", page["next"]]
    assert len(seen) == len(set(seen)) == page["total"]


def test_shares_of_a_locality_sum_to_one_and_name_their_documents(in_demo: Call) -> None:
    result = in_demo("measure", "attention", "--json").json
    sums: dict[str, float] = {}
    for row in result["rows"]:
        sums[row["key"]["locality"]] = sums.get(row["key"]["locality"], 0) + row["value"]
        assert len(row["documents"]) == row["n"] <= row["denominator"]
    assert len(sums) >= 3
    assert all(abs(total - 1) < 1e-9 for total in sums.values())
    assert {row["state"] for row in result["coverage"]} <= {
        "observed",
        "partial",
        "down",
        "blocked",
        "not_covered",
    }


def test_status_tells_of_portals_store_and_index(in_demo: Call, expected: dict[str, Any]) -> None:
    status = in_demo("status", "--json").json
    seen = {row["id"]: row["verdict"] for row in status["portals"] if row["verdict"] != "never"}
    assert seen == dict.fromkeys(PORTALS, "ok")
    files = {file["url"] for record in expected.values() for file in record["attachments"]}
    assert status["store"]["documents"] == status["index"]["documents"] == len(expected) + len(files)
    assert status["index"]["behind"] == 0


def test_show_takes_an_address_with_or_without_scheme(in_demo: Call, expected: dict[str, Any]) -> None:
    url = next(iter(expected))
    whole = in_demo("show", url, "--json").json
    assert whole["title"] == expected[url]["title"]
    assert in_demo("show", url.removeprefix("https://"), "--json").json == whole
    assert whole["title"] in in_demo("show", whole["id"]).out.replace("\n", " ")


def test_a_demo_is_made_anew(demo: tuple[Path, Answer], tmp_path: Path) -> None:
    from tests.cli.conftest import call  # noqa: PLC0415

    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.txt").write_text("mine")
    answer = call(tmp_path, "demo")
    assert answer.code == 1
    assert "was not made by a demo" in answer.err
    assert (tmp_path / "demo" / "thesis.txt").is_file()

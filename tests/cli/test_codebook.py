"""`reformwatch codebook`, as its users run it."""

from __future__ import annotations

from pathlib import Path

from pipelines.codebook import BUILTIN
from tests.cli.conftest import Call


def test_the_built_in_codebook_is_clean(reformwatch: Call) -> None:
    done = reformwatch("codebook", "lint")
    assert (done.code, done.out) == (0, "")
    assert "10 themes, 46 sub-themes: clean" in done.err


def test_findings_are_listed_with_their_line_and_fail(reformwatch: Call, tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    text = BUILTIN.read_text(encoding="utf-8")
    file.write_text(text.replace("abbreviations: [BPMC,", "abbreviations: [BPMC, 'A.*',"), encoding="utf-8")
    done = reformwatch("codebook", "lint", str(file))
    assert done.code == 1
    first, second = done.out.splitlines()
    line = 1 + next(
        number for number, one in enumerate(file.read_text(encoding="utf-8").splitlines()) if "A.*" in one
    )
    assert first.startswith(f"{file}:{line}: regex: tthc/mot_cua: 'A.*' is taken literally")
    assert second.startswith(f"{file}:{line}: unused: tthc/mot_cua")
    found = reformwatch("codebook", "lint", str(file), "--json").json
    assert (found["codebook"], found["errors"]) == ("0.12", [])
    assert [(one["kind"], one["line"], one["phrase"]) for one in found["findings"]] == [
        ("regex", line, "A.*"), ("unused", line, "A.*"),
    ]  # fmt: skip


def test_a_file_that_is_no_codebook_is_refused_with_every_error(reformwatch: Call, tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("version: 1\nthemes: [{id: a}]\n", encoding="utf-8")
    done = reformwatch("codebook", "lint", str(file))
    assert done.code == 2
    assert done.err.splitlines() == [
        f"Error: {file} is no codebook:",
        "mine.yml:1: codebook: version is missing or no text",
        "mine.yml:2: a: definition is missing or no text",
        "mine.yml:2: a: en is missing or no text",
        "mine.yml:2: a: vi is missing or no text",
    ]
    answer = reformwatch("codebook", "lint", str(file), "--json")
    assert (answer.code, answer.json["codebook"], len(answer.json["errors"])) == (2, None, 4)


def test_an_entry_is_shown_as_a_person_wants_to_read_it(reformwatch: Call) -> None:
    done = reformwatch("codebook", "show", "tthc/mot_cua")
    assert done.code == 0
    assert done.out.startswith("tthc/mot_cua: Một cửa, một cửa liên thông (One-stop shop)\n")
    assert "\n  does not count: " in done.out
    assert "\n  counter-example: " in done.out
    whole = reformwatch("codebook", "show", "tthc", "--json").json
    assert [one["path"] for one in whole["entries"]][:2] == ["tthc", "tthc/cong_khai_kiem_soat"]
    assert len(reformwatch("codebook", "show").out.splitlines()) == 10 + 46 + 20 + 10 + 12
    unknown = reformwatch("codebook", "show", "nothing")
    assert (unknown.code, "has no entry nothing" in unknown.err) == (2, True)


def test_a_document_shows_why_it_is_about_the_reform(reformwatch: Call, tmp_path: Path) -> None:
    file = tmp_path / "tin.txt"
    file.write_text("Cấp xã ứng dụng công nghệ thông tin\n\nBà con đã cấy xong lúa mùa.\n", encoding="utf-8")
    (added, _) = reformwatch("ingest", str(file), "--json", "--no-index").lines
    shown = reformwatch("show", added["id"]).out
    assert (
        "yes, score 0.50, +0.00 from the border (support_title, context_title); to be reviewed by a person"
        in shown
    )
    assert (
        "support_title +0.35: ứng dụng công nghệ thông tin, in the title: ứng dụng công nghệ thông tin"
        in shown
    )
    reform = reformwatch("show", added["id"], "--json").json["reform"]
    assert (reform["margin"], reform["review"], reform["rules"]) == (
        0.0,
        True,
        ["support_title", "context_title"],
    )
    assert [one["text"] for one in reform["evidence"]] == ["ứng dụng công nghệ thông tin", "Cấp xã"]

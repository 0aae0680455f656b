"""`reformwatch evaluate` as its users run it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import click
from click.testing import CliRunner

from commands.evaluate import evaluate
from pipelines.codebook import BUILTIN
from tests.cli.conftest import Answer, reformwatch
from tests.evaluation.gold import FLOWERS, PLAN, write

__all__ = ["reformwatch"]

LABELS = (
    PLAN | {"doc_number": "22/KH-UBND", "is_reform": True, "themes": ["tthc"], "labelled_themes": ["tthc"]},
    FLOWERS | {"is_reform": False, "themes": []},
)


def call(*args: str | Path) -> Answer:
    """The command in this process, with the exit code that the program would end with."""
    done = CliRunner().invoke(evaluate, [str(arg) for arg in args], standalone_mode=False)
    if done.exception is None:
        return Answer(done.return_value, done.stdout, done.stderr)
    assert isinstance(done.exception, click.ClickException), done.exception
    return Answer(done.exception.exit_code, done.stdout, done.stderr + done.exception.format_message())


def test_figures_and_errors_as_json(tmp_path: Path) -> None:
    done = call(write(tmp_path / "gold.jsonl", *LABELS), "--json")
    assert done.code == 0, done.err
    answer = done.json
    assert (answer["documents"], answer["macro_f1"], answer["false_reform"]) == (2, 1.0, 0.0)
    assert answer["fields"]["act_number"]["f1"] == 0.0
    assert {"precision", "recall", "f1", "n"} <= answer["themes"]["tthc"].keys()
    (error,) = answer["errors"]
    assert (error["document"], error["field"], error["expected"], error["read"]) == (
        "plan", "act_number", "22/KH-UBND", "21/KH-UBND",
    )  # fmt: skip


def test_errors_as_text_and_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "errors.html"
    gold = write(tmp_path / "gold.jsonl", *LABELS)
    done = call(gold, "--errors", "--html", page)
    assert done.code == 0, done.err
    assert "expected 22/KH-UBND, read 21/KH-UBND" in done.out
    assert "⟦21/KH-UBND⟧" in done.out
    assert "Macro F1 of the one theme: 1.000." in done.out
    assert "<mark>21/KH-UBND</mark>" in page.read_text(encoding="utf-8")


def test_a_phrase_that_left_the_codebook_lowers_the_score_and_fails_its_floor(tmp_path: Path) -> None:
    """Each of three labelled texts has the phrase that another one lacks."""
    texts = (
        "Dân nhận giấy qua bưu chính công ích.",
        "Xã công khai thủ tục hành chính.",
        "Huyện đơn giản hóa TTHC.",
    )
    said = {"is_reform": True, "themes": ["tthc"], "labelled_themes": ["tthc"]}
    title = "Xã mở hội thi cải cách hành chính"
    labels = [FLOWERS | said | {"id": text, "text": text, "title": title} for text in texts]
    gold = write(tmp_path / "gold.jsonl", *labels)
    book = BUILTIN.read_text(encoding="utf-8")
    assert "bưu chính công ích, " in book
    less = tmp_path / "less.yml"
    less.write_text(book.replace("bưu chính công ích, ", ""), encoding="utf-8")
    floors = tmp_path / "floors.yml"
    pin = hashlib.sha256(gold.read_bytes()).hexdigest()
    floors.write_text(f"gold: {{gold.jsonl: {pin}}}\nfloors: {{themes.tthc.f1: 0.95}}\n", encoding="utf-8")
    whole = call(gold, "--floors", floors, "--json")
    without = call(gold, "--floors", floors, "--json", "--codebook", less)
    assert (whole.code, whole.json["themes"]["tthc"]["f1"]) == (0, 1.0)
    assert (without.code, without.json["themes"]["tthc"]["f1"]) == (1, 0.8)
    assert without.err == "themes.tthc.f1 is 0.8, the floor is 0.95\n"
    assert [(one["expected"], one["document"]) for one in without.json["errors"]] == [("tthc", texts[0])]


def test_a_figure_below_its_floor_fails(tmp_path: Path) -> None:
    gold, floors = write(tmp_path / "gold.jsonl", *LABELS), tmp_path / "floors.yml"
    floors.write_text("gold: {gold.jsonl: x}\nfloors: {fields.act_number.f1: 0.5}\n", encoding="utf-8")
    done = call(gold, "--floors", floors)
    assert done.code == 1
    pin, floor = done.err.splitlines()
    assert floor == "fields.act_number.f1 is 0.0, the floor is 0.5"
    text = (
        floors.read_text(encoding="utf-8")
        .replace("gold.jsonl: x", pin.split("pin ")[1])
        .replace("0.5", "0.0")
    )
    floors.write_text(text, encoding="utf-8")
    assert call(gold, "--floors", floors).code == 0


def test_broken_gold_is_wrong_use_and_every_line_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        '{"id": "a"}\n{"id": "b", "text": "x", "themes": ["q"]}\n', encoding="utf-8"
    )
    write(folder / "b.jsonl", {"id": "c", "file": "nowhere.html", "is_reform": True})
    done = call(folder, "--json")
    assert (done.code, done.out) == (2, "")
    assert "a.jsonl:1: names no document" in done.err
    assert "a.jsonl:2: themes: 'q' is not in the codebook" in done.err


def test_a_label_of_no_document_is_named(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", PLAN, {"id": "c", "file": "nowhere.html", "is_reform": True},
                 {"id": "d", "file": "../../../../etc/hostname", "is_reform": True})  # fmt: skip
    done = call(gold)
    assert done.code == 2
    assert "gold.jsonl:2: nowhere.html" in done.err
    assert "gold.jsonl:3: ../../../../etc/hostname" in done.err
    assert "--root" in done.err


def test_files_are_found_below_the_root_and_above_the_gold(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(f"{PLAN['title']}\n\n{PLAN['text']}", encoding="utf-8")
    (tmp_path / "labels").mkdir()
    gold = write(tmp_path / "labels" / "gold.jsonl", {"id": "a", "file": "pages/a.txt", "is_reform": True})
    assert call(gold, "--json").json["fields"]["is_reform"]["correct"] == 1
    other = write(tmp_path / "labels" / "other.jsonl", {"id": "a", "file": "a.txt", "is_reform": True})
    assert call(other).code == 2
    assert call(other, "--root", tmp_path / "pages").code == 0


def test_nothing_to_evaluate_is_a_failure(tmp_path: Path) -> None:
    empty = tmp_path / "gold.jsonl"
    empty.touch()
    assert call(empty).code == 1
    assert call(write(empty, FLOWERS)).code == 1
    assert call(tmp_path / "home.jsonl").code == 2


def test_a_document_of_the_store(reformwatch: Callable[..., Answer], tmp_path: Path) -> None:
    page = tmp_path / "plan.txt"
    page.write_text(f"{PLAN['title']}\n\n{PLAN['text']}", encoding="utf-8")
    ingested = reformwatch("ingest", str(page), "--json", "--no-index").lines[0]["id"]
    label = {"id": "x", "url": ingested, "title": PLAN["title"], "is_reform": True}
    done = reformwatch("evaluate", str(write(tmp_path / "gold.jsonl", label)), "--json")
    assert done.code == 0, done.err
    assert [done.json["fields"][name]["correct"] for name in ("title", "is_reform")] == [1, 1]


def test_the_program_ends_with_the_code_of_its_command(
    reformwatch: Callable[..., Answer], tmp_path: Path
) -> None:
    broken = write(tmp_path / "gold.jsonl", {"id": "x"})
    done = reformwatch("evaluate", str(broken))
    assert (done.code, done.out) == (2, "")
    assert "gold.jsonl:1: names no document" in done.err


def test_a_codebook_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    book = tmp_path / "book.yml"
    book.write_text("version: 3\n", encoding="utf-8")
    done = call(write(tmp_path / "gold.jsonl", *LABELS), "--codebook", book)
    assert done.code == 2
    assert "version is missing or no text" in done.err

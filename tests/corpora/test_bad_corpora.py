"""Corpora that cannot be: names, empty ones, cut and changed files, those of a newer program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import settings
from store.corpora import Corpora
from store.database import open_store
from tests.corpora.conftest import Program
from tests.measures.corpus import document


def change(file: Path, *statements: str) -> None:
    file.chmod(0o644)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement).close()


@pytest.mark.parametrize("name", ["../mot", "a/b", "a\\b", ".an", "", "a" * 81, "mot.sqlite", "một"])
def test_names_lead_out_of_no_folder(home: Path, reformwatch: Program, name: str) -> None:
    assert reformwatch("corpus", "freeze", "--", name).code == 2
    assert reformwatch("measure", "attention", "--corpus", name).code == 2
    assert not (home / "corpora").exists()


def test_a_corpus_is_not_written_over(file: Path, reformwatch: Program) -> None:
    before = file.read_bytes()
    told = reformwatch("corpus", "freeze", "mot")
    assert (told.code, "already" in told.err) == (2, True)
    assert file.read_bytes() == before


def test_a_corpus_without_documents_is_refused_and_leaves_nothing(home: Path, reformwatch: Program) -> None:
    told = reformwatch("corpus", "freeze", "mot", "--year", "1999")
    assert (told.code, "no document to freeze" in told.err) == (1, True)
    assert list((home / "corpora").iterdir()) == []


def test_a_freeze_that_breaks_off_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpora = Corpora(home / "corpora")
    parts = {"x": object()}  # no JSON: fails when all documents were written
    with open_store(settings.get_settings().store_url) as store, pytest.raises(Exception, match="JSON"):
        corpora.freeze("mot", store, {document("a").id}, {}, parts)
    assert list((home / "corpora").iterdir()) == []


def test_an_unknown_name_tells_those_that_are_there(file: Path, reformwatch: Program) -> None:
    for args in (("measure", "attention", "--corpus", "hai"), ("corpus", "verify", "hai")):
        told = reformwatch(*args)
        assert (told.code, "corpora here: mot" in told.err) == (2, True)


def test_a_query_that_leaves_nothing_out_says_so(reformwatch: Program) -> None:
    told = reformwatch("corpus", "freeze", "mot", "--reform", "--theme", "tthc", "--query", "xã")
    assert (told.code, "leaves nothing out" in told.err) == (0, True), told.err


def test_what_lies_outside_of_a_corpus_is_no_zero(file: Path, reformwatch: Program) -> None:
    told = reformwatch("measure", "attention", "--corpus", "mot", "--not-reform")
    assert (told.code, "reform documents only" in told.err) == (2, True)


@pytest.mark.parametrize("kept", [0, 50, 0.5, 0.99])
def test_a_cut_file_gives_no_figure(file: Path, reformwatch: Program, kept: float) -> None:
    whole = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(whole[: int(kept * len(whole)) if isinstance(kept, float) else kept])
    for args in (("measure", "attention", "--corpus", "mot"), ("corpus", "verify", "mot")):
        told = reformwatch(*args)
        assert (told.code, told.out) == (1, ""), told.err
        assert "Corpus mot" in told.err
    listed = reformwatch("corpus", "list")
    assert (listed.code, "Corpus mot" in listed.err) == (3, True)


def test_verify_names_the_documents_that_differ(file: Path, reformwatch: Program) -> None:
    first = document("a").id
    change(file, f"UPDATE documents SET text = text || '.' WHERE id = '{first}'")
    told = reformwatch("corpus", "verify", "mot", "--json")
    assert (told.code, told.json["ok"]) == (1, False)
    assert told.json["differences"] == [
        "Table documents differs: rows now 8, when it was frozen 8.",
        f"Document {first} is not as it was frozen.",
    ]


def test_a_manifest_that_was_changed_is_found_out(file: Path, reformwatch: Program) -> None:
    change(file, 'UPDATE corpus_manifest SET record = replace(record, \'"query":""\', \'"query":"xã"\')')
    told = reformwatch("corpus", "verify", "mot")
    assert (told.code, "manifest was changed" in told.out) == (1, True)


def test_a_corpus_whose_documents_were_taken_out_gives_no_figure(file: Path, reformwatch: Program) -> None:
    change(file, "DELETE FROM corpus_members")
    told = reformwatch("measure", "attention", "--corpus", "mot")
    assert (told.code, "of 4 documents it has 0" in told.err) == (1, True), told.err


def test_a_corpus_of_a_newer_program_asks_for_that(file: Path, reformwatch: Program) -> None:
    change(file, "UPDATE schema_version SET version = 99")
    told = reformwatch("measure", "attention", "--corpus", "mot")
    assert (told.code, "newer reformwatch" in told.err) == (1, True)


def test_a_corpus_of_an_older_schema_is_read_from_a_copy(file: Path, reformwatch: Program) -> None:
    before = reformwatch("measure", "salience", "--corpus", "mot", "--json").out
    tables = ("copy_texts", "copy_bands", "copy_members")
    change(file, *(f"DROP TABLE {name}" for name in tables), "UPDATE schema_version SET version = 3",
           "DELETE FROM counters WHERE name LIKE 'cop%'")  # fmt: skip
    raw = file.read_bytes()
    assert reformwatch("measure", "salience", "--corpus", "mot", "--json").out == before
    assert file.read_bytes() == raw


def test_another_program_says_that_figures_may_differ(
    file: Path, reformwatch: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "may differ" not in reformwatch("measure", "attention", "--corpus", "mot").err
    change(file, 'UPDATE corpus_manifest SET record = replace(record, \'"gazetteer":"\', \'"gazetteer":"0\')')
    told = reformwatch("measure", "attention", "--corpus", "mot")
    assert (told.code, "another table of places" in told.err) == (0, True)

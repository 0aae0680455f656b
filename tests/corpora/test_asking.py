"""Searching, showing and narrowing a frozen corpus: what was chosen, whatever the store says now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from search.measures import measures
from store.corpora import Corpora
from store.database import open_store
from store.erased_corpora import Masks
from store.erased_words import Matcher
from store.records import identity
from tests.corpora.conftest import WORDS, Program
from tests.measures.corpus import document

PLAN, FILE, LATER = identity("a"), identity("a/file"), identity("b")


@pytest.fixture
def corpus(reformwatch: Program, home: Path) -> Path:
    assert reformwatch("corpus", "freeze", "hai", "--reform", "--portal", "mau").code == 0
    return home


def test_search_finds_the_frozen_texts_and_no_others(corpus: Path, reformwatch: Program) -> None:
    with open_store(f"sqlite:///{corpus / 'reformwatch.sqlite'}") as store:
        store.documents.save(document("mới", text=WORDS))
    found = reformwatch("search", "báo", "cáo", "--corpus", "hai", "--json").json
    assert {hit["id"] for hit in found["hits"]} == {PLAN, FILE}
    assert found["total"] == 2
    assert found["corpus"]["name"] == "hai"
    everything = reformwatch("search", "--corpus", "hai", "--json").json
    assert {hit["id"] for hit in everything["hits"]} == {PLAN, FILE, LATER}
    assert {each["count"] for each in everything["facets"]["reform"]} == {3}


def test_search_keeps_within_the_filters_of_the_corpus(corpus: Path, reformwatch: Program) -> None:
    assert reformwatch("search", "--corpus", "hai", "--year", "2023", "--json").json["total"] == 1
    refused = reformwatch("search", "--corpus", "hai", "--not-reform")
    assert (refused.code, "reform documents only" in refused.err) == (2, True)


def test_show_tells_of_chosen_documents_only(corpus: Path, reformwatch: Program) -> None:
    assert reformwatch("show", PLAN, "--corpus", "hai", "--json").json["text"] == WORDS
    for other in (identity("khac-1"), "nichts"):
        told = reformwatch("show", other, "--corpus", "hai")
        assert (told.code, "in corpus hai" in told.err) == (1, True)


def test_a_query_narrows_the_figures_of_a_corpus(corpus: Path, reformwatch: Program) -> None:
    asked = ("measure", "breadth", "--by", "locality", "--corpus", "hai", "--json")
    whole, part = reformwatch(*asked).json, reformwatch(*asked, "--query", "báo cáo").json
    assert [row["n"] for row in whole["rows"]] == [2]
    assert [row["documents"] for row in part["rows"]] == [[PLAN]]
    assert part["query"]["words"] == "báo cáo"
    assert reformwatch(*asked, "--query", "báo cáo").json == part


def test_a_query_that_finds_nothing_gives_no_figure(corpus: Path, reformwatch: Program) -> None:
    told = reformwatch("measure", "attention", "--corpus", "hai", "--query", "vô danh", "--json").json
    assert any("no figure is made of none" in note for note in told["notes"])
    assert [row["value"] for row in told["rows"] if row["value"] is not None] == []


def test_a_corpus_whose_documents_were_erased_says_so_with_every_figure(
    corpus: Path, reformwatch: Program
) -> None:
    """Words of it are masked; what is left of its figures stays, and the answer tells what is not."""
    asked = ("measure", "reuse", "--corpus", "hai", "--json")
    before = reformwatch(*asked)
    assert (before.json["redacted"], "erased" in before.err) == ([], False)
    gone = (PLAN, FILE, LATER)
    assert Corpora(corpus / "corpora").erase(Masks(Matcher(b"", ()), gone), 1) == (1, 3)
    for name in measures():
        told = reformwatch("measure", name, "--corpus", "hai", "--json")
        assert told.code == 0, told.err
        assert told.json["redacted"] == sorted(gone)
        assert any("erased at somebody's request since" in note for note in told.json["notes"]), name
        assert told.err.count("words of 3 documents were erased at somebody's request") == 1
    assert reformwatch(*asked).json["rows"] == []  # no words, no pair
    assert "words of 3 documents were erased since" in reformwatch("corpus", "list").out
    assert reformwatch("corpus", "export", "hai", str(corpus / "goi")).code == 0
    about = json.loads((corpus / "goi" / "datapackage.json").read_text(encoding="utf-8"))
    assert (about["redacted"], "erased at somebody's request" in about["description"]) == (sorted(gone), True)
    cited = yaml.safe_load((corpus / "goi" / "CITATION.cff").read_text(encoding="utf-8"))
    assert "erased at somebody's request" in cited["abstract"]
    figure = corpus / "hinh.svg"
    assert reformwatch("measure", "breadth", "--corpus", "hai", "--chart", str(figure)).code == 0
    assert "Văn bản đã xóa từ ngữ theo yêu cầu" in figure.read_text(encoding="utf-8")
    salience = reformwatch("measure", "salience", "--corpus", "hai", "--json").json["rows"]
    assert [row["n"] for row in salience] == [2]

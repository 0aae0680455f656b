"""Figures and reports in both languages: no English sentence is left on a Vietnamese one, and the reverse."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
import yaml

import search.charts.notes as translated
from search.charts.notes import notes_in
from search.measures import measures
from search.tracker_validated import NOT_VALIDATED, sentence
from store.database import Store
from store.filters import Filters
from store.tracker_records import TrackerFigures
from store.validation_records import Rate
from tests.conftest import PROJECT
from tests.measures.corpus import document, measured
from tests.stores import empty_store, store

__all__ = ["empty_store", "store"]

SENTENCES = yaml.safe_load(Path(translated.__file__).with_name("notes.yml").read_text(encoding="utf-8"))
PLACES = ("notes.py", "computing.py", "reuse.py")


@pytest.mark.parametrize("pair", SENTENCES, ids=lambda pair: pair["en"][:40])
def test_translations_name_what_their_sentences_name(pair: dict[str, str]) -> None:
    named = [{name for _, name, _, _ in string.Formatter().parse(pair[key]) if name} for key in ("en", "vi")]
    assert named[0] == named[1]
    filled = pair["en"].format(**{name: f"«{name}»" for name in named[0]})
    assert notes_in("en", [filled]) == (filled,)
    assert notes_in("vi", [filled]) == (pair["vi"].format(**{name: f"«{name}»" for name in named[0]}),)


def _said_by(file: str) -> list[str]:
    """The sentences that a generator of notes yields, what it puts into them as `x`."""
    tree = ast.parse((PROJECT / "search" / "measures" / file).read_text(encoding="utf-8"))
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    skipped = {node for each in functions if each.name == "_wrong_keys" for node in ast.walk(each)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Yield) or node in skipped:
            continue
        parts = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
        text = "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in parts)
        if re.fullmatch(r"[A-Zx].* .*\.", text):
            found.append(text)
    return found


def test_every_sentence_of_a_measure_is_translated() -> None:
    said = [each for file in PLACES for each in _said_by(file)]
    assert len(said) >= 12
    said = [each.replace("No xpublication", "No reform publication") for each in said]
    figures = TrackerFigures("1", "mẫu", Rate(0.5, 0.3, 0.7, 9), Rate(None, reason="x"), 9, 1, 99, 2)
    for note in (*said, NOT_VALIDATED, sentence(figures)):
        assert notes_in("vi", [note]) != (note,), note


def test_notes_of_real_answers_are_vietnamese(store: Store) -> None:
    asked = (Filters(), Filters(year=(2031,)), Filters(locality=("C34:20107",), year=(2020,)))
    notes = {note for name in measures() for filters in asked
             for note in measured(store, name, filters=filters).notes}  # fmt: skip
    store.documents.save(document("a"))
    store.documents.save(document("b", day=None))
    notes |= {note for name in ("salience", "tracker", "breadth")
              for note in measured(store, name, by=("locality", "period")).notes}  # fmt: skip
    assert len(notes) >= 6
    assert [note for note in notes if notes_in("vi", [note]) == (note,)] == []

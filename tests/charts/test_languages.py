"""Figures and reports in both languages: no English sentence is left on a Vietnamese one, and the reverse."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest
import yaml

import search.charts.notes as translated
from search.charts.labels import label_in
from search.charts.methods import check_in, formula_in, source_in
from search.charts.notes import notes_in
from search.charts.words import FLAGS, LANGUAGES, TEXTS
from search.measures import measures
from search.measures.checks import CHECKS
from search.measures.tracking import STANDINGS
from search.tracker_validated import NOT_VALIDATED, sentence
from store.coverage import State
from store.database import Store
from store.filters import Filters
from store.tracker_records import TrackerFigures
from store.validation_records import Rate
from tests.charts.results import result as made
from tests.conftest import PROJECT
from tests.measures.corpus import document, measured
from tests.stores import empty_store, store

__all__ = ["empty_store", "store"]

SENTENCES = yaml.safe_load(Path(translated.__file__).with_name("notes.yml").read_text(encoding="utf-8"))
CITED = re.compile(r"On the Resemblance[^,]*|Journal of [^,\d]*")  # titles of papers stay as they are
PLACES = ("notes.py", "computing.py", "reuse.py", "asked.py", "completeness.py")


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
    skipped = {
        node for each in functions if each.name in {"_wrong_keys", "_wrong_days"} for node in ast.walk(each)
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Yield) or node in skipped:
            continue
        parts = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
        text = "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in parts)
        if re.fullmatch(r".* .*\.", text):
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
    notes |= {note for query in ("theme:nonsense", 'theme:"cải cách"')
              for note in measured(store, "attention", query=query, ids=frozenset("a")).notes}  # fmt: skip
    assert len(notes) >= 8
    assert [note for note in notes if notes_in("vi", [note]) == (note,)] == []


@pytest.mark.parametrize("name", list(measures()))
def test_every_formula_and_source_has_its_vietnamese_text(name: str) -> None:
    result = made(name, (), formula=measures()[name].formula)
    for english, vietnamese in (
        (result.formula, formula_in("vi", result)),
        (measures()[name].source, source_in("vi", name)),
    ):
        assert re.search(r"\{(?:reports|least|rule)\}", vietnamese) is None
        numbers = [set(re.findall(r"\d+", text)) for text in (english, vietnamese)]
        assert numbers[0] <= numbers[1]  # figures, years and numbers of acts are the same
        ours = CITED.sub("", vietnamese)
        assert re.findall(r"\b(?:of|with|and|the|by|are|its|in|to)\b", ours) == []
    assert formula_in("en", result) == result.formula
    assert source_in("en", name) == measures()[name].source


def test_a_formula_of_another_time_stands_as_it_was() -> None:
    """A frozen corpus may have been made by a version whose formula was another one."""
    assert formula_in("vi", made("salience", (), formula="S = a / b")) == "S = a / b"


def test_every_check_has_its_words() -> None:
    for check in CHECKS:
        assert check_in("en", check.id) == check.about
        assert check_in("vi", check.id) not in (check.id, check.about)
    assert check_in("vi", "of-another-time") == "of-another-time"


def _flags_of(tree: ast.AST) -> set[str]:
    """Words in snake case that a measure puts into `flags`, or that a function of flags yields or returns."""
    made: list[ast.AST] = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "flags"
    ]
    made += [
        node for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"_flags", "_unknown", "_unknown_whole", "_why"}
    ]  # fmt: skip
    texts = {node.value for one in made for node in ast.walk(one) if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+(?:_[a-z]+)+", text)}


def test_every_flag_has_its_vietnamese_words() -> None:
    files = (PROJECT / "search" / "measures").glob("*.py")
    found = set().union(*(_flags_of(ast.parse(file.read_text(encoding="utf-8"))) for file in files))
    assert len(found) >= 20
    known = {"not_observed", "nothing_published", "nothing_to_measure", "undated", "bulk_stamp", *STANDINGS}
    assert found | known <= FLAGS["vi"].keys()


def test_states_of_weeks_stand_in_one_language() -> None:
    for state in get_args(State):
        assert "_" not in TEXTS["en"].get(state, state)
        assert state not in TEXTS["vi"][state]


def test_values_are_called_in_the_language_of_the_figure() -> None:
    assert label_in("vi", "superior", "18-NQ/TW, VN, year unknown") == "18-NQ/TW, trung ương, không rõ năm"
    assert label_in("en", "superior", "170/KH-UBND, P63:46, 2022") == "170/KH-UBND, Thừa Thiên Huế, 2022"
    assert label_in("en", "theme", "tthc") == "Administrative procedure reform"
    assert label_in("en", "channel", "bao_in_bao_dien_tu") == "Press"
    assert label_in("en", "level", "district") == "District"
    assert label_in("en", "kind", "ke_hoach") == "Plan"
    assert label_in("vi", "kind", "ke_hoach") == "Kế hoạch"
    for language in LANGUAGES:
        assert label_in(language, "locality", "D63:482") == "Phú Lộc"
        assert label_in(language, "word", "dịch vụ") == "dịch vụ"

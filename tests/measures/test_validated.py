"""What is known of the rules' errors stands beside each theme, under the codebook that gave it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from search.measures.matrix import matrix, render
from search.validated import Validations, sentence
from store.database import Store
from store.validation_records import ItemValidation, Rate, Rates
from tests.measures.corpus import NOW, document, rows

SE, SP, PRECISION = (
    Rate(0.9, 0.8, 0.95, 40, 36.0),
    Rate(0.8, 0.7, 0.9, 60, 55.0),
    Rate(0.75, 0.6, 0.85, 48, 48.0),
)
FRAME = Rates(PRECISION, Rate(0.5, 0.4, 0.6, 80, 70.0), SP, 36, 12, 36, 48)
CODED = Rates(PRECISION, SE, SP, 36, 12, 4, 48)
TTHC = ItemValidation("tthc", "0.1", "a" * 16, FRAME, CODED, undecided=0, covered=1.0)


def keep(store: Store, *figures: ItemValidation, at: dt.datetime = NOW) -> None:
    store.validation.keep_figures(figures, at)


def save(store: Store, codebook: str = "0.1") -> None:
    for name in ("a", "b", "c", "d"):
        themes = {"tthc": 0.5, "cong_vu": 0.5} if name in "ab" else {"cong_vu": 1.0}
        store.documents.save(document(name, themes=themes, codebook=codebook))


def test_a_share_of_documents_is_corrected_by_the_rates_among_coded_ones(store: Store) -> None:
    save(store)
    keep(store, TTHC)
    by_theme = {row.key["theme"]: row for row in rows(store)}
    row = by_theme["tthc"]
    assert row.corrected is not None
    assert (row.corrected["share"], row.corrected["of"]) == (0.5, 4)
    assert row.corrected["value"] == pytest.approx((0.5 + 0.8 - 1) / (0.9 + 0.8 - 1))
    assert row.corrected["low"] < row.corrected["value"] < row.corrected["high"]
    assert row.validated == {
        "precision": 0.75, "precision_interval": [0.6, 0.85], "recall": 0.5, "recall_interval": [0.4, 0.6],
        "n": 132, "covered": 1.0, "codebook": "0.1", "sample": "a" * 16,
    }  # fmt: skip
    other = by_theme["cong_vu"]
    assert (other.validated, other.corrected and other.corrected["reason"]) == (None, "not_validated")


def test_figures_of_another_codebook_are_not_shown(store: Store) -> None:
    save(store, "0.2")
    keep(store, TTHC)
    assert {row.corrected and row.corrected["reason"] for row in rows(store)} == {"not_validated"}
    store.documents.save(document("e", themes={"tthc": 1.0}, codebook="0.1"))
    assert {row.validated is None and row.corrected and row.corrected["reason"] for row in rows(store)} == {
        "several_codebooks"
    }


def test_a_rule_no_better_than_chance_corrects_nothing(store: Store) -> None:
    save(store)
    keep(store, replace(TTHC, coded=replace(CODED, recall=Rate(0.2, 0.1, 0.3, 40, 36.0))))
    row = next(row for row in rows(store) if row.key["theme"] == "tthc")
    assert row.corrected is not None
    assert (row.corrected["value"], row.corrected["reason"]) == (None, "no_better_than_chance")
    assert row.validated is not None


def test_the_matrix_says_how_good_its_themes_are(store: Store) -> None:
    save(store)
    assert "Themes: not validated" in render(matrix(rows(store)))
    keep(store, TTHC)
    shown = render(matrix(rows(store)))
    assert "(precision 0.75 [0.60, 0.85], recall 0.50 [0.40, 0.60], n 132, codebook 0.1)" in shown
    assert shown.count("(not validated)") == 1
    store.documents.save(document("e", themes={"tthc": 1.0}, codebook="0.2"))
    shown = render(matrix(rows(store)))
    assert "Themes: given by several codebooks; what people found of one says nothing" in shown
    assert "not validated" not in shown


def test_a_record_tells_the_rates_of_each_code(store: Store) -> None:
    made = document("a", themes={"tthc": 0.5, "cong_vu": 0.5}, codebook="0.1")
    keep(store, TTHC)
    codes = {code["theme"]: code["validated"] for code in Validations(store).record(made)["codes"]}
    assert codes["cong_vu"] is None
    assert codes["tthc"]["precision"] == 0.75
    later = replace(TTHC, sample="b" * 16, frame=replace(FRAME, precision=Rate(None, reason="x")))
    keep(store, later, at=NOW + dt.timedelta(days=1))
    summary = Validations(store).of("0.1")["tthc"].summary()
    assert sentence(summary).startswith("precision not known, recall 0.50")
    assert Validations(store).of(None) == {}

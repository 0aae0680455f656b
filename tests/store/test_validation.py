"""What people coded is kept for good: nothing is overwritten, nothing is half applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from store.database import Store, open_store
from store.engine import Database
from store.migrations import MIGRATIONS, migrate
from store.validation_records import (
    HumanCoding,
    ItemValidation,
    Judgement,
    Kept,
    Rate,
    Rates,
    Sample,
    SampleUnit,
    Stratum,
)
from tests.store.samples import make

Rows = Callable[[str], list[tuple[object, ...]]]
AT = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)
SAMPLE = Sample(
    seed=1, by=("theme",), allocation="root", double=0.5, excerpt=4000, filters={"year": [2024]},
    codebook="0.1", items=("reform", "tthc"), strata=(Stratum("theme=tthc", 10, 2),), left_out={"copies": 3},
    units=(SampleUnit("a" * 16, "1" * 64, "theme=tthc", 0.2, is_double=True, coders=("An", "Bình")),
           SampleUnit("b" * 16, "2" * 64, "theme=tthc", 0.2, is_double=False)),
)  # fmt: skip
CODING = HumanCoding(SAMPLE.id, "a" * 16, "An", {"reform": True, "tthc": None}, "khó\x00 đọc")


def test_a_sample_comes_back_as_it_was_drawn_and_once(store: Store) -> None:
    assert store.validation.keep_sample(SAMPLE, AT)
    assert not store.validation.keep_sample(SAMPLE, LATER)
    assert store.validation.sample(SAMPLE.id) == SAMPLE
    assert store.validation.samples() == [(SAMPLE.id, AT)]
    assert store.validation.sample("0" * 16) is None
    assert replace(SAMPLE, seed=2).id != SAMPLE.id


def test_a_coding_is_replaced_with_its_history_and_kept_once(store: Store) -> None:
    other = replace(CODING, coder="Bình")
    assert store.validation.keep_codings([CODING, other], AT, "an.xlsx") == Kept(new=2)
    assert store.validation.keep_codings([CODING, other], LATER, "an.xlsx") == Kept(unchanged=2)
    changed = replace(CODING, values={"reform": True, "tthc": True}, remark="")
    assert store.validation.keep_codings([changed, other], LATER, "an2.xlsx") == Kept(replaced=1, unchanged=1)
    assert store.validation.codings(SAMPLE.id) == [changed, replace(other, remark="khó\ufffd đọc")]
    history = store.validation.history(SAMPLE.id)
    assert [(entry.coding.coder, entry.number, entry.at, entry.source) for entry in history] == [
        ("An", 1, AT, "an.xlsx"), ("An", 2, LATER, "an2.xlsx"), ("Bình", 1, AT, "an.xlsx"),
    ]  # fmt: skip
    assert history[0].coding.values == {"reform": True, "tthc": None}


def test_the_last_judgement_counts(store: Store) -> None:
    first = Judgement(SAMPLE.id, "a" * 16, "tthc", value=True, by="Chi", why="tiêu đề")
    assert store.validation.keep_judgements([first], AT, "x.csv") == Kept(new=1)
    second = replace(first, value=False)
    assert store.validation.keep_judgements([second], LATER, "y.csv") == Kept(replaced=1)
    assert store.validation.judgements(SAMPLE.id) == [second]


def test_codings_outlive_their_document(store: Store) -> None:
    document = make()
    store.documents.save(document)
    store.validation.keep_codings([replace(CODING, document=document.id)], AT, "an.xlsx")
    store.documents.delete(document.id)
    assert len(store.validation.codings(SAMPLE.id)) == 1


def test_the_newest_figures_of_a_codebook_are_found(store: Store) -> None:
    rate = Rate(0.9, 0.8, 0.95, 40, 33.3)
    rates = Rates(rate, Rate(None, reason="nothing"), rate, 36, 4, 0, 60)
    old = ItemValidation("tthc", "0.1", SAMPLE.id, rates, rates, undecided=1, covered=0.9)
    new = replace(old, sample="f" * 16, undecided=0)
    store.validation.keep_figures([old], AT)
    store.validation.keep_figures([new], LATER)
    assert store.validation.figures("0.1") == {"tthc": new}
    assert store.validation.figures("0.2") == {}
    store.validation.keep_figures([replace(old, undecided=7)], LATER + dt.timedelta(days=1))
    assert store.validation.figures("0.1")["tthc"].undecided == 7
    assert new.summary()["recall"] is None
    assert new.summary()["precision_interval"] == [0.8, 0.95]


def test_an_older_store_gets_the_tables_and_keeps_its_documents(store_url: str, rows: Rows) -> None:
    database = Database(store_url)
    with database.write() as connection:
        migrate(connection, MIGRATIONS[:1])
        assert not sa.inspect(connection).has_table("human_codings")
    database.close()
    with open_store(store_url) as store:
        assert store.validation.keep_sample(SAMPLE, AT)
    assert rows("SELECT version FROM schema_version") == [(len(MIGRATIONS),)]

"""Precision and recall for a population, from a sample of it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from pipelines.evaluation.intervals import wilson, wilson_at
from pipelines.validation.estimates import Decided, Decisions, rates, rules_say, validate
from pipelines.validation.final import finals
from store.validation_records import HumanCoding, Rate, Sample, SampleUnit, Stratum, text_sha256
from tests.validation.material import BOOK, ITEMS, document, sample_of


def decided(
    stratum: str, *, both: int = 0, rules: int = 0, people: int = 0, neither: int = 0
) -> list[Decided]:
    return [
        *(Decided(stratum, True, True, True) for _ in range(both)),
        *(Decided(stratum, True, False, True) for _ in range(rules)),
        *(Decided(stratum, False, True, False) for _ in range(people)),
        *(Decided(stratum, False, False, False) for _ in range(neither)),
    ]


def test_a_document_stands_for_those_of_its_stratum() -> None:
    """100 of 1,000 documents carry the theme by the rules, half of each stratum's sample of 10 is decided."""
    found = Decisions(
        [*decided("yes", both=8, rules=2), *decided("no", people=1, neither=9)], {"yes": 100, "no": 900}
    )
    made = rates(found)
    assert made.precision.value == pytest.approx(0.8)
    assert made.recall.value == pytest.approx(80 / (80 + 90))
    assert made.specificity.value == pytest.approx(810 / (810 + 20))
    assert (made.both, made.rules_only, made.people_only, made.neither, made.n) == (8, 2, 1, 9, 20)
    assert (made.precision.n, made.recall.n, made.specificity.n) == (10, 9, 11)
    assert made.recall.low is not None
    assert made.recall.high is not None
    assert made.recall.low < 0.2  # one document of weight 90 decides it
    assert made.recall.high > 0.8


def test_without_strata_and_in_a_large_population_the_interval_is_wilsons() -> None:
    made = rates(Decisions(decided("all", both=30, rules=10, people=5, neither=55), {"all": 10**9}))
    low, high = wilson(30, 40) or (0, 0)
    assert made.precision.effective == pytest.approx(40, rel=0.02)
    assert made.precision.low == pytest.approx(low, abs=0.005)
    assert made.precision.high == pytest.approx(high, abs=0.005)


def test_no_errors_in_a_sample_do_not_prove_that_there_are_none() -> None:
    rate = rates(Decisions(decided("all", both=9, neither=90), {"all": 990})).precision
    assert (rate.value, rate.high) == (1.0, 1.0)
    assert rate.low == pytest.approx(wilson_at(1.0, 9)[0])
    assert rate.low < 0.75  # type: ignore[operator]


def test_a_stratum_with_one_document_claims_no_certainty() -> None:
    found = Decisions([*decided("a", both=1), *decided("b", rules=1)], {"a": 50, "b": 50})
    rate = rates(found).precision
    assert rate.value == pytest.approx(0.5)
    assert rate.effective == pytest.approx(2)


def test_where_all_were_decided_nothing_is_estimated() -> None:
    rate = rates(Decisions(decided("all", both=3, rules=1, neither=2), {"all": 6})).precision
    assert (rate.value, rate.low, rate.high, rate.effective) == (0.75, 0.75, 0.75, None)
    partly = rates(Decisions(decided("all", both=3, rules=1, neither=2), {"all": 6, "unseen": 1})).precision
    assert partly.low < partly.value < partly.high  # type: ignore[operator]


@pytest.mark.parametrize(
    ("cells", "name", "reason"),
    [
        ({"neither": 5}, "precision", "no_document_of_the_rules"),
        ({"rules": 5}, "recall", "no_document_of_people"),
        ({"both": 5}, "specificity", "no_document_without_it"),
        ({}, "recall", "no_document_of_people"),
    ],
)
def test_what_cannot_be_told_is_null_with_a_reason(cells: dict[str, int], name: str, reason: str) -> None:
    made = rates(Decisions(decided("all", **cells), {"all": 100}))
    assert getattr(made, name) == Rate(None, reason=reason)


def test_among_coded_documents_another_recall_is_asked() -> None:
    strangers = [replace(one, is_coded=True) for one in decided("all", people=2)]
    made = Decisions([*decided("all", both=2, people=6), *strangers], {"all": 100})
    assert rates(made).recall.value == pytest.approx(0.2)
    assert rates(made, coded_only=True).recall.value == pytest.approx(0.5)
    assert rates(made, coded_only=True).n == 4


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """400 samples of 20 + 40 from a population whose recall is known; unweighted it would be 0.62."""
    source = random.Random(7)
    population = {
        "yes": decided("yes", both=160, rules=40),
        "no": decided("no", people=100, neither=1700),
    }
    truth, inside, values = 160 / 260, 0, []
    for _ in range(400):
        drawn = [*source.sample(population["yes"], 40), *source.sample(population["no"], 120)]
        rate = rates(Decisions(drawn, {name: len(all_) for name, all_ in population.items()})).recall
        assert rate.value is not None
        assert rate.low is not None
        assert rate.high is not None
        values.append(rate.value)
        inside += rate.low <= truth <= rate.high
    assert sum(values) / 400 == pytest.approx(truth, abs=0.03)
    assert inside / 400 > 0.92


ABOUT = "Hội nghị cải cách hành chính: đơn giản hóa thủ tục hành chính tại bộ phận một cửa."
OTHER = "Thời tiết cuối tuần nắng ráo trên cả nước."


def test_the_rules_are_run_on_the_texts_that_people_saw() -> None:
    one, two = document("a", ABOUT), document("b", OTHER)
    assert {"reform", "tthc"} <= rules_say(one, BOOK)
    assert rules_say(two, BOOK) == frozenset()
    sample = sample_of(one, two, probability=0.5)
    yes = dict.fromkeys(ITEMS, False) | {"reform": True, "tthc": True}
    codings = [HumanCoding(sample.id, one.id, "An", yes), HumanCoding(sample.id, two.id, "An", yes)]
    found = {
        figures.item: figures
        for figures in validate(sample, {one.id: one, two.id: two}, finals(ITEMS, codings, ()), BOOK)
    }
    assert set(found) == set(ITEMS)
    tthc = found["tthc"]
    assert (tthc.frame.precision.value, tthc.frame.recall.value) == (1.0, 0.5)
    assert (tthc.codebook, tthc.sample, tthc.undecided, tthc.covered) == (BOOK.version, sample.id, 0, 1.0)
    summary = tthc.summary()
    assert (summary["precision"], summary["recall"], summary["n"]) == (1.0, 0.5, 2)


def test_a_text_that_is_gone_and_a_stratum_that_nobody_coded_are_told() -> None:
    one, two = document("a", ABOUT), document("b", OTHER)
    sample = Sample(
        seed=1, by=(), allocation="root", double=0, excerpt=1000, filters={}, codebook="0.0",
        items=(*ITEMS, "chu_de_cu"), strata=(Stratum("x", 3, 1), Stratum("y", 1, 1)),
        units=(SampleUnit(one.id, text_sha256(one), "x", 1 / 3, is_double=False),
               SampleUnit(two.id, text_sha256(two), "y", 1, is_double=False)),
    )  # fmt: skip
    codings = [
        HumanCoding(sample.id, id_, "An", dict.fromkeys(sample.items, True)) for id_ in (one.id, two.id)
    ]
    figures = validate(sample, {one.id: one}, finals(sample.items, codings, ()), BOOK)
    assert {one.item for one in figures} == set(ITEMS)  # a theme that this codebook no longer has is left out
    assert {(one.undecided, one.covered) for one in figures} == {(1, 0.75)}

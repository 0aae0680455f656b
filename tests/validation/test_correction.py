from __future__ import annotations

import random

import pytest

from pipelines.validation.correction import Corrected, correct
from store.validation_records import Rate, Rates


def rates_of(sensitivity: Rate, specificity: Rate) -> Rates:
    return Rates(Rate(None, reason="x"), sensitivity, specificity, 0, 0, 0, 0)


def known(value: float, size: float | None = None) -> Rate:
    return Rate(value, 0, 1, 50, size)


def test_a_published_example() -> None:
    """23 of 150 positive at 0.96 and 0.89: 5.1 of 100 (documentation of epiR, epi.prev)."""
    found = correct(23, 150, rates_of(known(0.96), known(0.89)))
    assert found.value == pytest.approx(0.051, abs=0.0005)
    assert found.share == 23 / 150
    assert (found.low, found.high) == (found.value, found.value)  # both rates are known exactly


def test_a_perfect_rule_corrects_nothing() -> None:
    assert correct(30, 100, rates_of(known(1.0), known(1.0))).value == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("sensitivity", "specificity", "reason"),
    [
        (known(0.5, 20), known(0.5, 20), "no_better_than_chance"),
        (known(0.2, 20), known(0.7, 20), "no_better_than_chance"),
        (Rate(None, reason="x"), known(0.9, 20), "sensitivity_unknown"),
        (known(0.9, 20), Rate(None, reason="x"), "specificity_unknown"),
    ],
)
def test_where_nothing_can_be_corrected_no_number_is_given(
    sensitivity: Rate, specificity: Rate, reason: str
) -> None:
    assert correct(30, 100, rates_of(sensitivity, specificity)) == Corrected(0.3, 100, reason=reason)


def test_a_share_stays_one() -> None:
    low = correct(1, 100, rates_of(known(0.9, 50), known(0.9, 50)))
    assert (low.value, low.low) == (0.0, 0.0)
    high = correct(99, 100, rates_of(known(0.9, 50), known(0.9, 50)))
    assert (high.value, high.high) == (1.0, 1.0)


def test_few_coded_documents_make_a_wide_interval() -> None:
    wide = correct(30, 100, rates_of(known(0.9, 20), known(0.95, 40)))
    narrow = correct(30, 100, rates_of(known(0.9, 2000), known(0.95, 4000)))
    assert wide.value == narrow.value
    assert wide.high - wide.low > 5 * (narrow.high - narrow.low)  # type: ignore[operator]
    hardly = correct(30, 100, rates_of(known(0.6, 2), known(0.5, 2)))
    assert hardly.high - hardly.low > 0.9  # type: ignore[operator]


@pytest.mark.parametrize(
    ("coded", "rates", "truth"),
    [((30, 100), (0.9, 0.95), 0.2), ((20, 80), (0.8, 0.97), 0.1), ((15, 40), (0.7, 0.9), 0.5)],
)
def test_intervals_hold_the_truth_about_as_often_as_they_say(
    coded: tuple[int, int], rates: tuple[float, float], truth: float
) -> None:
    source = random.Random(3)
    found = round(5000 * (truth * rates[0] + (1 - truth) * (1 - rates[1])))
    inside = 0
    for _ in range(500):
        drawn = [
            known(sum(source.random() < rate for _ in range(size)) / size, size)
            for size, rate in zip(coded, rates, strict=True)
        ]
        made = correct(found, 5000, rates_of(*drawn))
        inside += made.low is not None and made.high is not None and made.low <= truth <= made.high
    assert inside / 500 > 0.92

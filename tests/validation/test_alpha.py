"""Alpha against worked examples of its literature.

A to C: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A, B and C. Wikipedia:
the computational example of its article on the coefficient, three coders with gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pipelines.validation.alpha import Alpha, alpha, clustered_alpha

GAP = "."


def units(*coders: str) -> list[Mapping[str, Any]]:
    return [
        {str(coder): None if value == GAP else value for coder, value in enumerate(values)}
        for values in zip(*coders, strict=True)
    ]


BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
WIKIPEDIA = (".....34121133.3", "1.213343.......", "..21344.21133.4")


@pytest.mark.parametrize(
    ("coders", "value", "units_", "count"),
    [
        (("1011010010", "1010010110"), 0.62, 10, 2),
        (BINARY, 0.095, 10, 2),
        (NOMINAL, 0.692, 12, 2),
        (FOUR, 0.743, 11, 4),
        (WIKIPEDIA, 0.691, 12, 3),
    ],
)
def test_worked_examples(coders: tuple[str, ...], value: float, units_: int, count: int) -> None:
    found = alpha(units(*coders))
    assert found.value == pytest.approx(value, abs=0.0005)
    assert (found.units, found.coders, found.reason) == (units_, count, None)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value <= found.high <= 1  # type: ignore[operator]


def test_the_value_does_not_hang_on_the_names_of_values_or_coders() -> None:
    swapped = tuple(line.translate(str.maketrans("1234", "dacb")) for line in reversed(FOUR))
    assert alpha(units(*swapped)).value == pytest.approx(alpha(units(*FOUR)).value)


def test_the_same_data_have_the_same_interval_and_more_of_them_a_shorter_one() -> None:
    one, again = alpha(units(*FOUR)), alpha(units(*FOUR))
    assert one == again
    turned = alpha(units(*FOUR)[::-1])
    assert (turned.low, turned.high) == pytest.approx((one.low, one.high))
    more = alpha(units(*(line * 9 for line in FOUR)))
    assert more.high - more.low < (one.high - one.low) / 2  # type: ignore[operator]


@pytest.mark.parametrize(
    ("coders", "reason"),
    [
        ((), "nothing_coded"),
        (("...", "..."), "nothing_coded"),
        (("101", "..."), "one_coder"),
        (("1..0", ".01."), "no_pairs"),
        (("1111", "1111"), "no_variation"),
        (("1110", "111."), "no_variation"),  # the only other value has no partner
    ],
)
def test_where_agreement_cannot_be_measured_no_number_is_given(coders: tuple[str, ...], reason: str) -> None:
    found = alpha(units(*coders))
    assert (found.value, found.low, found.high, found.reason) == (None, None, None, reason)


def test_perfect_agreement_with_variation_is_one() -> None:
    assert alpha(units("1100", "1100")).value == 1


def test_systematic_disagreement_is_below_zero() -> None:
    assert alpha(units("10101010", "01010101")).value == pytest.approx(-0.875)


def test_a_cluster_is_resampled_whole() -> None:
    """Copies within a cluster are no new information: the interval must not shrink by them."""
    singles = clustered_alpha([unit] for unit in units(*FOUR))
    tenfold = clustered_alpha([unit] * 10 for unit in units(*FOUR))
    assert tenfold.units == 10 * singles.units
    assert isinstance(tenfold, Alpha)
    assert tenfold.high - tenfold.low > 0.8 * (singles.high - singles.low)  # type: ignore[operator]

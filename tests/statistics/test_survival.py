"""The estimator of waiting times against the trial in which textbooks explain it.

Weeks of remission of 42 patients with leukaemia, with 6-mercaptopurine and with a placebo (E. J. Freireich
and others, Blood 21, 1963), as tabled with their estimates in D. R. Cox and D. Oakes, Analysis of Survival
Data, 1984, and in most textbooks since.
"""

from __future__ import annotations

import pytest

from search.statistics.survival import Median, Step, kaplan_meier, median

RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
STILL_WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_published_table_of_remissions() -> None:
    found = [(one.day, one.at_risk, one.events, round(one.share, 3), round(one.error, 4)) for one in curve()]
    assert found == [
        (6, 21, 3, 0.857, 0.0764),
        (7, 17, 1, 0.807, 0.0869),
        (10, 15, 1, 0.753, 0.0963),
        (13, 12, 1, 0.690, 0.1068),
        (16, 11, 1, 0.627, 0.1141),
        (22, 7, 1, 0.538, 0.1282),
        (23, 6, 1, 0.448, 0.1346),
    ]


def test_the_published_medians() -> None:
    assert median(curve()) == Median(23, 13, None)
    assert median(kaplan_meier(PLACEBO)) == Median(8, 4, 11)


def test_the_interval_of_a_share_stays_within_0_and_1() -> None:
    last = curve()[-1]
    assert (last.low, last.high) == (pytest.approx(0.1881, abs=1e-4), pytest.approx(0.6801, abs=1e-4))
    assert all(0 < (one.low or 0) <= one.share <= (one.high or 0) < 1 for one in curve())


def test_a_median_that_is_not_reached_is_none() -> None:
    assert median(kaplan_meier([10], [20, 20, 20])) == Median(None, 10, None)
    assert median(()) == Median(None, None, None)


def test_one_locality_without_any_other() -> None:
    assert kaplan_meier([29]) == (Step(29, 1, 1, 0.0, 0.0, None, None),)
    assert median(kaplan_meier([29])) == Median(29, None, None)


def test_half_of_those_watched_is_the_median() -> None:
    assert median(kaplan_meier([5, 30], [60, 60])).day == 30


def test_who_was_never_watched_past_the_first_event_still_counts_on_that_day() -> None:
    assert kaplan_meier([6], [6, 3])[0].at_risk == 2
    assert kaplan_meier([], [3, 6]) == ()


def curve() -> tuple[Step, ...]:
    return kaplan_meier(RELAPSED, STILL_WELL)

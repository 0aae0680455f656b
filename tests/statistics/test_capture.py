"""How many there are in all from two lists, and intervals over localities."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search.statistics.bootstrap import over_clusters
from search.statistics.capture import chapman


def test_chapman_s_estimate() -> None:
    found = chapman(120, 80, 48)
    assert (round(found.total, 1), found.seen) == (199.0, 152)
    # 121 · 81 · 72 · 32 / (49² · 50) = 188.10, whose root is 13.72
    assert (found.low, found.high) == (pytest.approx(172.14, abs=0.01), pytest.approx(225.90, abs=0.01))


@pytest.mark.parametrize(
    ("first", "second", "both", "high"),
    [
        (7, 7, 7, 9),  # 1 of 36 draws of 7 among 9 would be those 7, 1 of 120 among 10
        (7, 3, 3, 21),  # 35 of 1330 draws of 3 among 21 are among the 7, 35 of 1540 among 22
        (3, 7, 3, 21),
        (100, 1, 1, 4000),  # one item tells little: 100 of 4000
        (1000, 1000, 1000, 1000),  # 1 of 1001 draws of a thousand among 1001
    ],
)
def test_lists_that_agree_wholly_have_the_exact_bound(first: int, second: int, both: int, high: int) -> None:
    """The usual variance is 0 there, whatever the size of the lists."""
    found = chapman(first, second, both)
    assert (found.total, found.low, found.high) == (max(first, second), max(first, second), high)


def test_an_empty_list_has_no_estimate() -> None:
    with pytest.raises(ValueError, match="empty list"):
        chapman(5, 0, 0)


def test_what_was_seen_is_a_lower_bound() -> None:
    found = chapman(5, 5, 1)
    assert (found.low, found.seen) == (9, 9)


def test_lists_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="cannot share 9"):
        chapman(8, 20, 9)


def test_an_interval_over_localities_is_wider_than_over_their_documents() -> None:
    """Ten localities of ten documents that are all alike within a locality: ten pieces of news, not 100."""
    localities = [[place % 2] * 10 for place in range(10)]
    by_locality = over_clusters(localities, share)
    by_document = over_clusters([[one] for each in localities for one in each], share)
    assert by_locality is not None
    assert by_document is not None
    assert by_locality[1] - by_locality[0] > 2 * (by_document[1] - by_document[0])
    assert by_locality == over_clusters(localities, share)


def test_too_few_localities_have_no_interval() -> None:
    assert over_clusters([[1], [0], [1], [0]], share) is None


def share(drawn: Sequence[list[int]]) -> float | None:
    values = [value for each in drawn for value in each]
    return sum(values) / len(values)

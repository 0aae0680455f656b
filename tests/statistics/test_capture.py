"""How many there are in all from two lists, and intervals over localities."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.statistics.bootstrap import over_clusters
from search.statistics.capture import chapman


def test_chapman_s_estimate() -> None:
    found = chapman(120, 80, 48)
    assert (round(found.total, 1), found.seen) == (199.0, 152)
    assert (found.low, found.high) == (177, 237)


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
def test_lists_that_agree_wholly_have_an_upper_end(first: int, second: int, both: int, high: int) -> None:
    """The usual variance is 0 there, whatever the size of the lists."""
    found = chapman(first, second, both)
    assert (found.total, found.low, found.high) == (max(first, second), max(first, second), high)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_interval_holds_all_numbers_that_explain_what_is_shared(
    first: int, second: int, data: st.DataObject
) -> None:
    both = data.draw(st.integers(1, min(first, second)))
    found = chapman(first, second, both)

    def chance(whole: int, shared: range) -> float:
        ways = sum(comb(first, k) * comb(whole - first, second - k) for k in shared if k <= second)
        return ways / comb(whole, second)

    assert found.high is not None
    many, few = range(both, min(first, second) + 1), range(both + 1)
    for end in {int(found.high), int(found.high) + 1} if found.high > found.total else ():
        assert (chance(end, many) >= 0.025) is (end == found.high)
    for end in {int(found.low), int(found.low) - 1} if found.seen < found.low < found.total else ():
        assert (chance(end, few) >= 0.025) is (end == found.low)


@pytest.mark.parametrize(("first", "second"), [(7, 7), (20, 10), (100, 2), (120, 80), (1000, 3)])
def test_the_less_two_lists_share_the_more_there_may_be(first: int, second: int) -> None:
    found = [chapman(first, second, both) for both in range(min(first, second), 0, -1)]
    assert found == sorted(found, key=lambda each: (each.total, each.low, each.high))
    assert [each.high for each in found] == sorted(each.high or 0 for each in found)


def test_lists_that_share_nothing_set_no_upper_end() -> None:
    found = chapman(7, 7, 0)
    assert (found.total, found.low, found.high) == (63, 21, None)


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

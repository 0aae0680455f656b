"""Stamps that too many pages of one portal share are no dates of theirs."""

from __future__ import annotations

import datetime as dt

import pytest

from search.measures.attention import attention
from search.measures.stamps import bulk_stamps
from store.database import Store
from store.documents import Stamp
from store.filters import Filters
from tests.measures.corpus import NOW, document

DAY = dt.date(2019, 8, 8)


def counts(shared: dict[str | None, int], others: int) -> dict[Stamp, int]:
    """How many pages show a time of DAY, and as many others as told, each with a day of its own."""
    found = {Stamp("mau", DAY, time): count for time, count in shared.items()}
    return found | {Stamp("mau", DAY + dt.timedelta(days=n), "09:00"): 1 for n in range(1, others + 1)}


@pytest.mark.parametrize(
    ("shared", "others", "bulk"),
    [
        ({"08:51": 88}, 47, {"08:51"}),
        ({"08:51": 21}, 83, {"08:51"}),
        ({"08:51": 21}, 84, set()),  # a fifth and no more
        ({"08:51": 20}, 0, set()),
        # One rebuild that took from one minute to the next.
        ({"08:51": 14, "08:52": 14}, 100, {"08:51", "08:52"}),
        ({"08:51": 14, "08:53": 14}, 100, set()),
        ({"00:01": 21, "08:00": 1}, 20, {"00:01"}),
        # A busy day has many pages, a day without times needs a larger share.
        ({f"{hour:02}:00": 3 for hour in range(7, 18)}, 3, set()),
        ({None: 45}, 30, {None}),
        ({None: 40}, 60, set()),
        ({"00:00": 41}, 59, {"00:00"}),
        ({"00:00": 30, None: 11}, 59, {"00:00", None}),
        ({None: 20}, 3, set()),
        ({None: 45, "15:00": 1}, 30, {None}),
    ],
)
def test_a_stamp_is_bulk_when_too_many_pages_of_the_portal_share_it(
    shared: dict[str | None, int], others: int, bulk: set[str | None]
) -> None:
    assert bulk_stamps(counts(shared, others)) == {Stamp("mau", DAY, time) for time in bulk}


def test_portals_are_told_apart() -> None:
    busy = {Stamp("lon", DAY + dt.timedelta(days=n), None): 1 for n in range(1, 200)}
    found = {Stamp("mau", DAY, None): 21, Stamp("lon", DAY, None): 21}
    assert bulk_stamps(found | busy) == {Stamp("mau", DAY, None)}


def test_publications_of_a_bulk_stamp_stand_in_period_null(store: Store) -> None:
    for n in range(21):
        store.documents.save(
            document(f"a{n}", day="2019-08-08", time="08:51", themes={"tthc": 1.0}, is_reform=n < 2)
        )
    for n in range(1, 6):
        store.documents.save(document(f"b{n}", day=f"2019-08-{n:02}", themes={"tthc": 1.0}))
    store.documents.save(document("c", day="2019-08-08", time="15:00", themes={"tthc": 1.0}))
    # The two reform documents alone would look like any others: shares are of the whole portal.
    result = attention(store, {}, Filters(), by=("theme", "period"), period="month", now=NOW)
    assert [(row.key["period"], row.n, row.flags) for row in result.rows] == [
        ("2019-08", 6, ()), (None, 2, ("bulk_stamp",)),
    ]  # fmt: skip


def test_the_same_days_of_texts_without_a_portal_are_dates(store: Store) -> None:
    for n in range(30):
        store.documents.save(document(f"a{n}", day="2019-08-08", themes={"tthc": 1.0}, portal=None))
    result = attention(store, {}, Filters(), by=("theme", "period"), now=NOW)
    assert [(row.key["period"], row.n) for row in result.rows] == [("2019", 30)]

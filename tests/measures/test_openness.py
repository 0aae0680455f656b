"""Portal openness: checks that were made, passed or not, each with the duty of its day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import create_engine, update

from search.measures import MeasureResult, get
from search.measures.checks import CHECKS
from search.measures.computing import compute
from store.database import Store
from store.filters import Filters
from store.tables import runs
from tests.measures.corpus import NOW, VIETNAM

FACTS: dict[str, Any] = {
    "feed": False, "sitemap": True,
    "home": {"search_form": True, "feed_link": False, "sitemap_link": True, "responsible_person": False},
    "pages": {"html": 10, "metadata_tags": 5, "print_view": 6},
    "documents": {"count": 8, "date_on_page": 8, "with_author": 3, "acts": 2},
    "files": {"offered": 4, "came": 2, "unasked": 1},
    "archive": None,
}  # fmt: skip
CHECK = {check.id: check for check in CHECKS}


def openness(store: Store, *by: str, **filters: object) -> MeasureResult:
    asked = Filters(**filters)  # type: ignore[arg-type]
    return compute(get("openness"), store, {}, asked, by=by or None, now=NOW)


def saw(store: Store, day: str, facts: dict[str, Any], portal: str = "mau") -> None:
    run = store.runs.start(portal, connected_to=None, owner="test")
    store.facts.keep(run.id, portal, facts)
    store.runs.finish(run)
    began = dt.datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=VIETNAM)
    database = create_engine(store.url)
    with database.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(started_at=began))
    database.dispose()


def test_the_share_of_checks_that_a_portal_passes(store: Store) -> None:
    """Seven of eleven: no feed, nobody responsible named, authors on 3 of 8, metadata on 5 of 10 only."""
    saw(store, "2023-05-02", FACTS)
    (row,) = openness(store, portal=("mau",)).rows
    assert (row.value, row.n, row.denominator, row.documents) == (pytest.approx(7 / 11), 11, 11, ())
    assert (row.more["passed"], row.more["seen_on"]) == (7, "2023-05-02")
    failed = [each["check"] for each in row.more["checks"] if not each["passed"]]
    assert failed == ["feed", "author", "metadata", "responsible"]


def test_a_check_that_was_not_made_is_no_zero(store: Store) -> None:
    saw(store, "2023-05-02", FACTS | {"home": None, "documents": {"count": 0}, "files": None})
    (row,) = openness(store, portal=("mau",)).rows
    assert (row.value, row.n) == (0.5, 4)
    assert set(row.more["not_made"]) == {
        "search", "sitemap_page", "date", "author", "acts", "files_open", "responsible",
    }  # fmt: skip
    rows = openness(store, "portal", "check", portal=("mau",)).rows
    (search,) = [one for one in rows if one.key["check"] == "search"]
    assert (search.value, search.n, search.flags) == (None, 0, ("check_not_made",))


def test_a_portal_that_was_never_crawled_has_no_score(store: Store) -> None:
    (row,) = openness(store, portal=("mau",)).rows
    assert (row.value, row.n, row.flags) == (None, 0, ("never_crawled",))
    assert openness(store).rows == ()


def test_each_check_names_the_duty_that_was_in_force_on_its_day(store: Store) -> None:
    saw(store, "2022-08-14", FACTS)
    assert told(store, "search")["law"] == "43/2011/NĐ-CP, Art. 15"
    saw(store, "2022-08-15", FACTS)
    assert told(store, "search")["law"] == "42/2022/NĐ-CP, Art. 7"
    assert told(store, "metadata")["law_until"] == "2024-04-04"
    saw(store, "2026-07-01", FACTS)
    assert told(store, "search")["law"] == "224/2026/NĐ-CP, Art. 9-12"
    assert told(store, "metadata")["law"] is None
    assert told(store, "search", until=dt.date(2022, 8, 14))["law"] == "43/2011/NĐ-CP, Art. 15"


def test_duties_of_one_check_never_hold_at_once() -> None:
    for check in CHECKS:
        for day in (dt.date(2010, 1, 1) + dt.timedelta(days=number) for number in range(0, 6500, 1)):
            assert sum(duty.holds(day) for duty in check.duties) <= 1


@pytest.mark.parametrize(
    ("check", "facts", "passes"),
    [
        ("date", {"documents": {"count": 8, "date_on_page": 4}}, False),
        ("date", {"documents": {"count": 8, "date_on_page": 5}}, True),
        ("date", {"documents": {}}, None),
        ("files_open", {"files": {"offered": 3, "came": 0, "unasked": 3}}, None),
        ("files_open", {"files": {"offered": 3, "came": 2, "unasked": 0}}, True),
        ("feed", {}, None),
        ("acts", {"documents": {"count": 3, "acts": 0}}, False),
    ],
)
def test_what_passes(check: str, facts: dict[str, Any], passes: bool | None) -> None:
    assert CHECK[check].passes(facts) is passes


def told(store: Store, check: str, **filters: object) -> dict[str, Any]:
    (row,) = openness(store, portal=("mau",), **filters).rows
    return next(each for each in row.more["checks"] if each["check"] == check)

"""A zero is told only where it was observed, and what was hardly observed is not compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from search.measures.matrix import matrix, render
from search.measures.results import MeasureResult
from store.database import Store
from store.filters import Filters
from tests.measures.corpus import document, keep, measured, portal, run

HUYEN, TINH = portal("huyen", "D63:482"), portal("tinh", "P63:46")
DECLARED = {"huyen": HUYEN, "tinh": TINH}
YEAR = Filters(year=(2024,))


@pytest.fixture
def watched(store: Store) -> Store:
    """A district that was read through 2024 and its province, which was read until the end of May."""
    keep(store, run("huyen", "2025-01-07T06:00", back="2023-01-01"))
    keep(store, run("tinh", "2024-06-03T06:00", back="2023-01-01"))
    return store


def told(result: MeasureResult) -> dict[tuple[str | None, ...], tuple[float | None, tuple[str, ...]]]:
    return {tuple(row.key.values()): (row.value, row.flags) for row in result.rows}


@pytest.mark.parametrize(
    ("measure", "nothing"), [("breadth", 0.0), ("salience", None), ("diversity", None), ("delay", None)]
)
def test_who_published_nothing_has_a_row_that_says_whether_that_was_seen(
    watched: Store, measure: str, nothing: float | None
) -> None:
    found = measured(watched, measure, portals=DECLARED, filters=YEAR)
    assert told(found) == {
        ("D63:482",): (nothing, ("nothing_published",)),
        ("P63:46",): (None, ("not_observed",)),
    }
    district, province = found.rows
    assert district.coverage is not None
    assert province.coverage is not None
    assert (district.coverage.observed, district.coverage.weeks, district.compared) == (53, 53, True)
    assert (province.coverage.observed, province.compared) == (22, False)
    assert province.coverage.missing == {"not_covered": 30, "partial": 1}
    assert found.notes[0] == "The store has no documents."
    assert "Rows not compared with others: 1 of 2;" in found.notes[-1]
    everyone = measured(watched, measure, portals=DECLARED, filters=YEAR, settings={"compare": "all"})
    assert [row.compared for row in everyone.rows] == [True, True]
    nearly = measured(watched, measure, portals=DECLARED, filters=YEAR, settings={"compare": "0.995"})
    assert "less than 99.5% of their weeks" in nearly.notes[-1]
    assert "compare=all" in everyone.notes[-1]


def test_no_plan_is_no_share_of_its_themes(watched: Store) -> None:
    """Breadth of nothing is 0 where it was seen; what no plan covers of no plan is not."""
    asked = {"filters": YEAR, "by": ("locality", "plan", "superior")}
    found = measured(watched, "breadth", portals=DECLARED, **asked)
    assert [row.value for row in found.rows] == [None, None]


def test_themes_that_nobody_spoke_of_are_zeros_where_every_week_was_seen(watched: Store) -> None:
    for place, of in (("D63:482", "huyen"), ("P63:46", "tinh")):
        watched.documents.save(document(place, place, "2024-03-05", {"tthc": 1.0}, portal=of))
    found = measured(watched, "attention", portals=DECLARED, filters=YEAR)
    rows = [(row.key["locality"], row.value, row.n, row.denominator) for row in found.rows]
    assert rows.count(("D63:482", 0.0, 0, 1)) == 9
    assert [row for row in rows if row[0] == "P63:46"] == [("P63:46", 1.0, 1, 1)]


def test_no_reform_among_what_was_found_is_a_zero_only_where_all_of_it_was_seen(watched: Store) -> None:
    for place, of in (("D63:482", "huyen"), ("P63:46", "tinh")):
        watched.documents.save(document(place, place, "2024-03-05", portal=of, is_reform=False))
    district, province = measured(watched, "salience", portals=DECLARED, filters=YEAR).rows
    assert (district.value, district.low, district.n, district.denominator) == (0.0, 0.0, 0, 1)
    assert (province.value, province.high, province.flags) == (None, None, ("not_observed",))


def test_a_series_has_zeros_between_what_a_locality_published_and_none_before(watched: Store) -> None:
    watched.documents.save(document("a", day="2023-06-05", themes={"tthc": 1.0}, portal="huyen"))
    found = measured(watched, "breadth", portals=DECLARED, by=("locality", "period"))
    assert told(found) == {
        ("D63:482", "2023"): (0.1, ()),
        ("D63:482", "2024"): (0.0, ("nothing_published",)),
        # Its portal was not read after the first week of January.
        ("D63:482", "2025"): (None, ("not_observed",)),
        # Never dated: read from its first run on, in June 2024.
        ("P63:46", "2024"): (None, ("not_observed",)),
        ("P63:46", "2025"): (None, ("not_observed",)),
    }


@pytest.mark.parametrize(
    "by", [("locality", "period"), ("period", "locality"), ("locality", "theme", "period")]
)
def test_rows_of_nothing_stand_where_their_place_and_period_do(watched: Store, by: Any) -> None:
    """Not behind all others: a series is read from its first period to its last."""
    for day in ("2024-06-05", "2024-11-04"):
        watched.documents.save(document(day, day=day, themes={"tthc": 0.5, "the_che": 0.5}, portal="huyen"))
    measure = "attention" if "theme" in by else "breadth"
    rows = measured(watched, measure, portals=DECLARED, by=by, period="month").rows
    keys = [[row.key[name] or "" for name in by if name != "theme"] for row in rows]
    assert keys == sorted(keys)
    assert any(row.n == 0 for row in rows[:-3])


def test_a_locality_is_no_zero_in_a_time_when_it_was_not(store: Store) -> None:
    spans: Any = [{"code": "P63:52", "until": "2025-06-30"}, {"code": "P34:52", "since": "2025-07-01"}]
    declared = {"tinh": portal("tinh", locality=spans)}
    keep(store, run("tinh", "2026-11-16T06:00", back="2020-01-01"))
    asked = Filters(since=dt.date(2024, 1, 1), until=dt.date(2026, 6, 30))
    then = measured(store, "breadth", portals=declared, by=("locality", "period"), filters=asked)
    assert set(told(then)) == {
        ("P63:52", "2024"), ("P63:52", "2025"), ("P34:52", "2025"), ("P34:52", "2026"),
    }  # fmt: skip
    today = Filters(since=dt.date(2024, 1, 1), until=dt.date(2026, 6, 30), geography="today")
    one = measured(store, "breadth", portals=declared, by=("locality", "period"), filters=today)
    assert told(one) == {("P34:52", year): (0.0, ("nothing_published",)) for year in ("2024", "2025", "2026")}


def test_what_has_a_publication_that_cannot_be_measured_says_so(watched: Store) -> None:
    watched.documents.save(document("a", day="2024-06-05", portal="huyen"))
    found = measured(watched, "diversity", portals=DECLARED, filters=YEAR)
    assert told(found)["D63:482",] == (None, ("nothing_to_measure",))


def test_rows_of_a_portal_and_of_a_province_have_their_own_weeks(watched: Store) -> None:
    for name, of in (("D63:482", "huyen"), ("P63:46", "tinh")):
        watched.documents.save(document(name, name, "2024-03-05", {"tthc": 1.0}, portal=of))

    def seen(*by: Any) -> list[tuple[int, int]]:
        rows = measured(watched, "diversity", portals=DECLARED, filters=YEAR, by=by).rows
        return [(row.coverage.observed, row.coverage.weeks) for row in rows if row.coverage]

    assert seen("portal") == [(53, 53), (22, 53)]
    assert seen("province") == seen() == [(75, 106)]
    assert seen("level") == [(53, 53), (22, 53)]


def test_the_matrix_has_a_line_for_who_published_nothing(watched: Store) -> None:
    watched.documents.save(document("a", "P63:46", "2024-03-05", {"tthc": 1.0}, portal="tinh"))
    found = measured(watched, "attention", portals=DECLARED, filters=YEAR)
    shown = render(matrix(found.rows)).splitlines()
    assert shown[1].split() == ["Phú", "Lộc", "0", "53/53", "–"]
    assert shown[2].split()[-1] == "100%"
    assert "every week was observed" in shown[-1]


@pytest.mark.parametrize("filters", [Filters(), YEAR])
def test_the_weeks_told_below_are_those_of_the_rows(watched: Store, filters: Filters) -> None:
    for name, day in (("a", "2024-03-05"), ("b", "2024-05-06")):
        watched.documents.save(document(name, "P63:46", day, {"tthc": 1.0}, portal="tinh"))
    watched.documents.save(document("c", "D63:482", "2023-03-05", {"tthc": 1.0}, portal="huyen"))
    result = measured(watched, "diversity", portals=DECLARED, filters=filters)
    told = [row.coverage for row in result.rows if row.coverage]
    assert len(told) == 2
    assert result.states["observed"] == sum(each.observed for each in told)
    assert sum(result.states.values()) == sum(each.weeks for each in told) > 100


def test_the_matrix_tells_the_weeks_and_zeros_of_the_rows(watched: Store) -> None:
    """The province was read to the end of May; what the district published later changes nothing of that."""
    watched.documents.save(document("a", "D63:482", "2024-01-09", {"tthc": 1.0}, portal="huyen"))
    watched.documents.save(document("b", "P63:46", "2024-03-05", {"the_che": 1.0}, portal="tinh"))
    result = measured(watched, "attention", portals=DECLARED, filters=Filters(until=dt.date(2024, 12, 1)))
    found = matrix(result.rows)
    for row in result.rows:
        assert row.coverage is not None
        weeks = f"{row.coverage.observed}/{row.coverage.weeks}"
        assert found.weeks_observed(row.key["locality"]) == weeks
    zeros = {row.key["locality"] for row in result.rows if row.value == 0}
    assert zeros == {"D63:482"}
    assert [found.cell(code, theme) for code, theme in (("D63:482", "the_che"), ("P63:46", "tthc"))] == [
        "0%",
        "·",
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"filters": Filters(since=dt.date(2027, 1, 1))}, "lies ahead"),
        ({"filters": Filters(year=(2026,))}, "have not been yet"),
        ({"filters": Filters(locality=("D63:482",), year=(2026,))}, "D63:482 (Phú Lộc) ended on 2025-06-30"),
        ({"filters": Filters(locality=("C34:24688",), year=(2024,))}, "exists since 2025-07-01"),
        ({"filters": Filters(locality=("D63:482",), geography="today")}, "no more than what D63:482"),
        ({"ids": set()}, "no figure is made of none"),
        ({"filters": Filters(level=("province",))}, "one publication only"),
        ({"by": ("period",)}, "Publications without a usable date: 1 of 3"),
    ],
)
def test_an_answer_says_what_it_is_not_made_of(store: Store, asked: Any, words: str) -> None:
    store.documents.save(document("a", themes={"tthc": 1.0}))
    store.documents.save(document("b", "P63:46", themes={"tthc": 1.0}))
    store.documents.save(document("c", day=None, themes={"tthc": 1.0}))
    found = measured(store, "diversity", **asked)
    assert words in " ".join(found.notes)
    if words == "lies ahead":
        assert (found.rows, found.coverage) == ((), ())


@pytest.mark.parametrize(
    "filters", [Filters(portal=("tinh",)), Filters(province=("P63:46",), level=("province",))]
)
def test_weeks_that_another_portal_was_read_in_are_not_told(store: Store, filters: Filters) -> None:
    """What is told below an answer is of what was asked for: the other portal was read years before."""
    store.documents.save(document("a", "P63:46", "2024-03-05", {"tthc": 1.0}, portal="tinh"))
    keep(store, run("tinh", "2024-06-03T06:00", back="2023-01-01"))
    alone = measured(store, "salience", portals=DECLARED, filters=filters)
    keep(store, run("huyen", "2010-01-04T06:00", back="2009-01-01"))
    beside = measured(store, "salience", portals=DECLARED, filters=filters)
    assert (beside.coverage, beside.states) == (alone.coverage, alone.states)
    assert alone.states["observed"] > 0
    whole = measured(store, "salience", portals=DECLARED)
    assert sum(whole.states.values()) > sum(alone.states.values())

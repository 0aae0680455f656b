"""Attention shares with counts, documents and coverage, on a real store."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.measures import MeasureError, get, measures
from search.measures.attention import MEASURE, attention
from search.measures.results import MeasureRow
from store.database import Store, open_store
from store.filters import Filters
from store.records import identity
from tests.measures.corpus import NOW, document, keep, portal, rows, run


def values(found: list[MeasureRow]) -> dict[tuple[str | None, ...], tuple[float | None, int, int]]:
    return {
        tuple(row.key.values()): (None if row.value is None else round(row.value, 6), row.n, row.denominator)
        for row in found
    }


def test_shares_are_of_all_that_is_said_in_the_group(store: Store) -> None:
    for made in (
        document("a", themes={"tthc": 0.5, "the_che": 0.25, "cong_vu": 0.25}),
        document("b", themes={"tthc": 1.0}),
        document("c", themes={"the_che": 1.0}),
        document("d", "P63:46", themes={"tthc": 1.0}),
        document("khong-ma", themes={}),
        document("khong-cchc", themes={"tthc": 1.0}, is_reform=False),
    ):
        store.documents.save(made)
    found = rows(store)
    assert values(found) == {
        ("D63:482", "cong_vu"): (round(0.25 / 3, 6), 1, 3),
        ("D63:482", "the_che"): (round(1.25 / 3, 6), 2, 3),
        ("D63:482", "tthc"): (0.5, 2, 3),
        ("P63:46", "tthc"): (1.0, 1, 1),
    }
    assert sorted(found[2].documents) == sorted((identity("a"), identity("b")))
    everything = rows(store, "theme", filters=Filters(reform=False))
    assert values(everything) == {("tthc",): (1.0, 1, 1)}


def test_a_page_with_attachments_and_a_copy_are_one_publication(store: Store) -> None:
    parent = identity("trang")
    for made in (
        document("trang", themes={"tthc": 1.0}),
        document("tep-1", "P63:46", None, {"the_che": 1.0}, parent=parent),
        document("tep-2", themes={}, parent=parent),
        document("khac", themes={"cong_vu": 1.0}),
    ):
        store.documents.save(made)
    # Saved under another address with the same words on the same day: a copy.
    original = document("khac", themes={"cong_vu": 1.0})
    store.documents.save(
        document("ban-sao", themes={"cong_vu": 1.0}, title=original.title, text=original.text)
    )
    found = rows(store)
    assert values(found) == {
        ("D63:482", "cong_vu"): (0.5, 1, 2),
        ("D63:482", "the_che"): (0.25, 1, 2),
        ("D63:482", "tthc"): (0.25, 1, 2),
    }
    assert [row.documents for row in found] == [(identity("khac"),), (parent,), (parent,)]


def test_attachments_whose_page_is_filtered_away_count_under_its_id(store: Store) -> None:
    store.documents.save(document("trang", themes={"tthc": 1.0}))
    store.documents.save(document("tep", themes={"the_che": 1.0}, parent=identity("trang"), kind="ke_hoach"))
    (row,) = rows(store, filters=Filters(kind=("ke_hoach",)))
    assert (row.key["theme"], row.documents) == ("the_che", (identity("trang"),))


@pytest.mark.parametrize(
    ("period", "expected"),
    [("week", "2022-W21"), ("month", "2022-05"), ("quarter", "2022-Q2"), ("year", "2022")],
)
def test_documents_fall_into_periods(store: Store, period: Any, expected: str) -> None:
    store.documents.save(document("a", day="2022-05-29", themes={"tthc": 1.0}))
    assert [row.key["period"] for row in rows(store, "theme", "period", period=period)] == [expected]


def test_weeks_are_iso_weeks_at_the_turn_of_the_year(store: Store) -> None:
    store.documents.save(document("a", day="2021-01-03", themes={"tthc": 1.0}))
    (row,) = rows(store, "theme", "period", period="week")
    assert row.key["period"] == "2020-W53"


def test_what_no_period_can_hold_stands_in_a_row_of_period_null(store: Store) -> None:
    for made in (
        document("dated", themes={"tthc": 1.0}),
        document("undated", day=None, themes={"tthc": 1.0}),
        document("stamped", day="2019-01-01", themes={"tthc": 1.0}, flags=("bulk_stamp",)),
        document("coarse", day="2022-01-01", precision="year", themes={"tthc": 1.0}),
    ):
        store.documents.save(made)
    first, last = rows(store, "theme", "period", period="month")
    assert (first.key["period"], first.n) == ("2022-05", 1)
    assert (last.key["period"], last.n) == (None, 3)
    assert last.flags == ("undated", "bulk_stamp", "date_too_coarse")
    assert [row.key["period"] for row in rows(store, "theme", "period", period="year")] == ["2022", None]


def test_documents_without_a_place_stand_in_a_row_of_their_own(store: Store) -> None:
    store.documents.save(document("a", themes={"tthc": 1.0}))
    store.documents.save(document("b", None, themes={"tthc": 1.0}))
    found = rows(store)
    assert [row.key["locality"] for row in found] == ["D63:482", None]
    assert [row.flags for row in found] == [(), ("locality_unknown",)]


def test_today_folds_districts_and_old_provinces_into_their_successors(store: Store) -> None:
    for name, code in (("a", "D63:550"), ("b", "P63:52"), ("c", "P34:52"), ("d", "C34:24688")):
        store.documents.save(document(name, code, themes={"tthc": 1.0}))
    then, today = rows(store), rows(store, filters=Filters(geography="today"))
    assert {row.key["locality"]: row.n for row in then} == {
        "C34:24688": 1, "D63:550": 1, "P34:52": 1, "P63:52": 1,
    }  # fmt: skip
    assert {row.key["locality"]: row.n for row in today} == {"C34:24688": 1, "P34:52": 3}


def test_a_query_narrows_to_its_ids(store: Store) -> None:
    store.documents.save(document("a", themes={"tthc": 1.0}))
    store.documents.save(document("b", themes={"the_che": 1.0}))
    (row,) = rows(store, ids={identity("a")}, query="một cửa")
    assert (row.key["theme"], row.value) == ("tthc", 1.0)


def test_result_has_the_keys_of_the_contract(store: Store) -> None:
    store.documents.save(document("a", themes={"tthc": 1.0}))
    keep(store, run("mau", "2026-11-16T06:00", back="2022-01-01"))
    declared = {"mau": portal("mau", "D63:482"), "khac": portal("khac", "P63:46")}
    result = attention(store, declared, Filters(), by=("locality", "theme", "period"), now=NOW, query="q")
    found = json.loads(json.dumps(result.as_json()))
    assert list(found) == [
        "measure", "formula", "unit", "query", "settings", "geography", "codebook", "as_of", "notes", "rows",
        "coverage",
        "copies",
    ]  # fmt: skip
    assert [row for row in found["rows"] if row["n"]] == [{
        "key": {"locality": "D63:482", "theme": "tthc", "period": "2022"}, "value": 1.0,
        "low": None, "high": None, "n": 1, "denominator": 1, "documents": [identity("a")], "flags": [],
        "validated": None,
        "corrected": {
            "share": 1.0, "of": 1, "value": None, "low": None, "high": None, "reason": "not_validated",
        },
        "coverage": {"observed": 31, "weeks": 31, "share": 1.0, "missing": {}}, "compared": True,
    }]  # fmt: skip
    assert found["coverage"][0] == {"locality": "D63:482", "period": "2022-W22", "state": "observed"}
    assert (found["query"]["words"], found["query"]["reform"]) == ("q", True)
    assert found["as_of"] == "2026-11-20T09:00:00+07:00"


@pytest.mark.parametrize(
    "filters", [Filters(), Filters(since=dt.date(2022, 3, 1), until=dt.date(2024, 2, 9))]
)
def test_the_coverage_has_every_week_that_a_row_counts(store: Store, filters: Filters) -> None:
    """One who adds up the weeks of a series finds them in the list, those after the last publication too."""
    store.documents.save(document("a", themes={"tthc": 1.0}))
    keep(store, run("mau", "2026-11-16T06:00", back="2022-01-01"))
    keep(store, run("lang", "2021-11-16T06:00", back="2021-01-01"))  # silent: its weeks begin with its run
    declared = {"mau": portal("mau", "D63:482"), "lang": portal("lang", "D63:480")}
    found = attention(store, declared, filters, by=("locality", "theme"), now=NOW)
    listed = Counter((one.locality, one.state) for one in found.coverage)
    for line in found.rows:
        place, seen = line.key["locality"], line.coverage
        assert seen is not None
        assert place is not None
        assert seen.weeks > 90
        assert listed[place, "observed"] >= seen.observed
        assert sum(count for (where, _), count in listed.items() if where == place) >= seen.weeks
    assert {line.key["locality"] for line in found.rows} == {"D63:482", "D63:480"}


def test_the_codebooks_told_are_those_of_the_coded_documents(store: Store) -> None:
    store.documents.save(document("tho", codebook="0.0"))  # no theme was found in it
    assert attention(store, {}, Filters(), now=NOW).codebook is None
    store.documents.save(document("a", themes={"tthc": 1.0}, codebook="0.9"))
    store.documents.save(document("b", "P63:46", themes={"tthc": 1.0}, codebook="0.8"))
    store.documents.save(document("c", themes={"tthc": 1.0}, codebook="0.9"))
    assert attention(store, {}, Filters(), now=NOW).codebook == "0.8, 0.9"
    assert attention(store, {}, Filters(locality=("P63:46",)), now=NOW, ids={identity("b")}).codebook == "0.8"


def test_coverage_speaks_of_the_days_and_places_asked_for(store: Store) -> None:
    keep(store, run("mau", "2022-05-29T06:00", "blocked"))
    declared = {"mau": portal("mau", "D63:482"), "khac": portal("khac", "P63:46")}
    filters = Filters(since=dt.date(2022, 5, 16), until=dt.date(2022, 5, 25), locality=("D63:482", "D63:550"))
    result = attention(store, declared, filters, now=NOW)
    assert [(row.locality, row.period, row.state) for row in result.coverage] == [
        ("D63:482", "2022-W20", "blocked"),
        ("D63:482", "2022-W21", "blocked"),
        ("D63:550", "2022-W20", "not_covered"),
        ("D63:550", "2022-W21", "not_covered"),
    ]
    today = attention(store, declared, Filters(year=(2026,), geography="today"), now=NOW)
    assert {row.locality for row in today.coverage} == {"P34:46"}
    # The rest of the year has not been yet.
    assert today.coverage[-1].period == "2026-W47"


def test_coverage_lists_a_unit_in_the_weeks_of_its_era_only(store: Store) -> None:
    spans = [{"code": "P63:52", "until": "2025-06-30"}, {"code": "P34:52", "since": "2025-07-01"}]
    declared = {"tinh": portal("tinh", locality=spans)}
    keep(store, run("tinh", "2026-11-16T06:00", back="2020-01-01"))

    def weeks(**asked: Any) -> dict[str, set[str]]:
        filters = Filters(since=dt.date(2025, 6, 25), until=dt.date(2025, 7, 8), **asked)
        found: dict[str, set[str]] = {}
        for row in attention(store, declared, filters, now=NOW).coverage:
            found.setdefault(row.locality, set()).add(f"{row.period[-3:]} {row.state}")
        return found

    then = {"P63:52": {"W26 observed", "W27 observed"}, "P34:52": {"W27 observed", "W28 observed"}}
    assert weeks() == then
    assert weeks(locality=("P34:52",)) == then
    # Today's territory was always there.
    assert weeks(geography="today") == {"P34:52": {"W26 observed", "W27 observed", "W28 observed"}}
    assert weeks(locality=("D63:550",))["D63:550"] == {"W26 not_covered", "W27 not_covered"}
    assert weeks(locality=("C34:24688",))["C34:24688"] == {"W27 not_covered", "W28 not_covered"}


def test_an_empty_store_gives_no_rows_and_no_coverage(store: Store) -> None:
    result = attention(store, {"mau": portal("mau", "D63:482")}, Filters(), now=NOW)
    assert (result.rows, result.coverage) == ((), ())
    assert result.notes == ("The store has no documents.",)


@pytest.mark.parametrize("by", [("locality",), ("theme", "theme"), ("theme", "colour"), ()])
def test_keys_that_make_no_shares_are_refused(store: Store, by: Any) -> None:
    with pytest.raises(MeasureError, match="theme"):
        attention(store, {}, Filters(), by=by)
    with pytest.raises(MeasureError, match="period"):
        attention(store, {}, Filters(), period="decade")


_DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["D63:482", "P63:46", None]),
        st.sampled_from(["2022-05-30", "2023-01-02", None]),
        st.lists(st.sampled_from(["tthc", "the_che", "cong_vu"]), max_size=3),
    ),
    max_size=12,
)


@given(made=_DOCUMENTS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shares_sum_to_one_and_other_places_change_nothing(tmp_path: Path, made: list[Any]) -> None:
    file = tmp_path / "shares.sqlite"
    file.unlink(missing_ok=True)
    with open_store(f"sqlite:///{file}") as store:
        for number, (code, day, themes) in enumerate(made):
            weights = {theme: themes.count(theme) / len(themes) for theme in themes}
            store.documents.save(document(f"d{number}", code, day, weights))
        before = rows(store, "locality", "theme", "period")
        sums: dict[tuple[Any, Any], float] = {}
        for row in (row for row in before if row.n):
            group = (row.key["locality"], row.key["period"])
            sums[group] = sums.get(group, 0.0) + (row.value or 0.0)
            assert len(set(row.documents)) == row.n <= row.denominator
        assert all(abs(total - 1) < 1e-9 for total in sums.values())
        store.documents.save(document("khac", "D63:550", themes={"tthc": 1.0}))
        after = rows(store, "locality", "theme", "period")
        assert [row for row in after if row.key["locality"] != "D63:550"] == before


def test_registry_finds_measures_by_their_file() -> None:
    assert get("attention") is MEASURE
    for listed in (measure.as_json() for measure in measures().values()):
        assert {"name", "about", "formula", "source", "unit", "parameters"} == set(listed)
        assert all(listed.values())
    with pytest.raises(MeasureError, match="attention"):
        get("happiness")

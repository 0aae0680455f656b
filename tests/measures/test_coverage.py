"""Which weeks were observed (design §5.7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from search.measures.coverage import stretches
from search.measures.results import CoverageRow, State
from store.coverage import PortalHistory, spans_of, state_in
from store.records import Run
from tests.measures.corpus import portal, run

# The week of 23 to 29 May 2022.
MONDAY = dt.date(2022, 5, 23)
DAYS = (MONDAY, MONDAY)
OK = "2022-05-30T06:00"


def coverage(*asked: Any, **more: Any) -> list[CoverageRow]:
    return [row for stretch in stretches(*asked, **more) for row in stretch.rows()]


@pytest.mark.parametrize(
    ("runs", "state"),
    [
        ([run("a", "2022-05-30T06:00", back="2022-05-23")], "observed"),
        ([run("a", "2023-01-01T06:00", back="2022-01-01")], "observed"),
        ([run("a", "2023-01-01T06:00", complete=True)], "observed"),
        # Finished before the week was over, or did not reach its beginning.
        ([run("a", "2022-05-29T23:00", back="2022-05-01")], "partial"),
        ([run("a", "2022-05-30T06:00", back="2022-05-24")], "partial"),
        ([run("a", "2022-05-30T06:00", "partial", back="2022-05-01")], "partial"),
        # Midnight is Vietnam's.
        ([run("a", "2022-05-30T00:00", back="2022-05-23")], "observed"),
        ([run("a", "2022-06-15T06:00", back="2022-05-30")], "not_covered"),
        ([run("a", "2022-05-22T06:00", back="2022-01-01")], "not_covered"),
        ([run("a", "2022-06-15T06:00")], "not_covered"),
        ([run("a", "2022-05-25T06:00", "broken")], "down"),
        ([run("a", "2022-05-25T06:00", "blocked")], "blocked"),
        ([run("a", "2022-05-30T06:00", "broken"), run("a", "2022-06-30T06:00", "blocked")], "down"),
        ([run("a", "2022-05-20T06:00", "broken")], "not_covered"),
        # Broken by the end of the week that follows, or at a time that says nothing of this week.
        ([run("a", "2022-06-05T23:30", "broken")], "down"),
        ([run("a", "2022-06-06T00:30", "broken")], "down"),
        ([run("a", "2022-06-06T01:30", "broken")], "not_covered"),
        ([run("a", "2026-11-16T06:00", "blocked")], "not_covered"),
        ([run("a", OK, "broken"), run("a", "2022-06-02T06:00", back="2022-05-20")], "observed"),
        ([run("a", OK, back="2022-05-26"), run("a", "2022-05-28T06:00", back="2022-01-01")], "partial"),
        ([], "not_covered"),
        ([Run("x", "a", dt.datetime(2022, 5, 30, tzinfo=dt.UTC))], "not_covered"),  # still going on
    ],
)  # fmt: skip
def test_state_of_a_week_follows_from_the_runs(runs: list[Run], state: State) -> None:
    assert PortalHistory(runs).state(MONDAY) == state
    assert state_in(spans_of(runs).get("a", []), MONDAY) == state


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("ok", "ok", "observed"), ("ok", "broken", "partial"), ("ok", None, "partial"),
        ("partial", None, "partial"), ("broken", "blocked", "down"),
        ("blocked", None, "blocked"), ("broken", "broken", "down"),
    ],
)  # fmt: skip
def test_a_locality_is_observed_only_if_all_its_portals_are(
    first: str | None, second: str | None, state: State
) -> None:
    runs = [
        run(name, OK, verdict, back="2022-05-01" if verdict in {"ok", "partial"} else None)
        for name, verdict in (("a", first), ("b", second))
        if verdict
    ]
    portals = [portal("a", "D63:482"), portal("b", "D63:482")]
    rows = coverage(portals, spans_of(runs), DAYS, lambda code: code, {"D63:482"})
    assert [(row.locality, row.period, row.state) for row in rows] == [("D63:482", "2022-W21", state)]


def test_a_locality_without_a_portal_is_not_covered_and_portals_never_run_are_left_out() -> None:
    rows = coverage([portal("a", "D63:482"), portal("b", "P63:46")], {}, DAYS, lambda code: code, {"D63:550"})
    assert [(row.locality, row.state) for row in rows] == [("D63:550", "not_covered")]


def test_a_portal_covers_a_locality_while_it_speaks_for_it() -> None:
    spans = [{"code": "D63:664", "until": "2025-06-30"}, {"code": "C34:24688", "since": "2025-07-01"}]
    changed = portal("a", locality=spans)
    runs = [run("a", "2026-01-01T06:00", back="2020-01-01")]
    days = (dt.date(2025, 6, 23), dt.date(2025, 7, 13))
    rows = coverage([changed], spans_of(runs), days, lambda code: code)
    states = {(row.locality, row.period): row.state for row in rows}
    assert [states["D63:664", f"2025-W{week}"] for week in (26, 27, 28)] == [
        "observed",
        "observed",
        "not_covered",
    ]
    assert [states["C34:24688", f"2025-W{week}"] for week in (26, 27, 28)] == [
        "not_covered",
        "observed",
        "observed",
    ]


def test_weeks_in_which_a_locality_did_not_exist_are_not_listed() -> None:
    last = {"D63:664": dt.date(2025, 6, 30)}
    days = (dt.date(2025, 6, 23), dt.date(2025, 7, 13))
    rows = coverage(
        [], {}, days, lambda code: code, {"D63:664", "P63:67"},
        lived=lambda code: (None, last.get(code)),
    )  # fmt: skip
    assert [(row.locality, row.period) for row in rows] == [
        ("D63:664", "2025-W26"), ("D63:664", "2025-W27"),
        ("P63:67", "2025-W26"), ("P63:67", "2025-W27"), ("P63:67", "2025-W28"),
    ]  # fmt: skip


def test_a_section_covers_its_own_locality() -> None:
    with_section = portal("a", "P63:46", sections=[{"path": "/phu-loc/", "name": "x", "locality": "D63:482"}])
    runs = [run("a", OK, back="2022-01-01")]
    rows = coverage([with_section], spans_of(runs), DAYS, lambda code: code)
    assert {(row.locality, row.state) for row in rows} == {("P63:46", "observed"), ("D63:482", "observed")}


def test_a_redesigned_a_blocked_a_quiet_and_an_unseen_portal_give_four_answers() -> None:
    runs = [run("new", OK, "broken"), run("shut", OK, "blocked"), run("quiet", OK, back="2022-05-01")]
    portals = [
        portal("new", "P63:46"),
        portal("shut", "P63:66"),
        portal("quiet", "P63:67"),
        portal("x", "P63:68"),
    ]
    rows = coverage(portals, spans_of(runs), DAYS, lambda code: code, {"P63:68"})
    assert {row.locality: row.state for row in rows} == {
        "P63:46": "down", "P63:66": "blocked", "P63:67": "observed", "P63:68": "not_covered",
    }  # fmt: skip


def test_a_crawl_of_a_past_window_saw_that_window_in_part() -> None:
    since, until = dt.date(2022, 5, 20), dt.date(2022, 5, 29)
    windowed = replace(run("a", "2022-08-01T06:00"), since=since, until=until)
    history = PortalHistory([windowed])
    mondays = [MONDAY + dt.timedelta(weeks=number) for number in (-2, -1, 0, 1)]
    assert [history.state(monday) for monday in mondays] == [
        "not_covered", "partial", "partial", "not_covered",
    ]  # fmt: skip


def test_weeks_of_one_state_are_one_span() -> None:
    (span,) = spans_of([run("a", "2022-05-30T06:00", complete=True)])["a"][:1]
    assert (span.first, span.last, span.state) == (dt.date(1990, 1, 1), MONDAY, "observed")

"""Series across July 2025, of then and of today: a district, then a commune, and their province."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from search.measures.results import MeasureResult
from store.database import Store, open_store
from store.filters import Filters
from store.records import Due, Plan, Task
from tests.measures.acts import act, citation
from tests.measures.corpus import document, keep, measured, portal, run

DISTRICT, COMMUNE, BEFORE, NOW_ = "D63:482", "C34:20107", "P63:46", "P34:46"
SPANS: Any = [[{"code": old, "until": "2025-06-30"}, {"code": new, "since": "2025-07-01"}]
              for old, new in ((DISTRICT, COMMUNE), (BEFORE, NOW_))]  # fmt: skip
DECLARED = {name: portal(name, locality=spans) for name, spans in zip(("mau", "tinh"), SPANS, strict=True)}
MAPPING = "Geography of today: provinces and districts of before 1 July 2025 are counted as the province"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Each year from 2024 on: a plan of the province, a plan below it that implements it, all weeks seen."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('geo') / 'store.sqlite'}") as opened:
        for name in DECLARED:
            keep(opened, run(name, "2026-11-16T06:00", back="2023-01-01"))
        for year, above, below in ((2024, BEFORE, DISTRICT), (2025, NOW_, COMMUNE)):
            order = act("170/KH-UBND", f"{year}-09-01", above)
            opened.documents.save(document(
                f"tinh-{year}", above, f"{year}-09-02", {"the_che": 1.0}, portal="tinh", act=order,
            ))  # fmt: skip
            opened.documents.save(document(
                f"duoi-{year}", below, f"{year}-09-30", {"tthc": 1.0},
                act=act("131/KH-UBND", f"{year}-09-30", below), plan=_plan(year),
                citations=(citation("170/KH-UBND", f"{year}-09-01", above),),
            ))  # fmt: skip
            opened.documents.save(document(
                f"bao-cao-{year}", below, f"{year}-11-30", {"tthc": 1.0}, kind="bao_cao", text=TASK,
            ))  # fmt: skip
        yield opened


TASK = "Rà soát và công bố thủ tục hành chính thuộc phạm vi quản lý của đơn vị"


def _plan(year: int) -> Plan:
    due = Due(dt.date(year, 12, 15), "day", "15/12", recurring=False)
    return Plan(year, (Task(1, TASK, (), (), due),), ())


def found(store: Store, name: str, geography: Any, *by: str, **filters: Any) -> MeasureResult:
    asked = {"by": by} if by else {}
    return measured(store, name, portals=DECLARED, filters=Filters(geography=geography, **filters), **asked)


def values(result: MeasureResult) -> dict[tuple[str | None, ...], tuple[float | None, int]]:
    return {tuple(row.key.values()): (row.value, row.n) for row in result.rows}


def test_a_series_by_province_of_today_runs_on(store: Store) -> None:
    today = found(store, "breadth", "today", "province", "period")
    assert values(today) == {(NOW_, "2024"): (0.2, 3), (NOW_, "2025"): (0.2, 3)}
    assert sum(note.startswith(MAPPING) for note in today.notes) == 1
    then = found(store, "breadth", "then", "province", "period")
    assert values(then) == {(BEFORE, "2024"): (0.2, 3), (NOW_, "2025"): (0.2, 3)}
    assert not any(note.startswith(MAPPING) for note in then.notes)


def test_rows_by_locality_say_that_communes_stand_apart(store: Store) -> None:
    today = found(store, "breadth", "today", "locality", "period")
    assert values(today)[NOW_, "2024"] == (0.2, 3)
    assert values(today)[NOW_, "2025"] == (0.1, 1)
    assert any("a series that runs on across July 2025 is one by province" in note for note in today.notes)
    alone = found(store, "breadth", "today", "locality", "period", until=dt.date(2025, 6, 30))
    assert not any("runs on across" in note for note in alone.notes)


def test_a_locality_has_no_zero_when_it_was_not(store: Store) -> None:
    """Where it was and nothing was published there is one: the first half of 2025, and 2026."""
    then = values(found(store, "breadth", "then", "locality", "period"))
    assert then[DISTRICT, "2025"] == (0.0, 0)
    assert then[COMMUNE, "2026"] == (0.0, 0)
    assert {(DISTRICT, "2026"), (BEFORE, "2026"), (COMMUNE, "2024"), (NOW_, "2024")}.isdisjoint(then)


@pytest.mark.parametrize("name", ["cascade", "tracker"])
def test_what_localities_did_is_looked_for_in_their_own_time(store: Store, name: str) -> None:
    then, today = found(store, name, "then"), found(store, name, "today")
    assert {row.value for row in then.rows if row.value is not None} == (
        {29.0} if name == "cascade" else {1.0}
    )
    if name == "cascade":
        assert then.rows == today.rows
        return
    by = {row.key["locality"]: (row.value, row.n, row.denominator) for row in today.rows}
    assert by == {NOW_: (1.0, 1, 1), COMMUNE: (1.0, 1, 1)}
    assert {row.key["locality"]: row.value for row in then.rows if row.n} == {DISTRICT: 1.0, COMMUNE: 1.0}

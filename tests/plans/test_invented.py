"""Bodies, deadlines and years of forty plans in our own words."""

from __future__ import annotations

import pytest

from store.records import Plan, as_json
from tests.plans.cases import Case, cases, folded


@pytest.fixture(params=cases(), ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def plan(case: Case) -> Plan:
    plan = case.plan
    assert plan is not None
    return plan


def test_lead_bodies(case: Case, plan: Plan) -> None:
    assert folded(name for task in plan.tasks for name in task.lead) == folded(case.lead)


def test_coordinating_bodies(case: Case, plan: Plan) -> None:
    assert folded(name for task in plan.tasks for name in task.with_) == folded(case.with_)


def test_deadlines(case: Case, plan: Plan) -> None:
    assert {f"{one.date}/{one.precision}" for one in plan.deadlines} == set(case.deadlines)


def test_year(case: Case, plan: Plan) -> None:
    assert plan.year == case.year


def test_every_offset_holds_what_it_says(case: Case, plan: Plan) -> None:
    for one in (*plan.deadlines,):
        assert case.text[one.start : one.end] == one.raw
    for passage in (*plan.purposes, *plan.funding, *plan.reports, *plan.unread_dates):
        assert case.text[passage.start : passage.end] == passage.text
    for task in plan.tasks:
        said = case.text[task.start : task.end]
        assert said == task.text or "\t" in said  # a row that a page broke
    assert [task.order for task in plan.tasks] == list(range(1, len(plan.tasks) + 1))


def test_json_has_the_keys_of_the_contract(plan: Plan) -> None:
    read = as_json(plan)
    assert {"year", "tasks", "deadlines"} <= read.keys()
    for task in read["tasks"]:
        assert {"order", "text", "lead", "with", "due"} <= task.keys()
        assert task["due"] is None or task["due"].keys() == {"date", "precision", "raw", "recurring"}

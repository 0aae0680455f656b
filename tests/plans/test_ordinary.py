"""Ordinary sentences of the news, in which no plan stands, and nothing of one is read."""

from __future__ import annotations

from pathlib import Path

from pipelines.coding import code
from pipelines.plans import read_plan
from tests.plans.cases import act

LINES = (Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8").splitlines()
# Read since they may stand in a plan too: a body with what it does, a time with what is done then.
MAY_BE_ONE = ("Nam sinh bỏ học", "Bệnh viện tiếp nhận")


def test_nothing_is_read_where_no_plan_is_told_of() -> None:
    assert len(LINES) >= 150
    wrong = []
    for line in LINES:
        coding = code("Tin trong ngày", line)
        plan = read_plan("Tin trong ngày", line, None, None)
        if coding.is_reform or coding.channels or coding.audiences or (plan and plan.tasks):
            wrong.append((line, coding.channels, coding.audiences, plan))
    assert wrong == []


def test_no_body_and_no_deadline_is_read_where_an_act_tells_of_daily_life() -> None:
    wrong = []
    for line in LINES:
        plan = read_plan("Kế hoạch năm 2024", f"UBND huyện ban hành kế hoạch sau.\n\n{line}", act(), None)
        if plan and any(task.lead or task.with_ or task.due for task in plan.tasks):
            wrong.append(line)
    assert [line for line in wrong if not line.startswith(MAY_BE_ONE)] == []

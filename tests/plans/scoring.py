"""Compares what was read with what should have been, as sets over all cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipelines.plans import read_plan
from pipelines.words import exact_tokens
from store.records import Act, Plan
from tests.plans.invented import Case


def plan_of(case: Case) -> Plan | None:
    act = Act("1/KH-X", "1/KH-X", case.kind, None, None, None, case.status)  # type: ignore[arg-type]
    published = dt.date.fromisoformat(case.published) if case.published else None
    return read_plan(case.title, case.text, act, published)


def folded(names: Iterable[str]) -> set[str]:
    return {" ".join(exact_tokens(name)) for name in names}


def read_sets(plan: Plan | None) -> dict[str, set[str]]:
    if plan is None:
        return {"lead": set(), "with": set(), "deadlines": set()}
    return {
        "lead": folded(name for task in plan.tasks for name in task.lead),
        "with": folded(name for task in plan.tasks for name in task.with_),
        "deadlines": {f"{one.date}/{one.precision}" for one in plan.deadlines},
    }


def wanted_sets(case: Case) -> dict[str, set[str]]:
    return {"lead": folded(case.lead), "with": folded(case.with_), "deadlines": set(case.deadlines)}


def f1(pairs: Iterable[tuple[set[str], set[str]]]) -> float:
    """Micro F1 over pairs of (read, wanted)."""
    right = found = wanted = 0
    for read, want in pairs:
        right, found, wanted = right + len(read & want), found + len(read), wanted + len(want)
    return 2 * right / (found + wanted) if found + wanted else 1.0

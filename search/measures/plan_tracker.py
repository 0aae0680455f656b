"""Plan tracker: which tasks of plans a later document reports, which deadlines passed without one.

The share is one of tasks whose day passed and up to which every week was observed: whatever else was
found, or was not, is counted beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from search.measures.material import Material
from search.measures.publications import ATTRIBUTES, Publication, grouped, key_value, unknown
from search.measures.registry import Measure
from search.measures.reported import LEAST_SHARE, REPORT_NAMES, RULE
from search.measures.results import MeasureRow
from search.measures.tracking import Told, Tracked, counts, tracked
from search.tracker_validated import says_how_good


def _rows(material: Material) -> Iterator[MeasureRow]:
    tasks = tracked(material)
    figures = material.store.tracker.figures(RULE)
    validated = figures.summary() if figures else None
    if "task" in material.by:
        yield from (_of_task(material, one, validated) for one in tasks)
        return
    of_plan: dict[str, list[Tracked]] = {}
    for one in tasks:
        of_plan.setdefault(one.asked.plan.id, []).append(one)
    plans = [one for one in material.publications if one.id in of_plan]
    for group, members in grouped(plans, material.by, material.period):
        if "plan" not in material.by:
            mine = [task for one in members for task in of_plan[one.id]]
            yield _of_group(group, members, mine, validated)
            continue
        for plan in members:
            key: dict[str, str | None] = {
                name: plan.id if name == "plan" else group.get(name) for name in material.by
            }
            yield _of_group(key, [plan], of_plan[plan.id], validated)


def _of_group(
    key: dict[str, str | None], plans: Sequence[Publication], tasks: Sequence[Tracked], validated: Any
) -> MeasureRow:
    judged = [one for one in tasks if one.judged]
    answered = [one for one in judged if one.told]
    return MeasureRow(
        key=key,
        value=len(answered) / len(judged) if judged else None,
        n=len(plans),
        denominator=len(judged),
        documents=tuple(one.id for one in plans),
        flags=(*unknown(key, plans), *_why(tasks, judged)),
        more={
            "tasks": len(tasks),
            **counts(tasks),
            "late": sum(one.is_late for one in tasks),
            "rule": RULE,
        },
        validated=validated,
    )


def _why(tasks: Sequence[Tracked], judged: Sequence[Tracked]) -> tuple[str, ...]:
    """Why there is no share."""
    if judged:
        return ()
    had_day = any(one.standing in {"not_observed", "not_held"} for one in tasks)
    return ("weeks_not_observed" if had_day else "no_deadline_passed",)


def _of_task(material: Material, one: Tracked, validated: Any) -> MeasureRow:
    asked, task = one.asked, one.asked.task
    named = {"plan": asked.plan.id, "task": f"{task.order:03}"}
    key: dict[str, str | None] = {
        name: named[name] if name in named else key_value(asked.plan, name, material.period)
        for name in material.by
    }
    return MeasureRow(
        key=key,
        value=float(bool(one.told)) if one.judged else None,
        n=1,
        denominator=int(one.judged),
        documents=(asked.plan.id,),
        flags=(*unknown(key, [asked.plan]), one.standing),
        more={
            "standing": one.standing,
            "task_text": task.text,
            "lead": list(task.lead),
            "due": task.due.raw if task.due else None,
            "last_day": asked.last.isoformat() if asked.last else None,
            "late": one.is_late,
            "held_in": asked.document,
            "start": task.start,
            "end": task.end,
            "reports": [_report(each) for each in one.told],
            "rule": RULE,
        },
        validated=validated,
    )


def _report(one: Told) -> dict[str, Any]:
    return {
        "document": one.evidence.id,
        "date": one.day.isoformat(),
        "kind": one.kind,
        "title": one.title,
        "share": round(one.evidence.share, 4),
        "evidence": [span._asdict() for span in one.evidence.spans],
    }


MEASURE = Measure(
    name="tracker",
    about="from plan to delivery: tasks whose day passed and that a later document reports",
    formula=(
        "D = |{tasks judged with a report}| / |{tasks judged}|; judged: the day passed and every week from"
        f" the plan to it was observed; report: a later {', '.join(REPORT_NAMES.values())} of the same"
        f" locality that has in one place {LEAST_SHARE:.0%} of the task's pairs of neighbouring words"
    ),
    source=f"Rule {RULE} of this project; precision and recall beside it once people judged a sample",
    keys=(*ATTRIBUTES, "plan", "task"),
    by=("locality",),
    counted=("plans", "tasks judged"),
    rows=_rows,
    says=lambda material, rows: says_how_good(material.store),
)

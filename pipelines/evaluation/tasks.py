"""Tasks of a plan, told apart by where they begin, and the date of those that both found.

A label gives the place of a task as a share of the text (`at`, two digits), and may give its first words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.evaluation.labels import DateLabel, Label, TaskLabel
from pipelines.evaluation.records import Item, Judgement, Span
from pipelines.evaluation.wordings import date_shown
from store.records import Document, Due, Task

_NEAR = 0.05
_HEAD = 40  # characters that find a task in its text again


def task_facts(case: str, labels: Sequence[Label], document: Document) -> Iterator[Judgement]:
    """The fields `tasks` and `task_dates`, where a label has a plan with placed tasks."""
    label = next((one for one in labels if one.says("plan")), None)
    given = [task for task in label.plan.tasks if task.at is not None] if label and label.plan else []
    if not given:
        return
    read = list(_placed(document))
    length = len(document.text) or 1
    places = list(_places(given, document.text))
    pairs = dict(_pairs(places, [span.start / length for span, _ in read]))
    found = {id(read[place][1]) for place in pairs.values()}
    yield Judgement(
        case,
        "tasks",
        right=tuple(_read(*read[place]) for place in pairs.values()),
        missed=tuple(
            _given(task, int(places[number] * length))
            for number, task in enumerate(given)
            if number not in pairs
        ),
        extra=tuple(_read(span, task) for span, task in read if id(task) not in found),
    )
    for place, other in pairs.items():
        yield _date(case, given[place], *read[other])


def _placed(document: Document) -> Iterator[tuple[Span, Task]]:
    """Each task with the place of its first words; searched from the last one on, since rows repeat."""
    reached = 0
    for task in document.plan.tasks if document.plan else ():
        head = task.text.strip().split("\n")[0][:_HEAD]
        start = document.text.find(head, reached)
        start = start if start >= 0 else max(0, document.text.find(head))
        reached = start
        yield Span("text", start, start + len(head)), task


def _places(given: Sequence[TaskLabel], text: str) -> Iterator[float]:
    """Where each labelled task begins, as a share of the text: at its first words, else where `at` says.

    Words that stand in the text more than once are looked for next to `at`.
    """
    for task in given:
        at = task.at or 0.0
        found = [each.start() for each in re.finditer(re.escape(task.begins), text)] if task.begins else []
        yield min((start / len(text) for start in found), key=lambda share: abs(share - at), default=at)


def _pairs(places: Sequence[float], starts: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Labelled tasks with read ones that are near enough, the nearest first: so no neighbour is taken."""
    near = sorted(
        (abs(start - at), place, other)
        for place, at in enumerate(places)
        for other, start in enumerate(starts)
        if abs(start - at) <= _NEAR
    )
    taken: set[int] = set()
    free = set(range(len(starts)))
    for _, place, other in near:
        if place not in taken and other in free:
            taken.add(place)
            free.discard(other)
            yield place, other


def _given(task: TaskLabel, start: int) -> Item:
    return Item(f"at {task.at}", f"task {task.order} at {task.at:.2f}", (Span("text", start, start),))


def _read(span: Span, task: Task) -> Item:
    return Item(f"read {task.order}", f"task {task.order}", (span,))


def _date(case: str, given: TaskLabel, span: Span, task: Task) -> Judgement:
    wanted, found = _due(given.due), _due(task.due)
    if wanted == found:
        items = (Item(found, found, (span,)),) if found else ()
        return Judgement(case, "task_dates", items, (), (), single=True)
    missed, extra = ((Item(value, value, (span,)),) if value else () for value in (wanted, found))
    return Judgement(case, "task_dates", (), missed, extra, single=True)


def _due(due: DateLabel | Due | None) -> str:
    """Its date, else that it recurs, else nothing."""
    if due is None:
        return ""
    if due.date is not None:
        return date_shown(due.date, due.precision or "day")
    return "recurring" if due.recurring else ""

"""Tasks of stored plans that are due, or whose day passed in the period, and what may answer them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from search.digest.fair import fair
from search.digest.material import Material
from search.digest.records import Deadline, Deadlines, Standing
from search.digest.sections.sources import reasons, source_of
from search.digest.tasks import Tracked
from search.measures.reported import RULE
from search.watches import Watch
from store.records import Document

STANDINGS: tuple[Standing, ...] = ("passed", "due", "answered")
_MOST = 300
_LONG = 600  # characters of a task


def deadlines(
    material: Material, watches: Sequence[Watch], matched: Mapping[str, frozenset[str]]
) -> Deadlines:
    """Those that passed without a report first; a task that several copies of a plan hold is told once."""
    asked = frozenset[str]().union(*matched.values())
    tasks = [task for task in material.tasks if task.open.document in asked]
    by_standing: dict[Standing, list[Tracked]] = {standing: [] for standing in STANDINGS}
    for task in _once(tasks):
        by_standing[_standing(material, task)].append(task)
    most = fair([len(found) for found in by_standing.values()], _MOST)
    shown = [
        (standing, task)
        for (standing, found), count in zip(by_standing.items(), most, strict=True)
        for task in found[:count]
    ]
    documents = material.documents(
        id_ for _, task in shown for id_ in (task.open.document, *(one.id for one in task.evidence))
    )
    total = sum(map(len, by_standing.values()))
    listed = tuple(_told(material, shown, documents, watches, matched))
    return Deadlines(total, listed, material.store.tracker.figures(RULE))


def _once(tasks: Iterable[Tracked]) -> list[Tracked]:
    """Of copies the original's task, or the first that there is."""
    found: dict[tuple[str, str, object], Tracked] = {}
    for task in tasks:
        key = task.family, " ".join(task.open.task.text.split()).lower(), task.open.last
        if key not in found or task.row.id == task.row.first:
            found[key] = task
    return list(found.values())


def _standing(material: Material, task: Tracked) -> Standing:
    if task.open.last > material.period.last:
        return "due"
    return "answered" if task.evidence else "passed"


def _told(
    material: Material,
    shown: Iterable[tuple[Standing, Tracked]],
    documents: Mapping[str, Document],
    watches: Sequence[Watch],
    matched: Mapping[str, frozenset[str]],
) -> Iterator[Deadline]:
    for standing, (task, _, evidence) in shown:
        plan = documents.get(task.document)
        if plan is None or task.task.due is None:
            continue
        yield Deadline(
            standing=standing,
            plan=source_of(plan),
            task=task.task.text[:_LONG],
            lead=task.task.lead,
            due=task.last,
            precision=task.precision,
            raw=task.task.due.raw,
            evidence=tuple(source_of(documents[one.id]) for one in evidence if one.id in documents),
            reasons=reasons(material, [plan], watches, matched),
        )

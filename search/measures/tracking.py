"""From plan to delivery: each task of the plans asked for, with the later documents that tell of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from search.measures.material import Material
from search.measures.publications import Publication
from search.measures.reported import (
    MOST_EVIDENCE,
    REPORTS,
    Evidence,
    Likely,
    Pair,
    Reading,
    found_in,
    wanted,
)
from search.measures.tracker import due_by
from search.measures.watching import Watch
from store.filters import Filters
from store.records import Plan, Task
from store.tracker import Report

GRACE = dt.timedelta(days=180)  # after its last day, or its plan's last year, a task is no longer looked for
_YEAR = dt.timedelta(days=365)

Standing: TypeAlias = Literal[
    "reported",  # a later document tells of it
    "passed",  # its day passed, every week up to it was observed, and no document tells of it
    "not_observed",  # its day passed, no document was found, and not every week was observed
    "not_held",  # no document was found, and later ones of the place are without their texts here
    "due",  # its day is still to come, and no document tells of it yet
    "without_day",  # it recurs or names no day, and no document tells of it
    "too_short",  # so few words that every document would have them: nothing was looked for
    "plan_undated",  # what is later than the plan is not known
    "place_unknown",  # whose plan it is is not known
]
STANDINGS: tuple[Standing, ...] = (
    "reported", "passed", "not_observed", "not_held", "due", "without_day", "too_short", "plan_undated",
    "place_unknown",
)  # fmt: skip


class Told(NamedTuple):
    """A document that tells of a task."""

    day: dt.date
    kind: str
    title: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as it is looked for; `after` is its plan's day, `pairs` are empty where it has too few words."""

    plan: Publication
    document: str  # the page or file that holds the plan
    place: str | None  # as of then, whatever geography is shown
    task: Task
    pairs: frozenset[Pair]
    after: dt.date | None
    last: dt.date | None
    until: dt.date | None

    @property
    def is_searched(self) -> bool:
        return bool(self.pairs) and self.after is not None and self.place is not None


@dataclass(frozen=True, slots=True)
class Tracked:
    """`judged`: its day passed, every week up to it was observed, and so no report means none."""

    asked: Asked
    standing: Standing
    told: tuple[Told, ...]
    judged: bool

    @property
    def is_late(self) -> bool:
        last = self.asked.last
        return bool(self.told) and last is not None and min(one.day for one in self.told) > last


class Compared(NamedTuple):
    """A task beside one later document of its place, with what was found in it."""

    asked: Asked
    report: Report
    reading: Reading
    found: Evidence | None


def asked_tasks(material: Material) -> list[Asked]:
    """The tasks of the publications that were asked for, each once a publication, in their order."""
    plans = material.store.tracker.plans({id_ for one in material.publications for id_ in one.members})
    acts = material.store.measuring.acts() if plans else {}
    places = material.localities
    made = []
    for one in material.publications:
        issued = [acts[id_].day for id_ in one.members if id_ in acts]
        day = min((each for each in issued if each), default=one.published if one.dated else None)
        place = next((places[id_] for id_ in (one.id, *one.members) if places.get(id_)), None)
        for document, plan, task in _once((id_, plans[id_]) for id_ in one.members if id_ in plans):
            last = due_by(task)
            until = _until(plan, day, last)
            made.append(Asked(one, document, place, task, wanted(task.text), day, last, until))
    return made


def compared(material: Material, tasks: Sequence[Asked]) -> Iterator[Compared]:
    """Each task that can be looked for beside each later report of its place, place by place."""
    for mine, report in _reports(material, tasks):
        reading = Reading(report.title, report.text)
        for one in mine:
            if _may_tell(one, report):
                yield Compared(one, report, reading, found_in(one.pairs, reading))


def tracked(material: Material) -> list[Tracked]:
    """Every task with what was found of it."""
    tasks = asked_tasks(material)
    found: dict[int, list[Told]] = defaultdict(list)
    unread: Counter[int] = Counter()
    mine: list[Asked] = []
    likely = Likely(())
    for theirs, report in _reports(material, tasks):
        if theirs is not mine:  # the reports of a place follow each other
            mine, likely = theirs, Likely([one.pairs for one in theirs])
        if not report.title and not report.text:
            unread.update(id(one) for one in mine if _may_tell(one, report))
            continue
        reading = Reading(report.title, report.text)
        for number in likely.of(reading):
            one = mine[number]
            evidence = found_in(one.pairs, reading) if _may_tell(one, report) else None
            if evidence is not None:
                told = Told(report.day, report.kind, report.title, evidence._replace(id=report.id))
                found[id(one)].append(told)
    watch = _watch(material, tasks)
    return [_tracked(one, found[id(one)], unread[id(one)], watch, material.now.date()) for one in tasks]


def _reports(material: Material, tasks: Sequence[Asked]) -> Iterator[tuple[list[Asked], Report]]:
    """The reports of each place with plans, each with the tasks of the place that can be looked for."""
    by_place: dict[str, list[Asked]] = defaultdict(list)
    for one in tasks:
        if one.is_searched and one.place is not None:
            by_place[one.place].append(one)
    today = material.now.date()
    for place in sorted(by_place):
        mine = by_place[place]
        first = min(one.after for one in mine if one.after)
        until = min(max(one.until for one in mine if one.until), today)
        for report in material.store.tracker.reports(place, first, until, REPORTS):
            yield mine, report


def counts(tasks: Iterable[Tracked]) -> Mapping[str, int]:
    """How many stand how, every standing named."""
    found = Counter(one.standing for one in tasks)
    return {name: found[name] for name in STANDINGS}


def _once(plans: Iterable[tuple[str, Plan]]) -> Iterator[tuple[str, Plan, Task]]:
    """A page and its file hold the same plan: the first that says a task stands for the others."""
    seen = set()
    for document, plan in plans:
        for task in plan.tasks:
            key = " ".join(task.text.split()).lower(), due_by(task)
            if key not in seen:
                seen.add(key)
                yield document, plan, task


def _until(plan: Plan, day: dt.date | None, last: dt.date | None) -> dt.date | None:
    year = plan.period[1] if plan.period else plan.year
    end = last or (dt.date(year, 12, 31) if year else None)
    if day is None:
        return None
    return max(end or day + _YEAR, day) + GRACE


def _may_tell(one: Asked, report: Report) -> bool:
    """It is later than the plan, in time, and none of its own files."""
    assert one.after is not None
    assert one.until is not None
    if not one.after < report.day <= one.until:  # as most are not
        return False
    own = {one.plan.id, one.document, *one.plan.members}
    return not own & {report.id, report.parent}


def _watch(material: Material, tasks: Sequence[Asked]) -> Watch:
    """Of all portals of a place: what one of them did not show, another may have."""
    first = min((one.after for one in tasks if one.after), default=material.now.date())
    return Watch(material.portals, material.store.coverage.spans(), Filters(), first, material.now)


def _tracked(one: Asked, found: list[Told], unread: int, watch: Watch, today: dt.date) -> Tracked:
    best = sorted(found, key=lambda each: (-each.evidence.share, each.day, each.evidence.id))[:MOST_EVIDENCE]
    has_passed = one.last is not None and one.last < today and one.is_searched
    judged = has_passed and not unread and _was_observed(one, watch)
    return Tracked(
        one, _standing(one, best, unread, judged=judged, has_passed=has_passed), tuple(best), judged
    )


def _standing(one: Asked, found: Sequence[Told], unread: int, *, judged: bool, has_passed: bool) -> Standing:
    if found:
        return "reported"
    for standing, holds in (
        ("too_short", not one.pairs), ("place_unknown", one.place is None),
        ("plan_undated", one.after is None), ("without_day", one.last is None), ("not_held", unread > 0),
        ("passed", judged), ("not_observed", has_passed),
    ):  # fmt: skip
        if holds:
            return standing  # type: ignore[return-value]
    return "due"


def _was_observed(one: Asked, watch: Watch) -> bool:
    assert one.after is not None
    assert one.place is not None
    seen = watch.until(one.place, one.after)
    return seen is not None and one.last is not None and seen >= max(one.last, one.after)

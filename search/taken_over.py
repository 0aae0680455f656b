"""What a plan takes over from a superior one: words and tasks.

Two tasks are the same where their sets of syllables are alike to 0.6 or more (Dice: 2|A ∩ B| / (|A| + |B|)).
That is a start value which nobody has validated against human coding yet: answers say `validated: false`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.shingles import containment, grams
from pipelines.words import folded_tokens
from store.records import Document, Task

SAME = 0.6  # least likeness of two tasks that are one


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`copied`: the share of the local words that stand in the superior plan; `passed_on`: the reverse.

    Tasks are None where one of the two has none that could be read: nothing was dropped then.
    """

    copied: float | None
    passed_on: float | None
    kept: int | None
    added: tuple[str, ...] | None
    dropped: tuple[str, ...] | None


def taken_over(superior: Document, local: Document) -> TakenOver:
    above, below = (set(grams([f"{one.title}\n{one.text}"])) for one in (superior, local))
    copied, passed_on = containment(below, above), containment(above, below)
    if not (superior.plan and superior.plan.tasks and local.plan and local.plan.tasks):
        return TakenOver(copied, passed_on, None, None, None)
    pairs = matched(superior.plan.tasks, local.plan.tasks)
    kept, own = {one for one, _ in pairs}, {other for _, other in pairs}
    added = tuple(task.text for place, task in enumerate(local.plan.tasks) if place not in own)
    dropped = tuple(task.text for place, task in enumerate(superior.plan.tasks) if place not in kept)
    return TakenOver(copied, passed_on, len(pairs), added, dropped)


def matched(superior: Sequence[Task], local: Sequence[Task]) -> list[tuple[int, int]]:
    """Places of the tasks that are the same, each in one pair at most, the likest pairs first."""
    above, below = ([frozenset(folded_tokens(task.text)) for task in tasks] for tasks in (superior, local))
    likely = sorted(
        (-likeness, place, other)
        for place, one in enumerate(above)
        for other, another in enumerate(below)
        if (likeness := _dice(one, another)) >= SAME
    )
    taken: set[int] = set()
    used: set[int] = set()
    pairs = []
    for _, place, other in likely:
        if place not in taken and other not in used:
            taken.add(place)
            used.add(other)
            pairs.append((place, other))
    return pairs


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0

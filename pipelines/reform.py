"""Whether a document is about the reform: its title first, then its lead, then how much of its body.

The gate of the codebook decides in title or lead, or with three hits in the body. Besides it, subjects of the
reform are weighed by where they stand and how many paragraphs hold them; words that other fields use as well
count only in paragraphs about the public service, and not under a title from one of those fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.matching import TITLE_UNIT, Matches
from store.records import Reform

THRESHOLD = 0.5
REVIEW = 0.15  # this close to the threshold a person should look

_LEAD = 1
_GATE_HITS = 3
_BROAD = 0.4  # share of paragraphs from which on the body is about the subject


def judge(found: Matches) -> tuple[bool, Reform]:
    """The verdict, with a score from 0 to 1 and the names of the rules that spoke for it."""
    points = dict(_points(found))
    if _units(found, "stranger") & {TITLE_UNIT} and "gate_title" not in points:
        points["stranger_title"] = -0.5
    score = min(1.0, max(0.0, sum(points.values())))
    review = abs(score - THRESHOLD) <= REVIEW
    return score >= THRESHOLD, Reform(round(score, 3), tuple(name for name in points), review)


def _points(found: Matches) -> Iterator[tuple[str, float]]:
    gate, subject = _units(found, "gate"), _units(found, "subject")
    support = _units(found, "support") & _beside_context(found)
    if TITLE_UNIT in gate:
        yield "gate_title", 1.0
    elif TITLE_UNIT in subject:
        yield "subject_title", 0.7
    elif TITLE_UNIT in support:
        yield "support_title", 0.35
    if _LEAD in gate:
        yield "gate_lead", 0.6
    elif _LEAD in subject:
        yield "subject_lead", 0.25
    elif _LEAD in support:
        yield "support_lead", 0.15
    if len([match for match in found.of("gate") if match.unit > _LEAD]) >= _GATE_HITS:
        yield "gate_body", 0.5
    yield from _breadth(found, gate | subject, support)


def _breadth(found: Matches, subject: set[int], support: set[int]) -> Iterator[tuple[str, float]]:
    body = [place for place, unit in enumerate(found.units) if unit.zone is None and place > TITLE_UNIT]
    about = _share(body, subject)
    if about:
        yield "subject_body", round(0.6 * min(1.0, about / _BROAD), 3)
    beside = _share(body, support - subject)
    if beside:
        yield "support_body", round(0.3 * min(1.0, beside / _BROAD), 3)


def _share(body: list[int], units: set[int]) -> float:
    """Of the paragraphs; one alone in a longer text is a remark."""
    hits = len(units.intersection(body))
    return hits / len(body) if hits > 1 or (len(body) <= 3 and hits) else 0.0


def _beside_context(found: Matches) -> set[int]:
    """Units where a supporting word counts; the lead vouches for the title."""
    context = _units(found, "context")
    return context | {TITLE_UNIT} if _LEAD in context else context


def _units(found: Matches, layer: str) -> set[int]:
    return set(_numbers(found, layer))


def _numbers(found: Matches, layer: str) -> Iterable[int]:
    return (match.unit for match in found.of(layer))

"""Whether a document is about the reform: its title first, then its lead, then how much of its body.

The gate of the codebook decides in title or lead, or with three hits in the body. Besides it, subjects of the
reform are weighed by where they stand and how many paragraphs hold them; words that other fields use as well
count only in paragraphs about the public service, and not under a title from one of those fields. Each rule
that fired is named with its points and the words that made it fire.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pipelines.codebook.records import ReformPoints
from pipelines.gapped import parts
from pipelines.matching import TITLE_UNIT, Match, Matches
from store.records import Evidence, Reform

_LEAD = 1
_WORDS = 2  # different strong words of themes, in as many paragraphs
_SHOWN = 3  # places that explain a rule; a long text has hundreds


class _Fired(NamedTuple):
    """A rule that fired, its points, and the matches that made it fire."""

    rule: str
    points: float
    matches: list[Match]


def judge(found: Matches, fields: dict[str, str], points: ReformPoints) -> tuple[bool, Reform]:
    """The verdict, with a score from 0 to 1, the rules behind it and their words in `fields`."""
    fired = list(_speak_for(found, points))
    score = min(1.0, sum(one.points for one in fired))
    strangers = _in(found, "stranger", {TITLE_UNIT})
    if strangers and all(one.rule != "gate_title" for one in fired):
        fired.append(_Fired("stranger_title", points.stranger_title, strangers))
        score = min(1.0, max(0.0, score + points.stranger_title))
    score = round(score, 3)
    margin = round(score - points.threshold, 3)
    return score >= points.threshold, Reform(
        score=score,
        rules=tuple(one.rule for one in fired),
        review=abs(margin) <= points.review,
        margin=margin,
        evidence=tuple(evidence for one in fired for evidence in _evidence(one, fields)),
    )


def _evidence(fired: _Fired, fields: dict[str, str]) -> Iterator[Evidence]:
    for match in fired.matches[:_SHOWN]:
        hit = match.hit
        name = f"{fired.rule} {fired.points:+.2f}: {hit.rule.phrase}"
        yield Evidence(match.field, hit.start, hit.end, fields[match.field][hit.start : hit.end], name)


def _speak_for(found: Matches, points: ReformPoints) -> Iterator[_Fired]:
    gate, subject = _units(found, "gate"), _units(found, "subject")
    support = _units(found, "support") & _beside_context(found)
    vouched, hinted = _vouched(found, "vouched"), _vouched(found, "hinted")
    layers = (
        ("gate", gate), ("subject", subject), ("vouched", vouched), ("hinted", hinted), ("support", support)
    )  # fmt: skip
    for place, where in ((TITLE_UNIT, "title"), (_LEAD, "lead")):
        layer = next((name for name, units in layers if place in units), None)
        if layer is not None:
            rule = f"{layer}_{where}"
            yield _Fired(rule, points.of(rule), _in(found, layer, {place}))
    beside = _in(found, "context", {TITLE_UNIT})
    if beside and TITLE_UNIT in support - gate - subject - vouched:
        yield _Fired("context_title", points.context_title, beside)
    hits = [match for match in found.of("gate") if match.unit > _LEAD and match.zone != "chrome"]
    if len(hits) >= points.gate_hits:
        yield _Fired("gate_body", points.gate_body, hits)
    if hinted - gate - subject - vouched:
        yield from _told(found, gate | subject, points)
    if not subject.isdisjoint({TITLE_UNIT, _LEAD}):
        yield from _themed(found, points)
    yield from _breadth(found, gate | subject, support, points)


def _told(found: Matches, about: set[int], points: ReformPoints) -> Iterator[_Fired]:
    """What the title hints at, the text says in words of the reform: of the subject, strong ones of a theme,
    or weak ones of the title's. What repeats the hint says nothing new: `lớp tập huấn` of `tập huấn …`.
    """
    hinted = {part for match in _in(found, "hinted", {TITLE_UNIT}) for part in parts(match.hit.rule.phrase)}
    of_title = {match.hit.rule.name for match in _in(found, "theme", {TITLE_UNIT})}
    said = [match for layer in ("gate", "subject") for match in _in(found, layer, about - {TITLE_UNIT})]
    for match in found.scoring("theme"):
        rule = match.hit.rule
        weak = rule.name in of_title and not any(f" {part} " in f" {rule.phrase} " for part in hinted)
        if match.unit > TITLE_UNIT and (weak or rule.strength == "strong"):
            said.append(match)
    if _share(_body(found), {match.unit for match in said}):
        yield _Fired("hinted_body", points.hinted_body, said)


def _themed(found: Matches, points: ReformPoints) -> Iterator[_Fired]:
    """A lead may name what the text is about once, and the text go on in words of its themes."""
    strong = [
        match
        for match in found.scoring("theme")
        if match.unit > _LEAD and match.hit.rule.strength == "strong"
    ]
    words, places = {match.hit.rule.phrase for match in strong}, {match.unit for match in strong}
    if min(len(words), len(places)) >= _WORDS:
        yield _Fired("theme_body", points.theme_body, strong)


def _breadth(found: Matches, subject: set[int], support: set[int], points: ReformPoints) -> Iterator[_Fired]:
    body = _body(found)
    about, beside = _share(body, subject), _share(body, support - subject)
    if about:
        matches = _in(found, "gate", body) + _in(found, "subject", body)
        yield _Fired("subject_body", round(points.subject_body * min(1.0, about / points.broad), 3), matches)
    if beside:
        matches = _in(found, "support", body & support - subject)
        yield _Fired("support_body", round(points.support_body * min(1.0, beside / points.broad), 3), matches)


def _body(found: Matches) -> set[int]:
    return {place for place, unit in enumerate(found.units) if unit.zone is None and place > TITLE_UNIT}


def _share(body: set[int], units: set[int]) -> float:
    """Of the paragraphs; one alone in a longer text is a remark."""
    hits = len(body & units)
    return hits / len(body) if hits > 1 or (len(body) <= 3 and hits) else 0.0


def _vouched(found: Matches, layer: str) -> set[int]:
    """The title, where it has words that count beside a public body, and it or the lead names one."""
    words, bodies = _in(found, layer, {TITLE_UNIT}), _in(found, "body", {TITLE_UNIT, _LEAD})
    return {TITLE_UNIT} if any(_is_apart(word, body) for word in words for body in bodies) else set()


def _is_apart(word: Match, body: Match) -> bool:
    """A body in the words that it is to vouch for is no witness."""
    return body.unit != word.unit or body.hit.end <= word.hit.start or word.hit.end <= body.hit.start


def _beside_context(found: Matches) -> set[int]:
    """Units where a supporting word counts; the lead vouches for the title."""
    context = _units(found, "context")
    return context | {TITLE_UNIT} if _LEAD in context else context


def _units(found: Matches, layer: str) -> set[int]:
    return {match.unit for match in found.of(layer)}


def _in(found: Matches, layer: str, units: Collection[int]) -> list[Match]:
    return [match for match in found.of(layer) if match.unit in units]

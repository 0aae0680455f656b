"""How long each locality took to follow a superior act, and who was watched and did not follow."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from search.measures.superiors import Superior, is_below, level_of, superiors
from search.measures.watching import Watch
from store.records import Level
from store.relations import Link, OwnAct


@dataclass(frozen=True, slots=True)
class Lag:
    """The first act of a locality that implements the superior one; `publication` shows it."""

    locality: str
    days: int
    symbol: str  # of its number, as `store.identities.symbol` has it
    issued: dt.date
    publication: str


@dataclass(slots=True)
class Cascade:
    """What one level made of a superior act.

    `watched`: days without an act, by locality; `not_observed` more were not watched from its day on; of
    `undated` it is known that they implement it, not since when; `before`: acts dated before it.
    """

    superior: Superior
    level: Level
    lags: list[Lag] = field(default_factory=list)
    watched: dict[str, int] = field(default_factory=dict)
    not_observed: int = 0
    undated: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Step:
    """One act of a locality that implements the superior one."""

    locality: str
    issued: dt.date | None
    symbol: str
    publication: str


def cascades(
    links: Sequence[Link],
    acts: Mapping[str, OwnAct],
    publications: Mapping[str, str],
    localities: Mapping[str, str | None],
    watch: Watch,
) -> Iterator[Cascade]:
    """One cascade for each superior act and level that has followed it, in the order of `superiors`.

    `links` say what implements what; `acts` are those of the citing and of the cited documents,
    `publications` what each document belongs to and `localities` who speaks in it. Links of documents that
    belong to none are left out.
    """
    kept = [link for link in links if link.document in publications]
    for superior, found in superiors(kept, acts):
        if superior.locality is None:
            continue  # whose act it is is not known, and so not who has to follow it
        by_level: dict[Level, list[_Step]] = defaultdict(list)
        for step in _steps(found, acts, publications, localities):
            level = level_of(step.locality)
            if level and is_below(step.locality, superior.locality):
                by_level[level].append(step)
        for level in sorted(by_level):
            yield _cascade(superior, level, by_level[level], watch)


def _steps(
    links: Iterable[Link],
    acts: Mapping[str, OwnAct],
    publications: Mapping[str, str],
    localities: Mapping[str, str | None],
) -> Iterator[_Step]:
    for link in links:
        own = acts.get(link.document)
        locality = (own and own.locality) or localities.get(link.document)
        if locality:
            issued, symbol = (own.issued, own.symbol) if own else (None, "")
            yield _Step(locality, issued, symbol, publications[link.document])


def _cascade(superior: Superior, level: Level, steps: list[_Step], watch: Watch) -> Cascade:
    found = Cascade(superior, level)
    by_locality: dict[str, list[_Step]] = defaultdict(list)
    for step in steps:
        by_locality[step.locality].append(step)
    for locality, own in sorted(by_locality.items()):
        _place(found, locality, own)
    if superior.issued is not None and superior.locality is not None:
        _watch(found, superior.locality, superior.issued, by_locality.keys(), watch)
    return found


def _watch(found: Cascade, above: str, issued: dt.date, known: Set[str], watch: Watch) -> None:
    """Those of whom no act is known: watched for so many days, or not observed."""
    others = watch.below(above, found.level, issued) - known
    for locality in sorted(others & watch.speaking):
        last = watch.until(locality, issued)
        if last is not None:
            found.watched[locality] = (last - issued).days
    found.not_observed = len(others) - len(found.watched)


def _place(found: Cascade, locality: str, steps: list[_Step]) -> None:
    """What a locality did: its first dated act that does not come before the superior one."""
    issued = found.superior.issued
    dated = [(step.issued, step.publication, step) for step in steps if step.issued and issued]
    after = sorted(each for each in dated if issued and each[0] >= issued)
    if after and issued:
        day, publication, step = after[0]
        found.lags.append(Lag(locality, (day - issued).days, step.symbol, day, publication))
    else:
        (found.before if dated else found.undated).append(locality)

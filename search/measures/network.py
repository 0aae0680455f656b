"""The network of citations: who cites whose acts, which way they point, how old what is cited is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from search.measures.publications import Publication
from search.measures.superiors import is_below
from store.identities import NATION
from store.relations import Link, OwnAct

Direction: TypeAlias = Literal["vertical", "own", "horizontal", "unknown"]
BASIS = frozenset({"legal_basis", "implements"})  # what a plan rests on: a law, or a superior body's plan


@dataclass  # not frozen: that takes twice as long, and there are tens of thousands
class Citing:
    """A publication with the acts that it cites, each act once; `locality` is whose act, else who speaks."""

    publication: Publication
    locality: str | None
    day: dt.date | None
    links: tuple[Link, ...]

    @property
    def is_plan(self) -> bool:
        return self.publication.kind == "ke_hoach"

    @property
    def names_basis(self) -> bool:
        return any(link.relation in BASIS for link in self.links)

    @property
    def directions(self) -> Sequence[Direction]:
        return self._directions if self.links else ()  # most cite nothing

    @cached_property
    def _directions(self) -> list[Direction]:
        return [direction(self.locality, link.locality) for link in self.links]

    def ages(self) -> list[int]:
        """Days between the acts that it cites and its own day; acts dated after it are slips."""
        if not self.links:
            return []
        days = [link.issued for link in self.links]
        return [(self.day - day).days for day in days if day and self.day and day <= self.day]


def citing(
    publications: Iterable[Publication],
    links: Sequence[Link],
    acts: Mapping[str, OwnAct],
    localities: Mapping[str, str | None],
) -> list[Citing]:
    """The publications, those that cite nothing included. `localities` say who speaks in a document."""
    by_document: dict[str, list[Link]] = {}
    for link in links:
        by_document.setdefault(link.document, []).append(link)
    return [_citing(one, by_document, acts, localities) for one in publications]


def direction(citer: str | None, cited: str | None) -> Direction:
    """`vertical`: to a body above, `own`: to one's own, `horizontal`: to any other locality."""
    if citer is None or cited is None:
        return "unknown"
    if citer == cited:
        return "own"
    return "vertical" if cited == NATION or is_below(citer, cited) else "horizontal"


def _citing(
    one: Publication,
    by_document: Mapping[str, list[Link]],
    acts: Mapping[str, OwnAct],
    localities: Mapping[str, str | None],
) -> Citing:
    if len(one.members) == 1:  # as most
        member = one.members[0]
        own, links = acts.get(member), by_document.get(member, ())
        speaker = localities.get(member) or None
    else:
        own = next((acts[each] for each in one.members if each in acts), None)
        links = [link for each in one.members for link in by_document.get(each, ())]
        speaker = next(filter(None, map(localities.get, one.members)), None)
    day = own.issued if own else None
    if day is None and one.precision == "day" and one.dated:
        day = one.published
    return Citing(one, (own and own.locality) or speaker, day, _distinct(links))


def _distinct(links: Sequence[Link]) -> tuple[Link, ...]:
    """Each act once, its strongest relation first: an act and the file that it is cite the same."""
    if len(links) < 2:
        return tuple(links)
    found: dict[tuple[str, str | None, int | None], Link] = {}
    for link in links:
        key = (link.symbol, link.locality, link.year)
        if key not in found or (link.relation in BASIS and found[key].relation not in BASIS):
            found[key] = link
    return tuple(found.values())

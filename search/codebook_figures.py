"""The figures of a store by two codings of it: counted as its documents pass by, so that no row is kept.

A document that is a publication of its own is counted at once. Files, their pages and copies wait for the
end, since a publication is made of several of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from search.copies import fold
from search.measures.attention import shares
from search.measures.publications import Publication, publications
from store.documents import CodedDocument
from store.filters import Geography

LEAST_MOVE = 1e-9  # a smaller one is that of rounding
_BATCH = 1000  # documents that are looked at together

_Place: TypeAlias = str | None
_Pairs: TypeAlias = list[tuple[CodedDocument, CodedDocument]]  # by the old coding and by the new one


@dataclass(frozen=True, slots=True)
class Move:
    """One figure by both codebooks; a value is None where there is nothing to divide by.

    `n` publications of `denominator` have it.
    """

    figure: Literal["reform_share", "attention"]
    key: Mapping[str, str | None]
    old: float | None
    new: float | None
    n_old: int
    n_new: int
    denominator_old: int
    denominator_new: int

    @property
    def move(self) -> float | None:
        return None if self.old is None or self.new is None else self.new - self.old


class Sum:
    """A sum of floats without rounding: what `math.fsum` gives of all of them, which nobody need keep.

    Shewchuk, Discrete & Computational Geometry 18(3), 1997: parts that do not overlap hold it exactly.
    """

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[float] = []

    def add(self, value: float) -> None:
        kept = []
        for part in self.parts:
            large, small = (value, part) if abs(value) >= abs(part) else (part, value)
            value = large + small
            if rest := small - (value - large):
                kept.append(rest)
        self.parts = [*kept, value]

    def take(self, other: Sum) -> None:
        for part in other.parts:
            self.add(part)


@dataclass(slots=True)
class _Speech:
    """What the publications of one place say: how many have themes, how many each, and its weights."""

    publications: int = 0
    holding: Counter[str] = field(default_factory=Counter)
    weights: defaultdict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))

    def add(self, weights: Mapping[str, float]) -> None:
        self.publications += 1
        self.holding.update(weights.keys())
        for theme, weight in weights.items():
            self.weights[theme].add(weight)

    def take(self, other: _Speech) -> None:
        self.publications += other.publications
        self.holding.update(other.holding)
        for theme, found in other.weights.items():
            self.weights[theme].take(found)

    def shares(self) -> dict[str, float]:
        return shares({theme: found.parts for theme, found in self.weights.items()})


class _Side:
    """What one coding makes of the publications."""

    def __init__(self) -> None:
        self.reform: Counter[_Place] = Counter()
        self.speech: defaultdict[_Place, _Speech] = defaultdict(_Speech)


class Figures:
    """Takes each document by two codings of it, and tells how shares of the reform and of attention move.

    `above` leads from each file and copy of the store to its page or first copy, as `Measuring.above`.
    """

    def __init__(self, above: Mapping[str, str], geography: Geography) -> None:
        self._joined = frozenset((*above, *above.values()))
        self._geography = geography
        self._passing: _Pairs = []
        self._waiting: _Pairs = []
        self._whole: Counter[_Place] = Counter()
        self._sides = (_Side(), _Side())

    def add(self, old: CodedDocument, new: CodedDocument) -> None:
        if old == new:
            new = old
        if old.first is not None or old.id in self._joined:
            self._waiting.append((old, new))
            return
        self._passing.append((old, new))
        if len(self._passing) == _BATCH:
            self._count(self._passing)
            self._passing = []

    def moves(self) -> list[Move]:
        """The figures that move, the most first. To be asked once, behind the last document."""
        self._count(self._passing)
        self._count(self._waiting)
        found = [*self._reform_shares(), *self._attention()]
        moved = [
            one for one in found if one.old != one.new and (one.move is None or abs(one.move) > LEAST_MOVE)
        ]
        return sorted(moved, key=lambda one: (-abs(one.move if one.move is not None else 1.0), _order(one)))

    def _count(self, pairs: _Pairs) -> None:
        """Counts publications of which all documents are among these."""
        everything = self._published([old for old, _ in pairs])
        places = {one.id: one.locality for one in everything}
        self._whole.update(one.locality for one in everything)
        for which, side in enumerate(self._sides):
            found = self._published([pair[which] for pair in pairs if pair[which].is_reform])
            side.reform.update(places.get(one.id, one.locality) for one in found)
            for one in found:
                if one.weights:
                    side.speech[one.locality].add(one.weights)

    def _published(self, rows: list[CodedDocument]) -> list[Publication]:
        return publications(fold(rows).rows, self._geography)

    def _reform_shares(self) -> Iterator[Move]:
        """The share of publications that are about the reform, of all and by locality."""
        places = sorted(self._whole, key=lambda code: (code is None, code or ""))
        groups: list[tuple[dict[str, str | None], list[_Place]]] = [({}, places)]
        groups += [({"locality": code}, [code]) for code in places]
        for key, codes in groups:
            of = sum(self._whole[code] for code in codes)
            n = [sum(side.reform[code] for code in codes) for side in self._sides]
            values = [count / of if of else None for count in n]
            yield Move("reform_share", key, values[0], values[1], n[0], n[1], of, of)

    def _attention(self) -> Iterator[Move]:
        """Shares of attention, of all and by locality."""
        whole = [_Speech(), _Speech()]
        for speech, side in zip(whole, self._sides, strict=True):
            for found in side.speech.values():
                speech.take(found)
        yield from _shares({}, whole[0], whole[1])
        for place in {place: None for side in self._sides for place in side.speech}:
            old, new = (side.speech.get(place, _Speech()) for side in self._sides)
            yield from _shares({"locality": place}, old, new)


def _shares(key: Mapping[str, str | None], old: _Speech, new: _Speech) -> Iterator[Move]:
    found = [one.shares() for one in (old, new)]
    nothing = [0.0 if one.publications else None for one in (old, new)]  # of a theme that nobody speaks of
    for theme in sorted({*old.weights, *new.weights}):
        values = [each.get(theme, none) for each, none in zip(found, nothing, strict=True)]
        n, of = [one.holding[theme] for one in (old, new)], (old.publications, new.publications)
        yield Move("attention", {**key, "theme": theme}, values[0], values[1], n[0], n[1], *of)


def _order(move: Move) -> tuple[str, ...]:
    return (move.figure, *(value or "" for value in move.key.values()))

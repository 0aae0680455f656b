"""Series of numbers: the acts of one issuer, kind and year, of which some are held and some only cited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from store.relations import OwnAct, Unmet

# Party committees begin again with their term, not with the year: their numbers are no series of a year.
_OF_A_TERM = re.compile(r"/\w*(?:tw|tư|tu|hu|qu)$|/(?:thu|đu\w*)$")
_LARGEST = 20_000  # acts of one kind in a year; what is larger was misread


class SeriesKey(NamedTuple):
    """`kind` is the symbol without its number: `kh/ubnd`."""

    locality: str
    kind: str
    year: int

    @property
    def label(self) -> str:
        return f"{self.kind.upper().replace('/', '-')}, {self.locality}, {self.year}"


@dataclass(slots=True)
class Series:
    """Numbers and the publications that hold them, and numbers that others cite and nobody holds."""

    held: dict[int, set[str]] = field(default_factory=dict)
    cited: set[int] = field(default_factory=set)

    @property
    def unseen(self) -> list[int]:
        """Cited, never seen."""
        return sorted(self.cited - self.held.keys())

    @property
    def highest(self) -> int:
        return max((*self.held, *self.cited))

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Runs of numbers, first and last, that were given out and are neither held nor cited."""
        known = sorted({0, *self.held, *self.cited})
        return [(before + 1, after - 1) for before, after in pairwise(known) if after > before + 1]


def series(
    acts: Iterable[OwnAct], cited: Iterable[Unmet], publications: Mapping[str, str]
) -> dict[SeriesKey, Series]:
    """The series that acts and citations tell of, by key; numbers with a letter are not counted."""
    found: dict[SeriesKey, Series] = defaultdict(Series)
    for act in acts:
        place = _place(act.symbol, act.locality, act.year) if act.document in publications else None
        if place:
            key, number = place
            found[key].held.setdefault(number, set()).add(publications[act.document])
    for symbol, year, locality in {one[1:] for one in cited if one.document in publications}:
        if place := _place(symbol, locality, year):
            found[place[0]].cited.add(place[1])
    return dict(sorted(found.items()))


@lru_cache(maxsize=65536)  # many cite the same act
def _place(symbol: str, locality: str | None, year: int | None) -> tuple[SeriesKey, int] | None:
    number, _, kind = symbol.partition("/")
    if locality is None or year is None or not kind or not (number.isascii() and number.isdigit()):
        return None
    if not 0 < int(number) <= _LARGEST or _is_of_a_term(kind):
        return None
    # A year slot of the number (48/2025/QĐ-UBND) is that of the series.
    return SeriesKey(locality, kind.removeprefix(f"{year}/"), year), int(number)


@lru_cache(maxsize=4096)  # there are few kinds
def _is_of_a_term(kind: str) -> bool:
    return _OF_A_TERM.search(f"/{kind}") is not None

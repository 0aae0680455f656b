"""Which documents people code: a stratified random sample whose every document has a known probability.

The frame are the documents that the filters leave, without attachments and copies. Each falls into one
stratum; within a stratum of N documents n are drawn without replacement, each with probability n / N > 0, so
that weights N / n give unbiased totals (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, ch. 5). Documents
are taken in the order of sha256(seed, id), which serves as their permanent random number (E. Ohlsson, in:
Business Survey Methods, 1995): the same seed and store give the same sample on every machine.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from store.documents import CodedDocument
from store.filters import Geography
from store.validation_records import Stratum

Key: TypeAlias = Literal["theme", "province", "level", "year", "portal", "kind"]
Allocation: TypeAlias = Literal["root", "proportional", "equal"]
KEYS: tuple[Key, ...] = get_args(Key)
# Shares of a sample go by N^p: between what serves totals (1) and what serves each stratum (0).
# M. D. Bankier, Power allocations, The American Statistician 42, 1988.
POWERS: Mapping[Allocation, float] = {"root": 0.5, "proportional": 1.0, "equal": 0.0}
NO_THEME, NOT_REFORM, UNKNOWN = "no_theme", "not_reform", "unknown"
_FOR_A_VARIANCE = 2  # one document of a stratum says nothing of how much its documents differ


class DesignError(ValueError):
    """A sample that cannot be drawn; `str(error)` says why and what to ask for."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn document, before anybody looked at its text."""

    document: str
    stratum: str
    probability: float
    is_double: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """`drawn` stand in random order, so that a sheet does not tell their strata."""

    drawn: tuple[Drawn, ...]
    strata: tuple[Stratum, ...]
    left_out: Mapping[str, int]


def draw(
    rows: Iterable[CodedDocument], *, size: int, seed: int, by: Sequence[Key], allocation: Allocation,
    double: float, geography: Geography = "then",
) -> Draw:  # fmt: skip
    """The sample of `size` documents, or all of a smaller frame; a share `double` is for two coders.

    Linear in `rows`. Raises DesignError.
    """
    left_out: Counter[str] = Counter()
    strata: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.parent is not None or row.duplicate_of is not None:
            left_out["attachments" if row.parent is not None else "copies"] += 1
            continue
        strata[stratum_of(row, by, geography)].append(row.id)
    taken = allocate({name: len(ids) for name, ids in strata.items()}, size, POWERS[allocation])
    chosen = [
        (id_, name)
        for name in sorted(strata)
        for id_ in sorted(strata[name], key=lambda id_: _number(seed, "draw", id_))[: taken[name]]
    ]
    chosen.sort(key=lambda pair: _number(seed, "order", pair[0]))
    twice = _double(seed, [id_ for id_, _ in chosen], double)
    drawn = tuple(Drawn(id_, name, taken[name] / len(strata[name]), id_ in twice) for id_, name in chosen)
    described = tuple(Stratum(name, len(strata[name]), taken[name]) for name in sorted(strata))
    return Draw(drawn, described, dict(sorted(left_out.items())))


def stratum_of(row: CodedDocument, by: Sequence[Key], geography: Geography) -> str:
    return "|".join(f"{key}={_value(row, key, geography)}" for key in by) or "all"


def allocate(populations: Mapping[str, int], size: int, power: float) -> dict[str, int]:
    """How many of each stratum: two, or one where `size` is short, then the rest by population ** power.

    The rest goes one by one to the stratum with the largest population ** power / (given + 1/2), the divisor
    method of Sainte-Laguë, never more than there are. Raises DesignError.
    """
    if not populations:
        raise DesignError("No documents to draw from: the store has none that the filters leave.")
    if size < len(populations):
        raise DesignError(
            f"A sample of {size} leaves some of the {len(populations)} strata without a document, and what "
            "they hold could not be estimated: ask for a larger --size or fewer keys in --by."
        )
    given = {name: min(_FOR_A_VARIANCE, count) for name, count in populations.items()}
    if sum(given.values()) > size:
        given = dict.fromkeys(populations, 1)
    queue = [
        (-(populations[name] ** power) / (count + 0.5), name)
        for name, count in given.items()
        if count < populations[name]
    ]
    heapq.heapify(queue)
    for _ in range(min(size, sum(populations.values())) - sum(given.values())):
        _, name = heapq.heappop(queue)
        given[name] += 1
        if given[name] < populations[name]:
            heapq.heappush(queue, (-(populations[name] ** power) / (given[name] + 0.5), name))
    return given


def assign(drawn: Sequence[Drawn], coders: Sequence[str]) -> list[tuple[str, ...]]:
    """Who codes each drawn document: coders in turn, two neighbours for one that is coded twice."""
    if not coders:
        return [() for _ in drawn]
    asked = []
    turn = 0
    for one in drawn:
        share = min(2 if one.is_double else 1, len(coders))
        asked.append(tuple(coders[(turn + place) % len(coders)] for place in range(share)))
        turn += share
    return asked


def heaviest_theme(row: CodedDocument) -> str:
    """The theme that the rules give most weight, or why there is none."""
    weights: dict[str, float] = defaultdict(float)
    for theme, weight in row.themes:
        weights[theme] += weight
    if not row.is_reform:
        return NOT_REFORM
    return min(weights, key=lambda theme: (-weights[theme], theme), default=NO_THEME)


def _value(row: CodedDocument, key: Key, geography: Geography) -> str:
    if key == "theme":
        return heaviest_theme(row)
    if key == "year":
        return str(row.published.year) if row.published else UNKNOWN
    if key == "province":
        return (row.province if geography == "then" else row.today) or UNKNOWN
    return getattr(row, key) or UNKNOWN


def _double(seed: int, ids: Sequence[str], share: float) -> set[str]:
    count = round(share * len(ids))
    return set(sorted(ids, key=lambda id_: _number(seed, "double", id_))[: max(count, 1 if share else 0)])


def _number(seed: int, purpose: str, document: str) -> bytes:
    return hashlib.sha256(f"{seed}\x00{purpose}\x00{document}".encode()).digest()

"""What a measure answers: rows with their documents, and what was observed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

from search.measures.periods import period_of
from store.coverage import State as State  # noqa: PLC0414 given on
from store.filters import Geography

KeyName: TypeAlias = Literal[
    "locality", "province", "portal", "level", "kind", "period", "theme", "channel", "audience", "word",
    "plan", "task", "superior", "from", "to", "check", "series",
]  # fmt: skip
# What a value is: a share from 0 to 1, days, nats (H), a ratio around 1, a z score, a plain number.
Unit: TypeAlias = Literal["share", "days", "nats", "ratio", "z", "number"]
Counts: TypeAlias = Literal["reform", "all", "portals"]  # what a measure looks at: search.measures.registry


class MeasureError(ValueError):
    """A measure was asked for something that it cannot answer; `str(error)` says what to ask."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How much of the weeks that a row speaks of was observed; `missing` counts the others by state."""

    observed: int
    weeks: int
    missing: Mapping[str, int]

    @property
    def share(self) -> float | None:
        return self.observed / self.weeks if self.weeks else None

    @property
    def whole(self) -> bool:
        return self.observed == self.weeks > 0

    def as_json(self) -> dict[str, Any]:
        return {
            "observed": self.observed,
            "weeks": self.weeks,
            "share": self.share,
            "missing": dict(self.missing),
        }


@dataclass(slots=True)  # not frozen: that takes three times as long, and there are tens of thousands
class MeasureRow:
    """`documents` names the `n` publications; a `value` that is a share is one of `denominator` of them.

    `more` holds further figures of the measure, under keys of its own. `coverage` and `compared` are set by
    `search.measures.computing`.
    """

    key: Mapping[str, str | None]
    value: float | None
    n: int
    denominator: int
    documents: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    flags: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    validated: Mapping[str, Any] | None = None  # of the theme: search.validated.summary
    corrected: Mapping[str, Any] | None = None  # pipelines.validation.correction.Corrected
    coverage: Seen | None = None
    compared: bool = True  # False: too little was observed to stand beside others

    def beside(self, coverage: Seen | None, *, compared: bool) -> MeasureRow:
        """The row with its coverage; `replace` takes several times as long, and rows may be many."""
        return MeasureRow(
            self.key, self.value, self.n, self.denominator, self.documents, self.low, self.high, self.flags,
            self.more, self.validated, self.corrected, coverage, compared,
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {
            "key": dict(self.key),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "denominator": self.denominator,
            "documents": list(self.documents),
            "flags": list(self.flags),
            "validated": self.validated,
            "corrected": self.corrected,
            "coverage": self.coverage.as_json() if self.coverage else None,
            "compared": self.compared,
            **self.more,
        }


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One week of a locality."""

    locality: str
    period: str  # 2022-W21
    state: State

    def as_json(self) -> dict[str, str]:
        return {"locality": self.locality, "period": self.period, "state": self.state}


class Stretch(NamedTuple):
    """Weeks of a locality of one state, from the Monday `first` to the Monday `last`."""

    locality: str
    first: dt.date
    last: dt.date
    state: State

    @property
    def weeks(self) -> int:
        return (self.last - self.first).days // 7 + 1

    def rows(self) -> Iterator[CoverageRow]:
        return (CoverageRow(self.locality, period, self.state) for period in self.periods())

    def periods(self) -> Iterator[str]:
        """Its weeks as `2022-W21`."""
        return (_name_of(self.first + dt.timedelta(days=7 * number)) for number in range(self.weeks))


@lru_cache(maxsize=8192)
def _name_of(monday: dt.date) -> str:
    return period_of(monday, "day", "week") or ""


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The contract of `reformwatch measure NAME --json`.

    `settings` are the parameters it was computed with. `notes` say in words what a reader of the figures has
    to know: that there are none and why, what was not compared.
    """

    measure: str
    formula: str
    query: Mapping[str, Any]
    geography: Geography
    codebook: str | None  # of the coded documents; several versions joined by a comma
    as_of: str
    rows: tuple[MeasureRow, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    unit: Unit = "share"
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    copies: Mapping[str, Any] = field(default_factory=dict)  # which are `counted`, how many were `folded`
    seen: Seen | None = None  # the weeks of all places that rows speak of; None: rows have none of their own

    @property
    def states(self) -> Mapping[str, int]:
        """Locality-weeks by state, the most first: the same weeks as those of the rows."""
        if self.seen is not None:
            found = Counter({"observed": self.seen.observed, **self.seen.missing})
        else:
            found = Counter()
            for stretch in self.stretches:
                found[stretch.state] += stretch.weeks
        return {state: count for state, count in found.most_common() if count}

    @property
    def coverage(self) -> tuple[CoverageRow, ...]:
        """A row for each locality and week: made when asked for, as there may be very many."""
        return tuple(row for stretch in self.stretches for row in stretch.rows())

    def as_json(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "formula": self.formula,
            "unit": self.unit,
            "query": dict(self.query),
            "settings": dict(self.settings),
            "geography": self.geography,
            "codebook": self.codebook,
            "as_of": self.as_of,
            "notes": list(self.notes),
            "rows": [row.as_json() for row in self.rows],
            # As `CoverageRow.as_json`, which a country's weeks would call 200,000 times.
            "coverage": [
                {"locality": one.locality, "period": period, "state": one.state}
                for one in self.stretches
                for period in one.periods()
            ],
            "copies": dict(self.copies),
        }

"""What a measure answers: rows with their documents, and what was observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from store.coverage import State as State  # noqa: PLC0414 given on
from store.filters import Geography
from store.records import as_json

KeyName: TypeAlias = Literal["locality", "province", "portal", "level", "kind", "theme", "period"]


class MeasureError(ValueError):
    """A measure was asked for something that it cannot answer; `str(error)` says what to ask."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """`documents` names the `n` publications; `value` is a share of `denominator` publications."""

    key: Mapping[str, str | None]
    value: float | None
    n: int
    denominator: int
    documents: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    flags: tuple[str, ...] = ()
    validated: Mapping[str, Any] | None = None  # of the theme: search.validated.summary
    corrected: Mapping[str, Any] | None = None  # pipelines.validation.correction.Corrected


@dataclass(frozen=True, slots=True)
class CoverageRow:
    locality: str
    period: str  # 2022-W21
    state: State


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The contract of `reformwatch measure NAME --json`."""

    measure: str
    formula: str
    query: Mapping[str, Any]
    geography: Geography
    codebook: str | None  # of the coded documents; several versions joined by a comma
    as_of: str
    rows: tuple[MeasureRow, ...] = field(default=())
    coverage: tuple[CoverageRow, ...] = field(default=())
    copies: Mapping[str, Any] = field(default_factory=dict)  # which are `counted`, how many were `folded`

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = as_json(self)
        found["rows"] = [
            {
                "key": dict(row.key),
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "n": row.n,
                "denominator": row.denominator,
                "documents": list(row.documents),
                "flags": list(row.flags),
                "validated": row.validated,
                "corrected": row.corrected,
            }
            for row in self.rows
        ]
        return found

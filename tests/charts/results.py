"""Results of measures as figures are drawn from them, made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from search.measures.results import KeyName, MeasureResult, MeasureRow, Seen, Stretch
from search.statistics.survival import kaplan_meier, median

WHOLE, PART = Seen(52, 52, {}), Seen(40, 52, {"down": 12})


def result(measure: str, by: Sequence[KeyName], *rows: MeasureRow, **fields: Any) -> MeasureResult:
    asked = {"words": "", "by": list(by), "period": fields.pop("period", "year"), **fields.pop("query", {})}
    return MeasureResult(**{
        "measure": measure, "formula": "x = y / z", "query": asked, "geography": "then", "codebook": "0.1",
        "as_of": "2026-11-20T09:00:00+07:00", "rows": rows,
        "stretches": (Stretch("D63:482", dt.date(2024, 1, 8), dt.date(2024, 1, 15), "observed"),), **fields,
    })  # fmt: skip


def row(value: float | None, coverage: Seen | None = WHOLE, /, **fields: Any) -> MeasureRow:
    key = fields.pop("key")
    return MeasureRow(key=key, value=value, n=3, denominator=10, coverage=coverage, **fields)


def cascade() -> MeasureResult:
    curve = kaplan_meier([10, 29], [20, 40])
    half = median(curve)
    more = {"curve": [asdict(step) for step in curve], "watched": {"D63:480": 20, "D63:481": 40}}
    key = {"superior": "170/KH-UBND", "level": "district"}
    return result("cascade", ("superior", "level"), row(half.day, None, key=key, more=more), unit="days")

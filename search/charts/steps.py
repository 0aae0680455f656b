"""Kaplan-Meier curves: one panel for each superior act and level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from search.charts.parts import data
from search.charts.points import Record, wrapped
from search.charts.words import Language, told
from search.measures.results import MeasureResult, MeasureRow

MOST = 24  # panels that one figure holds
_COLUMNS, _WIDTH, _HEIGHT, _NAME, _TICKS = 2, 340, 170, 56, 6


def curves(found: Sequence[Record], result: MeasureResult, language: Language) -> Any:
    """The superior acts that most localities followed or were watched for come first."""
    with_curve = [two for two in zip(result.rows, found, strict=True) if two[0].more.get("curve")]
    shown = sorted(with_curve, key=lambda two: -two[0].denominator)[:MOST]
    return alt.concat(*(_panel(row, record, language) for row, record in shown), columns=_COLUMNS, spacing=28)


def _panel(row: MeasureRow, record: Record, language: Language) -> Any:
    steps, censored = _steps(row), _censored(row)
    last = max(step["day"] for step in [*steps, *censored])
    scale = alt.Scale(domain=[0, max(last, 1)], nice=False)
    axis = alt.Axis(tickCount=_TICKS)  # more numbers of five signs would stand on each other
    x = alt.X("day:Q", title=told(language, "days"), scale=scale, axis=axis)
    y = alt.Y("share:Q", title=told(language, "steps"), scale=alt.Scale(domain=[0, 1]),
              axis=alt.Axis(format=".0%"))  # fmt: skip
    curve = alt.Chart(data([*steps, {**steps[-1], "day": last}])).encode(x=x)
    band = curve.transform_filter("isValid(datum.low)").mark_area(
        interpolate="step-after", color="#A6D4EE", opacity=0.7
    )
    marks = alt.Chart(data(censored)).mark_text(text="+", fontSize=14, fontWeight="bold").encode(x=x, y=y)
    median = alt.Chart(data([{"day": row.value}] if row.value is not None else [])).mark_rule(
        strokeDash=[3, 3], color="#000000"
    )
    return alt.layer(
        band.encode(y=alt.Y("low:Q"), y2="high:Q"),
        curve.mark_line(interpolate="step-after", color="#0072B2", strokeWidth=2).encode(y=y),
        median.encode(x=x),
        marks,
    ).properties(width=_WIDTH, height=_HEIGHT, title=_title(record, language))


def _title(record: Record, language: Language) -> Any:
    name = wrapped(" · ".join(record["names"]), _NAME).split("\n")
    counts = [f"{record['n']}/{record['of']}"] if record["value"] is None else []  # else `told` has them
    median = told(language, "median", told=" · ".join([record["told"], *counts]))
    return alt.TitleParams(text=name, subtitle=median, fontSize=12, anchor="start")


def _steps(row: MeasureRow) -> list[Record]:
    start = {"day": 0, "share": 1.0, "low": None, "high": None}
    return [start, *({name: step[name] for name in start} for step in row.more["curve"])]


def _censored(row: MeasureRow) -> list[Record]:
    """Where on the curve each locality was last seen without an act."""
    curve: Sequence[Mapping[str, Any]] = row.more["curve"]
    return [
        {"day": day, "share": next((step["share"] for step in reversed(curve) if step["day"] <= day), 1.0)}
        for day in sorted(row.more["watched"].values())
    ]

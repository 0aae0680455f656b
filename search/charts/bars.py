"""One bar a row, the longest first, with its interval and what stands behind it in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from search.charts.parts import (
    ABOVE,
    LINES,
    RAISED,
    TALLEST,
    data,
    intervals,
    key_title,
    state_scales,
    value_axis,
    value_scale,
)
from search.charts.points import Record, wrapped
from search.charts.words import Language
from search.measures.results import MeasureResult

_LINE, _NAME, _WIDTH = 13, 46, 460  # pixels of a line, characters of one, pixels of the plot
_LEAST = 20  # pixels of a bar with its gap


def shown_of(found: Sequence[Record]) -> list[Record]:
    """As many of the rows as a figure holds, in their order on it.

    Rows that are not compared with others stand below all that are, and those without a value last.
    """
    named = [_named(each) for each in sorted(found, key=_rank)]
    most = TALLEST // _height(named[: TALLEST // _LEAST])
    return named[:most]


def bars(shown: Sequence[Record], result: MeasureResult, language: Language) -> Any:
    """The figure of rows that `shown_of` chose."""
    title = ", ".join(key_title(key, language) for key in result.query["by"]) or None
    is_of_weeks = any(each["weeks"] or each["state"] != "whole" for each in shown)
    axis = alt.Axis(
        labelLimit=0,
        labelExpr=LINES,
        labelPadding=6,
        domain=False,
        ticks=False,
        **RAISED,
        **ABOVE,
    )
    base = alt.Chart(data(shown)).encode(y=alt.Y("name:N", sort=None, title=title, axis=axis))
    x = alt.X("value:Q", axis=value_axis(result, language, shown), scale=value_scale(result.unit, shown))
    bar = base.mark_bar(strokeWidth=1, height={"band": 0.76}).encode(
        x=x, **state_scales(language, told_apart=is_of_weeks)
    )
    words = base.mark_text(align="left", dx=6, fontSize=10, color="#000000").encode(
        x=alt.X("end:Q"), text=alt.Text("told:N")
    )
    return alt.layer(bar, intervals(base, across=True), words).properties(
        width=_WIDTH, height=alt.Step(_height(shown))
    )


def _height(shown: Sequence[Record]) -> int:
    """Of one bar, in pixels."""
    lines = max((each["name"].count("\n") + 1 for each in shown), default=1)
    return max(_LEAST, lines * _LINE + 6)


def _rank(record: Record) -> tuple[bool, bool, float]:
    return record["state"] == "apart", record["value"] is None, -(record["value"] or 0.0)


def _named(record: Record) -> Record:
    ends = (record["value"], record["high"], 0.0)
    name = "\n".join(wrapped(each, _NAME) for each in record["names"])
    return record | {"name": name, "end": max(end for end in ends if end is not None)}

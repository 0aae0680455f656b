"""What all figures share: axes, states of observation, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import altair as alt

from search.charts.points import Record
from search.charts.words import DASHES, FILLS, KEYS, STATES, STROKES, UNITS, Language, told
from search.measures.results import MeasureResult, Unit

FORMATS = {"share": ".0%", "days": ",.1~f", "nats": ".1f", "ratio": "~g", "z": "~g", "number": ",.1~f"}
# Ticks have as many digits as tell them apart: `~` leaves out zeros at the end.
_TICKS = {**FORMATS, "share": ".2~%", "nats": ",.2~f"}
TALLEST = 1_200  # pixels of a plot: a page, or a screen and a half
WIDEST = 1_100  # pixels of a plot: a screen, or a page on its side
_LABEL = 13  # pixels of a line of a label
_FEW = 10  # of days or numbers: an axis up to there has a tick at each
_IS_BOUNDED = "isValid(datum.low) && isValid(datum.high)"
LINES = "split(datum.label, '\\n')"  # a label of several lines
# How far up a label begins, in pixels: its first line would stand in the middle of what it names.
RAISED: Any = {"labelOffset": alt.ExprRef(f"{-_LABEL / 2} * (length({LINES}) - 1)")}


# The title of rows stands above their names: beside few rows it would be longer than they are high.
ABOVE: Any = {"titleAngle": 0, "titleAlign": "right", "titleBaseline": "bottom", "titleX": -6, "titleY": -5}


def data(values: Sequence[Record]) -> alt.InlineData:
    return alt.InlineData(values=[dict(each) for each in values])


def value_axis(result: MeasureResult, language: Language, found: Sequence[Record]) -> Any:
    whole: Any = {"tickMinStep": 1} if result.unit in {"days", "number"} else {}
    values = [each[name] for each in found for name in ("value", "high") if each[name] is not None]
    if whole and min(values, default=-1) >= 0 and max(values) <= _FEW:  # tickMinStep lets 0.5 stand there
        whole["values"] = list(range(ceil(max(values)) + 1))
    return alt.Axis(
        title=UNITS[language][result.unit], format=_TICKS[result.unit], grid=True, labelFlush=False, **whole
    )


def value_scale(unit: Unit, found: Sequence[Record]) -> Any:
    """Shares reach from 0 to 1 unless all are small; other values from 0, or from below it where some are."""
    highest = max((each["high"] or each["value"] or 0.0 for each in found), default=0.0)
    if not highest or (unit == "share" and highest > 0.5):
        return alt.Scale(domain=[0, 1])
    return alt.Scale(zero=True, nice=True)


def state_scales(language: Language, *, told_apart: bool) -> dict[str, Any]:
    """Fill, outline and dashes by state: two of them differ at least. `told_apart`: with a legend."""
    scale = [alt.Scale(domain=list(STATES), range=list(each)) for each in (FILLS, STROKES, DASHES)]
    names = " : ".join(f"datum.label === '{state}' ? '{told(language, state)}'" for state in STATES)
    legend = alt.Legend(title=None, orient="top", labelExpr=f"{names} : datum.label", labelLimit=0, columns=3,
                        symbolStrokeColor="#0072B2", symbolStrokeWidth=1)  # fmt: skip
    return {
        "fill": alt.Fill("state:N", scale=scale[0], legend=legend if told_apart else None),
        "stroke": alt.Stroke("state:N", scale=scale[1], legend=None),
        "strokeDash": alt.StrokeDash("state:N", scale=scale[2], legend=None),
    }


def intervals(base: Any, *, across: bool, color: str | None = "#000000") -> Any:
    """Rules from low to high with caps; `across`: the values lie along x. `color` None: as encoded."""
    bounded = base.transform_filter(_IS_BOUNDED)
    low, high, ends = ("x", "x2", "x") if across else ("y", "y2", "y")
    ink = {"color": color} if color else {}
    rule = bounded.mark_rule(strokeWidth=1.2, **ink).encode(
        **{low: _quantity(low, "low"), high: (alt.X2 if across else alt.Y2)("high:Q")}
    )
    orient = "vertical" if across else "horizontal"
    caps = [
        bounded.mark_tick(size=6, thickness=1.2, orient=orient, **ink).encode(**{ends: _quantity(ends, end)})
        for end in ("low", "high")
    ]
    return alt.layer(rule, *caps)


def _quantity(channel: str, field: str) -> Any:
    return (alt.X if channel == "x" else alt.Y)(f"{field}:Q")


def key_title(key: str, language: Language) -> str:
    return KEYS[language].get(key, key)

"""Series over periods: lines that break where there is no figure, hollow points where not all was seen.

No line leads to a point of a period of which too little was observed to compare it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from search.charts.grid import grid, most_columns
from search.charts.parts import WIDEST, data, intervals, key_title, value_axis, value_scale
from search.charts.points import Record
from search.charts.words import SERIES, SERIES_DASHES, SERIES_SHAPES, Language
from search.measures.periods import Period, period_of
from search.measures.results import MeasureResult

_WIDTH, _HEIGHT, _STEP = 640, 300, 34
_GAP = 0.5  # between periods, as a share of their step
_NAMED = 24  # pixels from one name of a period to the next
_EVERY = {"month": (1, 3, 6, 12), "quarter": (1, 2, 4), "week": (1, 2, 4, 13, 26, 52)}
_MANY = (2, 5, 10, 20)  # years from one name to the next, where those of a part of a year do not suffice
# Least pixels of a period, the area of its points and the line around a hollow one: inside it paper shows.
_POINT = ((14, 60, 1.5), (6, 30, 1.2), (0, 20, 0.9))


class OverTime(NamedTuple):
    drawn: Any
    is_grid: bool
    held: list[Record]  # those of the rows that are of a drawn period
    shown: int  # periods that are drawn, the last ones
    there: int
    is_apart: bool  # whether a line leaves out points


def over_time(found: Sequence[Record], result: MeasureResult, language: Language) -> OverTime:
    """Lines of few series; of more a heat map, since nobody can tell seven lines apart."""
    place = list(result.query["by"]).index("period")
    dated = [each for each, row in zip(found, result.rows, strict=True) if row.key["period"] is not None]
    periods = every_period(sorted({each["names"][place] for each in dated}), result.query["period"])
    series = list(dict.fromkeys(_series(each, place) for each in dated))
    if len(series) > len(SERIES):
        shown = periods[-most_columns(dated, periods) :]
        held = [each for each in dated if each["names"][place] >= shown[0]]
        drawn = grid(held, result, language, shown, place=place)
        return OverTime(drawn, True, held, len(shown), len(periods), False)
    points = _points(dated, periods, series, place)
    drawn = _lines(points, result, language, periods=periods, series=series)
    is_apart = any(each["value"] is not None and each["joined"] is None for each in points)
    return OverTime(drawn, False, dated, len(periods), len(periods), is_apart)


def every_period(known: Sequence[str], period: Period) -> list[str]:
    """All periods from the first to the last one, also those in which there is nothing."""
    if not known:
        return []
    day, last = _first_day(known[0]), known[-1]
    found = [known[0]]
    while found[-1] < last:
        day += dt.timedelta(days=1 if period != "week" else 7)
        name = period_of(day, "day", period) or ""
        if name != found[-1]:
            found.append(name)
    return found


def _first_day(name: str) -> dt.date:
    year = int(name[:4])
    if "W" in name:
        return dt.date.fromisocalendar(year, int(name[-2:]), 1)
    month = int(name[-1]) * 3 - 2 if "Q" in name else int(name[5:] or 1)
    return dt.date(year, month, 1)


def _series(record: Record, place: int) -> str:
    return " · ".join(name for at, name in enumerate(record["names"]) if at != place)


def _points(
    dated: Sequence[Record], periods: Sequence[str], series: Sequence[str], place: int
) -> list[Record]:
    """One for each series and period; where there is no row the value is null, which breaks the line."""
    held = {(_series(each, place), each["names"][place]): each for each in dated}
    empty = {"value": None, "low": None, "high": None, "state": "part"}
    made = []
    for one in series:
        for period in periods:
            record = held.get((one, period), empty)
            joined = record["value"] if record["state"] != "apart" else None
            made.append(record | {"series": one, "period": period, "joined": joined})
    return made


def named(periods: Sequence[str], step: float) -> list[str]:
    """The periods whose names stand on an axis with so many pixels for each: of parts of a year the same ones
    every year, so that no name stands on another."""
    signs = {"W": "week", "Q": "quarter", "-": "month"}
    kind = next((kind for sign, kind in signs.items() if sign in periods[0]), "year")
    least = _NAMED / step
    for every in _EVERY.get(kind, (1,)):
        if every >= least:
            return [each for each in periods if (_number(each) - 1) % every == 0]
    firsts = [each for each in periods if kind == "year" or _number(each) == 1]
    years = least / {"month": 12, "quarter": 4, "week": 52}.get(kind, 1)
    many = next((many for many in _MANY if many >= years), _MANY[-1])
    return [each for each in firsts if int(each[:4]) % many == 0]


def _number(period: str) -> int:
    """Of a part within its year; of a year 1."""
    return int(period[5:].lstrip("QW") or 1)


def _lines(
    points: Sequence[Record],
    result: MeasureResult,
    language: Language,
    *,
    periods: Sequence[str],
    series: Sequence[str],
) -> Any:
    width = min(WIDEST, max(_WIDTH, _STEP * len(periods)))
    step = width / max(1, len(periods))
    names: dict[str, Any] = {"values": shown} if (shown := named(periods, step)) != list(periods) else {}
    # Series stand a little beside each other: intervals of one period would hide one another.
    beside: dict[str, Any] = (
        {"xOffset": alt.XOffset("series:N", sort=list(series))} if len(series) > 1 else {}
    )
    base = alt.Chart(data(points)).encode(
        x=alt.X("period:O", title=key_title("period", language),
                scale=alt.Scale(domain=list(periods), padding=_GAP),
                axis=alt.Axis(labelAngle=-45 if len(periods) > 8 else 0, labelOverlap=False, **names)),
        **beside,
    )  # fmt: skip
    axis, scale = value_axis(result, language, points), value_scale(result.unit, points)
    y = alt.Y("value:Q", axis=axis, scale=scale)
    joined = alt.Y("joined:Q", axis=axis, scale=scale)
    colour, dashes, shapes = _apart(series)
    points_mark = base.encode(y=y, **colour, **shapes).transform_filter("isValid(datum.value)")
    whole, hollow = ("datum.state === 'whole'", "datum.state !== 'whole'")
    pale: Any = alt.condition("datum.state === 'apart'", alt.value(0.4), alt.value(1))
    size, line = next(point for least, *point in _POINT if step >= least)
    return alt.layer(
        base.encode(y=joined, **colour, **dashes).mark_line(strokeWidth=1.8),
        intervals(base.encode(opacity=pale, **colour), across=False, color=None if colour else "#000000"),
        points_mark.transform_filter(whole).mark_point(size=size, filled=True, opacity=1),
        # Where not all was observed the point is of the paper's colour.
        points_mark.transform_filter(hollow)
        .mark_point(size=size, fill="#FFFFFF", strokeWidth=line)
        .encode(opacity=pale),
    ).properties(width=width, height=_HEIGHT)


def _apart(series: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Colours, dashes and shapes by series; the legend tells colour and shape."""
    if len(series) < 2:
        return {}, {}, {}
    legend = alt.Legend(title=None, orient="top", columns=2, labelLimit=0, symbolSize=90,
                        symbolStrokeWidth=0, symbolOpacity=1)  # fmt: skip
    return (
        {"color": alt.Color("series:N", scale=_scale(series, SERIES), legend=legend)},
        {"strokeDash": alt.StrokeDash("series:N", scale=_scale(series, SERIES_DASHES), legend=None)},
        {"shape": alt.Shape("series:N", scale=_scale(series, SERIES_SHAPES), legend=legend)},
    )


def _scale(series: Sequence[str], values: Sequence[Any]) -> Any:
    return alt.Scale(domain=list(series), range=list(values[: len(series)]))

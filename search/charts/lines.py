"""Series over periods: lines that break where there is no figure, hollow points where not all was seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import altair as alt

from search.charts.grid import grid
from search.charts.parts import data, intervals, key_title, value_axis, value_scale
from search.charts.points import Record
from search.charts.words import SERIES, SERIES_DASHES, SERIES_SHAPES, Language
from search.measures.periods import Period, period_of
from search.measures.results import MeasureResult

_WIDTH, _HEIGHT, _STEP = 640, 300, 34
_GAP = 0.5  # between periods, as a share of their step


def over_time(found: Sequence[Record], result: MeasureResult, language: Language) -> tuple[Any, bool]:
    """Lines of few series; of more a heat map (True), since nobody can tell seven lines apart."""
    place = list(result.query["by"]).index("period")
    dated = [each for each, row in zip(found, result.rows, strict=True) if row.key["period"] is not None]
    periods = every_period(sorted({each["names"][place] for each in dated}), result.query["period"])
    series = list(dict.fromkeys(_series(each, place) for each in dated))
    if len(series) > len(SERIES):
        return grid(dated, result, language, periods, place=place), True
    points = _points(dated, periods, series, place)
    return _lines(points, result, language, periods=periods, series=series), False


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
    return [
        held.get((one, period), empty) | {"series": one, "period": period}
        for one in series
        for period in periods
    ]


def _lines(
    points: Sequence[Record],
    result: MeasureResult,
    language: Language,
    *,
    periods: Sequence[str],
    series: Sequence[str],
) -> Any:
    # Series stand a little beside each other: intervals of one period would hide one another.
    beside: dict[str, Any] = (
        {"xOffset": alt.XOffset("series:N", sort=list(series))} if len(series) > 1 else {}
    )
    base = alt.Chart(data(points)).encode(
        x=alt.X("period:O", title=key_title("period", language),
                scale=alt.Scale(domain=list(periods), padding=_GAP),
                axis=alt.Axis(labelAngle=-45 if len(periods) > 8 else 0, labelOverlap=False)),
        **beside,
    )  # fmt: skip
    y = alt.Y("value:Q", axis=value_axis(result, language, points), scale=value_scale(result.unit, points))
    colour, dashes, shapes = _apart(series)
    points_mark = base.encode(y=y, **colour, **shapes).transform_filter("isValid(datum.value)")
    whole, hollow = ("datum.state === 'whole'", "datum.state !== 'whole'")
    return alt.layer(
        base.encode(y=y, **colour, **dashes).mark_line(strokeWidth=1.8),
        intervals(base.encode(**colour), across=False, color=None if colour else "#000000"),
        points_mark.transform_filter(whole).mark_point(size=60, filled=True, opacity=1),
        # Where not all was observed the point is of the paper's colour.
        points_mark.transform_filter(hollow).mark_point(size=60, opacity=1, fill="#FFFFFF", strokeWidth=1.5),
    ).properties(width=max(_WIDTH, _STEP * len(periods)), height=_HEIGHT)


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

"""The figure of a measure's result: which kind it is, its title, and what a reader has to know beneath it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from search.charts import bars, grid, steps
from search.charts.labels import label_in
from search.charts.lines import over_time
from search.charts.methods import formula_in
from search.charts.notes import notes_in
from search.charts.parts import data
from search.charts.points import Record, records, wrapped
from search.charts.tiles import tiles
from search.charts.words import Language, drawable, title_in, told
from search.measures.results import MeasureResult

_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# What parts of a figure may not share: legends of one scale merge only within their part.
_APART: Any = dict.fromkeys(("color", "fill", "stroke", "strokeDash", "shape"), "independent")
_RESOLVED = alt.Resolve(scale=alt.ScaleResolveMap(**_APART))
_LOOK = alt.Config(
    font=_FONT, background="#FFFFFF", padding=26, view=alt.ViewConfig(stroke=None),
    axis=alt.AxisConfig(labelFontSize=11, titleFontSize=11, gridColor="#E4E4E4", labelColor="#000000"),
    legend=alt.LegendConfig(labelFontSize=11, titleFontSize=11),
)  # fmt: skip
_LINE, _CAPTION = 14, 118  # pixels and characters of a line of the caption
_MOST_COLUMNS, _LEAST_FILLED = 40, 0.4  # of a heat map; sparse ones are bars
_MOST_EMPTY = 12  # rows that only tell why they have no figure
_MOST_BESIDE = 12  # columns that a printed page holds: more are rows, where the other key has no more


def figure(result: MeasureResult, language: Language = "vi", *, as_map: bool = False) -> dict[str, Any]:
    """The Vega-Lite specification. The same result on the same day gives the same one.

    `as_map`: provinces as tiles; raises MeasureError where the rows are not one for each.
    """
    found = records(result, language)
    drawn, lines = _map(found, result, language) if as_map else _body(found, result, language)
    caption = [*lines, *_caption(result, language)]
    title = alt.TitleParams(
        text=title_in(language, result.measure, result.query), subtitle=_asked(result, language),
        anchor="start", fontSize=16, subtitleFontSize=11, offset=12,
    )  # fmt: skip
    text = _text(caption, language)
    parts = [drawn if drawn is not None else _nothing(language), text]
    # All at once: each method that adds to a chart copies and checks the whole of it anew.
    whole = alt.vconcat(*parts, spacing=18, resolve=_RESOLVED, title=title, config=_LOOK)
    spec: dict[str, Any] = whole.to_dict()
    return spec


def _body(found: list[Record], result: MeasureResult, language: Language) -> tuple[Any, list[str]]:
    """The figure itself, None where there is nothing to draw, and what has to be said about it."""
    if not found:
        return None, []
    if curves := sum(bool(row.more.get("curve")) for row in result.rows):
        left = _left_out(min(steps.MOST, curves), len(found), result, language)
        return steps.curves(found, result, language), [told(language, "censored"), *left]
    if all(each["value"] is None for each in found):  # bars tell why
        drawn, left = _bars(found, result, language)
        return drawn, [told(language, "nothing"), *left]
    signs = [told(language, "signs")] if any(row.coverage for row in result.rows) else []
    if "period" in result.query["by"]:
        return _series(found, result, language, signs)
    if (columns := _columns(found, result)) is not None:
        place, names = columns
        drawn = grid.grid(found, result, language, names, place=place)
        left = _rows_left_out(found, place, result, language)
        return drawn, [*signs, told(language, "missing"), *_without_intervals(result, language), *left]
    return _bars(found, result, language)


def _bars(found: Sequence[Record], result: MeasureResult, language: Language) -> tuple[Any, list[str]]:
    shown = bars.shown_of(found)
    if all(each["value"] is None for each in shown):
        shown = shown[:_MOST_EMPTY]
    return bars.bars(shown, result, language), _left_out(len(shown), len(found), result, language)


def _map(found: list[Record], result: MeasureResult, language: Language) -> tuple[Any, list[str]]:
    unknown = sum(None in row.key.values() for row in result.rows)
    said = [told(language, "no_place", count=unknown)] if unknown else []
    drawn = tiles(found, result, language)
    lines = [told(language, "signs"), told(language, "missing"), *_without_intervals(result, language)]
    return drawn, [*lines, *said]


def _series(
    found: list[Record], result: MeasureResult, language: Language, signs: list[str]
) -> tuple[Any, list[str]]:
    undated = sum(row.key["period"] is None for row in result.rows)
    if undated == len(found):
        return _bars(found, result, language)
    said = [told(language, "no_period", count=undated)] if undated else []
    made = over_time(found, result, language)
    if not made.is_grid:
        apart = [told(language, "unjoined")] if made.is_apart else []
        return made.drawn, [told(language, "gaps"), *apart, *said]
    left = _rows_left_out(made.held, list(result.query["by"]).index("period"), result, language)
    if made.shown < made.there:
        left = [told(language, "last_periods", shown=made.shown, all=made.there), *left]
    return made.drawn, [
        *signs,
        told(language, "missing"),
        *_without_intervals(result, language),
        *said,
        *left,
    ]


def _without_intervals(result: MeasureResult, language: Language) -> list[str]:
    """Cells and tiles hold no interval: who reads them has to know that there are some."""
    there = any(row.low is not None and row.high is not None for row in result.rows)
    return [told(language, "intervals")] if there else []


def _columns(found: list[Record], result: MeasureResult) -> tuple[int, list[str]] | None:
    """The key (its place) whose values are the columns of a heat map, and these; None where bars tell more.

    A row of a locality of which there is nothing has no value of the other key: it makes no column.
    """
    keys = result.query["by"]
    if len(keys) != 2:
        return None
    values = [_values(found, result, place) for place in (0, 1)]
    filled = len(found) / max(1, len(values[0]) * len(values[1]))
    few, many = len(values[0]), len(values[1])
    place = 0 if few < many and (few < 4 or few <= _MOST_BESIDE < many) else 1
    if min(map(len, values)) < 2 or filled < _LEAST_FILLED or len(values[place]) > _MOST_COLUMNS:
        return None
    return place, values[place]


def _values(found: list[Record], result: MeasureResult, place: int) -> list[str]:
    key = result.query["by"][place]
    said = (
        each["names"][place]
        for each, row in zip(found, result.rows, strict=True)
        if row.key[key] is not None or row.value is not None
    )
    return list(dict.fromkeys(said))


def _left_out(shown: int, there: int, result: MeasureResult, language: Language) -> list[str]:
    """That a figure holds a part only, and how to get the whole."""
    if shown >= there:
        return []
    by = ",".join(result.query["by"])
    measure = f"{result.measure} --by {by}" if by else result.measure
    if "period" in result.query["by"]:
        measure += f" --period {result.query['period']}"
    return [told(language, "cut", shown=shown, all=there, measure=measure)]


def _rows_left_out(
    found: Sequence[Record], place: int, result: MeasureResult, language: Language
) -> list[str]:
    """Of a heat map, whose columns are the key at `place`."""
    return _left_out(*grid.rows_of(found, place), result, language)


def _asked(result: MeasureResult, language: Language) -> list[str]:
    """What the figures are of: the filters that were given, in the words of the command line."""
    known = {"by", "period", "geography", "words"}
    parts = [f"“{result.query['words']}”"] if result.query.get("words") else []
    for name, value in result.query.items():
        if name not in known and value not in (None, [], (), "", False):
            values = value if isinstance(value, (list, tuple)) else [value]
            parts.append(
                f"{told(language, name)}: {', '.join(_value(language, name, each) for each in values)}"
            )
    text = wrapped("; ".join(parts), _CAPTION)
    return f"{told(language, 'asked')}: {text}".split("\n") if text else []


def _value(language: Language, name: str, value: Any) -> str:
    return label_in(language, name, str(value).lower() if isinstance(value, bool) else str(value))


def _caption(result: MeasureResult, language: Language) -> Iterator[str]:
    shown = ", ".join(f"{told(language, state)} {count}" for state, count in result.states.items())
    yield f"{told(language, 'coverage')}: {shown or told(language, 'no_coverage')}."
    geography = told(language, result.geography)
    yield (
        f"{told(language, 'codebook')}: {result.codebook or told(language, 'uncoded')}."
        f" {told(language, 'geography')}: {geography}. {told(language, 'as_of')} {result.as_of[:10]}."
    )
    yield from notes_in(language, result.notes)
    yield f"{told(language, 'formula')}: {formula_in(language, result)}"


def _text(lines: Sequence[str], language: Language) -> Any:
    wide = [part for line in lines for part in wrapped(drawable(line, language), _CAPTION).split("\n")]
    values = [{"line": line, "at": at} for at, line in enumerate(wide)]
    return (
        alt.Chart(data(values))
        .mark_text(align="left", baseline="top", fontSize=10.5, color="#222222")
        .encode(y=alt.Y("at:O", axis=None), text="line:N", x=alt.value(0))
        .properties(width=620, height=alt.Step(_LINE))
    )


def _nothing(language: Language) -> Any:
    return (
        alt.Chart(data([{"line": told(language, "nothing")}]))
        .mark_text(fontSize=16, align="left", fontWeight="bold")
        .encode(text="line:N", x=alt.value(0), y=alt.value(20))
        .properties(width=620, height=40)
    )

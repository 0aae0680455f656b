"""A heat map of two keys, or of periods: lightness tells the value, and so does the figure in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from search.charts.parts import ABOVE, FORMATS, LINES, RAISED, TALLEST, WIDEST, data, key_title
from search.charts.points import Record, same_weeks, wrapped
from search.charts.words import SIGNS, UNITS, Language
from search.measures.results import MeasureResult

_HEAD, _NAME, _LINE = 15, 60, 13  # characters of a column's and of a row's line, pixels of a line
_SHORT = 8  # characters of a line of a column, of many: more where a word is longer
_CELL, _NARROW = 84, 44  # pixels of a column: of few, of many
_FEW = 14  # columns that stand beside each other in their full width on a page
_LEAST = 20  # pixels of a row
_GAP = 6  # pixels between names of columns


def grid(
    found: Sequence[Record],
    result: MeasureResult,
    language: Language,
    columns: Sequence[str],
    *,
    place: int,
) -> Any:
    """`place` is that of the key whose values are `columns`; the other keys together name a row."""
    labels = _row_labels(found, place)
    rows = _rows(labels)
    heads = _heads(columns)
    cells = _cells(found, place=place, labels=labels, heads=heads, rows=rows)
    square, text = _layers(cells, rows, list(heads.values()), _titles(result, language, place))
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(scheme="cividis", reverse=True, zero=result.unit != "z"),
        legend=alt.Legend(title=UNITS[language][result.unit], format=FORMATS[result.unit], orient="right"),
    )
    inner = max((len(each["text"]) for each in cells), default=0)
    return alt.layer(square.encode(color=colour), text).properties(
        width=alt.Step(_width(list(heads.values()), inner)), height=alt.Step(_height(rows))
    )


def _width(heads: Sequence[str], inner: int) -> int:
    """Of a column in pixels; `inner` characters stand in a cell."""
    wide = max((len(line) for head in heads for line in head.split("\n")), default=0)
    least = _CELL if len(heads) <= _FEW else max(_NARROW, inner * 6 + 4)
    return max(least, wide * 6 + _GAP)


def most_columns(found: Sequence[Record], columns: Sequence[str]) -> int:
    """How many of the columns a figure holds, one at least: signs may stand beside figures."""
    inner = max((len(each["cell"]) for each in found), default=0) + 2
    return max(1, WIDEST // _width(list(_heads(columns).values()), inner))


def rows_of(found: Sequence[Record], place: int) -> tuple[int, int]:
    """How many rows the heat map with columns of the key at `place` has, and how many there are."""
    labels = _row_labels(found, place)
    return len(_rows(labels)), len(set(labels.values()))


def _rows(labels: dict[tuple[str, ...], str]) -> list[str]:
    """As many as a figure holds, the first ones."""
    rows = list(dict.fromkeys(labels.values()))
    return rows[: TALLEST // _height(rows[: TALLEST // _LEAST])]


def _height(rows: Sequence[str]) -> int:
    """Of one row, in pixels."""
    tall = max((row.count("\n") + 1 for row in rows), default=1)
    return max(_LEAST, tall * _LINE + 6)


def _heads(columns: Sequence[str]) -> dict[str, str]:
    """Names of columns in lines that all end at the same height."""
    longest = max((len(word) for name in columns for word in name.split()), default=0)
    width = _HEAD if len(columns) <= _FEW else min(_HEAD, max(_SHORT, longest))
    cut = {name: wrapped(name, width) for name in columns}
    tall = max((head.count("\n") for head in cut.values()), default=0)
    return {name: "\n" * (tall - head.count("\n")) + head for name, head in cut.items()}


def _row_labels(found: Sequence[Record], place: int) -> dict[tuple[str, ...], str]:
    """The name of each row; with its weeks where these are the same in all its cells."""
    others = [row_of(each, place) for each in found]
    joined = [record | {"names": [other]} for record, other in zip(found, others, strict=True)]
    alike = same_weeks(joined, 0)
    return {
        other: "\n".join(wrapped(name, _NAME) for name in other) + (_weeks(record) if alike else "")
        for record, other in zip(found, others, strict=True)
    }


def row_of(record: Record, place: int) -> tuple[str, ...]:
    return tuple(name for at, name in enumerate(record["names"]) if at != place)


def _weeks(record: Record) -> str:
    return f"  {SIGNS[record['state']]} {record['weeks']}" if record["weeks"] else ""


def _cells(
    found: Sequence[Record],
    *,
    place: int,
    labels: dict[tuple[str, ...], str],
    heads: dict[str, str],
    rows: Sequence[str],
) -> list[Record]:
    """A record for each cell: of those without a row it is told whether all was observed."""
    held = {(labels[row_of(each, place)], heads.get(each["names"][place])): each for each in found}
    known = {labels[row_of(each, place)]: each for each in found}
    marked = not same_weeks([each | {"names": [labels[row_of(each, place)]]} for each in found], 0)
    highest = max((each["value"] for each in found if each["value"] is not None), default=0.0)
    kept = []
    for row in rows:
        for head in heads.values():
            record = held.get((row, head))
            state = record["state"] if record else ("part" if marked else known[row]["state"])
            value = record["value"] if record else None
            sign = SIGNS[state] if marked and state != "whole" and record else ""
            text = record["cell"] if record and value is not None else ("–" if state == "whole" else "·")
            kept.append({
                "row": row, "head": head, "value": value, "text": f"{text} {sign}".strip(),
                "state": state, "dark": value is not None and value > 0.5 * highest,
            })  # fmt: skip
    return kept


def _titles(result: MeasureResult, language: Language, place: int) -> tuple[str, str | None]:
    """Of the columns and of the rows."""
    keys = [key_title(key, language) for key in result.query["by"]]
    return keys[place], ", ".join(key for at, key in enumerate(keys) if at != place) or None


def _layers(
    cells: list[Record], rows: Sequence[str], heads: Sequence[str], titles: tuple[str, str | None]
) -> tuple[Any, Any]:
    """Squares, and the figure in each, under the names of columns and beside those of rows."""
    tall = max((head.count("\n") for head in heads), default=0)
    plain: Any = {"labelLimit": 0, "labelExpr": LINES, "domain": False, "ticks": False}
    above = alt.Axis(labelAngle=0, orient="top", labelPadding=tall * _LINE + 4, **plain)
    base = alt.Chart(data(cells)).encode(
        x=alt.X("head:N", sort=list(heads), title=titles[0], axis=above),
        y=alt.Y(
            "row:N",
            sort=list(rows),
            title=titles[1],
            axis=alt.Axis(**RAISED, **plain, **ABOVE),
        ),
    )
    return cell_layers(base, lines="text:N")


def cell_layers(base: Any, *, lines: str, dy: int = 0) -> tuple[Any, Any]:
    """Squares of `base`, and what is written in them; pale where too little was observed to compare."""
    pale = alt.condition("datum.state === 'apart'", alt.value(0.45), alt.value(1))
    light = alt.condition("datum.dark && datum.state !== 'apart'", alt.value("#FFFFFF"), alt.value("#000000"))
    square = base.transform_filter("isValid(datum.value)").mark_rect(stroke="#FFFFFF").encode(opacity=pale)
    return square, base.mark_text(fontSize=10, dy=dy).encode(text=lines, color=light)

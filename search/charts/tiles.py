"""A tile map: every province is one tile of the same size, about where it lies.

`tiles.csv` was laid out by hand for this project: by neighbours, from north to south, not by borders.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import altair as alt

from search.charts.grid import cell_layers
from search.charts.parts import FORMATS, data
from search.charts.points import Record
from search.charts.words import SIGNS, UNITS, Language
from search.labels import label
from search.measures.results import MeasureError, MeasureResult

ERAS = ("P63", "P34")
_WIDE, _HIGH = 94, 40  # pixels of a tile


def tiles(found: Sequence[Record], result: MeasureResult, language: Language) -> Any:
    """One map for each era that the rows are of. Raises MeasureError for rows that are not of provinces."""
    held = _by_code(found, result)
    eras = [era for era in ERAS if any(code.startswith(era) for code in held)]
    highest = max((each["value"] for each in held.values() if each["value"] is not None), default=0.0)
    maps = [_map(era, held, result, language, highest=highest) for era in eras]
    return alt.hconcat(*maps, spacing=40) if maps else None


@lru_cache(maxsize=1)
def places() -> Mapping[str, tuple[int, int]]:
    """Row and column of each province, by its code."""
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as file:
        return {each["code"]: (int(each["row"]), int(each["column"])) for each in csv.DictReader(file)}


def _by_code(found: Sequence[Record], result: MeasureResult) -> dict[str, Record]:
    keys = list(result.query["by"])
    codes = [row.key[keys[0]] if len(keys) == 1 else "" for row in result.rows]
    if any(code is not None and code not in places() for code in codes):
        raise MeasureError(
            "A map has one figure for each province: --by province, or localities that are provinces."
        )
    return {code: each for code, each in zip(codes, found, strict=True) if code is not None}


def _map(
    era: str, held: Mapping[str, Record], result: MeasureResult, language: Language, *, highest: float
) -> Any:
    cells = [
        _tile(code, row, column, held.get(code), highest)
        for code, (row, column) in places().items()
        if code.startswith(era)
    ]
    base = alt.Chart(data(cells)).encode(x=alt.X("column:O", axis=None), y=alt.Y("row:O", axis=None))
    frame = base.mark_rect(fill="#FFFFFF", stroke="#999999", strokeWidth=1)
    square, text = cell_layers(base, lines="text:N", dy=-5)
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(scheme="cividis", reverse=True, domain=[0, highest or 1]),
        legend=alt.Legend(title=UNITS[language][result.unit], format=FORMATS[result.unit], orient="right"),
    )
    return alt.layer(frame, square.encode(color=colour), text).properties(
        width=alt.Step(_WIDE), height=alt.Step(_HIGH)
    )


def _tile(code: str, row: int, column: int, record: Record | None, highest: float) -> Record:
    """A province without a row claims nothing: its tile has a dot."""
    state = record["state"] if record else "part"
    value = record["value"] if record else None
    sign = SIGNS[state] if record and record["weeks"] else ""
    figure = record["cell"] if record and value is not None else ("–" if state == "whole" else "·")
    return {
        "row": row, "column": column, "value": value, "state": state,
        "text": [label("province", code), f"{figure} {sign}".strip()],
        "dark": value is not None and value > 0.5 * highest,
    }  # fmt: skip

"""Figures by their specifications, and one of each kind drawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from crawler import gazetteer
from search.charts.figure import figure
from search.charts.lines import every_period
from search.charts.render import page, svg
from search.charts.tiles import ERAS, places
from search.charts.words import FILLS, KEYS, LANGUAGES, SERIES, TITLES, UNITS
from search.measures import measures
from search.measures.results import MeasureError, MeasureResult
from tests.charts.results import PART, WHOLE, cascade, result, row

_HUE, _PHU_LOC = "P63:46", "D63:482"


def _shown(spec: Any) -> list[dict[str, Any]]:
    """All records of a specification."""


def _shown(spec: Any) -> list[dict[str, Any]]:
    """All records of a specification."""
    return [record for records in spec["datasets"].values() for record in records]


def _marks(part: Any) -> set[str]:
    found = set()
    if isinstance(part, dict):
        if "mark" in part:
            found.add(part["mark"]["type"])
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        found |= _marks(each)
    return found


def _caption(spec: Any) -> str:
    return " ".join(each["line"] for each in _shown(spec) if "line" in each)


def _bars() -> MeasureResult:
    return result(
        "salience", ("locality",),
        row(0.2, PART, key={"locality": _PHU_LOC}, low=0.1, high=0.3),
        row(0.9, WHOLE, key={"locality": _HUE}, low=0.8, high=0.95, compared=False),
        row(None, PART, key={"locality": "D63:480"}, flags=("not_observed",)),
        notes=("Two rows are not compared.",),
    )  # fmt: skip


def _grid() -> MeasureResult:
    rows = [
        row(0.5, seen, key={"locality": place, "theme": theme})
        for place, seen in ((_PHU_LOC, WHOLE), (_HUE, PART))
        for theme in ("tthc", "cong_vu", "cds")
        if (place, theme) not in {(_PHU_LOC, "cds"), (_HUE, "tthc")}
    ]
    absent = row(None, PART, key={"locality": "P63:01", "theme": None}, flags=("not_observed",))
    return result("attention", ("locality", "theme"), *rows, absent)


def _lines() -> MeasureResult:
    return result(
        "salience", ("locality", "period"),
        row(0.2, WHOLE, key={"locality": _HUE, "period": "2024-Q1"}, low=0.1, high=0.3),
        row(0.4, PART, key={"locality": _HUE, "period": "2024-Q3"}),
        row(0.4, None, key={"locality": _HUE, "period": None}, flags=("undated",)),
        period="quarter",
    )  # fmt: skip


def test_every_measure_key_and_unit_has_its_words() -> None:
    for language in LANGUAGES:
        assert measures().keys() <= TITLES[language].keys()
        assert {one.unit for one in measures().values()} <= UNITS[language].keys()
    assert {key for one in measures().values() for key in one.keys} <= KEYS["vi"].keys()


def test_bars_tell_interval_coverage_and_why_there_is_none() -> None:
    spec = figure(_bars())
    phu_loc, none, hue = [each for each in _shown(spec) if "names" in each]
    assert (phu_loc["state"], phu_loc["told"]) == ("part", "20,0% · 3/10 · 40/52 tuần")
    assert (phu_loc["low"], phu_loc["high"]) == (0.1, 0.3)
    assert (none["value"], none["told"]) == (None, "chưa quan sát đủ · 40/52 tuần")
    assert (hue["state"], hue["value"]) == ("apart", 0.9)  # the highest, and below those that are compared
    assert {"bar", "rule", "tick", "text"} <= _marks(spec)
    assert "Two rows are not compared." in _caption(spec)
    assert "Công thức: x = y / z" in _caption(spec)
    assert "địa phương): quan sát được 2." in _caption(spec)
    assert "2026-11-20" in _caption(spec)


def test_a_heat_map_claims_no_zero_where_not_all_was_observed() -> None:
    cells = {
        (each["row"].split("  ")[0], each["head"].strip()): each
        for each in _shown(figure(_grid()))
        if "head" in each
    }
    texts = {row: {cell["text"] for at, cell in cells.items() if at[0] == row} for row, _ in cells}
    assert texts == {"Phú Lộc": {"50,0%", "–"}, "Thừa Thiên Huế": {"50,0%", "·"}, "Hà Nội": {"·"}}
    assert len(cells) == 9
    assert {"□ 40/52", "● 52/52"} == {each["row"].split("  ")[1] for each in cells.values()}


def test_lines_break_where_there_is_no_figure() -> None:
    spec = figure(_lines())
    points = [each for each in _shown(spec) if "period" in each]
    assert [(each["period"], each["value"]) for each in points] == [
        ("2024-Q1", 0.2),
        ("2024-Q2", None),
        ("2024-Q3", 0.4),
    ]
    assert [each["state"] for each in points] == ["whole", "part", "part"]
    assert "1 dòng không rõ kỳ" in _caption(spec)
    assert "line" in _marks(spec)


def test_more_series_than_can_be_told_apart_are_a_heat_map() -> None:
    places = [f"P63:{number:02d}" for number in (1, 2, 4, 6, 8, 10, 11)]
    rows = [
        row(0.1, key={"locality": each, "period": period}) for each in places for period in ("2024", "2025")
    ]
    assert len(places) > len(SERIES)
    assert "rect" in _marks(figure(result("salience", ("locality", "period"), *rows)))
    assert "line" in _marks(figure(result("salience", ("locality", "period"), *rows[:8])))


@pytest.mark.parametrize(
    ("first", "last", "period", "found"),
    [
        ("2024-W52", "2025-W02", "week", ["2024-W52", "2025-W01", "2025-W02"]),
        ("2024-11", "2025-01", "month", ["2024-11", "2024-12", "2025-01"]),
        ("2024-Q4", "2025-Q2", "quarter", ["2024-Q4", "2025-Q1", "2025-Q2"]),
        ("2023", "2025", "year", ["2023", "2024", "2025"]),
        ("2024", "2024", "year", ["2024"]),
    ],
)
def test_every_period_has_its_place(first: str, last: str, period: Any, found: list[str]) -> None:
    assert every_period([first, last], period) == found


def test_cascades_are_steps_with_those_who_were_watched_in_vain() -> None:
    spec = figure(cascade())
    steps = [each for each in _shown(spec) if "share" in each]
    assert {"day": 0, "share": 1.0, "low": None, "high": None} in steps
    assert {"day": 20, "share": 0.75} in steps
    assert {"day": 40, "share": 0.375} in steps
    assert {"area", "line", "rule", "text"} <= _marks(spec)


def test_every_province_has_a_tile_of_its_own() -> None:
    for era in ERAS:
        codes = [code for code in places() if code.startswith(era)]
        assert codes
        assert set(codes) == {unit.code for unit in gazetteer.load().provinces(era)}  # type: ignore[arg-type]
        assert len({places()[code] for code in codes}) == len(codes)


def test_a_map_claims_nothing_of_provinces_without_a_row() -> None:
    rows = [row(0.3, PART, key={"province": _HUE}), row(None, None, key={"province": None})]
    spec = figure(result("salience", ("province",), *rows), as_map=True)
    drawn = {each["text"][0]: each["text"][1] for each in _shown(spec) if "column" in each}
    assert len(drawn) == 63
    assert (drawn["Thừa Thiên Huế"], drawn["Hà Nội"]) == ("30,0% □", "·")
    assert "1 dòng không rõ tỉnh" in _caption(spec)
    with pytest.raises(MeasureError, match="--by province"):
        figure(_bars(), as_map=True)


def test_a_cascade_is_drawn_whose_median_was_not_reached_and_what_is_left_out_is_said() -> None:
    made = cascade()
    late = replace(made.rows[0], value=None, flags=("median_not_reached",))
    bare = replace(late, key={"superior": "1/KH-UBND", "level": "district"}, more={})
    spec = figure(replace(made, rows=(late, bare)))
    assert "area" in _marks(spec)
    assert "trung vị (ngày): chưa đến trung vị · 3/10 nơi đã triển khai" in json.dumps(
        spec, ensure_ascii=False
    )
    assert '"tickCount": 6' in json.dumps(spec)
    assert "Hình vẽ 1 trong 2 dòng" in _caption(spec)


def test_nothing_is_said_not_drawn() -> None:
    spec = figure(
        result("attention", ("locality", "theme"), notes=("The store has no documents.",), stretches=())
    )
    assert "Không có số liệu nào để vẽ." in _caption(spec)
    assert "Kho dữ liệu chưa có văn bản nào." in _caption(spec)
    assert _marks(spec) == {"text"}


def test_periods_without_any_figure_say_why_in_place_of_an_empty_frame() -> None:
    key = {"locality": _HUE, "period": "2024"}
    spec = figure(
        result("salience", ("locality", "period"), row(None, PART, key=key, flags=("not_observed",)))
    )
    assert "Không có số liệu nào để vẽ." in _caption(spec)
    assert [each["told"] for each in _shown(spec) if "told" in each] == ["chưa quan sát đủ · 40/52 tuần"]
    assert "line" not in _marks(spec)


def test_districts_of_one_name_are_told_apart() -> None:
    names = [
        each["name"]
        for each in _shown(figure(result("breadth", ("locality",), row(0.1, key={"locality": "D63:755"}),
                                         row(0.2, key={"locality": "D63:775"}))))
        if "names" in each
    ]  # fmt: skip
    assert len(set(names)) == 2


def test_a_share_of_tasks_is_told_with_its_tasks_not_with_the_plans_of_them() -> None:
    """`n` of the tracker counts plans: 3 plans, 10 tasks of which 2 are reported."""
    spec = figure(result("tracker", ("locality",), row(0.2, WHOLE, key={"locality": _HUE})))
    assert [each["told"] for each in _shown(spec) if "told" in each] == ["20,0% · 2/10 · 52/52 tuần"]


def test_what_a_place_has_nothing_of_is_not_called_unknown() -> None:
    key = {"locality": _HUE, "plan": None}
    spec = figure(result("breadth", ("locality", "plan"), row(None, PART, key=key, flags=("not_observed",))))
    assert [each["names"] for each in _shown(spec) if "names" in each] == [["Thừa Thiên Huế", "–"]]
    key = {"level": None, "plan": "a"}
    spec = figure(result("breadth", ("level", "plan"), row(0.1, PART, key=key)))
    assert [each["names"] for each in _shown(spec) if "names" in each] == [["không rõ", "a"]]


@pytest.mark.parametrize(("highest", "ticks"), [(2.5, [0, 1, 2, 3]), (200, None)])
def test_numbers_of_things_have_no_halves_on_the_axis(highest: float, ticks: list[int] | None) -> None:
    rows = [row(value, key={"superior": str(value)}) for value in (1, highest)]
    spec = json.dumps(figure(result("citations", ("superior",), *rows, unit="number")))
    assert ('"values": [0, 1, 2' in spec) is (ticks is not None)
    assert ticks is None or json.dumps({"values": ticks})[1:-1] in spec


@pytest.mark.parametrize(("unit", "highest"), [("nats", 0.6), ("nats", 2.0), ("share", 0.03), ("share", 0.4)])
def test_no_two_ticks_of_an_axis_say_the_same(unit: Any, highest: float) -> None:
    drawn = svg(
        figure(result("diversity", ("locality",), row(highest, key={"locality": _HUE}), unit=unit)), "vi"
    ).decode()
    (ticks,) = re.findall(r'aria-label="X-axis[^"]*"(.*?)role-axis-title', drawn, re.DOTALL)
    told = re.findall(r"<text[^>]*>([^<]+)</text>", ticks)
    assert len(told) == len(set(told)) > 2


def test_a_key_of_many_values_makes_rows_where_the_other_has_few() -> None:
    def columns(places: int, channels: int) -> int:
        rows = [
            row(0.1, key={"locality": f"P63:{place:02}", "channel": f"kenh {channel}"})
            for place in range(places)
            for channel in range(channels)
        ]
        spec = figure(result("channels", ("locality", "channel"), *rows))
        return len({each["head"] for each in _shown(spec) if "head" in each})

    assert columns(5, 20) == 5
    assert columns(13, 14) == 14


def test_intervals_of_several_series_stand_beside_each_other() -> None:
    two = [
        row(0.2, WHOLE, key={"locality": place, "period": "2024"}, low=0.1, high=0.3)
        for place in (_HUE, _PHU_LOC)
    ]
    assert '"xOffset"' in json.dumps(figure(result("salience", ("locality", "period"), *two)))
    assert '"xOffset"' not in json.dumps(figure(result("salience", ("locality", "period"), two[0])))


def test_states_and_series_differ_in_grey() -> None:
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    fills = sorted(map(lightness, FILLS))
    assert min(second - first for first, second in pairwise(fills)) > 25


@pytest.mark.parametrize("made", [_bars, _grid, _lines, cascade])
def test_each_kind_is_drawn_with_the_same_bytes(made: Any) -> None:
    drawn = svg(figure(made()), "vi")
    assert drawn == svg(figure(made()), "vi")
    assert drawn.startswith(b"<svg")
    assert b"NaN" not in drawn


def test_long_names_stand_whole_and_words_of_others_end_no_script() -> None:
    word = "</script><script>alert(1)</script> " + " ".join(f"tiếng{number}" for number in range(30))
    spec = figure(result("distinctiveness", ("word",), row(2.5, key={"word": word}), unit="z"))
    made = page(spec, "vi").decode()
    assert made.count("<script>") == made.count("</script>") == 2
    assert "<script>alert" not in made
    assert re.search(r"<(?:link|img|iframe|script [^>]*src)[^>]*https?:", made) is None
    text = " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", made.split("<noscript>")[1]))
    assert all(f"tiếng{number}" in text for number in range(30))
    assert json.loads(json.dumps(spec)) == spec

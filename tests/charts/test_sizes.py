"""Figures that are seen whole: no taller than a page holds, no wider than a screen, in one typeface."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import yaml
from PIL import Image

import search.charts.notes as translated
from search.charts.figure import figure
from search.charts.lines import named
from search.charts.methods import formula_in
from search.charts.render import page, png, svg
from search.charts.words import LANGUAGES, TEXTS, Language, drawable
from search.measures import measures
from search.measures.results import KeyName
from tests.charts.results import PART, result, row

_WIDEST = 2 * (1_100 + 330)  # of the plot with names of rows and legend
_TALLEST = 3_300  # pixels of a PNG, which has two for each of a screen: the plot, title and caption
# What Liberation Sans holds besides letters: a line with any other sign is set in another typeface.
_SIGNS = set("·–−●□○█Σ√≤≥∩→αδΠ²…“”’×≠§")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (("word",), [{"word": f"từ {n}"} for n in range(500)]),
        (("from", "to"), [{"from": f"{n:016x}", "to": f"{n + 1:016x}"} for n in range(500)]),
        (("locality", "theme"), [{"locality": f"C34:{n:05}", "theme": t} for n in range(400) for t in "ab"]),
        (("locality", "period"), [{"locality": f"C34:{n:05}", "period": f"20{y}"} for n in range(400)
                                  for y in range(21, 24)]),
    ],
)  # fmt: skip
def test_no_figure_is_taller_than_a_page_and_each_says_what_it_left_out(
    language: Language, by: tuple[KeyName, ...], keys: list[dict[str, str | None]]
) -> None:
    for value in (0.3, None):
        rows = [row(value and value + place / 10_000, PART, key=key) for place, key in enumerate(keys)]
        made = figure(result("reuse", by, *rows), language)
        image = Image.open(io.BytesIO(png(made, language)))
        assert image.height <= _TALLEST, (value, image.size)
        told = json.dumps(made, ensure_ascii=False)
        shown, there = map(int, re.search(r"(\d+) (?:of|trong) (\d+)", told).groups())  # type: ignore[union-attr]
        assert shown < there <= len(keys)
        assert "reformwatch measure reuse" in told, "where the whole is"


def test_many_periods_are_narrower_cells() -> None:
    keys = [
        {"theme": t, "period": f"20{y}-{m:02}"}
        for t in "abcdefgh"
        for y in range(20, 24)
        for m in range(1, 13)
    ]
    made = figure(result("attention", ("theme", "period"), *(row(0.12, PART, key=key) for key in keys),
                         period="month"))  # fmt: skip
    assert Image.open(io.BytesIO(png(made, "vi"))).width <= _WIDEST


_MONTHS = [f"20{y}-{m:02}" for y in range(15, 26) for m in range(1, 13)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hundred_months_are_no_wider_than_a_page(language: Language) -> None:
    """Lines shrink and keep the names of some months; a heat map keeps the last months, and says so."""
    for places, counted in ((3, False), (9, True)):
        keys = [{"locality": f"P63:{n:02}", "period": month} for n in range(places) for month in _MONTHS]
        rows_ = [row(0.123, PART, key=key, low=0.1, high=0.2) for key in keys]
        made = figure(result("salience", ("locality", "period"), *rows_, period="month"), language)
        assert Image.open(io.BytesIO(png(made, language))).width <= _WIDEST
        told = json.dumps(made, ensure_ascii=False)
        assert bool(re.search(r"\d+ (kỳ sau cùng trong|of) 132 ", told)) is counted
        assert ("--until" in told) is counted
        assert (TEXTS[language]["intervals"] in told) is counted, "cells hold no interval"
        assert "2025-12" in told


@pytest.mark.parametrize(
    ("periods", "step", "found"),
    [
        (["2021-11", "2021-12", "2022-01", "2022-02"], 34.0, ["2021-11", "2021-12", "2022-01", "2022-02"]),
        (_MONTHS, 8.3, [month for month in _MONTHS if month[5:] in ("01", "04", "07", "10")]),
        (_MONTHS, 1.0, [f"20{y}-01" for y in (16, 18, 20, 22, 24)]),
        (["2021-Q3", "2021-Q4", "2022-Q1"], 13.0, ["2021-Q3", "2022-Q1"]),
        (["2021-W52", "2022-W01", "2022-W02", "2022-W05"], 6.0, ["2022-W01", "2022-W05"]),
        (["2021", "2022", "2023"], 34.0, ["2021", "2022", "2023"]),
    ],
)  # fmt: skip
def test_names_of_periods_are_as_many_as_the_axis_holds(
    periods: list[str], step: float, found: list[str]
) -> None:
    assert named(periods, step) == found


def test_a_point_of_too_little_observed_is_pale_and_no_line_leads_to_it() -> None:
    rows_ = [
        row(value, PART, key={"locality": "P63:46", "period": f"202{n}"}, compared=n != 2)
        for n, value in enumerate((0.2, 0.3, 0.9, 0.4), 0)
    ]
    made = figure(result("salience", ("locality", "period"), *rows_), "en")
    points = [each for values in made["datasets"].values() for each in values if "joined" in each]
    assert [each["joined"] for each in points] == [0.2, 0.3, None, 0.4]
    assert [each["value"] for each in points] == [0.2, 0.3, 0.9, 0.4], "the value itself is shown"
    assert TEXTS["en"]["unjoined"] in json.dumps(made)
    whole = figure(result("salience", ("locality", "period"), *rows_[:2]), "en")
    assert TEXTS["en"]["unjoined"] not in json.dumps(whole)


def test_the_interval_of_a_pale_point_is_pale_too() -> None:
    """Of two periods the first is not compared: its point, its interval and both caps are pale."""

    def pale(*, compared: bool) -> int:
        rows_ = [
            row(0.5, PART, key={"locality": "P63:46", "period": f"202{n}"}, compared=compared or n == 1,
                low=0.2, high=0.8)
            for n in range(2)
        ]  # fmt: skip
        drawn = svg(figure(result("salience", ("locality", "period"), *rows_)), "vi").decode()
        return len(re.findall(r'opacity="0\.4"', drawn))

    assert (pale(compared=False), pale(compared=True)) == (4, 0)


def test_many_columns_of_long_names_are_narrower() -> None:
    keys = [
        {"locality": f"P63:{n:02}", "channel": f"Cổng và trang thông tin {c}"}
        for n in range(13)
        for c in range(20)
    ]
    made = figure(result("channels", ("locality", "channel"), *(row(0.12, key=key) for key in keys)))
    assert Image.open(io.BytesIO(png(made, "vi"))).width <= _WIDEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_is_of_signs_that_its_typeface_has(language: Language) -> None:
    pairs = yaml.safe_load(Path(translated.__file__).with_name("notes.yml").read_text(encoding="utf-8"))
    said = [pair[language] for pair in pairs] + list(TEXTS[language].values())
    said += [
        formula_in(language, result(name, one.by, formula=one.formula)) for name, one in measures().items()
    ]
    strange = {
        sign for text in said for sign in drawable(text, language)
        if ord(sign) > 127 and not sign.isalpha() and sign not in _SIGNS
    }  # fmt: skip
    assert strange == set()
    assert drawable("|G_A ∪ G_B| [k ∈ u]", "en") == "(|G_A| + |G_B| − |G_A ∩ G_B|) [k in u]"


def test_a_page_is_read_on_a_narrow_screen_as_on_a_wide_one() -> None:
    """Shrunk to a telephone its words would be three pixels high: there it is moved, on paper it shrinks."""
    made = page(figure(result("attention", ("theme",), row(0.2, PART, key={"theme": "tthc"}))), "vi").decode()
    assert '<meta name="viewport" content="width=device-width' in made
    assert "#figure { display: block; overflow-x: auto }" in made
    assert (
        made.count("svg { max-width")
        == made.count("@media print { svg { max-width: 100%; height: auto } }")
        == 1
    )


def test_names_of_different_length_all_stand_beside_what_they_name() -> None:
    """The middle of the lines of a name, 13 pixels each, is level with the words behind its bar."""
    names = ("Phú Lộc", "Trung tâm hành chính công và chuyển đổi số của tỉnh nhà", "Phú Vang")
    rows_ = (row(0.5, key={"word": name}) for name in names)
    drawn = svg(figure(result("distinctiveness", ("word",), *rows_)), "vi").decode()
    labels = re.findall(
        r'<text text-anchor="end" transform="translate\(-6,(-?[\d.]+)\)[^>]*>(.*?)</text>', drawn
    )
    middles = [float(y) + 13 * told.count("dy=") / 2 for y, told in labels if float(y) > 0]
    words = [float(y) for y in re.findall(r'told: [^"]*"[^>]*translate\([\d.]+,([\d.]+)\)', drawn)]
    assert len(middles) == len(words) == 3
    assert middles == pytest.approx(words, abs=1.0)


def test_what_is_left_out_says_how_to_get_all() -> None:
    keys = [{"locality": f"C34:{place:05d}", "period": "2024-01"} for place in range(400)]
    rows_ = (row(0.12, PART, key=key) for key in keys)
    made = figure(result("salience", ("locality", "period"), *rows_, period="month"), "en")
    told = " ".join(each["line"] for values in made["datasets"].values() for each in values if "line" in each)
    assert "measure salience --by locality,period --period month with the same filters" in told

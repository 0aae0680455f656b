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
from search.charts.methods import formula_in
from search.charts.parts import levelled, raised
from search.charts.render import page, png
from search.charts.words import LANGUAGES, TEXTS, Language, drawable
from search.measures import measures
from search.measures.results import KeyName
from tests.charts.results import PART, result, row

_TALLEST = 3_300  # pixels of a PNG, which has two for each of a screen: the plot, title and caption
# What Liberation Sans holds besides letters: a line with any other sign is set in another typeface.
_SIGNS = set("·–−●□○Σ√≤≥∩→αδΠ²…“”’×≠§")


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
    assert Image.open(io.BytesIO(png(made, "vi"))).width <= 48 * 2 * 52 + 700


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
    made = levelled(["a", "b\nc\nd", "e\nf"])
    assert made == ["\na\n", "b\nc\nd", "e\nf\n"]
    assert raised(made) == 2 * raised(["b\nc"])


def test_what_is_left_out_says_how_to_get_all() -> None:
    keys = [{"locality": f"C34:{place:05d}", "period": "2024-01"} for place in range(400)]
    rows_ = (row(0.12, PART, key=key) for key in keys)
    made = figure(result("salience", ("locality", "period"), *rows_, period="month"), "en")
    told = " ".join(each["line"] for values in made["datasets"].values() for each in values if "line" in each)
    assert "measure salience --by locality,period --period month with the same filters" in told

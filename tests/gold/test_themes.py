"""Documents of our own that are labelled by themes: known ids, no text twice, passes that agree as stated."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from pipelines.codebook import load

HERE = Path(__file__).parent
SIZES = {"first": 40, "second": 36, "third": 60, "fourth": 60}

Labels = list[dict[str, Any]]


def _labels(name: str) -> Labels:
    path = HERE / "own" / f"themes-{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(params=SIZES)
def labels(request: pytest.FixtureRequest) -> Labels:
    return _labels(request.param)


def test_themes_are_known_and_a_reform_has_one(labels: Labels) -> None:
    known = {theme.id for theme in load().themes}
    for label in labels:
        assert set(label["labelled_themes"]) == known, label["id"]
        assert {*label["themes"], *label["disputed"]} <= known, label["id"]
        assert bool(label["themes"]) == label["is_reform"], label["id"]


def test_no_document_is_there_twice() -> None:
    labels = [label for name in SIZES for label in _labels(name)]
    assert [len(_labels(name)) for name in SIZES] == [*SIZES.values()]
    assert len({label["id"] for label in labels}) == len(labels)
    for key in ("title", "text"):
        assert len({unicodedata.normalize("NFC", label[key]) for label in labels}) == len(labels)


def test_labels_are_what_both_passes_say_and_disputed_what_one_does(labels: Labels) -> None:
    for label in labels:
        first, second = (set(label["passes"][name]) for name in ("first", "second"))
        assert set(label["themes"]) == first & second, label["id"]
        assert set(label["disputed"]) == first ^ second, label["id"]


def test_the_readme_states_how_far_the_passes_agree(labels: Labels) -> None:
    passes = [label["passes"] for label in labels]
    equal = sum(say["first"] == say["second"] for say in passes)
    differing = sum(len(set(say["first"]) ^ set(say["second"])) for say in passes)
    size, single = len(passes), 10 * len(passes)
    readme = " ".join((HERE / "README.md").read_text(encoding="utf-8").split())
    assert f"{equal} of {size} sets of themes, {single - differing} of {single} single" in readme

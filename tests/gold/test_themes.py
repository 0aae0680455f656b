"""Documents of our own that are labelled by themes: known ids, no text twice, passes that agree as stated."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from pipelines.codebook import load

HERE = Path(__file__).parent
PATH = HERE / "own" / "themes-first.jsonl"


def _labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def test_themes_are_known_and_a_reform_has_one() -> None:
    known = {theme.id for theme in load().themes}
    for label in _labels():
        assert set(label["labelled_themes"]) == known, label["id"]
        assert {*label["themes"], *label["disputed"]} <= known, label["id"]
        assert bool(label["themes"]) == label["is_reform"], label["id"]


def test_no_document_is_there_twice() -> None:
    labels = _labels()
    assert len({label["id"] for label in labels}) == len(labels) == 40
    for key in ("title", "text"):
        assert len({unicodedata.normalize("NFC", label[key]) for label in labels}) == len(labels)


def test_labels_are_what_both_passes_say_and_disputed_what_one_does() -> None:
    for label in _labels():
        first, second = (set(label["passes"][name]) for name in ("first", "second"))
        assert set(label["themes"]) == first & second, label["id"]
        assert set(label["disputed"]) == first ^ second, label["id"]


def test_the_readme_states_how_far_the_passes_agree() -> None:
    passes = [label["passes"] for label in _labels()]
    equal = sum(say["first"] == say["second"] for say in passes)
    differing = sum(len(set(say["first"]) ^ set(say["second"])) for say in passes)
    readme = " ".join((HERE / "README.md").read_text(encoding="utf-8").split())
    assert f"{equal} of 40 sets of themes, {400 - differing} of 400 single decisions" in readme

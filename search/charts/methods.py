"""How a measure is made, in the language of a figure: `methods.yml` has the Vietnamese texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from search.charts.words import Language
from search.labels import label
from search.measures.checks import CHECKS
from search.measures.registry import get
from search.measures.reported import LEAST_SHARE, REPORTS, RULE
from search.measures.results import MeasureResult


def formula_in(language: Language, result: MeasureResult) -> str:
    """The formula of a result; a frozen one keeps the words of its own time where they are no longer ours."""
    written = _vietnamese()["formulas"].get(result.measure)
    is_ours = written is not None and result.formula == get(result.measure).formula
    return _filled(written) if language == "vi" and written and is_ours else result.formula


def source_in(language: Language, measure: str) -> str:
    return _filled(_vietnamese()["sources"][measure]) if language == "vi" else get(measure).source


def check_in(language: Language, check: str) -> str:
    """What a check of openness asks; its id where nobody knows it any more."""
    english = {one.id: one.about for one in CHECKS}
    return (_vietnamese()["checks"] if language == "vi" else english).get(check, check)


def _filled(text: str) -> str:
    """The figures and kinds of the tracker's rule stand in its module."""
    facts = {
        "{reports}": ", ".join(label("kind", kind).lower() for kind in REPORTS),
        "{least}": f"{LEAST_SHARE:.0%}",
        "{rule}": RULE,
    }
    for gap, fact in facts.items():  # not `format`: formulas have braces of their own
        text = text.replace(gap, fact)
    return text


@lru_cache(maxsize=1)
def _vietnamese() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        Path(__file__).with_name("methods.yml").read_text(encoding="utf-8")
    )
    return found

"""What values of keys are called on a figure: places by their names, all else in the figure's language."""

from __future__ import annotations

import re

from pipelines import codebook
from search.charts.methods import check_in
from search.charts.words import VALUES, Language
from search.digest.words import Words
from search.labels import label

_ACTS = frozenset({"superior", "series"})
_CODE = re.compile(r"\b(?:[PDC]\d\d:\d+|VN)\b|\b(?:issuer|year) unknown\b")


def label_in(language: Language, key: str, value: str) -> str:
    """The label of a value; the value itself where there is none."""
    if key == "check":
        return check_in(language, value)
    if key in _ACTS:  # codes of places have names, and what is not known stands in English
        return _CODE.sub(lambda found: _part(language, found[0]), value)
    if language == "en" and (named := _english(key, value)):
        return named
    return label(key, value)


def _part(language: Language, text: str) -> str:
    return VALUES[language].get(text) or label("locality", text)


def _english(key: str, value: str) -> str | None:
    if key == "kind":
        return Words("en").kind(value)
    if key in {"theme", "channel", "audience"}:
        return _of_codebook(key).get(value)
    return VALUES["en"].get(f"{key} {value}")


def _of_codebook(key: str) -> dict[str, str]:
    rules = codebook.load()
    if key == "theme":
        subs = {f"{theme.id}/{sub.id}": sub.guide.label_en for theme, sub in rules.subthemes}
        return {theme.id: theme.label_en for theme in rules.themes} | subs
    found = rules.channels if key == "channel" else rules.audiences
    return {one.id: one.guide.label_en for one in found}

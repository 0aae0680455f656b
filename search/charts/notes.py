"""The notes of results in Vietnamese: each sentence of a measure has its translation in `notes.yml`.

What is not there stands as the measure says it; a test holds the file against the sentences there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from search.charts.words import Language

_GAP = re.compile(r"\\\{(\w+)\\\}")


def notes_in(language: Language, notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(note if language == "en" else _vietnamese(note) for note in notes)


def _vietnamese(note: str) -> str:
    for pattern, vietnamese in _patterns():
        if found := pattern.fullmatch(note):
            return vietnamese.format(**found.groupdict())
    return note


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = yaml.safe_load(Path(__file__).with_name("notes.yml").read_text(encoding="utf-8"))
    return tuple((re.compile(_GAP.sub(r"(?P<\1>.+?)", re.escape(pair["en"]))), pair["vi"]) for pair in pairs)

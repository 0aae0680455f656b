"""What values are called in Vietnamese: for facets, tables and charts."""

from __future__ import annotations

from functools import lru_cache

from crawler import gazetteer
from pipelines import codebook
from pipelines.kinds import LABELS as KINDS
from store.identities import NATION

NATIONAL = "Trung ương"
LEVELS = {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"}
REFORM = {"true": "Cải cách hành chính", "false": "Khác"}


def label(field: str, value: str) -> str:
    """The label of a value of a facet or of a measure's key; the value itself where there is none."""
    if field in {"province", "today", "locality"}:
        return _place(value)
    if field == "theme":
        return _themes().get(value, value)
    if field in {"channel", "audience"}:
        return _named(field).get(value, value)
    known = {"kind": KINDS, "level": LEVELS, "reform": REFORM}.get(field, {})
    return known.get(value, value)


@lru_cache(maxsize=4096)
def _place(code: str) -> str:
    if code == NATION:
        return NATIONAL
    unit = gazetteer.load().unit(code)
    return unit.name if unit else code


def _named(field: str) -> dict[str, str]:
    rules = codebook.load()
    return {one.id: one.label for one in (rules.channels if field == "channel" else rules.audiences)}


@lru_cache(maxsize=1)
def _themes() -> dict[str, str]:
    rules = codebook.load()
    labels = {theme.id: theme.label for theme in rules.themes}
    return labels | {f"{theme.id}/{sub.id}": sub.label for theme, sub in rules.subthemes}

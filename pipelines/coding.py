"""Themes with evidence, and what else the codebook recognises in a document.

Weights (design §5.10): `w_dk = (1/U) Σ_u [k ∈ u] / m_u` over the U units that carry a theme, m_u themes on
unit u, so that the weights of a coded document sum to 1; within a unit the sub-themes that hit share their
theme's part. The title is a unit like a paragraph: half of the announcements of small portals have no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.codebook import Codebook, load
from pipelines.matching import TITLE_UNIT, Match, Matches, match
from pipelines.reform import judge
from store.records import Code, Reform, Tag

_ENOUGH = 1.0  # strength that a theme needs: one strong unit, or two weak ones
_WEAK = 0.5
_WEAK_SHARE = 0.06  # of all units must hold weak words where no strong one stands


@dataclass(frozen=True, slots=True)
class Coding:
    is_reform: bool
    reform: Reform
    codes: tuple[Code, ...]
    indices: tuple[str, ...]
    channels: tuple[Tag, ...]
    audiences: tuple[Tag, ...]
    flags: tuple[str, ...] = ()


def code(title: str, text: str, codebook: Codebook | None = None) -> Coding:
    """Codes a title and a text, both NFC; offsets of evidence point into them."""
    book = codebook or load()
    found = match(title, text, book)
    fields = {"title": title, "text": text}
    is_reform, reform = judge(found)
    themes = _themes(found) if is_reform else []
    unaccented = any(item.hit.unaccented for item in themes)
    return Coding(
        is_reform=is_reform,
        reform=reform,
        codes=_codes(themes, fields),
        indices=_indices(found),
        channels=_tags(found.scoring("channel"), fields),
        audiences=_tags(found.scoring("audience"), fields),
        flags=("unaccented_match",) if unaccented else (),
    )


def _themes(found: Matches) -> list[Match]:
    """The hits of those themes that are strong enough to be the document's."""
    scoring = found.scoring("theme")
    strength: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for item in scoring:
        rule = item.hit.rule
        strong = rule.strength == "strong" or item.unit == TITLE_UNIT
        by_unit = strength[rule.name]
        by_unit[item.unit] = max(by_unit[item.unit], 1.0 if strong else _WEAK)
    enough = {theme for theme, by_unit in strength.items() if _is_enough(by_unit, len(found.units))}
    return [item for item in scoring if item.hit.rule.name in enough]


def _is_enough(by_unit: dict[int, float], units: int) -> bool:
    """One strong unit is; weak ones need company, and more of it in a long text."""
    if max(by_unit.values()) >= _ENOUGH:
        return True
    return sum(by_unit.values()) >= max(_ENOUGH, _WEAK * _WEAK_SHARE * units)


def _codes(themes: Sequence[Match], fields: dict[str, str]) -> tuple[Code, ...]:
    by_unit: dict[int, dict[str, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for item in themes:
        by_unit[item.unit][item.hit.rule.name].add(item.hit.rule.subtheme)
    weights: dict[tuple[str, str | None], float] = defaultdict(float)
    for on_unit in by_unit.values():
        for theme, subthemes in on_unit.items():
            named = subthemes - {None} or subthemes
            for subtheme in named:
                weights[theme, subtheme] += 1 / (len(by_unit) * len(on_unit) * len(named))
    return tuple(
        Code(
            theme,
            subtheme,
            weight,
            tuple(
                item.evidence(fields[item.field])
                for item in themes
                if (item.hit.rule.name, item.hit.rule.subtheme) == (theme, subtheme)
            ),
        )
        for (theme, subtheme), weight in sorted(weights.items(), key=lambda entry: (-entry[1], str(entry[0])))
    )


def _tags(found: Sequence[Match], fields: dict[str, str]) -> tuple[Tag, ...]:
    names = dict.fromkeys(item.hit.rule.name for item in found)
    return tuple(
        Tag(name, tuple(item.evidence(fields[item.field]) for item in found if item.hit.rule.name == name))
        for name in names
    )


def _indices(found: Matches) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.hit.rule.name for item in found.scoring("index")))

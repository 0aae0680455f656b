"""Themes with evidence, and what else the codebook recognises in a document.

Weights (design §5.10): `w_dk = (1/U) Σ_u [k ∈ u] / m_u` over the U units that carry a theme, m_u themes on
unit u, so that the weights of a coded document sum to 1; within a unit the sub-themes that hit share their
theme's part. The title is a unit like a paragraph: half of the announcements of small portals have no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipelines import facets
from pipelines.audiences import audiences
from pipelines.channels import channels
from pipelines.codebook import Codebook, load
from pipelines.matching import TITLE_UNIT, Match, Matches, match
from pipelines.reform import judge
from store.coding_records import Coding
from store.records import Code, Evidence, Tag

CODER = 11  # raised with every change that codes a text otherwise by the same codebook; recode looks at it

_WEAK_UNITS = 3  # where no strong word stands, so many units must hold weak ones …
_WEAK_SHARE = 0.06  # … and this share of a long text, but never more than half of a short one


def code(title: str, text: str, codebook: Codebook | None = None) -> Coding:
    """Codes a title and a text, both NFC; offsets of evidence point into them."""
    book = codebook or load()
    found = match(title, text, book)
    fields = {"title": title, "text": text}
    is_reform, reform = judge(found, fields, book.reform.points)
    themes = _themes(found, book) if is_reform else []
    if is_reform and not themes:
        reform = replace(reform, review=True)  # words of the reform, and none of its themes
    read = {name: facets.sentences(words) for name, words in fields.items()}
    known = {facet.id for facet in book.audiences}
    unaccented = any(item.hit.unaccented for item in themes)
    return Coding(
        is_reform=is_reform,
        reform=reform,
        codes=_codes(themes, fields),
        indices=_indices(found.scoring("index"), fields),
        channels=_tags(channels(found.scoring("channel"), read), fields),
        audiences=_tags(audiences(found.scoring("audience"), read, known), fields),
        flags=("unaccented_match",) if unaccented else (),
        coder=CODER,
    )


def _themes(found: Matches, book: Codebook) -> list[Match]:
    """The hits of those themes that are strong enough to be the document's."""
    scoring = found.scoring("theme")
    spared = _spared(found, book)
    strong = {item.hit.rule.name for item in scoring if _is_strong(item, spared)}
    weak: dict[str, set[int]] = defaultdict(set)
    for item in scoring:
        weak[item.hit.rule.name].add(item.unit)
    units = len(found.units)
    needed = max(min(_WEAK_UNITS, units / 2), _WEAK_SHARE * units)
    enough = strong | {theme for theme, on in weak.items() if len(on) >= needed}
    return [item for item in scoring if item.hit.rule.name in enough]


def _spared(found: Matches, book: Codebook) -> dict[int, frozenset[str]]:
    """The themes that a context rule leaves strong, for each unit that has words of one."""
    spares = {rule.id: frozenset(rule.spares) for rule in book.context_rules}
    by_unit: dict[int, frozenset[str]] = {}
    for item in found.of("around"):
        by_unit[item.unit] = by_unit.get(item.unit, spares[item.hit.rule.name]) & spares[item.hit.rule.name]
    return by_unit


def _is_strong(item: Match, spared: Mapping[int, frozenset[str]]) -> bool:
    if item.unit == TITLE_UNIT:
        return True
    rule = item.hit.rule
    return rule.strength != "weak" and rule.name in spared.get(item.unit, {rule.name})


def _codes(themes: Sequence[Match], fields: dict[str, str]) -> tuple[Code, ...]:
    by_unit: dict[int, dict[str, set[str | None]]] = {}
    earning: dict[tuple[str, str | None], list[Match]] = {}
    for item in themes:
        _, unit, _, (_, _, rule, _) = item
        _, theme, _, subtheme, _, _ = rule
        by_unit.setdefault(unit, {}).setdefault(theme, set()).add(subtheme)
        earning.setdefault((theme, subtheme), []).append(item)
    weights: dict[tuple[str, str | None], float] = defaultdict(float)
    for on_unit in by_unit.values():
        of_unit = len(by_unit) * len(on_unit)
        for theme, subthemes in on_unit.items():
            named = subthemes - {None} or subthemes if None in subthemes else subthemes
            for subtheme in named:
                weights[theme, subtheme] += 1 / (of_unit * len(named))
    return tuple(
        [
            Code(*found, weight, tuple([item.evidence(fields[item[0]]) for item in earning[found]]))
            for found, weight in sorted(weights.items(), key=_by_weight)
        ]
    )


def _by_weight(entry: tuple[tuple[str, str | None], float]) -> tuple[float, str]:
    return -entry[1], str(entry[0])


def _tags(found: Iterable[Match], fields: dict[str, str]) -> tuple[Tag, ...]:
    named: dict[str, list[Evidence]] = defaultdict(list)
    for item in found:
        named[item[3][2][1]].append(item.evidence(fields[item[0]]))
    return tuple(Tag(name, tuple(evidence)) for name, evidence in named.items())


def _indices(found: Sequence[Match], fields: dict[str, str]) -> tuple[str, ...]:
    """Without the words in brackets behind another index's abbreviation, which explain that one."""
    named: dict[str, None] = {}
    before: Match | None = None
    for item in sorted(found, key=lambda item: (item.unit, item.hit.start)):
        explains = (
            before is not None
            and before.unit == item.unit
            and before.hit.rule.cased
            and fields[item.field][before.hit.end : item.hit.start].strip() == "("
        )
        if not explains:
            named[item.hit.rule.name] = None
        before = item
    return tuple(named)

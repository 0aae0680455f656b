"""Distinctiveness: what a locality speaks of more than others that were asked for, by theme or by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from search.measures.diversity import shares_of
from search.measures.material import Material
from search.measures.parameters import Parameter, whole
from search.measures.publications import ATTRIBUTES, Publication, grouped, unknown
from search.measures.registry import Measure
from search.measures.results import MeasureError, MeasureRow
from search.measures.wordings import Wording, most_distinctive

_PLACES = ("locality", "province", "portal", "level")
_Group: TypeAlias = tuple[dict[str, str | None], list[Publication]]


def _rows(material: Material) -> Iterator[MeasureRow]:
    if not set(_PLACES) & set(material.by):
        raise MeasureError(f"distinctiveness compares places: name one of {', '.join(_PLACES)} in by.")
    if len({"theme", "word"} & set(material.by)) != 1:
        raise MeasureError("distinctiveness goes by theme or by word: name one of them in by.")
    rows = _words if "word" in material.by else _themes
    for groups in _compared(material):
        yield from rows(material, groups)


def _compared(material: Material) -> Iterator[list[_Group]]:
    """Groups that differ by their place only."""
    found: dict[tuple[str | None, ...], list[_Group]] = defaultdict(list)
    for group, members in grouped(material.coded, material.by, material.period):
        found[tuple(value for name, value in group.items() if name not in _PLACES)].append((group, members))
    yield from found.values()


def _themes(material: Material, groups: list[_Group]) -> Iterator[MeasureRow]:
    """LQ_lk = a_lk / a_·k, where at least `least` publications of the locality carry the theme."""
    least = material.setting("least")
    everywhere = shares_of(one for _, members in groups for one in members)
    for group, members in groups:
        here = shares_of(members)
        for theme, share in here.items():
            holding = [one for one in members if theme in one.weights]
            enough = len(holding) >= least
            values: dict[str, str | None] = {**group, "theme": theme}
            yield MeasureRow(
                key={name: values[name] for name in material.by},
                value=share / everywhere[theme] if enough else None,
                n=len(holding),
                denominator=len(members),
                documents=tuple(one.id for one in holding),
                flags=(*unknown(group, holding), *(() if enough else ("too_few",))),
                more={"share": share, "share_everywhere": everywhere[theme]},
            )


def _words(material: Material, groups: list[_Group]) -> Iterator[MeasureRow]:
    found = most_distinctive(
        [members for _, members in groups],
        material.words,
        grams=material.setting("grams"),
        prior=material.setting("prior"),
        least=material.setting("least"),
        most=material.setting("most"),
    )
    for (group, members), wordings in zip(groups, found, strict=True):
        yield from (_word(material, group, members, wording) for wording in wordings)


def _word(
    material: Material, group: dict[str, str | None], members: list[Publication], wording: Wording
) -> MeasureRow:
    values = {**group, "word": wording.words}
    return MeasureRow(
        key={name: values[name] for name in material.by},
        value=wording.z,
        n=len(wording.publications),
        denominator=len(members),
        documents=wording.publications,
        flags=unknown(group, members),
        more={"log_odds": wording.log_odds, "here": wording.here, "elsewhere": wording.elsewhere},
    )


MEASURE = Measure(
    name="distinctiveness",
    about="the themes, or words, that set a locality apart from all others that were asked for",
    formula="theme: LQ_lk = a_lk / a_·k; word: z = δ / √(1/(y_i + α_w) + 1/(y_j + α_w)) with log-odds δ ="
    " ln((y_i + α_w)/(n_i + α_0 − y_i − α_w)) − ln((y_j + α_w)/(n_j + α_0 − y_j − α_w)), i here, j elsewhere",
    source="Words: Monroe, Colaresi and Quinn, Political Analysis 16(4), 2008, prior α_w = α_0 · share of w",
    keys=(*ATTRIBUTES, "theme", "word"),
    by=("locality", "theme"),
    rows=_rows,
    unit="ratio",
    units={"word": "z"},
    parameters=(
        Parameter("least", 10, "fewest publications of a theme, or uses of a word, with a value", whole(1)),
        Parameter("most", 20, "how many words of each locality", whole(1)),
        Parameter("grams", 1, "how many syllables make a word", whole(1, 4)),
        Parameter("prior", 500, "α_0, what the prior weighs, in words", whole(1)),
    ),
)

"""The entries of a codebook side by side: themes, sub-themes, channels, audiences, indices, and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.codebook import Codebook
from pipelines.codebook.records import Guide, Terms
from pipelines.phrases import Rule

CASED = frozenset({"abbreviations", "weak_abbreviations"})
# What a list can earn: a weak phrase needs company, a title phrase its place.
STRENGTHS = {"title": 1, "weak": 2, "phrases": 3, "weak_abbreviations": 2, "abbreviations": 3}


@dataclass(frozen=True, slots=True)
class Entry:
    """`layer`, `name` and `subtheme` are those of the rules that its phrases become."""

    path: str
    layer: str
    name: str
    subtheme: str | None
    label: str
    definition: str
    terms: Terms
    guide: Guide
    is_rule: bool = False  # the gate and its like: words without a guide of their own

    def is_target(self, rule: Rule) -> bool:
        """Whether a phrase of it is one of this entry; those of its sub-themes are a theme's too."""
        same = (rule.layer, rule.name) == (self.layer, self.name)
        return same and (self.subtheme is None or rule.subtheme == self.subtheme)


def entries(book: Codebook) -> Iterator[Entry]:
    for theme in book.themes:
        yield Entry(
            theme.id, "theme", theme.id, None, theme.label, theme.definition, theme.terms, theme.guide
        )
        for sub in theme.subthemes:
            path = f"{theme.id}/{sub.id}"
            yield Entry(path, "theme", theme.id, sub.id, sub.label, sub.definition, sub.terms, sub.guide)
    facets = (
        ("channels", "channel", book.channels),
        ("audiences", "audience", book.audiences),
        ("indices", "index", book.indices),
    )
    for folder, layer, ones in facets:
        for one in ones:
            path = f"{folder}/{one.id}"
            yield Entry(path, layer, one.id, None, one.label, one.definition, one.terms, one.guide)
    yield from _rules(book)


def _rules(book: Codebook) -> Iterator[Entry]:
    reform = book.reform
    terms = (
        ("gate", "gate", book.gate),
        ("reform.subjects", "subject", reform.subjects),
        ("reform.supports", "support", reform.supports),
        ("reform.context", "context", reform.context),
        ("reform.strangers", "stranger", reform.strangers),
        ("reform.vouched", "vouched", reform.vouched),
        ("reform.hinted", "hinted", reform.hinted),
        ("reform.bodies", "body", reform.bodies),
    )
    for path, layer, one in terms:
        yield Entry(path, layer, layer, None, "", "", one, Guide(), is_rule=True)
    for rule in book.context_rules:
        yield Entry(
            f"context_rules/{rule.id}", "around", rule.id, None, "", "", rule.terms, Guide(), is_rule=True
        )

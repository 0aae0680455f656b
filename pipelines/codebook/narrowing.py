"""A codebook as far as given sentences can tell it from another: without the phrases that none of them holds.

Compiling a hundred thousand phrases takes seconds; of those that the linter tries, its few hundred sentences
hold hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace

from pipelines.codebook import Codebook
from pipelines.codebook.records import Facet, Terms, Theme
from pipelines.phrases import variants
from pipelines.words import folded_tokens


def narrowed(book: Codebook, sentences: Iterable[str]) -> Codebook:
    """`book`, which codes each of `sentences`, alone or as a title of another, as the whole one does."""
    said = {word for sentence in sentences for word in folded_tokens(sentence)}

    def may_be_said(phrase: str) -> bool:
        return any(said.issuperset(folded_tokens(one)) for one in variants(phrase, book.slips))

    def terms(one: Terms) -> Terms:
        return Terms(*(tuple(filter(may_be_said, getattr(one, name.name))) for name in fields(Terms)))

    reform = book.reform
    return replace(
        book,
        themes=tuple(_theme(theme, terms) for theme in book.themes),
        channels=_facets(book.channels, terms),
        audiences=_facets(book.audiences, terms),
        indices=_facets(book.indices, terms),
        gate=terms(book.gate),
        reform=replace(
            reform,
            subjects=terms(reform.subjects),
            supports=terms(reform.supports),
            context=terms(reform.context),
            strangers=terms(reform.strangers),
            vouched=terms(reform.vouched),
            hinted=terms(reform.hinted),
            bodies=terms(reform.bodies),
        ),
        context_rules=tuple(replace(rule, terms=terms(rule.terms)) for rule in book.context_rules),
        traps=tuple(filter(may_be_said, book.traps)),
    )


def _theme(theme: Theme, terms: Callable[[Terms], Terms]) -> Theme:
    subthemes = tuple(replace(sub, terms=terms(sub.terms)) for sub in theme.subthemes)
    return replace(theme, terms=terms(theme.terms), subthemes=subthemes)


def _facets(facets: tuple[Facet, ...], terms: Callable[[Terms], Terms]) -> tuple[Facet, ...]:
    return tuple(replace(facet, terms=terms(facet.terms)) for facet in facets)

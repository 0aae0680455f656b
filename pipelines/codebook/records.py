"""What a codebook consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of one thing to be recognised; what each list means: the head of reform.yml."""

    phrases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    weak_abbreviations: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """What a person who codes by hand is told; `examples` and `counter_examples` are whole sentences.

    The linter asks for all of it and matches the sentences, so that the guide and the phrases agree.
    """

    label_en: str = ""
    inclusion: str = ""
    exclusion: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Subtheme:
    id: str
    label: str
    definition: str
    terms: Terms
    guide: Guide = Guide()


@dataclass(frozen=True, slots=True)
class Theme:
    """`terms` are words that earn the theme without saying which sub-theme."""

    id: str
    label: str
    label_en: str
    definition: str
    terms: Terms
    subthemes: tuple[Subtheme, ...]
    guide: Guide = Guide()


@dataclass(frozen=True, slots=True)
class Facet:
    """A channel, an audience or an index."""

    id: str
    label: str
    terms: Terms
    definition: str = ""
    guide: Guide = Guide()


@dataclass(frozen=True, slots=True)
class ContextRule:
    """In a paragraph with one of its words, phrases of other themes than the spared ones are weak."""

    id: str
    terms: Terms
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReformRules:
    """What makes a document one about the reform besides the gate.

    `subjects` name an object of the reform (a procedure, an online service); `supports` speak of it too but
    also of other things, and count beside a word of `context`, the public service; `strangers` name subjects
    that borrow these words (digital television, IT firms). `examples` are titles of documents about the
    reform, `counter_examples` of others; the linter asks that each is judged so.
    """

    subjects: Terms
    supports: Terms
    context: Terms
    strangers: Terms
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

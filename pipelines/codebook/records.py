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
class ReformPoints:
    """What each rule about the reform adds to the score of a document; a file may say otherwise.

    From `threshold` on it is about the reform, within `review` of it a person should look. The points of a
    body are those where `broad`, a share of its paragraphs, or more are about the subject; `gate_hits` is how
    often the gate must hit in a body; `theme_body` counts where two different strong words of themes stand in
    two paragraphs under a title or a lead with a subject.
    """

    threshold: float = 0.5
    review: float = 0.15
    gate_title: float = 1.0
    subject_title: float = 0.7
    vouched_title: float = 0.55
    hinted_title: float = 0.35
    hinted_body: float = 0.2
    support_title: float = 0.35
    gate_lead: float = 0.6
    subject_lead: float = 0.25
    support_lead: float = 0.15
    context_title: float = 0.15
    gate_body: float = 0.5
    gate_hits: float = 3
    theme_body: float = 0.25
    subject_body: float = 0.6
    support_body: float = 0.3
    broad: float = 0.4
    stranger_title: float = -0.6

    def of(self, rule: str) -> float:
        """The points of a rule, e.g. `gate_title`."""
        points: float = getattr(self, rule)
        return points


@dataclass(frozen=True, slots=True)
class ReformRules:
    """What makes a document one about the reform besides the gate.

    `subjects` name an object of the reform (a procedure, an online service); `supports` speak of it too but
    also of other things, and count beside a word of `context`, the public service; `vouched` count in a title
    where it or the lead names one of `bodies`, those who serve the public: banks merge as communes do;
    `hinted` do so where the text besides speaks of the reform in words of its own;
    `strangers` name subjects that borrow these words (digital television, IT firms). `examples` are titles of
    documents about the reform, `counter_examples` of others; the linter asks that each is judged so.
    """

    subjects: Terms
    supports: Terms
    context: Terms
    strangers: Terms
    vouched: Terms = Terms()
    hinted: Terms = Terms()
    bodies: Terms = Terms()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    points: ReformPoints = ReformPoints()

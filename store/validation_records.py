"""The records of a validation: what was sampled, what people coded, how well the rules did beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from store.record_json import INSIDE
from store.records import Document, Json, as_json

REFORM = "reform"  # the item beside the themes: is the document about the reform at all?
Values = Mapping[str, bool | None]


def text_sha256(document: Document) -> str:
    """Of what a coder reads: title and text."""
    return hashlib.sha256(f"{document.title}\x00{document.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the frame: of its `population` documents `sampled` were drawn, each as likely as another."""

    name: str
    population: int
    sampled: int


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """A drawn document. `sha256` is of the text that is coded; `coders` are who was asked, if anybody was."""

    document: str
    sha256: str
    stratum: str
    probability: float
    is_double: bool
    coders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A stratified random sample; `units` stand in the order of its sheets.

    `items` are what is coded: REFORM and the themes of `codebook`. `left_out` counts documents of the store
    that the filters leave and that are none of the frame, by reason.
    """

    seed: int
    by: tuple[str, ...]
    allocation: str
    double: float
    excerpt: int  # characters of a text on a sheet, at most
    filters: Json
    codebook: str
    items: tuple[str, ...]
    strata: tuple[Stratum, ...]
    units: tuple[SampleUnit, ...]
    left_out: Json = field(default_factory=dict)
    # By which it is kept: texts that lost erased words have other digests than those that were drawn.
    kept_as: str | None = field(default=None, metadata=INSIDE)

    @property
    def id(self) -> str:
        """The same for the same draw from the same documents."""
        if self.kept_as:
            return self.kept_as
        told = json.dumps(as_json(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def population(self) -> int:
        return sum(stratum.population for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class HumanCoding:
    """What one coder says of one document: an item is there (True), is not, or cannot be told (None)."""

    sample: str
    document: str
    coder: str
    values: Values
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The final word on one item of one document, where coders differ or cannot tell."""

    sample: str
    document: str
    item: str
    value: bool
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a write did."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0


# --- Figures ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """An estimated share with its 95 % interval; None with a `reason`.

    `n` counts the coded documents that it is a share of, `effective` says how many documents of a simple
    random sample would tell as much; None where the rate is of the whole population and no estimate.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    effective: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """The rules against people in one population; the four counts are of sampled documents, unweighted."""

    precision: Rate
    recall: Rate  # the sensitivity
    specificity: Rate
    both: int
    rules_only: int
    people_only: int
    neither: int

    @property
    def n(self) -> int:
        return self.both + self.rules_only + self.people_only + self.neither


@dataclass(frozen=True, slots=True)
class ItemValidation:
    """How well the rules of a codebook find one item.

    `frame`: among all documents of the sample's frame; `coded`: among those to which the rules give a theme,
    the population of shares of themes. `undecided`: sampled documents without a final human coding;
    `covered`: the share of the frame in strata of which a document was decided. The rest is unknown.
    """

    item: str
    codebook: str
    sample: str
    frame: Rates
    coded: Rates
    undecided: int
    covered: float

    def summary(self) -> Json:
        """What is shown beside a theme."""
        precision, recall = self.frame.precision, self.frame.recall
        return {
            "precision": precision.value,
            "precision_interval": _interval(precision),
            "recall": recall.value,
            "recall_interval": _interval(recall),
            "n": self.frame.n,
            "covered": self.covered,
            "codebook": self.codebook,
            "sample": self.sample,
        }


def _interval(rate: Rate) -> list[float] | None:
    return None if rate.low is None or rate.high is None else [rate.low, rate.high]

"""The records of the plan tracker's validation: pairs of a task and a later document, judged by people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from store.records import Json, as_json
from store.validation_records import Rate, Stratum

Answer: TypeAlias = Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class TrackerUnit:
    """A drawn pair; `sha256` is of the words that a coder reads. `found`: the rule says it is a report."""

    number: int  # from 1, in the order of the sheet
    plan: str
    task: int  # its order in the plan
    report: str
    sha256: str
    stratum: str
    found: bool
    probability: float


@dataclass(frozen=True, slots=True)
class TrackerSample:
    """A stratified random sample of all pairs that the rule looked at."""

    rule: str
    seed: int
    excerpt: int  # characters of a text on a sheet, at most
    filters: Json
    strata: tuple[Stratum, ...]
    units: tuple[TrackerUnit, ...]

    @property
    def id(self) -> str:
        """The same for the same draw from the same documents."""
        told = json.dumps(as_json(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(f"tracker {told}".encode()).hexdigest()[:16]

    @property
    def population(self) -> int:
        return sum(stratum.population for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class TrackerAnswer:
    """What one coder says of one pair: does the document report that the task was done?"""

    sample: str
    unit: int
    coder: str
    answer: Answer
    remark: str = ""


@dataclass(frozen=True, slots=True)
class TrackerFigures:
    """How well a rule finds reports, in the population that a sample was drawn from.

    `decided` pairs have one answer of yes or no from all who judged them; the others are `open`.
    """

    rule: str
    sample: str
    precision: Rate
    recall: Rate
    decided: int
    open: int
    population: int
    coders: int

    def summary(self) -> Json:
        """What is shown beside figures of the tracker."""
        return {
            "precision": self.precision.value,
            "precision_interval": _interval(self.precision),
            "recall": self.recall.value,
            "recall_interval": _interval(self.recall),
            "n": self.decided,
            "rule": self.rule,
            "sample": self.sample,
        }


def _interval(rate: Rate) -> list[float] | None:
    return None if rate.low is None or rate.high is None else [rate.low, rate.high]


def decided(answers: Mapping[str, Answer]) -> bool | None:
    """What all coders of a pair say alike; None where they differ or cannot tell."""
    said = set(answers.values())
    return said == {"yes"} if said in ({"yes"}, {"no"}) else None

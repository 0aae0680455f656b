"""Precision and recall of the rules against people, for the population that a sample was drawn from.

A decided document of a stratum with N documents, of which m were decided, stands for N / m of them: those
that nobody decided are taken to be missing at random within their stratum. Each rate is a ratio of weighted
sums, R = Σ w y / Σ w x over its domain x (precision: where the rules say yes; recall: where people do), with
the variance of its linearisation over strata,

    Var R = (Σ w x)^-2 Σ_h (1 - m_h / N_h) · m_h / (m_h - 1) · Σ_i (e_i - mean e)²,   e_i = w_i (y_i - R x_i)

(W. G. Cochran, Sampling Techniques, 1977, ch. 6). The interval is Wilson's at the effective size
n* = R (1 - R) / Var R, as C. Franco, R. J. A. Little, T. A. Louis and E. V. Slud recommend (Journal of Survey
Statistics and Methodology 7, 2019), and never at more than Kish's (Σ w)² / Σ w² over the domain, which also
stands where R is 0 or 1 and the formula would claim certainty. Where every document of the frame was decided,
the rate is no estimate and its interval is itself.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.codebook import Codebook
from pipelines.coding import code
from pipelines.evaluation.intervals import wilson_at
from pipelines.validation.final import Final
from store.records import Document
from store.validation_records import REFORM, ItemValidation, Rate, Rates, Sample


@dataclass(frozen=True, slots=True)
class Decided:
    """One item of one document: what the rules and people say, and whether the rules give it any theme."""

    stratum: str
    rules: bool
    people: bool
    is_coded: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """All of one item; `populations` are the documents of each stratum."""

    decided: Sequence[Decided]
    populations: Mapping[str, int]


def validate(
    sample: Sample, texts: Mapping[str, Document], found: Mapping[tuple[str, str], Final], book: Codebook
) -> list[ItemValidation]:
    """The rules of `book` on each item that it still has, against the final human codings of a sample.

    The rules are run anew on the texts that people saw, so that neither a later version of a page nor a
    correction by hand is taken for their work.
    """
    said = {id_: rules_say(document, book) for id_, document in texts.items()}
    known = {REFORM, *(theme.id for theme in book.themes)}
    return [
        _item(sample, item, book.version, decisions(sample, item, said, found))
        for item in sample.items
        if item in known
    ]


def rules_say(document: Document, book: Codebook) -> frozenset[str]:
    """The items that the rules find in a document."""
    coding = code(document.title, document.text, book)
    return frozenset({one.theme for one in coding.codes} | ({REFORM} if coding.is_reform else set()))


def decisions(
    sample: Sample,
    item: str,
    said: Mapping[str, frozenset[str]],
    found: Mapping[tuple[str, str], Final],
) -> Decisions:
    """What rules and people say of one item, of the documents where both say something."""
    decided = []
    for unit in sample.units:
        final = found.get((unit.document, item))
        if final is not None and final.value is not None and unit.document in said:
            rules = said[unit.document]
            decided.append(Decided(unit.stratum, item in rules, final.value, bool(rules - {REFORM})))
    return Decisions(decided, {stratum.name: stratum.population for stratum in sample.strata})


def _item(sample: Sample, item: str, version: str, found: Decisions) -> ItemValidation:
    reached = {one.stratum for one in found.decided}
    covered = sum(size for name, size in found.populations.items() if name in reached)
    return ItemValidation(
        item=item,
        codebook=version,
        sample=sample.id,
        frame=rates(found),
        coded=rates(found, coded_only=True),
        undecided=len(sample.units) - len(found.decided),
        covered=covered / sample.population,
    )


def rates(found: Decisions, *, coded_only: bool = False) -> Rates:
    """The rates in the whole frame, or among the documents to which the rules give a theme."""
    within = [one for one in found.decided if one.is_coded or not coded_only]

    def rate(domain: Callable[[Decided], bool], reason: str) -> Rate:
        return _rate(found, lambda one: (one.is_coded or not coded_only) and domain(one), reason)

    return Rates(
        precision=rate(lambda one: one.rules, "no_document_of_the_rules"),
        recall=rate(lambda one: one.people, "no_document_of_people"),
        specificity=rate(lambda one: not one.people, "no_document_without_it"),
        both=sum(one.rules and one.people for one in within),
        rules_only=sum(one.rules and not one.people for one in within),
        people_only=sum(one.people and not one.rules for one in within),
        neither=sum(not one.people and not one.rules for one in within),
    )


def _rate(found: Decisions, domain: Callable[[Decided], bool], reason: str) -> Rate:
    """The share of a domain where rules and people agree, which is what each of the three rates is."""
    sizes = Counter(one.stratum for one in found.decided)
    weights = {name: found.populations[name] / size for name, size in sizes.items()}
    inside = [one for one in found.decided if domain(one)]
    if not inside:
        return Rate(None, reason=reason)
    whole = math.fsum(weights[one.stratum] for one in inside)
    share = math.fsum(weights[one.stratum] for one in inside if one.rules == one.people) / whole
    if sizes == found.populations:
        return Rate(share, share, share, len(inside))
    errors: dict[str, list[float]] = defaultdict(list)
    for one in found.decided:
        error = (one.rules == one.people) - share if domain(one) else 0.0
        errors[one.stratum].append(weights[one.stratum] * error)
    variance = math.fsum(_within(found.populations[name], each) for name, each in errors.items()) / whole**2
    kish = whole**2 / math.fsum(weights[one.stratum] ** 2 for one in inside)
    effective = min(kish, share * (1 - share) / variance) if variance else kish
    return Rate(share, *wilson_at(share, effective), len(inside), effective)


def _within(population: int, errors: Sequence[float]) -> float:
    """A stratum's part of the variance. One document tells nothing of it: Kish's size stands for that."""
    size = len(errors)
    if size < 2:
        return 0.0
    mean = math.fsum(errors) / size
    spread = math.fsum((error - mean) ** 2 for error in errors)
    return (1 - size / population) * size / (size - 1) * spread

"""Two publications that share words: how much of each, and who had them first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import polars as pl

from crawler import gazetteer
from pipelines.shingles import containment, jaccard
from search.measures.grams.boilerplate import boilerplate
from search.measures.grams.columns import grams, portions
from search.measures.grams.pairs import pairs
from search.measures.material import Material
from search.measures.publications import Publication
from store.identities import NATION
from store.relations import OwnAct

Origin: TypeAlias = Literal["date", "level"]
_LEVELS = {"province": 1, "district": 2, "commune": 3}
_CACHED = 4096  # sets of grams at once; pairs come in the order of their first text


@dataclass(frozen=True, slots=True)
class Text:
    """A publication as its grams; `day` is its act's, else the day on which it was published."""

    publication: Publication
    grams: pl.Series
    day: dt.date | None
    rank: int  # 0 a body of the nation, 1 a province, 2 a district, 3 a commune, 4 not known

    @property
    def syllables(self) -> frozenset[int]:
        """The set of its grams."""
        return frozenset(self.grams.to_list())


class Figures(NamedTuple):
    """J, and what share of `first` stands in `second`, and the other way round."""

    jaccard: float
    containment: float
    back: float


@dataclass(frozen=True, slots=True)
class Reuse:
    """`first` had the words first where `origin` says by what that is known, else it is only named first.

    `net` leaves out set phrases; None where they are not known, or nothing else is left of a text.
    """

    first: Text
    second: Text
    origin: Origin | None
    raw: Figures
    net: Figures | None = None


def texts_of(material: Material) -> list[Text]:
    """The publications asked for that have five syllables in a row, by id."""
    owners = {each: place for place, one in enumerate(material.publications) for each in one.members}
    acts = material.store.relations.acts(owners)
    found: dict[int, list[pl.Series]] = defaultdict(list)
    own: dict[int, OwnAct] = {}
    words = material.store.relations.words(owners)
    for portion in portions((id_, f"{title}\n{text}") for id_, title, text in words):
        for (id_, _), column in zip(portion, grams([text for _, text in portion]), strict=True):
            if len(column):
                found[owners[id_]].append(column)
            if id_ in acts:
                own.setdefault(owners[id_], acts[id_])
    return [
        Text(one, pl.concat(found[place]), _day(one, own.get(place)), _rank(one, own.get(place)))
        for place, one in enumerate(material.publications)
        if place in found
    ]


def reuses(texts: Sequence[Text], most: int) -> Iterator[Reuse]:
    """The pairs of texts that `pairs` compares and that share a gram, without net figures."""
    grams_of = lru_cache(maxsize=_CACHED)(lambda place: texts[place].syllables)
    for pair in pairs([text.grams for text in texts], most):
        one, other = pair
        if grams_of(one).isdisjoint(grams_of(other)):
            continue
        first, second = (other, one) if _goes_before(texts[other], texts[one]) else (one, other)
        raw = _figures(grams_of(first), grams_of(second))
        assert raw is not None
        yield Reuse(texts[first], texts[second], _origin(texts[one], texts[other]), raw)


def with_net(found: Sequence[Reuse], texts: Sequence[Text]) -> list[Reuse]:
    """The same pairs with net figures, where the localities of `texts` are enough to tell set phrases."""
    by_locality: dict[str, list[pl.Series]] = defaultdict(list)
    for text in texts:
        if text.publication.locality:
            by_locality[text.publication.locality].append(text.grams)
    listed = {text.publication.id: text.grams for pair in found for text in (pair.first, pair.second)}
    phrases = boilerplate(by_locality, pl.concat([pl.Series(dtype=pl.Int64), *listed.values()]))
    if phrases is None:
        return list(found)
    return [
        replace(pair, net=_figures(_without(pair.first, phrases), _without(pair.second, phrases)))
        for pair in found
    ]


def _without(text: Text, phrases: frozenset[int]) -> frozenset[int]:
    return text.syllables - phrases


def _figures(first: frozenset[int], second: frozenset[int]) -> Figures | None:
    found = (jaccard(first, second), containment(first, second), containment(second, first))
    known = [figure for figure in found if figure is not None]
    return Figures(*known) if len(known) == len(found) else None


def _origin(one: Text, other: Text) -> Origin | None:
    """By what it is known who had the words first: the earlier day, else the superior body."""
    if one.day and other.day and one.day != other.day:
        return "date"
    return "level" if one.rank != other.rank and max(one.rank, other.rank) <= 3 else None


def _goes_before(one: Text, other: Text) -> bool:
    match _origin(one, other):
        case "date":
            return (one.day or dt.date.max) < (other.day or dt.date.max)
        case "level":
            return one.rank < other.rank
    return one.publication.id < other.publication.id


def _day(one: Publication, act: OwnAct | None) -> dt.date | None:
    if act and act.issued:
        return act.issued
    return one.published if one.dated and one.precision == "day" else None


def _rank(one: Publication, act: OwnAct | None) -> int:
    if act and act.locality == NATION:
        return 0
    unit = gazetteer.load().unit(act.locality) if act and act.locality else None
    return _LEVELS.get((unit.level if unit else one.level) or "", 4)

"""The order of hits in the embedded engine, which can sort by one thing at a time only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import tantivy
from tantivy import FieldType, Occur, Order, Searcher

from search.cursors import Place
from search.engines.embedded_queries import Compiled

# Order keys hold the first digits of an id only: equal keys are put right here, by whole ids.
_SPARE = 8
# More than a page is read by score, so that the day in which it ends is mostly read whole.
_OF_A_DAY = 64


@dataclass(frozen=True, slots=True)
class Ordering:
    """The hits of `base` by level (the sum of the weights of the forms they match), order key and id.

    tantivy sorts by one thing at a time. A first page is read by one score of level and published day; only
    where its last day has more hits than were read, the hits of that level are read again by their order key.
    A page after a cursor is read by order key, level after level.
    """

    schema: tantivy.Schema
    searcher: Searcher
    base: Compiled
    forms: list[tuple[int, Compiled]]
    upwards: bool
    after: Place | None

    def first(self, limit: int) -> tuple[list[Place], int]:
        """The first hits after the cursor, one more than `limit` if there are more; and how many in all."""
        wanted = min(limit, self.searcher.num_docs) + 1
        if limit == 0:
            return [], hit_count(self.searcher, self.base)
        if self.after is None and not self.upwards:
            return self._from_the_top(wanted) if self.forms else self._newest(wanted)
        total = hit_count(self.searcher, self.base)
        found: list[Place] = []
        for level in self._levels():
            if len(found) < wanted and (self.after is None or level <= self.after.level):
                found += self._of_level(level, wanted - len(found))
        return found, total

    def _from_the_top(self, wanted: int) -> tuple[list[Place], int]:
        limit = wanted + _OF_A_DAY
        result = self.searcher.search(ranked(self.base, self.forms), limit, weight_by_field="newness")
        hits, total = result.hits, _count(result)
        best = 1 + sum(weight for weight, _ in self.forms)
        levels = [min(int(score), best) - 1 for score, _ in hits]
        if total > limit:
            # Of the hits that score as much as the last one, some may not have been read.
            hits = [hit for hit in hits if hit[0] > hits[-1][0]]
        read = self._sorted(self._places(levels[: len(hits)], [address for _, address in hits]))
        if len(hits) >= min(wanted, total):
            return read[:wanted], total
        above = [place for place in read if place.level > levels[-1]]
        return (above + self._of_level(levels[-1], wanted))[:wanted], total

    def _newest(self, wanted: int) -> tuple[list[Place], int]:
        result = self.searcher.search(self.base, wanted + _SPARE, order_by_field="order")
        addresses = [address for _, address in result.hits]
        return self._sorted(self._places([0] * len(addresses), addresses))[:wanted], _count(result)

    def _of_level(self, level: int, wanted: int) -> list[Place]:
        resumes = self.after is not None and self.after.level == level
        direction = Order.Asc if self.upwards else Order.Desc
        hits = self.searcher.search(
            self._at(level, from_after=resumes),
            wanted + _SPARE,
            count=False,
            order_by_field="order",
            order=direction,
        ).hits
        return self._sorted(self._places([level] * len(hits), [address for _, address in hits]))[:wanted]

    def _levels(self) -> list[int]:
        weights = [weight for weight, _ in self.forms]
        chosen = (combination for n in range(len(weights) + 1) for combination in combinations(weights, n))
        return sorted(map(sum, chosen), reverse=True)

    def _at(self, level: int, *, from_after: bool = False) -> Compiled:
        """The documents of exactly this level; with `from_after`, from the cursor's order key on."""
        parts = [(Occur.Must, self.base)]
        parts += [(Occur.Must if level & weight else Occur.MustNot, form) for weight, form in self.forms]
        if from_after and self.after is not None:
            bounds = (self.after.order, None) if self.upwards else (None, self.after.order)
            rest = tantivy.Query.range_query(self.schema, "order", FieldType.Unsigned, *bounds)
            parts.append((Occur.Must, rest))
        return tantivy.Query.boolean_query(parts)

    def _places(self, levels: list[int], addresses: list[tantivy.DocAddress]) -> list[Place]:
        orders = self.searcher.fast_field_values("order", addresses)
        numbers = self.searcher.fast_field_values("id", addresses)
        return [
            Place(level, int(order or 0), int(number or 0))
            for level, order, number in zip(levels, orders, numbers, strict=True)
        ]

    def _sorted(self, places: list[Place]) -> list[Place]:
        after = self._key(self.after) if self.after else None
        found = sorted(places, key=self._key)
        return [place for place in found if after is None or self._key(place) > after]

    def _key(self, place: Place) -> tuple[int, int, int]:
        if self.upwards:
            return -place.level, place.order, -place.number
        return -place.level, -place.order, place.number


def ranked(base: Compiled, forms: list[tuple[int, Compiled]]) -> Compiled:
    """`base`, scored by 1 and the weights of the forms that a document matches."""
    scored = [(Occur.Must, tantivy.Query.const_score_query(base, 1.0))]
    scored += [(Occur.Should, tantivy.Query.const_score_query(form, float(w))) for w, form in forms]
    return tantivy.Query.boolean_query(scored)


def hit_count(searcher: Searcher, base: Compiled) -> int:
    """How many documents `base` finds."""
    return _count(searcher.search(base, 1, order_by_field="id"))  # so that no hit is scored


def _count(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined] # the stub of tantivy 0.27 omits it

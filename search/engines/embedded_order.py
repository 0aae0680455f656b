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
_AT_ONCE = 500  # hits that are ranked in one go


@dataclass(frozen=True, slots=True)
class Ordering:
    """The hits of `base` by level (the sum of the weights of the forms they match), order key and id.

    tantivy sorts by one thing at a time. So the levels are read as scores first; the documents of the level
    in which the page ends are then read by their order key.
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
        if self.after is None and self.forms:
            return self._from_the_top(wanted)
        total = hit_count(self.searcher, self.base)
        found: list[Place] = []
        for level in self._levels():
            if len(found) < wanted and (self.after is None or level <= self.after.level):
                found += self._of_level(level, wanted - len(found))
        return found, total

    def _from_the_top(self, wanted: int) -> tuple[list[Place], int]:
        scored = [(Occur.Must, tantivy.Query.const_score_query(self.base, 1.0))]
        scored += [(Occur.Should, tantivy.Query.const_score_query(form, float(w))) for w, form in self.forms]
        limit = max(wanted, _AT_ONCE)
        result = self.searcher.search(tantivy.Query.boolean_query(scored), limit)
        levels = [round(score) - 1 for score, _ in result.hits]
        best = self._sorted(self._places(levels, [address for _, address in result.hits]))
        total = _count(result)
        if total <= limit:
            return best[:wanted], total
        above = [place for place in best if place.level > levels[-1]]
        return (above + self._of_level(levels[-1], wanted))[:wanted], total

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


def hit_count(searcher: Searcher, base: Compiled) -> int:
    """How many documents `base` finds."""
    return _count(searcher.search(base, 1))


def _count(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined] # the stub of tantivy 0.27 omits it

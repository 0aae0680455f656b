"""The embedded engine: tantivy, one folder for each version of the index, no server.

Queries are built from our own tree with tantivy's query classes, never from its query strings. Nothing is
stored in the index: a document is its number (the id), its order key and its terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from itertools import combinations, combinations_with_replacement
from pathlib import Path
from typing import TypeAlias, get_args

import tantivy
from tantivy import FieldType, Occur, Order, Searcher

from search import cursors
from search.cursors import Place
from search.engines.faults import disk_faults, problem
from search.entries import Entry, entry, id_text
from search.errors import IndexBusy
from search.index import Change, Count, Facet, Hit, Results, SearchIndex, SearchRequest
from search.ranking import signals
from search.tree import (
    DEFAULT_FIELDS,
    And,
    Days,
    Not,
    Nothing,
    Or,
    Query,
    TextField,
    Value,
    ValueField,
    Words,
)  # fmt: skip
from store.records import Document

Compiled: TypeAlias = tantivy.Query

ENGINE = f"tantivy {version('tantivy')}"
SCHEMA = "1"  # raised with every change of `_schema` or of what `search.entries` makes

_TEXTS: tuple[TextField, ...] = get_args(TextField)
_VALUES: tuple[ValueField, ...] = get_args(ValueField)
_FACETED = frozenset(get_args(Facet))
_HEAP = 64_000_000  # bytes of one writer; tantivy wants at least 15 MB
_MOST_VALUES = 10_000
# Order keys hold the first digits of an id only: equal keys are put right here, by whole ids.
_SPARE = 8
_AT_ONCE = 500  # hits that are ranked in one go


class EmbeddedIndex(SearchIndex):
    """The index in `folder`, made there if the folder is empty. Raises IndexUnreachable."""

    engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        folder.mkdir(parents=True, exist_ok=True)
        with self._readable():
            self._index = tantivy.Index(self._schema, str(folder))

    def search(self, request: SearchRequest) -> Results:
        after = cursors.read(request)
        searcher = self._searcher()
        base = _compile(self._schema, request.condition())
        hits, total = self._ordering(searcher, base, request, after).first(request.limit)
        shown = hits[: request.limit]
        scored = request.sort == "relevance"
        return Results(
            total=total,
            hits=tuple(Hit(id_text(hit.number), 1.0 + hit.level if scored else None) for hit in shown),
            facets=_facets(searcher, base, request.facets),
            next=cursors.write(request, shown[-1]) if len(hits) > len(shown) else None,
        )

    def ids(self, request: SearchRequest) -> Iterator[str]:
        searcher = self._searcher()
        base = _compile(self._schema, request.condition())
        total = _total(searcher, base)
        if total:
            hits = searcher.search(base, total, count=False, order_by_field="id").hits
            yield from (id_text(number) for number, _ in hits)

    def count(self) -> int:
        return self._searcher().num_docs

    def update(self, changes: Iterable[Change]) -> int:
        done = 0
        with self._writing() as writer:
            for change in changes:
                writer.delete_documents_by_term("key", change.id)
                if isinstance(change, Document):
                    writer.add_document(_document(entry(change)))
                done += 1
            writer.commit()
        return done

    def close(self) -> None:
        """Nothing to do: tantivy frees its files with the object."""

    def _ordering(
        self, searcher: Searcher, base: Compiled, request: SearchRequest, after: Place | None
    ) -> _Ordering:
        forms: list[tuple[int, Compiled]] = []
        if request.sort == "relevance":
            forms = [(weight, _compile(self._schema, query)) for query, weight in signals(request.query)]
        elif request.sort == "oldest":
            forms = [(1, _compile(self._schema, Days()))]  # the undated come last in both directions
        return _Ordering(self._schema, searcher, base, forms, request.sort == "oldest", after)

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        with disk_faults(self._folder):
            writer = self._writer()
            try:
                yield writer
            except BaseException:
                with suppress(ValueError):  # a full disk refuses this too; nothing was committed
                    writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()

    def _writer(self) -> tantivy.IndexWriter:
        # A handle of its own: a long-lived one that writes in turn with others leaves files behind.
        index = tantivy.Index.open(str(self._folder))
        try:
            return index.writer(_HEAP, 1)
        except ValueError as error:
            if "os error" in str(error):
                raise
            raise IndexBusy(
                "Another process is writing the index; try again when it has finished."
            ) from error

    def _searcher(self) -> Searcher:
        with self._readable():
            # A version that was replaced is gone from disk; who still holds it searches what it held.
            if self._folder.exists():
                self._index.reload()
            return self._index.searcher()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise problem(self._folder, error) from error


# --- Order ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ordering:
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
            return [], _total(self.searcher, self.base)
        if self.after is None and self.forms:
            return self._from_the_top(wanted)
        total = _total(self.searcher, self.base)
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


def _total(searcher: Searcher, base: Compiled) -> int:
    return _count(searcher.search(base, 1))


def _count(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined] # the stub of tantivy 0.27 omits it


def _facets(searcher: Searcher, base: Compiled, facets: tuple[Facet, ...]) -> dict[Facet, tuple[Count, ...]]:
    if not facets:
        return {}
    asked = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in facets}
    answer = searcher.aggregate(base, asked)
    found = {name: [Count(str(b["key"]), b["doc_count"]) for b in answer[name]["buckets"]] for name in facets}
    return {
        name: tuple(sorted(counts, key=lambda count: (-count.count, count.value)))
        for name, counts in found.items()
    }


# --- Queries -------------------------------------------------------------------------------------------


def _compile(schema: tantivy.Schema, query: Query) -> Compiled:
    if isinstance(query, (And, Or)):
        return _boolean(schema, query)
    if isinstance(query, Not):
        return _boolean(schema, And((query,)))
    if isinstance(query, Words):
        return _words(schema, query)
    if isinstance(query, Value):
        return tantivy.Query.term_query(schema, query.field, query.value, "basic")
    if isinstance(query, Days):
        return _days(schema, query)
    return tantivy.Query.empty_query() if isinstance(query, Nothing) else tantivy.Query.all_query()


def _boolean(schema: tantivy.Schema, query: And | Or) -> Compiled:
    parts = []
    for part in query.parts:
        if isinstance(query, Or):
            parts.append((Occur.Should, _compile(schema, part)))
        elif isinstance(part, Not):
            parts.append((Occur.MustNot, _compile(schema, part.part)))
        else:
            parts.append((Occur.Must, _compile(schema, part)))
    if all(occur == Occur.MustNot for occur, _ in parts):
        parts.append((Occur.Must, tantivy.Query.all_query()))
    return tantivy.Query.boolean_query(parts)


def _days(schema: tantivy.Schema, query: Days) -> Compiled:
    if query.first is None and query.last is None:
        return tantivy.Query.exists_query("day")
    return tantivy.Query.range_query(schema, "day", FieldType.Unsigned, query.first, query.last)


def _words(schema: tantivy.Schema, query: Words) -> Compiled:
    form = "exact" if query.exact else "folded"
    words = [word.exact if query.exact else word.folded for word in query.words]
    fields = [f"{name}_{form}" for name in ((query.field,) if query.field else DEFAULT_FIELDS)]
    if len(words) == 1:
        found = [tantivy.Query.term_query(schema, field, words[0], "basic") for field in fields]
    else:
        # tantivy's own slop finds other documents than it should: one phrase for each way to spread the gaps.
        found = [
            tantivy.Query.phrase_query(schema, field, list(zip(places, words, strict=True)))
            for field in fields
            for places in _spread(len(words), query.slop)
        ]
    return found[0] if len(found) == 1 else tantivy.Query.boolean_query([(Occur.Should, q) for q in found])


def _spread(count: int, slop: int) -> list[tuple[int, ...]]:
    """Positions of `count` words in order with at most `slop` others between them in all."""
    gaps = combinations_with_replacement(range(slop + 1), count - 1)  # how many others stand before each word
    return [(0, *(step + gap for step, gap in enumerate(before, 1))) for before in gaps]


# --- Documents -----------------------------------------------------------------------------------------


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # The id twice: as a column to read it from, and as a term to delete by, which numbers cannot be.
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("id", "order", "day"):
        builder.add_unsigned_field(name, fast=True)
    for text in _TEXTS:
        for form in ("folded", "exact"):
            builder.add_text_field(f"{text}_{form}", tokenizer_name="whitespace", index_option="position")
    for value in _VALUES:
        builder.add_text_field(value, tokenizer_name="raw", index_option="basic", fast=value in _FACETED)
    return builder.build()


def _document(made: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("key", made.id)
    document.add_unsigned("id", made.number)
    document.add_unsigned("order", made.order)
    if made.day is not None:
        document.add_unsigned("day", made.day)
    for text, forms in made.texts.items():
        document.add_text(f"{text}_folded", forms.folded)
        document.add_text(f"{text}_exact", forms.exact)
    for field, values in made.keywords.items():
        for value in values:
            document.add_text(field, value)
    return document

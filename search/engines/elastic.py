"""The engine at scale: Elasticsearch.

What it answers follows from `search.entries` and `search.ranking` alone, as in the embedded engine. An answer
that is not whole is an error, never a smaller number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from search import cursors
from search.cursors import Place
from search.engines.elastic_bulk import send
from search.engines.elastic_client import SEARCH, WRITE, Node
from search.engines.elastic_faults import Gone, TooLong, Unanswered, shapes
from search.engines.elastic_long import in_parts, short
from search.engines.elastic_queries import Compiled, compiled
from search.engines.elastic_schema import order_of, stored_order
from search.entries import id_number, id_text
from search.errors import IndexDamaged, IndexProblem, IndexUnreachable
from search.index import Count, Facet, Hit, Results, SearchIndex, SearchRequest, Updated, Versioned
from search.ranking import signals
from search.tree import Days, Query

_PAGE = 10_000  # hits of one answer: what a server gives without being told otherwise
_MOST_VALUES = 10_000
_MOST_FOUND = 100_000  # by one part of a query that is asked in parts
_SWITCHES = 3
# What somebody else put into the index has no id of ours. It costs nothing: where every document has one, the
# server asks for nothing.
_OURS: Compiled = {"exists": {"field": "id"}}
_KEEP = "5m"  # how long a point in time waits for whoever reads it


class ElasticIndex(SearchIndex):
    """The index `name`. `serving` names the one that serves now; asked when `name` may have been replaced."""

    engine = "elasticsearch"

    def __init__(self, node: Node, name: str, serving: Callable[[], str] | None = None) -> None:
        self._node = node
        self._name = name
        self._serving = serving

    def search(self, request: SearchRequest) -> Results:
        with shapes(self._node.address):
            try:
                return self._search(request, lambda query: short(query, self._found))
            except TooLong:
                return self._search(request, lambda query: in_parts(query, self._found))

    def _search(self, request: SearchRequest, compiler: Callable[[Query], Compiled]) -> Results:
        ordering = _Ordering(request, compiler)
        asked = ordering.body(cursors.read(request))
        asked["aggs"] = {name: _terms(name) for name in request.facets}
        total, places = 0, list[Place]()
        facets: dict[Facet, tuple[Count, ...]] = {}
        wanted = request.limit + 1 if request.limit else 0
        for page in self._pages(asked, wanted):
            if not places:
                total, facets = page["hits"]["total"]["value"], self._facets(asked["query"], page)
            places += map(ordering.place, page["hits"]["hits"])
        shown = places[: request.limit]
        scored = request.sort == "relevance"
        return Results(
            total=total,
            hits=tuple(Hit(id_text(place.number), 1.0 + place.level if scored else None) for place in shown),
            facets=facets,
            next=cursors.write(request, shown[-1]) if len(places) > len(shown) and shown else None,
        )

    def ids(self, request: SearchRequest) -> Iterator[str]:
        condition = request.condition()
        try:
            yield from self._ids(short(condition, self._found))
        except TooLong:  # said at once, before there was any id
            yield from self._ids(in_parts(condition, self._found))

    def _ids(self, base: Compiled) -> Iterator[str]:
        asked = {
            "query": {"bool": {"filter": [base, _OURS]}},
            "sort": [{"id": "asc"}],
            "track_total_hits": False,
        }
        with shapes(self._node.address):
            for page in self._pages(asked, None):
                yield from [hit["sort"][0] for hit in page["hits"]["hits"]]

    def _found(self, base: Compiled) -> list[str]:
        found = list(islice(self._ids(base), _MOST_FOUND + 1))
        if len(found) > _MOST_FOUND:
            raise TooLong(
                f"This query has more words than Elasticsearch at {self._node.address} takes at once; ask "
                "for fewer."
            )
        return found

    def count(self) -> int:
        """All that is there, also what others put there."""
        answer = self._answer({"size": 0, "track_total_hits": True})
        with shapes(self._node.address):
            return int(answer["hits"]["total"]["value"])

    def update(self, changes: Iterable[Versioned]) -> Updated:
        updated = send(self._node, writes(self._name), changes)
        answer = self._node.ask("POST", f"/{self._name}/_refresh", wait=WRITE)
        self._whole(answer)
        return updated

    def check(self) -> None:
        try:
            self._node.ask("GET", f"/{writes(self._name)}/_mapping")
        except Gone as error:
            if self._was_replaced(self._name):
                return
            raise IndexDamaged(
                f"The alias {writes(self._name)!r} on Elasticsearch at {self._node.address}, through which "
                "the index is written, is missing; run `reformwatch index rebuild`."
            ) from error

    def close(self) -> None:
        """Nothing to do: connections close with the objects that hold them."""

    def _pages(self, asked: dict[str, Any], wanted: int | None) -> Iterator[Any]:
        """Answers with the first `wanted` hits, or all of them, as they were at one point in time."""
        if wanted is not None and wanted <= _PAGE:
            yield self._answer(asked | {"size": wanted})
            return
        point: str | None = None
        left = wanted
        try:
            while left is None or left > 0:
                size = _PAGE if left is None else min(left, _PAGE)
                point, page = self._at_a_point(point, asked | {"size": size})
                yield page
                hits = page["hits"]["hits"]
                if len(hits) < size:
                    return
                left = None if left is None else left - size
                asked = {key: value for key, value in asked.items() if key != "aggs"}
                asked |= {"search_after": hits[-1]["sort"][: len(asked["sort"])], "track_total_hits": False}
        finally:
            self._leave(point)

    def _at_a_point(self, point: str | None, asked: Mapping[str, Any]) -> tuple[str, Any]:
        """The answer at `point`, or at a new one where there is none (any more), and the point it is of."""
        for _ in range(_SWITCHES):
            name = self._name
            try:
                if point is None:
                    opened = self._current("POST", "_pit", None, {"keep_alive": _KEEP})
                    point = str(opened["id"])
                pit = {"pit": {"id": point, "keep_alive": _KEEP}}
                page = self._whole(self._node.ask("POST", "/_search", _plain(asked) | pit, **_SEARCHING))
                return str(page.get("pit_id", point)), page
            except Unanswered:
                raise
            except IndexProblem as problem:
                if not isinstance(problem, Gone) and not self._was_replaced(name):
                    raise
                point = None
        raise IndexUnreachable(f"Elasticsearch at {self._node.address} loses the place in a list; try again.")

    def _leave(self, point: str | None) -> None:
        if point is not None:
            with suppress(IndexProblem):  # it ends by itself
                self._node.ask("DELETE", "/_pit", {"id": point})

    def _answer(self, asked: Mapping[str, Any]) -> Any:
        return self._whole(self._current("POST", "_search", _plain(asked), _SEARCHING["params"]))

    def _current(self, method: str, api: str, body: Any, params: Mapping[str, str]) -> Any:
        """Asks the index; the one that has taken its place, if it has been replaced."""
        for _ in range(_SWITCHES):
            name = self._name  # other threads may search this index too
            try:
                return self._node.ask(method, f"/{name}/{api}", body, wait=SEARCH, params=params)
            except Unanswered:
                raise
            except IndexProblem:
                if not self._was_replaced(name):
                    raise
        return self._node.ask(method, f"/{self._name}/{api}", body, wait=SEARCH, params=params)

    def _was_replaced(self, name: str) -> bool:
        if self._serving is None:
            return False
        self._name = self._serving()
        return name != self._name

    def _whole(self, answer: Any) -> Any:
        with shapes(self._node.address):
            failed, total = answer["_shards"]["failed"], answer["_shards"]["total"]
        if answer.get("timed_out") or failed:
            raise IndexUnreachable(
                f"Elasticsearch at {self._node.address} answered in part only ({failed} of {total} shards "
                "failed); see the health of its cluster."
            )
        return answer

    def _facets(self, query: Any, page: Any) -> dict[Facet, tuple[Count, ...]]:
        found: dict[Facet, tuple[Count, ...]] = {}
        for name, held in page.get("aggregations", {}).items():
            exact = not held["sum_other_doc_count"] and not held["doc_count_error_upper_bound"]
            buckets = (
                [(b["key"], b["doc_count"]) for b in held["buckets"]] if exact else self._all(query, name)
            )
            counts = [Count(str(value), count) for value, count in buckets]
            found[name] = tuple(sorted(counts, key=lambda count: (-count.count, count.value)))
        return found

    def _all(self, query: Any, name: str) -> list[tuple[str, int]]:
        """Every value of a field with its count, where there are too many of them for one exact answer."""
        found: list[tuple[str, int]] = []
        after: dict[str, Any] = {}
        while True:
            values = {"size": _MOST_VALUES, "sources": [{name: {"terms": {"field": name}}}], **after}
            page = self._answer({"query": query, "size": 0, "aggs": {"all": {"composite": values}}})
            buckets = page["aggregations"]["all"]["buckets"]
            found += [(bucket["key"][name], bucket["doc_count"]) for bucket in buckets]
            if len(buckets) < _MOST_VALUES:
                return found
            after = {"after": buckets[-1]["key"]}


_SEARCHING: dict[str, Any] = {
    "wait": SEARCH,
    "params": {"allow_partial_search_results": "false", "timeout": f"{SEARCH:.0f}s"},
}


def writes(name: str) -> str:
    """The alias that an index is written through: writing to one that is gone makes no new one."""
    return f"{name}-writes"


def ranked(request: SearchRequest) -> dict[str, Any]:
    """The query and the order of a request's hits, as a search body has them."""
    body = _Ordering(request, compiled).body(None)
    return {"query": body["query"], "sort": body["sort"]}


def _plain(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Hits as their sort values alone: nothing else of them is looked at."""
    return {"_source": False, "stored_fields": "_none_", **asked}


def _terms(name: Facet) -> dict[str, Any]:
    return {"terms": {"field": name, "size": _MOST_VALUES}}


class _Ordering:
    """The order of hits: by level (the sum of the weights of the forms they match), order key and id."""

    def __init__(self, request: SearchRequest, compiler: Callable[[Query], Compiled]) -> None:
        self._base = compiler(request.condition())
        self._upwards = request.sort == "oldest"
        self._forms: list[tuple[int, dict[str, Any]]] = []
        if request.sort == "relevance":
            self._forms = [(weight, compiler(query)) for query, weight in signals(request.query)]
        elif self._upwards:
            self._forms = [(1, compiler(Days()))]  # the undated come last in both directions

    def body(self, after: Place | None) -> dict[str, Any]:
        order, tie = ("asc", "desc") if self._upwards else ("desc", "asc")
        sort: list[Any] = [{"order": order}, {"id": tie}]
        query: dict[str, Any] = {"bool": {"filter": [self._base, _OURS]}}
        if self._forms:
            sort.insert(0, {"_score": "desc"})
            query["bool"] |= {"should": [_scored(form, weight) for weight, form in self._forms]}
        asked: dict[str, Any] = {"query": query, "sort": sort, "track_total_hits": True}
        if after is not None:
            key: list[Any] = [stored_order(after.order), id_text(after.number)]
            asked["search_after"] = [float(after.level), *key] if self._forms else key
        return asked

    def place(self, hit: Mapping[str, Any]) -> Place:
        # At a point in time a place of the server's own stands after ours.
        level, order, document_id = hit["sort"][:3] if self._forms else (0, *hit["sort"][:2])
        return Place(round(level), order_of(order), id_number(document_id))


def _scored(form: dict[str, Any], weight: int) -> dict[str, Any]:
    return {"constant_score": {"filter": form, "boost": weight}}

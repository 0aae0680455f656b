"""The reference of the search contract: one look at every document, in the plainest words possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from pipelines.words import exact_tokens, fold, folded_tokens
from search.index import SearchRequest
from search.ranking import signals
from search.tree import All, And, Days, Ids, Not, Nothing, Or, Query, Value, Words
from store.filters import Filters
from store.records import Document


def hits(documents: Sequence[Document], request: SearchRequest) -> list[Document]:
    """Every hit of a request, in order."""
    without = request.without or frozenset()
    found = [d for d in documents if matches(request.query, d) and allowed(request.filters, d)]
    found = [d for d in found if d.id not in without]
    found.sort(key=lambda d: d.id, reverse=request.sort == "oldest")
    found.sort(key=_time, reverse=request.sort != "oldest")
    if request.sort == "oldest":
        found.sort(key=lambda d: d.published is None)
    if request.sort == "relevance":
        found.sort(key=lambda d: -score(request.query, d))
    return found


def score(query: Query, document: Document) -> float:
    return 1.0 + sum(signal.weight for signal in signals(query) if matches(signal.query, document))


def facet(name: str, documents: Sequence[Document]) -> list[tuple[str, int]]:
    counts = Counter(value for document in documents for value in set(_values(name, document)))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def matches(query: Query, document: Document) -> bool:  # noqa: PLR0911 - one answer for each kind of node
    match query:
        case And(parts):
            return all(matches(part, document) for part in parts)
        case Or(parts):
            return any(matches(part, document) for part in parts)
        case Not(part):
            return not matches(part, document)
        case Words():
            fields = [query.field] if query.field else ["title", "text", "number"]
            return any(_stands(query, _field(name, document)) for name in fields)
        case Value(field, value):
            return value in _values(field, document)
        case Days(first, last):
            day = document.published and document.published.date.toordinal()
            return bool(day) and (first is None or first <= day) and (last is None or day <= last)
        case Ids(ids):
            return document.id in ids
        case All():
            return True
        case Nothing():
            return False


def allowed(filters: Filters, document: Document) -> bool:
    place, published = document.locality, document.published

    def within(codes: tuple[str, ...]) -> bool:
        if place is None:
            return False
        return any(
            place.today.code == code if code.startswith("P34:") else code in (place.code, place.province.code)
            for code in codes
        )

    themes = {c.theme for c in document.codes} | {f"{c.theme}/{c.subtheme}" for c in document.codes}
    return all((
        not filters.portal or document.portal in filters.portal,
        not filters.province or within(filters.province),
        not filters.locality or within(filters.locality),
        not filters.level or (place is not None and place.level in filters.level),
        not filters.kind or document.kind in filters.kind,
        not filters.theme or bool(themes & set(filters.theme)),
        not filters.year or (published is not None and published.date.year in filters.year),
        filters.since is None or (published is not None and published.date >= filters.since),
        filters.until is None or (published is not None and published.date <= filters.until),
        filters.reform is None or document.is_reform == filters.reform,
    ))  # fmt: skip


def _stands(query: Words, text: str) -> bool:
    have = _tokens(text, exact=query.exact)
    want = [word.exact if query.exact else word.folded for word in query.words]
    if not query.slop:
        return any(have[at : at + len(want)] == want for at in range(len(have)))
    places = [at for at, word in enumerate(have) if word in want]
    return any(
        [have[at] for at in chosen] == want and chosen[-1] - chosen[0] - len(want) + 1 <= query.slop
        for chosen in combinations(places, len(want))
    )


@lru_cache(maxsize=4096)
def _tokens(text: str, *, exact: bool) -> list[str]:
    return exact_tokens(text) if exact else folded_tokens(text)


def _field(name: str, document: Document) -> str:
    act = document.act
    other = {"number": act.number if act else None, "issuer": act.issuer if act else None}
    return {"title": document.title, "text": document.text}.get(name) or other.get(name) or ""


def _values(name: str, document: Document) -> list[str]:
    place, published = document.locality, document.published
    names = [] if place is None else [fold(n) for n in (place.name, place.province.name, place.today.name)]
    held: dict[str, list[str | None]] = {
        "portal": [document.portal],
        "province": [place and place.province.code],
        "today": [place and place.today.code],
        "within": [] if place is None else [place.code, place.province.code, place.today.code],
        "place": list(names),
        "region": list(names[1:]),
        "level": [place and place.level],
        "kind": [document.kind],
        "theme": [code.theme for code in document.codes],
        "subtheme": [f"{code.theme}/{code.subtheme}" for code in document.codes if code.subtheme],
        "year": [str(published.date.year) if published else None],
        "reform": ["true" if document.is_reform else "false"],
        "channel": [tag.id for tag in document.channels],
        "audience": [tag.id for tag in document.audiences],
        "index": list(document.indices),
        "flag": list(document.flags),
        "parent": [document.parent],
    }
    return [value for value in held[name] if value]


def _time(document: Document) -> tuple[int, str]:
    if document.published is None:
        return 0, ""
    return document.published.date.toordinal(), document.published.time or "00:00"

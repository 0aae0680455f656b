"""Copies of one text, counted once: which of the documents that somebody looks at stand for the others.

A text that thousands of pages repeat is one claim. Of the copies among the documents looked at the original
stands for all; where a filter leaves it out, the earliest of those that are there, and on one day the
superior body's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from search.index import SearchIndex, SearchRequest
from search.tree import Ids, conjunction
from store.copy_records import CopyFamily, order_key
from store.database import Store
from store.documents import CodedDocument, LightRows
from store.records import Json

Copies: TypeAlias = Literal["first", "portal", "all"]


@dataclass(frozen=True, slots=True)
class Folded:
    """`rows` to be counted, and the pages and files of their own that are left out of them as copies."""

    rows: LightRows
    copies: frozenset[str]


def fold(rows: Iterable[CodedDocument], copies: Copies = "first") -> Folded:
    """The documents that are counted.

    `first`: of all copies of a text one; `portal`: those of one portal are one, what another portal took over
    counts for itself; `all`: each.
    """
    known = LightRows.of(rows)
    if copies == "portal":
        return Folded(known, frozenset())
    if copies == "all":
        return Folded(known.having("duplicate_of", None), frozenset())
    left_out = _left_out(known.where(known.column("first")))
    parts = zip(known.ids, known.column("parent"), strict=True)
    return Folded(known.where(map(left_out.isdisjoint, parts)), left_out)


def once(store: Store, index: SearchIndex, request: SearchRequest) -> SearchRequest:
    """The request without those of its hits that are copies of another one: each text is one hit.

    Of the copies that it finds the original stands; where that is none of the hits, the earliest of those
    that are. Asked of the store each time, so that no index has to be built anew when a text comes again.
    """
    known = store.copies.repeated()
    if not known:
        return replace(request, without=frozenset())
    asked = conjunction([request.query, Ids(frozenset(known))])
    families: dict[str, list[str]] = defaultdict(list)
    for id_ in index.ids(SearchRequest(asked, request.filters)):
        families[known[id_].first].append(id_)
    left_out: set[str] = set()
    for first, members in families.items():
        members.sort(key=lambda id_: (id_ != first, known[id_].order, id_))
        left_out.update(members[1:])
    return replace(request, without=frozenset(left_out))


def told(family: CopyFamily | None) -> Json:
    """The keys of a record that tell of copies: the first of them, and how many there are with it."""
    return {"copy_of": family and family.first, "copies": family.count if family else 0}


def _left_out(rows: LightRows) -> frozenset[str]:
    """All pages and files of their own but one of each family; by columns, of which most are never made."""
    ids, firsts = rows.ids, rows.column("first")
    families: dict[str, list[int]] = defaultdict(list)
    for place, parent in enumerate(rows.column("parent")):
        if parent is None:
            families[firsts[place]].append(place)
    several = [places for places in families.values() if len(places) > 1]
    if not several:
        return frozenset()
    days, precisions, levels, flags = map(rows.column, ("published", "precision", "level", "flags"))

    def order(place: int) -> tuple[bool, str, str]:
        key = order_key(days[place], precisions[place], levels[place], flags=flags[place])
        return ids[place] != firsts[place], key, ids[place]

    standing = {min(places, key=order) for places in several}
    return frozenset(ids[place] for places in several for place in places if place not in standing)

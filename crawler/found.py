"""What a list or a page names: a candidate with what its address says, and its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawler.frontier import Candidate, Turn
from crawler.ground import Chain
from crawler.listdates import list_day
from crawler.platforms import UrlFacts
from store.records import identity


@dataclass(frozen=True, slots=True)
class Found:
    candidate: Candidate
    facts: UrlFacts
    id: int


def number_of(key: str) -> int:
    return int(identity(key), 16)


def is_item(each: Found) -> bool:
    return each.candidate.turn is Turn.ITEM


def is_pager(each: Found | None) -> bool:
    return each is not None and each.candidate.turn is Turn.PAGER


def items_of(found: Iterable[Found | None]) -> set[int]:
    return {each.id for each in found if each and is_item(each)}


def days_of(found: Iterable[Found | None]) -> list[dt.date | None]:
    """The days that a list shows for its items, in its order."""
    return [list_day(each.candidate.listed.published) for each in found if each and is_item(each)]


def in_chain(each: Found, chain: Chain, barren: int) -> Found:
    return replace(each, candidate=replace(each.candidate, chain=chain, barren=barren))


def dated(candidate: Candidate) -> Candidate:
    day = list_day(candidate.listed.published) or list_day(candidate.listed.lastmod)
    return replace(candidate, day=day.toordinal()) if day else candidate

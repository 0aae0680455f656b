"""What is wrong with a watch, apart from how it is written: its query, its themes, its places.

What is found has a code, so that each reader is told in a language of his own (`search.digest.words`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from crawler import gazetteer
from crawler.gazetteer import Unit
from pipelines import codebook
from pipelines.kinds import LABELS
from search.query_doubts import DoubtCode, conditions_of, doubts
from search.values import name_key
from store.filters import Filters

FaultCode: TypeAlias = Literal[
    DoubtCode, "file", "name", "key", "gone", "theme_unknown", "kind_unknown", "portal_unknown",
    "locality_unknown", "locality_ambiguous", "locality_ended", "days_turned",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """`watch` is None where nobody knows whose it is, `line` 0 where it stands in no file.

    `subject` is the value in question; `proposals` are codes that may be meant instead.
    """

    watch: str | None
    line: int
    code: FaultCode
    subject: str = ""
    proposals: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the watch is not asked: a place that ended may still bring what is found late."""
        return self.code != "locality_ended"


class Found(NamedTuple):
    """A fault before it is known in which line it stands: that of the watch's `key`."""

    key: str
    code: FaultCode
    subject: str = ""
    proposals: tuple[str, ...] = ()


def check(query: str, filters: Filters, portals: Collection[str] | None, today: dt.date) -> Iterator[Found]:
    """All that is wrong with a query and its filters on a day."""
    yield from (Found("query", doubt.code, doubt.subject) for doubt in doubts(query))
    yield from _in_query(query, filters, today)
    themes = known_themes()
    yield from (Found("theme", "theme_unknown", one) for one in filters.theme if one not in themes)
    yield from (Found("kind", "kind_unknown", one) for one in filters.kind if one not in LABELS)
    if portals is not None:
        yield from (Found("portal", "portal_unknown", one) for one in filters.portal if one not in portals)
    for key, codes in (("province", filters.province), ("locality", filters.locality)):
        yield from (ended for code in codes for ended in _ended(key, code, filters, today))
    if filters.since and filters.until and filters.until < filters.since:
        yield Found("until", "days_turned", filters.until.isoformat())


def successors(code: str) -> tuple[Unit, ...]:
    """The units of today that took over from one that ended, through those between them."""
    found: dict[str, Unit] = {}
    waiting, seen = [code], {code}
    while waiting:
        for unit in gazetteer.load().successors(waiting.pop()):
            if unit.until is None:
                found[unit.code] = unit
            elif unit.code not in seen:
                seen.add(unit.code)
                waiting.append(unit.code)
    return tuple(found[code] for code in sorted(found))


def _in_query(query: str, filters: Filters, today: dt.date) -> Iterator[Found]:
    """Themes and places that a query names by `field:value`."""
    known = gazetteer.load()
    for field, value in conditions_of(query):
        if field == "theme" and value.lower() not in known_themes():
            yield Found("query", "theme_unknown", value)
        elif field == "kind" and "_".join(name_key(value.replace("_", " ")).split()) not in LABELS:
            yield Found("query", "kind_unknown", value)
        elif field in {"locality", "province"} and ":" in value:
            if known.unit(value.upper()) is None:
                yield Found("query", "locality_unknown", value)
            else:
                yield from _ended("query", value.upper(), filters, today)
        elif field in {"locality", "province"} and value and not known.named(value):
            yield Found("query", "locality_unknown", value)


def _ended(key: str, code: str, filters: Filters, today: dt.date) -> Iterator[Found]:
    """A place that is no more brings nothing new, unless the watch asks for its own days only."""
    unit = gazetteer.load().unit(code)
    if unit is None or unit.until is None or unit.until >= today:
        return
    years = [dt.date(max(filters.year), 12, 31)] if filters.year else []
    last = min([*years, filters.until or dt.date.max])
    if last > unit.until:
        yield Found(key, "locality_ended", code, tuple(one.code for one in successors(code)))


def known_themes() -> frozenset[str]:
    """The themes of the codebook in force, and its sub-themes as `theme/subtheme`."""
    rules = codebook.load()
    return frozenset(
        [*(theme.id for theme in rules.themes), *(f"{theme.id}/{sub.id}" for theme, sub in rules.subthemes)]
    )

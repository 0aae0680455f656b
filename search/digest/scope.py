"""Of which places and portals a digest speaks: those that one of its watches leaves, else all."""

from __future__ import annotations

from collections.abc import Sequence

from crawler import gazetteer
from search.watches import Watch
from store.filters import Filters


class Scope:
    """The filters of the watches that name places, levels and portals; words and themes narrow no scope."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._filters = [_places(watch.filters) for watch in watches]
        if any(filters == Filters() for filters in self._filters):
            self._filters = []

    @property
    def key(self) -> tuple[Filters, ...]:
        """What two digests of the same scope share."""
        return tuple(self._filters)

    def holds(self, code: str | None, portal: str | None) -> bool:
        """Whether a publication of a place and a portal belongs to it."""
        return not self._filters or any(_holds(one, code, portal) for one in self._filters)

    def named(self) -> frozenset[str]:
        """The places that are asked for by their codes."""
        return frozenset(code for one in self._filters for code in (*one.province, *one.locality))


def _places(filters: Filters) -> Filters:
    return Filters(
        portal=filters.portal, province=filters.province, locality=filters.locality, level=filters.level
    )


def _holds(filters: Filters, code: str | None, portal: str | None) -> bool:
    if filters.portal and portal not in filters.portal:
        return False
    if not (filters.province or filters.locality or filters.level):
        return True
    unit = gazetteer.load().unit(code) if code else None
    if unit is None or (filters.level and unit.level not in filters.level):
        return False
    holding = {unit.code, unit.province, unit.today}
    return all(not codes or holding & set(codes) for codes in (filters.province, filters.locality))

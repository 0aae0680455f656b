"""What a period brought to those who follow the same watches, built from the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import Self

from crawler.portal import Portal
from search.digest.material import Material
from search.digest.periods import Period
from search.digest.records import Asked, Content, Shares, When
from search.digest.scope import Scope
from search.digest.sections import seen
from search.digest.sections.changes import changes
from search.digest.sections.deadlines import deadlines
from search.digest.sections.items import sections
from search.digest.sections.shares import Talk, shares, talk
from search.digest.window import window
from search.index import IndexHome
from search.validated import Validations
from search.watch_checks import Fault
from search.watches import Watch, given
from store.database import Store
from store.filters import Filters

EVERYTHING = Watch("")


class Builder:
    """Builds the digests of one period: what they share is read once, however many people follow what.

    It may keep an index of the period's documents on disk until it is closed or let go. `portals` are those
    that are declared, by id; `index` is the one that serves, asked where a period brought very much.
    `is_kept`: until when what was seen is news of the period is noted, so that the next one begins there.
    """

    def __init__(
        self,
        store: Store,
        period: Period,
        now: dt.datetime,
        portals: Mapping[str, Portal],
        index: IndexHome | None = None,
        *,
        is_kept: bool = False,
    ) -> None:
        told = window(store, period, now, is_kept=is_kept)
        self._material = Material(store, told, now, portals, index)
        self._shares: dict[tuple[Filters, ...], Shares] = {}
        self._seen: dict[tuple[Filters, ...], seen.Seen] = {}

    def build(self, watches: Sequence[Watch] = (), faults: Sequence[Fault] = ()) -> Content:
        """The digest of these watches; `faults` are told beside it.

        Without watches and faults it is of everything: not for somebody whose watches are all at fault.
        """
        material = self._material
        if not watches and not faults:
            watches = (EVERYTHING,)
        matched = material.matched(watches)
        scope = Scope(watches)
        found = sections(material, watches, matched)
        told = self._told(scope)
        asked = frozenset[str]().union(*matched.values())
        return Content(
            when=_when(material),
            built_at=material.now,
            asked=tuple(_asked(material, watch, matched[watch.name]) for watch in watches if watch.name),
            faults=tuple(faults),
            acts=found.acts,
            news=found.news,
            late=found.late,
            changes=changes(material, watches, matched),
            deadlines=deadlines(material, watches, matched),
            shares=self._shared(scope),
            silent=told.silent,
            unseen=told.unseen,
            covered=replace(told.covered, seen_after=len(material.seen_after & asked)),
        )

    def close(self) -> None:
        self._material.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _told(self, scope: Scope) -> seen.Seen:
        if scope.key not in self._seen:
            material = self._material
            self._seen[scope.key] = seen.seen(material.portals, self._portals, material.period, scope)
        return self._seen[scope.key]

    def _shared(self, scope: Scope) -> Shares:
        if scope.key not in self._shares:
            self._shares[scope.key] = shares(self._talk, scope, self._validations.themes)
        return self._shares[scope.key]

    @cached_property
    def _portals(self) -> seen.Portals:
        return seen.look(self._material.store, self._material.period, self._material.now)

    @cached_property
    def _validations(self) -> Validations:
        return Validations(self._material.store)

    @cached_property
    def _talk(self) -> Talk:
        return talk(self._material.store, self._material.period)


def build(
    store: Store,
    period: Period,
    watches: Sequence[Watch],
    now: dt.datetime,
    portals: Mapping[str, Portal],
    *,
    faults: Sequence[Fault] = (),
    index: IndexHome | None = None,
) -> Content:
    """One digest; who builds several of one period asks one `Builder`."""
    with Builder(store, period, now, portals, index) as builder:
        return builder.build(watches, faults)


def _when(material: Material) -> When:
    period, window = material.period, material.window
    return When(
        key=period.key,
        rhythm=period.rhythm,
        start=period.start,
        end=period.end,
        seen_from=window.since.everywhere,
        seen_until=window.until.everywhere,
        being_read=len(window.until.apart.keys() & material.portals.keys()),
    )


def _asked(material: Material, watch: Watch, matched: frozenset[str]) -> Asked:
    found = len(material.first_seen.keys() & matched)
    return Asked(
        name=watch.name,
        query=watch.query,
        filters=tuple((key, tuple(values)) for key, values in given(watch.filters).items()),
        matched=found,
        matches_all=found == len(material.first_seen) > 0,
    )

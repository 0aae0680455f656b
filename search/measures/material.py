"""What a measure makes its rows of: the publications that were asked for, and the store for all else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import not_

from crawler.portal import Portal
from pipelines import codebook
from search.copies import Copies, Folded, fold
from search.measures.beside import Observation
from search.measures.observed import observation, observed
from search.measures.parameters import Value
from search.measures.periods import Period
from search.measures.publications import (
    Publication,
    Speakers,
    publications,
    root_of,
    speakers,
    speakers_of,
)
from search.measures.results import Counts, KeyName, Stretch
from search.measures.stamps import bulk_stamps_of
from store.coverage import Span
from store.database import Store
from store.documents import CodedDocument, LightRows, Stamp
from store.filters import Filters


@dataclass(frozen=True)
class Material:
    """One request. What is read from the store is read once, when a measure first asks for it.

    `settings` has a value for each parameter of the measure. `ids` is what the query found, None without one.
    `counts` is the measure's: what its rows, and with them the coverage, speak of.
    """

    store: Store
    portals: Mapping[str, Portal]
    filters: Filters
    by: tuple[KeyName, ...]
    period: Period
    settings: Mapping[str, Value]
    ids: Collection[str] | None
    now: dt.datetime
    counts: Counts
    copies: Copies = "first"
    query: str = ""  # the words that `ids` were found by

    @cached_property
    def documents(self) -> LightRows:
        """The documents that filters and query leave, by id."""
        if self.counts == "reform" or self.filters.theme:
            found = self.store.documents.light(self.filters)
        else:  # no need to read them twice
            found = self._all_documents
            if self.filters.reform is not None:
                reform: list[bool] = found.column("is_reform")
                found = found.where(reform if self.filters.reform else map(not_, reform))
        return found if self.ids is None else found.where(map(self.ids.__contains__, found.ids))

    @cached_property
    def localities(self) -> dict[str, str | None]:
        """Of each of these documents, who speaks in it."""
        return dict(zip(self.documents.ids, self.documents.column("locality"), strict=True))

    @cached_property
    def publications(self) -> list[Publication]:
        """Those documents as publications: a page with its attachments and copies is one."""
        if self._asks_for_all:
            return self.everything
        return self._published(self._folded.rows)

    @cached_property
    def coded(self) -> list[Publication]:
        """The publications to which the codebook gives a theme."""
        return [one for one in self.publications if one.weights]

    @cached_property
    def everything(self) -> list[Publication]:
        """All publications of the same portals, places, kinds and days, whatever theme or words."""
        return self._published(self._all_folded.rows)

    @property
    def copies_left_out(self) -> int:
        """How many documents of what the measure looks at are copies that others stand for."""
        return len((self._folded if self.counts == "reform" else self._all_folded).copies)

    @property
    def subject(self) -> list[Publication]:
        """The publications that the measure looks at."""
        return self.publications if self.counts == "reform" else self.everything

    @property
    def is_of_portals(self) -> bool:
        """Whether its rows speak of portals as they are, not of the documents that were asked for."""
        return self.counts == "portals" and "series" not in self.by

    @cached_property
    def coverage(self) -> tuple[Stretch, ...]:
        """The weeks of the localities that the rows speak of."""
        return observed(self.store, self.spans, self.portals, self.filters, self._speakers, now=self.now)

    @cached_property
    def observation(self) -> Observation:
        """What was observed of the weeks that each row speaks of."""
        return observation(
            self.store, self.spans, self.portals, self.filters, self._speakers,
            now=self.now, period=self.period,
        )  # fmt: skip

    @cached_property
    def spans(self) -> Mapping[str, Sequence[Span]]:
        """What the runs of each portal observed."""
        return self.store.coverage.spans()

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """The themes of the codebook in force: K of the formulas is their number."""
        return tuple(theme.id for theme in codebook.load().themes)

    def may_say_zero(self, group: Mapping[str, str | None]) -> bool:
        """Whether what is absent in a group of localities and periods is a zero: every week was observed."""
        if set(self.by) & {"portal", "kind"}:
            return False
        seen = self.observation.of(group)
        return seen is not None and seen.whole

    def words(self, of: Iterable[Publication]) -> Iterator[tuple[str, str]]:
        """The texts of publications with their ids, each page and file apart, copies left out."""
        copies = {row.id for row in self.documents if row.duplicate_of}
        owners: dict[str, str] = {}
        for one in of:
            own = [id_ for id_ in one.members if id_ not in copies] or one.members[:1]
            owners.update(dict.fromkeys(own, one.id))
        return ((owners[id_], text) for id_, text in self.store.measuring.words(list(owners)))

    def whole(self, ids: Iterable[str]) -> dict[str, Publication]:
        """By these ids, the publications of the store that they are part of, whatever was asked for."""
        roots = {id_: root_of(id_, self._above) for id_ in ids}
        families = set(roots.values())
        members = families | {id_ for id_ in self._above if root_of(id_, self._above) in families}
        rows = self.store.measuring.coded(sorted(members))
        found = {one.id: one for one in self._published(rows)}
        return {id_: found[root] for id_, root in roots.items() if root in found}

    def setting(self, name: str) -> int:
        """A parameter that is a whole number."""
        value = self.settings[name]
        assert isinstance(value, int)
        return value

    @cached_property
    def _speakers(self) -> Speakers:
        """Of `subject`; what no row is made of need not be made."""
        if self.is_of_portals:
            rows = self._all_folded.rows
            return speakers(rows, self.filters.geography, self._bulk, self._above, self.store.measuring.coded)
        return speakers_of(self.subject)

    def _published(self, rows: Iterable[CodedDocument]) -> list[Publication]:
        return publications(rows, self.filters.geography, self._bulk, self._above, self.store.measuring.coded)

    @cached_property
    def _folded(self) -> Folded:
        return self._all_folded if self._asks_for_all else fold(self.documents, self.copies)

    @property
    def _asks_for_all(self) -> bool:
        """Whether what was asked for is everything, which is not made twice."""
        return self.counts != "reform" and self.documents is self._all_documents

    @cached_property
    def _all_folded(self) -> Folded:
        return fold(self._all_documents, self.copies)

    @cached_property
    def _all_documents(self) -> LightRows:
        return self.store.documents.light(replace(self.filters, reform=None, theme=()))

    @cached_property
    def _above(self) -> Mapping[str, str]:
        return self.store.measuring.above(copies=self.copies != "all")

    @cached_property
    def _bulk(self) -> Collection[Stamp]:
        # Of all that a portal has, whatever is asked for: a filter changes no share of its stamps.
        return bulk_stamps_of(self.store.documents)

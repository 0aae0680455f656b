"""What all digests of one period share: read from the store once, when one of them first asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal

from crawler.portal import Portal
from search.digest.excerpts import Span, cut, earned, found_words
from search.digest.matching import Matching
from search.digest.records import Piece
from search.digest.tasks import Tracked, tracked
from search.digest.window import Window
from search.index import IndexHome
from search.watches import Watch
from store.database import Store
from store.differences import excerpt, size
from store.documents import CodedDocument
from store.history import Edit, compared
from store.measuring import Issued
from store.records import Document
from store.removals import Removal

_KEPT = 4000  # documents in memory at once
_MOST_FOUND = 50_000  # places of the words of a query in a document


class Material:
    """`portals` are those that are declared, by id; `index` is the one that serves."""

    def __init__(
        self,
        store: Store,
        window: Window,
        now: dt.datetime,
        portals: Mapping[str, Portal],
        index: IndexHome | None,
    ) -> None:
        self.store, self.period, self.now, self.portals = store, window.period, now, portals
        self.window = window
        self._index = index
        self._documents: dict[str, Document] = {}
        self._found: dict[tuple[str, str, str], list[Span]] = {}
        self._excerpts: dict[tuple[str, str | tuple[str, ...]], tuple[Piece, ...] | None] = {}
        self._compared: dict[tuple[str, int], tuple[int, int, str]] = {}

    @cached_property
    def first_seen(self) -> dict[str, dt.datetime]:
        """When the documents that are news of the period were seen first, by id."""
        return self.store.arrivals.between(self.window.since, self.window.until)

    @cached_property
    def seen_after(self) -> frozenset[str]:
        """What was published in the period and seen too late to be news of it: the next digest tells it."""
        period, cut = self.period, self.window.until
        found = self.store.arrivals.published_but_seen(period.first, period.last, cut.least, self.now)
        return found - self.first_seen.keys()

    @cached_property
    def rows(self) -> dict[str, CodedDocument]:
        """The same documents without texts."""
        return {row.id: row for row in self.store.measuring.coded(list(self.first_seen))}

    @cached_property
    def files(self) -> dict[str, list[CodedDocument]]:
        """By page, the files that came with it or after it, in the order of their ids."""
        found: dict[str, list[CodedDocument]] = {}
        for row in sorted(self.rows.values()):
            if row.parent is not None:
                found.setdefault(row.parent, []).append(row)
        return found

    @cached_property
    def issued(self) -> dict[str, Issued]:
        """The acts of the store, by their documents."""
        return self.store.measuring.acts()

    @cached_property
    def edits(self) -> list[Edit]:
        window = self.window
        found = self.store.history.edits(window.since.least, window.until.everywhere)
        return [edit for edit in found if window.holds(edit.after.captured_at, edit.after.document.portal)]

    @cached_property
    def removals(self) -> list[Removal]:
        return self.store.removals.between(self.window.since.least, self.window.until.everywhere)

    @cached_property
    def tasks(self) -> list[Tracked]:
        return tracked(self.store, self.period, self.now)

    @cached_property
    def matching(self) -> Matching:
        told = {
            *self.first_seen,
            *self.seen_after,
            *(edit.after.document.id for edit in self.edits),
            *(removal.document_id for removal in self.removals),
            *(task.open.document for task in self.tasks),
        }
        return Matching(self.store, told, self._index)

    def matched(self, watches: Sequence[Watch]) -> dict[str, frozenset[str]]:
        """What each watch finds of all that the period has to tell of."""
        return {watch.name: self.matching.of(watch) for watch in watches}

    def documents(self, ids: Iterable[str]) -> dict[str, Document]:
        """Documents by id, without those that are gone from the store."""
        wanted = list(dict.fromkeys(ids))
        missing = [id_ for id_ in wanted if id_ not in self._documents]
        if missing:
            kept = {id_: self._documents[id_] for id_ in wanted if id_ in self._documents}
            if len(self._documents) + len(missing) > _KEPT:
                self._documents = kept
            self._documents |= {one.id: one for one in self.store.documents.by_ids(missing)}
        return {id_: self._documents[id_] for id_ in wanted if id_ in self._documents}

    def compared(self, edit: Edit) -> tuple[int, int, str]:
        """How many words an edit took out and put in, and the first of both."""
        key = edit.after.document.id, edit.after.version
        if key not in self._compared:
            pieces = compared(edit.before.document, edit.after.document).values()
            removed, added = (sum(counts) for counts in zip(*map(size, pieces), strict=True))
            self._compared[key] = removed, added, " | ".join(map(excerpt, pieces))
        return self._compared[key]

    def found(self, document: Document, query: str, field: Literal["title", "text"]) -> list[Span]:
        """Where a document has the words of a query; subscribers look for the same ones."""
        key = document.id, query, field
        if key not in self._found:
            if len(self._found) > _MOST_FOUND:
                self._found.clear()
            text = document.title if field == "title" else document.text
            self._found[key] = found_words(text, query, field)
        return self._found[key]

    def excerpt(self, document: Document, wanted: str | tuple[str, ...]) -> tuple[Piece, ...] | None:
        """Around the words of a query, or those that earned one of some themes; None: there are none."""
        key = document.id, wanted
        if key not in self._excerpts:
            if len(self._excerpts) > _MOST_FOUND:
                self._excerpts.clear()
            if isinstance(wanted, str):
                spans = self.found(document, wanted, "text")
            else:
                spans = earned(document, wanted)
            self._excerpts[key] = cut(document.text, spans) if spans else None
        return self._excerpts[key]

    def close(self) -> None:
        if "matching" in vars(self):
            self.matching.close()

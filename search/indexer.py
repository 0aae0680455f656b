"""Store → index: building it anew beside the one that serves, catching up, and saying how far behind it is.

The index is derived from the store and may be deleted at any time. All functions take the home of an engine's
index, or the folder of the embedded engine's.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from search.agreement import check_owner, disagreement, is_foreign
from search.errors import IndexDamaged, IndexMissing, IndexOutdated, IndexProblem
from search.index import IndexHome, IndexState, Refused, SearchIndex, Versioned
from store.database import Store
from store.documents import Deleted
from store.indexing import Refusal
from store.records import Document

logger = logging.getLogger(__name__)

# Documents of one commit while catching up: enough to be quick, few enough to hold in memory.
_BATCH = 500
# Refusals that are warned of one by one; all are listed by `index status`.
_MOST_TOLD = 20
REPLACED = "The index of another data folder or database was replaced."


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a rebuild or a sync did; `rebuilt` says why a sync built anew, None if it did not.

    `refused` names the documents that the index cannot hold: they stay in the store and are not found.
    """

    engine: str
    documents: int  # in the index now
    written: int
    removed: int
    rebuilt: str | None
    seconds: float
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`documents` is None and `error` a sentence where the index cannot be read.

    `behind` counts the documents that were changed or deleted since the index saw them; where the engine does
    not answer, since it was last written. `refused` are documents that the index saw and could not take.
    """

    engine: str
    documents: int | None
    behind: int
    error: str | None
    refused: tuple[Refusal, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "documents": self.documents,
            "behind": self.behind,
            "error": self.error,
            "refused": len(self.refused),
        }


def home_of(place: IndexHome | Path) -> IndexHome:
    if isinstance(place, IndexHome):
        return place
    from search.engines.folders import EmbeddedHome  # noqa: PLC0415 - the engine is loaded when it is used

    return EmbeddedHome(place)


def open_index(place: IndexHome | Path, store: Store | None = None) -> SearchIndex:
    """The index that serves. Raises IndexMissing, IndexOutdated, IndexUnreachable.

    With the store that its documents are looked up in, IndexForeign too.
    """
    home = home_of(place)
    if store is not None:
        check_owner(store, home, home.state())
    return home.open()


def rebuild(
    store: Store, place: IndexHome | Path, on_progress: Callable[[int], None] | None = None
) -> IndexReport:
    """Builds a new version of the index and lets it serve when it is complete. Raises IndexBusy.

    The old one serves all the while; a build that is killed leaves it so. `on_progress` is told how many
    documents have been read. `rebuilt` is REPLACED where the old one was another store's.
    """
    home = home_of(place)
    with home.lock():
        state = home.state()
        foreign = state is not None and is_foreign(store, state)
        return _rebuild(store, home, on_progress, REPLACED if foreign else "asked for")


def sync(
    store: Store, place: IndexHome | Path, on_progress: Callable[[int], None] | None = None
) -> IndexReport:
    """Brings the index to the store's newest revision; builds it anew where it must. Raises IndexBusy.

    An index that was made from another store is left alone: IndexForeign.
    Whatever ends it, it is simply run again: what an index has reached is noted after it was written.
    """
    home = home_of(place)
    with home.lock():
        serving = _serving(store, home)
        if isinstance(serving, str):
            return _rebuild(store, home, on_progress, serving)
        index, state = serving
        try:
            report, reached = _follow(store, home, index, state.revision, on_progress)
            reason = disagreement(store, index, replace(state, revision=reached))
        except (IndexDamaged, IndexMissing) as problem:
            reason = str(problem)
        return _rebuild(store, home, on_progress, reason) if reason else report


def status(store: Store, place: IndexHome | Path, *, thorough: bool = False) -> IndexStatus:
    """How many documents the index holds and how far behind the store it is; never raises for a bad index.

    `thorough` reads what the engine can check of its files.
    """
    home = home_of(place)
    revision, documents, error = store.indexing.mark(home.engine), None, None
    try:
        state = home.state()
        revision = state.revision if state and not is_foreign(store, state) else 0
        check_owner(store, home, state)
        index = home.open()
        if thorough:
            index.check()
        documents = index.count()
        error = disagreement(store, index, state) if state else None
    except IndexProblem as problem:
        error = str(problem)
    refused = tuple(store.indexing.refusals(home.engine))
    return IndexStatus(home.engine, documents, store.documents.pending(revision), error, refused)


def _serving(store: Store, home: IndexHome) -> tuple[SearchIndex, IndexState] | str:
    """The index that serves; why it must be built anew, where it cannot be brought up to date."""
    try:
        state = home.state()
        if state is None:
            return "There is no index yet."
        check_owner(store, home, state)
        return home.open(), state
    except (IndexMissing, IndexOutdated, IndexDamaged) as problem:
        return str(problem)


def _follow(
    store: Store,
    home: IndexHome,
    index: SearchIndex,
    revision: int,
    on_progress: Callable[[int], None] | None,
) -> tuple[IndexReport, int]:
    """Applies the store's changes after `revision` to the index that serves; tells what it has reached."""
    tally = _Tally()
    for step in _steps(store, index, revision):
        # In this order: a process that dies in between does the step again, and nothing is lost.
        store.indexing.settle(home.engine, step.given, step.refused)
        home.reached(step.revision)
        store.indexing.reached(home.engine, step.revision)
        tally.add(step)
        revision = step.revision
        if on_progress:
            on_progress(tally.written + tally.removed)
    return tally.report(index, None), revision


def _rebuild(
    store: Store, home: IndexHome, on_progress: Callable[[int], None] | None, reason: str
) -> IndexReport:
    tally = _Tally()
    version, index = home.create()
    revision = store.documents.latest_revision()
    read = index.update(_told(store.documents.revised(), on_progress))
    tally.written, tally.refused = read.done, {one.id: one.reason for one in read.refused}
    # What was saved, changed or deleted while the store was read.
    for step in _steps(store, index, revision):
        tally.add(step)
        revision = step.revision
    _publish(
        store,
        home,
        IndexState(version, home.fingerprint(), revision, store.indexing.identity()),
        tally.refused,
    )
    return tally.report(index, reason)


def _publish(store: Store, home: IndexHome, state: IndexState, refused: Mapping[str, str]) -> None:
    """Lets a new index serve. Its refusals are added before and those of the old one forgotten after.

    So none is ever missing; where the process dies in between, some that are no longer true are left until
    the next rebuild.
    """
    revisions = store.documents.revisions(list(refused))
    kept = {id_: reason for id_, reason in refused.items() if id_ in revisions}
    store.indexing.settle(home.engine, {id_: revisions[id_] for id_ in kept}, kept)
    home.publish(state)
    store.indexing.reached(home.engine, state.revision)
    store.indexing.keep_only(home.engine, kept.keys())


class _Step(NamedTuple):
    """What became of some changes: `given` has their revisions, `refused` the reasons, both by id."""

    given: dict[str, int]
    refused: dict[str, str]
    written: int
    removed: int
    revision: int  # reached


def _steps(store: Store, index: SearchIndex, revision: int) -> Iterator[_Step]:
    """Applies the store's changes after `revision`."""
    while changes := store.documents.changed_since(revision, _BATCH):
        done = index.update(Versioned(*one) for one in changes)
        removed = sum(isinstance(change, Deleted) for _, change in changes)
        revision = changes[-1][0]
        refused = {one.id: one.reason for one in done.refused}
        given = {change.id: number for number, change in changes}
        yield _Step(given, refused, done.done - removed, removed, revision)


def _told(
    documents: Iterator[tuple[int, Document]], on_progress: Callable[[int], None] | None
) -> Iterator[Versioned]:
    for number, one in enumerate(documents, 1):
        yield Versioned(*one)
        if on_progress:
            on_progress(number)


class _Tally:
    """What a run has done so far."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self.written = self.removed = 0
        self.refused: dict[str, str] = {}

    def add(self, step: _Step) -> None:
        self.written += step.written
        self.removed += step.removed
        # A document that came again is what it was the last time.
        self.refused = {id_: why for id_, why in self.refused.items() if id_ not in step.given} | step.refused

    def report(self, index: SearchIndex, rebuilt: str | None) -> IndexReport:
        for id_, reason in islice(self.refused.items(), _MOST_TOLD):
            logger.warning("document %s is stored but cannot be searched: %s", id_, reason)
        seconds = time.monotonic() - self._started
        refused = tuple(Refused(*one) for one in self.refused.items())
        return IndexReport(index.engine, index.count(), self.written, self.removed, rebuilt, seconds, refused)

"""Store → index: building it anew beside the one that serves, catching up, and saying how far behind it is.

The index is derived from the store and may be deleted at any time. All functions take the home of an engine's
index, or the folder of the embedded engine's.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from search.errors import IndexProblem
from search.index import IndexHome, IndexState, Refused, SearchIndex, Versioned
from store.database import Store
from store.documents import Deleted
from store.records import Document

logger = logging.getLogger(__name__)

# Documents of one commit while catching up: enough to be quick, few enough to hold in memory.
_BATCH = 500


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

    `behind` counts the documents that were changed or deleted since the index saw them.
    """

    engine: str
    documents: int | None
    behind: int
    error: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "documents": self.documents,
            "behind": self.behind,
            "error": self.error,
        }


def home_of(place: IndexHome | Path) -> IndexHome:
    if isinstance(place, IndexHome):
        return place
    from search.engines.folders import EmbeddedHome  # noqa: PLC0415 - the engine is loaded when it is used

    return EmbeddedHome(place)


def open_index(place: IndexHome | Path) -> SearchIndex:
    """The index that serves. Raises IndexMissing, IndexOutdated, IndexUnreachable."""
    return home_of(place).open()


def rebuild(
    store: Store, place: IndexHome | Path, on_progress: Callable[[int], None] | None = None
) -> IndexReport:
    """Builds a new version of the index and lets it serve when it is complete. Raises IndexBusy.

    The old one serves all the while; a build that is killed leaves it so. `on_progress` is told how many
    documents have been read.
    """
    home = home_of(place)
    with home.lock():
        return _rebuild(store, home, on_progress, "asked for")


def sync(
    store: Store, place: IndexHome | Path, on_progress: Callable[[int], None] | None = None
) -> IndexReport:
    """Brings the index to the store's newest revision; builds it anew where it must. Raises IndexBusy."""
    home = home_of(place)
    with home.lock():
        reason = _unfit(store, home)
        if reason is not None:
            return _rebuild(store, home, on_progress, reason)
        started, index, state = time.monotonic(), home.open(), home.state()
        assert state is not None
        done = _catch_up(store, index, state.revision, on_progress)
        if done.revision != state.revision:
            home.reached(done.revision)
        return _report(index, done, None, started)


def status(store: Store, place: IndexHome | Path) -> IndexStatus:
    """How many documents the index holds and how far behind the store it is; never raises for a bad index."""
    home = home_of(place)
    try:
        state = home.state()
        behind = store.documents.pending(state.revision if state else 0)
        documents = home.open().count()
        error = _unfit(store, home)
    except IndexProblem as problem:
        documents, error = None, str(problem)
    return IndexStatus(home.engine, documents, behind, error)


def _rebuild(
    store: Store, home: IndexHome, on_progress: Callable[[int], None] | None, reason: str
) -> IndexReport:
    started = time.monotonic()
    version, index = home.create()
    revision = store.documents.latest_revision()
    read = index.update(_told(store.documents.revised(), on_progress))
    # What was saved, changed or deleted while the store was read.
    done = _catch_up(store, index, revision, None)
    home.publish(IndexState(version, home.fingerprint(), done.revision))
    done = done._replace(written=read.done + done.written, refused=read.refused + done.refused)
    return _report(index, done, reason, started)


def _unfit(store: Store, home: IndexHome) -> str | None:
    """Why the index that serves cannot be brought up to date; None if it can."""
    state = home.state()
    if state is None:
        return "There is no index yet."
    try:
        home.open()
    except IndexProblem as problem:
        return str(problem)
    if state.revision > store.documents.latest_revision():
        return "The index is newer than the store; it was made from another one."
    return None


class _Done(NamedTuple):
    written: int
    removed: int
    revision: int  # reached
    refused: tuple[Refused, ...]


def _catch_up(
    store: Store, index: SearchIndex, revision: int, on_progress: Callable[[int], None] | None
) -> _Done:
    """Applies the store's changes after `revision`."""
    written = removed = 0
    refused: tuple[Refused, ...] = ()
    while changes := store.documents.changed_since(revision, _BATCH):
        part = index.update(Versioned(*one) for one in changes)
        gone = sum(isinstance(change, Deleted) for _, change in changes)
        written, removed, revision = written + part.done - gone, removed + gone, changes[-1][0]
        refused += part.refused
        if on_progress:
            on_progress(written + removed)
    return _Done(written, removed, revision, refused)


def _told(
    documents: Iterator[tuple[int, Document]], on_progress: Callable[[int], None] | None
) -> Iterator[Versioned]:
    for number, one in enumerate(documents, 1):
        yield Versioned(*one)
        if on_progress:
            on_progress(number)


def _report(index: SearchIndex, done: _Done, rebuilt: str | None, started: float) -> IndexReport:
    for one in done.refused:
        logger.warning("document %s is stored but cannot be searched: %s", one.id, one.reason)
    seconds = time.monotonic() - started
    return IndexReport(
        index.engine, index.count(), done.written, done.removed, rebuilt, seconds, done.refused
    )

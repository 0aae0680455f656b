"""Which of a period's documents a watch finds: asked of an index, as every search is.

The index is made of these documents alone and lives as long as the digests are built: it is never behind, and
asks no server. Where they are so many that this takes minutes, the index that serves all searches is asked,
unless it is behind the store.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from search.engines.embedded import EmbeddedIndex
from search.errors import IndexProblem
from search.index import IndexHome, SearchIndex, SearchRequest, Versioned
from search.indexer import open_index
from search.query import parse
from search.tree import All
from search.watches import Watch
from store.database import Store

log = logging.getLogger(__name__)

MANY = 20_000  # documents: more than are indexed anew in half a minute
_BATCH = 500


class Matching:
    """Asks `ids` of the store; `index` is the one that serves. What it made on disk goes with it."""

    def __init__(self, store: Store, ids: Collection[str], index: IndexHome | None = None) -> None:
        self._store, self._ids, self._home = store, frozenset(ids), index
        self._known: dict[Watch, frozenset[str]] = {}
        self._close: Callable[[], object] = bool

    def of(self, watch: Watch) -> frozenset[str]:
        """The documents that the watch finds."""
        if watch not in self._known:
            self._known[watch] = self._asked(SearchRequest(parse(watch.query), watch.filters))
        return self._known[watch]

    def close(self) -> None:
        self._close()

    def _asked(self, request: SearchRequest) -> frozenset[str]:
        if not self._ids or isinstance(request.condition(), All):
            return self._ids
        return self._ids.intersection(self._index.ids(request))

    @cached_property
    def _index(self) -> SearchIndex:
        serving = self._serving() if len(self._ids) > MANY else None
        return serving or self._made()

    def _serving(self) -> SearchIndex | None:
        """The index that serves, where it has seen all that the store has."""
        try:
            state = self._home.state() if self._home else None
            if self._home is None or state is None:
                return None
            found = open_index(self._home, self._store)
        except IndexProblem as problem:
            log.warning("The documents of the period are indexed anew: %s", problem)
            return None
        return found if state.revision >= self._store.documents.latest_revision() else None

    def _made(self) -> SearchIndex:
        folder = tempfile.mkdtemp(prefix="reformwatch-digest-")
        self._close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        made = EmbeddedIndex.create(Path(folder) / "index")
        for refused in made.update(self._documents()).refused:
            log.warning("%s can be found by no watch: %s", refused.id, refused.reason)
        return made

    def _documents(self) -> Iterator[Versioned]:
        waiting = iter(sorted(self._ids))
        while part := list(islice(waiting, _BATCH)):
            yield from (Versioned(1, document) for document in self._store.documents.by_ids(part))

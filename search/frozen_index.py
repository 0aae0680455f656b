"""A frozen corpus to search in: an index of its documents alone, made for one call and gone with it.

Nothing of a corpus is left beside it, so that what is erased from it is nowhere else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.embedded import EmbeddedIndex
from search.frozen import documents_of
from search.index import SearchIndex, SearchRequest, Versioned
from search.query import parse
from store.corpora import Corpus


@contextmanager
def corpus_index(corpus: Corpus) -> Iterator[SearchIndex]:
    with tempfile.TemporaryDirectory(prefix="reformwatch-") as folder:
        index = EmbeddedIndex.create(Path(folder) / "index")
        try:
            documents = documents_of(corpus.store, corpus.members)
            index.update(Versioned(number, one) for number, one in enumerate(documents, 1))
            yield index
        finally:
            index.close()


def found_in(corpus: Corpus, query: str) -> frozenset[str]:
    """The documents of a corpus that a query finds."""
    with corpus_index(corpus) as index:
        return frozenset(index.ids(SearchRequest(parse(query))))

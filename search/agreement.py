"""Whether an index and the store that it is made from still agree, in a sentence where they do not."""

from __future__ import annotations

from search.index import SearchIndex
from store.database import Store


def disagreement(store: Store, index: SearchIndex, revision: int) -> str | None:
    """Why an index that has reached `revision` cannot be what the store was then; None if it can."""
    if revision > store.documents.latest_revision():
        return "The index is newer than the store; it was made from another one."
    return _miscount(store, index, revision)


def _miscount(store: Store, index: SearchIndex, revision: int) -> str | None:
    """Counts tell nothing of an index that is behind, or of a store that is written to meanwhile."""
    latest = store.documents.latest_revision()
    if store.documents.pending(revision):
        return None
    wanted = store.documents.count() - store.indexing.count_refusals(index.engine)
    held = index.count()
    if held == wanted or store.documents.latest_revision() != latest:
        return None
    return (
        f"The index holds {held} documents and the store {wanted} that belong there: somebody else has "
        "changed the index. Run `reformwatch index rebuild`."
    )

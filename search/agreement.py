"""Whether an index and the store that it is made from still agree, in a sentence where they do not."""

from __future__ import annotations

from search.errors import IndexForeign
from search.index import IndexHome, IndexState, SearchIndex
from search.numbers import counted
from store.database import Store


def is_foreign(store: Store, state: IndexState) -> bool:
    """Whether the index was made from another store, whatever else is wrong with it."""
    return state.store not in {"", store.indexing.identity()}


def check_owner(store: Store, home: IndexHome, state: IndexState | None) -> None:
    """Raises IndexForeign."""
    if state is not None and is_foreign(store, state):
        raise IndexForeign(
            "The index was made from the store of another data folder or database and is left as it is: "
            f"{home.own}, or run `reformwatch index rebuild` to replace it."
        )


def disagreement(store: Store, index: SearchIndex, state: IndexState) -> str | None:
    """Why an index cannot be what the store was at the revision that it has reached; None if it can."""
    if not state.store:
        return "It is not known which store the index was made from. Run `reformwatch index rebuild`."
    revision = state.revision
    if revision > store.documents.latest_revision():
        return (
            "The index is newer than the store, as after a store was put back from a copy. Run `reformwatch "
            "index rebuild`."
        )
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
        f"The index holds {counted(held, 'document')} and the store {wanted} that belong there: "
        "somebody else has changed the index. Run `reformwatch index rebuild`."
    )

"""Brings what is known of copies up to date with the documents, reading those only that changed."""

from __future__ import annotations

from pipelines.duplicates import RULES, likeness
from store.database import Store


def follow(store: Store) -> int:
    """Compares the documents that changed since the last call; how many of them are copies otherwise now.

    What becomes of it depends on the documents alone, not on the order in which they came. Killed anywhere,
    the next call goes on.
    """
    while (changes := store.copies.unfollowed(RULES)) is not None:
        read = [(one, likeness(one.title, one.text, one.act)) for one in changes.unread]
        store.copies.keep(changes, read)
    return store.copies.settle()

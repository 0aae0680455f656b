"""Bringing the index up to date after a crawl or an ingest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.options import index_home
from search.numbers import counted

if TYPE_CHECKING:
    from store.database import Store


def follow_copies(store: Store) -> None:
    """Look among the changed documents for copies; where that cannot be kept, it is said."""
    from pipelines.copies import follow
    from store.errors import StoreError

    try:
        follow(store)
    except StoreError as problem:
        click.echo(f"What changed was not looked at for copies, which count each. {problem}", err=True)


def sync_index(store: Store, *, quiet: bool, no_index: bool = False) -> bool:
    """Look for copies and, unless `no_index`, index what changed.

    False if some of it is not in the index now, which is said and undoes nothing.
    Another writer at work is no fault here: it, or the next sync, catches up.
    """
    from search.errors import IndexBusy, IndexForeign, IndexProblem
    from search.indexer import sync
    from store.errors import StoreError

    follow_copies(store)
    if no_index:
        return True
    try:
        done = sync(store, index_home())
    except IndexBusy:
        click.echo(
            "The index is being written by another process; reformwatch index sync catches up.", err=True
        )
        return True
    except IndexForeign as problem:
        click.echo(f"What was stored is safe, and is not indexed. {problem}", err=True)
        return False
    except (IndexProblem, StoreError) as problem:  # a full disk holds no note of what was indexed either
        click.echo(f"The index is behind the store. {problem}", err=True)
        click.echo("What was stored is safe; reformwatch index sync catches up.", err=True)
        return False
    if not quiet and done.written:
        click.echo(f"Indexed {counted(done.written, 'document')}.", err=True)
    if done.refused:
        click.echo(
            f"Cannot be searched: {counted(len(done.refused), 'document')} (reformwatch index status).",
            err=True,
        )
    return not done.refused

"""`reformwatch index`: the index is derived from the store and can be made anew at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.options import index_home, open_home_store, print_json
from commands.sync import follow_copies
from search.numbers import counted

if TYPE_CHECKING:
    from search.indexer import IndexReport, IndexStatus


@click.group()
def index() -> None:
    """Rebuild, catch up, or show the state of the index."""


@index.command()
def rebuild() -> int:
    """Build the index anew from the store; searches use the old one until it is done."""
    from search.indexer import REPLACED
    from search.indexer import rebuild as run_rebuild

    with open_home_store() as store:
        follow_copies(store)
        done = run_rebuild(store, index_home())
    if done.rebuilt == REPLACED:
        click.echo(REPLACED, err=True)
    click.echo(f"Indexed {counted(done.documents, 'document')} in {done.seconds:.1f} s.")
    return _refusals(done)


@index.command()
def sync() -> int:
    """Index what changed in the store since the last time."""
    from search.indexer import sync as run_sync

    with open_home_store() as store:
        follow_copies(store)
        done = run_sync(store, index_home())
    if done.rebuilt:
        click.echo(f"The index was built anew. {done.rebuilt}", err=True)
    click.echo(f"Indexed {counted(done.written, 'document')}, removed {done.removed}.")
    return _refusals(done)


@index.command()
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
def status(as_json: bool) -> int:
    """How many documents the index holds, how many changes it is behind, and what it refused.

    The files of the embedded engine are read in full and compared with their checksums. Exit code 1 when
    the index cannot be read.
    """
    from search.indexer import status as index_status
    from store.records import as_json as record_json

    with open_home_store() as store:
        found = index_status(store, index_home(), thorough=True)
    if as_json:
        print_json(found.as_json() | {"refusals": record_json(found.refused)})
    else:
        _print(found)
    return 0 if found.documents is not None else 1


def _print(found: IndexStatus) -> None:
    if found.error:
        click.echo(f"{found.engine}: {found.error}")
    held = "" if found.documents is None else f"{counted(found.documents, 'document')}, "
    click.echo(f"{found.engine}: {held}{found.behind} behind.")
    if found.refused:
        click.echo(
            f"{counted(len(found.refused), 'document was', 'documents were')} refused; "
            "each is tried again when it changes and by reformwatch index rebuild:"
        )
    for one in found.refused:
        click.echo(f"  {one.id}  {one.reason}")


def _refusals(done: IndexReport) -> int:
    """What the index could not take was warned of one by one; in part is what that is."""
    if done.refused:
        click.echo(
            f"{counted(len(done.refused), 'document was', 'documents were')} refused: "
            "reformwatch index status.",
            err=True,
        )
    return 3 if done.refused else 0

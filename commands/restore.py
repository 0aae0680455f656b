"""`reformwatch restore`: a data folder out of a backup, whole or not at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import index_home, open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from settings import Settings
    from store.care import Kept
    from store.restoring import Staged


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="The folder to restore to.")
@click.option("--force", is_flag=True, help="Where the folder is not empty: keep the old one aside.")
@click.option("--no-index", is_flag=True, help="Leave the index to reformwatch index rebuild.")
@click.option("--json", "as_json", is_flag=True, help="What was restored, as one JSON object.")
def restore(file: Path, *, home: Path | None, force: bool, no_index: bool, as_json: bool) -> int:
    """Make the data folder anew from a backup FILE.

    Every digest is compared before anything takes its place; killed anywhere, the old folder stays or the new
    one is whole. Nothing of periods that have ended is mailed again. What was erased since the backup is
    erased again. Exit code 75 while crawls or a scheduler work on the folder, 3 where some is left to do.
    """
    import settings
    from store import restoring

    if home is not None:
        settings.override_home(home)
    chosen = settings.get_settings()
    restoring.refuse_filled(chosen.home, force=force)
    server = _server(chosen)
    kept = _of_the_old(chosen)
    with file.open("rb") as opened:
        staged = restoring.stage(opened, chosen.home)
    done = _prepare(staged, kept, server)
    aside = restoring.swap(staged, chosen.home)
    told = _told(staged, aside) | done
    left = [] if no_index else _finish(told)
    _print(told, left, as_json=as_json, no_index=no_index)
    return 3 if left else 0


def _server(chosen: Settings) -> str | None:
    """The URL of a PostgreSQL store; None where the store is the file in the data folder."""
    if not chosen.database_url:
        return None
    if chosen.database_url.startswith("sqlite"):
        raise click.UsageError(
            "REFORMWATCH_DATABASE_URL names a file: restore writes reformwatch.sqlite in the data folder, "
            "so unset it"
        )
    return chosen.database_url


def _of_the_old(chosen: Settings) -> Kept | None:
    """What the store that gives way knows of erasures. Raises HomeInUse while somebody works on it.

    A damaged one is what people restore for: it gives way without a word of its own.
    """
    from store.database import open_store
    from store.errors import StoreError

    file = chosen.home / "reformwatch.sqlite"
    if chosen.database_url or not file.is_file():
        return None
    try:
        old = open_store(f"sqlite:///{file}")
    except StoreError as error:
        click.echo(f"The old store cannot be asked what was erased from it. {error}", err=True)
        return None
    with old:
        old.care.refuse_in_use()
        return old.care.kept()


def _prepare(staged: Staged, kept: Kept | None, server: str | None) -> dict[str, Any]:
    """Makes the new store ready where nobody sees it yet."""
    from store import restoring
    from store.database import open_store
    from store.engine import Database
    from store.snapshots import fill

    own = f"sqlite:///{staged.database}"
    try:
        with open_store(own) as store:
            store.care.restored(kept)
            closed = store.deliveries.close_past(dt.datetime.now(dt.UTC))
        if server is not None:
            database = Database(server)
            try:
                fill(database, staged.database)
            finally:
                database.close()
            staged.database.unlink()
    # Whatever stopped it, Ctrl-C included: what was unpacked beside the old folder goes.
    except BaseException:
        restoring.drop(staged)
        raise
    return {"deliveries_closed": closed}


def _told(staged: Staged, aside: Path | None) -> dict[str, Any]:
    manifest = staged.manifest
    names = ("at", "code", "schema", "documents", "with_warc", "growing", "torn")
    return {name: manifest[name] for name in names} | {
        "files": len(manifest["files"]),
        "aside": str(aside) if aside else None,
    }


def _finish(told: dict[str, Any]) -> list[str]:
    """Closes what the backup had of runs that went on, and builds the index; what is left to do."""
    from commands.sync import follow_copies
    from search.errors import IndexProblem
    from search.indexer import rebuild
    from settings import get_settings
    from store.errors import StoreError

    left = []
    with open_home_store() as store:
        store.archives.salvage(get_settings().home / "warc")
        store.runs.reap()
        try:
            follow_copies(store)
            told["indexed"] = rebuild(store, index_home()).documents
        except (IndexProblem, StoreError) as problem:
            left.append(f"The index was not built. {problem} Run reformwatch index rebuild.")
        if store.care.unfinished():
            left.append("What was erased since the backup is in it again: run reformwatch erase --again.")
    return left


def _print(told: dict[str, Any], left: Sequence[str], *, as_json: bool, no_index: bool) -> None:
    if as_json:
        print_json(told | {"left": list(left)})
        return
    moment = dt.datetime.fromisoformat(told["at"])
    click.echo(
        f"Restored {counted(told['documents'], 'document')}, {counted(told['files'], 'file')}, "
        f"as of {moment:%Y-%m-%d %H:%M} UTC."
    )
    if told["aside"]:
        click.echo(f"What was there before lies in {told['aside']}: remove it when you need it no more.")
    if not told["with_warc"]:
        click.echo(
            "The backup has no raw archive: verify names its files as missing until they are copied back."
        )
    click.echo(
        f"{told['deliveries_closed']} digests of past periods were marked as done: none is mailed again."
    )
    if no_index:
        click.echo("The index is empty: run reformwatch index rebuild.")
    for sentence in left:
        click.echo(sentence, err=True)

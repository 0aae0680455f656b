"""`reformwatch backup`: one file from which everything comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from store.database import Store


@click.command()
@click.argument("target", metavar="FILE|FOLDER/")
@click.option("--without-warc", is_flag=True, help="Leave the raw archive out.")
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Keep the newest N backups of the FOLDER.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as one JSON object.")
def backup(target: str, *, without_warc: bool, keep: int | None, as_json: bool) -> int:
    """Write everything that this data folder needs into one tar FILE, while crawls and digests go on.

    Database, raw archive, portals, watches, corpora and keys, as one moment saw them; not the index, which is
    derived. In a FOLDER the file is named by its time. It is read again before it takes its name, has mode
    0600 and holds personal data and keys: keep it as you keep the store.
    """
    file = _file(target, keep)
    with open_home_store() as store:
        manifest, gone = _write(store, file, keep, with_warc=not without_warc)
    told = {"file": str(file), "size": file.stat().st_size, "removed": gone,
            **manifest, "files": len(manifest["files"])}  # fmt: skip
    if as_json:
        print_json(told)
    else:
        _print(told)
    return 0


def _file(named: str, keep: int | None) -> Path:
    """A folder is one that is there, one with a slash at its end, or the one of --keep."""
    from store.backup_files import file_name

    target = Path(named)
    is_folder = target.is_dir() or named.endswith("/") or keep is not None
    folder = target if is_folder else target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"{folder} cannot be made: {error.strerror}.") from error
    file = folder / file_name(dt.datetime.now(dt.UTC)) if is_folder else target
    if file.exists():
        raise click.UsageError(f"{file} is there already: a backup is never written over")
    return file


def _write(
    store: Store, file: Path, keep: int | None, *, with_warc: bool
) -> tuple[dict[str, Any], list[str]]:
    from settings import VERSION, get_settings
    from store import backup_files
    from store.backups import Backup

    settings = get_settings()
    backup_files.remove_stale(file.parent)
    needed = backup_files.room_needed(settings.home, store.backups.size(), with_warc=with_warc)
    backup_files.check_room(file.parent, needed, settings.min_free_mb * 1_000_000)
    with backup_files.writing(file) as (part, opened):
        snapshot = backup_files.snapshot_of(part)
        facts = store.backups.snapshot(snapshot)
        backup_files.write(opened, settings.home, snapshot, facts, VERSION, with_warc=with_warc)
        manifest = backup_files.read_manifest(opened)
    size = file.stat().st_size
    store.backups.note(Backup(facts.at, str(file.absolute()), size, facts.documents, with_warc))
    gone = [] if keep is None else backup_files.rotate(file.parent, keep)
    return manifest, gone


def _print(told: dict[str, Any]) -> None:
    archive = "" if told["with_warc"] else ", without the raw archive"
    click.echo(
        f"{told['file']}: {counted(told['documents'], 'document')} in {counted(told['files'], 'file')}"
        f"{archive}, {told['size'] / 1e6:.1f} MB, read again and whole."
    )
    for name in told["growing"]:
        click.echo(f"{name}: a run is writing it; the backup has the records that were whole")
    for name in told["torn"]:
        click.echo(f"{name}: what a killed run left, not taken along")
    for name in told["left_out"]:
        click.echo(f"{name}: is no file, not taken along")
    for name in told["removed"]:
        click.echo(f"{name}: older than the backups to keep, removed")

"""From a backup back to a data folder: the old one stays until the new one is whole, then they change places.

The new folder is made beside the old one, each digest compared on the way, and takes the old one's name in
one step. Killed anywhere, the name leads to a whole folder: the old one before that step, the new one after.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from store.backup_files import DATABASE, MANIFEST, Entry, compare, members, parse_manifest
from store.copying import write_hashed
from store.errors import BackupDamaged, NotEmpty, StoreError, StoreFull
from store.migrations import check_version
from store.records import Json
from store.salvage import is_growing, lock, sync_folder
from store.snapshots import describe

_MARK = ".restoring"  # lies in a folder that is not whole yet
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of linux/fs.h


@dataclass(frozen=True, slots=True)
class Staged:
    """A folder with all that a backup holds, not yet where it belongs."""

    folder: Path
    manifest: Json
    mark: BinaryIO  # locked while somebody works on it

    @property
    def database(self) -> Path:
        return self.folder / DATABASE


def stage(file: IO[bytes], home: Path) -> Staged:
    """Unpacks a backup beside `home`. Raises StoreError, with nothing left of it."""
    remove_stale(home)
    folder = home.with_name(f"{home.name}.{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.getpid()}")
    folder.mkdir(parents=True, mode=0o700)
    mark = (folder / _MARK).open("wb")
    lock(mark)
    try:
        manifest = _unpack(file, folder)
        check_version(manifest["schema"])
        describe(folder / DATABASE)
    # Whatever stopped it, Ctrl-C included: a folder that was filled in part must not look like a home.
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        mark.close()
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreFull("The disk of the data folder is full: nothing was changed there.") from error
        raise
    return Staged(folder, manifest, mark)


def remove_stale(home: Path) -> None:
    """What killed restores left beside `home`; a folder that was put aside has no mark and stays."""
    (home / _MARK).unlink(missing_ok=True)  # killed between its last two steps: that folder is whole
    for folder in home.parent.glob(f"{home.name}.*T*-*"):
        if (folder / _MARK).is_file() and not is_growing(folder / _MARK):
            shutil.rmtree(folder)


def swap(staged: Staged, home: Path) -> Path | None:
    """Gives the new folder the name of the old one; where the old one lies now, None if there was none."""
    _sync(staged.folder)
    if is_empty(home):
        home.mkdir(parents=True, exist_ok=True)
        staged.folder.rename(home)
        aside = None
    else:
        _exchange(staged.folder, home)
        aside = staged.folder
    (home / _MARK).unlink()
    staged.mark.close()
    sync_folder(home.parent)
    return aside


def drop(staged: Staged) -> None:
    """Removes a folder that is not wanted after all."""
    shutil.rmtree(staged.folder, ignore_errors=True)
    staged.mark.close()


def is_empty(home: Path) -> bool:
    return not home.exists() or (home.is_dir() and not any(home.iterdir()))


def refuse_filled(home: Path, *, force: bool) -> None:
    """Raises NotEmpty where something would have to give way and nobody said that it may."""
    if home.is_mount():
        raise NotEmpty(
            f"{home} is a mount point, whose place no folder can take: restore to a folder below it with "
            "--home, and use that one."
        )
    if not force and not is_empty(home):
        raise NotEmpty(
            f"{home} is not empty: name another folder with --home, or give --force, "
            "which keeps what is there under another name."
        )


def _unpack(file: IO[bytes], folder: Path) -> Json:
    found: list[Entry] = []
    manifest: Json | None = None
    for member, source in members(file):
        if member.name == MANIFEST:
            manifest = parse_manifest(source.read())
            continue
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        size, digest = write_hashed(source, target)
        found.append(Entry(member.name, size, digest))
        os.utime(target, (member.mtime, member.mtime))
    if manifest is None:
        raise BackupDamaged("The file ends before its manifest: it was cut, and is no backup.")
    compare(manifest, found)
    for corpus in (folder / "corpora").glob("*.sqlite"):
        corpus.chmod(0o444)
    return manifest


def _sync(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            sync_folder(path)


def _exchange(one: Path, other: Path) -> None:
    """Both names change places in one step (renameat2, Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        rename = libc.renameat2
    except AttributeError:
        raise _by_hand(one, other) from None
    names = (os.fsencode(path.absolute()) for path in (one, other))
    first, second = names
    if rename(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE) != 0:
        code = ctypes.get_errno()
        if code in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
            raise _by_hand(one, other)
        raise OSError(code, os.strerror(code), str(other))


def _by_hand(one: Path, other: Path) -> StoreError:
    (one / _MARK).unlink()
    return StoreError(
        "This file system cannot let two folders change places in one step. The restored folder is whole and "
        f"lies in {one}: move {other} away and rename it."
    )

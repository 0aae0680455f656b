"""What a killed run left in the raw archive: its whole records are kept, a torn tail is put aside."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from store.errors import ArchiveError
from store.members import members

OPEN = ".open"
_PATTERN = f"*.warc.gz{OPEN}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file holds: whole records, responses among them, bytes they fill, bytes after them."""

    records: int
    responses: int
    whole: int
    torn: int


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A file that a dead run left open; `file` is its final name, None if no record was whole.

    `torn` and `size` are bytes: what was put aside, and what the file holds now.
    """

    file: str | None
    records: int
    torn: int
    size: int = 0


def check(path: Path) -> Checked:
    """Reads a file of the archive to its end. warcio itself takes a torn tail for the end of the file."""
    with path.open("rb") as file:
        return _check(file)


def salvage(folder: Path) -> list[Salvaged]:
    """Closes the `.open` files of dead runs; those whose writer lives hold a lock and are left alone.

    A torn tail goes to `<file>.torn`. Done twice, or killed in between, it ends the same.
    """
    found = (_salvage(path) for path in sorted(folder.glob(_PATTERN)))
    return [salvaged for salvaged in found if salvaged is not None]


def lock(file: BinaryIO) -> bool:
    """Marks a file as being written by a living process; False if another has done so."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_growing(path: Path) -> bool:
    """Whether a living process writes to this `.open` file."""
    try:
        with path.open("rb") as file:
            if not lock(file):
                return True
            fcntl.flock(file, fcntl.LOCK_UN)
    except FileNotFoundError:
        return False
    return False


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _salvage(path: Path) -> Salvaged | None:
    final = path.with_suffix("")
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return None  # its run ended between the listing and now
    with file:
        if not lock(file) or not path.exists():
            return None
        if final.exists():
            raise ArchiveError(f"{path.name} and {final.name} are both in the archive: move one away.")
        checked = _check(file)
        if checked.torn:
            _put_aside(file, checked.whole, final.with_name(f"{final.name}.torn"))
        os.fsync(file.fileno())
        if checked.records:
            path.rename(final)
        else:
            path.unlink()
    sync_folder(path.parent)
    return Salvaged(final.name if checked.records else None, checked.records, checked.torn, checked.whole)


def _put_aside(file: BinaryIO, whole: int, torn: Path) -> None:
    file.seek(whole)
    with torn.open("wb") as aside:
        aside.write(file.read())
        aside.flush()
        os.fsync(aside.fileno())
    file.truncate(whole)


def _check(file: BinaryIO) -> Checked:
    records = responses = whole = 0
    for member in members(file):
        records += 1
        responses += b"\r\nWARC-Type: response\r\n" in member.data.partition(b"\r\n\r\n")[0] + b"\r\n"
        whole = member.end
    return Checked(records, responses, whole, file.seek(0, os.SEEK_END) - whole)

"""One file with everything that a data folder needs to come back: a tar whose last member is its manifest.

A tar without manifest is no backup: it was cut. Members stand as they lie in the data folder; the database is
a snapshot, the index is left out, since it is derived.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import errno
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from store.errors import BackupDamaged, StoreError, StoreFull
from store.records import Json
from store.salvage import OPEN, check, is_growing, lock, sync_folder
from store.snapshots import Snapshot

FORMAT = 1
DATABASE = "reformwatch.sqlite"
MANIFEST = "manifest.json"
WARC = "warc"
_CHUNK = 1 << 20
_PART = ".part"
_PREFIX = "reformwatch-"
# What is derived, or belongs to a process that runs, and the folders of other things.
_LEFT_OUT = {"index", WARC, "demo", "backups", "logs"}
_SIDES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Entry:
    name: str  # as in the data folder, with slashes
    size: int  # bytes
    sha256: str


@dataclass(slots=True)
class Contents:
    """What went into a backup, and what of the raw archive did not."""

    files: list[Entry] = field(default_factory=list)
    growing: list[str] = field(default_factory=list)  # files of runs that go on: their whole records
    torn: list[str] = field(default_factory=list)  # what killed runs left, not taken along
    left_out: list[str] = field(default_factory=list)  # links and other things that are no files


def file_name(now: dt.datetime) -> str:
    """The name of a backup in a folder of backups; names sort by time."""
    return f"{_PREFIX}{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.tar"


def room_needed(home: Path, database: int, *, with_warc: bool) -> int:
    """Bytes that a backup takes on its disk at most: the snapshot twice, and all files once."""
    sizes = sum(path.stat().st_size for path in _own_files(home, Contents()))
    if with_warc:
        sizes += sum(path.stat().st_size for path in (home / WARC).glob("*.warc.gz*"))
    return 2 * database + sizes


def check_room(folder: Path, needed: int, kept_free: int) -> None:
    """Raises StoreFull, before anything is written, where so many bytes would not leave `kept_free`."""
    free = shutil.disk_usage(folder).free
    if free < needed + kept_free:
        raise StoreFull(
            f"A backup takes up to {needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free in {folder}: "
            "nothing was written."
        )


def remove_stale(folder: Path) -> None:
    """What killed backups left in a folder; those that are being written hold a lock."""
    for part in folder.glob(f".{_PREFIX}*{_PART}"):
        if not is_growing(part):
            part.unlink(missing_ok=True)
            for side in _SIDES:
                snapshot_of(part).with_name(snapshot_of(part).name + side).unlink(missing_ok=True)


def snapshot_of(part: Path) -> Path:
    """Where the snapshot of the database lies while a backup is written."""
    return part.with_name(f"{part.name}.sqlite")


@contextlib.contextmanager
def writing(target: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A new file beside `target`, mode 0600, that takes its name at the end; gone where something fails."""
    part = target.with_name(f".{_PREFIX}{target.name}.{os.getpid()}{_PART}")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            lock(file)
            yield part, file
            file.flush()
            os.fsync(file.fileno())
            part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreFull("The disk of the backup is full: free some space and run again.") from error
        raise
    finally:
        part.unlink(missing_ok=True)
        snapshot_of(part).unlink(missing_ok=True)


def write(
    file: IO[bytes], home: Path, database: Path, facts: Snapshot, code: str, *, with_warc: bool
) -> Json:
    """Writes a backup and gives its manifest. The snapshot was taken before: what it leads to is there."""
    contents = Contents()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, contents, database, DATABASE)
        database.unlink()
        for path in _own_files(home, contents):
            _add(tar, contents, path, path.relative_to(home).as_posix())
        if with_warc:
            _add_archive(tar, contents, home / WARC)
        manifest = _manifest(contents, facts, code, with_warc=with_warc)
        _add_bytes(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def read_manifest(file: IO[bytes]) -> Json:
    """Reads a backup to its end and compares every member with its digest. Raises BackupDamaged."""
    found: list[Entry] = []
    manifest: Json | None = None
    for member, source in members(file):
        if member.name == MANIFEST:
            manifest = parse_manifest(source.read())
        else:
            found.append(_read_through(member, source))
    if manifest is None:
        raise BackupDamaged("The file ends before its manifest: it was cut, and is no backup.")
    compare(manifest, found)
    return manifest


def compare(manifest: Json, found: list[Entry]) -> None:
    """Raises BackupDamaged where the members are not those that the manifest names."""
    named = {each["name"]: (each["size"], each["sha256"]) for each in manifest["files"]}
    there = {entry.name: (entry.size, entry.sha256) for entry in found}
    for name in sorted(named.keys() | there.keys()):
        if named.get(name) != there.get(name):
            raise BackupDamaged(f"{name} is not as it was saved: get another copy of the backup.")


def members(file: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """The members in their order, each with a stream of its bytes. Raises BackupDamaged."""
    file.seek(0)
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or not _is_inside(member.name):
                    raise BackupDamaged(f"{member.name!r} is no file of a data folder: this is no backup.")
                yield member, cast("IO[bytes]", _Sound(source))
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as error:
        raise BackupDamaged(f"The file cannot be read as a backup: {error}.") from error


def parse_manifest(data: bytes) -> Json:
    try:
        manifest: Json = json.loads(data)
        if manifest["format"] > FORMAT:
            raise StoreError("The backup was made by a newer reformwatch: install that one.")
        _ = manifest["files"], manifest["schema"], manifest["at"], manifest["with_warc"]
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamaged("The manifest of the backup cannot be read.") from error
    return manifest


def rotate(folder: Path, keep: int) -> list[str]:
    """Removes all but the newest backups of a folder; the names of those that went."""
    made = sorted(folder.glob(f"{_PREFIX}????????T??????Z.tar"))
    gone = made[: max(len(made) - keep, 0)]
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]


# --- Members ----------------------------------------------------------------------------------------


def _own_files(home: Path, contents: Contents) -> Iterator[Path]:
    """What the operator and the program keep in a data folder besides the database and the raw archive.

    Everything that is not known to be derived: whatever comes to lie there later belongs to it too.
    """
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if path.name in _LEFT_OUT or path.name in {DATABASE + side for side in _SIDES}:
            continue
        if path.name.startswith(_PREFIX) or path.name.endswith((_PART, ".lock")):
            continue
        yield from _files_below(path, contents)


def _files_below(path: Path, contents: Contents) -> Iterator[Path]:
    if path.is_symlink() or not (path.is_dir() or path.is_file()):
        contents.left_out.append(path.name)
    elif path.is_file():
        yield path
    else:
        for child in sorted(path.iterdir()):
            yield from _files_below(child, contents)


def _add_archive(tar: tarfile.TarFile, contents: Contents, folder: Path) -> None:
    """Closed files whole; of one that grows its whole records, still under the name of an open one."""
    names = {path.name.removesuffix(OPEN) for path in folder.glob("*.warc.gz")}
    names |= {path.name.removesuffix(OPEN) for path in folder.glob(f"*.warc.gz{OPEN}")}
    for name in sorted(names):
        final = folder / name
        # A run that ends between two looks gives its file the final name.
        for path in (final, final.with_name(name + OPEN), final):
            try:
                _add_archive_file(tar, contents, path)
            except FileNotFoundError:
                continue
            break
        else:
            contents.left_out.append(f"{WARC}/{name}")
    contents.torn += [path.name for path in sorted(folder.glob("*.torn"))]


def _add_archive_file(tar: tarfile.TarFile, contents: Contents, path: Path) -> None:
    is_open = path.name.endswith(OPEN)
    size = check(path).whole if is_open else None
    _add(tar, contents, path, f"{WARC}/{path.name}", size)
    if is_open:
        contents.growing.append(path.name.removesuffix(OPEN))


def _add(tar: tarfile.TarFile, contents: Contents, path: Path, name: str, size: int | None = None) -> None:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        member = _member(name, status.st_size if size is None else size, status.st_mtime)
        source = _Hashed(file)
        tar.addfile(member, source)
    contents.files.append(Entry(name, member.size, source.sha256.hexdigest()))


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    tar.addfile(_member(name, len(data), dt.datetime.now(dt.UTC).timestamp()), io.BytesIO(data))


def _member(name: str, size: int, modified: float) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, int(modified), 0o600
    return member


class _Sound(io.RawIOBase):
    """Reads a member; where the file ends within it, that is told as damage."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        try:
            return self._source.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise BackupDamaged(f"The file ends before its manifest: {error}.") from error


class _Hashed(io.RawIOBase):
    """Reads a file and sums up what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _read_through(member: tarfile.TarInfo, source: IO[bytes]) -> Entry:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_CHUNK):
        digest.update(block)
        size += len(block)
    return Entry(member.name, size, digest.hexdigest())


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and not name.startswith("/") and not {"", ".", ".."} & set(parts) and "\\" not in name


def _manifest(contents: Contents, facts: Snapshot, code: str, *, with_warc: bool) -> Json:
    told: dict[str, Any] = dataclasses.asdict(facts) | {"at": facts.at.isoformat()}
    return {"format": FORMAT, "code": code, **told, "with_warc": with_warc, **dataclasses.asdict(contents)}

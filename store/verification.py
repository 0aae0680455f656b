"""Whether the raw archive is what it was: every record read, every link of the store followed.

Files are read strictly, member by member: warcio itself takes a torn tail for the end of the file. After a
damaged record the next whole one is looked for, so that all faults of a file are told.
"""

from __future__ import annotations

import bisect
import io
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from store.archive import ascii_url
from store.archives import ArchiveFile
from store.members import Member, read_member
from store.records import identity
from store.salvage import OPEN, is_growing

_MAGIC = b"\x1f\x8b\x08"
_WINDOW = 1 << 20
_DIGESTS = ("WARC-Block-Digest", "WARC-Payload-Digest")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: `offset` is a byte of `file`, `document` whose link leads there.

    `reason` is one of: torn, damaged, digest, count, size, missing_file, missing_record, other_url, database,
    index, erasure.
    """

    reason: str
    detail: str
    file: str | None = None
    offset: int | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """That something of the store was read from a record of the archive."""

    file: str
    offset: int
    url: str | None
    document: str | None
    what: str  # document, version 2, page, removal


class Responses:
    """Where the responses of a file begin and which address each is of, in 16 bytes apiece."""

    def __init__(self) -> None:
        self._offsets = array("Q")
        self._addresses = array("Q")

    def __len__(self) -> int:
        return len(self._offsets)

    def add(self, offset: int, url: str) -> None:
        """Offsets come in ascending order."""
        self._offsets.append(offset)
        self._addresses.append(_number(url))

    def is_of(self, offset: int, url: str | None) -> bool | None:
        """Whether the response at `offset` is of this address; None if there is no response."""
        place = bisect.bisect_left(self._offsets, offset)
        if place == len(self._offsets) or self._offsets[place] != offset:
            return None
        return url is None or self._addresses[place] in (_number(url), _number(ascii_url(url)))


@dataclass(slots=True)
class Checked:
    """What was read of one file."""

    file: str
    records: int = 0
    size: int = 0  # bytes
    responses: Responses = field(default_factory=Responses)
    faults: list[Fault] = field(default_factory=list)


def archive_files(folder: Path) -> list[Path]:
    """The closed files of the archive, by name."""
    return sorted(folder.glob("*.warc.gz"))


def growing_files(folder: Path) -> set[str]:
    """The final names of the files that living runs are writing."""
    return {path.name.removesuffix(OPEN) for path in folder.glob(f"*.warc.gz{OPEN}") if is_growing(path)}


def check_file(path: Path, closed: ArchiveFile | None) -> Checked:
    """Reads every record of a file; `closed` is what it held when it was closed, if that is known."""
    checked = Checked(path.name)
    with path.open("rb") as file:
        checked.size = file.seek(0, io.SEEK_END)
        offset = 0
        while offset < checked.size:
            member = read_member(file, offset)
            if member is None:
                offset = _after_damage(file, offset, checked)
                continue
            checked.records += 1
            _check_record(member, checked)
            offset = member.end
    if closed is not None:
        _compare(checked, closed)
    return checked


def check_link(link: Link, checked: Mapping[str, Responses]) -> Fault | None:
    """What is wrong with a link to the files that were read."""
    found = checked[link.file].is_of(link.offset, link.url) if link.file in checked else None
    if found:
        return None
    if link.file not in checked:
        reason, detail = "missing_file", "the file is not in the archive"
    elif found is None:
        reason, detail = "missing_record", "no whole response is there"
    else:
        reason, detail = "other_url", f"the response there is not of {link.url}"
    return Fault(reason, f"{link.what}: {detail}", link.file, link.offset, link.document)


def _after_damage(file: BinaryIO, offset: int, checked: Checked) -> int:
    """Where the next whole record begins after a damaged one, which is noted; else the file's end."""
    for place in _places(file, offset + 1):
        member = read_member(file, place)
        if member is not None and member.data.startswith(b"WARC/"):
            detail = f"{place - offset} bytes are no whole record"
            checked.faults.append(Fault("damaged", detail, checked.file, offset))
            return place
    detail = f"{checked.size - offset} bytes at the end are no whole record"
    checked.faults.append(Fault("torn", detail, checked.file, offset))
    return checked.size


def _places(file: BinaryIO, start: int) -> Iterator[int]:
    """Where a gzip member might begin, from `start` on."""
    while True:
        file.seek(start)
        block = file.read(_WINDOW)
        found = block.find(_MAGIC)
        while found >= 0:
            yield start + found
            found = block.find(_MAGIC, found + 1)
        if len(block) < _WINDOW:
            return
        start += len(block) - len(_MAGIC) + 1


def _check_record(member: Member, checked: Checked) -> None:
    try:
        record = next(ArchiveIterator(io.BytesIO(member.data), check_digests=True))
        record.content_stream().read()
    except (ArchiveLoadFailed, ValueError, EOFError, StopIteration) as error:
        checked.faults.append(Fault("damaged", f"no record: {error}", checked.file, member.start))
        return
    if record.digest_checker.passed is False:
        detail = "; ".join(record.digest_checker.problems)
        checked.faults.append(Fault("digest", detail, checked.file, member.start))
        return
    if not any(record.rec_headers.get_header(name) for name in _DIGESTS):
        checked.faults.append(Fault("digest", "the record has no digest", checked.file, member.start))
    if record.rec_type in ("response", "resource"):
        checked.responses.add(member.start, record.rec_headers.get_header("WARC-Target-URI") or "")


def _compare(checked: Checked, closed: ArchiveFile) -> None:
    if checked.records != closed.records:
        detail = f"{checked.records} records are there, {closed.records} were when it was closed"
        checked.faults.append(Fault("count", detail, checked.file, checked.size))
    if checked.size != closed.size:
        detail = f"{checked.size} bytes are there, {closed.size} were when it was closed"
        checked.faults.append(Fault("size", detail, checked.file, min(checked.size, closed.size)))


def _number(url: str) -> int:
    return int(identity(url), 16)

"""Erasing from a closed file of the raw archive: some records change, all others stay byte for byte.

A changed record keeps its id, its address and its place: its member is packed tighter and padded (in the
comment of gzip's header) to the length that it had, so that every offset stays true. Its digests are those of
what it holds now. The digest of what it held would let anybody try names on it, and is not kept.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from store.addresses import address_key
from store.archive import ERASURE
from store.erased_bytes import is_left, redact_bytes
from store.erased_words import Matcher
from store.errors import ArchiveError
from store.members import Member, members
from store.records import identity
from store.salvage import sync_folder

ERASED = ERASURE.encode()
_FCOMMENT = 0x10
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is erased: words, and at which offsets of which file answers that hold them, or that go whole.

    `withdrawn` are identities of addresses as the store has them.
    """

    matcher: Matcher
    erasure: int
    offsets: Mapping[int, bool]  # True: the whole answer
    withdrawn: frozenset[str]


@dataclass(frozen=True, slots=True)
class Swept:
    """How many records were masked and how many lost their content."""

    masked: int
    dropped: int


def sweep(path: Path, wanted: Wanted, *, dry_run: bool = False) -> Swept:
    """Erases from one file, or counts what it would; the file takes its place whole. Raises ArchiveError."""
    part = path.with_name(f".{path.name}.erasing")
    part.unlink(missing_ok=True)
    changes: list[tuple[int, bytes]] = []
    masked = dropped = 0
    with path.open("rb") as file:
        for member in members(file):
            changed = _changed(member, wanted)
            if changed is None:
                continue
            record, is_masked = changed
            masked += is_masked
            dropped += not is_masked
            changes.append((member.start, _packed(record, member, path.name)))
        if changes and not dry_run:
            _write(file, part, changes)
            part.replace(path)
            sync_folder(path.parent)
    return Swept(masked, dropped)


def sweep_torn(path: Path, matcher: Matcher, *, dry_run: bool = False) -> bool:
    """Removes the torn end of a killed run's file where it says the words; whether it does."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        data = unpacker.decompress(path.read_bytes())
    except zlib.error:
        data = path.read_bytes()
    if not is_left(data, matcher):
        return False
    if not dry_run:
        path.unlink()
    return True


def is_erased(member: Member) -> bool:
    """Whether a record was changed by an erasure."""
    return ERASED.lower() in member.data.partition(_END)[0].lower()


def _changed(member: Member, wanted: Wanted) -> tuple[bytes, bool] | None:
    """The record as it is to be, and whether it keeps what else it says; None where nothing is in it."""
    head, _, rest = member.data.partition(_END)
    if b"WARC-Type: response" not in head and b"WARC-Type: resource" not in head:
        return None
    block = rest[: _length(head)]
    if _goes_whole(member, head, wanted):
        return None if _is_empty(head) else (_dropped(head, block, wanted.erasure), False)
    new, count = redact_bytes(block, wanted.matcher)
    if count and not is_left(new, wanted.matcher):
        return _masked(head, new, wanted.erasure), True
    is_known = member.start in wanted.offsets and not is_erased(member)
    # Without its tags as gaps the answer was searched already.
    if count or is_known or is_left(block, wanted.matcher, gaps=("",)):
        return _dropped(head, new, wanted.erasure), False
    return None


def _goes_whole(member: Member, head: bytes, wanted: Wanted) -> bool:
    if wanted.offsets.get(member.start):
        return True
    return (
        bool(wanted.withdrawn)
        and identity(address_key(_header(head, b"WARC-Target-URI"))) in wanted.withdrawn
    )


def _masked(head: bytes, block: bytes, erasure: int) -> bytes:
    answer, separator, body = block.partition(_END) if b"WARC-Type: response" in head else (b"", b"", block)
    if separator:
        answer = _with_length(answer, len(body))
    return _record(head, answer + separator, body, erasure)


def _dropped(head: bytes, block: bytes, erasure: int, *, bare: bool = False) -> bytes:
    if b"WARC-Type: response" not in head:
        return _record(head + b"\r\nWARC-Truncated: unspecified", b"", b"", erasure)
    answer = _with_length(block.partition(_END)[0], 0)
    if bare:
        answer = answer.partition(b"\r\n")[0]
    return _record(head + b"\r\nWARC-Truncated: unspecified", answer + _END, b"", erasure)


def _with_length(answer: bytes, size: int) -> bytes:
    lines = [
        b"Content-Length: %d" % size if line.lower().startswith(b"content-length:") else line
        for line in answer.split(b"\r\n")
    ]
    return b"\r\n".join(lines)


def _record(head: bytes, answer: bytes, body: bytes, erasure: int) -> bytes:
    """A record with its own headers, but those that speak of its content, which are made anew."""
    own = (b"content-length:", b"warc-block-digest:", b"warc-payload-digest:", ERASED.lower())
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(own)]
    lines += [
        b"WARC-Payload-Digest: " + _digest(body),
        b"WARC-Block-Digest: " + _digest(answer + body),
        ERASED + b": %d" % erasure,
        b"Content-Length: %d" % len(answer + body),
    ]
    return b"\r\n".join(lines) + _END + answer + body + _END


def _digest(data: bytes) -> bytes:
    return b"sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest())


def _packed(record: bytes, member: Member, name: str) -> bytes:
    """One gzip member of exactly the length of the old one."""
    size = member.end - member.start
    for candidate in (record, *_smaller(record)):
        packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        data = packer.compress(candidate) + packer.flush()
        if len(data) <= size:
            return _padded(data, size - len(data))
    raise ArchiveError(f"{name}: the record at {member.start} is too small to be changed in its place.")


def _smaller(record: bytes) -> list[bytes]:
    """What is left to drop where even the masked record takes more room: its content, then its headers."""
    head, _, rest = record.partition(_END)
    block = rest[: _length(head)]
    erasure = int(_header(head, ERASED))
    return [_dropped(head, block, erasure), _dropped(head, block, erasure, bare=True)]


def _padded(data: bytes, missing: int) -> bytes:
    if not missing:
        return data
    return data[:3] + bytes([data[3] | _FCOMMENT]) + data[4:10] + b" " * (missing - 1) + b"\0" + data[10:]


def _write(file: BinaryIO, part: Path, changes: list[tuple[int, bytes]]) -> None:
    file.seek(0)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, os.fstat(file.fileno()).st_mode & 0o777)
    with os.fdopen(descriptor, "wb") as new:
        while block := file.read(1 << 20):
            new.write(block)
        for offset, data in changes:
            new.seek(offset)
            new.write(data)
        new.flush()
        os.fsync(new.fileno())


def _is_empty(head: bytes) -> bool:
    """Whether a record has lost its content already."""
    return ERASED.lower() in head.lower() and b"warc-truncated:" in head.lower()


def _length(head: bytes) -> int:
    return int(_header(head, b"Content-Length"))


def _header(head: bytes, name: bytes) -> str:
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.lower():
            return value.strip().decode("utf-8", "replace")
    return "0"

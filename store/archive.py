"""The raw archive: every response as it came, in one WARC file for each run.

Records are gzip members of their own, so that one is read by seeking to its offset. A file grows as
`<run>.warc.gz.open` under a lock and gets its name when it is complete; nothing is ever appended to a file
that another process wrote.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import http
import io
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeAlias
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from store.columns import storable
from store.errors import ArchiveError, StoreFull
from store.members import pack, read_member
from store.records import WarcRef
from store.salvage import OPEN, Checked, Salvaged, check, lock, salvage, sync_folder

__all__ = [
    "Checked",
    "Salvaged",
    "WarcRecord",
    "WarcWriter",
    "check",
    "read_record",
    "read_responses",
    "salvage",
]

Headers: TypeAlias = Sequence[tuple[str, str]]
_VERSION = "WARC/1.1"  # 1.0 has no fractions of a second
_SOFTWARE = "reformwatch"
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# The body is kept as decoded: these would make a reader decode it again.
_CODED = {"content-encoding", "transfer-encoding"}
_ORIGINAL = "x-archive-orig-"
RESOURCE = "urn:sha256:"  # begins the name of a file that was ingested
ERASURE = "X-Reformwatch-Erasure"  # the header of a record that was changed at somebody's request
_HEADS = 4096  # bytes of a record that hold its own headers
_URL_SAFE = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A response of the archive, or a file that was ingested: one of status 200 without headers, whose `url`
    is `urn:sha256:` and the digest of its bytes. `headers` have lower-case names."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: dt.datetime


class WarcWriter:
    """Writes one run's file; the file is made with the first record. Threads may share it."""

    def __init__(self, folder: Path, run_id: str) -> None:
        self.records = 0
        self.size = 0  # bytes
        self._final = folder / f"{run_id}.warc.gz"
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()

    def write(
        self,
        url: str,
        status: int,
        headers: Headers,
        body: bytes,
        fetched_at: dt.datetime,
        *,
        request_headers: Headers | None = (),
    ) -> WarcRef:
        """Keeps a response, body as decoded, and the request it answers; None: that is not known.

        When it returns, the bytes are the system's: a document that points to them may be committed. Raises
        StoreFull, with the file still whole, when no space is left.
        """
        records = [_response(url, status, headers, body, fetched_at)]
        if request_headers is not None:
            records.append(_request(url, request_headers, fetched_at))
        return self._keep(records)

    def write_resource(self, sha256: str, body: bytes, media_type: str, taken_at: dt.datetime) -> WarcRef:
        """Keeps a file that came without an answer around it, under the digest of its bytes."""
        return self._keep(
            [_record("resource", f"{RESOURCE}{sha256}", taken_at, None, body, media_type=media_type)]
        )

    def _keep(self, records: Sequence[bytes]) -> WarcRef:
        data = b"".join(map(pack, records))
        with self._lock:
            file = self._file or self._open()
            offset = self.size
            self._append(file, data)
            self.records += len(records)
        return WarcRef(self._final.name, offset)

    @property
    def name(self) -> str:
        """The file's final name."""
        return self._final.name

    def sync(self) -> None:
        """Makes what was written survive a power cut."""
        with self._lock:
            if self._file is not None:
                os.fsync(self._file.fileno())

    def close(self) -> Path | None:
        """Gives the file its final name; None for a run without a record. Raises ArchiveError, and leaves
        the file open for `salvage`, if it does not hold what was written."""
        with self._lock:
            file, self._file = self._file, None
            if file is None:
                return self._final if self._final.exists() else None
            with file:
                os.fsync(file.fileno())
                if os.fstat(file.fileno()).st_size != self.size:
                    raise ArchiveError(f"{self._final.name} was changed while it was written.")
                if not self.size:  # no space even for the first record
                    _growing(self._final).unlink()
                    return None
                _growing(self._final).rename(self._final)
        sync_folder(self._final.parent)
        return self._final

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> BinaryIO:
        folder, growing = self._final.parent, _growing(self._final)
        if self._final.exists() or growing.exists():
            raise ArchiveError(f"{self._final.name} is in the archive already.")
        # Locked before it has the name that salvage looks for.
        hidden = folder / f".{self._final.name}.new"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = hidden.open("xb", buffering=0)
        except OSError as error:
            raise _refused(self._final.name, error) from error
        lock(file)
        hidden.rename(growing)
        self._file = file
        self._append(file, pack(_information(self._final.name)))
        self.records += 1
        return file

    def _append(self, file: BinaryIO, data: bytes) -> None:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as error:
            file.seek(self.size)
            # If even this fails, `close` sees it and `salvage` repairs it.
            with contextlib.suppress(OSError):
                file.truncate()
            raise _refused(self._final.name, error) from error
        self.size += len(data)


def read_record(folder: Path, ref: WarcRef) -> WarcRecord:
    """The response at `ref`, also from a file that is still growing. Raises ArchiveError."""
    if Path(ref.file).name != ref.file:
        raise ArchiveError(f"{ref.file!r} is no file name of the archive.")
    final = folder / ref.file
    # A file may get its final name between two looks.
    for path in (final, _growing(final), final):
        try:
            with path.open("rb") as file:
                member = read_member(file, ref.offset)
        except FileNotFoundError:
            continue
        if member is None:
            raise ArchiveError(f"{ref.file} has no whole record at {ref.offset}.")
        return _parse(member.data, ref)
    raise ArchiveError(f"{ref.file} is not in the archive.")


def read_responses(path: Path) -> Iterator[WarcRecord]:
    """The responses of one closed file, in the order in which they came. Raises ArchiveError."""
    offset = 0
    with path.open("rb") as file:
        while (member := read_member(file, offset)) is not None:
            if b"WARC-Type: response" in member.data[:_HEADS]:
                yield _parse(member.data, WarcRef(path.name, offset))
            offset = member.end


def _growing(final: Path) -> Path:
    return final.with_name(final.name + OPEN)


def _refused(name: str, error: OSError) -> ArchiveError | StoreFull:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StoreFull("The disk of the raw archive is full: free some space and run again.")
    return ArchiveError(f"{name} cannot be written: {error.strerror}.")


# --- Records as bytes ---------------------------------------------------------------------------------


def _response(url: str, status: int, headers: Headers, body: bytes, fetched_at: dt.datetime) -> bytes:
    phrase = http.HTTPStatus(status).phrase if status in http.HTTPStatus._value2member_map_ else ""
    kept = [(_kept_name(name, value, len(body)), value) for name, value in headers]
    block = StatusAndHeaders(f"{status} {phrase}".rstrip(), _clean(kept), protocol="HTTP/1.1")
    return _record("response", url, fetched_at, block, body)


def _request(url: str, headers: Headers, fetched_at: dt.datetime) -> bytes:
    parts = urlsplit(ascii_url(url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = _clean(headers)
    if not any(name.lower() == "host" for name, _ in lines):
        lines.insert(0, ("Host", parts.netloc))
    block = StatusAndHeaders(f"GET {target} HTTP/1.1", lines, is_http_request=True)
    return _record("request", url, fetched_at, block, b"")


def _record(
    kind: str, url: str, fetched_at: dt.datetime, block: Any, body: bytes, *, media_type: str = ""
) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version=_VERSION)
    record = writer.create_warc_record(
        ascii_url(url),
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=block,
        warc_content_type=media_type,
        warc_headers_dict={"WARC-Date": f"{fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"},
    )
    writer.write_record(record)
    return out.getvalue()


def _information(name: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version=_VERSION)
    facts = {"software": _SOFTWARE, "format": "WARC File Format 1.1", "isPartOf": name.partition(".")[0]}
    writer.write_record(writer.create_warcinfo_record(name, facts))
    return out.getvalue()


def _kept_name(name: str, value: str, size: int) -> str:
    lower = name.lower()
    untrue = lower == "content-length" and value.strip() != str(size)
    return _ORIGINAL + lower if lower in _CODED or untrue else name


def _clean(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers that cannot break their block: odd names are left out, line breaks in values are spaces."""
    return [(name, " ".join(storable(value).split())) for name, value in headers if _NAME.fullmatch(name)]


def ascii_url(url: str) -> str:
    """An address as records name it: what is not ASCII is quoted."""
    return quote(url, safe=_URL_SAFE, errors="replace")


def _is_content(record: Any) -> bool:
    """Whether a record is an answer, or a file that was ingested."""
    return record.rec_type == "resource" or (
        record.rec_type == "response" and record.http_headers is not None
    )


def _parse(data: bytes, ref: WarcRef) -> WarcRecord:
    try:
        record = next(ArchiveIterator(io.BytesIO(data), check_digests=True), None)
    except ArchiveLoadFailed as error:
        raise ArchiveError(f"{ref.file} has no record at {ref.offset}: {error}") from error
    if record is None or not _is_content(record):
        raise ArchiveError(f"{ref.file} has no response at {ref.offset}.")
    if record.rec_headers.get_header(ERASURE) and record.rec_headers.get_header("WARC-Truncated"):
        raise ArchiveError(f"{ref.file}: what was at {ref.offset} was erased at somebody's request.")
    body = record.content_stream().read()
    if record.digest_checker.passed is False:
        raise ArchiveError(
            f"{ref.file} is damaged at {ref.offset}: {'; '.join(record.digest_checker.problems)}."
        )
    answer = record.http_headers
    return WarcRecord(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        status=int(answer.get_statuscode()) if answer else 200,
        headers=tuple((name.lower(), value) for name, value in answer.headers) if answer else (),
        body=body,
        fetched_at=dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
    )

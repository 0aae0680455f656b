"""What a WARC file holds, ours or somebody else's: each captured answer, one at a time.

Requests, revisits, metadata and answers without a content are counted by why they are left out.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from crawler.urls import ASSET_EXTENSIONS, extension, split
from pipelines.ingest import Capture
from store.archive import RESOURCE, check

MAX_BYTES = 32 * 1024 * 1024  # of one record
GZIP = b"\x1f\x8b"
_ASSETS = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript",
           "application/x-javascript", "application/json")  # fmt: skip


def is_warc(head: bytes) -> bool:
    """Whether a file begins as a WARC does, packed or not; 4 KiB of it are enough."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def captures(path: Path, left_out: Counter[str]) -> Iterator[Capture]:
    """The answers of a file in its order. Raises ArchiveLoadFailed where it is damaged, OSError."""
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file, arc2warc=True, check_digests=True):
                capture = _capture(record)
                if isinstance(capture, str):
                    left_out[capture] += 1
                else:
                    yield capture
        # What zlib and warcio's parser of headers run into in a torn or foreign file.
        except (zlib.error, EOFError, ValueError, StatusAndHeadersParserException) as error:
            raise ArchiveLoadFailed(str(error)) from error
    if left_out["damaged"] or _is_torn(path):
        raise ArchiveLoadFailed(f"{left_out['damaged']} records do not fit their digests, or the end is torn")


def _is_torn(path: Path) -> bool:
    """Whether a packed file ends within a record: warcio takes that for its end."""
    checked = check(path)
    return bool(checked.records and checked.torn)


def _capture(record: Any) -> Capture | str:
    """An answer, or why a record is none."""
    if record.rec_type not in ("response", "resource"):
        return str(record.rec_type)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = _headers(record)
    status = _status(record)
    if reason := _left_out(url, status, headers):
        return reason
    body = record.content_stream().read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        return "too_large"
    if record.digest_checker.passed is False or record.raw_stream.limit > 0:  # bytes that never came
        return "damaged"
    return Capture(url.strip("<>"), status, headers, body, _date(record)) if body.strip() else "empty"


def _left_out(url: str, status: int | None, headers: tuple[tuple[str, str], ...]) -> str | None:
    if status is not None and not 200 <= status < 300:
        return f"http_{status}"
    if url.startswith(RESOURCE):
        return None
    parts = split(url.strip("<>"))
    if parts is None:
        return "no_web_address"
    declared = next((value for name, value in headers if name == "content-type"), "").lower()
    is_asset = declared.startswith(_ASSETS) or extension(parts.path) in ASSET_EXTENSIONS
    return "asset" if is_asset else None


def _headers(record: Any) -> tuple[tuple[str, str], ...]:
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type")
        return (("content-type", kind),) if kind else ()
    # The body is taken unpacked.
    dropped = ("content-encoding", "transfer-encoding", "content-length")
    return tuple(
        (name.lower(), value) for name, value in record.http_headers.headers if name.lower() not in dropped
    )


def _status(record: Any) -> int | None:
    if record.http_headers is None:
        return None
    code = record.http_headers.get_statuscode() or ""
    return int(code) if code.isdigit() else 0


def _date(record: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

"""Reading files of somebody else's, one after the other: each in a process that can be killed, records and
captured answers as they stream."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from warcio.exceptions import ArchiveLoadFailed

from crawler.discovery import bare_host
from crawler.portal import Portal
from pipelines.filedocuments import EXTRACTOR
from pipelines.ingest import RECORD_SUFFIXES, Capture, Ingested, LooseFile, read_records
from pipelines.loose import LIMITS, MAX_BYTES, LooseReader, is_paper
from pipelines.warcfiles import captures, is_warc
from pipelines.workers import Limits
from store.archive import RESOURCE
from store.records import Document, PageKind, identity

_HEAD = 4096
# What programs leave beside a paper that is open, or while they write it.
_TEMPORARY = re.compile(
    r"~\$.*|.*\.(tmp|temp|part|crdownload|bak)|\.~lock\..*#|thumbs\.db|desktop\.ini", re.IGNORECASE
)
# Pages of a capture that are soundly no article: nobody's failure.
_NO_ARTICLES = frozenset(kind.value for kind in PageKind) | {
    "no_content",
    "empty_body",
    "not_html",
    "placeholder",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to speak: `portal` and `locality` (a code of the gazetteer) as given for all files;
    `declared` are the portals that captured answers may belong to, by their hosts."""

    portal: Portal | None = None
    locality: str | None = None
    declared: Mapping[str, Portal] | None = None

    def portal_of(self, url: str) -> Portal | None:
        host = bare_host(urlsplit(url).hostname or "")
        found = (each for each in (self.declared or {}).values() if host in map(bare_host, each.hosts))
        return next(found, self.portal)


class FileReader:
    """Reads one file after the other; a hostile one costs a worker and is rejected with the worker's reason.

    `parent_of` tells which stored page offers a captured file, and under what name; `stored` what the store
    has under an id, so that a paper that is there is not read again. `left_out` counts, by reason, what
    captures hold besides articles and files.
    """

    def __init__(
        self,
        speaker: Speaker,
        limits: Limits = LIMITS,
        *,
        parent_of: Callable[[str], tuple[Document, str] | None] = lambda url: None,
        stored: Callable[[str], Document | None] = lambda id_: None,
    ) -> None:
        self.left_out: Counter[str] = Counter()
        self._speaker = speaker
        self._parent_of = parent_of
        self._stored = stored
        self._runner = asyncio.Runner()
        self._reader = LooseReader(1, limits=limits)

    def read(self, path: Path, fetched_at: dt.datetime) -> Iterator[Ingested]:
        """What a file holds; never raises for a bad file."""
        obstacle = _obstacle(path)
        if obstacle is not None:
            yield obstacle
            return
        try:
            yield from self._by_content(path, fetched_at)
        except OSError as error:
            yield _unreadable(path, error)

    def _by_content(self, path: Path, fetched_at: dt.datetime) -> Iterator[Ingested]:
        head = _head(path)
        if is_warc(head):
            yield from self._captured(path)
        elif path.suffix.lower() in RECORD_SUFFIXES or _is_record(head):
            given = self._speaker
            yield from read_records(path, printable(path.name), fetched_at, given.portal, given.locality)
        elif path.stat().st_size > MAX_BYTES:
            yield Ingested(path.name, None, "too_large")
        else:
            yield from self._loose(path.read_bytes(), printable(path.name), fetched_at)

    def _loose(self, body: bytes, name: str, fetched_at: dt.datetime) -> Iterator[Ingested]:
        given = self._speaker
        known = self._stored(identity(hashlib.sha256(body).hexdigest())) if is_paper(body) else None
        if known is not None and _is_settled(known, given):
            yield Ingested(name, known, None, known.flags)
        else:
            loose = LooseFile(body, name, fetched_at, given.portal, given.locality)
            yield from self._runner.run(self._reader.read(loose))

    def _captured(self, path: Path) -> Iterator[Ingested]:
        """Pages first: they say which files are theirs, wherever these stand in the capture."""
        try:
            for files in (False, True):
                left_out: Counter[str] = Counter()
                for capture in captures(path, left_out):
                    if is_paper(capture.body) is files:
                        yield from self._capture(capture)
                if files:
                    self.left_out.update(left_out)
        except ArchiveLoadFailed as error:
            yield Ingested(path.name, None, "damaged", (str(error)[:200],))

    def _capture(self, capture: Capture) -> Iterator[Ingested]:
        if capture.url.startswith(RESOURCE):
            yield from self._loose(capture.body, capture.url.rpartition(":")[2], capture.at)
            return
        capture = replace(
            capture,
            is_file=is_paper(capture.body),
            portal=self._speaker.portal_of(capture.url),
            locality=self._speaker.locality,
        )
        parent = self._parent_of(capture.url) if capture.is_file else None
        for found in self._runner.run(self._reader.read_capture(capture, parent)):
            if found.document is None and not capture.is_file and found.reason in _NO_ARTICLES:
                self.left_out[found.reason or ""] += 1
            else:
                yield found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._runner.run(self._reader.close())
        finally:
            self._runner.close()


def _is_settled(known: Document, given: Speaker) -> bool:
    """Whether the same bytes, read by the same rules and said by the same speaker, are stored already."""
    portal = given.portal.id if given.portal else None
    place = known.locality.code if known.locality else None
    spoken = given.locality in (None, place)
    return known.extractor == EXTRACTOR and known.warc is not None and known.portal == portal and spoken


def printable(name: str) -> str:
    """A file's name without what is no text: names are bytes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _obstacle(path: Path) -> Ingested | None:
    """Why a path is no file to read: a folder that is closed, a pipe that nobody may ever write to."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            if path.is_symlink():  # it may lead back to where the walk came from
                return Ingested(path.name, None, "linked_folder")
            next(path.iterdir(), None)
    except OSError as error:
        return _unreadable(path, error)
    if not stat.S_ISREG(mode):
        return Ingested(path.name, None, "unsupported_type")
    return Ingested(path.name, None, "temporary_file") if _TEMPORARY.fullmatch(path.name) else None


def _unreadable(path: Path, error: OSError) -> Ingested:
    return Ingested(path.name, None, "unreadable", (error.strerror or type(error).__name__,))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _is_record(head: bytes) -> bool:
    """Whether a file begins with a line that is a JSON object, or with more of one than is looked at."""
    line, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not line.startswith(b'{"'):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return not newline and len(head) == _HEAD

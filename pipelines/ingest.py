"""Files that somebody has: the text or the HTML of a page, or records that `show` printed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from crawler import gazetteer
from crawler.portal import Portal
from pipelines.article import Article, Origin
from pipelines.decode import decode
from pipelines.describe import describe
from pipelines.pasted import read_pasted
from pipelines.reading import read_page
from store.codec import from_json
from store.records import Document, RawPage, identity

MAX_BYTES = 5 * 1024 * 1024  # of a text or a page; a file of records may be as long as it likes
TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
RECORD_SUFFIXES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | RECORD_SUFFIXES

_HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 holds NUL bytes and is text
_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_LETTERS = re.compile(r"[^\W\d_]")
# A page without a portal is read by the general rules; no such host exists (RFC 2606).
_NOWHERE = Portal(
    id="ingested",
    name="ingested",
    url="https://ingested.invalid/",
    hosts=("ingested.invalid",),
    platform="generic",
    localities=(),
)


@dataclass(frozen=True, slots=True)
class Ingested:
    """One document of a file, or why there is none. `source` is the file's name, with the line of a record.

    Reasons: unreadable (the system says why in `flags`), empty, type_mismatch (bytes of another type than
    the name says), too_large, unsupported_type, no_article, bad_record, or the kind of an HTML page that
    is no article.
    """

    source: str
    document: Document | None
    reason: str | None = None
    flags: tuple[str, ...] = ()


def read_file(
    path: Path, *, portal: Portal | None = None, locality: str | None = None, fetched_at: dt.datetime
) -> Iterator[Ingested]:
    """What a file holds; never raises for a bad file. KeyError for a `locality` that is no code."""
    if locality is not None:
        gazetteer.load()[locality]
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        yield Ingested(path.name, None, "unsupported_type")
    elif suffix in RECORD_SUFFIXES:
        yield from _records(path, _Source(path.name, portal, locality, fetched_at))
    else:
        yield _page(path, _Source(path.name, portal, locality, fetched_at))


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    portal: Portal | None
    locality: str | None
    fetched_at: dt.datetime

    def origin(self, key: str, url: str | None = None) -> Origin:
        return Origin(identity(key), key, url, self.fetched_at, self.portal, self.locality)

    def rejected(self, reason: str, *flags: str) -> Ingested:
        return Ingested(self.name, None, reason, flags)

    def accepted(self, document: Document) -> Ingested:
        return Ingested(self.name, document, None, document.flags)


# --- One page ---------------------------------------------------------------------------------------------


def _page(path: Path, source: _Source) -> Ingested:
    try:
        if path.stat().st_size > MAX_BYTES:
            return source.rejected("too_large")
        body = path.read_bytes()
    except OSError as error:
        return source.rejected("unreadable", error.strerror or type(error).__name__)
    if not body.strip():
        return source.rejected("empty")
    if _is_binary(body):
        return source.rejected("type_mismatch")
    if path.suffix.lower() in HTML_SUFFIXES or _HTML.match(body):
        return _html(body, source)
    return _text(body, source)


def _is_binary(body: bytes) -> bool:
    if body.startswith(_SIGNATURES):
        return True
    sample = body[:65536]
    return not body.startswith(_WIDE) and len(_BINARY.findall(sample)) * 100 > len(sample)


def _text(body: bytes, source: _Source) -> Ingested:
    decoded = decode(body, None)
    pasted = read_pasted(decoded.text, source.fetched_at)
    article = replace(pasted.article, flags=tuple(dict.fromkeys((*decoded.flags, *pasted.article.flags))))
    if not _LETTERS.search(article.text):
        return source.rejected("no_article" if decoded.text.strip() else "empty", *article.flags)
    origin = source.origin(hashlib.sha256(body).hexdigest())
    return source.accepted(describe(article, origin, hosts=pasted.hosts))


def _html(body: bytes, source: _Source) -> Ingested:
    key = hashlib.sha256(body).hexdigest()
    portal = source.portal or _NOWHERE
    page = RawPage(
        id=identity(key),
        key=key,
        url=urljoin(portal.url, f"/{quote(source.name)}"),
        portal=portal.id,
        status=200,
        headers=(("content-type", "text/html"),),
        body=body,
        fetched_at=source.fetched_at,
    )
    reading = read_page(page, portal)
    if reading.document is None:
        return source.rejected(reading.reason or reading.kind.value, *reading.flags)
    return source.accepted(_own(reading.document, key, source))


def _own(document: Document, key: str, source: _Source) -> Document:
    """The document under its own identity: the page's address was a stand-in."""
    document = replace(
        document,
        id=identity(key),
        key=key,
        url=None,
        portal=source.portal.id if source.portal else None,
        http_status=None,
    )
    if source.locality is None:
        return document
    on = document.published.date if document.published else None
    return replace(document, locality=gazetteer.load().locality(source.locality, "portal", on), candidates=())


# --- Records ----------------------------------------------------------------------------------------------


def _records(path: Path, source: _Source) -> Iterator[Ingested]:
    count = 0
    try:
        with path.open(encoding="utf-8-sig", errors="strict") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    count += 1
                    yield _record(line, replace(source, name=f"{source.name}:{number}"))
    except (OSError, UnicodeDecodeError) as error:
        yield source.rejected("unreadable", str(error))
        return
    if not count:
        yield source.rejected("empty")


def _record(line: str, source: _Source) -> Ingested:
    try:
        record = dict(json.loads(line))
        document = _known(record) if "fetched_at" in record else _new(record, source)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return source.rejected("bad_record", str(error)[:200])
    return source.accepted(document) if document else source.rejected("empty")


def _known(record: Mapping[str, Any]) -> Document:
    """A record that `show` printed, as it stands. Its key is its address where the record lacks one."""
    key = record.get("key") or re.sub(r"^https?://", "", str(record.get("url") or record.get("id") or ""))
    if not key:
        raise ValueError("neither id, key nor url")
    return from_json(Document, {"id": identity(key), **record, "key": key})


def _new(record: Mapping[str, Any], source: _Source) -> Document | None:
    """A bare title and text from elsewhere: described like an ingested text."""
    title, text, url = str(record.get("title") or ""), str(record.get("text") or ""), record.get("url")
    pasted = read_pasted(f"{title}\n\n{text}" if title else text, source.fetched_at)
    if not _LETTERS.search(text):
        return None
    key = re.sub(r"^https?://", "", url) if isinstance(url, str) and url else _digest(title, text)
    article = Article(title or pasted.article.title, pasted.article.text, pasted.article.published,
                      flags=pasted.article.flags, extractor="record/1")  # fmt: skip
    return describe(article, source.origin(key, url if isinstance(url, str) else None))


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\x00{text}".encode(errors="surrogatepass")).hexdigest()

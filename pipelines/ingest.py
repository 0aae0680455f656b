"""Files that somebody has: the text or the HTML of a page, captured answers, records that `show` printed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from crawler import gazetteer
from crawler.platforms import get_platform
from crawler.portal import Portal
from crawler.urls import ASSET_EXTENSIONS, DOCUMENT_EXTENSIONS
from pipelines.article import Article, Origin
from pipelines.decode import decode
from pipelines.describe import describe
from pipelines.files import file_name
from pipelines.pasted import read_pasted
from pipelines.plainpage import may_be_plain, read_plain_page
from pipelines.reading import read_page
from store.codec import from_json
from store.records import Document, FileReading, PageReading, Precision, Published, RawPage, identity

MAX_BYTES = 5 * 1024 * 1024  # of a text or a page; a file of records may be as long as it likes
TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
RECORD_SUFFIXES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | RECORD_SUFFIXES
_MORE_TEXT = ("csv", "tsv", "xml", "py", "log", "ini", "yml", "yaml", "sql", "sh", "bat", "eml", "lnk", "url")
_OTHER_TEXT = frozenset(f".{suffix}" for suffix in (*DOCUMENT_EXTENSIONS, *ASSET_EXTENSIONS, *_MORE_TEXT))

_HTML = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 holds NUL bytes and is text
_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LETTERS = re.compile(r"[^\W\d_]")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_USED = frozenset({"title", "text", "url", "published"})  # of a bare record
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
class Raw:
    """Bytes to keep beside what was read from them; `url` and `status` only of a captured answer."""

    body: bytes
    at: dt.datetime
    url: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ingested:
    """One document of a file, or why there is none. `source` is the file's name, with the line of a record,
    the name of an archive's member or the address of a captured answer.

    Reasons: unreadable (the system says why in `flags`), empty, type_mismatch (bytes of another type than
    the name says), too_large, unsupported_type, no_article, bad_record, what a paper is flagged with where it
    gave no text, or the kind of an HTML page that is no article. `file` is what is known of a paper.
    """

    source: str
    document: Document | None
    reason: str | None = None
    flags: tuple[str, ...] = ()
    raw: Raw | None = None
    file: FileReading | None = None


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A file that has no address: its bytes, its name, who is said to speak in it, and when it was taken."""

    body: bytes
    name: str
    fetched_at: dt.datetime
    portal: Portal | None = None
    locality: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """An answer that somebody else captured; `portal` is the declared one of its host, if there is one."""

    url: str
    status: int | None  # None: bytes without an answer around them
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: dt.datetime
    is_file: bool = False
    portal: Portal | None = None
    locality: str | None = None

    @property
    def name(self) -> str:
        return file_name(self.url)

    @property
    def key(self) -> str:
        """Its identity by the rules of its platform."""
        return get_platform(self.speaker.platform).classify(self.url).key

    @property
    def speaker(self) -> Portal:
        """Its portal; for a host that none declares, one that only has its address."""
        if self.portal is not None:
            return self.portal
        parts = urlsplit(self.url)
        return replace(_NOWHERE, url=f"https://{parts.netloc}/", hosts=((parts.hostname or "").lower(),))


def read_loose(loose: LooseFile) -> Ingested:
    """The document of a text or of a page; never raises for a bad one."""
    if len(loose.body) > MAX_BYTES:
        return Ingested(loose.name, None, "too_large")
    source = _Source(loose.name, loose.portal, loose.locality, loose.fetched_at)
    return _page(loose.body, Path(loose.name).suffix.lower(), source)


def read_capture(capture: Capture) -> Ingested:
    """The document of a captured page, read by the rules of its platform."""
    portal, key = capture.speaker, capture.key
    page = RawPage(identity(key), key, capture.url, portal.id, capture.status or 200, capture.headers,
                   capture.body, capture.at)  # fmt: skip
    reading = read_page(page, portal)
    if reading.document is None:
        return Ingested(capture.url, None, reading.reason or reading.kind.value, reading.flags)
    document = replace(reading.document, portal=capture.portal.id if capture.portal else None)
    return Ingested(capture.url, _spoken_by(document, capture.locality), None, document.flags)


def read_file(
    path: Path, *, portal: Portal | None = None, locality: str | None = None, fetched_at: dt.datetime
) -> Iterator[Ingested]:
    """What a text, a page or a file of records holds; never raises for a bad file.

    Raises KeyError for a `locality` that is no code.
    """
    if locality is not None:
        gazetteer.load()[locality]
    source = _Source(path.name, portal, locality, fetched_at)
    if path.suffix.lower() in RECORD_SUFFIXES:
        yield from read_records(path, source.name, fetched_at, portal, locality)
        return
    try:
        body = b"" if path.stat().st_size > MAX_BYTES else path.read_bytes()
        is_large = path.stat().st_size > MAX_BYTES
    except OSError as error:
        yield source.rejected("unreadable", error.strerror or type(error).__name__)
        return
    yield source.rejected("too_large") if is_large else _page(body, path.suffix.lower(), source)


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


def _page(body: bytes, suffix: str, source: _Source) -> Ingested:
    if not body.strip():
        return source.rejected("empty")
    if _is_binary(body):
        return source.rejected("type_mismatch" if suffix in SUFFIXES else "unsupported_type")
    if suffix in HTML_SUFFIXES or _HTML.match(body):
        return _html(body, source)
    # A table, a script, settings: text, and nobody's article. Names such as `131.KH-UBND` have no suffix.
    return source.rejected("unsupported_type") if suffix in _OTHER_TEXT else _text(body, source)


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
        # Only a portal's rules know names; a page without one must be read alike when its name is not kept.
        url=urljoin(portal.url, f"/{(source.portal and quote(source.name)) or key}"),
        portal=portal.id,
        status=200,
        headers=(("content-type", "text/html"),),
        body=body,
        fetched_at=source.fetched_at,
    )
    reading = read_page(page, portal, takes_print=True)
    if reading.document is None:
        plain = read_plain_page(body, source.fetched_at) if _is_free(source, reading) else None
        if plain is None:
            return source.rejected(reading.reason or reading.kind.value, *reading.flags)
        return source.accepted(describe(plain.article, source.origin(key), hosts=plain.hosts))
    return source.accepted(_own(reading.document, key, source))


def _is_free(source: _Source, reading: PageReading) -> bool:
    """Whether a page may be any text: of a portal's pages its rules know which are articles."""
    return source.portal is None and may_be_plain(reading)


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
    return _spoken_by(document, source.locality)


def _spoken_by(document: Document, code: str | None) -> Document:
    """With the locality that was given by hand, if one was."""
    if code is None:
        return document
    on = document.published.date if document.published else None
    return replace(document, locality=gazetteer.load().locality(code, "portal", on), candidates=())


# --- Records ----------------------------------------------------------------------------------------------


def read_records(
    path: Path, name: str, fetched_at: dt.datetime, portal: Portal | None = None, locality: str | None = None
) -> Iterator[Ingested]:
    """The records of a file of JSON lines, one after the other, however long it is."""
    source, count = _Source(name, portal, locality, fetched_at), 0
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
    # Who wrote the record may have changed what it says of its themes: that is no proof of how it was coded.
    document = from_json(Document, {"id": identity(key), **record, "key": key, "coding_proof": None})
    _refuse_controls(document)
    return document


def _refuse_controls(document: Document) -> None:
    """Names and codes are compared and counted; a sign that nobody sees in one makes it another."""
    place = document.locality
    codes = (place.code, place.province.code, place.today.code) if place else ()
    themes = (part for code in document.codes for part in (code.theme, code.subtheme))
    named = (tag.id for tag in (*document.channels, *document.audiences))
    told = (document.id, document.parent, document.portal, document.kind, document.codebook)
    for name in (*told, *codes, *themes, *named, *document.indices):
        if name and _CONTROL.search(name):
            raise ValueError(f"{name[:40]!r} holds a control character")


def _new(record: Mapping[str, Any], source: _Source) -> Document | None:
    """A bare title and text from elsewhere: described like an ingested text."""
    title, text, url = str(record.get("title") or ""), str(record.get("text") or ""), record.get("url")
    pasted = read_pasted(f"{title}\n\n{text}" if title else text, source.fetched_at)
    if not _LETTERS.search(text):
        return None
    key = re.sub(r"^https?://", "", url) if isinstance(url, str) and url else _digest(title, text)
    unused = ("record_keys_unused",) if record.keys() - _USED else ()
    given = record.get("published")
    published = pasted.article.published if given is None else _published(given)
    article = Article(title or pasted.article.title, pasted.article.text, published,
                      flags=(*pasted.article.flags, *unused), extractor="record/1")  # fmt: skip
    return describe(article, source.origin(key, url if isinstance(url, str) else None))


def _published(given: object) -> Published:
    """The day that a record names, whole or as `show` prints it. Raises ValueError for what is none."""
    if isinstance(given, str):
        parts = _DATE.fullmatch(given.strip())
        if parts is None:
            raise ValueError(f"published: {given[:40]!r} is not a day (2026-11-30), a month or a year")
        day = dt.date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
        precision: Precision = "day" if parts[3] else "month" if parts[2] else "year"
        return Published(date=day, time=None, precision=precision, source="feed", raw=given.strip())
    return from_json(Published, given)


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\x00{text}".encode(errors="surrogatepass")).hexdigest()

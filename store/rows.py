"""Documents as rows and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import Row

from store.codec import decoder, from_json
from store.columns import UNSTORABLE, compact, storable
from store.records import (
    Attachment,
    Citation,
    Code,
    Document,
    Evidence,
    FileFacts,
    Gone,
    Json,
    Locality,
    PlaceName,
    Published,
    Version,
    WarcRef,
    as_json,
)

# Kept as one JSON value: read and written whole, filtered by nobody.
DETAILS = (
    "candidates", "act", "citations", "reform", "indices", "channels", "audiences", "plan", "charset_used",
    "charset_declared",
)  # fmt: skip
NAMED = ("channels", "audiences")  # their ids in columns of their own
DATE_DISAGREES = "date_disagrees"
_PLAIN = (
    "id", "key", "url", "parent", "portal", "kind", "language", "section", "author", "title", "text",
    "fetched_at", "http_status", "is_reform", "codebook", "coder",
    "coding_proof", "extractor",
)  # fmt: skip
# What a fetch, the store or the program says of a document, not the document itself.
CIRCUMSTANCES = (
    "url", "fetched_at", "http_status", "warc", "versions", "gone", "duplicate_of", "near", "corrections",
    "coder", "coding_proof",
)  # fmt: skip
# Of a code, what tells a person's from those of the rules: it stands with the corrections.
_SOURCE = frozenset({"source", "correction"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that can be stored, as JSON too, and the three hashes that its save is decided by."""

    document: Document
    body: Json
    sha256: str  # differs: another version
    digest: str  # differs: another revision
    likeness: str | None  # equal: a duplicate


def prepare(document: Document) -> Prepared:
    document = _unlinked(_uncorrected(document))
    body = as_json(document)
    told = _told(body)
    if UNSTORABLE.search(told) or "\\u0000" in told or UNSTORABLE.search(document.url or ""):
        body = _storable(body)
        document = from_json(Document, body)
        told = _told(body)
    return Prepared(document, body, document.fingerprint(), hash_of(told), _likeness(document))


def document_row(prepared: Prepared) -> dict[str, Any]:
    """The columns of `documents` that come from the document itself."""
    document = prepared.document
    return {
        **{name: getattr(document, name) for name in _PLAIN},
        **_published_columns(document.published),
        **_locality_columns(document.locality),
        "sha256": prepared.sha256,
        "digest": prepared.digest,
        "likeness": prepared.likeness,
        "last_seen": document.fetched_at,
        "gone_at": None,
        "gone_status": None,
        "warc_file": document.warc.file if document.warc else None,
        "warc_offset": document.warc.offset if document.warc else None,
        "flags": prepared.body["flags"],
        **{name: [each["id"] for each in prepared.body[name]] for name in NAMED},
        "file": prepared.body["file"],
        "details": {name: prepared.body[name] for name in DETAILS},
    }


def part_rows(prepared: Prepared, name: str) -> list[dict[str, Any]]:
    """The rows of the table `name` that belong to the document."""
    id_ = prepared.document.id
    rows = {"attachments": _attachment_row, "codes": _code_row}
    parts = map(rows[name], prepared.body[name])
    return [{"document_id": id_, "position": position, **part} for position, part in enumerate(parts)]


def document_from(
    row: Row[Any],
    codes: Iterable[Row[Any]],
    attachments: Iterable[Row[Any]],
    versions: Iterable[Row[Any]],
    links: Iterable[Row[Any]],
) -> Document:
    """The document of a row of `documents` with its rows of the other tables, each in order."""
    details = _details(row.details)
    return Document(
        id=row.id,
        key=row.key,
        url=row.url,
        portal=row.portal,
        title=row.title,
        text=row.text,
        fetched_at=row.fetched_at,
        parent=row.parent,
        language=row.language,
        section=row.section,
        author=row.author,
        published=published_of(row),
        http_status=row.http_status,
        warc=warc_ref(row),
        locality=locality_of(row),
        kind=row.kind,
        is_reform=row.is_reform,
        codes=tuple(_code(code) for code in codes),
        codebook=row.codebook,
        coder=row.coder,
        coding_proof=row.coding_proof,
        attachments=tuple(_attachment(attachment) for attachment in attachments),
        versions=tuple(Version(version.number, version.seen_at, version.sha256) for version in versions),
        gone=Gone(row.gone_at, row.gone_status) if row.gone_at else None,
        duplicate_of=row.duplicate_of,
        flags=tuple(row.flags),
        extractor=row.extractor,
        file=row.file and from_json(FileFacts, row.file),
        **details | {"citations": _linked(details["citations"], links)},
    )


def warc_ref(row: Row[Any]) -> WarcRef | None:
    return None if row.warc_file is None else WarcRef(row.warc_file, row.warc_offset)


def _linked(cited: tuple[Citation, ...], links: Iterable[Row[Any]]) -> tuple[Citation, ...]:
    """Citations with the documents that they were found to name."""
    found = {link.position: link for link in links}
    return tuple(
        replace(
            citation,
            document=found[position].target,
            candidates=tuple(found[position].candidates or ()),
            flags=citation.flags + ((DATE_DISAGREES,) if found[position].date_disagrees else ()),
        )
        if position in found
        else citation
        for position, citation in enumerate(cited)
    )


def _uncorrected(document: Document) -> Document:
    """The document without what people said of it: the store lays that over it anew at each save."""
    if not document.corrections and all(code.source == "rules" for code in document.codes):
        return document
    codes = tuple(code for code in document.codes if code.source == "rules")
    return replace(document, corrections=(), codes=codes)


def _unlinked(document: Document) -> Document:
    """The document without what the store found its citations to be: it finds that anew at each save."""
    if not any(citation.document or citation.candidates for citation in document.citations):
        return document
    bare = (
        replace(
            citation,
            document=None,
            candidates=(),
            flags=tuple(flag for flag in citation.flags if flag != DATE_DISAGREES),
        )
        for citation in document.citations
    )
    return replace(document, citations=tuple(bare))


def _told(body: Json) -> str:
    told = {key: value for key, value in body.items() if key not in CIRCUMSTANCES}
    codes = [_code_row(code) for code in body["codes"]]
    return compact(told | {"attachments": offered(body["attachments"]), "codes": codes})


def offered(attachments: Iterable[Json]) -> list[Json]:
    """What the page itself says of its files; what became of them is the store's to tell."""
    return [{"url": each["url"], "name": each["name"]} for each in attachments]


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _likeness(document: Document) -> str | None:
    """Without a text two documents are never called the same: a register's acts share their titles."""
    if not document.text.strip():
        return None
    day = document.published.date.isoformat() if document.published else ""
    words = (" ".join(part.split()).casefold() for part in (document.title, document.text))
    return hash_of("\x00".join((document.portal or "", *words, day)))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return value


def _published_columns(published: Published | None) -> Json:
    return {f"published_{field.name}": getattr(published, field.name, None) for field in fields(Published)}


def published_of(row: Row[Any]) -> Published | None:
    if row.published_date is None:
        return None
    return Published(
        date=row.published_date,
        time=row.published_time,
        precision=row.published_precision,
        source=row.published_source,
        raw=row.published_raw,
    )


def _locality_columns(place: Locality | None) -> Json:
    return {
        "locality_code": place and place.code,
        "locality_name": place and place.name,
        "level": place and place.level,
        "province_code": place and place.province.code,
        "province_name": place and place.province.name,
        "today_code": place and place.today.code,
        "today_name": place and place.today.name,
        "locality_source": place and place.source,
    }


def locality_of(row: Row[Any]) -> Locality | None:
    if row.locality_code is None:
        return None
    return Locality(
        code=row.locality_code,
        name=row.locality_name,
        level=row.level,
        province=PlaceName(row.province_code, row.province_name),
        today=PlaceName(row.today_code, row.today_name),
        source=row.locality_source,
    )


def _code_row(part: Json) -> Json:
    return {name: value for name, value in part.items() if name not in _SOURCE}


def _code(row: Row[Any]) -> Code:
    evidence = decoder(tuple[Evidence, ...])(row.evidence)
    return Code(theme=row.theme, subtheme=row.subtheme, weight=row.weight, evidence=evidence)


_MORE = ("bytes", "sha256", "confidence", "warc", "members")


def _attachment_row(part: Json) -> Json:
    kept = {name: value for name, value in part.items() if name not in _MORE}
    return kept | {"more": {name: part[name] for name in _MORE if part.get(name)}}


def _attachment(row: Row[Any]) -> Attachment:
    """An attachment with what is known of its file, if that was asked for."""
    if row.file_id is None:
        names = ("id", "url", "name", "media_type", "pages", "text_source", "flags")
        return from_json(Attachment, {name: getattr(row, name) for name in names} | row.more)
    # Of an archive with one paper its own facts say what else lay in it, and why that was not read.
    is_archive = bool(row.facts and row.facts.get("members"))
    known = row.facts if is_archive else row.child_file or row.facts
    reason = (row.reason,) if row.reason else ()
    if known is None:
        return Attachment(None, row.url, row.name, row.media_type, flags=reason)
    facts = from_json(FileFacts, known)
    return Attachment(
        id=row.child_id,
        url=row.url,
        name=row.name,
        media_type=facts.media_type or row.media_type,
        pages=facts.pages,
        text_source=facts.text_source,
        flags=tuple(dict.fromkeys((*reason, *facts.flags))),
        bytes=facts.bytes,
        sha256=facts.sha256,
        confidence=facts.confidence,
        warc=warc_ref(row),
        members=facts.members,
    )


@cache
def _hints() -> Mapping[str, Any]:
    return get_type_hints(Document)


def _details(value: Json) -> dict[str, Any]:
    return {name: decoder(_hints()[name])(value[name]) for name in DETAILS}

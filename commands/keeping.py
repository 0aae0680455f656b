"""What `ingest` keeps: documents in the store, their bytes in a file of the raw archive."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pipelines.ingest import Ingested, Raw
    from store.database import Store
    from store.records import Document, WarcRef


class Keeping:
    """Documents go to the store, their bytes to a file of the raw archive that is made with the first one."""

    def __init__(self, store: Store) -> None:
        from settings import get_settings
        from store.archive import WarcWriter

        self._store = store
        self._folder = get_settings().home / "warc"
        moment = dt.datetime.now(dt.UTC)
        self._archive = WarcWriter(self._folder, f"ingest-{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}")
        self._last: tuple[Raw, WarcRef] | None = None

    def keep(self, found: Ingested) -> dict[str, Any]:
        """Saves what was read; the keys of a line that tell what became of it."""
        document = found.document
        if document is None:
            self._note_file(found, None)
            return {}
        stored = self._store.documents.get(document.id)
        if stored is not None and _is_later(stored, document):
            same = stored.fingerprint() == document.fingerprint()
            return {"id": document.id, "status": "unchanged"} if same else {"reason": "older_than_stored"}
        document = self._evident(_under_its_first_name(document, stored))
        raw = self._raw_of(replace(found, document=document), stored)
        saved = self._store.documents.save(replace(document, warc=raw))
        if document.corrections:
            self._store.corrections.take_over(document)
        self._note_file(found, raw)
        return {"id": document.id, "status": "updated" if saved.status == "revised" else saved.status}

    def _evident(self, document: Document) -> Document:
        """Without links into the archive of the store that wrote the record: they would lead nowhere here."""
        files = tuple(
            each if self._has(each.warc) else replace(each, warc=None) for each in document.attachments
        )
        return replace(document, warc=document.warc if self._has(document.warc) else None, attachments=files)

    def _has(self, warc: WarcRef | None) -> bool:
        if warc is None or Path(warc.file).name != warc.file:
            return False
        return (self._folder / warc.file).is_file()

    def _raw_of(self, found: Ingested, stored: Document | None) -> WarcRef | None:
        """Where the bytes lie: those of a file are its identity, so that they and a capture are kept once."""
        raw, document = found.raw, found.document
        assert document is not None
        if raw is None:
            return document.warc or (stored.warc if stored else None)
        if stored is not None and stored.warc is not None and (raw.url is None or _is_same(stored, document)):
            return stored.warc
        if self._last is None or self._last[0] is not raw:
            self._last = raw, self._write(raw, found)
        return self._last[1]

    def _write(self, raw: Raw, found: Ingested) -> WarcRef:
        if raw.url is not None:
            status = raw.status or 200
            return self._archive.write(raw.url, status, raw.headers, raw.body, raw.at, request_headers=None)
        told = found.file.facts.media_type if found.file else None
        digest = hashlib.sha256(raw.body).hexdigest()
        return self._archive.write_resource(digest, raw.body, told or "application/octet-stream", raw.at)

    def _note_file(self, found: Ingested, raw: WarcRef | None) -> None:
        """A captured file is told to the pages that offer it; a loose one without text keeps its bytes."""
        if found.file is None or found.raw is None:
            return
        if found.raw.url is None:
            self._note_unread(found, found.raw)
            return
        raw = raw or self._write(found.raw, found)
        documents = found.file.documents
        self._store.files.came(
            spellings(found.raw.url),
            (documents[0].portal if documents else None) or "",
            found.file.facts,
            found.raw.at,
            document=documents[0].id if len(documents) == 1 else None,
            reason=found.file.reason,
            warc=raw,
        )

    def _note_unread(self, found: Ingested, raw: Raw) -> None:
        """Bytes that no document leads to are kept once, under the name of their record."""
        from store.archive import RESOURCE

        assert found.file is not None
        address = f"{RESOURCE}{hashlib.sha256(raw.body).hexdigest()}"
        if found.file.documents or not raw.body or self._store.files.has(address):
            return
        kept = self._write(raw, found)
        self._store.files.came(
            (address,), "", found.file.facts, raw.at, reason=found.file.reason or found.reason, warc=kept
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from store.archives import ArchiveFile

        now, archive = dt.datetime.now(dt.UTC), self._archive
        if archive.records:
            self._store.archives.note(ArchiveFile(archive.name, None, now, archive.records, archive.size))
        archive.close()


def _under_its_first_name(document: Document, stored: Document | None) -> Document:
    """The same bytes under another name are the same file: it is called as it was when it came first."""
    file, before = document.file, stored.file if stored else None
    if stored is None or file is None or before is None or document.url or file.name == before.name:
        return document
    named = document.title == file.name or stored.title == before.name
    title = stored.title if named else document.title
    return replace(document, title=title, file=replace(file, name=before.name))


def _is_later(stored: Document, document: Document) -> bool:
    """Whether the store has a later capture of this address: an older one does not become the current one."""
    return document.url is not None and stored.fetched_at > document.fetched_at


def _is_same(stored: Document, document: Document) -> bool:
    """Whether this is the very capture that is stored, ingested again."""
    return stored.fetched_at == document.fetched_at and stored.fingerprint() == document.fingerprint()


def spellings(url: str) -> tuple[str, ...]:
    """An address as a page may have it: links are quoted, records may not be, and the scheme may differ."""
    from store.archive import ascii_url

    other = (
        url.replace("http://", "https://", 1)
        if url.startswith("http://")
        else url.replace("https", "http", 1)
    )
    return tuple(dict.fromkeys((url, ascii_url(url), other, ascii_url(other))))

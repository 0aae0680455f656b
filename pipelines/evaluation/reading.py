"""The document behind a label: a saved page by its portal's rules, another file as `ingest` reads it,
the text that the label itself holds, or a document of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from crawler.portal import Portal
from pipelines.article import Article, Origin
from pipelines.codebook import Codebook
from pipelines.coding import code
from pipelines.describe import describe
from pipelines.evaluation.labels import Label
from pipelines.ingest import HTML_SUFFIXES, Ingested, read_file
from pipelines.reading import read_page
from pipelines.repair import repair_text
from store.records import Document, RawPage, identity

OWN_TEXT = "label/1"  # the `extractor` of a document that the label holds itself
NOWHERE = "not_found"  # no such file, no such document in the store


@dataclass(frozen=True, slots=True)
class Read:
    """A document, or the code of the reason why there is none."""

    document: Document | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """Where documents are looked for: folders that `file` may be relative to, portals by host, the store.

    `codebook` None: the built-in one. `now` stands for the time of the visit. `read_file`: `FileReader.read`
    where a hostile file must cost a worker only.
    """

    roots: Sequence[Path]
    portals: Mapping[str, Portal]
    now: dt.datetime
    codebook: Codebook | None = None
    stored: Callable[[str], Document | None] = lambda _: None
    read_file: Callable[[Path, dt.datetime], Iterable[Ingested]] = lambda path, now: read_file(
        path, fetched_at=now
    )

    def find(self, file: str) -> Path | None:
        """The file below the first root that has it; a name that leads out of the root is none."""
        if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts:
            return None
        return next((path for root in self.roots if (path := root / file).is_file()), None)

    def key(self, label: Label) -> str:
        """Two labels with one key are about one document."""
        path = self.find(label.file) if label.file else None
        return str(path.resolve()) if path else label.url or label.id

    def read(self, label: Label) -> Read:
        """Its file, where there is none or none that can be read its own text, else the store's document."""
        path = self.find(label.file) if label.file else None
        read = self._file(path, label) if path else Read(None, NOWHERE)
        if read.document is None and label.text is not None:
            read = Read(_own_text(label, label.text, self.now))
        if path is None and read.document is None:
            document = self.stored(label.url or label.id)
            read = Read(document) if document else read
        return self._recoded(read)

    def _file(self, path: Path, label: Label) -> Read:
        portal = next((self.portals[part] for part in path.parts if part in self.portals), None)
        if portal is not None and path.suffix.lower() in HTML_SUFFIXES:
            return _page(path, portal, label.url, self.now)
        found = list(self.read_file(path, self.now))
        return next((Read(item.document) for item in found if item.document), Read(None, found[0].reason))

    def _recoded(self, read: Read) -> Read:
        if self.codebook is None or read.document is None:
            return read
        coding = code(read.document.title, read.document.text, self.codebook)
        document = replace(
            read.document,
            is_reform=coding.is_reform,
            reform=coding.reform,
            codes=coding.codes,
            indices=coding.indices,
            channels=coding.channels,
            audiences=coding.audiences,
            codebook=self.codebook.version,
        )
        return Read(document)


def _page(path: Path, portal: Portal, url: str | None, now: dt.datetime) -> Read:
    address = url or f"https://{portal.hosts[0]}/{path.name}"
    page = RawPage(
        id=identity(address),
        key=address,
        url=address,
        portal=portal.id,
        status=200,
        headers=(("content-type", "text/html"),),
        body=path.read_bytes(),
        fetched_at=now,
    )
    reading = read_page(page, portal)
    return Read(reading.document, None if reading.document else reading.reason or reading.kind.value)


def _own_text(label: Label, text: str, now: dt.datetime) -> Document:
    article = Article(repair_text(label.title or "")[0], repair_text(text)[0], extractor=OWN_TEXT)
    return describe(article, Origin(identity(label.id), label.id, label.url, now))

"""The frozen records that travel between packages.

Every package imports these; this module imports none of them. Those of acts and plans stand in
`store.act_records`, those of runs in `store.run_records`, those of corrections in `store.correction_records`,
their JSON in `store.record_json`. Offsets count code points of the NFC text, instants are aware.
"""

# ruff: noqa: PLC0414 the names of the other modules of records are given on

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from store.act_records import Act as Act
from store.act_records import Citation as Citation
from store.act_records import Deadline as Deadline
from store.act_records import Due as Due
from store.act_records import PartialDate as PartialDate
from store.act_records import Passage as Passage
from store.act_records import Plan as Plan
from store.act_records import Precision as Precision
from store.act_records import Task as Task
from store.correction_records import Change as Change
from store.correction_records import Correction as Correction
from store.correction_records import TakenBack as TakenBack
from store.record_json import INSIDE
from store.record_json import as_json as as_json
from store.run_records import Assertion as Assertion
from store.run_records import Failure as Failure
from store.run_records import FieldCounts as FieldCounts
from store.run_records import Quarantined as Quarantined
from store.run_records import RobotsState as RobotsState
from store.run_records import Run as Run
from store.run_records import Verdict as Verdict

Json: TypeAlias = dict[str, Any]
Field: TypeAlias = Literal["title", "text"]
Level: TypeAlias = Literal["province", "district", "commune"]


def identity(key: str) -> str:
    """The id of whatever `key` names: the first 16 hex digits of its sha256."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


# --- Dates ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """When the portal says it published; `raw` is the text that was read."""

    date: dt.date
    time: str | None  # "HH:MM"
    precision: Precision
    source: Literal["selector", "meta", "url", "text", "feed"]
    raw: str


# --- Places -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceName:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Locality:
    """Who speaks, in the era of the document; `today` is the province of today's 34 it belongs to."""

    code: str  # P63:46, D63:482, P34:46, C34:20107
    name: str
    level: Level
    province: PlaceName
    today: PlaceName
    source: Literal["portal", "host", "act", "text", "person"]


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    reason: str


# --- What a document says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that earned a code: `document.<field>[start:end] == text`."""

    field: Field
    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Code:
    """A theme of a document. Where a person gave it, `correction` is the number of theirs, and no words of
    the text need have earned it."""

    theme: str
    subtheme: str | None
    weight: float
    evidence: tuple[Evidence, ...]
    source: Literal["rules", "person"] = "rules"
    correction: int | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A channel or an audience with the words that name it."""

    id: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Reform:
    """Why a document is, or is not, about administrative reform.

    `margin`: the score less the threshold, below 0 for those that are not; `review`: near the border, or
    about the reform and about none of its themes; `evidence`: the words behind each rule, the first of many.
    """

    score: float
    rules: tuple[str, ...]
    review: bool
    margin: float | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class WarcRef:
    """A record of the raw archive: file name (no folder) and byte offset of its gzip member."""

    file: str
    offset: int


# --- Files --------------------------------------------------------------------------------------------

TextSource: TypeAlias = Literal["layer", "ocr", "none"]


@dataclass(frozen=True, slots=True)
class FileMember:
    """A file in an archive; `id` is the document made of it, `flags` say why there is none."""

    name: str
    size: int
    id: str | None = None
    media_type: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file apart from its text; `bytes` and `sha256` are of the file as it came.

    `confidence` is the mean of recognised words, 0 to 100.
    """

    name: str
    media_type: str | None = None
    bytes: int | None = None
    sha256: str | None = None
    pages: int | None = None
    text_source: TextSource = "none"
    confidence: float | None = None
    flags: tuple[str, ...] = ()
    members: tuple[FileMember, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page offers; `id` is the document made of it once it was read.

    All but `url` and `name` is what the store knows of the file; `flags` also say why it was not read.
    """

    id: str | None
    url: str
    name: str
    media_type: str | None = None
    pages: int | None = None
    text_source: TextSource = "none"
    flags: tuple[str, ...] = ()
    bytes: int | None = None
    sha256: str | None = None
    confidence: float | None = None
    warc: WarcRef | None = None
    members: tuple[FileMember, ...] = ()


# --- The document ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    seen_at: dt.datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Gone:
    seen_at: dt.datetime
    status: int


@dataclass(frozen=True, slots=True)
class Near:
    id: str
    jaccard: float


@dataclass(frozen=True, slots=True)
class Document:
    """What an article or an ingested file says, and everything read from it.

    `key` is the identity before hashing (`identity(key) == id`). `versions`, `gone`, `duplicate_of`,
    `near` and `corrections` are the store's to fill; the writer leaves them at their defaults.
    """

    id: str
    key: str
    url: str | None
    portal: str | None
    title: str
    text: str
    fetched_at: dt.datetime
    parent: str | None = None
    language: str = "vi"
    section: str | None = None
    author: str | None = None
    published: Published | None = None
    http_status: int | None = None
    warc: WarcRef | None = None
    locality: Locality | None = None
    candidates: tuple[Candidate, ...] = ()
    kind: str = "tin_bai"
    act: Act | None = None
    citations: tuple[Citation, ...] = ()
    is_reform: bool = False
    reform: Reform | None = None
    codes: tuple[Code, ...] = ()
    codebook: str | None = None
    indices: tuple[str, ...] = ()
    channels: tuple[Tag, ...] = ()
    audiences: tuple[Tag, ...] = ()
    plan: Plan | None = None
    attachments: tuple[Attachment, ...] = ()
    versions: tuple[Version, ...] = ()
    gone: Gone | None = None
    duplicate_of: str | None = None
    near: tuple[Near, ...] = ()
    flags: tuple[str, ...] = ()
    extractor: str | None = None  # which rules read it, e.g. "liferay_asset/1" or "trafilatura/2.3.1+2"
    charset_used: str | None = None  # of the page's bytes; Python's name of the codec
    charset_declared: str | None = None  # as its header or its markup has it
    file: FileFacts | None = None  # of a document that was a file
    corrections: tuple[Correction, ...] = ()  # what people said of it, those taken back included
    coder: int | None = None  # which rules of the program applied the codebook: pipelines.coding.CODER
    # Of which codebook file, title and text: store.coding_records.proof_of. Not in its JSON.
    coding_proof: str | None = field(default=None, metadata=INSIDE)

    def fingerprint(self) -> str:
        """sha256 of what makes a version: title, text, published date, set of attachments."""
        published = self.published.date.isoformat() if self.published else ""
        files = "\n".join(sorted(attachment.url for attachment in self.attachments))
        return hashlib.sha256(f"{self.title}\x00{self.text}\x00{published}\x00{files}".encode()).hexdigest()


# --- Acquisition --------------------------------------------------------------------------------------


class PageKind(StrEnum):
    """What a fetched page turned out to be; only `ARTICLE` and `REGISTER` become documents."""

    ARTICLE = "article"
    REGISTER = "register"  # the record of an act in a document register
    LISTING = "listing"  # sections, home, site map, search results, paged lists
    STUB = "stub"  # a placeholder: the shell of an article without content
    SOFT_404 = "soft_404"
    LOGIN = "login"
    PRINT = "print"  # print or pop-up twin of an article
    CHALLENGE = "challenge"  # WAF, captcha, script gate
    MAINTENANCE = "maintenance"
    FILE = "file"  # an attachment, read or not
    UNREADABLE = "unreadable"  # not text, undecodable, too large, extraction failed: see reason


class ListSource(StrEnum):
    """Which list named a URL."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    LINK = "link"  # an ordinary link on a page
    SEED = "seed"  # the portal's own start addresses


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of a URL before it is fetched; `published` is the text as shown."""

    source: ListSource
    title: str | None = None
    published: str | None = None
    lastmod: str | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """Bytes as they came. `key` is the page's identity, `id == identity(key)`."""

    id: str
    key: str
    url: str
    portal: str
    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case; no Content-Encoding: body is decoded
    body: bytes
    fetched_at: dt.datetime
    warc: WarcRef | None = None
    listed: Listed | None = None

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page that may be worth following, absolute, without fragment."""

    url: str
    text: str = ""
    published: str | None = None  # the date a listing shows beside it, as written
    role: Literal["item", "pager", "nav", "body", "file"] = "nav"
    is_guess: bool = False  # by a rule of the platform: the page itself does not say that it is there


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read from a RawPage: what it is, where it leads, the document it holds."""

    kind: PageKind
    reason: str | None = None  # faults.md code when the page is no document and no listing
    links: tuple[Link, ...] = ()
    document: Document | None = None
    flags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()  # those of the platform that found something, as crawler/rules.py names them


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was read from a file: one document, one for each member of an archive, or none and a reason."""

    facts: FileFacts
    documents: tuple[Document, ...] = ()
    reason: str | None = None

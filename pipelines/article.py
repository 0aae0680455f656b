"""What extraction hands to description: an article's parts, and where it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.portal import Portal
from store.records import Attachment, Published, WarcRef


@dataclass(frozen=True, slots=True)
class Article:
    """The parts of one page or file, as repaired text (NFC, no NBSP, no zero-width characters).

    `text` is lead and body without the title: blocks separated by a blank line, the rows of one table
    by a line break, its cells by a tab. `register` holds the labelled fields of a document register's page
    (label as shown → value), empty for an article.
    """

    title: str
    text: str
    published: Published | None = None
    section: str | None = None
    author: str | None = None
    attachments: tuple[Attachment, ...] = ()
    register: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    extractor: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article came from: all of a document that its words do not tell."""

    id: str
    key: str
    url: str | None
    fetched_at: dt.datetime
    portal: Portal | None = None
    locality: str | None = None  # code given by whoever ingested the file
    http_status: int | None = None
    warc: WarcRef | None = None

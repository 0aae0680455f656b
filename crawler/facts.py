"""What a run sees of its portal besides documents: the facts that an openness score counts (domain.md, D 11).

Only what was seen is told: a check that this run could not make is null, never a no. The crawling process
parses no HTML, so that marks of a page are looked for in its bytes.
"""

from __future__ import annotations

import re
import statistics
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler.portal import Portal
from store.database import Store
from store.facts import Holdings
from store.records import Json, Run, as_json

_LOOKED_AT = 256 * 1024  # bytes of a page: a menu or a footer further down is not seen
_HEAD = 2048
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
# Of a page in lower case: looked for in every page, and to ignore case is many times dearer.
_METADATA = re.compile(rb"""<meta[^>]+name\s*=\s*["']?(?:dc|dcterms)\.""")
_PRINT = tuple(mark.encode() for mark in ("window.print", "in trang", "bản in", "in bài"))
_HOME = {
    "search_form": re.compile(
        rb"""type\s*=\s*["']?search|role\s*=\s*["']?search|name\s*=\s*["']?(?:q|s|key|keyword|tukhoa|search\w*)["'\s>]""",
        re.IGNORECASE,
    ),
    "feed_link": re.compile(rb"application/(?:rss|atom)\+xml|/rss\b", re.IGNORECASE),
    "sitemap_link": re.compile(
        "sơ đồ (?:cổng|trang|site|web)|sitemap|so-do-(?:cong|trang)".encode(), re.IGNORECASE
    ),
    "responsible_person": re.compile(
        "chịu trách nhiệm|trưởng ban biên tập|trưởng ban quản trị".encode(), re.IGNORECASE
    ),
}
# What a program reads without recognising pictures; PDF may be either and is counted apart.
_READABLE = frozenset(
    {"docx", "doc", "odt", "rtf", "txt", "csv", "xlsx", "xls", "ods", "pptx", "json", "xml", "html", "htm"}
)


@dataclass(slots=True)
class Observed:
    """What the answers of one run showed; the archive's middleware hands each one over."""

    portal: Portal
    seconds: array[float] = field(default_factory=lambda: array("f"))
    feed: bool = False
    sitemap: bool = False
    secure: int = 0
    plain: int = 0
    pages: int = 0
    metadata: int = 0
    print_view: int = 0
    home: dict[str, bool] | None = None

    def answer(self, url: str, status: int, body: bytes, seconds: float | None) -> None:
        """Note one answer; `seconds` from the request to the first byte."""
        if seconds is not None:
            self.seconds.append(seconds)
        parts = urlsplit(url)
        self.secure += parts.scheme == "https"
        self.plain += parts.scheme == "http"
        if not 200 <= status < 300:
            return
        head, part = body[:_HEAD], body[:_LOOKED_AT].lower()
        self.feed |= bool(_FEED.search(head))
        self.sitemap |= bool(_SITEMAP.search(head))
        if b"<html" in head.lower() or b"<body" in head.lower():
            self.pages += 1
            self.metadata += bool(_METADATA.search(part))
            self.print_view += any(mark in part for mark in _PRINT)
            home = urlsplit(self.portal.url)
            if (parts.netloc, parts.path or "/", parts.query) == (home.netloc, home.path or "/", home.query):
                self.home = {name: bool(mark.search(part)) for name, mark in _HOME.items()}


def facts_of(run: Run, observed: Observed, store: Store) -> Json:
    """The facts of a run that has ended, as JSON values."""
    holdings = store.facts.holdings(run.portal)
    named = {source.value: n for source, n in store.pages.sources(run.id).items()}
    # A run of CONNECT_TO spoke plain HTTP to this machine, whatever the addresses say.
    is_real = run.connected_to is None
    answered = observed.secure + observed.plain
    return {
        "robots": run.robots,
        "https": not observed.plain if is_real and answered else None,
        "tls_verified": observed.portal.crawl.tls == "strict" if is_real and observed.secure else None,
        "response_ms": _times(observed.seconds) if is_real else None,
        "feed": observed.feed,
        "sitemap": observed.sitemap,
        "named": named,
        "lists_read": store.facts.lists_read(run.id),
        "lists_left": run.lists_left,
        "complete_lists": None if run.lists_left else run.complete_lists,
        "home": observed.home,
        "pages": {
            "html": observed.pages,
            "metadata_tags": observed.metadata,
            "print_view": observed.print_view,
        },
        "documents": holdings.documents,
        "attachments": _files(holdings),
        "files": as_json(store.files.opened(run.portal)),
        "archive": _archive(holdings),
    }


def _times(seconds: array[float]) -> dict[str, Any] | None:
    if not seconds:
        return None
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {
        "median": round(statistics.median(ordered) * 1000),
        "p95": round(late * 1000),
        "n": len(ordered),
    }


def _files(holdings: Holdings) -> dict[str, Any]:
    types = Counter(_extension(url) for url in holdings.files)
    readable = sum(n for name, n in types.items() if name in _READABLE)
    return {"count": len(holdings.files), "machine_readable": readable, "types": dict(types.most_common())}


def _extension(url: str) -> str:
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ending if ending.isalnum() and len(ending) <= 5 else "unknown"


def _archive(holdings: Holdings) -> dict[str, Any] | None:
    if holdings.first_day is None or holdings.last_day is None:
        return None
    days = (holdings.last_day - holdings.first_day).days
    first, last = holdings.first_day.isoformat(), holdings.last_day.isoformat()
    return {"first_day": first, "last_day": last, "years": round(days / 365.25, 2)}

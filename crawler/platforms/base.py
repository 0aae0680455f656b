"""What a platform is: URL rules, article identity and page marks of one vendor's portals, without Scrapy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias
from urllib.parse import SplitResult

from crawler.urls import (
    ASSET_EXTENSIONS,
    DOCUMENT_EXTENSIONS,
    extension,
    is_trap,
    page_key,
    segments,
    split,
    tidy,
    to_url,
)

UrlRole: TypeAlias = Literal["article", "register", "listing", "file", "page", "skip"]


@dataclass(frozen=True, slots=True)
class UrlFacts:
    """What an address says before it is fetched.

    `role` "page" means: the address does not tell, read the page. `skip` names in `reason` why it is
    never followed (login, trap, asset, off_site …). `url` is the address to fetch (a print or language
    twin is rewritten to the article itself), `key` the identity: host + article id where the platform has
    one, else the canonical URL without scheme.
    """

    role: UrlRole
    url: str
    key: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one skin of a platform puts the parts of an article.

    Each field holds selectors as `pipelines.tree` reads them, the first that finds text wins. A page has
    this layout when `title` and `body` are found and no `unless` is beside the title, which are the marks of
    a list. `drop` is cut from the body.
    """

    name: str
    title: tuple[str, ...]
    body: tuple[str, ...]
    lead: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    by_address: bool = False  # marks too common to make an article where the address does not say so
    since: dt.date | None = None  # the days, in Vietnam, on which pages of this skin were captured
    until: dt.date | None = None

    def held_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class ListMarks:
    """What a platform's lists look like: the links of items and those of pagers, as selectors."""

    item: tuple[str, ...] = ()
    pager: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What tells the pages of a platform apart that hold no article."""

    soft_404: tuple[str, ...] = ()
    login: tuple[str, ...] = ()
    print_view: tuple[str, ...] = ()
    register: tuple[str, ...] = ()  # cells with the labels of an act's record
    unless_register: tuple[str, ...] = ()


class Platform(Protocol):
    """One module of `crawler.platforms` each; the module's stem is `name`."""

    name: str
    layouts: tuple[Layout, ...]
    lists: ListMarks
    marks: PageMarks

    def classify(self, url: str) -> UrlFacts:
        """Role, address to fetch and identity of an absolute URL."""
        ...

    def next_page(self, url: str) -> str | None:
        """Where the list at `url` goes on, on a platform whose addresses count pages; None: no such rule."""
        ...


_LOGIN = re.compile(
    r"(log-?in|sign-?in|log-?out|dang-?nhap|dang-?xuat|sso|oauth2?|wp-login|user-?login|forgot_password)",
    re.IGNORECASE,
)
_FEED = re.compile(r"(rss|atom|feed|feeds)(\.(xml|rss|atom|aspx))?", re.IGNORECASE)


def layouts_on(layouts: Sequence[Layout], day: dt.date) -> tuple[Layout, ...]:
    """The layouts that held when a page was captured: a page from before a redesign is read as it was."""
    return tuple(layout for layout in layouts if layout.held_on(day))


def skip(parts: SplitResult, reason: str) -> UrlFacts:
    return UrlFacts("skip", to_url(parts), page_key(parts), reason)


def refuse(url: str) -> UrlFacts:
    """The facts of what is no web address at all."""
    return UrlFacts("skip", url, url, "bad_url")


def plain_facts(parts: SplitResult) -> UrlFacts | None:
    """What holds on every platform: files, assets, login, feeds, traps; None: a page of some kind."""
    suffix = extension(parts.path)
    if suffix in DOCUMENT_EXTENSIONS:
        return UrlFacts("file", to_url(parts), page_key(parts))
    if suffix in ASSET_EXTENSIONS:
        return skip(parts, "asset")
    if is_trap(parts):
        return skip(parts, "trap")
    names = segments(parts.path)
    last = names[-1].rsplit(".", 1)[0] if names else ""
    if _LOGIN.fullmatch(last):
        return skip(parts, "login")
    if suffix in {"rss", "atom"} or (names and _FEED.fullmatch(names[-1])):
        return skip(parts, "feed")
    return None


def parse(url: str) -> SplitResult | None:
    """The tidy parts of an address that may be fetched, else None."""
    parts = split(url)
    return tidy(parts) if parts else None

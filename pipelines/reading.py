"""From a fetched page to what it is: decode, one parse, page kind, links, article, document."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from crawler.blocking import is_challenge
from crawler.listdates import VIETNAM
from crawler.platforms import Layout, Platform, UrlFacts, get_platform, layouts_on
from crawler.portal import Portal
from crawler.rules import LIST_ITEM, READ_BY_LAYOUT
from pipelines.article import Article, Origin
from pipelines.dates import Source, published
from pipelines.decode import Decoded, decode
from pipelines.describe import describe
from pipelines.extract import Found, Parts, find_layout, is_shell, read_parts
from pipelines.fields import Record, read_record
from pipelines.files import attachments
from pipelines.general import body_text, extractor_name, read_general
from pipelines.links import Base, page_links
from pipelines.metadata import read_metadata, url_date
from pipelines.pagekind import bare_kind, no_page, special_kind
from pipelines.tree import Element, Tree, parse_tree
from store.records import Attachment, Link, PageKind, PageReading, Published, RawPage

MAX_BODY = 5 * 1024 * 1024  # bytes; faults.md H11
_SMALL = 5000  # bytes of markup below which a page may be a bare notice
RULES = 1  # version of the selectors' rules, part of a document's `extractor`
SAMPLE = 64  # one page in so many is read by trafilatura too, to notice selectors gone stale


@dataclass(frozen=True, slots=True)
class _View:
    """A parsed page and all that its reading needs."""

    page: RawPage
    portal: Portal
    platform: Platform
    facts: UrlFacts
    decoded: Decoded
    tree: Tree
    base: Base
    flags: tuple[str, ...]
    layouts: tuple[Layout, ...]  # of the platform, those of the day of capture
    takes_print: bool  # a print view is the article, since nothing else of it was kept

    def is_file(self, url: str) -> bool:
        return _is_file(self.platform.name, url)


@lru_cache(maxsize=4096)  # the menu of a portal is the same on all its pages
def _is_file(platform: str, url: str) -> bool:
    return get_platform(platform).classify(url).role == "file"


def read_page(page: RawPage, portal: Portal, *, takes_print: bool = False) -> PageReading:
    """What `page` holds. Pure; a page that cannot be read is UNREADABLE with a reason, never an error.

    A print view is left to its article, which has an address of its own, unless `takes_print`.
    """
    platform = get_platform(portal.platform)
    facts = platform.classify(page.url)
    refused = _refused(page, facts)
    if refused is not None:
        return refused
    decoded = decode(page.body, page.header("content-type"))
    tree = parse_tree(decoded.text, rich=platform.name == "generic")
    if tree is None:
        return PageReading(PageKind.STUB, reason="empty_body", flags=decoded.flags)
    is_print = takes_print and tree.has(platform.marks.print_view)
    told = (("deep_nesting", tree.is_deep), ("print_view", is_print))
    flags = (*decoded.flags, *(flag for flag, holds in told if holds))
    layouts = layouts_on(platform.layouts, page.fetched_at.astimezone(VIETNAM).date())
    base = Base(page.url, tree)
    return _read(_View(page, portal, platform, facts, decoded, tree, base, flags, layouts, takes_print))


def read_for(portals: Mapping[str, Portal], page: RawPage) -> PageReading:
    """`read_page` with the declaration of the page's portal."""
    return read_page(page, portals[page.portal])


def _refused(page: RawPage, facts: UrlFacts) -> PageReading | None:
    if len(page.body) > MAX_BODY:
        return PageReading(PageKind.UNREADABLE, reason="too_large")
    if page.status in {404, 410}:
        return PageReading(PageKind.SOFT_404, reason=f"http_{page.status}")
    return no_page(page.body, page.header("content-type"), facts.role == "file")


def _read(view: _View) -> PageReading:
    found = find_layout(view.tree, view.layouts, is_article=view.facts.role == "article")
    other = _without_content(view, found is not None)
    if other is not None:
        return other
    if found is not None:
        return _article(view, found)
    record = read_record(view.tree, view.platform.marks)
    if record is not None:
        return _register(view, record)
    if is_shell(view.tree, view.layouts):
        return PageReading(PageKind.STUB, "no_content", _links(view), flags=view.flags)
    if view.platform.name == "generic" or view.facts.role == "article":
        return _general(view)
    return _listing(view)


def _listing(view: _View) -> PageReading:
    links = _links(view)
    has_items = bool(view.tree.select_all(view.platform.lists.item))
    if view.platform.name == "generic":  # it has no marks of its own: what looks like an item is one
        has_items = has_items or any(link.role == "item" for link in links)
    rules = (LIST_ITEM,) if has_items else ()
    return PageReading(PageKind.LISTING, links=links, flags=view.flags, rules=rules)


def _without_content(view: _View, has_article: bool) -> PageReading | None:
    """Challenges, placeholders, status pages, logins, print views; None: read on."""
    if not has_article and is_challenge(view.page.body):
        return PageReading(PageKind.CHALLENGE, reason="challenge", flags=view.flags)
    if not has_article and len(view.page.body) < _SMALL:
        bare = bare_kind(view.tree)
        if bare is not None:
            return PageReading(bare[0], bare[1], flags=view.flags)
    marks = replace(view.platform.marks, print_view=()) if view.takes_print else view.platform.marks
    special = special_kind(view.tree, marks, view.facts, has_article)
    if special is None:
        return None
    return PageReading(special[0], special[1], _links(view), flags=view.flags)


def _links(view: _View, bodies: Iterable[Element] = ()) -> tuple[Link, ...]:
    turned = view.platform.next_page(view.page.url)
    lists = view.platform.lists
    return page_links(view.tree, view.base, lists, bodies, is_file=view.is_file, next_page=turned)


def _register(view: _View, record: Record) -> PageReading:
    files = attachments([record.holder], view.base, view.is_file)
    date, date_flags = _published(view, [("selector", record.published or "")])
    article = Article(
        title=record.title,
        text=record.text,
        published=date,
        attachments=files,
        register=record.fields,
        flags=(*view.flags, *record.flags, *date_flags),
        extractor=f"{view.platform.name}/{RULES}",
    )
    return _reading(view, PageKind.REGISTER, article, (record.holder,))


def _article(view: _View, found: Found) -> PageReading:
    parts = read_parts(view.tree, found)
    files = attachments(found.bodies, view.base, view.is_file)
    date, date_flags = _published(view, [("selector", raw) for raw in parts.dates])
    flags = (*view.flags, *parts.flags, *date_flags, *_doubts(view, parts, files))
    article = Article(
        title=parts.title,
        text=parts.text,
        published=date,
        section=parts.section,
        author=parts.author,
        attachments=files,
        flags=tuple(dict.fromkeys(flags)),
        extractor=f"{view.platform.name}/{RULES}",
    )
    return replace(_reading(view, PageKind.ARTICLE, article, found.bodies), rules=_rules(found, parts))


def _rules(found: Found, parts: Parts) -> tuple[str, ...]:
    """The layout's fields that found something on the page."""
    finds = {"title": parts.title, "body": parts.text, "date": parts.dates, "section": parts.section}
    return (READ_BY_LAYOUT, *(f"{found.layout.name}.{name}" for name, value in finds.items() if value))


def _doubts(view: _View, parts: Parts, files: tuple[Attachment, ...]) -> tuple[str, ...]:
    """What speaks against the selectors: no text, or far less than trafilatura finds on a sampled page."""
    if not parts.text:
        return ("empty_text",)
    if int(view.page.id[:8], 16) % SAMPLE or files:
        return ()
    other = body_text(view.tree)[0]
    return ("selector_suspect",) if len(other) > 2 * len(parts.text) + 500 else ()


def _general(view: _View) -> PageReading:
    is_article = view.facts.role == "article"
    if not is_article and (view.facts.role == "listing" or _has_items(view)):
        return _listing(view)
    read = read_general(view.tree, view.page.url)
    if not is_article and read.score < 0:
        return _listing(view)
    if not read.text or not read.title:
        kind = PageKind.UNREADABLE if "deep_nesting" in view.flags else PageKind.STUB
        reason = "deep_nesting" if "deep_nesting" in view.flags else "no_content"
        return PageReading(kind, reason, _links(view), flags=view.flags)
    date, date_flags = _published(
        view, [*(("meta", raw) for raw in read.meta_dates), *(("selector", raw) for raw in read.dates)]
    )
    body = next(view.tree.root.iter("body"), view.tree.root)
    article = Article(
        title=read.title,
        text=read.text,
        published=date,
        author=read.author,
        attachments=attachments([body], view.base, view.is_file),
        flags=tuple(dict.fromkeys((*view.flags, *read.flags, *date_flags))),
        extractor=extractor_name(),
    )
    return _reading(view, PageKind.ARTICLE, article, [body])


def _has_items(view: _View) -> bool:
    return len(view.tree.select_all(view.platform.lists.item)) > 1


def _published(view: _View, shown: list[tuple[Source, str]]) -> tuple[Published | None, tuple[str, ...]]:
    """The first of what the page shows, declares, its address names or a list said that is a date."""
    seen = False
    for source, raw in itertools.chain(shown, _other_dates(view)):
        date = published(raw, view.page.fetched_at, source) if raw else None
        if date is not None:
            return date, ()
        seen = seen or bool(raw.strip())
    return None, ("date_rejected" if seen else "date_missing",)


def _other_dates(view: _View) -> Iterator[tuple[Source, str]]:
    for raw in read_metadata(view.tree).dates:
        yield "meta", raw
    yield "url", url_date(view.page.url) or ""
    listed = view.page.listed
    if listed is not None and listed.published:
        yield "feed", listed.published


def _reading(view: _View, kind: PageKind, article: Article, bodies: Iterable[Element]) -> PageReading:
    page = view.page
    origin = Origin(
        id=page.id,
        key=page.key,
        url=page.url,
        fetched_at=page.fetched_at,
        portal=view.portal,
        http_status=page.status,
        warc=page.warc,
    )
    charsets = {name: getattr(view.decoded, name) for name in ("charset_used", "charset_declared")}
    document = replace(describe(article, origin), **charsets)
    return PageReading(kind, None, _links(view, bodies), document, article.flags)

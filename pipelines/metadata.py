"""What a page says of itself outside its text: meta elements, JSON-LD, `time`, the address, the headline."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.dates import is_stamp
from pipelines.pagekind import page_title
from pipelines.tree import Element, Tree, plain_text

_COLUMNS = 3  # from here on a table holds rows of facts
_DATE_NAMES = frozenset(
    {
        "article:published_time", "article:published", "og:published_time", "datepublished", "pubdate",
        "publishdate", "publish_date", "publish-date", "dc.date", "dc.date.issued", "dcterms.created",
        "date", "sailthru.date", "parsely-pub-date", "article:created_time", "datecreated",
    }
)  # fmt: skip
_ARTICLE_TYPES = re.compile(
    r"^(news|blog|tech)?(article|posting)$|^report(age)?(newsarticle)?$", re.IGNORECASE
)
_URL_DATES = (
    re.compile(r"[?&]PublishedDate=(\d{4}-\d{2}-\d{2}T?[\d:]*Z?)", re.IGNORECASE),
    re.compile(r"/((?:19|20)\d{2}[-/](?:0?[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01]))(?=[/_-]|$)"),
)
_CHROME_TAGS = frozenset({"header", "footer", "nav", "aside", "menu"})
_CHROME_NAMES = re.compile(
    r"\b(header|footer|banner|sidebar|side-bar|breadcrumb|menu|nav|clock|datetime-now|current-?(date|time)|"
    r"topbar"
    r"|top-bar|related|tin-?lien-?quan|other-?news|tin-?khac|widget)",
    re.IGNORECASE,
)
_TITLE_NAMES = re.compile(r"title|tieu-?de|headline|ten-?bai|subject", re.IGNORECASE)
_NO_TITLE_NAMES = re.compile(
    r"(site|box|block|widget|module|portlet|menu|section|cat(egory)?|list|page|head(er)?|foot(er)?|"
    r"sub)[-_]?title"
    r"|title[-_]?(box|block|module|page|site|menu|cat|list|left|right)|tieu-?de-?(khoi|muc|trang)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+(?:[-–|»:•]|::)\s+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`dates` are raw texts with their source; `is_article`: the page declares itself one."""

    title: str | None
    site: str | None
    description: str | None
    dates: tuple[str, ...]
    is_article: bool
    author: str | None


def read_metadata(tree: Tree) -> Metadata:
    metas = _metas(tree)
    linked = list(_json_ld(tree))
    dates = [metas[name] for name in metas if name in _DATE_NAMES]
    dates += [str(item["datePublished"]) for item in linked if item.get("datePublished")]
    types = {str(kind) for item in linked for kind in _listed(item.get("@type"))}
    return Metadata(
        title=metas.get("og:title"),
        site=metas.get("og:site_name"),
        description=metas.get("og:description") or metas.get("description"),
        dates=tuple(dict.fromkeys(dates)),
        is_article=metas.get("og:type") == "article" or any(map(_ARTICLE_TYPES.match, types)),
        author=metas.get("author") or metas.get("article:author"),
    )


def _metas(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _json_ld(tree: Tree) -> Iterator[dict[str, Any]]:
    for script in tree.root.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _listed(data):
            if isinstance(item, dict):
                yield item
                yield from (inner for inner in _listed(item.get("@graph")) if isinstance(inner, dict))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def url_date(url: str) -> str | None:
    """The day that an address names (`/2019/05/17/…`, `PublishedDate=2018-03-28T…`)."""
    return next((found[1] for pattern in _URL_DATES if (found := pattern.search(url))), None)


def headline(tree: Tree, metadata: Metadata) -> Element | str | None:
    """The page's own headline: an element where there is one, else the text that names the page.

    A heading counts that is not chrome; the one that `title` or `og:title` repeats is surest.
    """
    named = [text for text in (metadata.title, page_title(tree)) if text]
    headings = [item for item in _headings(tree) if not in_chrome(item)]
    for heading in headings:
        text = plain_text(heading)
        if any(len(text) >= 10 and text.lower() in name.lower() for name in named):
            return heading
    first = next((item for item in headings if item.tag == "h1"), None)
    if first is not None and (not metadata.site or plain_text(first) != metadata.site):
        return first
    if headings:
        return headings[0]
    if metadata.title and metadata.title != metadata.site:
        return metadata.title
    return _SEPARATOR.split(page_title(tree))[0].strip() or None


def _headings(tree: Tree) -> list[Element]:
    """What may be the headline: headings of the first order, then elements named a title, without links."""
    found = [item for item in tree.root.iter("h1") if 5 <= len(plain_text(item)) <= 250]
    by_name = [item for item in tree.root.iter("h2", "h3", "h4", "div", "p", "span", "td") if _is_named(item)]
    return found + by_name[:8]


def _is_named(item: Element) -> bool:
    names = f"{item.get('class') or ''} {item.get('id') or ''}"
    if names == " " or not _TITLE_NAMES.search(names) or _NO_TITLE_NAMES.search(names):
        return False
    return 15 <= len(plain_text(item)) <= 250 and next(item.iter("a"), None) is None


def in_chrome(element: Element) -> bool:
    for parent in element.iterancestors():
        if parent.tag in _CHROME_TAGS and parent.tag != "header":
            return True
        if parent.tag == "header" and parent.getparent().tag != "article":
            return True
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if names != " " and _CHROME_NAMES.search(names):
            return True
    return False


def chrome_of(tree: Tree, around: Element) -> set[Element]:
    """The parts of the page that are no content, by tag and by name; never what `around` lies in."""
    return {*tree.root.iter(*_CHROME_TAGS), *tree.named(_CHROME_NAMES)} - set(around.iterancestors())


def shown_dates(tree: Tree, title: Element | None) -> list[str]:
    """Texts that look like the date of the article: `time` elements, then what stands near the headline."""
    times = [
        item.get("datetime") or plain_text(item) for item in tree.root.iter("time") if not in_chrome(item)
    ]
    near = [plain_text(item) for item in _dated(title)] if title is not None else []
    return [text for text in (*times[:1], *near) if text]


def _dated(title: Element) -> Iterator[Element]:
    """Short texts with a date around the headline: after it, else before it, at most four levels up."""
    scope = title
    for _ in range(4):
        for beside in (*scope.itersiblings(), *scope.itersiblings(preceding=True)):
            yield from _short_dated(beside)
        scope = scope.getparent()
        if scope is None or scope.tag in {"body", "html"}:
            return


def _short_dated(element: Element) -> Iterator[Element]:
    for item in itertools.islice(element.iter("*"), 60):
        text = plain_text(item)
        if len(text) <= 120 and is_stamp(text) and not _is_clock(item) and not _is_of_rows(item):
            yield item
            return


def _is_of_rows(element: Element) -> bool:
    """Whether it stands in a table of many columns and rows: that tells when things are due.

    Tables that only set a page out have one row of so many columns, or no more than two.
    """
    row = element if element.tag == "tr" else next(element.iterancestors("tr"), None)
    if row is None or len(row) < _COLUMNS:
        return False
    others = (*row.itersiblings("tr"), *row.itersiblings("tr", preceding=True))
    return any(len(other) >= _COLUMNS for other in others)


def _is_clock(element: Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_CHROME_NAMES.search(names)) or element.tag in {"a", "li"}

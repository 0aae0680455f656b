"""RSS 0.9 to 2.0 and Atom: which articles a feed names."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from crawler.xmlfiles import children, name_of, parse_xml, text_of
from store.records import Listed, ListSource


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a list names, absolute, and what the list says of it."""

    url: str
    listed: Listed


def read_feed(body: bytes, url: str) -> tuple[Entry, ...] | None:
    """The entries of a feed in its order; None if these bytes are no feed."""
    root = parse_xml(body)
    if root is None or name_of(root) not in ("rss", "rdf", "feed"):
        return None
    entries = (_entry(element, url) for element in root.iter() if name_of(element) in ("item", "entry"))
    return tuple(entry for entry in entries if entry is not None)


def _entry(element: etree._Element, base: str) -> Entry | None:
    address = _address(element)
    if not address:
        return None
    listed = Listed(
        ListSource.FEED,
        title=text_of(element, "title"),
        published=text_of(element, "pubdate", "published", "date", "issued"),
        lastmod=text_of(element, "updated", "modified"),
    )
    return Entry(urljoin(base, address), listed)


def _address(element: etree._Element) -> str | None:
    for link in children(element, "link"):
        href = link.get("href")
        if href and link.get("rel", "alternate") == "alternate":
            return str(href).strip()
        if link.text and link.text.strip():
            return str(link.text).strip()
    guid = next(children(element, "guid"), None)
    if (
        guid is not None
        and guid.get("isPermaLink") != "false"
        and (guid.text or "").strip().startswith("http")
    ):
        return (guid.text or "").strip()
    return None

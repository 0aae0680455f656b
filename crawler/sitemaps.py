"""Sitemaps: XML, packed XML, an index of sitemaps, or a plain list of addresses (sitemaps.org)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from crawler.feeds import Entry, read_feed
from crawler.xmlfiles import children, name_of, parse_xml, text_of, unpacked
from store.records import Listed, ListSource

MAX_DEPTH = 3  # an index may name an index, once
MAX_FILES = 500  # of one run
MAX_ENTRIES = 50_000  # of one run


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file names: other sitemaps, and pages."""

    sitemaps: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


def read_sitemap(body: bytes, url: str) -> Sitemap | None:
    """The content of a sitemap; None if these bytes are none. Raises xmlfiles.TooLarge."""
    plain = unpacked(body)
    root = parse_xml(plain)
    if root is None:
        return _plain_list(plain)
    kind = name_of(root)
    if kind == "sitemapindex":
        return Sitemap(sitemaps=tuple(_addresses(root, "sitemap", url)))
    if kind == "urlset":
        # Some portals mix sub-sitemaps into the flat list; an entry that ends in .xml is one.
        entries = [_entry(element, url) for element in children(root, "url") if text_of(element, "loc")]
        nested = tuple(entry.url for entry in entries if _is_sitemap_file(entry.url))
        pages = tuple(entry for entry in entries if not _is_sitemap_file(entry.url))
        return Sitemap((*_addresses(root, "sitemap", url), *nested), pages)
    feed = read_feed(plain, url)
    return None if feed is None else Sitemap(entries=feed)


def _addresses(root: etree._Element, name: str, base: str) -> list[str]:
    found = (text_of(element, "loc") for element in children(root, name))
    return [urljoin(base, address) for address in found if address]


def _entry(element: etree._Element, base: str) -> Entry:
    news = next(children(element, "news"), None)
    listed = Listed(
        ListSource.SITEMAP,
        title=text_of(news, "title") if news is not None else None,
        published=text_of(news, "publication_date") if news is not None else None,
        lastmod=text_of(element, "lastmod"),
    )
    return Entry(urljoin(base, text_of(element, "loc") or ""), listed)


def _is_sitemap_file(url: str) -> bool:
    return url.partition("?")[0].lower().endswith((".xml", ".xml.gz"))


def _plain_list(body: bytes) -> Sitemap | None:
    lines = [
        line.strip() for line in body[: 10 * 1024 * 1024].decode("utf-8-sig", errors="replace").splitlines()
    ]
    lines = [line for line in lines if line]
    if not lines or not all(line.startswith(("http://", "https://")) and " " not in line for line in lines):
        return None
    return Sitemap(entries=tuple(Entry(line, Listed(ListSource.SITEMAP)) for line in lines))

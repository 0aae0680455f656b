"""From a fetched page to what it is: decode, one parse, page kind, links, article, document."""

from __future__ import annotations

from crawler.portal import Portal
from store.records import PageKind, PageReading, RawPage


def read_page(page: RawPage, portal: Portal) -> PageReading:
    """What `page` holds. Pure; never raises for a bad page."""
    return PageReading(PageKind.LISTING)

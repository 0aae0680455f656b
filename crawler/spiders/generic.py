"""Portals of which only the declaration is known: everything the base spider does, and nothing more."""

from __future__ import annotations

from crawler.spiders.base import PortalSpider


class GenericSpider(PortalSpider):
    name = "generic"

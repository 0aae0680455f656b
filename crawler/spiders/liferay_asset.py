"""Liferay portals: their sitemap is a page for people, which names every section."""

from __future__ import annotations

from crawler.spiders.base import PortalSpider


class LiferayAssetSpider(PortalSpider):
    name = "liferay_asset"
    start_paths = ("/so-do-website", "/so-do-trang", "/sitemap")

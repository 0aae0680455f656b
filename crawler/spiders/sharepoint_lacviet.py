"""SharePoint portals of Lạc Việt: the live home page stands below `Pages`, the rebuilt one at the root."""

from __future__ import annotations

from crawler.spiders.base import PortalSpider


class SharepointLacvietSpider(PortalSpider):
    name = "sharepoint_lacviet"
    start_paths = ("/Pages/default.aspx", "/tin-tuc")

"""A portal whose platform is unknown: rules that hold for most content management systems.

Where an address or a page has the shape of a platform that is known, that platform's rules apply.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult

from crawler.platforms import liferay_asset, sharepoint_lacviet
from crawler.platforms.base import (
    ListMarks,
    UrlFacts,
    parse,
    plain_facts,
    refuse,
    skip,
)
from crawler.urls import host_of, page_key, query_pairs, segments, to_url

# HueCIT: `tc` names the article, `cn` its category; WebCenter: `dDocName` (domain/platforms.md §7, §8).
_ARTICLE_IDS = {"tc": "tc", "ddocname": "dDocName"}
_TWIN_SEGMENTS = frozenset({"print", "savefile", "sendmail", "in-bai", "pop_up"})  # NukeViet and others
_ACTIONS = frozenset({"sharer", "share", "sendmail", "cart", "captcha", "wp-json", "xmlrpc", "wp-admin"})
_PAGER_KEY = re.compile(
    r"(page|p|trang|pageindex|pagenumber|currentpage|curpage|pn|paged|start|offset)", re.IGNORECASE
)
_PAGER_PATH = re.compile(r"/(page|trang)[-/](\d+)(\.html?)?/?$|[-/]p(\d+)\.html?$", re.IGNORECASE)


class Generic:
    name = "generic"
    layouts = (*liferay_asset.LAYOUTS, *sharepoint_lacviet.LAYOUTS)
    lists = ListMarks(
        item=liferay_asset.LISTS.item + sharepoint_lacviet.LISTS.item,
        pager=liferay_asset.LISTS.pager + sharepoint_lacviet.LISTS.pager,
    )
    marks = liferay_asset.MARKS

    def classify(self, url: str) -> UrlFacts:
        parts = parse(url)
        if parts is None:
            return refuse(url)
        if "/-/" in parts.path or "p_p_id=" in parts.query:
            return liferay_asset.PLATFORM.classify(url)
        if parts.path.lower().endswith(".aspx"):
            return sharepoint_lacviet.PLATFORM.classify(url)
        return plain_facts(parts) or _twin(parts) or _article(parts) or _page(parts)

    def next_page(self, url: str) -> str | None:
        return None


def _twin(parts: SplitResult) -> UrlFacts | None:
    names = {name.lower() for name in segments(parts.path)}
    if names & _ACTIONS:
        return skip(parts, "action")
    keys = {name.lower() for name, _ in query_pairs(parts)}
    if names & _TWIN_SEGMENTS or keys & {"print", "printview", "viewmode"}:
        return skip(parts, "print")
    return None


def _article(parts: SplitResult) -> UrlFacts | None:
    for name, value in query_pairs(parts):
        label = _ARTICLE_IDS.get(name.lower())
        if label and value:
            return UrlFacts("article", to_url(parts), f"{host_of(parts)}/{label}={value}")
    return None


def _page(parts: SplitResult) -> UrlFacts:
    listing = _PAGER_PATH.search(parts.path) or any(
        _PAGER_KEY.fullmatch(name) and value.isdigit() for name, value in query_pairs(parts)
    )
    return UrlFacts("listing" if listing else "page", to_url(parts), page_key(parts))


PLATFORM = Generic()

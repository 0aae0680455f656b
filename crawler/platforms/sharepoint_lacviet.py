"""SharePoint with Lạc Việt's BIO web parts: live `.aspx` portals and static rebuilds of them with slugs.

Facts: domain/platforms.md §2 (Đắk Nông's agencies; Bạc Liêu has the same `_layouts/LacVietBIO`). On a
slug address nothing tells an article from a list: the page does.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult

from crawler.platforms.base import (
    Layout,
    ListMarks,
    PageMarks,
    UrlFacts,
    parse,
    plain_facts,
    refuse,
    skip,
)
from crawler.platforms.liferay_asset import LAYOUTS as LIFERAY_LAYOUTS
from crawler.urls import extension, host_of, key_path, page_key, query_pairs, to_url

_ARCHIVE_COPY = re.compile(r"^/(web/\d{4,14}(?:[a-z]{2}_)?|https?)/", re.IGNORECASE)  # left by a Wayback copy
_SYSTEM = re.compile(
    r"/(_layouts|_vti_\w+|_catalogs|_controltemplates|_login|_forms|style library)(/|$)", re.IGNORECASE
)
_EDITING = re.compile(
    r"/(newform|editform|upload|mngsubwebs|newpost|editpost|permission\w*)\.aspx$", re.IGNORECASE
)
_LIST_VIEW = re.compile(r"/(allitems|allposts|category|archive|date|summary|viewlsts)\.aspx$", re.IGNORECASE)
_PAGE_PATH = re.compile(r"/page/\d+/?$", re.IGNORECASE)
_ITEM_KEYS = ("itemid", "newsid", "articleid")
_ITEM_PAGE = re.compile(r"/(dispform|viewpost|post|view_?detail|chi-?tiet\w*)\.aspx$", re.IGNORECASE)
_PAGER_KEYS = frozenset({"page", "pageindex", "p", "trang", "pagenumber", "pagefirstrow", "curpage"})

_CHROME = (
    "menu", "#part2", "table.tbtinkhac", "td.Other", ".OtherTitle", ".css_Xemtiep", ".contextMenu",
    ".css_linkstoweb", ".ms-PartSpacingVertical", ".ms-SrvMenuUI", ".lv_tinkhac",
)  # fmt: skip

LAYOUTS = (
    Layout(
        "news",
        title=("#tableforprint p.Title", "#part1 p.Title", "#part1 .Title"),
        date=("tr.ms-news-header td.Time", "td.Time"),
        section=("tr.ms-news-header td.FolderTitle", "td.FolderTitle"),
        lead=("#tableforprint [class^=lv_description]", "#part1 [class^=lv_description]"),
        body=("#tableforprint div[class^=ExternalClass]", "#tableforprint", "#part1"),
        drop=_CHROME,
    ),
    Layout(
        "intro",
        title=("div.gtTitle p", "div.gtTitle strong", "div.gtTitle b"),
        section=("div.title-gt",),
        body=("div.gtTitle",),
        drop=_CHROME,
    ),
    Layout(
        "news-id",
        title=("#news-title", "#newsTitle", ".news-title"),
        date=("#news-date", ".news-date", "td.Time"),
        lead=("#news-des",),
        body=("#news-detail",),
        drop=_CHROME,
    ),
    Layout(
        "article-description",
        title=("#divArticleTitle", "#divArticleDescription h1", "h1"),
        date=("#divArticleDate", "#divDate"),
        lead=("#divArticleDescription1",),
        body=("#divArticleDescription2", "#divArticleDescription3", "#divArticleDescription"),
        drop=_CHROME,
    ),
    Layout(
        "contenttin",
        title=("#contenttin h1", "h1.title", "h1"),
        body=("#contenttin",),
        drop=_CHROME,
    ),
)

LISTS = ListMarks(
    item=("td.TitleFront a", ".TitleFront a", "td.Other a", "a.TitleOther", "li.lv_other a"),
    pager=(".pagination a", ".paging a", ".pager a", "[class^=pag] a", "#paging a", "td.ms-paging a"),
)


class SharepointLacviet:
    name = "sharepoint_lacviet"
    layouts = (*LAYOUTS, *LIFERAY_LAYOUTS)  # an agency of Đắk Nông has Liferay's skin in the same rebuild
    lists = LISTS
    marks = PageMarks()

    def classify(self, url: str) -> UrlFacts:
        parts = parse(url)
        if parts is None:
            return refuse(url)
        return _unwanted(parts) or plain_facts(parts) or _item(parts) or _page(parts)

    def next_page(self, url: str) -> str | None:
        """`/<section>/page/2/` after `/<section>`, in the rebuilds with slugs."""
        parts = parse(url)
        if parts is None or parts.query or parts.path == "/" or extension(parts.path):
            return None
        turned = re.fullmatch(r"(.*)/page/(\d+)", parts.path.rstrip("/"))
        section, number = (turned[1], int(turned[2])) if turned else (parts.path.rstrip("/"), 1)
        return to_url(parts._replace(path=f"{section}/page/{number + 1}"))


def _unwanted(parts: SplitResult) -> UrlFacts | None:
    if _ARCHIVE_COPY.search(parts.path):
        return skip(parts, "archive_copy")
    if _SYSTEM.search(parts.path):
        return skip(parts, "system")
    if _EDITING.search(parts.path):
        return skip(parts, "action")
    keys = {name.lower() for name, _ in query_pairs(parts)}
    return skip(parts, "print") if keys & {"print", "isprint"} else None


def _item(parts: SplitResult) -> UrlFacts | None:
    """`….aspx?ItemID=N`: an id counts within its list, so the identity keeps the path."""
    pairs = {name.lower(): value for name, value in query_pairs(parts)}
    names = (*_ITEM_KEYS, "id") if _ITEM_PAGE.search(parts.path) else _ITEM_KEYS
    for name in names:
        if pairs.get(name, "").isdigit():
            key = f"{host_of(parts)}{key_path(parts.path).lower()}?itemid={pairs[name]}"
            return UrlFacts("article", to_url(parts), key)
    return None


def _page(parts: SplitResult) -> UrlFacts:
    keys = {name.lower() for name, _ in query_pairs(parts)}
    listing = _PAGE_PATH.search(parts.path) or _LIST_VIEW.search(parts.path) or keys & _PAGER_KEYS
    return UrlFacts("listing" if listing else "page", to_url(parts), page_key(parts))


PLATFORM = SharepointLacviet()
